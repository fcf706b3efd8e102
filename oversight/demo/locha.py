"""LOCHA-2023: the oversight of 13/9/2023 in huyện Lộc Hà, after the press article of that day.

From the article: who chaired, concluded and received, the sites, the results, what the conclusion asked for
and what the committee promised. Not from it, hence `illustrative`: limitations, causes, the wording of the
district's proposals, the member account.
"""

import uuid
from datetime import date, datetime, timedelta

from django.utils import timezone

from cds_portal.clock import DeadlineRule
from oversight.demo.bodies import HA_TINH_COMMITTEE, body, unit_on
from oversight.demo.people import account
from oversight.models import (
    Assignment,
    Attendance,
    Checklist,
    DelegationMember,
    Finding,
    LegalAct,
    OversightSession,
    Proposal,
    Recommendation,
    ReviewedBody,
    SessionChair,
    SessionStep,
    Visit,
)
from oversight.models.checklist import SiteType
from oversight.models.finding import Heading

CODE = "LOCHA-2023"
DAY = date(2023, 9, 13)
SOURCE = (
    "Bài báo ngày 13/9/2023 về cuộc giám sát chuyển đổi số tại huyện Lộc Hà, diễn đạt lại. "
    "Bài báo không nêu số, ngày văn bản, tồn tại, hạn chế, thời hạn thực hiện và nội dung kiến nghị "
    "của huyện; những phần đó là minh họa hoặc để trống."
)

KY = ("Trần Văn Kỳ", "Phó Chủ tịch HĐND tỉnh")
NGA = ("Đào Thị Anh Nga", "Trưởng Ban Văn hóa - Xã hội HĐND tỉnh")
HOSTS = [
    ("Nguyễn Việt Hùng", "Chủ tịch UBND huyện Lộc Hà"),
    ("Lê Văn Vượng", "Phó Chủ tịch HĐND huyện Lộc Hà"),
    ("Nguyễn Việt Cường", "Phó Chủ tịch UBND huyện Lộc Hà"),
]
HOST_GROUPS = [
    "Lãnh đạo một số cơ quan, phòng, ban của huyện",
    "Lãnh đạo MTTQ và các tổ chức chính trị - xã hội huyện",
    "Lãnh đạo UBND các xã, thị trấn",
]

NOT_SAID = "Bài báo không nêu số, ngày"
# name, code of its rule, due on (day of the session), done on, paper, illustrative.
# Where the article is silent about a step before 13/9/2023 there is no due date either: a past deadline
# without a day of completion would read as "late", which nobody knows.
STEPS = [
    ("Quyết định thành lập Đoàn giám sát", "", None, None, NOT_SAID, False),
    ("Ban hành kế hoạch và đề cương báo cáo", "", None, None, NOT_SAID, False),
    ("Thông báo nội dung, kế hoạch giám sát", "notify-plan", None, None, NOT_SAID, False),
    ("Thông báo chương trình và thành phần Đoàn giám sát", "notify-programme", None, None, NOT_SAID, False),
    ("UBND huyện gửi báo cáo", "", None, None, NOT_SAID, False),
    ("Khảo sát thực tế", "", None, DAY, "", False),
    ("Làm việc với UBND huyện, kết luận tại chỗ", "", None, DAY, "", False),
    # Still open in the demonstration, whatever the real delegation did.
    ("Đoàn giám sát báo cáo Ban", "delegation-report", DAY, None, "", True),
    ("Ban hành Báo cáo kết quả giám sát", "", None, None, "", True),
]

