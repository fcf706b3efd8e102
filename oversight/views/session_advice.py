"""What to do next on a session, in words, and the act that does it."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from oversight.models import Document, OversightSession

Status = OversightSession.Status


def next_step(session, reader):
    """{"text", "act", "label"} for the card; `act` is the address of a POST, absent when others must act."""
    if not reader.all:
        return None
    text, name, label, allowed = advice(session, reader)
    step = {"text": text}
    if name and allowed:
        step |= {"act": reverse(name, args=[session.code]), "label": label}
    return step


def advice(session, reader):
    if session.status == Status.PLANNED:
        if not session.reviewed_bodies.exists():
            return (
                _("Ghi đơn vị chịu sự giám sát và thành phần Đoàn; sau đó gửi kế hoạch, đề cương."),
                "",
                "",
                False,
            )
        text = _("Gửi quyết định, kế hoạch và đề cương cho đơn vị, rồi ghi nhận đã thông báo.")
        return text, "session_notify", _("Ghi nhận đã thông báo"), reader.edits
    if session.status == Status.NOTIFIED:
        if session.has_direct_bodies:
            text = _("Đến ngày làm việc, bắt đầu khảo sát; mỗi điểm ghi một chuyến.")
            return text, "session_start_fieldwork", _("Bắt đầu khảo sát - làm việc"), reader.edits
        text = _("Các đơn vị được giám sát qua báo cáo: nhận đủ báo cáo thì xây dựng báo cáo kết quả.")
        return text, "session_start_reporting", _("Bắt đầu xây dựng báo cáo"), reader.edits
    return later_advice(session, reader)


def later_advice(session, reader):
    if session.status == Status.FIELDWORK:
        text = _(
            "Ghi đủ các chuyến khảo sát, buổi làm việc, nhận định. Xong thì chuyển sang xây dựng báo cáo."
        )
        return text, "session_start_reporting", _("Chuyển sang xây dựng báo cáo"), reader.edits
    if session.status == Status.REPORTING:
        return reporting_advice(session, reader)
    if session.status == Status.CONCLUDED:
        text = _("Báo cáo đã ban hành. Theo dõi việc thực hiện từng kiến nghị.")
        return text, "session_start_follow_up", _("Bắt đầu theo dõi"), reader.edits
    if session.status == Status.FOLLOW_UP:
        return follow_up_advice(session, reader)
    if session.status == Status.CLOSED:
        return _("Cuộc giám sát đã kết thúc. Lãnh đạo Ban có thể mở lại, nêu rõ lý do."), "", "", False
    return _("Cuộc giám sát đã hủy; hồ sơ chỉ còn để tra cứu."), "", "", False


def reporting_advice(session, reader):
    issued = Document.objects.filter(session=session, kind="result_report", status=Document.Status.ISSUED)
    if not issued.exists():
        text = _(
            "Hoàn thiện các đề mục, lập báo cáo, trình duyệt và ban hành. Ban hành xong mới kết luận được."
        )
        return text, "", "", False
    text = _("Báo cáo kết quả giám sát đã ban hành: ghi nhận kết luận.")
    return text, "session_conclude", _("Ghi nhận đã kết luận"), reader.edits


def follow_up_advice(session, reader):
    left = session.open_assignments().count()
    if left:
        text = _("Còn %(left)d nội dung giao thực hiện chưa kết thúc.") % {"left": left}
        return text, "", "", False
    text = _("Mọi nội dung giao thực hiện đã kết thúc: có thể khép lại cuộc giám sát.")
    return text, "session_close", _("Kết thúc cuộc giám sát"), reader.decides
