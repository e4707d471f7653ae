"""The tree walk: which names are asked, and which of them is the organization."""

from __future__ import annotations

import pytest

from mailworthy.sender.dmarc.walk import names, walk
from mailworthy.wire.ask import Answer, Outcome, Zone, hold

PLAIN, PSD, OWN = "v=DMARC1; p=none", "v=DMARC1; p=none; psd=y", "v=DMARC1; p=none; psd=n"

# fmt: off
NAMES = [
    # domain                        the names of the walk
    ("com",                         ["com"]),
    ("example.com",                 ["example.com", "com"]),
    ("1.2.3.4.5.example.com",       ["1.2.3.4.5.example.com", "2.3.4.5.example.com", "3.4.5.example.com", "4.5.example.com",
                                     "5.example.com", "example.com", "com"]),
    ("1.2.3.4.5.6.example.com",     ["1.2.3.4.5.6.example.com", "2.3.4.5.6.example.com", "3.4.5.6.example.com",
                                     "4.5.6.example.com", "5.6.example.com", "6.example.com", "example.com", "com"]),
    ("0.1.2.3.4.5.6.example.com",   ["0.1.2.3.4.5.6.example.com", "2.3.4.5.6.example.com", "3.4.5.6.example.com",
                                     "4.5.6.example.com", "5.6.example.com", "6.example.com", "example.com", "com"]),
]
ORGANIZATIONS = [
    # records at                                            from              organization     public suffix
    ({},                                                    "a.example.com",  "a.example.com", ""),
    ({"example.com": PLAIN},                                "a.example.com",  "example.com",   ""),
    ({"a.example.com": PLAIN, "example.com": PLAIN},        "a.example.com",  "example.com",   ""),   # the fewest labels
    ({"a.example.com": PLAIN, "com": PLAIN},                "a.example.com",  "com",           ""),
    ({"a.example.com": OWN, "example.com": PLAIN},          "a.example.com",  "a.example.com", ""),
    ({"a.example.com": OWN, "example.com": PLAIN},          "b.example.com",  "example.com",   ""),
    ({"com": PSD},                                          "a.example.com",  "example.com",   "com"),
    ({"example.com": PSD},                                  "a.example.com",  "a.example.com", "example.com"),
    ({"example.com": PSD, "com": PLAIN},                    "b.a.example.com","a.example.com", "example.com"),
    ({"example.com": PSD},                                  "example.com",    "example.com",   ""),   # at the start: itself
    ({"example.com": PSD, "com": PLAIN},                    "example.com",    "example.com",   ""),   # and the walk ends
    ({"a.example.com": PLAIN, "example.com": OWN, "com": PSD}, "a.example.com", "example.com", ""),
]
# fmt: on


def _zone(records):
    return {f"_dmarc.{name}": {"TXT": [text]} for name, text in records.items()}


def _walked(domain, zone):
    return hold(walk((domain,)), Zone(zone))[domain]


@pytest.mark.spec("RFC 9989 §4.10")
@pytest.mark.parametrize(("domain", "path"), NAMES)
def test_names_of_a_walk(domain, path):
    assert list(names(domain)) == path


@pytest.mark.parametrize("labels", range(1, 128))
def test_a_walk_asks_eight_questions_at_most(labels):
    assert len(names(".".join(["a"] * labels))) == min(labels, 8)


@pytest.mark.spec("RFC 9989 §4.10.2")
@pytest.mark.parametrize(("records", "start", "organization", "suffix"), ORGANIZATIONS)
def test_organizations(records, start, organization, suffix):
    found = _walked(start, _zone(records))
    assert (found.organization, found.suffix) == (organization, suffix)


@pytest.mark.spec("RFC 9989 §4.10")
def test_several_records_at_one_name_count_for_nothing():
    found = _walked("a.example.com", {"_dmarc.example.com": {"TXT": [PLAIN, OWN]}})
    assert found.organization == "a.example.com"
    assert len(found.at("example.com").records) == 2


def test_an_error_hides_the_organization_unless_the_walk_ends_before_it():
    broken = {"_dmarc.com": "servfail"}
    assert _walked("a.example.com", broken).organization == ""
    assert _walked("a.example.com", broken).failed == "servfail"
    assert _walked("a.example.com", {**broken, **_zone({"example.com": OWN})}).organization == "example.com"


def test_names_that_walks_share_are_asked_once():
    asked = []

    def answer(asks):
        asked.append([ask.name for ask in asks])
        return tuple(Answer(Outcome.NO_SUCH_NAME) for _ in asks)

    hold(walk(("a.example.com", "b.example.com")), answer)
    assert asked == [["_dmarc.a.example.com", "_dmarc.example.com", "_dmarc.com", "_dmarc.b.example.com"]]
