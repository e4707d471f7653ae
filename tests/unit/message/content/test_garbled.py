"""Text that was encoded or escaped twice, and what only looks so."""

from __future__ import annotations

import pytest
from content_look import looked, page, parts, text

# fmt: off
GARBLED = [
    # text of a page, escaped as it must be            what is told
    ("GrÃ¼ÃŸe aus MÃ¼nchen",                           "“Ã¼”, “ÃŸ”"),
    ("CafÃ© au lait",                                  "“Ã©”"),
    ("Itâ€™s here",                                    "“â€™”"),
    ("for 5 â‚¬ only",                                 "“â‚¬”"),
    ("Â© The Shop",                                    "“Â©”"),
    ("ÐŸÑ€Ð¸Ð²ÐµÑ‚",                                  "“ÐŸÑ€Ð¸Ð²ÐµÑ‚”"),
    ("ã\u0081\u0093ã‚“ã\u0081«",                       "“ã\u0081\u0093ã‚“ã\u0081«”"),
    ("縺薙ｓ縺ｫ縺｡縺ｯ",                                 "“縺薙ｓ縺ｫ縺｡縺ｯ”"),
    ("$B%a!<%k(B here",                               "“$B%a!<%k(B”"),
    ("Fish &amp;amp; chips",                           "“&amp;”"),
    ("5 &amp;euro;",                                   "“&euro;”"),
    ("a&amp;#8217;b",                                  "“&#8217;”"),
    ("Hello,\\nthe shop is open.\\nBye",               "“\\n”"),
    ("Caf\N{REPLACEMENT CHARACTER}",                   "“\N{REPLACEMENT CHARACTER}”"),
    ("NÃO e SÃO «MANHÃ» IRMÃ",                         None),
    ("«MENÜ» Â la carte, TÂCHE",                       None),
    ("École, Être, Ã propos",                          None),
    ("A &amp; B, Q&amp;A; R&amp;D; x",                 None),
    ("C:\\new\\notes and C:\\nord",                    None),
    ("It costs $BA(B) or $B",                          None),
    ("繧 is a sign",                                   None),
    ("Привет, こんにちは, naïve café",                  None),
]
# fmt: on


@pytest.mark.parametrize(("said", "told"), GARBLED, ids=range(len(GARBLED)))
def test_of_a_page(said, told):
    found = looked(f"<p>{said}</p>").get("MSG-GARBLED")
    assert (found.detail if found else None) == told


def test_of_a_plain_text_and_of_a_subject():
    found = looked(f"Subject: Tom &amp; Ann\n{text('CafÃ© at 5')}", "eml")["MSG-GARBLED"]
    assert (found.detail, found.count) == ("“&amp;”, “Ã©”", 2)
    assert (found.where["header"], found.also[0]["snippet"]) == ("Subject", "Ã©")


def test_what_the_charset_explains_is_told_once():
    latin = b"Content-Type: text/html; charset=utf-8\n\n<p>Caf\xe9 at five</p>"
    assert "MSG-GARBLED" not in looked(latin, "eml")


def test_people_see_the_page():
    assert "MSG-GARBLED" not in looked(parts(text("5 &euro;"), page("<p>5 &euro;</p>")), "eml")


@pytest.mark.parametrize(
    ("piece", "garbled"),
    [
        ("Ã¼", True),
        ("Ð", False),
        ("縺", True),
        ("$B!!", False),
        ("&amp;nbsp;", True),
        ("a\\n ", True),
        ("&amp", False),
    ],
)
def test_any_number_of_them(piece, garbled):
    found = looked(f"<p>{piece * 30_000}</p>").get("MSG-GARBLED")
    assert (found is not None) is garbled
    assert found is None or found.count <= 200
