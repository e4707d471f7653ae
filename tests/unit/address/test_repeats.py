"""Rows that hold the same mailbox, found over hashes and found by hand."""

from __future__ import annotations

from random import Random

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mixed_addresses import mixed_addresses

from mailworthy.address import repeats
from mailworthy.address.columns import Reader
from mailworthy.address.duplicates import Repetition, bot_spellings, canonical, repetition, rule
from mailworthy.address.repeats import KINDS, find_repeats
from mailworthy.wire.address import read

EXACT, CASE, PROVIDER = Repetition.EXACT, Repetition.CASE, Repetition.PROVIDER


def over_hashes(texts, *, rows_at_once=1000):
    """Give the repeated rows with what they repeat and how, and the rows that bots made."""
    reader = Reader(5)
    blocks = [texts[at : at + rows_at_once] for at in range(0, len(texts), rows_at_once)]
    rows = [reader.read(pl.Series(block, dtype=pl.String)) for block in blocks]

    def details(number, places):
        names = ("exact", "folded", "check")
        return pl.DataFrame({name: getattr(rows[number], name)[places] for name in names})

    found = find_repeats([block.mailbox for block in rows], details)
    again = {
        row: (first, KINDS[kind])
        for row, first, kind in zip(
            found.rows.tolist(), found.first.tolist(), found.kind.tolist(), strict=True
        )
    }
    assert found.rows.tolist() == sorted(again)
    return again, found.bots.tolist()


def by_hand(texts):
    """The same by a dictionary, one row after the other."""
    mailboxes: dict[str, list[int]] = {}
    for row, text in enumerate(texts):
        syntax = read(text)
        if syntax.usable:
            mailbox = canonical(syntax.local, syntax.domain, rule(syntax.domain))
            mailboxes.setdefault(mailbox, []).append(row)
    again = {
        row: (rows[0], repetition(texts[row], texts[rows[0]]))
        for rows in mailboxes.values()
        for row in rows[1:]
    }
    bots = [row for rows in mailboxes.values() if _spellings(texts, rows) >= bot_spellings() for row in rows]
    return dict(sorted(again.items())), sorted(bots)


def _spellings(texts, rows):
    return len({read(texts[row]).normalized.lower() for row in rows})


# fmt: off
CASES = [
    # rows                                                                   repeated row: (which, how)
    ([],                                                                     {}),
    (["jane@web.de"],                                                        {}),
    (["jane@web.de", "john@web.de"],                                         {}),
    (["jane@web.de", "jane@gmx.de"],                                         {}),
    (["jane@web.de", "jane@web.de"],                                         {1: (0, EXACT)}),
    (["jane@web.de", " jane@web.de\t"],                                      {1: (0, EXACT)}),
    (["jane@web.de", "Jane@Web.de", "jane@web.de"],                          {1: (0, CASE), 2: (0, EXACT)}),
    (["j.doe@gmail.com", "jdoe+x@googlemail.com", "J.Doe@gmail.com"],        {1: (0, PROVIDER), 2: (0, CASE)}),
    (["j.doe@web.de", "jdoe@web.de"],                                        {}),
    (["jane@münchen.de", "jane@xn--mnchen-3ya.de"],                          {1: (0, CASE)}),
    (["e\u0301va@web.de", "\u00e9va@web.de"],                                {1: (0, CASE)}),
    (["no", "no", "", "", "a b@web.de", "a b@web.de"],                       {}),  # what cannot be read repeats nothing
    (["jane@shop.test", "jane@shop.test"],                                   {}),  # nor what no list may hold
]
# fmt: on


@pytest.mark.parametrize(("texts", "again"), CASES)
def test_how_rows_repeat(texts, again):
    assert over_hashes(texts) == (again, [])
    assert by_hand(texts) == (again, [])


