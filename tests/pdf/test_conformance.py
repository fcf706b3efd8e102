"""The files themselves: both standards, fonts, tags, bookmarks, attachment, same bytes."""

import io
import os
import subprocess
import sys

import openpyxl
import page
import pikepdf
import pytest

from oversight.documents import check, fonts, markup, pdf

from . import samples
from .conftest import render

pytestmark = pytest.mark.pdf


def failures(content, profile):
    return [str(failure) for failure in page.validate_pdf_bytes(content, profile=profile).failures]


def assert_conforms(rendered):
    assert failures(rendered.content, "3a") == []
    assert failures(rendered.content, "ua1") == []
    assert check.check_pdf(rendered.content) == []


def test_draft_of_loc_ha_conforms_to_both_standards(draft):
    assert_conforms(draft)


def test_issued_loc_ha_conforms_to_both_standards(issued):
    assert_conforms(issued)


@pytest.mark.parametrize("pages", [2, 5, 10, 20, 40])
def test_generated_report_conforms_to_both_standards(pages):
    report = samples.of_about(pages)
    rendered = render(report)
    assert_conforms(rendered)
    assert check.check_report(report) == []
    assert abs(rendered.pages - pages) <= 2
    assert set(rendered.fonts) == fonts.EMBEDDED_NAMES


def test_validators_do_fail_a_file_without_the_mends(draft, monkeypatch):
    monkeypatch.setattr("oversight.documents.pdf_mends.mend", lambda pdf: None)
    bare = render(samples.loc_ha()).content
    assert failures(bare, "3a") != [] or failures(bare, "ua1") != []


def test_fonts_are_the_four_of_liberation_serif_all_embedded(draft):
    assert set(draft.fonts) == fonts.EMBEDDED_NAMES
    with pikepdf.open(io.BytesIO(draft.content)) as file:
        assert check.pdf_fonts(file) == fonts.EMBEDDED_NAMES
        descriptors = [
            item
            for item in file.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == pikepdf.Name.FontDescriptor
        ]
        assert all("/FontFile2" in descriptor for descriptor in descriptors)


def test_language_title_and_marks_are_set(issued):
    with pikepdf.open(io.BytesIO(issued.content)) as file:
        assert str(file.Root.Lang) == "vi"
        assert str(file.docinfo["/Title"]) == samples.loc_ha().title
        assert bool(file.Root.MarkInfo.Marked) is True
        assert bool(file.Root.ViewerPreferences.DisplayDocTitle) is True
        assert len(file.pages) == issued.pages
        with file.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
            assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"


def test_bookmarks_follow_the_headings(issued):
    with pikepdf.open(io.BytesIO(issued.content)) as file, file.open_outline() as outline:
        (title,) = outline.root
        assert title.title.startswith("BÁO CÁO Kết quả giám sát")
        assert [item.title for item in title.children] == [
            "I. Khái quát chung",
            "II. Kết quả đạt được",
            "III. Tồn tại, hạn chế và nguyên nhân (số liệu minh họa)",
            "IV. Đánh giá chung",
            "V. Kiến nghị",
            "Phụ lục Một số chỉ tiêu chuyển đổi số của các xã, thị trấn",
        ]
        assert [item.title for item in title.children[4].children] == [
            "1. Đối với Ủy ban nhân dân huyện Lộc Hà"
        ]


def test_tags_name_headings_tables_and_pictures():
    rendered = render(samples.of_about(5))
    with pikepdf.open(io.BytesIO(rendered.content)) as file:
        elements = [
            item
            for item in file.objects
            if isinstance(item, pikepdf.Dictionary) and "/S" in item and "/K" in item
        ]
        kinds = {str(element.S) for element in elements}
        figures = [str(element.Alt) for element in elements if element.S == "/Figure"]
        scopes = {str(element.A.Scope) for element in elements if element.S == "/TH"}
    assert {"/H1", "/H2", "/H3", "/Table", "/THead", "/TH", "/TD", "/Figure", "/L", "/Lbl", "/LBody"} <= kinds
    assert figures == ["Điểm khảo sát thứ 5", "Mã QR dẫn tới trang kiểm tra văn bản"]
    assert scopes == {"/Row", "/Column"}


def test_annex_travels_inside_as_a_workbook(draft):
    with pikepdf.open(io.BytesIO(draft.content)) as file:
        (name,) = file.attachments
        content = file.attachments[name].get_file().read_bytes()
        assert len(file.Root.AF) == 1
        assert str(file.Root.AF[0].AFRelationship) == "/Supplement"
    assert name == "phu-luc-so-lieu.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert [row[2:4] for row in book.worksheets[0].iter_rows(min_row=4, max_row=5, values_only=True)] == [
        (1234, 45.6),
        (987, 51.25),
    ]


def test_report_without_figures_carries_no_attachment():
    rendered = render(samples.loc_ha(annexes=(), tables=(), sections=samples.loc_ha_sections()[-2:]))
    assert_conforms(rendered)
    with pikepdf.open(io.BytesIO(rendered.content)) as file:
        assert len(file.attachments) == 0


def test_same_report_gives_same_bytes(draft):
    assert render(samples.loc_ha()).content == draft.content


def test_another_process_with_another_hash_seed_gives_same_bytes(draft):
    script = (
        "import django, sys; django.setup()\n"
        "from tests.pdf.conftest import render\n"
        "from tests.pdf import samples\n"
        "sys.stdout.buffer.write(render(samples.loc_ha()).content)\n"
    )
    environment = os.environ | {"PYTHONHASHSEED": "7", "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, check=True)
    assert done.stdout == draft.content


def test_fonts_of_the_machine_make_no_difference(draft, tmp_path, monkeypatch):
    empty = tmp_path / "fonts.conf"
    empty.write_text("<fontconfig></fontconfig>", encoding="utf8")
    monkeypatch.setenv("FONTCONFIG_FILE", str(empty))
    assert render(samples.loc_ha()).content == draft.content
    assert os.environ["FONTCONFIG_FILE"] == str(empty)


def test_one_letter_of_difference_gives_other_bytes(draft):
    assert render(samples.loc_ha(place="Hà Tỉnh")).content != draft.content


def test_foreign_font_is_found_by_the_check_of_the_file(draft):
    changed = io.BytesIO()
    with pikepdf.open(io.BytesIO(draft.content)) as file:
        descriptor = next(
            item
            for item in file.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == pikepdf.Name.FontDescriptor
        )
        descriptor.FontName = pikepdf.Name("/ABCDEF+DejaVu-Sans")
        del file.Root["/Lang"]
        file.save(changed)
    assert [problem.code for problem in check.check_pdf(changed.getvalue())] == ["foreign_font", "not_tagged"]


def test_photo_that_is_missing_stops_the_rendering():
    html = markup.render_html(samples.of_about(5))
    with pytest.raises(RuntimeError, match="không có minh chứng anh-5"):
        pdf.render_pdf(html, title="x", identifier="x", created=samples.CREATED)
