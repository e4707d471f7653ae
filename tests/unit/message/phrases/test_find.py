"""Where phrases stand: through case, spelling and disguise, on borders of words, and at the right place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.message.phrases.find import Finder, finder
from mailworthy.message.phrases.phrase import Phrase, phrases
from mailworthy.message.phrases.plain import Plain
from mailworthy.message.phrases.unmasked import LEET, LOOK_ALIKES

# fmt: off
FOUND = [
    # text                                              what of it, where it is disguised between angles
    ("Act now and order  today",                        ["Act now", "order  today"]),
    ("ACT\nNOW",                                        ["ACT\nNOW"]),
    ("Get 100 % FREE samples",                          ["100 % FREE"]),
    ("earn $5,000 per week",                            ["earn $5,000 per week"]),
    ("risk-free, on-line casino",                       ["risk-free", "on-line casino"]),
    ("V1agra and c@sino",                               ["<V1agra>", "<c@sino>"]),
    ("F.R.E.E m o n e y now",                           ["<F.R.E.E m o n e y>"]),
    ("a f r e e gift",                                  ["<f r e e gift>"]),
    ("mo\u200bney ba\u200bck",                          ["<mo\u200bney ba\u200bck>"]),
    ("frее саsinо",                                     ["<frее>", "<саsinо>"]),
    ("Erschwingliche Preise",                           ["Erschwingliche"]),                  # inflected
    ("Kostenlosaktion und Gratisversand",               ["Kostenlosaktion", "Gratisversand"]),  # compound
    ("heisse Frauen / heiße Frauen",                    ["heisse Frauen", "heiße Frauen"]),
    ("Sie wurden ausgewaehlt",                          ["Sie wurden ausgewaehlt"]),
    ("nur noch 7 Stück für nur 50 €",                   ["nur noch 7 Stück", "für nur 50 €"]),
    ("Gratis-Angebot, Geld-zurück-Garantie",            ["Gratis-Angebot", "Geld-zurück-Garantie"]),
    ("Ko\u00adsten\u00adlose Probe",                    ["Ko\u00adsten\u00adlose Probe"]),    # soft hyphens are honest
    ("完全無料で月収５０万円稼げる",                     ["完全無料", "月収５０万円", "稼げる"]),
    ("ﾊﾞｲｱｸﾞﾗが激\n安",                                  ["ﾊﾞｲｱｸﾞﾗ", "激\n安"]),
    ("バ★イ★ア★グ★ラ",                                 ["<バ★イ★ア★グ★ラ>"]),
    ("オンラインカジノ",                                 ["オンラインカジノ"]),
]
NOT_FOUND = [
    "Feel free to write", "sugar-free, gluten free and toll-free", "Admission is free for all visitors",
    "freedom, freezer, carefree", "specialist", "10 % off until Sunday", "versandkostenfrei", "rauchfrei",
    "Freitag ist Feiertag", "Impressum und Datenschutz", "Confirm your subscription", "click here to unsubscribe",
    "https://shop.example/act-now/free-money", "特定商取引法に基づく表記", "カジノロワイヤルデザイン", "通話料無料の窓口",
    "Order\n\nnow", "сахар и кофе", "Bestellung bestätigen",
]
# fmt: on


def marked(text):
    return [
        f"<{text[hit.start : hit.end]}>" if hit.disguised else text[hit.start : hit.end]
        for hit in finder().find(Plain(text))
    ]


@pytest.mark.parametrize(("text", "found"), FOUND)
def test_found(text, found):
    assert marked(text) == found


@pytest.mark.parametrize("text", NOT_FOUND)
def test_not_found(text):
    assert marked(text) == []


@pytest.mark.parametrize(
    "phrase", phrases(), ids=lambda phrase: f"{phrase.language}/{phrase.class_}/{phrase.text}"
)
def test_every_spelling_of_every_phrase_is_found(phrase):
    find = Finder([phrase])
    for text in (phrase.text, *phrase.variants):
        said = text.removesuffix("*").replace("$$$", "$500")
        hits = find._plain and [*find._written(Plain(f"- {said} -"))]
        assert hits, said


CASINO = Finder([Phrase("free casino money", "gambling", 3, "en")])
SHAPES = {}
for shape, letter in (LEET | LOOK_ALIKES).items():
    SHAPES.setdefault(letter, []).append(shape)


@given(st.data())
def test_a_disguise_is_seen_through(data):
    """One manner a word: look-alikes, something between all letters, something unseen between some."""
    written = " ".join(
        data.draw(st.sampled_from([look_alike, spread, unseen, plain]))(data, word)
        for word in ("free", "casino", "money")
    )
    before, after = data.draw(st.sampled_from([("", ""), ("get ", " now"), ("(", ")!"), ("無料", "です")]))
    (hit,) = CASINO.find(Plain(before + written + after))
    assert (before + written + after)[hit.start : hit.end] == written
    assert hit.disguised is (written.casefold() != "free casino money")


def look_alike(data, word):
    at = data.draw(
        st.integers(0, len(word) - 1).filter(lambda at: word[at] in SHAPES and (at or word[at] != "i"))
    )
    choices = [shape for shape in SHAPES[word[at]] if shape.isalpha() or (at and at < len(word) - 1)]
    return word[:at] + data.draw(st.sampled_from(choices or [word[at]])) + word[at + 1 :]


def spread(data, word):
    return data.draw(st.sampled_from([".", "*", "_", " ", "-", "·"])).join(word)


def unseen(data, word):
    between = st.sampled_from(["", "\u200b", "\u200d", "\u2060", "\ufeff"])
    return word[0] + data.draw(between) + word[1] + data.draw(between) + word[2:]


def plain(data, word):
    return data.draw(st.sampled_from([word, word.upper(), word.title()]))