SITES = [
    (
        "Chợ Phủ, xã Thạch Châu",
        SiteType.MARKET,
        "18583",
        "ubnd-18583-cu",
        "Đoàn xem việc mua bán không dùng tiền mặt tại chợ.",
    ),
    (
        "Trung tâm giao dịch một cửa xã Mai Phụ",
        SiteType.ONE_STOP,
        "18670",
        "ubnd-18670",
        "Đoàn tham quan nơi tiếp nhận và trả kết quả hồ sơ của xã.",
    ),
    (
        "Nhà văn hoá, trí tuệ thôn Đông Thắng",
        SiteType.CULTURE_HOUSE,
        "448",
        None,
        "Tên điểm giữ như trong bài báo. Bài báo không cho biết thôn Đông Thắng thuộc xã nào, "
        "vì vậy địa bàn tạm ghi là huyện Lộc Hà.",
    ),
    (
        "Trung tâm hành chính công huyện Lộc Hà",
        SiteType.SERVICE_CENTRE,
        "448",
        "ubnd-448",
        "Đoàn tham quan trung tâm của huyện.",
    ),
]
MARKET, ONE_STOP, CULTURE_HOUSE, CENTRE, MEETING = range(1, 6)
MEETING_PLACE = "Buổi làm việc với UBND huyện Lộc Hà"
MEETING_NOTES = (
    "UBND huyện trình bày báo cáo kết quả thực hiện chuyển đổi số. Huyện nêu một số kiến nghị; Ban ghi nhận, "
    "sẽ tổng hợp, báo cáo và kiến nghị các sở, ngành."
)

S, L = Finding.Kind.STRENGTH, Finding.Kind.LIMITATION
# key, kind, heading, text, number of the visit or None
RESULTS = [
    (
        "consensus",
        S,
        Heading.LEADERSHIP,
        "Chủ trương chuyển đổi số được các phòng, ban, ngành của huyện và các xã, thị trấn đồng tình, "
        "thống nhất cao và cùng tham gia thực hiện.",
        MEETING,
    ),
    (
        "information",
        S,
        Heading.AWARENESS,
        "Thông qua chuyển đổi số, người dân được cung cấp thông tin về hoạt động của chính quyền, "
        "kinh tế - xã hội và an ninh trật tự; hình ảnh, nét văn hóa riêng của địa phương được quảng bá.",
        MEETING,
    ),
    (
        "network",
        S,
        Heading.INFRASTRUCTURE,
        "Khu hành chính của huyện đã có mạng Internet và WiFi dùng chung.",
        MEETING,
    ),
    ("centre", S, Heading.GOVERNMENT, "Huyện đã xây dựng Trung tâm hành chính công.", CENTRE),
    (
        "tourism",
        S,
        Heading.ECONOMY,
        "Huyện đã hoàn thành phần mềm trên nền web để quản lý các điểm du lịch nổi bật.",
        MEETING,
    ),
    (
        "cashless",
        S,
        Heading.ECONOMY,
        "Doanh nghiệp và người dân hưởng ứng tích cực, thanh toán không dùng tiền mặt có hiệu quả; "
        "đây là kết quả nổi bật.",
        MARKET,
    ),
]
LOW, MEDIUM = Finding.Severity.LOW, Finding.Severity.MEDIUM
# key, kind, heading, severity, text: none of it is in the article
SHORTCOMINGS = [
    (
        "awareness",
        L,
        Heading.AWARENESS,
        MEDIUM,
        "Nhận thức về chuyển đổi số của một bộ phận cán bộ và người dân còn chưa đồng đều.",
    ),
    (
        "equipment",
        L,
        Heading.INFRASTRUCTURE,
        MEDIUM,
        "Hạ tầng, thiết bị phục vụ chuyển đổi số ở một số địa bàn chưa đồng bộ.",
    ),
    (
        "part-time",
        L,
        Heading.WORKFORCE,
        MEDIUM,
        "Người phụ trách chuyển đổi số ở cấp xã chủ yếu kiêm nhiệm, kỹ năng còn hạn chế.",
    ),
    (
        "unlinked",
        L,
        Heading.GOVERNMENT,
        LOW,
        "Một số phần mềm chưa kết nối với nhau, cán bộ phải nhập lại cùng một số liệu.",
    ),
    (
        "new-field",
        Finding.Kind.CAUSE_OBJECTIVE,
        Heading.LEADERSHIP,
        "",
        "Chuyển đổi số là lĩnh vực mới, phạm vi rộng, văn bản hướng dẫn còn tiếp tục được hoàn thiện.",
    ),
    (
        "little-checking",
        Finding.Kind.CAUSE_SUBJECTIVE,
        Heading.LEADERSHIP,
        "",
        "Công tác tuyên truyền có nơi chưa thường xuyên; việc kiểm tra, đôn đốc và phối hợp giữa các cơ quan "
        "chưa thật chặt chẽ.",
    ),
]

