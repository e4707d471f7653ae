"""DNSSEC: what is said of zones that are signed, half signed, wrongly signed or not at all."""

from __future__ import annotations

import re
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from remedies import applied

from mailworthy.sender.dnssec import DnssecSurvey, State, chain, survey
from mailworthy.wire.ask import Zone
from mailworthy.wire.explore import World, hold

NOW = 1_795_132_800  # 2026-11-20, midnight (UTC)
ONE, TWO = "192.0.2.53", "198.51.100.53"


def key(number: int, *, flags: int = 257, algorithm: int = 13) -> str:
    return f"{flags} 3 {algorithm} {b64encode(bytes((number + at) % 256 for at in range(64))).decode()}"


def ds(text: str, kind: int = 2) -> str:
    (made,) = chain.keys([text])
    return f"{made.tag} {made.algorithm} {kind} {made.digest('a.org', kind).hex()}"


def rrsig(type_: str = "SOA", *, ends: str = "20261210000000", began: str = "20261110000000") -> str:
    return f"{type_} 13 2 3600 {ends} {began} 4711 a.org c2lnbmF0dXJl"


def zone(*signatures: str, **types: list[str]):
    """Give a domain; what signs and what is signed comes as types."""
    soa = "ns1.a.org hm.a.org 7 3600 600 86400 300"
    here = {"SOA": [soa], "NS": ["ns1.a.org", "ns2.a.org"], "MX": ["10 mx.a.org"], "TXT": ["v=spf1 -all"]}
    if signatures:
        here["RRSIG"] = list(signatures)
    return {"a.org": here | types, "ns1.a.org": {"A": [ONE]}, "ns2.a.org": {"A": [TWO]}}


K, OTHER, ZSK, OLD = key(1), key(2), key(3, flags=256), key(4, algorithm=7)
SIGNED = zone(rrsig(), DNSKEY=[K, ZSK], DS=[ds(K)])
ISLAND = zone(rrsig(), DNSKEY=[K])
BROKEN = {"a.org": "servfail"}
A_ORG = ("a.org",)
OVER, SOON = rrsig(ends="20261119000000"), rrsig(ends="20261122000000")
LATE = zone(OVER, DNSKEY=[K], DS=[ds(K)])

