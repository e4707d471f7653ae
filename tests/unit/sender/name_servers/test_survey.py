"""Name servers: what is said where they are lame, silent, unsteady or of different opinions, and where nobody can know."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.finding import Confidence, Severity, lookup
from mailworthy.sender.name_servers import NameServersSurvey, State, survey
from mailworthy.sender.name_servers.places import TURNS
from mailworthy.sender.name_servers.zone import ADDRESSES_MOST, NAMES_MOST, SERVERS_MOST
from mailworthy.wire.ask import Answer, Outcome, Zone
from mailworthy.wire.explore import Direct, Statement, World, hold

ONE, TWO, NEW, ABOVE = "192.0.2.53", "198.51.100.53", "2001:db8::53", "203.0.113.1"
SOA = "ns1.a.org hm.a.org {} 3600 600 86400 300"
TLD = {"org": {"NS": ["x.tld.net"]}, "x.tld.net": {"A": [ABOVE]}}


def zone(serial: int = 7, names: tuple[str, ...] = ("ns1.a.org", "ns2.a.org"), **more):
    """Give a domain with two name servers; ``_`` in a keyword stands for the domain."""
    records = {
        "a.org": {
            "SOA": [SOA.format(serial)],
            "NS": list(names),
            "MX": ["10 mx.a.org"],
            "TXT": ["v=spf1 -all", "x=1"],
        },
        "_dmarc.a.org": {"TXT": ["v=DMARC1; p=none"]},
        "ns1.a.org": {"A": [ONE]},
        "ns2.a.org": {"A": [TWO]},
    }
    return records | {name.replace("_", ".") + ".a.org": value for name, value in more.items()}


def but(**types):
    """Give the domain with other records of its own."""
    records = zone()
    return records | {"a.org": records["a.org"] | types}


def refers(*names: str, **glue: list[str]):
    records = {f"{name}.a.org": {"A": addresses} for name, addresses in glue.items()}
    return {ABOVE: Zone({"a.org": {"REFERRAL": list(names)}, **records})}


BOTH = zone(ns2={"A": [TWO], "AAAA": [NEW]})
SEEN = {**TLD, **zone()}
BROKEN = {**TLD, "a.org": "servfail"}
GOOD = Zone(zone())

# fmt: off
SAID = [
    # what the resolver says                                   what single servers say                            codes
    (zone(),                                                   {},                                                ["NS-OK"]),
    (BOTH,                                                     {},                                                ["NS-OK"]),
    # --- whether they answer
    (zone(),                                                   {TWO: "refused"},                                  ["NS-LAME"]),
    (zone(),                                                   {TWO: "servfail"},                                 ["NS-LAME"]),
    (zone(),                                                   {TWO: "lame"},                                     ["NS-LAME"]),
    (zone(),                                                   {TWO: Zone({})},                                   ["NS-LAME"]),         # says that there is no such name
    (zone(),                                                   {TWO: Zone({"b.org": {"TXT": ["x"]}})},            ["NS-LAME"]),
    (zone(),                                                   {TWO: ("timeout", "refused")},                     ["NS-LAME"]),
    (zone(),                                                   {TWO: "timeout"},                                  ["NS-SILENT"]),
    (zone(),                                                   {TWO: "unreachable"},                              ["NS-SILENT"]),
    (zone(),                                                   {TWO: ("timeout", "")},                            ["NS-UNSTABLE"]),
    (zone(),                                                   {TWO: ("", "servfail")},                           ["NS-UNSTABLE"]),
    (zone(),                                                   {TWO: ("", "", "", Zone({**zone(), "_dmarc.a.org": "timeout"}))},  ["NS-OK"]),
    (zone(),                                                   {TWO: Zone({**zone(), "_dmarc.a.org": "timeout"})}, ["NS-DEAF"]),
    (zone(),                                                   {TWO: Zone({**zone(), "_dmarc.a.org": {"REFERRAL": ["ns.b.org"]}})},  ["NS-OK"]),  # delegated: others answer for it
    (zone(),                                                   {ONE: "refused", TWO: "timeout"},                  ["NS-NONE-ANSWERS"]),
    (BROKEN,                                                   {},                                                ["NS-NONE-ANSWERS"]),
    (BROKEN,                                                   refers("ns1.a.org", ns1=[ONE]) | {ONE: "refused"}, ["NS-NONE-ANSWERS", "NS-ONE-SERVER"]),
    (BROKEN,                                                   refers("ns1.a.org", ns1=[ONE]) | {ONE: "timeout"}, ["NS-NONE-ANSWERS", "NS-ONE-SERVER"]),
    (BROKEN,                                                   refers("ns1.a.org", "ns2.a.org", ns1=[ONE], ns2=[TWO]) | {ONE: "refused", TWO: GOOD},  ["NS-LAME"]),
    ({"a.org": "servfail"},                                    {},                                                ["NS-NONE-ANSWERS"]),
    (SEEN,                                                     {ONE: "timeout", TWO: "timeout"} | refers("ns1.a.org", "ns2.a.org"),  ["NS-NONE-ANSWERS"]),
    # --- whether we could ask
    (zone(),                                                   {ONE: "timeout", TWO: "timeout"},                  ["NS-NOT-CHECKED"]),  # port 53 is barred
    (zone(),                                                   {ONE: "no_route", TWO: "no_route"},                ["NS-NOT-CHECKED"]),
    (zone(),                                                   {ONE: "no_time", TWO: "no_time"},                  ["NS-NOT-CHECKED"]),
    (zone(),                                                   {ONE: ("", "no_time"), TWO: ("", "", "no_time")},  ["NS-OK"]),          # the audit's time was over
    (zone(),                                                   {TWO: ("timeout", "", "", "", "no_time", "no_time", "no_time")},  ["NS-NOT-CHECKED", "NS-OK"]),
    (BOTH,                                                     {NEW: "no_route"},                                 ["NS-NOT-CHECKED", "NS-OK"]),
    (BOTH,                                                     {NEW: "timeout"},                                  ["NS-NOT-CHECKED", "NS-OK"]),
    (zone(ns1={"A": [ONE], "AAAA": ["2001:db8::1"]}, ns2={"A": [TWO], "AAAA": [NEW]}),  {NEW: "timeout"},         ["NS-SILENT"]),      # IPv6 works to the other
    (zone(ns2="timeout"),                                      {},                                                ["NS-NOT-CHECKED", "NS-OK"]),
    ({"a.org": "timeout"},                                     {},                                                ["NS-NOT-CHECKED"]),
    ({"org": "servfail"},                                      {},                                                ["NS-NOT-CHECKED"]),  # not the domain's fault
    ({"a.org": {"TXT": ["x"]}},                                {},                                                ["NS-NOT-CHECKED"]),
    (TLD,                                                      {},                                                ["NS-NO-SUCH-DOMAIN"]),
    ({},                                                       {},                                                ["NS-NO-SUCH-DOMAIN"]),
    # --- whether they agree
    (zone(),                                                   {TWO: Zone(zone(6))},                              ["NS-SERIAL-DIFFERS"]),
    (zone(),                                                   {TWO: Zone(but(SOA=["ns.b.net hm.b.net 1 1 1 1 1"]))},  ["NS-OK"]),     # another provider counts for itself
    (zone(),                                                   {TWO: Zone(but(MX=["10 other.a.org"]))},           ["NS-ANSWERS-DIFFER"]),
    (zone(),                                                   {TWO: Zone(but(MX=[]))},                           ["NS-ANSWERS-DIFFER"]),
    (zone(),                                                   {TWO: Zone(but(TXT=["v=spf1 +all", "x=1"]))},      ["NS-ANSWERS-DIFFER"]),
    (zone(),                                                   {TWO: Zone(but(TXT=["v=spf1 -all", "x=2"]))},      ["NS-OK"]),          # nothing that mail needs
    (zone(),                                                   {TWO: Zone({**zone(), "_dmarc.a.org": {"TXT": ["v=DMARC1; p=reject"]}})},  ["NS-ANSWERS-DIFFER"]),
    (zone(),                                                   {TWO: Zone({**zone(), "_dmarc.a.org": {"CNAME": ["b.org"]}})},  ["NS-ANSWERS-DIFFER"]),
    (zone(),                                                   {TWO: Zone(but(NS=["ns1.a.org"]))},                ["NS-ANSWERS-DIFFER"]),
    (zone(),                                                   {TWO: (GOOD, Zone(but(TXT=["v=spf1 +all"])))},     ["NS-ANSWERS-CHANGE"]),
    (zone(),                                                   {TWO: ("", "", Zone(zone(8)))},                    ["NS-OK"]),          # changed this very second
    # --- names and addresses
    (zone(ns2={"CNAME": ["b.org"]}) | {"b.org": {"A": [TWO]}}, {},                                                ["NS-CNAME"]),
    (zone(ns2={"TXT": ["x"]}),                                 {},                                                ["NS-NO-ADDRESS"]),
    ({name: each for name, each in zone().items() if name != "ns2.a.org"},  {},                                   ["NS-NO-ADDRESS"]),
    ({name: each for name, each in zone().items() if name[:2] != "ns"},     {},                                   ["NS-NO-ADDRESS", "NS-NO-ADDRESS", "NS-NONE-ANSWERS"]),
    (zone(ns2={"A": ["10.0.0.1"]}),                            {"10.0.0.1": "forbidden"},                         ["NS-PRIVATE-ADDRESS"]),
    (zone(ns1={"A": ["10.0.0.2"]}, ns2={"A": ["10.0.0.1"]}),   {"10.0.0.1": "forbidden", "10.0.0.2": "forbidden"},  ["NS-NONE-ANSWERS", "NS-ONE-NETWORK", "NS-PRIVATE-ADDRESS", "NS-PRIVATE-ADDRESS"]),
    (zone(names=("ns1.a.org",)),                               {},                                                ["NS-OK", "NS-ONE-SERVER"]),
    (zone(ns2={"A": [ONE]}),                                   {},                                                ["NS-OK", "NS-ONE-SERVER"]),
    (zone(ns2={"A": ["192.0.2.99"]}),                          {},                                                ["NS-OK", "NS-ONE-NETWORK"]),
    (zone(ns2={"A": ["192.0.2.99"], "AAAA": [NEW]}),           {},                                                ["NS-OK", "NS-ONE-NETWORK"]),
    (zone(ns1={"A": [ONE], "AAAA": ["2001:db8:1::1"]}, ns2={"A": ["192.0.2.99"], "AAAA": [NEW]}),  {},            ["NS-OK"]),
    # --- the zone above
    (SEEN,                                                     refers("ns1.a.org", "ns2.a.org"),                  ["NS-OK"]),
    (SEEN,                                                     refers("ns1.a.org"),                               ["NS-DELEGATION-DIFFERS"]),
    (SEEN,                                                     refers("ns1.a.org", "ns2.a.org", "ns3.a.org", ns3=["203.0.113.9"]) | {"203.0.113.9": "refused"},  ["NS-DELEGATION-DIFFERS", "NS-LAME"]),
    (SEEN,                                                     {ABOVE: "timeout"},                                ["NS-OK"]),
    (SEEN,                                                     {},                                                ["NS-OK"]),          # the same servers answer for both
]
# fmt: on


def looked_at(records, servers=None, domain: str = "a.org", **world) -> NameServersSurvey:
    return hold(survey(domain), World(Zone(records), servers=servers or {}, **world))


def codes(told: NameServersSurvey) -> list[str]:
    return sorted(finding.code for finding in told.findings)


@pytest.mark.parametrize(("records", "servers", "said"), SAID, ids=range(len(SAID)))
def test_what_is_said(records, servers, said):
    assert codes(looked_at(records, servers)) == said


def detail(told: NameServersSurvey, code: str) -> str:
    return next(finding.detail for finding in told.findings if finding.code == code)


def test_who_says_what_is_named():
    told = looked_at(zone(), {TWO: Zone(but(TXT=["v=spf1 +all"]))})
    assert detail(told, "NS-ANSWERS-DIFFER") == f"ns1.a.org {ONE}: v=spf1 -all; ns2.a.org {TWO}: v=spf1 +all"
    assert told.findings[0].where == {"record": "a.org", "term": "TXT"}


def test_failures_are_counted():
    told = looked_at(zone(), {TWO: ("timeout", "")})
    (place,) = [place for place in told.places if place.address == TWO]
    assert (place.state, place.why) == (State.UNSTABLE, "timeout")
    assert detail(told, "NS-UNSTABLE") == f"ns2.a.org {TWO}: timeout: {place.failed}/{place.asked}"


def test_one_lost_datagram_is_nobodys_fault():
    lost = Direct("a.org", "MX", TWO, turn=2)

    class Losing(World):
        def __call__(self, asks):
            silent = Statement(Answer(Outcome.FAILED, why="timeout"))
            return tuple(silent if ask == lost else super(Losing, self).__call__((ask,))[0] for ask in asks)

    assert codes(hold(survey("a.org"), Losing(Zone(zone())))) == ["NS-OK"]


def test_disagreement_about_mail_is_an_error_and_about_servers_a_warning():
    mail = looked_at(zone(), {TWO: Zone(but(MX=[]))}).findings[0]
    names = looked_at(zone(), {TWO: Zone(but(NS=["ns1.a.org"]))}).findings[0]
    assert (mail.severity, lookup(mail.code).severity) == (None, Severity.ERROR)
    assert names.severity is Severity.WARNING


def test_what_the_resolver_alone_tells_is_likely():
    (blind,) = looked_at({"a.org": "servfail"}).findings
    (seen,) = looked_at(zone(), {ONE: "refused", TWO: "refused"}).findings
    assert (blind.confidence, seen.confidence) == (Confidence.LIKELY, Confidence.CERTAIN)


def test_somebody_who_answers_for_everybody_is_not_taken_for_a_lame_server():
    class Caught(World):
        def __call__(self, asks):
            return tuple(
                Statement(one.answer) if isinstance(one, Statement) else one for one in super().__call__(asks)
            )

    told = hold(survey("a.org"), Caught(Zone(zone())))
    assert codes(told) == ["NS-NOT-CHECKED"]
    assert "not_authoritative" in told.findings[0].detail


def test_a_zone_whose_signatures_are_wrong_is_looked_at_all_the_same():
    told = looked_at(BROKEN, {ONE: GOOD, TWO: GOOD}, unvalidated=Zone(SEEN))
    assert codes(told) == ["NS-OK"]


def test_a_subdomain_lies_in_the_zone_above_it():
    told = looked_at(zone(news={"MX": ["10 mx.a.org"], "TXT": ["v=spf1 -all"]}), domain="news.a.org")
    assert told.delegation.zone == "a.org"
    assert codes(told) == ["NS-OK"]


def test_a_delegated_subdomain_is_a_zone_of_its_own():
    records = zone(news={"NS": ["ns1.a.org"], "SOA": [SOA.format(1)]})
    assert looked_at(records, domain="news.a.org").delegation.zone == "news.a.org"


def test_json():
    told = looked_at(SEEN, refers("ns1.a.org") | {TWO: "refused"}).as_dict()
    assert told["zone"] == "a.org"
    assert (told["named"], told["delegated"]) == (["ns1.a.org", "ns2.a.org"], ["ns1.a.org"])
    assert told["servers"][0] == {
        "server": "ns1.a.org",
        "address": ONE,
        "state": "sound",
        "why": None,
        "serial": 7,
        "asked": 3 * TURNS + 2,
        "failed": 0,
    }
    assert (told["servers"][1]["state"], told["servers"][1]["serial"]) == ("lame", None)


# --- hostile zones ------------------------------------------------------------------------------------------------


class Counting(World):
    """Counts what is asked."""

    asked = 0

    def __call__(self, asks):
        type(self).asked += len(asks)
        return super().__call__(asks)


def test_ten_thousand_name_servers_are_bounded_and_the_rest_is_named():
    names = [f"ns{number}.a.org" for number in range(10_000)]
    addresses = {name: {"A": [f"192.0.2.{at % 200}" for at in range(500)]} for name in names}
    records = zone() | {"a.org": zone()["a.org"] | {"NS": names}} | addresses
    Counting.asked = 0
    told = hold(survey("a.org"), Counting(Zone(records)))
    assert len(told.places) == SERVERS_MOST * ADDRESSES_MOST
    assert len(told.delegation.left_out) == 10_000 - SERVERS_MOST
    assert Counting.asked < 400
    assert all(len(finding.detail) < 2000 for finding in told.findings)


def test_a_very_deep_name_is_bounded():
    Counting.asked = 0
    hold(survey(".".join(["x"] * 100) + ".a.org"), Counting(Zone(zone(names=()))))
    assert Counting.asked <= 2 * NAMES_MOST + 2


def test_giant_texts_are_cut():
    told = looked_at(zone(), {TWO: Zone(but(TXT=["v=spf1 " + "a" * 60_000]))})
    assert all(len(finding.detail) < 1000 for finding in told.findings)


_NAMES = st.sampled_from(["a.org", "_dmarc.a.org", "ns1.a.org", "ns2.a.org", "org", "x.tld.net", "b.a.org"])
_VALUES = st.one_of(
    st.sampled_from(
        [ONE, TWO, NEW, "10.0.0.1", ABOVE, "ns1.a.org", "ns2.a.org", ".", SOA.format(1), "0 .", "v=spf1 -all"]
    ),
    st.text(max_size=12),
)
_TYPES = st.sampled_from(["NS", "SOA", "A", "AAAA", "MX", "TXT", "CNAME", "REFERRAL", "RRSIG"])
_WORDS = st.sampled_from(["timeout", "servfail", "refused", "forbidden", "no_route", "lame", "malformed"])
_RECORDS = st.dictionaries(
    _NAMES, st.one_of(_WORDS, st.dictionaries(_TYPES, st.lists(_VALUES, min_size=1, max_size=3)))
)
_SERVERS = st.dictionaries(
    st.sampled_from([ONE, TWO, NEW, ABOVE, "10.0.0.1"]), st.one_of(_WORDS, st.builds(Zone, _RECORDS))
)


@given(_RECORDS, _SERVERS)
def test_any_world_is_surveyed(records, servers):
    told = looked_at(records, servers)
    said = codes(told)
    assert said
    assert "NS-OK" not in said or not {"NS-NONE-ANSWERS", "NS-LAME", "NS-SILENT", "NS-ANSWERS-DIFFER"} & set(
        said
    )
    told.as_dict()


@given(st.sampled_from(["refused", "timeout", "servfail", "lame"]), st.sampled_from([ONE, TWO]))
def test_a_server_that_is_mended_is_no_longer_told_of(why, address):
    assert codes(looked_at(zone(), {address: why})) != ["NS-OK"]
    assert codes(looked_at(zone(), {address: GOOD})) == ["NS-OK"]