# What the conclusion asked of the district, with the findings it answers.
RECOMMENDATIONS = [
    (
        "Coi trọng hơn việc tuyên truyền, quán triệt; đưa đầy đủ chỉ thị, nghị quyết, đề án về chuyển đổi số "
        "vào thực hiện, để văn bản của tỉnh được cụ thể hóa tốt hơn trên địa bàn huyện.",
        ["consensus", "little-checking"],
    ),
    (
        "Đặt người dân ở vị trí trung tâm của chuyển đổi số; chú trọng đổi mới nhận thức của cán bộ, "
        "công chức, viên chức và người dân, để mọi người hiểu rõ mục đích, yêu cầu và coi chuyển đổi số là "
        "cách phát triển kinh tế - xã hội, nâng cao đời sống.",
        ["awareness"],
    ),
    (
        "Tiếp tục đầu tư để chuyển đổi số gắn sát với cuộc sống; mỗi người dân chủ động làm mới nhận thức "
        "của mình về chuyển đổi số.",
        ["network", "equipment"],
    ),
    (
        "Tăng cường ứng dụng công nghệ thông tin; huy động cả hệ thống chính trị cùng làm chuyển đổi số, "
        "do cấp ủy lãnh đạo, chính quyền các cấp và các ngành điều hành.",
        ["tourism", "unlinked"],
    ),
    (
        "Phát huy vai trò của Mặt trận Tổ quốc Việt Nam và các tổ chức chính trị - xã hội để tuyên truyền, "
        "vận động Nhân dân tham gia chuyển đổi số.",
        ["consensus", "awareness"],
    ),
]
NO_DUE = "Kết luận tại buổi làm việc không ấn định thời hạn"
NO_DELIVERABLE = "Kết luận tại buổi làm việc không nêu sản phẩm cụ thể"

Theme = Proposal.Theme
# The article says that the district proposed, not what.
PROPOSALS = [
    (
        Theme.INFRASTRUCTURE,
        "Đề nghị hỗ trợ nâng cấp đường truyền và thiết bị tại bộ phận một cửa các xã, thị trấn.",
    ),
    (
        Theme.SOFTWARE,
        "Đề nghị kết nối các phần mềm dùng chung của tỉnh, để cán bộ không phải nhập lại số liệu nhiều lần.",
    ),
    (
        Theme.WORKFORCE,
        "Đề nghị tổ chức tập huấn kỹ năng số cho cán bộ, công chức cấp xã và tổ công nghệ số cộng đồng.",
    ),
]


def load():
    officer = account("chuyenvien")
    session = make_session()
    session.notify(by=officer)
    session.start_fieldwork(by=officer)
    visits = make_visits(session, officer)
    session.start_reporting(by=officer)
    findings = make_findings(session, visits, officer)
    make_recommendations(session, findings)
    make_proposals(session, visits[MEETING], officer)


def make_session():
    session = OversightSession.objects.create(
        code=CODE,
        committee=body(HA_TINH_COMMITTEE),
        topic="Việc thực hiện chuyển đổi số giai đoạn 2021–2023",
        title="Giám sát việc thực hiện chuyển đổi số trên địa bàn huyện Lộc Hà",
        kind=OversightSession.Kind.THEMATIC,
        period_from=date(2021, 1, 1),
        period_to=date(2023, 12, 31),
        works_from=DAY,
        works_to=DAY,
        source_note=SOURCE,
        head_note="theo luật, bài báo không nêu",
    )
    session.legal_acts.set(LegalAct.objects.filter(number="87/2015/QH13"))
    SessionChair.objects.create(session=session, name=KY[0], position=KY[1], concluded=True, order=1)
    SessionChair.objects.create(session=session, name=NGA[0], position=NGA[1], order=2)
    make_delegation(session)
    ReviewedBody.objects.create(session=session, body=body("ubnd-448"), mode=ReviewedBody.Mode.DIRECT)
    make_steps(session)
    return session


def make_delegation(session):
    DelegationMember.objects.create(
        session=session, name=NGA[0], position=NGA[1], role=DelegationMember.Role.HEAD, order=1
    )
    member = account("thanhvien")
    DelegationMember.objects.create(
        session=session,
        name=member.full_name,
        position="Đại biểu HĐND tỉnh",
        role=DelegationMember.Role.MEMBER,
        user=member,
        illustrative=True,
        order=2,
    )


