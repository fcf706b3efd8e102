"""Two people who press at once never both win. On a real PostgreSQL, with real connections."""

import io
import threading
from datetime import date
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection

from cds_portal.lifecycle import Refused, StaleRecord
from oversight.actions import documents, sections
from oversight.models import Document, Finding, OversightSession

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def session(monkeypatch):
    monkeypatch.setattr(documents, "enqueue", lambda *args, **kwargs: True)
    call_command("load_demo", stdout=io.StringIO())
    session = OversightSession.objects.get(code="LOCHA-2023")
    sections.fill_from_records(session)
    return session


def user(name):
    return get_user_model().objects.get(username=name)


def at_once(*acts):
    """Runs the acts in threads that start together; their results or exceptions, in order."""
    barrier, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(position, act):
        barrier.wait()
        try:
            results[position] = act()
        except Exception as error:
            results[position] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def kinds(results):
    return sorted("refused" if isinstance(result, Refused) else "done" for result in results)


def test_two_requests_of_the_same_records_make_one_document(session):
    staff = user("chuyenvien")

    def request():
        return documents.request_result_report(OversightSession.objects.get(pk=session.pk), by=staff).pk

    results = at_once(request, request, request)
    assert len(set(results)) == 1
    assert Document.objects.count() == 1


def test_two_approvals_at_once_let_one_win_and_write_one_line_of_history(session):
    document = documents.request_result_report(session, by=user("chuyenvien"))
    Document.objects.filter(pk=document.pk).update(status="submitted")
    leader = user("lanhdao")

    def approve():
        Document.objects.get(pk=document.pk).move("approved", by=leader)

    assert kinds(at_once(approve, approve)) == ["done", "refused"]
    assert document.history.filter(to_status="approved").count() == 1


def test_two_papers_never_get_the_same_number(session):
    papers = [approved_paper(session), approved_paper(copy_of(session))]
    clerk = user("vanthu")
    numbering = {
        "number": 12,
        "issued_on": date(2023, 9, 22),
        "signer": ("Đào Thị Anh Nga", "Trưởng Ban", "TM."),
    }

    def number(paper):
        return lambda: documents.number(Document.objects.get(pk=paper.pk), by=clerk, **numbering)

    assert kinds(at_once(*map(number, papers))) == ["done", "refused"]
    assert Document.objects.filter(number=12).count() == 1


def copy_of(session):
    other = OversightSession.objects.get(pk=session.pk)
    other.pk, other.code, other._state.adding = None, "CUOC-KHAC", True
    other.save()
    return other


def approved_paper(session):
    paper = documents.request_result_report(session, by=user("chuyenvien"))
    Document.objects.filter(pk=paper.pk).update(status="approved")
    return paper


def test_two_saves_of_one_text_keep_the_first_and_show_it_to_the_second(session):
    finding = session.findings.first()

    def save(text):
        def act():
            mine = Finding.objects.get(pk=finding.pk)
            mine.text = text
            mine.save_version(finding.row_version)
            return text

        return act

    results = at_once(save("Bản một"), save("Bản hai"))
    refusals = [result for result in results if isinstance(result, StaleRecord)]
    winner = next(result for result in results if isinstance(result, str))
    assert len(refusals) == 1
    assert refusals[0].current.text == winner == Finding.objects.get(pk=finding.pk).text


def test_two_workers_claim_one_document_once(session):
    document = documents.request_result_report(session, by=user("chuyenvien"))
    results = at_once(*[lambda: Document.objects.get(pk=document.pk).claim(uuid4())] * 4)
    assert sorted(results) == [False, False, False, True]
