"""Asking lists, and what is said of what they said."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.errors import InputError
from mailworthy.finding import Lang, Severity, lookup
from mailworthy.sender.blocklists import State, known, read_lists, survey, usual
from mailworthy.sender.blocklists.survey import ENTRIES_MOST
from mailworthy.wire.ask import Answer, Dns, Outcome, Zone, hold

LISTS = {one.id: one for one in known()}
SPAMCOP, ZEN, UCE3 = (LISTS[id_] for id_ in ("spamcop", "spamhaus-zen", "uceprotect-3"))
SOUND = {"2.0.0.127.bl.spamcop.net": {"A": ["127.0.0.2"]}}
SOUND_ZEN = {"2.0.0.127.zen.spamhaus.org": {"A": ["127.0.0.2", "127.0.0.4", "127.0.0.10"]}}
SOUND_UCE3 = {"2.0.0.127.dnsbl-3.uceprotect.net": {"A": ["127.0.0.2"]}}
IP, AT = "192.0.2.7", "7.2.0.192"
KEY = "kq7secretkq7"


class Asked:
    """A world that remembers what it was asked."""

    def __init__(self, records) -> None:
        self.zone = Zone(records)
        self.asks: list[Dns] = []
        self.turns = 0

    def __call__(self, asks):
        self.turns += 1
        self.asks += asks
        return self.zone(asks)


def said(records, *lists, ips=(IP,), domains=()):
    return [
        (finding.code, (finding.severity or lookup(finding.code).severity), finding.detail)
        for finding in hold(survey(ips, domains, lists), Zone(records)).findings
    ]


# fmt: off
FINDINGS = [
    # lists                records                                                      what is said
    ((SPAMCOP,),           SOUND,
     [("BLOCKLIST-CLEAN", Severity.PASS, "1")]),
    ((SPAMCOP,),           SOUND | {f"{AT}.bl.spamcop.net": {"A": ["127.0.0.2"], "TXT": ["Blocked"]}},
     [("BLOCKLIST-LISTED", Severity.ERROR, "192.0.2.7 | SpamCop | 127.0.0.2 | https://www.spamcop.net/bl.shtml | Blocked")]),
    ((SPAMCOP,),           SOUND | {f"{AT}.bl.spamcop.net": {"A": ["127.0.0.2"]}},           # no TXT
     [("BLOCKLIST-LISTED", Severity.ERROR, "192.0.2.7 | SpamCop | 127.0.0.2 | https://www.spamcop.net/bl.shtml")]),
    ((UCE3,),              SOUND_UCE3 | {f"{AT}.dnsbl-3.uceprotect.net": {"A": ["127.0.0.2"]}},
     [("BLOCKLIST-LISTED", Severity.INFO, "192.0.2.7 | UCEPROTECT 3 | 127.0.0.2 | https://www.uceprotect.net/en/rblcheck.php")]),
    ((ZEN,),               SOUND_ZEN | {f"{AT}.zen.spamhaus.org": {"A": ["127.0.0.10"]}},
     [("BLOCKLIST-POLICY", Severity.WARNING, "192.0.2.7 | Spamhaus ZEN | PBL 127.0.0.10 | https://check.spamhaus.org/")]),
    ((ZEN,),               SOUND_ZEN | {f"{AT}.zen.spamhaus.org": {"A": ["127.0.0.88"]}},
     [("BLOCKLIST-UNKNOWN-CODE", Severity.WARNING, "192.0.2.7 | Spamhaus ZEN | 127.0.0.88 | https://check.spamhaus.org/")]),
    ((ZEN,),               {"*.zen.spamhaus.org": {"A": ["127.255.255.254"]}},
     [("BLOCKLIST-REFUSED", Severity.SKIPPED, "Spamhaus ZEN (127.255.255.254)")]),
    ((ZEN,),               SOUND_ZEN | {f"{AT}.zen.spamhaus.org": {"A": ["127.255.255.255"]}},   # the quota ended in between
     [("BLOCKLIST-REFUSED", Severity.SKIPPED, "Spamhaus ZEN (127.255.255.255)")]),
    ((ZEN,),               {"*.zen.spamhaus.org": {"A": ["203.0.113.80"]}},
     [("BLOCKLIST-RESOLVER-REWRITES", Severity.SKIPPED, "Spamhaus ZEN (203.0.113.80)")]),
    ((ZEN,),               {"zen.spamhaus.org": "servfail"},
     [("BLOCKLIST-UNREACHABLE", Severity.SKIPPED, "Spamhaus ZEN (servfail)")]),
    ((ZEN,),               SOUND_ZEN | {f"{AT}.zen.spamhaus.org": "timeout"},
     [("BLOCKLIST-UNREACHABLE", Severity.SKIPPED, "Spamhaus ZEN (timeout)")]),
    ((SPAMCOP,),           {},
     [("BLOCKLIST-DEAD", Severity.INFO, "SpamCop (lists_nothing)")]),
    ((SPAMCOP,),           {"*.bl.spamcop.net": {"A": ["127.0.0.2"]}},
     [("BLOCKLIST-DEAD", Severity.INFO, "SpamCop (lists_everything)")]),
    ((LISTS["sorbs"],),    {},
     [("BLOCKLIST-DEAD", Severity.INFO, "SORBS (retired 2024-06)")]),
    ((LISTS["abusix"], LISTS["invaluement"]), {},
     [("BLOCKLIST-NOT-ASKED", Severity.SKIPPED, "Abusix Guardian Mail (key), Invaluement ivmSIP (private)")]),
    ((SPAMCOP, ZEN, UCE3), SOUND | SOUND_UCE3 | {"zen.spamhaus.org": "timeout"},
     [("BLOCKLIST-UNREACHABLE", Severity.SKIPPED, "Spamhaus ZEN (timeout)"), ("BLOCKLIST-CLEAN", Severity.PASS, "2")]),
    ((LISTS["surbl"],),    {},   []),                                                        # holds no addresses: not concerned
    ((),                   {},   []),
]
# fmt: on


@pytest.mark.parametrize(("lists", "records", "findings"), FINDINGS)
def test_findings(lists, records, findings):
    assert said(records, *lists) == findings


def test_the_gravest_comes_first_and_says_where():
    records = SOUND | SOUND_UCE3 | SOUND_ZEN
    records |= {f"{AT}.{one.zone}": {"A": ["127.0.0.2"]} for one in (UCE3, SPAMCOP, ZEN)}
    findings = hold(survey([IP], (), (UCE3, SPAMCOP, ZEN)), Zone(records)).findings
    assert [finding.where["term"] for finding in findings] == ["SpamCop", "Spamhaus ZEN", "UCEPROTECT 3"]
    assert findings[0].where["record"] == "7.2.0.192.bl.spamcop.net"


def test_domains_are_asked_of_lists_of_domains_with_what_one_registers():
    records = {
        "dbltest.com.dbl.spamhaus.org": {"A": ["127.0.1.2"]},
        "shop.example.dbl.spamhaus.org": {"A": ["127.0.1.102"]},
    }
    world = Asked(records)
    told = hold(survey([], ["news.shop.example"], (LISTS["spamhaus-dbl"], SPAMCOP)), world)
    assert [finding.detail for finding in told.findings] == [
        "shop.example | Spamhaus DBL | 127.0.1.102 | https://check.spamhaus.org/"
    ]
    assert [one.blocklist.id for one in told.lists] == ["spamhaus-dbl"]
    assert world.asks == [
        Dns("dbltest.com.dbl.spamhaus.org", "A"), Dns("invalid.dbl.spamhaus.org", "A"),
        Dns("news.shop.example.dbl.spamhaus.org", "A"), Dns("shop.example.dbl.spamhaus.org", "A"),
        Dns("shop.example.dbl.spamhaus.org", "TXT"),
    ]  # fmt: skip


def test_one_kind_that_is_not_believed_leaves_the_other():
    """A list whose IPv6 half is dead is still asked for IPv4."""
    told = hold(survey([IP, "2001:db8::1"], (), (ZEN,)), Zone(SOUND_ZEN))
    states = {one.entry.text: one.reading.state for one in told.lists[0].said}
    assert states == {IP: State.NOT_LISTED, "2001:db8::1": State.DEAD}
    assert [finding.code for finding in told.findings] == ["BLOCKLIST-DEAD"]
    assert told.answered == 0


@pytest.mark.spec("RFC 5782 §5")
def test_a_list_that_is_not_believed_is_asked_no_further():
    world = Asked({"*.zen.spamhaus.org": {"A": ["127.255.255.254"]}})
    hold(survey([f"192.0.2.{n}" for n in range(20)], (), (ZEN,)), world)
    assert [ask.name for ask in world.asks] == ["2.0.0.127.zen.spamhaus.org", "1.0.0.127.zen.spamhaus.org"]


def test_all_lists_are_asked_side_by_side():
    world = Asked(SOUND | SOUND_ZEN | {f"{AT}.bl.spamcop.net": {"A": ["127.0.0.2"]}})
    hold(survey([IP]), world)
    assert world.turns == 3, "the tests, the entries, the reasons"


@given(
    ips=st.lists(st.ip_addresses().map(str), max_size=60),
    domains=st.lists(st.from_regex(r"[a-z]{1,9}\.(com|org|co\.uk)", fullmatch=True), max_size=60),
)
def test_questions_are_bounded_and_none_is_put_twice(ips, domains):
    world = Asked({f"*.{one.zone}": {"A": ["127.0.0.2"]} for one in usual()[:9]})
    told = hold(survey(ips, domains), world)
    assert len(told.entries) <= ENTRIES_MOST
    assert len(world.asks) == len(set(world.asks)) <= len(usual()) * (2 * ENTRIES_MOST + 6)


def test_a_key_goes_into_the_name_and_nowhere_else():
    zone = f"{KEY}.zen.dq.spamhaus.net"
    records = {
        f"2.0.0.127.{zone}": {"A": ["127.0.0.2"]},
        f"{AT}.{zone}": {"A": ["127.0.0.2"], "TXT": [f"you asked {AT}.{KEY.upper()}.zen"]},
    }
    world = Asked(records)
    told = hold(survey([IP], (), (ZEN,), keys={"spamhaus": KEY, "other": "unused"}), world)
    assert {ask.name.partition("127.")[2] or ask.name.partition("192.")[2] for ask in world.asks} == {zone}
    assert told.findings[0].code == "BLOCKLIST-LISTED"
    for lang in Lang:
        assert KEY not in (json.dumps(told.as_dict(lang)) + repr(told)).casefold()
    assert told.findings[0].where["record"] == f"{AT}.zen.spamhaus.org"


def test_what_cannot_be_a_key_is_not_repeated():
    with pytest.raises(InputError) as raised:
        hold(survey([IP], (), (ZEN,), keys={"spamhaus": f"{KEY} \n"}), Zone({}))
    assert KEY not in str(raised.value)


def test_lists_of_ones_own_are_asked_like_any():
    lists = read_lists('[[list]]\nname = "Ours"\nzone = "bl.ours.example"\nholds = ["ip4", "ip6"]\n')
    v6 = "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.bl.ours.example"
    records = {
        "2.0.0.0.0.0.f.7.f.f.f.f" + 20 * ".0" + ".bl.ours.example": {"A": ["127.0.0.2"]},
        v6: {"A": ["127.3.2.1"]},
    }
    assert said(records, *lists, ips=["2001:db8::1"]) == [
        ("BLOCKLIST-LISTED", Severity.WARNING, "2001:db8::1 | Ours | 127.3.2.1")
    ]


def test_too_many_lists():
    with pytest.raises(InputError, match="101 blocklists are too many; 100 can be asked"):
        hold(survey([IP], (), [SPAMCOP] * 101), Zone({}))


def test_many_names_in_a_detail_are_cut():
    told = hold(survey([IP]), Zone({}))
    (dead,) = (finding for finding in told.findings if finding.code == "BLOCKLIST-DEAD")
    assert dead.detail.count(",") == 19
    assert dead.detail.endswith(f" … +{dead.count - 20}")


JUNK = st.lists(st.one_of(st.text(), st.ip_addresses(v=4).map(str), st.just("127.0.0.2")), max_size=4)


@given(st.data())
def test_whatever_is_answered_each_entry_gets_one_state(data):
    """Hostile servers: any values, any failure, at any name."""

    def answer(asks):
        return tuple(
            Answer(data.draw(st.sampled_from(Outcome)), tuple(data.draw(JUNK)), "timeout") for _ in asks
        )

    told = hold(survey([IP, "2001:db8::1"], ["shop.example"], (ZEN, LISTS["uribl"])), answer)
    assert [[one.entry.text for one in survey_.said] for survey_ in told.lists] == [[IP, "2001:db8::1"], ["shop.example"]]  # fmt: skip
    clean = any(finding.code == "BLOCKLIST-CLEAN" for finding in told.findings)
    assert clean == (told.answered > 0 and not any(one.state in {State.LISTED, State.POLICY, State.UNKNOWN_CODE} for one in told.lists))  # fmt: skip
    assert json.dumps(told.as_dict(Lang.JA))
