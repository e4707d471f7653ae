"""The blocklist filter of messages and real blocklists, as rbldnsd serves them."""

from __future__ import annotations

import pytest
from rbldnsd import rbldnsd

from mailworthy.flow.check_message import check_message
from mailworthy.message.scope import Scope
from mailworthy.sender.blocklists import read_lists

# `0.0.0.0/0` is not taken by sets of addresses, and `*` not by sets of names: whoever asks for any of these is refused.
REFUSED = "test :127.255.255.254:Error: open resolver\ninvalid :127.255.255.254:Error: open resolver\n"
ZONES = {
    "names.test": (
        "dnset",
        ":127.0.0.2:Seen in spam, see https://names.test/?q=$\ntest\n.bad-shop.example\n",
    ),
    "minor.test": ("dnset", ":127.0.0.2:Listed\ntest\n.meh-shop.example\n"),
    "refuses.test": ("dnset", REFUSED + ".good-shop.example :127.255.255.254:Error: open resolver\n"),
    "ips.test": ("ip4set", ":127.0.0.2:Listed\n127.0.0.2\n192.0.2.7\n"),
}
LISTS = """
[[list]]
name = "Names"
zone = "names.test"
holds = ["domain"]
weight = "matters"
delist = "https://names.test/off"

[[list]]
name = "Minor"
zone = "minor.test"
holds = ["domain"]

[[list]]
name = "Refuses"
zone = "refuses.test"
holds = ["domain"]
weight = "matters"

[[list]]
name = "Foreign"
zone = "foreign.test"
holds = ["domain"]

[[list]]
name = "Addresses"
zone = "ips.test"
holds = ["ip4"]
"""
MESSAGE = b"""\
From: News <news@good-shop.example>
Subject: New
Content-Type: text/html; charset=utf-8

<p><a href="https://good-shop.example/">Ours</a>
<a href="https://www.bad-shop.example/offer">Offer</a>
<img src="https://cdn.meh-shop.example/a.png" alt="Offer"></p>
"""

pytestmark = pytest.mark.system("rbldnsd")


@pytest.fixture(scope="module")
def server():
    with rbldnsd(ZONES) as running:
        yield running


@pytest.fixture
def check(server):
    """Check a message, asking these lists alone."""

    def called(message=MESSAGE, ip=""):
        scope = Scope(now=1, ip=ip, ask=True, blocklists=read_lists(LISTS))
        report = check_message(message, scope, servers=(f"127.0.0.1:{server.server.port}",))
        return report.scored.filters["blocklist"].findings

    return called


def _told(findings):
    return [
        (one.code, one.severity and one.severity.value, one.where.get("entry", one.detail))
        for one in findings
    ]


def test_what_is_listed_refused_and_nowhere_to_be_asked(check):
    found = check(ip="192.0.2.7")
    assert sorted(_told(found)) == [
        ("BLOCKLIST-LINKED", "error", "bad-shop.example"),
        ("BLOCKLIST-LINKED", "warning", "meh-shop.example"),
        ("BLOCKLIST-LISTED", "warning", "192.0.2.7"),
        ("BLOCKLIST-REFUSED", None, "Refuses (127.255.255.254)"),
        ("BLOCKLIST-UNREACHABLE", None, "Foreign (refused)"),
    ]


def test_the_place_in_the_message_and_the_lists_own_words(check):
    (finding,) = (one for one in check() if one.where.get("entry") == "bad-shop.example")
    assert (finding.where["line"], finding.where["column"], finding.where["element"]) == (2, 1, "a")
    assert "bad-shop.example" in str(finding.where["snippet"])
    assert "https://names.test/off" in finding.detail
    assert "Seen in spam, see https://names.test/?q=bad-shop.example" in finding.detail


def test_nothing_is_asked_twice_nor_about_a_host_below_what_one_registers(check, server):
    before = len(server.asked())
    check(
        MESSAGE.replace(b"bad-shop", b"new-shop").replace(
            b"</p>", b'<a href="https://a.new-shop.example">x</a></p>'
        )
    )
    asked = [one for one in server.asked()[before:] if "new-shop" in one]
    assert len(asked) == len(set(asked))
    assert not [one for one in asked if one.startswith(("www.", "a."))]


def test_nobody_is_asked_unless_told(server):
    before = len(server.asked())
    report = check_message(MESSAGE, Scope(now=1), servers=(f"127.0.0.1:{server.server.port}",))
    assert [one.code for one in report.scored.filters["blocklist"].findings] == ["BLOCKLIST-OFF"]
    assert not [one for one in server.asked()[before:] if "names.test" in one]


def test_what_a_list_said_is_remembered_from_one_run_to_the_next(check, server):
    first = check()
    before = len(server.asked())
    assert before > 0
    assert _told(check()) == _told(first)
    assert {name for name in server.asked()[before:] if "shop.example" in str(name)} == set()
