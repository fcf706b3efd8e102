"""An upload from bytes to what it would write: everything is read, everything is checked, nothing written."""

from dataclasses import asdict, dataclass, field

import tablib
from django.utils.translation import gettext as _

from districts.imports.addresses import position
from districts.imports.body_rows import body_rows
from districts.imports.cells import content_of
from districts.imports.consolidated_rows import many_rows
from districts.imports.known import known_of
from districts.imports.prescan import prescan
from districts.imports.problems import WARNING, Problem, one_voice, without_notes
from districts.imports.reader import read
from districts.imports.refusals import WorkbookRefused
from districts.imports.resource import KEEPS, CheckedReports
from districts.imports.staged import StagedRow, to_json
from districts.imports.stamp import ForeignStamp, read_stamp
from districts.models import ProgressReport, ReportingPeriod
from districts.periods import CODE

Status = ProgressReport.Status
# More are counted, not listed: nobody mends them one by one.
MOST_LISTED = 2_000
LONGEST_CONTENT = 40


@dataclass
class Staging:
    """`rows` are whole reports without an error; they are written only when `problems` holds no error."""

    problems: list[Problem] = field(default_factory=list)
    rows: list[StagedRow] = field(default_factory=list)
    read: int = 0
    valid: int = 0
    normalised: int = 0
    # (sheet, address) → (body, indicator), and → what stands in that cell.
    about: dict = field(default_factory=dict)
    contents: dict = field(default_factory=dict)

    @property
    def errors(self):
        return sum(problem.is_error for problem in self.problems)

    @property
    def counts(self):
        return {
            "reports": len(self.rows),
            "read": self.read,
            "valid": self.valid,
            "normalised": self.normalised,
            "errors": self.errors,
            "warnings": len(self.problems) - self.errors,
            "changes": sum(len(row.figures) for row in self.rows),
        }

    def staged(self):
        """The JSON that waits in the batch; nothing to write when anything is wrong."""
        rows = [] if self.errors else [to_json(row) for row in self.rows if row.figures]
        return {"counts": self.counts, "rows": rows}

    def listed(self, most=MOST_LISTED):
        """The problems as JSON, errors first, each with its body, indicator and what stands in the cell."""
        found = []
        for problem in sorted(self.problems, key=lambda problem: not problem.is_error)[:most]:
            place = problem.sheet, problem.address
            body, indicator = self.about.get(place, ("", ""))
            more = {"body": body, "indicator": indicator, "content": self.contents.get(place, "")}
            found.append(asdict(problem) | more)
        return found

    def remember_contents(self, workbook):
        for problem in self.problems[:MOST_LISTED]:
            sheet = workbook.get(problem.sheet) if problem.address else None
            if sheet is not None:
                cell = sheet.cell(*position(problem.address))
                self.contents[problem.sheet, problem.address] = content_of(cell)[:LONGEST_CONTENT]


def stage(content, name, scope, *, beat=None):
    """The Staging of an uploaded workbook (bytes). `beat(done)` is called between rows and may stop it."""
    try:
        workbook = read(content, prescan(content, name, scope.limits))
    except WorkbookRefused as refusal:
        return Staging([refused(refusal)])
    known = known_of(scope)
    staging = Staging(stamp_problems(workbook, scope))
    if not staging.errors and not known.indicators:
        staging.problems.append(nobodys(scope))
    if staging.errors:
        return staging
    rows, problems = (body_rows if scope.report else many_rows)(workbook, known)
    staging.problems += problems
    staging.problems += status_problems([row["report"] for row in rows], known, scope)
    check(rows, known, staging, has_notes=scope.report is not None, beat=beat)
    if not staging.read and not staging.errors:
        staging.problems.append(nothing_filled(workbook))
    staging.remember_contents(workbook)
    return staging


def check(rows, known, staging, *, has_notes, beat):
    engine = CheckedReports(known, beat=beat, notes_are_elsewhere=not has_notes)
    engine.run(dataset_of(rows))
    staging.rows, staging.about = engine.rows, engine.about
    for row in engine.checked:
        staging.problems += row.problems
        staging.read += row.read
        staging.valid += row.valid
        staging.normalised += row.normalised
    staging.problems = folded(one_voice(staging.problems))
    if not has_notes:
        staging.problems = [without_notes(problem) for problem in staging.problems]


def nobodys(scope):
    """Every column would be unknown, and to delete them all no advice."""
    words = {"body": scope.filler, "period": scope.period.label}
    message = _("%(body)s không có báo cáo nào được nhập trong kỳ %(period)s.") % words
    advice = _("Kiểm tra lại kỳ báo cáo và tài khoản đang dùng.")
    return Problem("", "", "nobodys", message, advice)


