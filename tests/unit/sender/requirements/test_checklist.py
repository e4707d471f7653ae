"""Receivers' rules as checklists: whole in three languages, exempt where nobody asks, and what is missing is said once."""

from __future__ import annotations

import re

import click
import pytest

from mailworthy.doors.cli.main import command
from mailworthy.finding import Lang, codes
from mailworthy.sender.requirements import Fact, Facts, SpamRate, State, Truth, findings_of, judge, receivers
from mailworthy.sender.requirements.checklist import FINDINGS
from mailworthy.sender.requirements.decide import DECIDERS

YES = Fact(Truth.YES)
BROKEN = Facts(spf_record=Fact(Truth.NO, "example.com", ("SPF-MISSING",)), spam=SpamRate(0.002))
RULES = [rule for receiver in receivers() for rule in receiver.rules]
SOON = {("sender", "check")}  # the audit itself, of which this is a part
# fmt: off
ASKED = {
    # of whom        required                                                                        advised
    "gmail":      ("authenticated dkim_1024 reverse_dns tls headers own_from spam_rate",             "dkim_2048 spam_rate_low arc"),
    "gmail_bulk": ("spf dkim dmarc aligned dkim_1024 reverse_dns tls headers own_from spam_rate one_click unsubscribe_link opt_out",
                                                                                                     "dkim_2048 spam_rate_low arc"),
    "yahoo":      ("spf dkim dmarc aligned reverse_dns headers spam_rate one_click unsubscribe_link opt_out",
                                                                                                     "dkim_2048"),
    "microsoft":  ("spf dkim dmarc aligned",                                                         "aligned_both unsubscribe_link takes_mail"),
}
# fmt: on


def test_each_receiver_asks_what_it_asks():
    told = {
        receiver.key: tuple(
            {rule.ask for rule in receiver.rules if rule.advised is advised} for advised in (False, True)
        )
        for receiver in receivers()
    }
    assert told == {key: tuple(set(each.split()) for each in both) for key, both in ASKED.items()}
    assert set(told) == set(FINDINGS)
    assert set(FINDINGS.values()) <= set(codes())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_is_whole(rule):
    assert rule.ask in DECIDERS
    assert rule.decided_by
    assert re.fullmatch(r"20\d\d(-\d\d){0,2}", rule.since)
    assert rule.source.startswith("https://")
    assert all(words.asks and words.decides and words.fix for words in rule.words.values())
    assert len({bool(words.half) for words in rule.words.values()}) == 1


def test_rules_that_are_told_of_by_others_say_so():
    assert [rule.id for rule in RULES if rule.secondhand] == ["yahoo.spam_rate"]


def _commands() -> set[tuple[str, ...]]:
    texts = [
        text
        for rule in RULES
        for words in rule.words.values()
        for text in (words.decides, words.fix, words.half)
    ]
    return {tuple(line.split()[1:]) for text in texts for line in re.findall(r"`(mailworthy [^`]+)`", text)}


@pytest.mark.parametrize("words", sorted(_commands()))
def test_commands_that_rules_name_exist(words):
    if words[:2] in SOON:
        return
    found: click.Command = command
    for word in words[:2]:
        assert isinstance(found, click.Group)
        found = found.get_command(click.Context(found), word)
    assert found is not None, words


def test_nothing_is_known_and_nothing_is_called_met():
    for checklist in judge(Facts()):
        assert {item.state for item in checklist.items} == {State.NOT_CHECKED}
        assert not checklist.missing


@pytest.mark.parametrize("lang", Lang)
def test_what_is_not_checked_says_what_would_check_it(lang):
    for checklist in judge(Facts()):
        for item in checklist.items:
            assert item.why(lang) == item.rule.words[lang].decides
            assert item.fix(lang) == ""


def test_transactional_mail_is_exempt_from_unsubscribing_alone():
    for checklist in judge(Facts(), transactional=True):
        exempt = {item.rule.ask for item in checklist.items if item.state is State.EXEMPT}
        assert exempt == {item.rule.ask for item in checklist.items} & {
            "one_click",
            "unsubscribe_link",
            "opt_out",
        }
    broken = Facts(one_click=Fact(Truth.NO), opt_out=Fact(Truth.NO), unsubscribe_link=Fact(Truth.NO))
    assert not list(findings_of(judge(broken, transactional=True)))
    assert len(list(findings_of(judge(broken)))) == 2


def test_a_receiver_with_something_missing_is_named_once_with_all_of_it():
    assert [(each.code, each.detail) for each in findings_of(judge(BROKEN))] == [
        ("REQUIREMENT-GMAIL-BULK", "spf"),
        ("REQUIREMENT-YAHOO", "spf"),
        ("REQUIREMENT-MICROSOFT", "spf"),
    ]


def test_good_advice_that_is_not_followed_is_no_missing_requirement():
    bulk = next(each for each in judge(BROKEN) if each.receiver.key == "gmail_bulk")
    assert {item.rule.ask for item in bulk.items if item.state is State.NOT_MET} == {"spf", "spam_rate_low"}
    assert {item.rule.ask for item in bulk.missing} == {"spf"}


@pytest.mark.parametrize("lang", Lang)
def test_a_checklist_speaks(lang):
    facts = Facts(
        spf_record=Fact(Truth.NO, "example.com", ("SPF-MISSING",), 'example.com. 3600 IN TXT "v=spf1 -all"'),
        dkim_key=Fact(Truth.YES, "s1 rsa-2048"),
        dmarc_record=Fact(Truth.YES, "v=DMARC1; p=none"),
    )
    told = {item["id"]: item for each in judge(facts) for item in each.as_dict(lang)["items"]}
    spf, dkim, dmarc = (told[f"microsoft.{ask}"] for ask in ("spf", "dkim", "dmarc"))
    assert (spf["state"], spf["fix"]) == ("not_met", 'example.com. 3600 IN TXT "v=spf1 -all"')
    assert codes()["SPF-MISSING"].words[lang].title in spf["why"]
    assert (dkim["state"], dkim["evidence"], dkim["fix"]) == ("not_checked", "s1 rsa-2048", None)
    words = next(rule for rule in RULES if rule.id == "microsoft.dkim").words[lang]
    assert dkim["why"].startswith(words.half)
    assert dkim["why"].endswith(words.decides)
    assert (dmarc["state"], dmarc["why"], dmarc["refusal"]) == ("met", None, "550 5.7.515")
    assert (spf["since"], spf["decided_by"]) == ("2025-05-05", ["dns", "message"])


def test_counts_name_each_state():
    counts = judge(Facts(dmarc_record=YES), transactional=True)[1].as_dict()["counts"]
    assert counts == {"met": 1, "not_met": 0, "not_checked": 12, "exempt": 3}
