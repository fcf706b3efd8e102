"""The child that lets calamine parse a workbook: `python -I child.py MEMORY_BYTES CPU_SECONDS < package`.

It knows neither Django nor the portal, so that it starts at once. It answers in lines of JSON on stdout:
`[sheet, row, [values]]` for each row that holds anything (sheet from 0, row from 1, values from column A,
blanks at the end cut off), then `"end"`. A value is text, number, true or false, "" for blank, or
{"date" | "time" | "span": …}. It may be killed, or run out of memory and abort: then "end" is missing.
"""

import datetime
import json
import resource
import sys

OUT_OF_MEMORY, UNREADABLE = 3, 4
# What it may write to files: only stderr, into the parent's log.
MOST_LOG_BYTES = 1 << 16


def limit(memory_bytes, cpu_seconds):
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_LOG_BYTES, MOST_LOG_BYTES))


def encode(value):
    if isinstance(value, datetime.date):
        return {"date": value.isoformat()}
    if isinstance(value, datetime.time):
        return {"time": value.isoformat()}
    if isinstance(value, datetime.timedelta):
        return {"span": value.total_seconds()}
    raise TypeError


def trimmed(values):
    last = len(values)
    while last and values[last - 1] == "":
        last -= 1
    return values[:last]


def tell(answer):
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, separators=(",", ":"), default=encode) + "\n")


def tell_sheet(number, sheet):
    """`to_python` leaves out the empty top and left; `start` says how much, so that addresses are true."""
    if sheet.start is None:
        return
    top, left = sheet.start
    margin = [""] * left
    for row, values in enumerate(sheet.to_python(), start=top + 1):
        if found := trimmed(values):
            tell([number, row, margin + found])


def tell_workbook(file):
    """Every sheet, then the end; the exit status when calamine cannot read the file."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(file)
        for number in range(len(book.sheet_names)):
            tell_sheet(number, book.get_sheet_by_index(number))
    except CalamineError as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return UNREADABLE
    tell("end")
    return 0


def main():
    memory_bytes, cpu_seconds = (int(argument) for argument in sys.argv[1:])
    limit(memory_bytes, cpu_seconds)
    sys.stdout.reconfigure(encoding="utf-8", errors="surrogatepass")
    try:
        return tell_workbook(sys.stdin.buffer)
    except MemoryError:
        return OUT_OF_MEMORY


if __name__ == "__main__":
    sys.exit(main())
