"""DMARC as the library gives it."""

from __future__ import annotations

import pytest

from mailworthy.edge.nameserver import serving
from mailworthy.errors import InputError
from mailworthy.flow.check_dmarc import check_dmarc, evaluate_dmarc

WORLD = {"_dmarc.a.org": {"TXT": ["v=DMARC1; p=reject; rua=mailto:d@a.org"]}}


def test_a_message_in_a_world_of_a_dictionary():
    told = evaluate_dmarc(
        "a.org", spf=("esp.net", "pass"), dkim=[("news.a.org", "pass")], world=WORLD
    ).as_dict()
    assert (told["result"], [one["aligned"] for one in told["identifiers"]]) == ("pass", [False, True])


def test_a_domain_by_a_name_server():
    with serving(WORLD) as server:
        told = check_dmarc("News.A.org", servers=[server]).as_dict()
    assert (told["policy"], told["policy_domain"]) == ("reject", "a.org")
    assert told["asked"] == ["_dmarc.news.a.org", "_dmarc.a.org", "_dmarc.org"]


@pytest.mark.parametrize("dkim", [[("a.org", "passed")], [("a.org", "")]])
def test_a_result_that_there_is_not_is_refused(dkim):
    with pytest.raises(InputError, match="no such result"):
        evaluate_dmarc("a.org", dkim=dkim, world=WORLD)


def test_what_is_no_domain_is_refused():
    with pytest.raises(InputError, match="not a domain name"):
        check_dmarc("a b", world=WORLD)
