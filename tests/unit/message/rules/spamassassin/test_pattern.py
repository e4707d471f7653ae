"""Patterns as Perl writes them: what they match, what cannot be read, and the words that they cannot do without."""

from __future__ import annotations

from contextlib import suppress

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from mailworthy.message.rules.spamassassin.pattern import PatternFault, compiled, run_ready

# fmt: off
MATCHES = [
    # delimiters
    (r"/a\/b/", b"a/b"), (r"m{a/b}", b"a/b"), (r"m{a{2}b}", b"aab"), (r"m;a/b;i", b"A/B"), (r"m'a'", b"a"), (r"m<a>", b"a"),
    (r"m[x[0-9]]", b"x7"), (r"qr!a!", b"a"), (r"m#a#", b"a"), (r"m~a~s", b"a"), (r"m,a,", b"a"),
    # flags, on the whole and inside
    (r"/a/i", b"A"), (r"/a.b/s", b"a\nb"), (r"/^b$/m", b"a\nb\nc"), (r"/a b # why/x", b"ab"), (r"/(?i)a/", b"A"),
    (r"/a(?i)b|c/", b"aB"), (r"/a(?i)b|c/", b"C"), (r"/(?:a(?i)b)c/", b"aBc"), (r"/(?i:a)b/", b"Ab"), (r"/(?-i:a)b/i", b"aB"),
    (r"/(?s:a.b)/", b"a\nb"), (r"/[a-c]/i", b"B"), (r"/[^a]/i", b"b"),
    # characters
    (r"/\x41\x{42}\103\cA\e\t/", b"ABC\x01\x1b\t"), (r"/\xe9/", b"\xe9"), (r"/[\xe0-\xef]/", b"\xe9"), (r"/\042/", b'"'),
    (r"/[[:alpha:]][[:^digit:]]/", b"a-"), (r"/[]a]/", b"]"), (r"/[a\]]/", b"]"), (r"/[a-]/", b"-"), (r"/[\w-]/", b"-"),
    (r"/a{,2}b/", b"b"), (r"/a{/", b"a{"), (r"/x{y}/", b"x{y}"), (r"/\h\R/", b" \r\n"), (r"/[\b]/", b"\x08"), (r"/\Qa/", b"Qa"),
    # places
    (r"/b\z/", b"b"), (r"/b\Z/", b"b\n"), (r"/b$/", b"b\n"), (r"/\bfoo\b/", b"a foo b"), (r"/(?<=a)b/", b"ab"), (r"/(?<!a)b/", b"cb"),
    # groups
    (r"/(a)\1/", b"aa"), (r"/(?<n>a)\k<n>/", b"aa"), (r"/(a)\g{-1}/", b"aa"), (r"/(a)\g1/", b"aa"), (r"/(?>a+)b/", b"aab"),
    (r"/a++b/", b"aab"), (r"/(?|(a)|(b))\1/", b"bb"), (r"/(a)?(?(1)b|c)/", b"ab"), (r"/a(?#why)b/", b"ab"), (r"/(a|b)+?c/", b"abc"),
    (r"/\((?:[^()]|(?R))*\)/", b"(a(b)c)"), (r"/(?'n'a)\k'n'/", b"aa"),
]
MISSES = [
    (r"/a/", b"A"), (r"/a.b/", b"a\nb"), (r"/^b/", b"a\nb"), (r"/b\z/", b"b\n"), (r"/[^a]/i", b"A"), (r"/\d/", b"\xb2"),
    (r"/\w/", b"\xe9"), (r"/\xe9/i", b"\xc9"), (r"/\x{20ac}/", b"\xe2\x82\xac"), (r"/(?-i:a)/i", b"A"), (r"/a++a/", b"aaa"),
    (r"/\s/", b"\xa0"), (r"/a(?i)b|c/", b"Ab"), (r"/[\x{20ac}]/", b"\xac"),
]
UNREADABLE = [
    ("foo", "no delimiters"), ("/foo", "no closing delimiter"), ("/a/b/", "delimiter inside"), ("/a/ b/i", "delimiter inside"), (r"/(/", "unmatched ("),
    ("/a)/", "unmatched )"), ("/[a/", "unmatched ["), ("/*a/", "quantifier follows nothing"), ("/a**/", "nested quantifiers"),
    ("/[z-a]/", "range out of order"), ("/(?{1})/", "code or verbs in it"), (r"/\p{Lu}/", "Unicode properties"), ("/[[:foo:]]/", "unknown class"),
    ("/" + "(" * 500 + ")" * 500 + "/", "nested too deep"), ("/" + "a" * 70_000 + "/", "too long"), ("/(?y)a/", "unknown flag"),
    ("/email=%{GB_TO_ADDR}/", "what another rule captured"), (r"m\a\ ", "no delimiters"), ("/a\\/", "ends with a backslash"),
]
WORDS = [
    (r"/viagra/i", {b"viagra"}), (r"/\bVi?agra\b/", {b"viagra", b"vagra"}), (r"/(?:cheap|free) (?:meds|pills)/", {b"cheap meds", b"cheap pills", b"free meds", b"free pills"}),
    (r"/a.*winner/", {b"winner"}), (r"/(?:foo|bar.*baz)/", {b"foo", b"bar"}), (r"/(?!no)yes/", {b"yes"}), (r"/(?:foo)?bar/", {b"bar", b"foobar"}),
    (r"/[ab]c/", {b"ac", b"bc"}), (r"/\d+/", None), (r"/a?b?/", None), (r"/(?:abc){2}/", {b"abcabc"}), (r"/(?i)ABC/", {b"abc"}),
]
# fmt: on


