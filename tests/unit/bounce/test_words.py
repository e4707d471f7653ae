"""What is said about bounces: complete in three languages, each language its own; checklists name what exists."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import Any

import click
import pytest

from mailworthy.bounce import words
from mailworthy.bounce.reasons import REASONS
from mailworthy.bounce.record import Kind
from mailworthy.bounce.words import group_words, kind_words, phrase, reason_words, rows
from mailworthy.doors.cli.main import command
from mailworthy.finding import Lang
from mailworthy.flow.page.words import reason_label

GROUPS = sorted({row.group for row in REASONS.values()})
EACH_LANG = pytest.mark.parametrize("lang", Lang)
EACH_REASON = pytest.mark.parametrize("reason", REASONS)
EACH_GROUP = pytest.mark.parametrize("group", GROUPS)

# English words that no German sentence holds.
ENGLISH = """
    the and of with for you your this that these those are is have has from to or but it they their there where which who
    what when then them can would should must one some many more most only after before
    address addresses sender recipient mailbox mailboxes list lists remove keep check again people
"""
# What Japanese postmasters write in Latin letters.
TERMS = """
    MX DNS IP SPF DKIM DMARC ARC PTR HELO SMTP TLS STARTTLS REQUIRETLS RRVS ASCII UTF-8 URL RFC Null v=spf1 X.6.8
    From Subject Date MAIL FROM/RCPT TO <forward-path> hard
