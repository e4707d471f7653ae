"""Letters that are not what they look like."""

from __future__ import annotations

import pytest
from content_look import looked

from mailworthy.finding import Severity

# fmt: off
INVISIBLE = [
    ("acc\u200bount and pass\u200bword",                    None),
    ("acc\u2060ount and pass\u200dword",                    None),
    ("acc&shy;ount p&shy;assword w&shy;ord",                None),  # no word is parted behind one letter
    ("one acc\u200bount",                                   Severity.INFO),  # a slip of an editor
    ("\u202egnp.exe and \u202eagain",                       None),
    ("Gar&shy;ten&shy;stühle und Tisch&shy;decken",         "silent"),
    ("Our news&zwnj;&nbsp;&zwnj;&nbsp;&zwnj;&nbsp;",        "silent"),
    ("می\u200cخواهم کتاب\u200cها",                          "silent"),  # Persian writes so
    ("👨\u200d👩\u200d👧 family",                             "silent"),
]
LOOK_ALIKE = [
    ("Your wаllet and your pаssword",                       None),
    ("Your wаllet",                                         Severity.INFO),
    ("The аccount and its passwоrd",                        None),
    ("Наш магазин открыт, Shop Ltd",                        "silent"),
    ("5 μm, 10 kΩ, Δt, α-Tocopherol, β-carotene",           "silent"),
    ("InsiderтА, VermontтА",                                "silent"),  # octets read wrongly
]
SPACED = [
    ("S P R I N G sale",        ["S P R I N G"]),
    ("v.i.a.g.r.a",             ["v.i.a.g.r.a"]),
    ("C-A-S-I-N-O",             ["C-A-S-I-N-O"]),
    ("Made in the U.S.A. by J. R. R. Tolkien", None),
    ("M*A*S*H",                 ["M*A*S*H"]),
    ("a b c",                   None),
    ("I a m",                   None),
    ("plan A - B - C - D",      None),
]
BROKEN = [
    ("Via<!-- x -->gra Ci<!---->alis Le<!-- y -->vitra",    True),
    ("Via<b></b>gra Ci<i></i>alis Le<font color=red></font>vitra", True),
    ("Via<qwertyu>gra Ci<asdfgh>alis Le<zxcvbn>vitra",      True),
    ("Via<!-- x -->gra",                                    False),
    ("<b>V</b>iagra C<i>i</i>alis L<u>e</u>vitra",          False),
    ("one<!-- a --> two<!-- b --> three<!-- c --> four",    False),
    ("news<a name=x></a>letter pa<span></span>ges in<img></img>dex", False),
    ("one<strong>two</strong> three<section>four three<center>x",  False),
]
# fmt: on


@pytest.mark.parametrize(("said", "severity"), INVISIBLE, ids=range(len(INVISIBLE)))
def test_invisible_characters_inside_words(said, severity):
    found = looked(f"<p>{said}</p>").get("CONTENT-INVISIBLE-CHARACTER")
    assert (found.severity if found else "silent") == severity


@pytest.mark.parametrize(("said", "severity"), LOOK_ALIKE, ids=range(len(LOOK_ALIKE)))
def test_letters_of_two_alphabets(said, severity):
    found = looked(f"<p>{said}</p>").get("CONTENT-LOOK-ALIKE")
    assert (found.severity if found else "silent") == severity


@pytest.mark.parametrize(("said", "words"), SPACED)
def test_words_letter_by_letter(said, words):
    found = looked(f"<p>{said}</p>").get("CONTENT-SPACED-LETTERS")
    assert (found and found.detail.split(", ")) == words


@pytest.mark.parametrize(("said", "there"), BROKEN, ids=range(len(BROKEN)))
def test_words_broken_by_tags(said, there):
    assert ("CONTENT-BROKEN-WORDS" in looked(f"<p>{said}</p>")) is there


def test_a_disguised_trigger_word_is_told_with_its_place():
    found = looked("<p>Get your</p>\n<p>V1agra here</p>")["CONTENT-DISGUISED-WORD"]
    assert (found.where["line"], found.where["snippet"]) == (2, "V1agra")


def test_signs_of_mathematics_are_no_letters():
    assert looked("𝗳𝗿𝗲𝗲 chairs", "text")["CONTENT-STYLED-LETTERS"].detail == "𝗳𝗿𝗲𝗲"
    assert "CONTENT-STYLED-LETTERS" not in looked("𝑥 + 𝑦 = 𝑧", "text")