# fmt: off
SAID = [
    # zone                                                    vouched, and what the world says besides                     state            codes
    (SIGNED,                                                  A_ORG, {},                                                   State.SECURE,    ["DNSSEC-SECURE"]),
    (SIGNED,                                                  (),    {},                                                   State.UNPROVEN,  ["DNSSEC-NOT-CHECKED"]),
    (zone(),                                                  (),    {},                                                   State.UNSIGNED,  ["DNSSEC-UNSIGNED"]),
    (ISLAND,                                                  (),    {},                                                   State.ISLAND,    ["DNSSEC-NO-DS"]),
    # --- broken
    (BROKEN,                                                  (),    {"unvalidated": Zone(SIGNED)},                        State.BOGUS,     ["DNSSEC-BOGUS"]),
    (BROKEN,                                                  (),    {"unvalidated": Zone(LATE), "servers": {ONE: Zone(LATE), TWO: "timeout"}},  State.BOGUS, ["DNSSEC-BOGUS", "DNSSEC-EXPIRED"]),
    ({**SIGNED, "_dmarc.a.org": "servfail"},                  A_ORG, {"unvalidated": Zone({**SIGNED, "_dmarc.a.org": {"TXT": ["x"]}})},  State.BOGUS, ["DNSSEC-BOGUS"]),
    (zone(rrsig(), DNSKEY=[K], DS=[ds(OTHER)]),               (),    {},                                                   State.BOGUS,     ["DNSSEC-DS-MISMATCH"]),
    (BROKEN,                                                  (),    {"unvalidated": Zone(zone(rrsig(), DNSKEY=[K], DS=[ds(OTHER)]))},  State.BOGUS, ["DNSSEC-DS-MISMATCH"]),
    (zone(DS=[ds(K)]),                                        (),    {},                                                   State.BOGUS,     ["DNSSEC-DS-MISMATCH"]),
    (zone(rrsig(), DNSKEY=[K], DS=[ds(OTHER), ds(K)]),        A_ORG, {},                                                   State.SECURE,    ["DNSSEC-SECURE"]),  # keys are being changed
    (zone(rrsig(), DNSKEY=[K], DS=["1 13 99 00"]),            (),    {},                                                   State.UNPROVEN,  ["DNSSEC-NOT-CHECKED"]),  # a digest of the future
    # --- signatures of single servers
    (SIGNED,                                                  A_ORG, {"servers": {TWO: Zone(zone(OVER, DNSKEY=[K]))}},     State.SECURE,    ["DNSSEC-EXPIRED", "DNSSEC-SECURE"]),
    (SIGNED,                                                  A_ORG, {"servers": {TWO: Zone(zone())}},                     State.SECURE,    ["DNSSEC-SECURE", "DNSSEC-SERVER-UNSIGNED"]),
    (SIGNED,                                                  A_ORG, {"servers": {TWO: "timeout"}},                        State.SECURE,    ["DNSSEC-SECURE"]),
    (ISLAND,                                                  (),    {"servers": {TWO: Zone(zone())}},                     State.ISLAND,    ["DNSSEC-NO-DS"]),
    (zone(SOON, DNSKEY=[K], DS=[ds(K)]),                      A_ORG, {},                                                   State.SECURE,    ["DNSSEC-EXPIRES-SOON", "DNSSEC-SECURE"]),
    (zone(rrsig(ends="20261123000000"), DNSKEY=[K], DS=[ds(K)]),  A_ORG, {},                                               State.SECURE,    ["DNSSEC-SECURE"]),  # three days left
    (zone(rrsig(ends="20261120000001"), DNSKEY=[K], DS=[ds(K)]),  A_ORG, {},                                               State.SECURE,    ["DNSSEC-EXPIRES-SOON", "DNSSEC-SECURE"]),
    (zone(rrsig(ends="20261120000000"), DNSKEY=[K], DS=[ds(K)]),  A_ORG, {},                                               State.SECURE,    ["DNSSEC-EXPIRED", "DNSSEC-SECURE"]),
    (zone(rrsig(ends="20261121000000", began="20261119000000"), DNSKEY=[K], DS=[ds(K)]),  A_ORG, {},                       State.SECURE,    ["DNSSEC-SECURE"]),  # signed as it is asked for: two days are all it ever has
    (zone(OVER, rrsig(), DNSKEY=[K], DS=[ds(K)]),             A_ORG, {},                                                   State.SECURE,    ["DNSSEC-SECURE"]),  # another key's still holds
    (zone("SOA nonsense", DNSKEY=[K], DS=[ds(K)]),            A_ORG, {},                                                   State.SECURE,    ["DNSSEC-SECURE"]),
    # --- strength
    (zone(rrsig(), DNSKEY=[OLD], DS=[ds(OLD)]),               A_ORG, {},                                                   State.SECURE,    ["DNSSEC-OLD-ALGORITHM", "DNSSEC-SECURE"]),
    (zone(rrsig(), DNSKEY=[OLD, K], DS=[ds(OLD)]),            A_ORG, {},                                                   State.SECURE,    ["DNSSEC-SECURE"]),  # on its way to a better one
    (zone(rrsig(), DNSKEY=[K], DS=[ds(K, 1)]),                A_ORG, {},                                                   State.SECURE,    ["DNSSEC-OLD-DIGEST", "DNSSEC-SECURE"]),
    (zone(rrsig(), DNSKEY=[K], DS=[ds(K, 1), ds(K)]),         A_ORG, {},                                                   State.SECURE,    ["DNSSEC-SECURE"]),
    # --- where nobody can know
    (BROKEN,                                                  (),    {},                                                   State.UNKNOWN,   ["DNSSEC-NOT-CHECKED"]),
    (BROKEN,                                                  (),    {"unvalidated": Zone(zone())},                        State.UNKNOWN,   ["DNSSEC-NOT-CHECKED"]),  # failed, and not by signatures
    ({"a.org": "timeout"},                                    (),    {"unvalidated": Zone(SIGNED)},                        State.UNPROVEN,  ["DNSSEC-NOT-CHECKED"]),
    ({"org": {"NS": ["x.net"], "SOA": ["x"]}},                (),    {},                                                   State.UNKNOWN,   ["DNSSEC-NOT-CHECKED"]),
    ({"org": "servfail"},                                     (),    {"unvalidated": Zone({"org": {"NS": ["x.net"], "SOA": ["x"]}, **SIGNED})},  State.UNKNOWN, ["DNSSEC-NOT-CHECKED"]),  # the zone above is not believed
    ({},                                                      (),    {},                                                   State.UNKNOWN,   ["DNSSEC-NOT-CHECKED"]),
]
# fmt: on


