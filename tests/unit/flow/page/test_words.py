"""Every word in every language."""

from __future__ import annotations

import re
from string import Formatter

import bounce_sample
import pytest
import report_sample
import sender_sample

from mailworthy.doors.cli.audits import show
from mailworthy.doors.cli.settings import Settings
from mailworthy.finding import Confidence, Lang, Severity
from mailworthy.flow.page import Speech, bounce_page, list_page, reason_label, sender_page, words
from mailworthy.flow.page.words import rows
from mailworthy.sender import dnssec, requirements
from mailworthy.sender.dkim.examine import State as KeyState
from mailworthy.sender.name_servers.places import State as ServerState

PAGE = sorted({key: row for name in words.SHEETS for key, row in rows(name).items()}.items())
NAMED = sorted({**rows("reasons"), **rows("names")}.items())

# fmt: off
NAMES = [
    # closed set     names that a report may hold
    ("status",       "valid risky soft unknown invalid"),
    ("action",       "keep review retry remove"),
    ("duplicate",    "exact case provider bot"),
    ("problem",      "too_many_fields too_few_fields unclosed_quote stray_quote bad_encoding field_too_long nul_byte bad_json"),
    ("severity",     " ".join(severity.value for severity in Severity)),
    ("confidence",   " ".join(confidence.value for confidence in Confidence)),
    # how it is written
    ("reason",       "empty no_at no_local_part no_domain bad_character control_character bad_quoted_string comment_or_folding"),
    ("reason",       "dot_at_edge consecutive_dots domain_hyphen_edge dot_next_to_hyphen label_too_long local_too_long"),
    ("reason",       "domain_too_long address_too_long bad_idna bad_address_literal display_name scheme_prefix reserved_domain"),
    ("reason",       "quoted_local address_literal single_label_domain numeric_tld bad_tld source_route"),
    # what DNS says
    ("reason",       "domain_unknown null_mx no_mail_host mx_unroutable mx_not_resolving dns_error dns_timeout no_mail_intended parked_domain"),
    # kinds and notes
    ("reason",       "disposable relay role junk spam_trap_suspect typo_suspect dns_only not_checked free duplicate inactive bot_variant"),
    ("reason",       "odd_domain implicit_mx eai_local idn_domain trimmed wildcard_dns mx_partly_unroutable mx_is_cname"),
    ("reason",       "null_mx_with_others formula_risk confusable parked"),
]
# fmt: on
# States of which each has its word, whether a sample shows it or not.
CLOSED = {"keys": KeyState, "servers": [*ServerState, *dnssec.State], "required": requirements.State}


def spoken(text) -> list[str]:
    return [text] if isinstance(text, str) else list(text.values())


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize(("key", "row"), PAGE, ids=[key for key, _ in PAGE])
def test_each_sentence_is_there_in_each_language_with_the_same_blanks(key, row):
    assert set(row) == {lang.value for lang in Lang}, key
    for text in row.values():
        assert isinstance(text, str) or set(text) == {"one", "other"}
        assert all(form.strip() for form in spoken(text))
    filled = [set().union(*map(blanks, spoken(text))) | {"n"} for text in row.values()]
    assert filled[0] == filled[1] == filled[2]


@pytest.mark.parametrize(("key", "row"), NAMED, ids=[key for key, _ in NAMED])
def test_each_name_is_there_in_each_language(key, row):
    assert set(row) == {lang.value for lang in Lang}, key
    parts = [set(words) for words in row.values()]
    assert parts[0] == parts[1] == parts[2]
    assert all(text.strip() for words in row.values() for text in words.values())


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize(("kind", "names"), NAMES)
def test_each_name_of_a_closed_set_has_its_words(kind, names, lang):
    for name in names.split():
        assert name in rows("reasons") if kind == "reason" else f"{kind}.{name}" in rows("names")
        assert Speech(lang).label(kind, name)
        if kind in {"status", "action", "duplicate", "reason"}:
            assert Speech(lang).meaning(kind, name), name


