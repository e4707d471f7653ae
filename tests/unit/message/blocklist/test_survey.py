"""What blocklists say of a message: the sender, and every domain that it leads to."""

from __future__ import annotations

import pytest

from mailworthy.errors import InputError
from mailworthy.finding import Severity, lookup
from mailworthy.message.blocklist import survey
from mailworthy.message.blocklist.entries import entries
from mailworthy.message.reading import read
from mailworthy.message.scope import Scope
from mailworthy.sender.blocklists import read_lists
from mailworthy.wire.ask import Zone, hold

LISTS = read_lists(
    """
[[list]]
name = "Names"
zone = "names.test"
holds = ["domain"]
weight = "matters"
delist = "https://names.test/off"
codes = { "127.0.0.2" = "spam_source", "127.0.0.9" = "new_domain" }

[[list]]
name = "Minor"
zone = "minor.test"
holds = ["domain"]

[[list]]
name = "Addresses"
zone = "ips.test"
holds = ["ip4"]
weight = "matters"

[[list]]
name = "Refuses"
zone = "refuses.test"
holds = ["domain"]
"""
)
TESTS = {
    "test.names.test": {"A": ["127.0.0.2"]},
    "test.minor.test": {"A": ["127.0.0.2"]},
    "2.0.0.127.ips.test": {"A": ["127.0.0.2"]},
    "test.refuses.test": {"A": ["127.255.255.254"]},
    "invalid.refuses.test": {"A": ["127.255.255.254"]},
    "bad-shop.example.refuses.test": {"A": ["127.255.255.254"]},
}
MESSAGE = b"""\
From: News <news@mail.sender.example>
Subject: New
Content-Type: text/html

<p><a href="https://www.bad-shop.example/1">One</a>
<a href="https://bad-shop.example/2">Two</a> <a href="http://198.51.100.9/x">Three</a>
<a href="https://www.google.com/">Four</a> <img src="https://fonts.googleapis.com/x"> <a href="https://localhost/">Five</a> <a href="{{url}}">Six</a>
<a href="https://no such.example/">Six</a> <a href="http://http://seven.example/">Six</a>
<img src="https://cdn.pictures.example/a.png"><a href="mailto:x@other.example">Seven</a></p>
"""


def _listed(*names, code="127.0.0.2"):
    return TESTS | {name: {"A": [code]} for name in names}


def _survey(world, message=MESSAGE, **more):
    scope = Scope(ask=True, blocklists=LISTS, ip="192.0.2.7", **more)
    return hold(survey(read(message), scope), Zone(world))


def _severity(finding):
    return finding.severity or lookup(finding.code).severity


def test_what_is_asked_about():
    about = entries(read(MESSAGE), Scope(ip="192.0.2.7"))
    assert about.ips == ("192.0.2.7", "198.51.100.9")
    assert about.domains == ("sender.example", "bad-shop.example", "pictures.example")


@pytest.mark.parametrize(
    "scope", [Scope(), Scope(ask=True), Scope(blocklists=LISTS)], ids=["no", "dns", "lists"]
)
def test_nobody_asked_is_said_and_is_no_pass(scope):
    (finding,) = hold(survey(read(MESSAGE), scope), Zone({}))
    assert (finding.code, _severity(finding)) == ("BLOCKLIST-OFF", Severity.SKIPPED)


def test_a_linked_domain_is_told_with_its_places():
    finding, *rest = _survey(_listed("bad-shop.example.names.test", "bad-shop.example.minor.test"))
    assert (finding.code, _severity(finding), finding.count) == ("BLOCKLIST-LINKED", Severity.ERROR, 2)
    assert finding.detail.startswith(
        "bad-shop.example | Names | 127.0.0.2 | https://names.test/off | Minor | "
    )
    assert (finding.where["entry"], finding.where["term"], finding.where["weight"]) == (
        "bad-shop.example", "Names, Minor", "matters",
    )  # fmt: skip
    assert finding.where["snippet"] == '<a href="https://www.bad-shop.example/1">'
    assert [place["line"] for place in finding.also] == [2]
    assert [one.code for one in rest] == ["BLOCKLIST-REFUSED"]


