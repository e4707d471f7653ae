"""Which policy holds for an author's domain."""

from __future__ import annotations

import pytest

from mailworthy.sender.dmarc import Discovery, Disposition, Existence, discover
from mailworthy.wire.ask import Zone, hold

N, Q, R = Disposition
FOUND, NONE, USELESS, UNKNOWN = Discovery
HERE = {"A": ["192.0.2.1"]}

# fmt: off
POLICIES = [
    # zone                                                                          author          how    domain  tag   wished applied
    ({"_dmarc.a.org": "v=DMARC1; p=reject; sp=none; np=none"},                      "a.org",        FOUND, "a.org", "p",  R, R),
    ({"_dmarc.a.org": "v=DMARC1; p=reject; sp=none; np=none", "b.a.org": HERE},     "b.a.org",      FOUND, "a.org", "sp", N, N),
    ({"_dmarc.a.org": "v=DMARC1; p=none; sp=none; np=reject"},                      "b.a.org",      FOUND, "a.org", "np", R, R),
    ({"_dmarc.a.org": "v=DMARC1; p=none; np=reject", "c.b.a.org": HERE},            "b.a.org",      FOUND, "a.org", "p",  N, N),  # an empty non-terminal exists
    ({"_dmarc.a.org": "v=DMARC1; p=none; np=reject", "b.a.org": "servfail", "_dmarc.b.a.org": HERE}, "b.a.org",      FOUND, "a.org", "p",  N, N),  # not known to be missing
    ({"_dmarc.a.org": "v=DMARC1; p=reject; t=y"},                                   "a.org",        FOUND, "a.org", "p",  R, Q),
    ({"_dmarc.a.org": "v=DMARC1; p=none; t=y"},                                     "a.org",        FOUND, "a.org", "p",  N, N),
    ({"_dmarc.c.b.a.org": "v=DMARC1; p=none", "_dmarc.a.org": "v=DMARC1; p=reject"}, "d.c.b.a.org", FOUND, "a.org", "p",  R, R),  # not the nearest one
    ({"_dmarc.b.org": "v=DMARC1; p=reject; psd=y", "_dmarc.d.a.b.org": "v=DMARC1; p=none"}, "e.d.a.b.org", FOUND, "b.org", "p", R, R),
    ({"_dmarc.a.org": "v=DMARC1; p=oops; rua=mailto:d@a.org"},                      "a.org",        FOUND, "a.org", "",   N, N),
    ({"_dmarc.a.org": "v=DMARC1; p=oops"},                                          "a.org",        USELESS, "a.org", "", None, None),
    ({"_dmarc.a.org": "v=DMARC1; p=oops", "_dmarc.org": "v=DMARC1; p=reject"},      "a.org",        USELESS, "a.org", "", None, None),
    ({},                                                                            "a.org",        NONE, "", "", None, None),
    ({"_dmarc.a.org": "timeout"},                                                   "a.org",        UNKNOWN, "", "", None, None),
    ({"_dmarc.a.org": "timeout"},                                                   "b.a.org",      UNKNOWN, "", "", None, None),
    ({"_dmarc.b.a.org": "v=DMARC1; p=reject", "_dmarc.a.org": "timeout"},           "b.a.org",      FOUND, "b.a.org", "p", R, R),
    ({},                                                                            "not a domain", NONE, "", "", None, None),
    ({"_dmarc.xn--mnchen-3ya.example": "v=DMARC1; p=reject"},                       "MÜNCHEN.example", FOUND, "xn--mnchen-3ya.example", "p", R, R),
]
# fmt: on


def _zone(short):
    words = {"timeout", "servfail"}
    return Zone(
        {
            name: {"TXT": [one]} if isinstance(one, str) and one not in words else one
            for name, one in short.items()
        }
    )


@pytest.mark.spec("RFC 9989 §4.10.1")
@pytest.mark.parametrize(("zone", "author", "how", "domain", "tag", "wished", "applied"), POLICIES)
def test_policies(*, zone, author, how, domain, tag, wished, applied):
    found = hold(discover(author), _zone(zone))
    assert (found.discovery, found.domain, found.tag) == (how, domain, tag)
    assert (found.wished, found.applied) == (wished, applied)


@pytest.mark.parametrize(("zone", "failed"), [({"_dmarc.a.org": "timeout"}, "timeout"), ({}, "")])
def test_why_it_is_unknown(zone, failed):
    assert hold(discover("a.org"), Zone(zone)).failed == failed


@pytest.mark.spec("RFC 9989 §3.2.13")
@pytest.mark.parametrize(
    ("there", "existence"),
    [
        ({"b.a.org": HERE}, Existence.EXISTS),
        ({}, Existence.MISSING),
        ({"b.a.org": "servfail", "_dmarc.b.a.org": HERE}, Existence.UNKNOWN),
    ],
)
def test_existence_is_asked_where_it_matters(there, existence):
    zone = {"_dmarc.a.org": {"TXT": ["v=DMARC1; p=none; np=reject"]}, **there}
    found = hold(discover("b.a.org"), Zone(zone))
    assert (found.discovery, found.existence) == (FOUND, existence)


def test_existence_is_not_asked_where_it_does_not_matter():
    zone = {"_dmarc.a.org": {"TXT": ["v=DMARC1; p=none; sp=reject"]}}
    assert hold(discover("b.a.org"), Zone(zone)).existence is Existence.UNKNOWN
