"""What of the follow-up belongs to a person's committees."""

from django.db.models import Exists, OuterRef

from oversight.models import Assignment


def of_committee(user):
    return Assignment.objects.of_committees(user.committee_ids)


def about_own(user):
    """Rows that hang on an assignment of the person's committees; each is looked up, for they are few."""
    return Exists(of_committee(user).filter(pk=OuterRef("assignment")))
