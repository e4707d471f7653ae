"""Words out of running text: what stands between two blanks, made what a dictionary can be asked about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.message.spelling.words import LONGEST, words

# fmt: off
WORDS = [
    # chunk                      its words
    ("garden",                   ["garden"]),
    ("garden,",                  ["garden"]),
    ("(garden)",                 ["garden"]),
    ("“garden”",                 ["garden"]),
    ("*garden*",                 ["garden"]),
    ("¿jardín?",                 ["jardín"]),
    ("don’t",                    ["don't"]),
    ("don't",                    ["don't"]),
    ("l’année",                  ["l'année"]),
    ("seed-tray",                ["seed", "tray"]),
    ("seed‑tray",                ["seed", "tray"]),      # a hyphen that does not break
    ("garden—and",               ["garden", "and"]),
    ("garden…and",               ["garden", "and"]),
    ("An\u00admel\u00addung",    ["Anmeldung"]),         # soft hyphens
    ("cafe\u0301",               ["café"]),              # in two pieces
    ("«jardin»",                 ["jardin"]),
    ("日本語",                    ["日本語"]),
    ("हिन्दी",                      ["हिन्दी"]),             # with marks
    # no words
    ("Vor-",                     []),                    # half of "Vorname", in "Vor- und Nachname"
    ("-en",                      []),
    ("www.shop.example",         []),
    ("shop.example",             []),
    ("https://shop.example/a",   []),
    ("news@shop.example",        []),
    ("@shop",                    []),
    ("#spring",                  []),
    ("seeds.pdf",                []),
    ("and/or",                   []),
    ("/etc/hosts",               []),
    ("C:\\mail",                 []),
    ("mp3",                      []),
    ("10cm",                     []),
    ("¼",                        []),
    ("a''b",                     []),
    ("first_name",               []),
    ("{{name}}",                 []),
    ("{name}",                   []),
    ("%name%",                   []),
    ("*|FNAME|*",                []),
    ("$name",                    []),
    ("<b>",                      []),
    ("a=b",                      []),
    ("f()",                      []),
    ("&nbsp;",                   []),
    ("one,two",                  []),
    ("price.Next",               []),
    ("---",                      []),
    ("'",                        []),
    ("…",                        []),
    ("a" * 41,                   []),
]
# fmt: on


@pytest.mark.parametrize(("chunk", "expected"), WORDS)
def test_words_of_a_chunk(chunk, expected):
    assert [word.text for word in words(chunk)] == expected


@pytest.mark.parametrize(
    ("chunk", "places"), [("(seed-tray),", ["seed", "tray"]), ("don’t!", ["don’t"]), ("a—b", ["a", "b"])]
)
def test_a_word_has_its_place_in_the_chunk(chunk, places):
    assert [chunk[word.start : word.end] for word in words(chunk)] == places


@given(st.text().map("".join).filter(lambda text: not any(map(str.isspace, text))))
def test_anything_is_made_words_or_none(chunk):
    for word in words(chunk):
        assert word.text
        assert len(word.text) <= LONGEST
        assert 0 <= word.start < word.end <= len(chunk)
        assert word.text[0].isalpha()
        assert not any(letter.isdigit() or letter.isspace() or letter in ".@/_" for letter in word.text)
