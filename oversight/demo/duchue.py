"""Đức Huệ: what was asked at the guidance on commune-level digital transformation, as the article of
15/3/2023 lets us know: three subjects, no wording, no day. The wording is `illustrative`.

The questions were put in Long An; the committee that lives keeps its files, so they stand with it.
"""

from datetime import datetime

from django.utils import timezone

from oversight.demo.bodies import TAY_NINH_COMMITTEE, body
from oversight.demo.people import account
from oversight.models import Proposal

# Of the publication: the article does not give the day of the guidance.
PUBLISHED_AT = datetime(2023, 3, 15, 10, 0)
SOURCE = (
    "Nhóm vấn đề được nêu tại buổi hướng dẫn chuyển đổi số cấp xã, theo bài báo ngày 15/3/2023; "
    "bài báo không nêu ngày hướng dẫn và nội dung cụ thể."
)

PROPOSALS = [
    (
        Proposal.Theme.POSTAL,
        "Đề nghị hướng dẫn cụ thể hơn việc nhận hồ sơ, trả kết quả qua dịch vụ bưu chính công ích ở cấp xã.",
    ),
    (
        Proposal.Theme.INFRASTRUCTURE,
        "Đề nghị xem xét, bổ sung hạ tầng thông tin cho những địa bàn cấp xã còn khó khăn.",
    ),
    (
        Proposal.Theme.SOFTWARE,
        "Đề nghị hướng dẫn và hỗ trợ kỹ thuật khi cấp xã dùng các phần mềm, ứng dụng được triển khai.",
    ),
]


def load():
    officer, committee, district = account("chuyenvien"), body(TAY_NINH_COMMITTEE), body("ubnd-801")
    # Lists show the newest first.
    for theme, text in reversed(PROPOSALS):
        proposal = Proposal.objects.create(
            committee=committee,
            raised_by=district,
            theme=theme,
            text=f"{text}\n\n{SOURCE}",
            by=officer,
            at=timezone.make_aware(PUBLISHED_AT),
            illustrative=True,
        )
        proposal.record(by=officer)
