"""Makes every file of tests/imports/corpus. Needs LibreOffice: `python -m tests.imports.make_corpus`."""

from pathlib import Path

from tests.imports.books import changed, one_body
from tests.imports.dirt import DIRT, LIBREOFFICE, OPENPYXL, XLSXWRITER
from tests.imports.hostile import HOSTILE, few_rows
from tests.imports.programs import (
    by_libreoffice,
    by_openpyxl,
    by_xlsxwriter,
    converted,
    saved_with_password,
)

CORPUS = Path(__file__).parent / "corpus"
# What LibreOffice saves instead of .xlsx, and the name under which people send it.
OTHER_KINDS = {"xls": "old_excel.xls", "ods": "opendocument.ods", "csv": "text.csv", "html": "web_page.xls"}


def make():
    for old in CORPUS.glob("*.*"):
        if old.name != "README.md":
            old.unlink()
    make_dirty()
    for name, content in HOSTILE.items():
        keep(f"{name}-bytes.xlsx", content())
    good = by_openpyxl(one_body())
    for kind, name in OTHER_KINDS.items():
        keep(name, converted({"so-lieu.xlsx": by_openpyxl(few_rows())}, kind)["so-lieu"])
    keep("text_renamed.xlsx", (CORPUS / "text.csv").read_bytes())
    keep("password-libreoffice.xlsx", saved_with_password(good, "bi-mat"))
    # Filled in by people: made by one program, opened and saved by another.
    again = converted({"resaved-libreoffice.xlsx": good}, "xlsx")
    keep("resaved-libreoffice.xlsx", again["resaved-libreoffice"])


def make_dirty():
    for_libreoffice = {}
    for name, (make_book, change, programs) in DIRT.items():
        book = changed(make_book, change)
        if OPENPYXL in programs:
            keep(f"{name}-{OPENPYXL}.xlsx", by_openpyxl(book))
        if XLSXWRITER in programs:
            keep(f"{name}-{XLSXWRITER}.xlsx", by_xlsxwriter(book))
        if LIBREOFFICE in programs:
            for_libreoffice[f"{name}-{LIBREOFFICE}"] = book
    for name, content in by_libreoffice(for_libreoffice).items():
        keep(f"{name}.xlsx", content)


def keep(name, content):
    (CORPUS / name).write_bytes(content)


if __name__ == "__main__":
    make()
