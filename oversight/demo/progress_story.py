"""The story that `progress` loads: who was asked for what, what is open, and what stands out."""

from datetime import date
from typing import NamedTuple

from districts import catalogue
from districts.models import ProgressReport
from oversight.demo.bodies import HA_TINH_COMMITTEE, TAY_NINH_COMMITTEE

Status = ProgressReport.Status
ISSUER = "Ban Văn hóa - Xã hội HĐND tỉnh {} (bộ mặc định, minh họa)"
TAY_NINH_SET = "xa-2023-80"
BASIS = "Kế hoạch theo dõi chuyển đổi số của Ban (minh họa)"

SUMMARY = (
    "Trong kỳ, đơn vị tiếp tục thực hiện kế hoạch chuyển đổi số; các chỉ tiêu về hồ sơ trực tuyến và "
    "thanh toán không dùng tiền mặt có tăng (nội dung minh họa)."
)
NO_FIGURE = "Chưa có số liệu từ ngành phụ trách tại ngày chốt (minh họa)"
LATE = "Chờ đối chiếu số liệu với ngành công an và bưu điện (minh họa)"


class Duty(NamedTuple):
    committee: str
    set_code: str
    level: str
    kind: str
    valid_from: date
    valid_to: date | None = None
    within: str = ""  # the district whose bodies are asked; empty = all of that level in the province


HA_TINH_DISTRICT = Duty(
    HA_TINH_COMMITTEE, catalogue.CODE, "district", "quarter", date(2023, 1, 1), date(2025, 6, 30)
)
HA_TINH_COMMUNE = Duty(HA_TINH_COMMITTEE, catalogue.CODE, "commune", "quarter", date(2025, 7, 1))
# The year 2025 was asked by quarters only.
HA_TINH_YEAR = Duty(HA_TINH_COMMITTEE, catalogue.CODE, "commune", "year", date(2026, 1, 1))
DUC_HUE = Duty(
    TAY_NINH_COMMITTEE,
    TAY_NINH_SET,
    "district",
    "quarter",
    date(2022, 4, 1),
    date(2023, 12, 31),
    "801",
)
DUC_HUE_COMMUNES = Duty(
    TAY_NINH_COMMITTEE,
    TAY_NINH_SET,
    "commune",
    "quarter",
    date(2023, 1, 1),
    date(2023, 12, 31),
    "801",
)
DUTIES = [HA_TINH_DISTRICT, HA_TINH_COMMUNE, HA_TINH_YEAR, DUC_HUE, DUC_HUE_COMMUNES]

PERIODS = {
    HA_TINH_DISTRICT: ["2023-Q1", "2023-Q2", "2023-Q3", "2023-Q4"],
    HA_TINH_COMMUNE: ["2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"],
    DUC_HUE: ["2022-Q2", "2022-Q3", "2022-Q4", "2023-Q1"],
    DUC_HUE_COMMUNES: ["2023-Q1"],
}

# body: who drafts and who signs; the other bodies have no accounts in the demonstration.
REPORTERS = {
    "ubnd-448": ("locha", "locha.ct"),
    "ubnd-801": ("duchue", "duchue.ct"),
    "ubnd-18583": ("maiphu.moi", "maiphu.moi.ct"),
}
# What is not accepted yet: (body, period) → status.
OPEN = {
    ("ubnd-801", "2023-Q1"): Status.EXPECTED,
    # Mỹ Bình and Mỹ Thạnh Đông: the district's consolidated sheet still has something to bring.
    ("ubnd-27928", "2023-Q1"): Status.EXPECTED,
    ("ubnd-27913", "2023-Q1"): Status.EXPECTED,
    ("ubnd-18583", "2026-Q3"): Status.EXPECTED,
    ("ubnd-18409", "2026-Q3"): Status.EXPECTED,
    ("ubnd-18568", "2026-Q3"): Status.SUBMITTED,
}
# Working days after the cut-off on which it was sent; the others need one or two.
SENT_AFTER = {("ubnd-18100", "2026-Q1"): 9}
# (body, period, indicator): nothing but a note.
GAPS = {
    ("ubnd-18409", "2025-Q3", "XH5"),
    ("ubnd-18409", "2025-Q4", "XH5"),
    ("ubnd-18586", "2025-Q3", "KT6"),
    ("ubnd-18100", "2026-Q1", "TC4"),
    ("ubnd-18568", "2026-Q2", "XH6"),
    ("ubnd-18583", "2025-Q4", "CQ7"),
    ("ubnd-448", "2023-Q1", "XH4"),
    ("ubnd-801", "2022-Q2", "KT2"),
}
# One of each of what the committee is warned about.
JUMP = {("ubnd-18568", "2026-Q3", "XH5"): (13_120, 17_551)}
SHRUNKEN = {("ubnd-18100", "2026-Q2", "XH5"): (3_350, 9_100)}
OUTLIERS = JUMP | SHRUNKEN
# (body, period, indicator) → the period that it was copied from.
COPIED = {("ubnd-18586", "2026-Q2", code): "2026-Q1" for code in ("CQ2", "CQ3", "CQ4", "CQ7")}
