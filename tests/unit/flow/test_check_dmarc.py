"""DMARC as the library gives it."""

from __future__ import annotations

import pytest

from mailworthy.edge.nameserver import serving
from mailworthy.errors import InputError
from mailworthy.flow.check_dmarc import check_dmarc

WORLD = {"_dmarc.a.org": {"TXT": ["v=DMARC1; p=reject; rua=mailto:d@a.org"]}}


def test_a_domain_by_a_name_server():
    with serving(WORLD) as server:
        told = check_dmarc("News.A.org", servers=[server]).as_dict()
    assert (told["policy"], told["policy_domain"]) == ("reject", "a.org")
    assert told["asked"] == ["_dmarc.news.a.org", "_dmarc.a.org", "_dmarc.org"]


def test_what_is_no_domain_is_refused():
    with pytest.raises(InputError, match="not a domain name"):
        check_dmarc("a b", world=WORLD)
