from auditlog.registry import auditlog
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cds_portal.accounts.grants import COMMITTEE_ROLES, GRANTS, LOCAL_ROLES, Role
from cds_portal.clock import today


class User(AbstractUser):
    """A person who signs in. What the person may do comes from the posts held today, never from flags."""

    first_name = None
    last_name = None
    full_name = models.CharField(_("họ và tên"), max_length=150)
    illustrative = models.BooleanField(_("minh họa"), default=False)

    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("người dùng")

    def __str__(self):
        return self.full_name or self.username

    def get_full_name(self):
        return self.full_name or self.username

    def get_short_name(self):
        return self.get_full_name()

    @cached_property
    def present_posts(self):
        """Posts held today, with body and unit, read once a request."""
        return list(self.posts.held_on(today()).select_related("body__unit", "body__parent"))

    @property
    def roles(self):
        return {post.role for post in self.present_posts}

    def can(self, permission, *, body=None):
        """Whether a present post (in `body`, if given) grants `permission`."""
        return any(
            permission in GRANTS[Role(post.role)]
            for post in self.present_posts
            if body is None or post.body_id == body.pk
        )

    def bodies_as(self, roles):
        return [post.body_id for post in self.present_posts if post.role in roles]

    @property
    def committee_ids(self):
        return self.bodies_as(COMMITTEE_ROLES)

    @property
    def local_body_ids(self):
        return self.bodies_as(LOCAL_ROLES)

    @property
    def department_ids(self):
        return self.bodies_as((Role.DEPARTMENT,))

    @property
    def own_body_ids(self):
        """Bodies that may be reviewed or assigned: local ones and departments."""
        return self.local_body_ids + self.department_ids

    @property
    def supervised_unit_ids(self):
        """Units whose communes' assignments the user's UBND of a district or province may read."""
        return [
            post.body.unit_id
            for post in self.present_posts
            if post.role in LOCAL_ROLES and post.body.unit_id and post.body.unit.level != "commune"
        ]

    @property
    def post_line(self):
        return self.post_line_in(())

    def post_line_in(self, body_ids):
        """Title and body as they stand today: of the post held in one of these bodies, else of the first."""
        if not self.present_posts:
            return ""
        own = (post for post in self.present_posts if post.body_id in body_ids)
        post = next(own, self.present_posts[0])
        return f"{post.title}, {post.body.name}"


# Nothing of a password or of when somebody signs in.
auditlog.register(User, include_fields=["full_name", "username", "email", "is_active"])
