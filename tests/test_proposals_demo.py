"""Reporters of the demonstration raise proposals with the page as a browser sends it.

Apart from test_proposals.py: the demonstration's data stand for a whole module.
"""

import pytest
from django.urls import reverse

from oversight.models import Proposal
from tests.test_proposals import send_as_shown


@pytest.mark.parametrize(
    ("username", "body"), [("duchue", "ubnd-801"), ("maiphu.moi", "ubnd-18583"), ("locha.ct", "ubnd-448")]
)
def test_reporter_of_one_body_sends_the_page_as_it_is(as_user, username, body):
    client = as_user(username)
    changes = {"theme": "budget", "text": "Đề nghị hỗ trợ kinh phí"}
    response = send_as_shown(client, reverse("proposal_new"), **changes)
    made = Proposal.objects.get(text=changes["text"])
    assert (response.url, made.raised_by.code) == (made.get_absolute_url(), body)
    assert made in client.get(reverse("proposal_list")).context["page_obj"].object_list
