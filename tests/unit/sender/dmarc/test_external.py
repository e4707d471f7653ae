"""Do those who are to receive the reports agree?"""

from __future__ import annotations

import pytest

from mailworthy.sender.dmarc.external import Consent, consents
from mailworthy.wire.ask import Zone, hold

ORGANIZATION = {"_dmarc.example.com": {"TXT": ["v=DMARC1; p=none"]}}

# fmt: off
CONSENTS = [
    # zone                                                                                  receiver            consent
    ({},                                                                                    "example.com",      Consent.OWN),
    (ORGANIZATION,                                                                          "r.example.com",    Consent.OWN),
    (ORGANIZATION,                                                                          "evilexample.com",  Consent.MISSING),  # the same end is not the same name
    ({"example.com._report._dmarc.r.example": {"TXT": ["v=DMARC1"]}},                       "r.example",        Consent.GIVEN),
    ({"example.com._report._dmarc.r.example": {"TXT": ["v=DMARC1;"]}},                      "r.example",        Consent.GIVEN),
    ({"*._report._dmarc.r.example": {"TXT": ["v=DMARC1"]}},                                 "r.example",        Consent.GIVEN),
    ({"example.com._report._dmarc.r.example": {"TXT": ["x", "v=DMARC1; rua=mailto:a@r.example"]}}, "r.example", Consent.GIVEN),
    ({"example.com._report._dmarc.r.example": {"TXT": ["v=dmarc1"]}},                       "r.example",        Consent.MISSING),
    ({"example.com._report._dmarc.r.example": {"TXT": ["v=DMARC1; bogus"]}},                "r.example",        Consent.MISSING),
    ({"example.com._report._dmarc.r.example": {"A": ["192.0.2.1"]}},                        "r.example",        Consent.MISSING),
    ({"example.com._report._dmarc.r.example": "timeout"},                                   "r.example",        Consent.UNKNOWN),
]
# fmt: on


@pytest.mark.spec("RFC 9990 §4")
@pytest.mark.parametrize(("zone", "receiver", "consent"), CONSENTS)
def test_consent(zone, receiver, consent):
    assert hold(consents("example.com", [receiver]), Zone(zone)) == {receiver: consent}


def test_nobody_is_asked_for_nothing():
    def answer(asks):
        raise AssertionError(asks)

    assert hold(consents("example.com", []), answer) == {}
