"""Đức Huệ, after the press article of 15/3/2023: the district's plan of commune-level digital transformation,
the guidance by two officers of the sở, and what was asked there.

From the article: who, the two topics, the three subjects of the questions, the tie to QĐ 924/QĐ-TTg. Not from
it, hence `illustrative`: tasks, shares, progress, the wording of the questions, what became of them.
The committee of Long An ended with its province; the one that lives keeps its files, so they stand with it.
"""

from datetime import date, datetime

from django.utils import timezone

from districts.models import PlanTask, TaskShare, TransformationPlan
from oversight.demo import duchue_answer
from oversight.demo.bodies import TAY_NINH_COMMITTEE, body, unit_on
from oversight.demo.duchue_tasks import TASKS, indicators_of, shares_of
from oversight.demo.people import account
from oversight.models import GuidanceAttendance, GuidanceSession, Proposal, Speaker

# Of the publication: the article does not give the day of the guidance.
PUBLISHED_AT = datetime(2023, 3, 15, 10, 0)
PUBLISHED_ON = PUBLISHED_AT.date()
YEAR = 2023

PLAN = {
    "title": "Kế hoạch chuyển đổi số cấp xã trên địa bàn huyện Đức Huệ năm 2023",
    "purpose": (
        "Xã, thị trấn là nơi đưa chủ trương, chính sách về chuyển đổi số vào cuộc sống, tác động trực tiếp "
        "đến người dân và doanh nghiệp. Chuyển đổi số cấp xã gắn với các tiêu chí về chuyển đổi số trong "
        "xây dựng nông thôn mới, nông thôn mới nâng cao và nông thôn mới thông minh.\n\n"
        "Theo ông Lê Văn Nên, Phó Chủ tịch UBND huyện, Phó Trưởng ban Thường trực Ban Chỉ đạo chuyển đổi số "
        "huyện, đây là việc lâu dài của cả hệ thống chính trị, lấy người dân làm trung tâm; ông đề nghị các "
        "cơ quan, ban, ngành, đoàn thể huyện và UBND các xã, thị trấn sớm thực hiện theo các chỉ thị, công "
        "văn của UBND tỉnh và kế hoạch của UBND huyện."
    ),
    "legal_bases": (
        "Quyết định số 924/QĐ-TTg ngày 02/8/2022 của Thủ tướng Chính phủ phê duyệt Chương trình chuyển đổi "
        "số trong xây dựng nông thôn mới, hướng tới nông thôn mới thông minh giai đoạn 2021–2025\n"
        "Các chỉ thị, công văn của UBND tỉnh (bài báo không nêu số, ngày)"
    ),
    "source_note": (
        "Bài báo ngày 15/3/2023, diễn đạt lại. Bài báo không nêu số, ngày của kế hoạch và các nhiệm vụ; "
        "nhiệm vụ, phần việc và tiến độ ở đây là minh họa."
    ),
}
GUIDANCE = {
    "title": "Hướng dẫn thực hiện chuyển đổi số cấp xã tại huyện Đức Huệ",
    "topics": "Chuyển đổi số cấp xã\nCải cách hành chính",
    "date": PUBLISHED_ON,
    "precision": GuidanceSession.Precision.BEFORE,
    "notes": (
        "Hai báo cáo viên hướng dẫn các đại biểu triển khai nội dung chuyển đổi số cấp xã và cải cách hành "
        "chính, trao đổi và giải đáp thắc mắc về khó khăn khi thực hiện dịch vụ bưu chính công ích, về hạ "
        "tầng thông tin, về các phần mềm, ứng dụng."
    ),
    "source_note": (
        "Bài báo ngày 15/3/2023, diễn đạt lại. Bài báo không nêu ngày, địa điểm cụ thể, câu hỏi và câu trả "
        "lời; UBND huyện được ghi là đơn vị dự vì là nơi triển khai kế hoạch."
    ),
}
SPEAKERS = [
    ("Tăng Thị Ngọc Em", "Trưởng phòng Công nghệ thông tin, Sở Thông tin và Truyền thông"),
    ("Nguyễn Thanh Tuấn", "Phó Giám đốc Trung tâm Công nghệ thông tin và Truyền thông"),
]
DELEGATES = "Đại biểu các cơ quan, đơn vị trên địa bàn huyện"

