"""The page that shows what a message looks like, and the sheet that a browser makes a picture of."""

from __future__ import annotations

import json
import re

import preview_sample
import pytest

from mailworthy.finding import Lang
from mailworthy.flow.page.previews import EMBEDDED_OCTETS, contact_sheet, preview_page
from mailworthy.flow.preview_message import _Names

SAMPLES = ("ordinary", "troubled", "large", "hostile", "empty")


def page(name: str, lang: Lang = Lang.EN) -> str:
    return preview_page(getattr(preview_sample, name)(), lang)


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("name", SAMPLES)
def test_nothing_in_it_runs_or_is_fetched(name, lang):
    for text in (page(name, lang), contact_sheet("x", getattr(preview_sample, name)().drawn, lang)):
        assert "<script" not in text
        assert not re.search(r"<[^>]*\son\w+=", text)
        assert set(re.findall(r'\s(?:src|data|poster)="([^"]{5})', text)) <= {"data:"}
        assert set(re.findall(r"<link|<iframe|<object|<form|url\(|@import", text)) == set()
    assert "default-src 'none'; img-src data:; style-src 'sha256-" in page(name, lang)


def test_it_shows_every_view_with_its_words():
    text = page("ordinary")
    assert (
        text.count('<img src="data:image/jpeg;base64,') == 13
    )  # the desktop twice: weaker clients stand beside it
    for words in (
        "This message in 12 views",
        "Chromium at iPhone width, 390 × 844",
        "Outlook (Windows) (approximation)",
        "caniemail lists as unsupported",
        "The page is 980 px wide on a screen of 390 px",
        "3 refused",
        "One picture of the web was not fetched",
    ):
        assert words in text
    assert "iPhone" not in re.sub(r"Chromium at iPhone width", "", text)


def test_what_disappears_is_listed():
    lost = page("ordinary").partition("Outlook (Windows)")[2].partition("Gmail (Desktop")[0]
    assert re.search(r"<code[^>]*>mso-hide:all</code>", lost)
    assert re.search(r"<code[^>]*>\[if !mso\]</code>", lost)
    assert re.search(r"<code>border-radius: 4px</code>", lost)
    assert re.search(r"<code>float: left</code>", lost)


def test_all_languages_say_all_of_it():
    texts = [page("ordinary", lang) for lang in Lang]
    assert len({re.search(r"<h1[^>]*>(.*?)</h1>", text)[1] for text in texts}) == 3
    assert "iPhoneの幅" in texts[2]
    assert "in iPhone-Breite" in texts[1]


def test_trouble_is_said():
    text = page("troubled")
    assert "Not drawn: the page takes too long." in text
    assert "ran as root without its sandbox" in text
    assert "<img" not in text


def test_large_pictures_lie_beside_the_page():
    text = page("large")
    assert "the picture lies beside it" in text
    assert len(text) < 2 * EMBEDDED_OCTETS
    assert 'href="./phone.jpg"' in text
    assert "Cut here: the page is 9,000 px long." in text


def test_a_message_of_nothing_has_a_page_that_says_so():
    assert "There is nothing to draw" in page("empty")


def test_json_tells_what_was_drawn():
    told = json.loads(json.dumps(preview_sample.ordinary().as_dict()))
    assert [view["file"] for view in told["views"]][:2] == ["phone.jpg", "android.jpg"]
    assert told["views"][0]["page"] == {"width": 980, "height": 2400}
    assert told["requests"] == {"left": 0, "placeholders": 3, "refused": {"image": 1, "other": 2}}
    assert [view["wide"] for view in told["views"][:4]] == [True, True, True, False]
    (outlook,) = (view for view in told["views"] if view["client"] == "outlook.windows")
    assert outlook["approximation"]
    assert {one["cause"] for one in outlook["disappears"]} == {"not_mso", "hidden", "feature"}
    troubled = preview_sample.troubled().as_dict()["views"][0]
    assert (troubled["file"], troubled["trouble"], troubled["page"]) == (None, "time", None)


# fmt: off
NAMES = [
    # files                                         folders
    (["a.eml"],                                     ["a"]),
    (["mails/a.eml", "mails/b.eml"],                ["a", "b"]),
    (["mails/a.eml", "old/a.eml"],                 ["a", "a-2"]),
    (["a.eml", "a.html", "A.txt"],                  ["a", "a-2", "A-3"]),
    (["../../etc/passwd.eml"],                      ["passwd"]),
    (["…", "日本.eml", ""],                         ["message", "message-2", "message-3"]),
    (["x" * 300 + ".eml"],                          ["x" * 100]),
]
# fmt: on


@pytest.mark.parametrize(("files", "folders"), NAMES)
def test_each_message_has_a_folder_of_its_own(files, folders):
    names = _Names()
    assert [names.name(file) for file in files] == folders