def make_steps(session):
    rules = {rule.code: rule for rule in DeadlineRule.objects.in_force_on(DAY)}
    for order, (name, code, anchor, done_on, paper, illustrative) in enumerate(STEPS, start=1):
        rule = rules[code] if code else None
        SessionStep.objects.create(
            session=session,
            order=order,
            name=name,
            rule=rule,
            due_on=rule.due_on(anchor) if rule and anchor else None,
            done_on=done_on,
            paper=paper,
            illustrative=illustrative,
        )


def make_visits(session, officer):
    """The visits by their number, in the order in which the article tells them."""
    places = {
        number: {
            "kind": Visit.Kind.FIELD_SURVEY,
            "place": place,
            "site_type": site_type,
            "checklist": Checklist.objects.current_for(site_type),
            "unit": unit_on(unit_code),
            "body": body(body_code) if body_code else None,
            "notes": notes,
        }
        for number, (place, site_type, unit_code, body_code, notes) in enumerate(SITES, start=1)
    }
    places[MEETING] = {
        "kind": Visit.Kind.WORKING_SESSION,
        "place": MEETING_PLACE,
        "unit": unit_on("448"),
        "body": body("ubnd-448"),
        "notes": MEETING_NOTES,
    }
    visits = {number: make_visit(session, officer, number, values) for number, values in places.items()}
    attend(visits[MEETING])
    for visit in visits.values():
        visit.record(by=officer)
    return visits


def make_visit(session, officer, number, values):
    return Visit.objects.create(
        # The same address in every demonstration.
        uuid=uuid.uuid5(uuid.NAMESPACE_URL, f"{CODE}/{number}"),
        session=session,
        date=DAY,
        created_by=officer,
        # No hours are known: the order of entering is what keeps the visits in the order of the article.
        created_at=timezone.now() + timedelta(milliseconds=number),
        **values,
    )


def attend(visit):
    Side, Kind = Attendance.Side, Attendance.Kind
    rows = [(Side.DELEGATION, Kind.PERSON, *person) for person in (KY, NGA)]
    rows += [(Side.HOST, Kind.PERSON, *person) for person in HOSTS]
    rows += [(Side.HOST, Kind.GROUP, group, "") for group in HOST_GROUPS]
    for order, (side, kind, name, position) in enumerate(rows, start=1):
        Attendance.objects.create(
            visit=visit, side=side, kind=kind, name=name, position=position, order=order
        )


def make_findings(session, visits, officer):
    findings = {}
    for key, kind, heading, text, number in RESULTS:
        findings[key] = Finding.objects.create(
            session=session, visit=visits[number], kind=kind, heading=heading, text=text, by=officer
        )
    for key, kind, heading, severity, text in SHORTCOMINGS:
        findings[key] = Finding.objects.create(
            session=session,
            kind=kind,
            heading=heading,
            severity=severity,
            text=text,
            by=officer,
            illustrative=True,
        )
    return findings


def make_recommendations(session, findings):
    district_body, district = body("ubnd-448"), unit_on("448")
    for number, (text, keys) in enumerate(RECOMMENDATIONS, start=1):
        recommendation = Recommendation.objects.create(
            session=session,
            number=number,
            group=Recommendation.Group.LOCAL,
            text=text,
            no_due_reason=NO_DUE,
            no_deliverable_reason=NO_DELIVERABLE,
        )
        recommendation.findings.set(findings[key] for key in keys)
        Assignment.objects.create(
            recommendation=recommendation,
            body=district_body,
            role=Assignment.Role.LEAD,
            about_unit=district,
        )


def make_proposals(session, visit, officer):
    said_at = timezone.make_aware(datetime.combine(DAY, datetime.min.time()))
    # Lists show the newest first.
    for theme, text in reversed(PROPOSALS):
        proposal = Proposal.objects.create(
            committee=session.committee,
            session=session,
            visit=visit,
            raised_by=body("ubnd-448"),
            theme=theme,
            text=text,
            by=officer,
            at=said_at,
            illustrative=True,
        )
        proposal.record(by=officer)
