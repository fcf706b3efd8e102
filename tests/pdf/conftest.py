import pytest

from oversight.documents import annex, markup, pdf

from . import boxes, samples


def render(report):
    return pdf.render_pdf(
        markup.render_html(report),
        title=report.title,
        identifier="5f0c1a52e7b94f0f",
        created=report.created_at,
        attachments=annex.attachment(report),
        evidence=samples.evidence_of(report),
    )


def lay_out(report):
    fetcher = pdf.DocumentFetcher(samples.evidence_of(report))
    document = pdf.layout(markup.render_html(report), fetcher)
    return [boxes.Page(page) for page in document.pages]


@pytest.fixture(scope="session")
def draft():
    return render(samples.loc_ha())


@pytest.fixture(scope="session")
def issued():
    return render(samples.issued_loc_ha())


@pytest.fixture(scope="session")
def draft_pages():
    return lay_out(samples.loc_ha())


@pytest.fixture(scope="session")
def issued_pages():
    return lay_out(samples.issued_loc_ha())
