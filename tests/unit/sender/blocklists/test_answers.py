"""How lists are asked, and what they mean by their answers."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.errors import InputError
from mailworthy.sender.blocklists.answers import (
    REASON_MOST,
    Entry,
    State,
    cleaned,
    entries_of,
    entries_to_test,
    failed_test,
    read,
)
from mailworthy.sender.blocklists.lists import Holds, known
from mailworthy.wire.ask import Answer, Outcome

LISTS = {one.id: one for one in known()}
ZEN, DBL, URIBL, SURBL = (LISTS[id_] for id_ in ("spamhaus-zen", "spamhaus-dbl", "uribl", "surbl"))
NONE = Answer(Outcome.NO_SUCH_NAME)


def found(*values: str) -> Answer:
    return Answer(Outcome.FOUND, values)


def failed(why: str) -> Answer:
    return Answer(Outcome.FAILED, why=why)


V6 = "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2"
# fmt: off
NAMES = [
    # entry                                     the name asked for
    (Entry.of_ip("192.0.2.99"),                 "99.2.0.192.bl.example"),
    (Entry.of_ip("2001:db8::1"),                f"{V6}.bl.example"),
    (Entry.of_ip("::ffff:192.0.2.99"),          "99.2.0.192.bl.example"),
    (Entry.of_domain("shop.example"),           "shop.example.bl.example"),
    (Entry.of_domain("a." * 120 + "example"),   ""),                            # 247 octets, and the zone
]
TESTS = [
    # list              kind            must be on it                     must not
    (ZEN,               Holds.IP4,      "2.0.0.127",                      "1.0.0.127"),
    (ZEN,               Holds.IP6,      "2.0.0.0.0.0.f.7.f.f.f.f" + 20 * ".0", "1.0.0.0.0.0.f.7.f.f.f.f" + 20 * ".0"),
    (LISTS["nordspam-domain"], Holds.DOMAIN, "test",                      "invalid"),
    (DBL,               Holds.DOMAIN,   "dbltest.com",                    "invalid"),
]
READINGS = [
    # list                answer                                    state                 what is known of it
    (ZEN,                 NONE,                                     State.NOT_LISTED,     []),
    (ZEN,                 Answer(Outcome.EMPTY),                    State.NOT_LISTED,     []),
    (ZEN,                 found("127.0.0.2"),                       State.LISTED,         ["SBL"]),
    (ZEN,                 found("127.0.0.4", "127.0.0.2"),          State.LISTED,         ["XBL", "SBL"]),
    (ZEN,                 found("127.0.0.10"),                      State.POLICY,         ["PBL"]),
    (ZEN,                 found("127.0.0.11", "127.0.0.10"),        State.POLICY,         ["PBL"]),
    (ZEN,                 found("127.0.0.10", "127.0.0.3"),         State.LISTED,         ["PBL", "CSS"]),
    (ZEN,                 found("127.0.0.99"),                      State.UNKNOWN_CODE,   []),
    (ZEN,                 found("127.0.0.1"),                       State.UNKNOWN_CODE,   []),
    (ZEN,                 found("127.0.0.2", "127.0.0.99"),         State.LISTED,         ["SBL"]),
    (ZEN,                 found("127.255.255.252"),                 State.REFUSED,        []),
    (ZEN,                 found("127.255.255.254"),                 State.REFUSED,        []),
    (ZEN,                 found("127.255.255.255"),                 State.REFUSED,        []),
    (ZEN,                 found("127.0.0.2", "127.255.255.255"),    State.REFUSED,        []),
    (LISTS["psbl"],       found("127.255.255.254"),                 State.REFUSED,        []),
    (ZEN,                 found("127.255.254.255"),                 State.UNKNOWN_CODE,   []),
    (ZEN,                 found("126.255.255.255"),                 State.REWRITTEN,      []),
    (ZEN,                 found("128.0.0.0"),                       State.REWRITTEN,      []),
    (ZEN,                 found("203.0.113.80"),                    State.REWRITTEN,      []),
    (ZEN,                 found("127.0.0.2", "203.0.113.80"),       State.REWRITTEN,      []),
    (ZEN,                 found("\\# 3 7f0000"),                    State.REWRITTEN,      []),
    (ZEN,                 failed("servfail"),                       State.UNREACHABLE,    []),
    (ZEN,                 failed("refused"),                        State.UNREACHABLE,    []),
    (ZEN,                 failed("timeout"),                        State.UNREACHABLE,    []),
    (DBL,                 found("127.0.1.2"),                       State.LISTED,         [""]),
    (DBL,                 found("127.0.1.255"),                     State.REFUSED,        []),
    (URIBL,               found("127.0.0.1"),                       State.REFUSED,        []),
    (URIBL,               found("127.0.0.2"),                       State.LISTED,         ["black"]),
    (URIBL,               found("127.0.0.14"),                      State.LISTED,         ["black", "grey", "red"]),
    (URIBL,               found("127.0.0.8"),                       State.POLICY,         ["red"]),
    (URIBL,               found("127.0.0.16"),                      State.UNKNOWN_CODE,   []),
    (SURBL,               found("127.0.0.1"),                       State.REFUSED,        []),
    (SURBL,               found("127.0.0.80"),                      State.LISTED,         ["MW", "ABUSE"]),
    (LISTS["dronebl"],    found("127.0.0.15"),                      State.LISTED,         [""]),   # any other means it
    (LISTS["spamhaus-zrd"], found("127.0.2.24"),                    State.POLICY,         [""]),
]
HEALTH = [
    # what must be listed          what must not                  why it is not believed
    (found("127.0.0.2"),           NONE,                          None),
    (found("127.0.0.2", "127.0.0.10"), Answer(Outcome.EMPTY),     None),
    (found("127.0.0.99"),          NONE,                          None),                  # its own code for the test
    (NONE,                         NONE,                          State.DEAD),            # emptied
    (found("127.0.0.2"),           found("127.0.0.2"),            State.DEAD),            # lists the world
    (NONE,                         found("127.0.0.2"),            State.DEAD),
    (found("203.0.113.80"),        found("203.0.113.80"),         State.REWRITTEN),
    (found("127.0.0.2"),           found("203.0.113.80"),         State.REWRITTEN),       # NXDOMAIN is rewritten
    (found("127.255.255.254"),     found("127.255.255.254"),      State.REFUSED),
    (found("127.255.255.254"),     NONE,                          State.REFUSED),
    (failed("servfail"),           failed("servfail"),            State.UNREACHABLE),
    (found("127.0.0.2"),           failed("timeout"),             State.UNREACHABLE),
    (found("127.255.255.254"),     failed("timeout"),             State.REFUSED),
]
# fmt: on


@pytest.mark.spec("RFC 5782 §2.1")
@pytest.mark.spec("RFC 5782 §2.4")
@pytest.mark.spec("RFC 5782 §3")
@pytest.mark.parametrize(("entry", "name"), NAMES)
def test_names_to_ask_for(entry, name):
    assert entry.below("bl.example") == name


@pytest.mark.spec("RFC 5782 §5")
@pytest.mark.parametrize(("blocklist", "kind", "listed", "clean"), TESTS)
def test_entries_that_tell_whether_a_list_lives(blocklist, kind, listed, clean):
    assert tuple(entry.name for entry in entries_to_test(blocklist, kind)) == (listed, clean)


@pytest.mark.spec("RFC 5782 §2.3")
@pytest.mark.parametrize(("blocklist", "answer", "state", "names"), READINGS)
def test_answers(blocklist, answer, state, names):
    reading = read(answer, blocklist)
    assert (reading.state, [meaning.name for meaning in reading.meanings]) == (state, names)
    assert reading.codes == answer.values


@pytest.mark.spec("RFC 5782 §5")
@pytest.mark.parametrize(("listed", "clean", "state"), HEALTH)
def test_a_list_is_tested_before_it_is_believed(listed, clean, state):
    reading = failed_test(listed, clean, ZEN)
    assert (reading and reading.state) == state


ANSWERS = st.lists(
    st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=4, network="127.0.0.0/8"), st.ip_addresses(v=6), st.text())
    .map(str), min_size=1, max_size=40,
)  # fmt: skip


@given(values=ANSWERS, blocklist=st.sampled_from(known()))
def test_only_what_lies_in_127_8_lists_anything(values, blocklist):
    reading = read(found(*values), blocklist)
    if reading.state in {State.LISTED, State.POLICY, State.UNKNOWN_CODE}:
        assert all(IPv4Address(code) in IPv4Network("127.0.0.0/8") for code in reading.codes)
        assert not any(IPv4Address(code) in IPv4Network("127.255.255.0/24") for code in reading.codes)
    assert reading.state is not State.NOT_LISTED
    assert len(reading.codes) <= 16


@pytest.mark.parametrize(
    "text", ["", "192.0.2", "192.0.2.256", "fe80::1%eth0", "shop.example", "192.0.2.0/24"]
)
def test_what_is_no_address(text):
    with pytest.raises(InputError, match="no IP address"):
        Entry.of_ip(text)


def test_what_is_asked_about():
    """Once each, the registered domain too; never what no list can hold, never more than so many."""
    ips = ["192.0.2.1", "192.0.2.1", "::ffff:192.0.2.1", "10.0.0.1", "127.0.0.1", "2001:db8::1", "fe80::1"]
    entries, left_out = entries_of(ips, ["mail.shop.example", "shop.example"], 5)
    assert [one.text for one in entries] == ["192.0.2.1", "2001:db8::1", "mail.shop.example", "shop.example"]
    assert left_out == ("10.0.0.1", "127.0.0.1", "fe80::1")
    entries, left_out = entries_of([f"192.0.2.{n}" for n in range(9)], [], 5)
    assert [len(entries), left_out] == [5, tuple(f"192.0.2.{n}" for n in range(5, 9))]


# fmt: off
REASONS = [
    # TXT records                       shown
    ([],                                ""),
    (["Blocked - see https://a.org/?"], "Blocked - see https://a.org/?"),
    (["one", "two"],                    "one two"),
    (["a\x1b[31m\r\n\u202eb\tc  d"],    "a [31m b c d"),
    (["you asked 2.0.0.127.SeCrEt.dq"], "you asked 2.0.0.127.….dq"),
    (["x" * 300],                       "x" * 199 + "…"),
]
# fmt: on


@pytest.mark.parametrize(("texts", "shown"), REASONS)
def test_reasons_are_made_fit_to_be_shown(texts, shown):
    assert cleaned(texts, "secret") == shown


@given(st.lists(st.text(), max_size=20), st.text("abcdef0123456789", min_size=8, max_size=40))
def test_no_reason_is_long_unprintable_or_gives_a_key_away(texts, key):
    shown = cleaned([*texts, f"key {key.upper()}", key * 40], key)
    assert len(shown) <= REASON_MOST
    assert shown.isprintable()
    assert key not in shown.casefold()