def looked_at(records, secure=(), *, now: int = NOW, **world) -> DnssecSurvey:
    return hold(survey("a.org", now=now), World(Zone(records, tuple(secure)), **world))


def codes(told: DnssecSurvey) -> list[str]:
    return sorted(finding.code for finding in told.findings)


@pytest.mark.parametrize("case", SAID, ids=range(len(SAID)))
@pytest.mark.spec("RFC 4035 §5.5")
def test_what_is_said(case):
    records, secure, world, state, said = case
    told = looked_at(records, secure, **world)
    assert (told.state, codes(told)) == (state, said)


def test_what_the_resolver_does_not_believe_is_named():
    told = looked_at(BROKEN, unvalidated=Zone(SIGNED))
    assert told.findings[0].detail == "SERVFAIL: SOA a.org, MX a.org, TXT a.org, TXT _dmarc.a.org"


def test_servers_and_days_are_named():
    told = looked_at(SIGNED, A_ORG, servers={TWO: Zone(zone(OVER, DNSKEY=[K]))})
    finding = next(finding for finding in told.findings if finding.code == "DNSSEC-EXPIRED")
    assert finding.detail == f"ns2.a.org {TWO}: SOA 2026-11-19T00:00:00Z"


def test_without_the_time_nothing_is_said_of_it():
    told = looked_at(zone(OVER, DNSKEY=[K], DS=[ds(K)]), A_ORG, now=0)
    assert (codes(told), told.expires) == (["DNSSEC-SECURE"], 0)


def test_json():
    told = looked_at(SIGNED, A_ORG).as_dict()
    assert (told["state"], told["algorithms"], told["expires"]) == (
        "secure",
        ["ECDSAP256SHA256"],
        "2026-12-10T00:00:00Z",
    )
    assert told["ds"] == [chain.keys([K])[0].tag]


# --- remedies -----------------------------------------------------------------------------------------------------

# fmt: off
REMEDIES = [
    # zone                                              code                    codes once the record shown is published
    (ISLAND,                                            "DNSSEC-NO-DS",         ["DNSSEC-NOT-CHECKED"]),
    (zone(rrsig(), DNSKEY=[K], DS=[ds(OTHER)]),         "DNSSEC-DS-MISMATCH",   ["DNSSEC-NOT-CHECKED"]),
    (zone(rrsig(), DNSKEY=[ZSK, K], DS=[ds(OTHER)]),    "DNSSEC-DS-MISMATCH",   ["DNSSEC-NOT-CHECKED"]),
    (zone(rrsig(), DNSKEY=[K], DS=[ds(K, 1)]),          "DNSSEC-OLD-DIGEST",    ["DNSSEC-NOT-CHECKED"]),
]
# fmt: on


@pytest.mark.parametrize(("records", "code", "after"), REMEDIES, ids=range(len(REMEDIES)))
def test_the_record_shown_mends_it(records, code, after):
    (finding,) = [finding for finding in looked_at(records).findings if finding.code == code]
    mended = applied(records, finding.fix, re.compile(r"^\d+ \d+ \d+ [0-9a-f]+$"))
    assert codes(looked_at(mended)) == after


def test_where_no_key_is_made_for_it_no_record_is_shown():
    (finding,) = looked_at(zone(rrsig(), DNSKEY=[ZSK])).findings
    assert (finding.code, finding.fix) == ("DNSSEC-NO-DS", "")


# --- anything -----------------------------------------------------------------------------------------------------

_LINKS = st.one_of(
    st.sampled_from([K, ZSK, OLD, ds(K), ds(OTHER, 1), rrsig(), OVER, SOON, "257 3 13", "x y z w"]),
    st.text(max_size=20),
    st.tuples(*[st.integers(-1, 70_000)] * 3, st.text("0123456789abcdefAB=", max_size=8)).map(
        lambda parts: " ".join(map(str, parts))
    ),
)
_TYPES = st.dictionaries(
    st.sampled_from(["DNSKEY", "DS", "RRSIG", "NS", "SOA"]), st.lists(_LINKS, min_size=1, max_size=4)
)


@given(_TYPES, _TYPES, st.booleans(), st.sampled_from([0, NOW]))
def test_any_world_is_surveyed(here, there, vouched, now):
    told = looked_at(
        zone(**here),
        A_ORG if vouched else (),
        now=now,
        servers={TWO: Zone(zone(**there))},
        unvalidated=Zone(zone(**there)),
    )
    assert told.findings
    told.as_dict()
