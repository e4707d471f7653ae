"""Every rule is found, says a reason, and judges its own example; the user's rules are read or refused in one line."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from mailworthy.bounce.judge import judge
from mailworthy.bounce.reasons import REASONS
from mailworthy.bounce.record import Stage
from mailworthy.bounce.rules import PREFIX, Book, Rule, Seen, book, compiled, own, own_rules
from mailworthy.errors import InputError
from mailworthy.finding import Confidence

RULES = book().rules
GENERAL = [rule for rule in RULES if rule.pattern and not rule.marks and not rule.hosts]

# fmt: off
BAD = [
    # the user's file                                                   what is said
    ("",                                                                "mine.toml: there is no [[rule]] in it"),
    ("[[rule]",                                                         "mine.toml: no TOML: "),
    ("rule = 3",                                                        "mine.toml: there is no [[rule]] in it"),
    ("rule = [3]",                                                      "mine.toml: rule 1: it is no table"),
    ('[[rule]]\nreason = "policy"',                                     "mine.toml: rule 1: it needs a pattern"),
    ('[[rule]]\npattern = "x"',                                         "mine.toml: rule 1: 'reason' is missing"),
    ('[[rule]]\npattern = "x"\nreason = "spam"',                        "mine.toml: rule 1: there is no reason 'spam'"),
    ('[[rule]]\npattern = "("\nreason = "policy"',                      "mine.toml: rule 1: missing )"),
    ('[[rule]]\npattern = "x"\nreason = "policy"\nunless = "["',        "mine.toml: rule 1: unterminated"),
    ('[[rule]]\npattern = "a{99999999999}"\nreason = "policy"',         "mine.toml: rule 1: the repetition"),
    ('[[rule]]\npattern = 3\nreason = "policy"',                        "mine.toml: rule 1: pattern is not a string"),
    ('[[rule]]\ntext = [3]\nreason = "policy"',                         "mine.toml: rule 1: text is neither"),
    ('[[rule]]\npatern = "x"\nreason = "policy"',                       "mine.toml: rule 1: there is no 'patern'"),
    ('[[rule]]\npattern = "x"\nreason = "policy"\nstage = "never"',     "mine.toml: rule 1: 'never' is not a valid Stage"),
    ('[[rule]]\npattern = "x"\nreason = "policy"\ncode = ["a"]',        "mine.toml: rule 1: invalid literal"),
    ('[[rule]]\npattern = "x"\nreason = "policy"\n[[rule]]\nstatus = "5.1.1"', "mine.toml: rule 2: 'reason' is missing"),
]
OWN = [
    # the rule's rows beside its reason                  the reply                            fits
    ('pattern = "NO THANKS"',                            "550 no thanks",                     True),
    ('pattern = "^no"',                                  "550 no thanks",                     True),
    ('pattern = "thanks"\nunless = "No"',                "550 no thanks",                     False),
    ('text = "No Thanks"',                               "550 no thanks",                     True),
    ('text = ["a", "thanks"]',                           "550 no thanks",                     True),
    ('text = ["a", "b"]\npattern = "thanks"',            "550 no thanks",                     True),
    ('pattern = "thanks"\ncode = 550',                   "550 no thanks",                     True),
    ('pattern = "thanks"\ncode = [450, 451]',            "550 no thanks",                     False),
    ('status = "5.7.1"',                                 "550 5.7.1 no thanks",               True),
    ('status = ["7.1"]',                                 "450 4.7.1 no thanks",               True),
    ('status = "5.7.1"',                                 "450 4.7.1 no thanks",               False),
    ('pattern = "thanks"\nstage = "rcpt"',               "550 no thanks (in reply to RCPT TO command)", True),
    ('pattern = "thanks"\nstage = "data"',               "550 no thanks (in reply to RCPT TO command)", False),
    ('pattern = "person@example"',                       "550 person@example.com no thanks",  True),
    ('pattern = "a.b/c"',                                "550 see http://a.b/c",              True),
]
# fmt: on


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_example_is_judged_by_its_own_row(rule: Rule):
    """So no row stands in the shadow of another."""
    judgement = judge(rule.example)[1]
    assert judgement.evidence, rule.example
    assert judgement.evidence[0].rule == rule.id
    assert judgement.reason == rule.reason
    assert (judgement.provider, judgement.help) == (rule.provider, rule.help)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_row_is_complete(rule: Rule):
    assert rule.reason in REASONS
    assert rule.text or rule.pattern or rule.status
    assert rule.origin in {"wording", "seen", "iana"} or rule.origin.startswith("http")
    assert re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", rule.seen)
    provider = bool(rule.marks or rule.hosts)
    assert bool(rule.words) is (bool(rule.pattern) and not provider), (
        "a general pattern needs words to be found by"
    )
    assert all(phrase == phrase.lower() for phrase in rule.text + rule.marks + rule.words)
    for pattern in filter(None, (rule.pattern, rule.unless)):
        compiled(pattern)


def test_ids_are_unique():
    assert len({rule.id for rule in RULES}) == len(RULES)


def test_every_phrase_is_found():
    """Also where the word that leads to it is cut to its first letters, and behind a mark."""
    for rule in RULES:
        for phrase in rule.text:
            alone = Book(
                [
                    replace(
                        rule, text=(phrase,), pattern="", unless="", code=(), status=(), stage=Stage.UNKNOWN
                    )
                ]
            )
            text = f"550 {' '.join(rule.marks[:1])} {phrase}"
            assert alone.first(Seen(text, remote_mta=f"mx.{rule.hosts[0]}" if rule.hosts else "")), (
                rule.id,
                phrase,
            )


def test_every_mark_is_found():
    for rule in RULES:
        for mark in rule.marks:
            assert Book([rule]).names_provider(f"550 no {mark} more"), (rule.id, mark)


def test_every_host_is_found():
    for rule in RULES:
        anything = Book(
            [replace(rule, text=(), pattern="", unless="", code=(), status=(), stage=Stage.UNKNOWN, class_=0)]
        )
        for host in rule.hosts:
            assert anything.first(Seen("no", remote_mta=f"mx.{host}."))
            assert anything.first(Seen("no", remote_mta=host.upper()))
            assert not anything.first(Seen("no", remote_mta=f"bad{host}"))


@pytest.mark.parametrize("rule", GENERAL, ids=lambda rule: rule.id)
def test_the_words_hide_nothing(rule: Rule):
    """Whatever a pattern fits among all examples, its words lead to."""
    words = {word[:PREFIX] for word in rule.words}
    for other in RULES:
        seen = Seen(other.example)
        if compiled(rule.pattern).search(seen.plain) and not any(
            phrase in seen.plain for phrase in rule.text
        ):
            assert words & seen.prefixes, other.example
            assert not rule.beside or rule.beside & seen.prefixes, other.example


@pytest.mark.parametrize(("toml", "said"), BAD)
def test_a_file_that_is_none(toml, said):
    with pytest.raises(InputError, match=re.escape(said)) as raised:
        own_rules(toml, "mine.toml")
    assert "\n" not in str(raised.value)


def test_the_row_is_named():
    with pytest.raises(InputError) as raised:
        own_rules('[[rule]]\npattern = "x"\nreason = "policy"\n[[rule]]\nreason = "policy"', "mine.toml")
    assert raised.value.at == 2


@pytest.mark.parametrize(("row", "reply", "fitting"), OWN)
def test_own_rules(row, reply, fitting):
    rules = own_rules(f'[[rule]]\nreason = "recipient_filter"\n{row}', "mine.toml")
    judgement = judge(reply, rules=rules)[1]
    assert (judgement.evidence[0].rule == "own/1") is fitting if judgement.evidence else not fitting


def test_own_rules_of_one_host():
    (rule,) = own_rules('[[rule]]\nreason = "policy"\npattern = "no"\nhost = "Example.com"', "mine.toml")
    hosts = {
        "mx.example.com": True,
        "example.com.": True,
        "MX.EXAMPLE.COM": True,
        "badexample.com": False,
        "": False,
    }
    assert {host: own([rule], Seen("no", remote_mta=host)) is rule for host in hosts} == hosts


def test_what_an_own_rule_says():
    (rule,) = own_rules(
        '[[rule]]\nid = "a"\nreason = "policy"\npattern = "no"\nconfidence = "likely"\nprovider = "Example"\n'
        'help = "https://example.com"\nstage = "rcpt"',
        "mine.toml",
    )
    assert (rule.id, rule.confidence, rule.stage) == ("own/a", Confidence.LIKELY, Stage.RCPT)
    judgement = judge("550 no", stage=Stage.RCPT, rules=(rule,))[1]
    assert (judgement.provider, judgement.help) == ("Example", "https://example.com")