@pytest.mark.parametrize("lang", list(Lang))
def test_labels_are_short_and_tell_reasons_apart(lang):
    labels = [row[lang.value]["label"] for row in rows("reasons").values()]
    assert len(set(labels)) == len(labels)
    assert max(map(len, labels)) <= 40


class Recorder(dict):
    """Rows that remember which of them were read."""

    def __init__(self, rows) -> None:
        super().__init__(rows)
        self.read: set[str] = set()

    def __getitem__(self, key):
        self.read.add(key)
        return super().__getitem__(key)


def test_no_sentence_is_left_over(monkeypatch):
    """What no report says need not be translated."""
    pages = {name: Recorder(rows(name)) for name in ("page", "bounces")}
    known = {**pages, "reasons": rows("reasons"), "names": rows("names")}
    monkeypatch.setattr(words, "rows", known.__getitem__)
    for report in report_sample.each():
        list_page(report, Lang.EN)
    for report in bounce_sample.each():
        bounce_page(report, Lang.EN, sample=True)
    assert [sorted(set(page) - page.read) for page in pages.values()] == [[], []]


def test_no_sentence_about_a_domain_is_left_over(monkeypatch):
    """Nor need what is said of a domain neither on its page nor on the terminal."""
    said = Recorder(rows("sender"))
    others = {name: rows(name) for name in ("page", "bounces", "reports", "reasons", "names")}
    monkeypatch.setattr(words, "rows", {**others, "sender": said}.__getitem__)
    for report in sender_sample.each():
        sender_page(report, Lang.EN, sample=True)
        show(report, {}, Lang.EN, Settings(quiet=False, verbose=False, color=False, offline=False, dns=()))
    states = {f"{part}.{state.value}" for part, states in CLOSED.items() for state in states}
    assert states <= said.keys()
    assert sorted(said.keys() - said.read - states) == []


def test_no_sentence_stands_on_two_pages():
    sheets = [set(rows(name)) for name in words.SHEETS]
    assert sum(map(len, sheets)) == len(set().union(*sheets))


@pytest.mark.parametrize("text", [text for _, row in PAGE for text in spoken(row["ja"])])
def test_japanese_uses_its_own_punctuation(text):
    assert not re.search(r"[\u3040-\u30ff\u4e00-\u9fff][,.:;!?()]", text)


@pytest.mark.parametrize(
    "text", [text for _, row in PAGE for lang in ("en", "de") for text in spoken(row[lang])]
)
def test_apostrophes_and_quotes_are_set_not_typed(text):
    assert not re.search("['\"]", text)


def test_a_name_that_we_have_no_words_for_is_shown_as_it_is():
    assert reason_label("moon_phase", Lang.DE) == "moon_phase"
    assert Speech(Lang.JA).meaning("reason", "moon_phase") == ""


def test_reason_labels_speak_english_unless_asked():
    assert reason_label("null_mx") == "Domain refuses all mail"
    assert reason_label("null_mx", Lang.DE) == "Domain nimmt keine Post an"


@pytest.mark.parametrize(
    ("count", "said"),
    [(1, "Remove one address"), (2, "Remove 2 addresses"), (1234, "Remove 1,234 addresses")],
)
def test_one_is_not_many(count, said):
    assert Speech(Lang.EN).say("next.remove.title", n=count) == said


def test_values_are_not_read_as_sentences():
    assert "{rows}" in Speech(Lang.EN).say("report.title", source="{rows}")


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (Lang.EN, "Do not delete “soft”"),
        (Lang.DE, "Löschen Sie keine „weichen“"),
        (Lang.JA, "「一時的」なアドレスは削除しないでください"),
    ],
)
def test_soft_addresses_are_not_to_be_deleted_in_so_many_words(lang, said):
    assert said in Speech(lang).say("next.retry.text", n=1)


def test_no_sentence_has_two_places():
    keys = [key for name in words.SHEETS for key in rows(name)]
    assert len(keys) == len(set(keys))
