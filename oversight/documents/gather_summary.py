"""A body's accepted figures, duties and plan tasks as the frozen one-minute summary of a period."""

from cds_portal.clock import today
from districts.models import ProgressReport
from districts.reading import last_periods, unit_series
from districts.reading.late import late_of
from oversight.documents import summary_lines as lines
from oversight.documents import wording
from oversight.documents.duty_rows import days_late
from oversight.documents.heads import working_head
from oversight.documents.summary_tables import attention, gap, history_table, lowered, plain, whole_table
from oversight.documents.unit_summary import PillarShare, Point, Trend, UnitSummary
from oversight.documents.working import BigFigure

HEADING = "TÓM TẮT TÌNH HÌNH CHUYỂN ĐỔI SỐ"
PERIODS = 6
TRENDS = 4
# A mean of one or two bodies is no province.
LEAST_BODIES = 3


def unit_summary(committee, body, period, *, short_code=""):
    """What `body` reported to `committee` for `period` and was accepted, as it stands today."""
    day = today()
    report = (
        ProgressReport.objects.filter(body=body, period=period).select_related("period", "body__unit").first()
    )
    series = series_of(committee, body, period, report)
    known = [one for one in series if one.last and one.last.value is not None]
    duties, tasks = lines.open_duties(committee, body, day), lines.plan_shares(body, period, day)
    unit = body.unit.full_name if body.unit_id else body.name
    return UnitSummary(
        title=f"Tóm tắt tình hình chuyển đổi số: {unit}, {lowered(period.label)}",
        heading=HEADING,
        subject=unit[:1].upper() + unit[1:],
        unit=unit,
        period=str(period.label),
        cut_off=period.cut_off,
        headline=headline(unit, series, known, duties, day),
        report_line=report_line(report),
        big=big_figures(series, known, duties, day),
        trends=trends(series),
        pillars=pillars(known),
        attention=attention(known),
        changes=lines.changes(known),
        doubts=lines.doubts(known),
        duties=lines.duty_notices(duties, day),
        duties_line=lines.duties_line(duties, day),
        tasks=lines.task_notices(tasks, day),
        tasks_line=lines.tasks_line(tasks),
        whole=whole_table(series, period),
        history=history_table(series),
        illustrative=is_illustrative(series, report),
        **working_head(committee, day, short_code),
    )


def series_of(committee, body, period, report):
    """Of the indicators asked in the report; without one, of none."""
    if report is None:
        return []
    asked = report.indicators.select_related("pillar").order_by("pillar__order", "order", "pk")
    periods = last_periods(period, PERIODS)
    return unit_series(body, asked, periods, committee=committee, least=LEAST_BODIES)


def is_illustrative(series, report):
    return bool(report and report.illustrative) or any(one.illustrative for one in series)


def report_line(report):
    """Where the body's report stands, and how late it was."""
    if report is None:
        return "Kỳ này đơn vị không phải báo cáo."
    words = f"Báo cáo kỳ này {report.get_status_display()}"
    if report.sent_on:
        words += f", gửi lần đầu ngày {wording.short_date(report.sent_on)}"
    late = late_of(report)
    words += f" ({late.text})" if late else ""
    returned = report.history.filter(to_status=ProgressReport.Status.RETURNED).count()
    words += f"; {returned} lần bị trả lại để bổ sung" if returned else ""
    words += "; đơn vị báo không phát sinh" if report.nothing_arising else ""
    return f"{words}."


def headline(unit, series, known, duties, day):
    """One sentence made of the data: how far, the way since last period, what is overdue."""
    name = unit[:1].upper() + unit[1:]
    measured = [one for one in known if one.is_reached is not None]
    if not known:
        text = f"{name} chưa có số liệu được tiếp nhận trong kỳ"
    elif measured:
        reached = sum(one.is_reached for one in measured)
        text = f"{name} đạt {reached}/{len(measured)} chỉ tiêu có mức phấn đấu"
    else:
        text = f"{name} đã báo cáo {reported_in(series)}/{len(series)} chỉ tiêu"
    changed = [one.change for one in known if one.change and one.change.is_better is not None]
    if changed:
        better = sum(change.is_better for change in changed)
        worse = f", {len(changed) - better} giảm sút" if better < len(changed) else ""
        text += f"; so với kỳ trước {better} chỉ tiêu tốt lên{worse}"
    late = sum(1 for duty in duties if days_late(duty, day))
    text += f"; {late} kiến nghị quá hạn" if late else ""
    return f"{text}."