def folded(problems):
    """One warning for all the empty cells that keep their figure: forty of them would bury the others."""
    kept = [problem for problem in problems if problem.code == KEEPS]
    if len(kept) < 2:
        return problems
    message = _("%d chỉ tiêu để trống trong tệp: giữ nguyên số đã nhập.") % len(kept)
    advice = _("Muốn xóa số nào, xóa trên trang báo cáo.")
    others = [problem for problem in problems if problem.code != KEEPS]
    return [*others, Problem(kept[0].sheet, "", KEEPS, message, advice, WARNING)]


def dataset_of(rows):
    headers = list(dict.fromkeys(key for row in rows for key in row)) or ["report"]
    data = tablib.Dataset(headers=headers)
    for row in rows:
        data.append([row.get(header) for header in headers])
    return data


def refused(refusal):
    return Problem(refusal.sheet, refusal.address, refusal.code, str(refusal.reason), str(refusal.advice))


def nothing_filled(workbook):
    sheet = workbook.visible_sheets[0].name if workbook.visible_sheets else ""
    return Problem(
        sheet,
        "",
        "nothing_filled",
        _("Tệp chưa điền số liệu nào."),
        _("Điền các ô nền vàng rồi tải lên lại."),
    )


def stamp_problems(workbook, scope):
    """Whether the workbook is the one that was given out for this period, set and body."""
    try:
        stamp = read_stamp(workbook)
    except ForeignStamp:
        return [
            whole(
                "foreign_stamp", _("Dấu của hệ thống trong tệp không hợp lệ: tệp đã bị sửa hoặc từ nơi khác.")
            )
        ]
    found = list(differences(stamp, scope)) if stamp else []
    if stamp is None or not stamp.is_signed:
        message = _("Tệp không có dấu của hệ thống; số liệu được đối chiếu theo mã chỉ tiêu và tên đơn vị.")
        found.append(whole("no_stamp", message, WARNING))
    return found


def differences(stamp, scope):
    if stamp.period and stamp.period != scope.period.code:
        words = {"is": period_in_words(stamp.period), "own": scope.period.label}
        yield whole("wrong_period", _("Tệp là bản mẫu kỳ %(is)s, không phải kỳ %(own)s.") % words)
    if stamp.is_signed and stamp.is_of_many != (scope.report is None):
        kind = (
            _("Tệp là biểu tổng hợp nhiều đơn vị; tải lên ở trang của kỳ báo cáo.")
            if stamp.is_of_many
            else _("Tệp là bản mẫu của một đơn vị; tải lên ở trang báo cáo của đơn vị đó.")
        )
        yield whole("wrong_kind", kind)
    elif scope.report:
        yield from differences_of_body(stamp, scope.report)


def period_in_words(code):
    """“Quý III/2026”; a mark that anybody may have typed may hold no period at all."""
    return ReportingPeriod(code=code).label if CODE.fullmatch(code) else code


def differences_of_body(stamp, report):
    if stamp.body and stamp.body != report.body.code:
        yield whole("wrong_body", _("Tệp là bản mẫu của đơn vị khác, không phải %s.") % report.body)
    own = report.indicator_set.stamp
    if is_other_set(stamp, own):
        words = {"is": stamp.indicator_set, "own": own}
        yield whole("wrong_version", _("Tệp theo bộ chỉ tiêu %(is)s, kỳ này dùng bộ %(own)s.") % words)


def is_other_set(stamp, own):
    """Of a mark that anybody may have typed only the version counts: provinces have sets of their own."""
    if stamp.is_signed or not stamp.indicator_set:
        return stamp.indicator_set not in ("", own)
    return stamp.indicator_set.rpartition("/")[2] != own.rpartition("/")[2]


def whole(code, message, severity="error"):
    advice = _("Tải bản mẫu của kỳ này từ hệ thống rồi chép số liệu sang.")
    return Problem("", "", code, str(message), "" if severity == WARNING else str(advice), severity)


def status_problems(reports, known, scope):
    """Reports that are not open for figures now, each in words."""
    for report in reports:
        if report.status not in ProgressReport.EDITABLE:
            message = _("Báo cáo của %(body)s %(status)s, không ghi số liệu được.")
            words = {"body": report.body, "status": report.get_status_display()}
            yield Problem(
                "", "", "report_closed", message % words, _("Đề nghị trả lại báo cáo trước khi nhập.")
            )
        elif scope.paper and is_being_typed(report, known):
            message = _("%s đang nhập dở báo cáo này trên cổng, không nhập thay được.") % report.body
            yield Problem("", "", "body_types_itself", message, _("Đề nghị đơn vị gửi trên cổng."))
        elif not scope.paper and report.pk in known.on_behalf and report.status == Status.DRAFT:
            message = _("Ban đang nhập thay báo cáo của %s theo văn bản giấy.") % report.body
            yield Problem("", "", "typed_on_behalf", message, _("Liên hệ Ban trước khi nhập."))


def is_being_typed(report, known):
    return report.status == Status.DRAFT and report.pk not in known.on_behalf and report.pk in known.begun