SOURCE = (
    "Nhóm vấn đề được nêu tại buổi hướng dẫn chuyển đổi số cấp xã, theo bài báo ngày 15/3/2023; "
    "bài báo không nêu ngày hướng dẫn và nội dung cụ thể."
)
POSTAL, INFRASTRUCTURE = Proposal.Theme.POSTAL, Proposal.Theme.INFRASTRUCTURE
PROPOSALS = [
    (
        POSTAL,
        "Đề nghị hướng dẫn cụ thể hơn việc nhận hồ sơ, trả kết quả qua dịch vụ bưu chính công ích ở cấp xã.",
    ),
    (
        INFRASTRUCTURE,
        "Đề nghị xem xét, bổ sung hạ tầng thông tin cho những địa bàn cấp xã còn khó khăn.",
    ),
    (
        Proposal.Theme.SOFTWARE,
        "Đề nghị hướng dẫn và hỗ trợ kỹ thuật khi cấp xã dùng các phần mềm, ứng dụng được triển khai.",
    ),
]


def load():
    plan = load_plan()
    guidance = load_guidance(plan)
    proposals = load_proposals(guidance)
    duchue_answer.forward(proposals[INFRASTRUCTURE])
    duchue_answer.forward_and_answer(proposals[POSTAL])


def load_plan():
    plan = TransformationPlan.objects.create(
        committee=body(TAY_NINH_COMMITTEE), body=body("ubnd-801"), year=YEAR, **PLAN
    )
    for number, task in enumerate(TASKS, start=1):
        load_task(plan, number, task)
    return plan


def load_task(plan, number, task):
    made = PlanTask.objects.create(
        plan=plan,
        number=number,
        text=task.text,
        deliverable=task.deliverable,
        due_on=task.due_on,
        illustrative=True,
    )
    made.indicators.set(indicators_of(task))
    reporter, moment = account("duchue"), at(date(YEAR, 12, 15))
    for share in shares_of(task, plan.body):
        TaskShare.objects.create(
            task=made,
            body=share.body,
            progress=share.progress,
            done_on=share.done_on,
            note=share.note,
            by=reporter if share.progress else None,
            at=moment,
        )


def at(day):
    return timezone.make_aware(datetime(day.year, day.month, day.day, 9, 0))


def load_guidance(plan):
    guidance = GuidanceSession.objects.create(
        committee=body(TAY_NINH_COMMITTEE),
        held_by=body("sotttt-80-cu"),
        unit=unit_on("801"),
        plan=plan,
        by=account("chuyenvien"),
        **GUIDANCE,
    )
    for order, (name, position) in enumerate(SPEAKERS, start=1):
        Speaker.objects.create(guidance=guidance, name=name, position=position, order=order)
    GuidanceAttendance.objects.create(guidance=guidance, body=body("ubnd-801"))
    GuidanceAttendance.objects.create(guidance=guidance, group=DELEGATES)
    return guidance


def load_proposals(guidance):
    """By theme; lists show the newest first."""
    made = {}
    for theme, text in reversed(PROPOSALS):
        made[theme] = Proposal.objects.create(
            committee=guidance.committee,
            raised_by=body("ubnd-801"),
            guidance=guidance,
            theme=theme,
            text=f"{text}\n\n{SOURCE}",
            by=account("chuyenvien"),
            at=timezone.make_aware(PUBLISHED_AT),
            illustrative=True,
        )
        made[theme].record(by=account("chuyenvien"))
        duchue_answer.date_moves(made[theme], {"recorded": duchue_answer.COMPILED_ON})
    return made