def test_a_minor_list_weighs_less():
    finding = _survey(_listed("bad-shop.example.minor.test"))[0]
    assert (finding.code, _severity(finding), finding.where["weight"]) == (
        "BLOCKLIST-LINKED", Severity.WARNING, "seldom",
    )  # fmt: skip


def test_the_senders_own_domain_is_told_at_its_header():
    finding = _survey(_listed("sender.example.names.test"))[0]
    assert (finding.code, finding.where["header"], finding.where["line"]) == ("BLOCKLIST-LISTED", "From", 1)


def test_the_address_that_sends_stands_nowhere_in_the_message():
    finding = _survey(_listed("7.2.0.192.ips.test"))[0]
    assert (finding.code, finding.where) == (
        "BLOCKLIST-LISTED", {"term": "Addresses", "entry": "192.0.2.7", "weight": "matters"},
    )  # fmt: skip


def test_an_address_that_is_linked_to():
    finding = _survey(_listed("9.100.51.198.ips.test"))[0]
    assert (finding.code, finding.where["line"]) == ("BLOCKLIST-LINKED", 2)


def test_a_listing_by_policy_is_not_called_spam():
    finding = _survey(_listed("pictures.example.names.test", code="127.0.0.9"))[0]
    assert (finding.code, finding.where["element"]) == ("BLOCKLIST-POLICY", "img")


# fmt: off
NOT_LISTED = [
    # what the list says of the domain          what is made of it
    ({"A": ["127.255.255.254"]},                "BLOCKLIST-REFUSED"),
    ("servfail",                                "BLOCKLIST-UNREACHABLE"),
    ({"A": ["203.0.113.80"]},                   "BLOCKLIST-RESOLVER-REWRITES"),
]
# fmt: on


@pytest.mark.parametrize(("answer", "code"), NOT_LISTED, ids=[code for _, code in NOT_LISTED])
@pytest.mark.spec("RFC 5782 §2.1")
def test_could_not_ask_is_never_listed(answer, code):
    codes = {finding.code for finding in _survey(TESTS | {"bad-shop.example.names.test": answer})}
    assert code in codes
    assert not codes & {"BLOCKLIST-LINKED", "BLOCKLIST-LISTED", "BLOCKLIST-POLICY", "BLOCKLIST-UNKNOWN-CODE"}


def test_nothing_listed():
    codes = {finding.code: _severity(finding) for finding in _survey(TESTS)}
    assert codes == {"BLOCKLIST-REFUSED": Severity.SKIPPED, "BLOCKLIST-CLEAN": Severity.PASS}


def test_a_message_without_anything_to_ask_about():
    assert hold(survey(read(b"Subject: x\n\ny"), Scope(ask=True, blocklists=LISTS)), Zone(TESTS)) == ()


def test_each_domain_is_asked_about_once_and_not_too_many():
    links = "".join(f'<a href="https://d{number % 60}.example/{number}">x</a>' for number in range(600))
    message = f"From: a@sender.example\nContent-Type: text/html\n\n{links}"
    asked = []

    def answer(asks):
        asked.extend(ask.name for ask in asks)
        return Zone(TESTS)(asks)

    found = hold(survey(read(message.encode()), Scope(ask=True, blocklists=LISTS)), answer)
    names = [one for one in asked if one.endswith(".names.test")]
    assert len(names) == len(set(names)) == 2 + 32
    (left,) = (one for one in found if one.code == "BLOCKLIST-ENTRIES-LEFT-OUT")
    assert left.count == 61 - 32


def test_an_address_of_the_scope_that_is_none():
    with pytest.raises(InputError, match="no IP address"):
        hold(survey(read(MESSAGE), Scope(ask=True, blocklists=LISTS, ip="mail.sender.example")), Zone(TESTS))