def reported_in(series):
    return sum(1 for one in series if one.last and one.last.is_reported)


def reported_of(series):
    return f"{reported_in(series)}/{len(series)}" if series else "chưa có"


def big_figures(series, known, duties, day):
    """Four numbers: targets reached, figures reported, better since last period, duties open."""
    measured = [one for one in known if one.is_reached is not None]
    reached = sum(one.is_reached for one in measured)
    changed = [one.change for one in known if one.change and one.change.is_better is not None]
    better = sum(change.is_better for change in changed)
    late = sum(1 for duty in duties if days_late(duty, day))
    return (
        BigFigure(
            "Đạt mức phấn đấu",
            f"{reached}/{len(measured)}" if measured else "chưa có",
            "chỉ tiêu có mức phấn đấu",
            tone="bad" if measured and 2 * reached < len(measured) else "",
        ),
        BigFigure("Đã báo cáo", reported_of(series), "chỉ tiêu của kỳ"),
        BigFigure(
            "Tốt lên so với kỳ trước",
            f"{better}/{len(changed)}" if changed else "chưa có",
            "chỉ tiêu có thay đổi",
            tone="good" if changed and 2 * better > len(changed) else "",
        ),
        BigFigure(
            "Kiến nghị đang mở",
            str(len(duties)),
            f"{late} quá hạn" if late else "không có quá hạn",
            tone="bad" if late else "",
        ),
    )


def trends(series):
    """A few lines over the periods since the unit's first figure; also when this period's is missing."""
    first = min((start for one in series if (start := first_known(one)) is not None), default=0)
    return tuple(trend(one, first) for one in most_telling(series))


def first_known(one):
    return next((place for place, value in enumerate(one.values) if value is not None), None)


def most_telling(series):
    """Ratios with a past: the farthest below target first, one a pillar before a second of the same."""
    ratios = [one for one in series if one.indicator.is_ratio and known_values(one) > 1]
    ratios.sort(key=gap, reverse=True)
    chosen, pillars_seen = [], set()
    for one in ratios:
        if one.indicator.pillar_id not in pillars_seen:
            pillars_seen.add(one.indicator.pillar_id)
            chosen.append(one)
    chosen += [one for one in ratios if one not in chosen]
    return sorted(chosen[:TRENDS], key=lambda one: (one.indicator.pillar.order, one.indicator.order))


def known_values(one):
    return sum(value is not None for value in one.values)


def trend(one, first):
    return Trend(
        code=one.indicator.code,
        name=one.indicator.name,
        unit=one.indicator.unit_name.strip(),
        points=tuple(
            Point(short_label(period), plain(value))
            for period, value in zip(one.periods[first:], one.values[first:], strict=True)
        ),
        target=plain(one.target),
        province=tuple(map(plain, one.province_values[first:])),
    )


def short_label(period):
    """“Q3/26”, “10/26”, “6T/26”, “9T/26”, “2026”."""
    year, _dash, part = period.code.partition("-")
    names = {"H1": "6T", "9M": "9T", "": ""}
    part = names.get(part, part)
    return f"{part}/{year[2:]}" if part else year


def pillars(known):
    """In the order of the pillars, those with at least one target."""
    shares = {}
    for one in known:
        if one.is_reached is not None:
            reached, measured = shares.get(one.indicator.pillar, (0, 0))
            shares[one.indicator.pillar] = reached + one.is_reached, measured + 1
    ordered = sorted(shares, key=lambda pillar: pillar.order)
    return tuple(PillarShare(pillar.name, *shares[pillar]) for pillar in ordered)
