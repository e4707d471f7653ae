"""What other filters' symbols mean, beside ours."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from mailworthy.finding import Lang, codes
from mailworthy.message.beside import FILTERS, explained, meaning, skipped
from mailworthy.message.beside.data import rows
from mailworthy.wire.filtered import Filtered, Symbol

KEYS = {*FILTERS, "ours", *(lang.value for lang in Lang)}
NAME = re.compile(r"[A-Z][A-Z0-9_]*\*?")
JAPANESE = re.compile("[\u3041-\u30fe]")

# fmt: off
MEANT = [
    # filter          symbol                     our code for the same
    ("rspamd",        "MISSING_DATE",            "HDR-NO-DATE"),
    ("spamassassin",  "MISSING_DATE",            "HDR-NO-DATE"),
    ("spamassassin",  "HTML_IMAGE_ONLY_08",      "IMG-ONLY"),       # of a family
    ("rspamd",        "RCVD_COUNT_ZERO",         ""),               # the whole name goes before the family
    ("spamassassin",  "BAYES_00",                ""),
    ("spamassassin",  "BAYES_999",               "BAYES-SPAM"),
    ("spamassassin",  "RCVD_IN_DNSWL_HI",        ""),               # the longer beginning goes before the shorter
    ("spamassassin",  "RCVD_IN_XBL",             "BLOCKLIST-LISTED"),
    ("spamassassin",  "URIBL_BLOCKED",           ""),
]
# fmt: on


@pytest.mark.parametrize(("filter_", "name", "ours"), MEANT)
def test_what_a_symbol_means(filter_, name, ours):
    found = meaning(filter_, name)
    assert found is not None
    assert found.ours == ours


@pytest.mark.parametrize("name", ["NOBODY_KNOWS", "", "M", "*", "missing_date"])
def test_what_nobody_wrote_down(name):
    assert meaning("rspamd", name) is None


def test_symbols_come_heaviest_first_and_in_every_language():
    said = Filtered(
        3.0,
        15.0,
        "greylist",
        (Symbol("A_NEW_ONE", 0.5, "Theirs"), Symbol("MISSING_MID", 2.5), Symbol("X", None)),
    )
    told = explained("rspamd", said).as_dict(Lang.DE, found={"HDR-NO-MESSAGE-ID"})
    first, second, third = told["symbols"]
    assert (first["name"], first["ours"], first["found_too"]) == ("MISSING_MID", "HDR-NO-MESSAGE-ID", True)
    assert first["explained"].startswith("Der Nachricht fehlt")
    assert (second["explained"], second["ours"], second["found_too"]) == ("Theirs", None, False)
    assert (third["score"], third["explained"]) == (None, "")
    assert (told["filter"], told["score"], told["threshold"], told["verdict"]) == (
        "rspamd",
        3.0,
        15.0,
        "greylist",
    )
    assert told["judged"] == "der erste Versuch wird zurückgestellt (Greylisting)"
    assert told["why"] is None


@pytest.mark.parametrize(
    ("filter_", "verdict"), [("rspamd", "no action"), ("rspamd", "reject"), ("spamassassin", "spam")]
)
@pytest.mark.parametrize("lang", Lang)
def test_every_verdict_is_told_in_words(filter_, verdict, lang):
    said = explained(filter_, Filtered(3.0, 15.0, verdict, ())).judged(lang)
    assert said
    assert said != verdict


def test_a_verdict_that_nobody_wrote_down_stays_as_it_is():
    assert explained("rspamd", Filtered(3.0, 15.0, "discard", ())).judged(Lang.JA) == "discard"


def test_one_that_could_not_be_asked_is_skipped():
    told = skipped("rspamd", "timeout", "127.0.0.1:11333: no answer within 30 s").as_dict()
    assert (told["verdict"], told["score"], told["threshold"], told["symbols"]) == ("skipped", None, None, [])
    assert (told["why"], told["judged"]) == ("timeout", None)


def test_the_table_is_whole():
    for row in rows():
        assert set(row) <= KEYS
        assert {lang.value for lang in Lang} <= set(row)
        assert any(row.get(filter_) for filter_ in FILTERS)
        assert JAPANESE.search(row["ja"])
        assert row["ja"].endswith("。")
        assert row["en"].endswith(".")
        assert row["de"].endswith(".")
        assert all(NAME.fullmatch(name) for filter_ in FILTERS for name in row.get(filter_, ()))


@pytest.mark.parametrize("filter_", FILTERS)
def test_no_symbol_means_two_things(filter_):
    counted = Counter(name for row in rows() for name in row.get(filter_, ()))
    assert [name for name, count in counted.items() if count > 1] == []


def test_our_codes_are_in_the_registry():
    assert {row["ours"] for row in rows() if "ours" in row} - codes().keys() == set()
