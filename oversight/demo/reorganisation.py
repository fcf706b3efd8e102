"""The acts that ended bodies of both stories: prepared, with everything that is still open, and not applied.

Numbers and days are those of the sources; where they give none it says so and nothing is made up.
"""

from datetime import date

from oversight.actions import reorganisation as actions
from oversight.demo.bodies import HA_TINH_COMMITTEE, LOCHA_ENDED, NEW_DAY, TAY_NINH_COMMITTEE, body, unit_on
from oversight.demo.people import account
from oversight.models import Reorganisation

NO_NUMBER = "số nghị quyết chưa ghi"
LISTS = "Danh mục đơn vị hành chính 2021–2023 và đầu năm 2025."

LOCHA = {
    "title": "Kết thúc huyện Lộc Hà: mười một xã, thị trấn về huyện Thạch Hà, xã Hộ Độ về thành phố Hà Tĩnh",
    "act_number": f"Sắp xếp cấp huyện, {NO_NUMBER}",
    "effective_on": date(2025, 1, 1),
    "source_note": f"{LISTS} Ngày là ranh giới giữa hai danh mục; nguồn không cho biết số, ngày nghị quyết.",
}
HA_TINH = {
    "title": "Kết thúc cấp huyện, sắp xếp 209 đơn vị cấp xã của tỉnh Hà Tĩnh thành 69",
    "act_number": f"Nghị quyết số 203/2025/QH15; nghị quyết về cấp xã của tỉnh: {NO_NUMBER}",
    "effective_on": NEW_DAY,
    "source_note": "Chính quyền địa phương hai cấp hoạt động từ ngày 1/7/2025. Nghị quyết của Ủy ban "
    "Thường vụ Quốc hội về cấp xã ban hành ngày 16/6/2025.",
}
TAY_NINH = {
    "title": "Sắp xếp tỉnh Long An và tỉnh Tây Ninh thành tỉnh Tây Ninh, kết thúc cấp huyện",
    "act_number": "Nghị quyết số 1682/NQ-UBTVQH15",
    "act_date": date(2025, 6, 16),
    "effective_on": NEW_DAY,
    "source_note": "Về cấp tỉnh: Nghị quyết số 202/2025/QH15 ngày 12/6/2025 của Quốc hội. Trong bản trình "
    "diễn chỉ có các đơn vị của huyện Đức Huệ.",
}


def load():
    officer = account("chuyenvien")
    prepare(LOCHA, HA_TINH_COMMITTEE, [unit_on("448", LOCHA_ENDED)], officer)
    prepare(HA_TINH, HA_TINH_COMMITTEE, None, officer)
    prepare(TAY_NINH, TAY_NINH_COMMITTEE, None, officer)


def prepare(values, committee, units, officer):
    """Without `units` those of the province that ended the day before."""
    act = Reorganisation.objects.create(committee=body(committee), **values)
    act.units.set(actions.candidates(act) if units is None else units)
    actions.collect_rows(act, by=officer)
