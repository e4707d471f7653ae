"""The audit as the library gives it: at once and awaited, by dictionaries."""

from __future__ import annotations

import asyncio

import pytest

import mailworthy
from mailworthy import Scope, World, Zone
from mailworthy.errors import InputError

RECORDS = {"a.org": {"TXT": ["v=spf1 -all"], "MX": ["0 ."]}}
WORLDS = [RECORDS, Zone(RECORDS), World(Zone(RECORDS))]


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: type(world).__name__)
def test_any_dictionary_takes_the_place_of_the_world(world):
    report = mailworthy.check_sender("A.org", world=world)
    assert "MX-NULL" in {found.code for found in report.findings}
    assert report.domain == "a.org"


def test_it_may_be_asked_for_inside_an_event_loop():
    async def both():
        at_once = mailworthy.check_sender("a.org", Scope(now=1), world=RECORDS)
        return at_once, await mailworthy.check_sender_async("a.org", Scope(now=1), world=RECORDS)

    at_once, awaited = asyncio.run(both())
    assert at_once.as_dict() == awaited.as_dict()


def test_answers_are_counted_aloud():
    counted = []
    mailworthy.check_sender("a.org", world=RECORDS, tell=counted.append)
    assert counted == sorted(counted)
    assert counted[-1] > 20


@pytest.mark.parametrize("domain", ["", "a b", "a..org"])
def test_what_is_no_domain_is_refused(domain):
    with pytest.raises(InputError, match="not a domain name"):
        mailworthy.check_sender(domain, world=RECORDS)
