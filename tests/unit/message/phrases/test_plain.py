"""A text in its plain form, and the way back to where each character came from."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailworthy.message.phrases.mapped import Mapped, in_order
from mailworthy.message.phrases.plain import AMOUNT, LINK, Plain
from mailworthy.message.phrases.unmasked import LOOK_ALIKES, Unmasked

# fmt: off
PLAIN = [
    # as written                          plain
    ("Act  NOW",                          "act now"),
    ("act\r\n  now",                      "act now"),
    ("act\n\nnow",                        "act\nnow"),                    # another paragraph
    ("ＦＲＥＥ",                           "free"),                        # full width
    ("ﾊﾞｲｱｸﾞﾗ",                            "バイアグラ"),                  # half width, two characters for one
    ("無\n料",                            "無料"),                        # a line of Japanese ends anywhere
    ("Straße",                            "strasse"),
    ("ÜBER u\u0308ber",                   "über über"),
    ("don’t",                             "don't"),
    ("for only $5,000.00!",               f"for only {AMOUNT}!"),
    ("nur 50 € / 50,- Euro",              f"nur {AMOUNT} / {AMOUNT}"),
    ("5,000円 5千円 ５０円",               f"{AMOUNT} {AMOUNT} {AMOUNT}"),
    ("$1.5 million, 3 Mio Euro",          f"{AMOUNT}, {AMOUNT}"),
    ("make $$$ fast",                     f"make {AMOUNT} fast"),
    ("100 % free, 100 percent",           "100% free, 100%"),
    ("in 24 hours, 24時間",               "in # hours, #時間"),
    ("V1agra 2day",                       "v1agra 2day"),                 # part of a word is no number
    ("e-mail on-line",                    "email online"),
    ("at https://x.example/free-money .", f"at {LINK} ."),               # what a link is called is not what is said
]
UNMASKED = [
    # disguised            reads as
    ("fr€e c@$h",          "free cash"),
    ("V1agra",             "viagra"),
    ("fr33",               "free"),
    ("casin0",             "casino"),
    ("$ave",               "save"),
    ("F.R.E.E",            "free"),
    ("f r e e",            "free"),
    ("f r e e  m o n e y", "freemoney"),
    ("F-R-E-E",            "free"),
    ("v-iagra fre-e",      "viagra free"),
    ("frее саsіnо",        "free casino"),                               # Cyrillic е, с, а, і, о
    ("bοnus",              "bonus"),                                     # Greek ο
    ("Vìágrà",             "viagra"),
    ("無 料",              "無料"),
    ("無★料",              "無料"),
]
HONEST = [
    "Act now", "well-being", "risk-free", "Gratis-Angebot", "café", "free!", "$500", "a plan b", "無料",
]
# fmt: on


@pytest.mark.parametrize(("written", "plain"), PLAIN)
def test_what_an_honest_writer_varies_is_folded(written, plain):
    assert Plain(written).text == plain


@pytest.mark.parametrize(("written", "plain"), UNMASKED)
def test_what_a_disguise_reads_as(written, plain):
    read = Unmasked(Plain(written)).text
    assert read == plain.replace("l", "i")


@pytest.mark.parametrize("written", HONEST)
def test_honest_spelling_is_no_disguise(written):
    assert Unmasked(Plain(written)).text == ""


@pytest.mark.parametrize(
    ("written", "masked"),
    [
        ("fr\u200bee", [2]),
        ("fr\u2060ee mo\u200dney", [2, 8]),
        ("𝐟𝐫𝐞𝐞", [0, 1, 2, 3]),
        ("f\u00adree", [1]),  # nobody parts a word there
        ("Gewinn\u00adspiel", []),  # but there
        ("Hello \u200c\u00a0\u200c\u00a0\u034f \u200c Read on", []),  # a preheader's padding
        ("Hello\u200c\u200c\u200c\u200c\u200cRead on", []),  # the same without blanks
        ("葛\U000e0100飾 ❤\ufe0f", []),  # names and emoji have their shapes
    ],
)
def test_only_what_hides_inside_a_word_is_noted(written, masked):
    assert Plain(written).masked == masked


@pytest.mark.parametrize("shape", LOOK_ALIKES)
def test_every_look_alike_outlives_folding(shape):
    assert Unmasked(Plain(f"x{shape}x")).text == f"x{LOOK_ALIKES[shape]}x".replace("l", "i")


def test_padding_inside_a_word_does_not_hide_it():
    assert Unmasked(Plain("fr\u200b\u200b\u200b\u200b\u200bee")).text == "free"


@pytest.mark.parametrize(
    ("text", "words"),
    [("", 0), ("two words", 2), ("don't stop", 2), ("無料です", 2), ("free 無料", 2), ("a-b_c", 3)],
)
def test_two_characters_without_blanks_are_a_word(text, words):
    assert Plain(text).words() == words


MIXED = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("aeV1 €$.,5%\n\t-_ \u200b\u00ad\u0301\u3099ßＦｶﾞﾟ無料fİŉﷺ\x02\x03\x04🇩🇪"),
    )
)


@given(MIXED)
@example("İ" * 3)
@example("e\u0301ﷺ $5")
def test_each_character_knows_its_place(text):
    for mapped in (plain := Plain(text), Unmasked(plain)):
        spans = [mapped.span(at, at + 1) for at in range(len(mapped.text))]
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert spans == sorted(spans)


@given(MIXED)
def test_what_is_found_stands_there(text):
    """A letter that folding leaves alone is at the very place that the map names."""
    plain = Plain(text)
    for at, character in enumerate(plain.text):
        if "a" <= character <= "z":
            start, end = plain.span(at, at + 1)
            assert character in Plain(text[start:end]).text + text[start:end].casefold()


@given(st.text(), st.lists(st.tuples(st.integers(0, 30), st.integers(1, 4), st.text(max_size=3))))
def test_edits_and_the_way_back(text, wanted):
    edits = in_order(
        (start, start + length, new) for start, length, new in wanted if start + length <= len(text)
    )
    mapped = Mapped(text, edits)
    for start, end, new in edits:
        assert text[start:end] != new or new in mapped.text
    for at, character in enumerate(mapped.text):
        start, end = mapped.span(at, at + 1)
        assert text[start:end] == character or any(start < edit[1] and edit[0] < end for edit in edits)
