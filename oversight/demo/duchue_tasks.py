"""Tasks of the plan and how far each body is: all `illustrative`, made so that every state can be seen."""

from datetime import date, timedelta
from typing import NamedTuple

from districts.models import Body, Indicator
from oversight.demo.bodies import LAST_OLD_DAY, unit_on

INDICATOR_SET = {"indicator_set__code": "xa-2023-80", "indicator_set__version": 1}
COMMUNES, DISTRICT = "communes", "district"
NOTE = "(minh họa)"


class Task(NamedTuple):
    text: str
    deliverable: str
    due_on: date | None
    who: str = COMMUNES
    # Of the communes in their order: so many are done, so many of the rest are at the percent.
    done: int = 0
    begun: int = 0
    percent: int = 0
    indicators: tuple[str, ...] = ()


class Share(NamedTuple):
    body: Body
    progress: int = 0
    done_on: date | None = None
    note: str = ""


TASKS = [
    Task(
        "Kiện toàn tổ công nghệ số cộng đồng ở các ấp, khu phố, tập huấn cho thành viên.",
        "Quyết định kiện toàn, danh sách thành viên đã tập huấn",
        date(2023, 6, 30),
        done=11,
        indicators=("NL1", "NL2b"),
    ),
    Task(
        "Bố trí người và thiết bị tại bộ phận một cửa để hướng dẫn nộp hồ sơ, thanh toán trực tuyến.",
        "Báo cáo kết quả tại bộ phận một cửa",
        date(2023, 9, 30),
        done=8,
        begun=3,
        percent=60,
        indicators=("CQ2", "CQ7"),
    ),
    Task(
        "Rà soát đường truyền, lắp WiFi tại nhà văn hóa và trụ sở UBND xã, thị trấn.",
        "Danh mục điểm đã lắp, điểm còn thiếu",
        date(2023, 11, 30),
        done=5,
        begun=4,
        percent=40,
        indicators=("HT5",),
    ),
    Task(
        "Phối hợp với bưu điện nhận hồ sơ, trả kết quả qua dịch vụ bưu chính công ích.",
        "Quy trình phối hợp",
        None,
        begun=6,
        percent=30,
    ),
    Task(
        "Rà soát các tiêu chí về chuyển đổi số trong xây dựng nông thôn mới của từng xã, thị trấn.",
        "Bảng tự đánh giá",
        date(2023, 12, 15),
        done=11,
    ),
    Task(
        "Tổng hợp, báo cáo kết quả thực hiện kế hoạch năm 2023.",
        "Báo cáo của UBND huyện",
        date(2023, 12, 31),
        who=DISTRICT,
        begun=1,
        percent=80,
    ),
]


def indicators_of(task):
    return Indicator.objects.filter(**INDICATOR_SET, code__in=task.indicators)


def shares_of(task, district):
    bodies = [district] if task.who == DISTRICT else communes()
    for place, body in enumerate(bodies):
        if place < task.done:
            yield Share(body, 100, task.due_on - timedelta(days=3 * (place % 5)))
        elif place < task.done + task.begun:
            yield Share(body, task.percent, note=f"Đang thực hiện {NOTE}")
        else:
            yield Share(body)


def communes():
    """UBND of the ten communes and the township of huyện Đức Huệ, as they were in 2023."""
    bodies = Body.objects.filter(unit__parent=unit_on("801"), kind=Body.Kind.PEOPLE_COMMITTEE)
    return list(bodies.filter(valid_to=LAST_OLD_DAY).in_vietnamese_order())
