"""Deadlines of the procedure and the legal acts behind them, each with the days it is in force."""

from datetime import date

from cds_portal.clock import DeadlineRule
from oversight.domain.escalation import DEFAULT_DAYS, LAW_NEW, LAW_OLD
from oversight.models import EscalationStep, LegalAct

LAW_2015_FROM, LAW_2015_TO = date(2016, 7, 1), date(2026, 2, 28)
LAW_2025_FROM = date(2026, 3, 1)

LAW_2015 = "Luật số 87/2015/QH13"
LAW_2025 = "Luật số 121/2025/QH15"
UNREAD = f"{LAW_2025}; tạm lấy số ngày của luật năm 2015, đối chiếu NQ 114/2025/UBTVQH15"

BEFORE, AFTER = DeadlineRule.Direction.BEFORE, DeadlineRule.Direction.AFTER
AT_LEAST, AT_MOST = DeadlineRule.Bound.AT_LEAST, DeadlineRule.Bound.AT_MOST

DECISION = "ngày quyết định thành lập Đoàn"
WORKING_DAY = "ngày làm việc với đơn vị"

# code, name, anchor, direction, bound, days, article of the 2015 law ("" where only the law is known)
FROM_2015 = [
    ("notify-plan", "Thông báo nội dung, kế hoạch giám sát", DECISION, AFTER, AT_MOST, 15, ""),
    (
        "notify-programme",
        "Thông báo chương trình và thành phần Đoàn giám sát",
        WORKING_DAY,
        BEFORE,
        AT_LEAST,
        10,
        "",
    ),
    (
        "delegation-report",
        "Đoàn giám sát của Ban báo cáo kết quả",
        "ngày kết thúc giám sát",
        AFTER,
        AT_MOST,
        10,
        "Điều 80",
    ),
    (
        "standing-delegation-report",
        "Đoàn giám sát của Thường trực HĐND báo cáo kết quả",
        "ngày kết thúc giám sát",
        AFTER,
        AT_MOST,
        15,
        "Điều 70",
    ),
    (
        "legal-document-answer",
        "Trả lời yêu cầu về văn bản quy phạm pháp luật",
        "ngày nhận yêu cầu",
        AFTER,
        AT_MOST,
        30,
        "Điều 79",
    ),
    (
        "complaint-answer",
        "Báo cáo kết quả giải quyết khiếu nại, tố cáo, kiến nghị",
        "ngày có quyết định giải quyết",
        AFTER,
        AT_MOST,
        10,
        "Điều 82",
    ),
]

# New in the law of 2025: the 2015 law gives no number of days for it. Calendar days, not working days.
EXPLANATIONS = [
    ("explain-not-done", "Giải trình nội dung chưa thực hiện", 15),
    ("explain-not-done-complex", "Giải trình nội dung chưa thực hiện, trường hợp phức tạp", 30),
]
EXPLANATION_ANCHOR = "ngày được yêu cầu giải trình"

# Practice, not law: when each step of follow-up is proposed, and when a period's report is due.
STEP_ANCHORS = {1: "thời hạn của nội dung giao"}
STEP_ANCHOR = "ngày thực hiện bước trước"

# name, number, issued on, in force from, to (inclusive)
LEGAL_ACTS = [
    (
        "Luật Hoạt động giám sát của Quốc hội và Hội đồng nhân dân năm 2015",
        "87/2015/QH13",
        None,
        LAW_2015_FROM,
        LAW_2015_TO,
    ),
    # Its end was not seen in so many words: it guided the law of 2015 and is taken to have ended with it.
    (
        "Nghị quyết của Ủy ban Thường vụ Quốc hội hướng dẫn hoạt động giám sát của Hội đồng nhân dân",
        "594/NQ-UBTVQH15",
        date(2022, 9, 12),
        date(2022, 9, 12),
        LAW_2015_TO,
    ),
    (
        "Luật Hoạt động giám sát của Quốc hội và Hội đồng nhân dân năm 2025",
        "121/2025/QH15",
        None,
        LAW_2025_FROM,
        None,
    ),
    (
        "Nghị quyết của Ủy ban Thường vụ Quốc hội về hoạt động giám sát của Hội đồng nhân dân",
        "114/2025/UBTVQH15",
        date(2025, 12, 24),
        LAW_2025_FROM,
        None,
    ),
    (
        "Quyết định của Thủ tướng Chính phủ phê duyệt Chương trình chuyển đổi số trong xây dựng "
        "nông thôn mới, hướng tới nông thôn mới thông minh giai đoạn 2021–2025",
        "924/QĐ-TTg",
        date(2022, 8, 2),
        date(2022, 8, 2),
        None,
    ),
]


def load():
    for code, name, anchor, direction, bound, days, article in FROM_2015:
        values = {
            "code": code,
            "name": name,
            "anchor": anchor,
            "direction": direction,
            "bound": bound,
            "days": days,
        }
        source = f"{article} {LAW_2015}".strip()
        in_2015 = {"valid_from": LAW_2015_FROM, "valid_to": LAW_2015_TO, "legal_source": source}
        DeadlineRule.objects.create(**values, **in_2015, checked=True)
        # How many days NQ 114/2025 gives could not be read: the old figure, until somebody ticks it off.
        DeadlineRule.objects.create(**values, valid_from=LAW_2025_FROM, legal_source=UNREAD)
    for code, name, days in EXPLANATIONS:
        DeadlineRule.objects.create(
            code=code,
            name=name,
            anchor=EXPLANATION_ANCHOR,
            direction=AFTER,
            bound=AT_MOST,
            days=days,
            valid_from=LAW_2025_FROM,
            legal_source=f"Điều 40 {LAW_2025}; đối chiếu NQ 114/2025/UBTVQH15",
        )
    load_steps()
    load_reporting()
    for name, number, issued_on, valid_from, valid_to in LEGAL_ACTS:
        LegalAct.objects.create(
            name=name, number=number, issued_on=issued_on, valid_from=valid_from, valid_to=valid_to
        )


def load_steps():
    for step in EscalationStep.Step:
        for source, start, end in (
            (LAW_OLD, LAW_2015_FROM, LAW_2015_TO),
            (LAW_NEW, LAW_2025_FROM, None),
        ):
            DeadlineRule.objects.create(
                code=f"escalation-{step.value}",
                name=f"Đề xuất bước {step.value}: {step.label}",
                anchor=STEP_ANCHORS.get(step.value, STEP_ANCHOR),
                direction=AFTER,
                bound=AT_LEAST,
                days=DEFAULT_DAYS[step.value],
                valid_from=start,
                valid_to=end,
                legal_source=f"{source}; số ngày theo thực tiễn",
            )


def load_reporting():
    DeadlineRule.objects.create(
        code="progress_report",
        name="Gửi báo cáo tiến độ",
        anchor="ngày chốt số liệu",
        direction=AFTER,
        bound=AT_MOST,
        days=2,
        day_kind=DeadlineRule.DayKind.WORKING,
        valid_from=LAW_2015_FROM,
        legal_source="Nghị định 09/2019/NĐ-CP; thời hạn gửi theo cách làm của các tỉnh",
    )
