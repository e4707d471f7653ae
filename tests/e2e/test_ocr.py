"""The words in pictures, read by the real program: drawn by Chromium, sent in a message, held against what filters know."""

from __future__ import annotations

import asyncio

import pytest
from click.testing import CliRunner
from pictures import carrying

from mailworthy import check_message
from mailworthy.doors.cli.message_check import command
from mailworthy.edge.browser import Browser, Screen, Shot
from mailworthy.edge.ocr import Tesseract
from mailworthy.message.scope import Scope
from mailworthy.wire.explore import Picture

pytestmark = [pytest.mark.system("tesseract", "chromium"), pytest.mark.xdist_group("chromium")]

# fmt: off
SAID = [
    # language  as drawn, and read back word by word
    ("en",      "Act now! You have won a cash prize. Claim it before midnight.",     "color:#fff;background:#a00"),
    ("de",      "Jetzt zugreifen: Gartenmöbel für jede Terrasse, schöne Grüße",      "color:#222;background:#fff"),
    ("ja",      "期間限定で全品半額、送料無料です。",                                  "color:#222;background:#ffd"),
]
# fmt: on


@pytest.fixture(scope="module")
def drawn(program):
    """Draw words as a picture."""
    with Browser(program("chromium")) as browser, browser.sitting() as sitting:

        def draw(words: str, style: str = "") -> bytes:
            page = f'<meta charset="utf-8"><body style="margin:0;padding:20px;font:32px sans-serif;{style}">{words}'
            return sitting.draw(Shot(page, Screen(640, 300), png=True)).octets

        yield draw


@pytest.mark.parametrize(("language", "words", "style"), SAID, ids=[row[0] for row in SAID])
def test_words_are_read_in_their_language(drawn, give_up, language, words, style):
    told = asyncio.run(Tesseract().words(Picture(drawn(words, style), (language,))))
    if told.why == "language":
        give_up(f"needs the data for {language}: run scripts/system as root")
    assert told.text.replace("\n", "" if language == "ja" else " ") == words


def test_a_message_that_is_a_picture_is_judged_by_what_the_picture_says(drawn):
    """Its wording is found, it is shown in the table, and what the text lacks is offered as an alternative text."""
    words = f"{SAID[0][1]} This is 100% free, no risk and no obligation: order now!"
    page = '<p>Hello</p><img src="cid:a" width="640" height="300" alt="Hello">'
    message = carrying(page, ("a", "image/png", drawn(words, SAID[0][2])))
    report = check_message(message, Scope(read_pictures=True, language="en"))
    found = {finding.code: finding for finding in report.findings}
    assert "“You have won”" in found["IMG-SPAM-WORDS"].detail
    assert found["IMG-WORDS-UNSAID"].fix.startswith('alt="Act now! You have won')
    assert report.images[0]["text"].startswith("Act now!")
    unread = check_message(message, Scope(language="en"))
    assert "IMG-WORDS-UNREAD" in {finding.code for finding in unread.findings}


def test_a_picture_without_words_has_none(drawn):
    told = asyncio.run(Tesseract().words(Picture(drawn("", "background:linear-gradient(#a00,#00a)"))))
    assert (told.text, told.why) == ("", "")


def test_a_list_of_files_is_not_opened(tmp_path, drawn):
    """The program would read the pictures that a text names; it never gets a text."""
    (tmp_path / "a.png").write_bytes(drawn(SAID[0][1]))
    told = asyncio.run(Tesseract().words(Picture(f"{tmp_path / 'a.png'}\n".encode())))
    assert (told.text, told.why) == ("", "malformed")


@pytest.mark.parametrize(("options", "read"), [((), True), (("--ocr",), True), (("--no-ocr",), False)])
def test_the_command_reads_pictures_where_the_program_is(drawn, tmp_path, monkeypatch, options, read):
    """Nothing is asked of anybody for it: not even whom to ask."""
    monkeypatch.setattr("socket.socket.connect", _refused)
    file = tmp_path / "shop.eml"
    file.write_bytes(
        carrying('<p>Hello</p><img src="cid:a" alt="Hello">', ("a", "image/png", drawn(SAID[0][1])))
    )
    told = CliRunner().invoke(command, [str(file), "--json", "--lang", "en", *options])
    assert ("Claim it before midnight" in told.output) is read
    assert ("IMG-WORDS-UNREAD" in told.output) is not read


def test_where_the_program_is_missing_no_picture_is_read(drawn, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    file = tmp_path / "shop.eml"
    file.write_bytes(
        carrying('<p>Hello</p><img src="cid:a" alt="Hello">', ("a", "image/png", drawn(SAID[0][1])))
    )
    told = CliRunner().invoke(command, [str(file), "--json"])
    assert "Claim it before midnight" not in told.output
    assert "IMG-WORDS-UNREAD" in told.output


def _refused(*_: object) -> None:
    raise AssertionError("something was asked over the network")
