"""The small cast of the tests: two communes of one district, a committee, people, a session, its visits.

Plain functions; each makes what it needs and takes the rest as arguments.
"""

import io
from datetime import date
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from cds_portal.accounts.grants import Role
from cds_portal.accounts.models import User
from districts.models import AdministrativeUnit, Body, Post, Succession
from oversight.models import (
    Checklist,
    ChecklistItem,
    DelegationMember,
    OversightSession,
    Recommendation,
    ReviewedBody,
    Visit,
)

PASSWORD = "Thu-nghiem-2026"
DAY = date(2023, 9, 13)
LONG_AGO = date(2021, 1, 1)
numbers = count(1)


def make_unit(name="Thạch Châu", *, kind="commune", level="commune", parent=None, code=None, **fields):
    fields.setdefault("valid_from", LONG_AGO)
    code = code or f"{next(numbers):05}"
    return AdministrativeUnit.objects.create(
        name=name, kind=kind, level=level, parent=parent, official_code=code, **fields
    )


def make_province(name="Hà Tĩnh"):
    return make_unit(name, kind="province", level="province")


def make_district(name="Lộc Hà", *, parent=None, **fields):
    parent = parent or AdministrativeUnit.objects.provinces().first() or make_province()
    return make_unit(name, kind="rural_district", level="district", parent=parent, **fields)


def make_commune(name="Thạch Châu", *, parent=None, **fields):
    return make_unit(name, parent=parent or make_district(), **fields)


def succeed(predecessor, successor, on, kind="merged"):
    return Succession.objects.create(predecessor=predecessor, successor=successor, date=on, kind=kind)


def make_body(name="UBND huyện Lộc Hà", *, unit=None, kind=Body.Kind.PEOPLE_COMMITTEE, **fields):
    fields.setdefault("valid_from", LONG_AGO)
    return Body.objects.create(code=f"co-quan-{next(numbers)}", name=name, unit=unit, kind=kind, **fields)


def make_committee(name="Ban Văn hóa - Xã hội HĐND tỉnh Hà Tĩnh", *, unit=None):
    unit = unit or AdministrativeUnit.objects.provinces().first() or make_province()
    return make_body(name, unit=unit, kind=Body.Kind.COMMITTEE)


def make_user(role=None, body=None, *, username=None, title="Chuyên viên"):
    """A person who can sign in with PASSWORD; holds a post when a role and a body are given."""
    number = next(numbers)
    user = User.objects.create_user(
        username or f"nguoi{number}", password=PASSWORD, full_name=f"Nguyễn Văn {number}"
    )
    if role:
        Post.objects.create(user=user, body=body, role=role, title=title, valid_from=LONG_AGO)
    return user


def make_session(*, committee=None, status=OversightSession.Status.FIELDWORK, reviewed=(), **fields):
    fields = {
        "code": f"CUOC-{next(numbers)}",
        "topic": "Chuyển đổi số",
        "title": "Giám sát chuyển đổi số tại huyện Lộc Hà",
        "period_from": date(2021, 1, 1),
        "period_to": date(2023, 6, 30),
        "works_from": DAY,
        "works_to": DAY,
    } | fields
    session = OversightSession.objects.create(
        committee=committee or make_committee(), status=status, **fields
    )
    for body in reviewed:
        ReviewedBody.objects.create(session=session, body=body)
    return session


def make_member(session, user=None, *, role=DelegationMember.Role.MEMBER, name="Trần Thị Bình"):
    return DelegationMember.objects.create(
        session=session, user=user, role=role, name=name, position="Đại biểu HĐND tỉnh"
    )


def make_visit(*, session=None, unit=None, place="Chợ Phủ", **fields):
    session = session or make_session()
    return Visit.objects.create(
        session=session, unit=unit or make_commune(), place=place, **{"date": session.works_from} | fields
    )


def make_checklist(site_type="market", version=1):
    """A sheet with one question of each kind."""
    sheet = Checklist.objects.create(site_type=site_type, version=version, name="Phiếu khảo sát chợ")
    questions = [
        ("traders", "Tổng số tiểu thương", "count", "hộ"),
        ("wifi", "Wifi công cộng dùng được", "yes_no", ""),
        ("share", "Tỷ lệ không dùng tiền mặt", "percent", ""),
        ("voices", "Phản ánh", "text", ""),
    ]
    for order, (code, label, kind, unit) in enumerate(questions, start=1):
        ChecklistItem.objects.create(
            checklist=sheet, order=order, code=code, label=label, kind=kind, unit=unit
        )
    return sheet


def image_bytes(*, size=(320, 240), format="JPEG", colour="steelblue", **options):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, format, **options)
    return out.getvalue()


def make_upload(name="anh.jpg", content=None, **options):
    return SimpleUploadedFile(name, image_bytes(**options) if content is None else content, "image/jpeg")


class Cast:
    """Everybody a test of a case needs: owner, colleague, leader, member, reviewed body, stranger."""

    def __init__(self):
        self.district = make_district()
        self.commune = make_commune("Thạch Châu", parent=self.district)
        self.body = make_body("UBND huyện Lộc Hà", unit=self.district)
        self.commune_body = make_body("UBND xã Thạch Châu", unit=self.commune)
        self.committee = make_committee()
        self.session = make_session(committee=self.committee, reviewed=[self.body])
        self.staff = make_user(Role.STAFF, self.committee)
        self.colleague = make_user(Role.STAFF, self.committee)
        self.leader = make_user(Role.LEADER, self.committee)
        self.member = make_user(Role.MEMBER, self.committee)
        self.local = make_user(Role.LOCAL_REPORTER, self.commune_body)
        self.stranger = make_user(Role.STAFF, make_committee("Ban Văn hóa - Xã hội HĐND tỉnh Tây Ninh"))
        make_member(self.session, self.member)


def make_recommendation(session, text="Đẩy mạnh thanh toán không dùng tiền mặt", *, body=None, **assignment):
    """The next numbered draft of the session; assigned to `body` (lead) when one is given."""
    number = session.recommendations.count() + 1
    recommendation = Recommendation.objects.create(session=session, number=number, text=text)
    if body:
        recommendation.assignments.create(body=body, **assignment)
    return recommendation
