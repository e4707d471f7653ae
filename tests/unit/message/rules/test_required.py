"""Which letters a pattern cannot do without: never one too many, or a rule would be passed over that hits."""

from __future__ import annotations

import sys

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.message.rules.required import _PLAIN, folded, required

# fmt: off
CASES = [
    # pattern                          one of these stands in what it fits
    ("lucky winner",                   {"lucky winner"}),
    ("Lucky\\s+Winners?",              {"winner"}),
    ("winners?!",                      {"winner"}),
    ("win+er",                         {"win"}),
    ("(?:now|today)",                  {"now", "today"}),
    ("(?:now|today|)",                 set()),
    ("buy (?:now|today)",              {"buy "}),
    ("buy soon (?:now|today)",         {"buy soon "}),
    ("buy soon|later",                 {"buy soon", "later"}),
    ("buy soon|no",                    set()),
    ("(?:lucky)?",                     set()),
    ("(?:lucky){0,3}x",                set()),
    ("(?:lucky){2}",                   {"lucky"}),
    ("luck{2}y",                       {"luck"}),
    ("[abc]lucky",                     {"lucky"}),
    ("[]abc]lucky",                    {"lucky"}),
    ("[^]\\]x]lucky",                  {"lucky"}),
    ("[[a]lucky",                      set()),
    ("(?=lucky)...",                   set()),
    ("(?!lucky)now",                   {"now"}),
    ("(?<!un)lucky",                   {"lucky"}),
    ("(?<name>lucky)",                 {"lucky"}),
    ("(?>lucky)",                      {"lucky"}),
    ("(lucky)",                        {"lucky"}),
    ("(?i)lucky",                      set()),
    ("(?x) lu cky",                    set()),
    ("(?:lucky){e<=1}",                set()),
    ("lucky(?#remark)",                set()),
    ("www\\.example\\.com",            {"www.example.com"}),
    ("\\bfree\\b",                     {"free"}),
    ("\\x41bcd",                       set()),
    ("straße",                         {"stra"}),
    ("Größe",                          {"grö"}),
    ("今だけ無料",                      {"今だけ無料"}),
    ("a{,3}bcd",                       {"bcd"}),
    ("lucky)",                         set()),
    ("(lucky",                         set()),
    ("*lucky",                         set()),
]
# fmt: on


@pytest.mark.parametrize(("pattern", "letters"), CASES)
def test_letters_that_a_pattern_needs(pattern, letters):
    assert required(pattern) == letters


def test_no_letter_has_a_form_that_is_not_folded():
    """What `regex` takes for the same letter in either case is the same letter in a folded text."""
    everything = "".join(chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code <= 0xDFFF)
    for letter in sorted(_PLAIN):
        for form in regex.findall(regex.escape(letter), everything, regex.IGNORECASE):
            assert folded(form) == letter.lower()


PIECES = st.sampled_from(
    ["ab", "c", "(", ")", "(?:", "|", "*", "+", "?", "{2}", ".", "[ab]", "\\b", "^", "(?!", "İ", "ſ", "K"]
)


@given(st.lists(PIECES, max_size=8).map("".join), st.text("abcABCiİſsK ", max_size=12))
def test_a_text_without_the_letters_does_not_fit(pattern, text):
    try:
        fits = regex.search(pattern, text, regex.IGNORECASE)
    except regex.error:
        return
    letters = required(pattern)
    if fits and letters:
        assert any(each in folded(text) for each in letters)


@given(st.text(max_size=40))
def test_any_text_is_read(pattern):
    assert all(required(pattern))
