"""`make bench`: what was reached, as ratios measured in one run; never part of the tests.

    python -m tests.bench

Ratios are steadier than seconds: each pair is measured on the same machine in the same minutes.
"""

import base64
import io
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench_import import print_import

ROUNDS = 3
ROWS = 3_000
LISTS = (
    *("/sessions/", "/visits/", "/recommendations/", "/proposals/", "/documents/", "/"),
    *("/my-work/", "/assignments/", "/follow-up/", "/progress/"),
)
NATIONAL_USERS = ("chuyenvien2", "lanhdao", "maiphu.moi", "sokhcn")


def main():
    with tempfile.TemporaryDirectory(prefix="cds-bench-") as folder:
        prepare(Path(folder))
        print_rendering(Path(folder))
        print_lists()
        print_import(Path(folder))


def prepare(folder):
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "VAR_DIR": str(folder / "var"),
        "DATABASE_URL": f"sqlite:///{folder / 'var' / 'db.sqlite3'}",
    }
    (folder / "var").mkdir()
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    call_command("load_demo", stdout=io.StringIO())


# Rendering against a cold headless Chromium that prints the same page


def print_rendering(folder):
    from oversight.documents import annex, markup, pdf
    from tests import services
    from tests.pdf import samples

    for pages in (20, 40):
        report = samples.of_about(pages)
        evidence = samples.evidence_of(report)
        html = markup.render_html(report)

        def render(html=html, report=report, evidence=evidence):
            rendered = pdf.render_pdf(
                html,
                title=report.title,
                identifier="bench",
                created=report.created_at,
                attachments=annex.attachment(report),
                evidence=evidence,
            )
            assert rendered.pages

        ours = median_of(lambda: in_fork(render))
        page = folder / "page.html"
        page.write_text(for_chromium(html, evidence), encoding="utf8")
        command = chromium_print(services.chromium(), page, folder)
        theirs = median_of(lambda command=command: run_quietly(command))
        print(
            f"báo cáo khoảng {pages} trang, PDF/A-3a và PDF/UA-1: {ours:.2f} s; "
            f"Chromium in cùng trang: {theirs:.2f} s; tỷ số {ours / theirs:.2f}"
        )


def for_chromium(html, evidence):
    """The same page with style sheets, fonts and photos that a browser can load."""
    static = Path(__file__).resolve().parent.parent / "static"
    html = html.replace("asset:", f"{static.as_uri()}/")
    for code, photo in evidence.items():
        data = base64.b64encode(photo).decode()
        html = html.replace(f'"evidence:{code}"', f'"data:image/jpeg;base64,{data}"')
    return html


def in_fork(work):
    """As the worker does it: everything imported before, collector off, the child ends with the work."""
    import gc

    gc.collect()
    gc.freeze()
    child = os.fork()
    if child == 0:
        gc.disable()
        try:
            work()
            os._exit(0)
        except BaseException as error:
            print(error, file=sys.stderr)
            os._exit(1)
    _pid, status = os.waitpid(child, 0)
    if status:
        raise SystemExit("Lập PDF không thành công.")


def run_quietly(command):
    subprocess.run(command, check=True, capture_output=True)


def chromium_print(chromium, page, folder):
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return [
        chromium,
        *("--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--log-level=3"),
        *("--disable-background-networking", "--disable-component-update", "--disable-sync", *root),
        f"--user-data-dir={folder / 'chromium'}",
        f"--print-to-pdf={folder / 'chromium.pdf'}",
        page.as_uri(),
    ]


# Lists against the portal's own emptiest signed-in page, as a scoped user


def print_lists():
    from django.test.utils import setup_test_environment

    setup_test_environment()
    fill()
    print_ratios("chuyenvien2", LISTS, f"{ROWS} kiến nghị, {ROWS} đề xuất")
    seed_national()
    for username in NATIONAL_USERS:
        print_ratios(username, LISTS, "quy mô toàn quốc, 100.000 nội dung giao")


def print_ratios(username, addresses, what):
    """Queries, and time against the emptiest signed-in page, of one account."""
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    client.force_login(
        get_user_model().objects.get(username=username),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    empty = median_of(lambda: client.get("/accounts/password/change/"), rounds=9)
    print(f"\n{username}, {what}; trang trống khi đã đăng nhập: {empty * 1000:.0f} ms")
    for address in addresses:
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        asked = len(queries)
        spent = median_of(lambda address=address: client.get(address), rounds=9)
        print(f"{address:<20} {asked:>3} truy vấn  {spent * 1000:>4.0f} ms  tỷ số {spent / empty:.1f}")


def seed_national():
    from django.core.management import call_command

    call_command("seed_scale", "--national", stdout=io.StringIO())


def fill():
    from districts.models import Body
    from oversight.models import Assignment, OversightSession, Proposal, Recommendation

    session = OversightSession.objects.get(code="LOCHA-2023")
    body = Body.objects.get(code="ubnd-448")
    made = Recommendation.objects.bulk_create(
        Recommendation(session=session, number=number, text=f"Kiến nghị số {number}", fold="kien nghi")
        for number in range(100, 100 + ROWS)
    )
    Assignment.objects.bulk_create(
        Assignment(recommendation=one, committee=session.committee, body=body) for one in made
    )
    common = {"committee": session.committee, "session": session, "raised_by": body, "theme": "other"}
    Proposal.objects.bulk_create(Proposal(**common, text=f"Đề xuất {n}") for n in range(ROWS))


def median_of(work, rounds=ROUNDS):
    times = []
    for _round in range(rounds):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


if __name__ == "__main__":
    main()
