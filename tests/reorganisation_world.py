"""A province whose districts end: the cast, the act and what the tests read of its rows."""

from datetime import date

from cds_portal.accounts.models import User
from cds_portal.lifecycle import Refused
from oversight.actions import reorganisation as actions
from oversight.models import Assignment, Reorganisation, Response
from tests.factories import DAY, Cast, make_body, make_commune, make_recommendation, make_unit, succeed

LAST, FIRST = date(2025, 6, 30), date(2025, 7, 1)


class Province(Cast):
    """A district of three communes that ends with them; two communes live in their place."""

    def __init__(self):
        super().__init__()
        self.province = self.committee.unit
        self.mai_phu = make_commune("Mai Phụ", parent=self.district)
        self.phu_luu = make_commune("Phù Lưu", parent=self.district)
        self.end()
        self.new_unit = make_unit("Mai Phụ", parent=self.province, valid_from=FIRST)
        self.other_unit = make_unit("Hồng Lộc", parent=self.province, valid_from=FIRST)
        for unit, taker in self.fates:
            succeed(unit, taker, FIRST)
        self.heir = make_body("UBND xã Mai Phụ", unit=self.new_unit, valid_from=FIRST)
        self.other = make_body("UBND xã Hồng Lộc", unit=self.other_unit, valid_from=FIRST)
        self.upper = make_body("UBND tỉnh Hà Tĩnh", unit=self.province)
        self.old = make_body("UBND xã Mai Phụ cũ", unit=self.mai_phu, successor=self.heir)
        self.act = make_act(self, self.district, self.commune, self.mai_phu, self.phu_luu)

    @property
    def fates(self):
        return [
            (self.commune, self.new_unit),
            (self.mai_phu, self.new_unit),
            (self.phu_luu, self.other_unit),
        ]

    def end(self):
        for unit in (self.district, self.commune, self.mai_phu, self.phu_luu):
            unit.valid_to = LAST
            unit.save()

    def duty(self, body=None, status="in_progress", **fields):
        row = make_recommendation(self.session, f"Kiến nghị {self.session.recommendations.count() + 1}")
        fields = {"issued_on": DAY, "status": status} | fields
        return Assignment.objects.create(recommendation=row, body=body or self.body, **fields)

    def collect(self):
        return list(actions.collect_rows(self.act, by=self.staff))

    def apply(self):
        self.collect()
        self.act.refresh_from_db()
        return actions.apply(act=self.act, by=self.leader)


def make_act(cast, *units, effective_on=FIRST):
    act = Reorganisation.objects.create(
        committee=cast.committee, title="Kết thúc cấp huyện", act_number="NQ 1", effective_on=effective_on
    )
    act.units.set(units)
    return act


AFTER = date(2025, 7, 15)


def apply_now(act, by):
    act = Reorganisation.objects.get(pk=act.pk)
    actions.collect_rows(act, by=by)
    actions.apply(act=act, by=by)


def undo_now(act, by):
    actions.undo(act=Reorganisation.objects.get(pk=act.pk), by=by)


def refusal_of(act, *args):
    """The words of the refusal, or None when it went."""
    try:
        act(*args)
    except Refused as refusal:
        return str(refusal)


def fresh(user):
    """Read anew: posts are kept on the instance once they were asked for."""
    return User.objects.get(pk=user.pk)


def answer(cast, *duties, status="draft", **fields):
    fields = {"body": duties[0].body, "text": "Đang làm", "by": cast.writer} | fields
    made = Response.objects.create(status=status, **fields)
    made.assignments.set(duties)
    return made