"""
EXISTING = "mailworthy"  # a command that begins so is ours; the others are done by hand
BY_HAND = {"dig", "spamassassin"}


def _all_texts(lang: Lang) -> Iterator[tuple[str, str]]:
    """Give every text of the room in one language, with the place where it stands."""
    for name in ("reasons", "groups", "kind_words", "phrases", "codes", "enhanced"):
        yield from _texts(name, rows(name), lang)


def _texts(place: str, node: Any, lang: Lang) -> Iterator[tuple[str, str]]:
    if isinstance(node, list):
        for number, below in enumerate(node):
            yield from _texts(f"{place}.{number}", below, lang)
    elif isinstance(node, dict) or hasattr(node, "items"):
        for key, below in node.items():
            if key == lang.value:
                yield from _leaves(place, below)
            elif key not in {each.value for each in Lang}:
                yield from _texts(f"{place}.{key}", below, lang)


def _leaves(place: str, node: Any) -> Iterator[tuple[str, str]]:
    parts = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    if isinstance(node, str):
        yield place, node
    for key, below in parts:
        yield from _leaves(f"{place}.{key}", below)


TEXTS = {lang: dict(_all_texts(lang)) for lang in Lang}
MAY_BE_EMPTY = {"kind_words.bounce.remedy"}  # its reason's remedy stands there


def test_all_texts_stand_in_all_languages():
    assert TEXTS[Lang.DE].keys() == TEXTS[Lang.EN].keys()
    assert TEXTS[Lang.JA].keys() == TEXTS[Lang.EN].keys()
    assert len(TEXTS[Lang.EN]) > 400


@EACH_LANG
def test_no_text_is_empty_or_frayed(lang):
    frayed = {place for place, text in TEXTS[lang].items() if not text or text != text.strip()}
    assert frayed == MAY_BE_EMPTY
    assert [place for place, text in TEXTS[lang].items() if "TODO" in text or "  " in text] == []


def test_no_language_repeats_another():
    same = [
        place
        for place, text in TEXTS[Lang.EN].items()
        if text and (text in (TEXTS[Lang.DE][place], TEXTS[Lang.JA][place]))
    ]
    assert same == ["kind_words.bounce.label"]  # "Bounce" is German, too


def test_german_is_german():
    for place, text in TEXTS[Lang.DE].items():
        found = set(re.findall(r"\w+", text.casefold())) & set(ENGLISH.split())
        assert found <= {"from", "to"}, place  # a header field, a command
        assert text.count("„") == text.count("“"), place
        assert '"' not in text, place


def test_japanese_is_japanese():
    for place, text in TEXTS[Lang.JA].items():
        latin = set(
            re.findall(r"[A-Za-z<][A-Za-z0-9=.<>/-]*[A-Za-z0-9>]", re.sub(r"\{\w+\}|--[a-z]+", "", text))
        )
        assert latin <= set(TERMS.split()), place
        assert not re.search(r"[ぁ-んァ-ヶ一-龠][,.!?:;]", text), f"{place}: full-width punctuation"


def test_all_languages_name_the_same_figures():
    for place, text in TEXTS[Lang.EN].items():
        figures = {lang: sorted(re.findall(r"\d{2,}", TEXTS[lang][place])) for lang in Lang}
        assert figures[Lang.DE] == figures[Lang.JA] == sorted(re.findall(r"\d{2,}", text)), place


def test_all_languages_have_the_same_blanks():
    for place, text in TEXTS[Lang.EN].items():
        blanks = {lang: sorted(re.findall(r"\{\w+\}", TEXTS[lang][place])) for lang in Lang}
        assert blanks[Lang.DE] == blanks[Lang.JA] == sorted(re.findall(r"\{\w+\}", text)), place


# --- reasons and kinds ------------------------------------------------------------------------------------------


def test_every_reason_and_kind_has_words_and_no_other():
    assert list(rows("reasons")) == list(REASONS)
    assert list(rows("kind_words")) == [kind.value for kind in Kind]


@EACH_LANG
def test_no_two_reasons_have_the_same_label(lang):
    labels = [reason_words(reason, lang).label for reason in REASONS]
    assert len(labels) == len(set(labels))


@EACH_LANG
@EACH_REASON
def test_meaning_and_remedy_are_sentences(reason, lang):
    said = reason_words(reason, lang)
    end = "。" if lang is Lang.JA else "."
    assert said.meaning.endswith(end)
    assert said.remedy.endswith(end)
    assert len({said.label, said.meaning, said.remedy}) == 3


@EACH_REASON
def test_only_the_hard_ones_are_to_be_removed(reason):
    """A remedy that lets somebody delete a good address is the mistake that this room is there to prevent."""
    remedy = reason_words(reason, Lang.EN).remedy
    if REASONS[reason].hard:
        assert "emove the address" in remedy or "emove the old address" in remedy or "then remove" in remedy
    else:
        assert not remedy.startswith("Remove")


@EACH_LANG
@pytest.mark.parametrize("reason", ["domain_unknown"])
def test_a_reason_that_an_address_can_have_bears_the_same_label(reason, lang):
    assert reason_words(reason, lang).label == reason_label(reason, lang)


@EACH_LANG
@pytest.mark.parametrize("kind", [kind.value for kind in Kind if kind is not Kind.BOUNCE])
def test_every_other_kind_says_what_to_do(kind, lang):
    assert kind_words(kind, lang).remedy


def test_a_row_that_lacks_a_text_is_refused(monkeypatch):
    monkeypatch.setattr(words, "rows", lambda _name: {"odd": {"de": {"label": "x", "meaning": "y"}}})
    with pytest.raises(TypeError, match="remedy"):
        reason_words.__wrapped__("odd", Lang.DE)


# --- groups and their checklists --------------------------------------------------------------------------------


def _steps() -> list[Any]:
    return [(group, step) for group in GROUPS for step in group_words(group, Lang.EN).checklist]


def _parsed(text: str) -> tuple[click.Command, list[str]]:
    """Find the command that a line names; give it, and what is left for it."""
    _, *left = shlex.split(text)
    found: click.Command = command
    while isinstance(found, click.Group) and left:
        child = found.get_command(click.Context(found), left[0])
        assert child is not None, f"{text}: there is no such command"
        found, left = child, left[1:]
    assert not isinstance(found, click.Group), f"{text}: this is no whole command"
    return found, left


def test_every_group_has_words_and_no_other():
    assert sorted(rows("groups")) == GROUPS


@EACH_LANG
@EACH_GROUP
def test_every_group_has_a_checklist(group, lang):
    assert len(group_words(group, lang).checklist) >= 3


@pytest.mark.parametrize(("group", "step"), _steps())
def test_every_line_of_a_checklist_names_a_command_or_a_page(group, step):
    assert bool(step.command) != bool(step.page), group
    assert not step.page or re.fullmatch(r"https://[\w.-]+/[\w./-]*", step.page)
    assert not step.command or step.command.split()[0] in {EXISTING, *BY_HAND}


@pytest.mark.parametrize(
    "line", sorted({step.command for _, step in _steps() if step.command.startswith(EXISTING)})
)
def test_our_own_commands_exist_with_their_options(line):
    found, left = _parsed(line)
    known = {option for param in found.params for option in param.opts}
    assert {word for word in left if word.startswith("--")} <= known


def test_phrases_are_filled():
    assert phrase("remedy.blocklist", Lang.EN, blocklist="{x}") == "The reply names {x}."
    assert phrase("class.permanent", Lang.DE) == "endgültig"
