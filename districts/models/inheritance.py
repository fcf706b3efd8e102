"""Whose files came to whom: written when an act that ends bodies is applied, gone when it is undone."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from districts.models.body import Body


class InheritanceQuerySet(models.QuerySet):
    def predecessors_of(self, body_ids):
        """Keys of the ended bodies whose files these bodies read, for a condition `…__in`."""
        return self.filter(successor__in=body_ids).values("predecessor")


class Inheritance(models.Model):
    """The ended body lives on in exactly this one, which reads what was its own (DESIGN 3a, 8).

    Every remove has its own row: where A went into B and B into C, C follows both.
    """

    predecessor = models.ForeignKey(
        Body, models.PROTECT, related_name="heirs", verbose_name=_("cơ quan kết thúc")
    )
    successor = models.ForeignKey(
        Body, models.PROTECT, related_name="inherited", verbose_name=_("cơ quan kế thừa")
    )

    objects = InheritanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="inheritance_once"),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")), name="inheritance_not_of_itself"
            ),
        ]
        verbose_name = _("hồ sơ kế thừa")

    def __str__(self):
        return f"{self.predecessor} → {self.successor}"


def own_or_inherited(field, body_ids):
    """Condition: `field` names one of these bodies, or one whose files came to them by an applied act."""
    came = Inheritance.objects.predecessors_of(body_ids)
    return Q(**{f"{field}__in": body_ids}) | Q(**{f"{field}__in": came})