@pytest.mark.parametrize(("spellings", "bots"), [(bot_spellings() - 1, False), (bot_spellings(), True)])
def test_so_many_spellings_of_one_mailbox_are_a_bots(spellings, bots):
    texts = ["john@web.de", *(f"jane+{number}@gmail.com" for number in range(spellings))]
    assert over_hashes(texts)[1] == (list(range(1, spellings + 1)) if bots else [])


def test_case_alone_makes_no_spelling():
    texts = [f"{name}@gmail.com" for name in ("jane", "Jane", "JANE", "jAne", "jaNe", "janE", "JAne", "JANe")]
    assert over_hashes(texts * 3)[1] == []


def shuffled(seed, rows=600):
    """A list in which mailboxes come again and again: exact, in other case, with other dots and tags."""
    dice = Random(seed)
    some = mixed_addresses(rows // 4, seed)
    changes = [str, str.upper, str.title, lambda text: f" {text}", lambda text: text.replace("@", "+x@", 1),
               lambda text: text[:1] + "." + text[1:], lambda text: text.replace("@gmail.com", "@googlemail.com")]  # fmt: skip
    return [dice.choice(changes)(dice.choice(some)) for _ in range(rows)]


@pytest.mark.parametrize("rows_at_once", [1000, 50])
@pytest.mark.parametrize("seed", range(3))
def test_invented_lists(seed, rows_at_once):
    texts = shuffled(seed)
    assert over_hashes(texts, rows_at_once=rows_at_once) == by_hand(texts)


@pytest.mark.parametrize("at_once", [1, 2, 7, 100])
def test_few_rows_are_looked_at_together_all_the_same(monkeypatch, at_once):
    texts = shuffled(9)
    monkeypatch.setattr(repeats, "AT_ONCE", at_once)
    assert over_hashes(texts, rows_at_once=50) == by_hand(texts)


@pytest.mark.parametrize("times", [2, 3, 10])
def test_one_mailbox_alone_may_be_more_than_is_looked_at_together(monkeypatch, times):
    monkeypatch.setattr(repeats, "AT_ONCE", 1)
    again, _ = over_hashes(["jane@web.de"] * times)
    assert again == dict.fromkeys(range(1, times), (0, EXACT))


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(shuffled(1)) | st.text(st.characters(exclude_categories=["Cs"]))),
    st.integers(1, 9),
)
def test_any_lists(texts, rows_at_once):
    assert over_hashes(texts, rows_at_once=rows_at_once) == by_hand(texts)


def test_only_rows_that_may_repeat_are_looked_at():
    looked_at = []

    def details(number, places):
        looked_at.extend((number, place) for place in places.tolist())
        alike = np.ones(len(places), np.uint64)
        return pl.DataFrame({"exact": alike, "folded": alike, "check": alike})

    blocks = [np.array([3 << 40, 0, 5 << 40], np.uint64), np.array([0, 7 << 40, 3 << 40], np.uint64)]
    assert find_repeats(blocks, details).rows.tolist() == [5]
    assert looked_at == [(0, 0), (1, 2)]


@pytest.mark.parametrize("bit", range(64))
def test_rows_that_look_like_repeated_ones_at_a_glance_repeat_nothing(bit):
    """Whichever bits of the hashes the glance takes; and rows without a mailbox are never alike."""

    def details(number, places):
        alike = np.ones(len(places), np.uint64)
        return pl.DataFrame({"exact": alike, "folded": alike, "check": alike})

    block = np.array([0, 77, 77 ^ (1 << bit), 0, 77, 0], np.uint64)
    assert find_repeats([block], details).rows.tolist() == [4]


def test_equal_hashes_of_different_mailboxes_repeat_nothing():
    """Hashes of eight bytes collide once in a great while; a second one tells."""

    def details(number, places):
        alike = np.ones(len(places), np.uint64)
        return pl.DataFrame({"exact": alike, "folded": alike, "check": np.array([1, 2], np.uint64)[places]})

    assert find_repeats([np.array([3, 3], np.uint64)], details).rows.tolist() == []