@pytest.mark.parametrize(("pattern", "text"), MATCHES, ids=range(len(MATCHES)))
def test_matches_as_perl_would(pattern, text):
    assert compiled(pattern).compiled.search(text)


@pytest.mark.parametrize(("pattern", "text"), MISSES, ids=range(len(MISSES)))
def test_misses_as_perl_would(pattern, text):
    assert not compiled(pattern).compiled.search(text)


@pytest.mark.parametrize(("pattern", "why"), UNREADABLE, ids=range(len(UNREADABLE)))
def test_what_cannot_be_read_says_why(pattern, why):
    with pytest.raises(PatternFault, match=f"^{regex.escape(why)}"):
        _ = compiled(pattern).compiled


@pytest.mark.parametrize(("pattern", "words"), WORDS, ids=range(len(WORDS)))
def test_words_that_a_pattern_cannot_do_without(pattern, words):
    found = compiled(pattern).words
    assert (set(found.words) if found and found.worth else None) == words


def test_words_that_have_to_come_more_than_once():
    found = compiled(r"/(?:name|account)(?:\W+(?:name|account)\W+){3,}/").words
    assert (found.words, found.times) == ({b"name", b"account"}, 3)


PIECES = st.sampled_from(
    [
        "a",
        "B",
        "ab",
        "(?:a|bc)",
        "[ab]",
        "[^a]",
        ".",
        "a?",
        "(?:ab){2}",
        "b+",
        "(?i:aB)",
        "^",
        "$",
        r"\b",
        "(?=a)",
        "(?!b)",
        "|",
        "(?:)",
    ]
)


@given(st.lists(PIECES, max_size=6).map("".join), st.text("abAB ", max_size=12), st.booleans())
@example(pattern="a|", text="", fold=False)
def test_what_matches_holds_the_words(pattern, text, fold):
    made = run_ready(pattern, "i" if fold else "")
    found = made.compiled.search(text.encode())
    if found and made.words and made.words.worth:
        low = text.encode().lower()
        assert sum(low.count(word) for word in made.words.words) >= made.words.times


@given(st.text(st.characters(max_codepoint=255), max_size=60))
@example("(?P<a>b)(?P=a)")
@example("(?(9)a|b)")
@example(r"\g{99}")
@example("(?&n)")
@example("a{99999}{2}")
def test_any_pattern_is_read_or_refused(text):
    with suppress(PatternFault, TimeoutError):
        run_ready(text).compiled.search(b"abc", timeout=1)
