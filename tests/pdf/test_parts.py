"""What the renderer may fetch, the workbook, and the mend of stream ends."""

import io

import openpyxl
import pydyf
import pytest

from oversight.documents import annex, pdf, pdf_mends

from . import samples

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://127.0.0.1/",
        "https://example.org/x.png",
        "ftp://127.0.0.1/x",
        "data:text/plain,x",
        "asset:../manage.py",
        "asset:documents/../../manage.py",
        "asset:documents/%2e%2e/%2e%2e/manage.py",
        "asset:/etc/passwd",
        "asset:fonts/liberation-serif/OFL.txt",
        "asset:documents/none.css",
        "evidence:other",
        "evidence:text",
    ],
)
def test_fetcher_refuses_everything_foreign(address):
    fetcher = pdf.DocumentFetcher({"photo": PNG, "text": b"<svg/>"})
    with pytest.raises(pdf.Refused):
        fetcher.fetch(address)


def test_fetcher_serves_assets_and_evidence(tmp_path):
    file = tmp_path / "a.jpg"
    file.write_bytes(samples.photo())
    fetcher = pdf.DocumentFetcher({"ảnh/1": PNG, "file": file})
    assert fetcher.fetch("asset:documents/official.css").content_type == "text/css"
    photo = fetcher.fetch("evidence:%E1%BA%A3nh/1")
    assert (photo.content_type, photo.read()) == ("image/png", PNG)
    assert fetcher.fetch("evidence:file").read() == samples.photo()


@pytest.mark.parametrize("source", ["file:///etc/hostname", "http://127.0.0.1:9/x.png"])
def test_page_that_asks_for_a_foreign_address_is_not_rendered(source):
    html = f'<html lang="vi"><title>x</title><p>a</p><img alt="x" src="{source}"></html>'
    with pytest.raises(RuntimeError, match="không được phép"):
        pdf.render_pdf(html, title="x", identifier="x", created=samples.CREATED)


def test_workbook_has_a_sheet_per_annex_and_table_with_numbers_as_numbers():
    book = openpyxl.load_workbook(io.BytesIO(annex.annex_workbook(samples.loc_ha())))
    assert book.sheetnames == ["1. Một số chỉ tiêu chuyển đổi s", "2. Các điểm khảo sát thực tế ng"]
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[3]] == [
        "TT",
        "Đơn vị",
        "Dịch vụ công trực tuyến - Số hồ sơ",
        "Dịch vụ công trực tuyến - Tỷ lệ (%)",
        "Thanh toán không dùng tiền mặt - Số hộ",
        "Thanh toán không dùng tiền mặt - Tỷ lệ (%)",
    ]
    assert [cell.value for cell in sheet[5]] == [2, "Xã Mai Phụ", 987, 51.25, 640, 42.5]
    assert sheet["A2"].value == "(số liệu minh họa)"


def test_workbook_keeps_a_formula_as_text():
    rows = ((1, "=1+1", "@x", "-2"),)
    table = samples.ReferenceTable("t", "=HYPERLINK()", samples.SITES.columns, rows)
    book = openpyxl.load_workbook(
        io.BytesIO(annex.annex_workbook(samples.loc_ha(tables=(table,), annexes=())))
    )
    cells = [*book.worksheets[0][1][:1], *book.worksheets[0][4][:4]]
    assert [(cell.value, cell.data_type) for cell in cells] == [
        ("=HYPERLINK()", "s"),
        (1, "n"),
        ("=1+1", "s"),
        ("@x", "s"),
        ("-2", "s"),
    ]


def test_workbook_is_the_same_each_time_and_none_without_figures():
    assert annex.annex_workbook(samples.loc_ha()) == annex.annex_workbook(samples.loc_ha())
    assert annex.attachment(samples.loc_ha(annexes=(), tables=())) == []


def test_stream_that_ends_in_a_carriage_return_is_closed_by_cr_lf():
    assert pydyf.Stream([b"abc\r"]).data.endswith(b"stream\nabc\r\r\nendstream")
    assert pydyf.Stream([b"abc"]).data.endswith(b"stream\nabc\nendstream")
    assert b"/Length 4" in pydyf.Stream([b"abc\r"]).data


def test_guard_of_stream_ends_is_set_once():
    before = pydyf.Stream.data
    pdf_mends.guard_stream_ends()
    assert pydyf.Stream.data is before
