"""What the page of an act says of each kind of row: its name, what becomes of it, who takes it over."""

from django.utils.translation import gettext_lazy as _

from districts.models import Body, Post, ProgressReport, TaskShare
from oversight.domain.succession import KINDS, is_duty
from oversight.models import Assignment, Proposal

# What becomes of each kind, said before it is done.
KIND_WORDS = {
    Assignment: (
        _("Nội dung giao thực hiện"),
        _("Nội dung cũ đóng lại, ghi rõ chuyển giao; mỗi cơ quan kế thừa nhận một nội dung, giữ nguyên "
          "ngày ban hành và thời hạn."),
    ),
    Proposal: (
        _("Đề xuất, kiến nghị của địa phương"),
        _("Giữ tên đơn vị đã nêu và trạng thái; cơ quan kế thừa đọc được đề xuất, ghi là kế thừa."),
    ),
    TaskShare: (
        _("Phần việc trong kế hoạch"),
        _("Chuyển sang cơ quan kế thừa cùng tiến độ đã báo; nơi đã có phần việc thì giữ tiến độ thấp hơn."),
    ),
    ProgressReport: (
        _("Báo cáo tiến độ chưa gửi"),
        _("Một cơ quan kế thừa thì chuyển sang cơ quan đó; báo cáo của kỳ sau ngày kết thúc thì bỏ. "
          "Bản nháp đã có số liệu không bị xóa; không chuyển được thì rút khỏi trình ký."),
    ),
    Post: (
        _("Chức danh, tài khoản"),
        _("Kết thúc vào ngày cuối; nơi chỉ có một cơ quan kế thừa thì mở chức danh như cũ tại đó. "
          "Chức danh bắt đầu sau ngày cuối không còn ở cơ quan cũ."),
    ),
    Body: (
        _("Cơ quan kết thúc hoạt động"),
        _("Ghi ngày kết thúc. Một cơ quan kế thừa thì cơ quan đó đọc được đề xuất, báo cáo tiến độ đã gửi, "
          "kế hoạch và văn bản đã gửi tới cơ quan cũ."),
    ),
}  # fmt: skip
DRAFT_WORDS = (
    _("Nội dung giao còn là dự thảo"),
    _("Chưa ban hành nên chưa phải chuyển giao: đổi cơ quan thực hiện sang cơ quan kế thừa đã chọn. Không "
      "chọn thì giữ nguyên; văn bản dự thảo đã lập có nội dung đổi thì lập lại."),
)  # fmt: skip
# In the order of the page.
WORDS = [KIND_WORDS[Assignment], DRAFT_WORDS, *(KIND_WORDS[model] for model in KINDS[1:])]


def groups_of(act):
    """The rows by kind, each with the names then and now."""
    rows = list(
        act.rows.select_related("from_body__successor", "record_type").prefetch_related(
            "successors", "record"
        )
    )
    found = {}
    for row in rows:
        row.takers = [taker_words(body, row.from_body) for body in row.successors.all()]
        row.may_stay = words_of(row) is DRAFT_WORDS
        row.is_missing = is_duty(row.record) and not row.takers
        row.url = address_of(row.record)
        found.setdefault(words_of(row), []).append(row)
    return [
        # A body that ends is its own heading: its name is not said twice in a row.
        {
            "label": words[0],
            "effect": words[1],
            "rows": found[words],
            "is_body": words is KIND_WORDS[Body],
        }
        for words in WORDS
        if words in found
    ]


def taker_words(body, former):
    """Bodies take over names too: UBND xã Mai Phụ went into another of that name."""
    return _("%(name)s mới") % {"name": body} if body.name == former.name else body.name


def words_of(row):
    """What its group is called and what becomes of it; a draft is no duty yet."""
    model = row.record_type.model_class()
    return DRAFT_WORDS if model is Assignment and not is_duty(row.record) else KIND_WORDS[model]


def duty_keys(rows):
    return [row.record.pk for row in rows if is_duty(row.record)]


def address_of(record):
    return record.get_absolute_url() if isinstance(record, Assignment | Proposal | ProgressReport) else ""
