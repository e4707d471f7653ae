"""Checking blocklists: what is an address, what a domain; who may be asked, and what is never kept."""

from __future__ import annotations

import pytest

from mailworthy.errors import InputError, NotNow
from mailworthy.flow.check_blocklists import _Discreet, check_blocklists, shared_resolvers
from mailworthy.sender.blocklists import known
from mailworthy.wire.ask import Answer, Dns, Outcome

LISTS = [one for one in known() if one.id in {"spamcop", "nordspam-ip", "nordspam-domain"}]
WORLD = {
    "2.0.0.127.bl.spamcop.net": {"A": ["127.0.0.2"]},
    "7.2.0.192.bl.spamcop.net": {"A": ["127.0.0.2"]},
    "test.dbl.nordspam.com": {"A": ["127.0.0.2"]},
}
# fmt: off
ENTRIES = [
    # as typed              what is asked about
    ("192.0.2.7",           ["192.0.2.7"]),
    ("2001:DB8::1",         ["2001:db8::1"]),
    ("Shop.Example.",       ["shop.example"]),
    ("bücher.example",      ["xn--bcher-kva.example"]),
    ("news.shop.example",   ["news.shop.example", "shop.example"]),
]
NONE = ["192.0.2.256", "192.0.2", "1::2::3", "a b", "a..b", "", "fe80::1%eth0"]
SHARED = [
    # name servers                          said of
    (["127.0.0.1"],                         ""),
    (["127.0.0.1:5353", "192.168.1.1"],     ""),
    (["8.8.8.8"],                           "8.8.8.8:53"),
    (["127.0.0.1", "203.0.113.53:53"],      ""),
    (["127.0.0.1", "1.1.1.1", "9.9.9.9"],   "1.1.1.1:53, 9.9.9.9:53"),
]
# fmt: on


@pytest.mark.parametrize(("typed", "asked"), ENTRIES)
def test_addresses_and_domains_are_told_apart(typed, asked):
    assert [one.text for one in check_blocklists([typed], lists=LISTS, world=WORLD).entries] == asked


@pytest.mark.parametrize("typed", NONE)
def test_what_is_neither(typed):
    with pytest.raises(InputError):
        check_blocklists([typed], lists=LISTS, world=WORLD)


def test_a_world_of_a_dictionary():
    told = check_blocklists(["192.0.2.7", "shop.example"], lists=LISTS, world=WORLD)
    assert [finding.code for finding in told.findings] == ["BLOCKLIST-LISTED", "BLOCKLIST-DEAD"]
    assert (told.listed, told.answered) == (1, 2)


def test_nobody_is_asked_who_was_not_named():
    with pytest.raises(NotNow, match="blocklists refuse resolvers") as raised:
        check_blocklists(["192.0.2.7"])
    assert "--dns 127.0.0.1" in raised.value.remedy


@pytest.mark.parametrize(("servers", "named"), SHARED)
def test_resolvers_that_many_share_are_told(servers, named):
    assert shared_resolvers(servers).partition(": ")[0] == named


class Memory:
    """Keeps whatever it is given."""

    def __init__(self) -> None:
        self.kept: dict[Dns, Answer] = {}

    def recall(self, asks):
        return {one: self.kept[one] for one in asks if one in self.kept}

    def keep(self, pairs):
        self.kept.update(pairs)


def test_questions_that_hold_a_key_are_not_kept():
    memory = Memory()
    keeper = _Discreet(memory, {"spamhaus": "SeCrEt"})
    answer = Answer(Outcome.FOUND, ("127.0.0.2",))
    open_, secret = Dns("7.2.0.192.bl.example", "A"), Dns("7.2.0.192.secret.bl.example", "A")
    keeper.keep([(open_, answer), (secret, answer)])
    assert list(memory.kept) == [open_]
    memory.kept[secret] = answer
    assert keeper.recall([open_, secret]) == {open_: answer}
