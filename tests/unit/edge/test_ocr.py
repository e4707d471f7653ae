"""How the program that reads pictures is run: what it gets, what it may use, what becomes of what it says."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable

import pytest
from pictures import gif, jpeg_head, png, png_head, tiff

from mailworthy.edge.ocr import Tesseract
from mailworthy.wire.explore import Picture, Words

PICTURE = png(200, 40)
LANGUAGES = 'List of available languages in "/usr/share" (3):\neng\ndeu\njpn'
Script = Callable[[str], str]


@pytest.fixture
def script(tmp_path) -> Script:
    """Give a program that knows three languages and does with a picture what the test says."""

    def write(does: str, languages: str = LANGUAGES) -> str:
        path = tmp_path / "tesseract"
        path.write_text(
            f"#!/bin/sh\n[ \"$1\" = --list-langs ] && {{ cat <<'END'\n{languages}\nEND\nexit; }}\ncd '{tmp_path}'\n{does}\n"
        )
        path.chmod(0o700)
        return str(path)

    return write


def _read(path: str, octets: bytes = PICTURE, *languages: str, seconds: float = 60) -> Words:
    return asyncio.run(Tesseract(path, seconds).words(Picture(octets, languages)))


def _row(text: str, sure: str = "96.1", line: int = 1) -> str:
    return f"printf '5\\t1\\t1\\t1\\t{line}\\t1\\t0\\t0\\t9\\t9\\t{sure}\\t%s\\n' {text}"


# fmt: off
CHOSEN = [
    # asked for       known                  read in
    (("de",),         LANGUAGES,             "deu"),
    ((),              LANGUAGES,             "eng"),
    (("fr",),         LANGUAGES,             "eng"),      # the same letters
    (("en", "ja"),    LANGUAGES,             "eng+jpn"),
    (("xx",),         LANGUAGES,             "eng"),
    (("ko",),         LANGUAGES,             None),       # other letters
    (("ja",),         "List:\neng",          None),
    (("de",),         "List:\nosd",          None),
    (("de",),         "",                    None),
]
REFUSED = [
    # octets                                 why, in values
    (b"/etc/hostname\n",                     "?"),        # the program would take it for a list of files
    (b"https://shop.example/a.png\n",        "?"),        # and that for something to fetch
    (b"",                                    "?"),
    (b"%PDF-1.7",                            "pdf"),
    (b'<svg width="200" height="40">',       "svg"),
    (tiff(200, 40),                          "tiff"),     # may hold a thousand pages
    (png_head(60_000, 60_000),               "60000 × 60000"),
    (png_head(0, 40),                        "0 × 40"),
    (png(200, 40).ljust(6 << 20, b"\0"),     "6291456 > 5242880"),
]
# fmt: on


@pytest.mark.parametrize(("languages", "known", "chosen"), CHOSEN, ids=range(len(CHOSEN)))
def test_languages(script, languages, known, chosen):
    told = _read(script(_row('"$4"'), known), PICTURE, *languages)
    assert told == (Words(chosen) if chosen else Words(why="language", detail=", ".join(languages)))


@pytest.mark.parametrize(("octets", "detail"), REFUSED, ids=range(len(REFUSED)))
def test_what_the_program_never_gets(script, tmp_path, octets, detail):
    told = _read(script("touch started"), octets)
    assert told == Words(why="malformed", detail=detail)
    assert not (tmp_path / "started").exists()


@pytest.mark.parametrize("octets", [png(200, 40), gif(200, 40), jpeg_head(200, 40)])
def test_the_program_gets_the_very_octets(script, octets):
    assert _read(script(_row("\"$(od -An -v -tx1 | tr -d ' \\n')\"")), octets).text == octets.hex()


def test_a_table_of_words_becomes_lines(script):
    """What is unsure, blank or no row of a word is left out; so is a line of a mark or two."""
    does = "\n".join(
        (
            "cat > /dev/null",
            r"printf 'level\tpage_num\n1\t1\t0\t0\t0\t0\t0\t0\t9\t9\t-1\t\nnonsense\n'",
            _row("'Act'"),
            _row("'now!'"),
            _row("'x~y'", "30"),
            _row("'odd'", "sure"),
            _row("'|'", line=2),
            _row("' '", line=2),
            _row("'半額'", line=3),
            _row("'で'", line=3),
            _row("'5'", line=3),
        )
    )
    assert _read(script(does)) == Words("Act now!\n半額で 5")


@pytest.mark.parametrize("text", ["", "\\377\\376", "5\\t1"])
def test_anything_it_says_is_read(script, text):
    assert _read(script(f"cat > /dev/null; printf '{text}'")) == Words("")


def test_without_the_program():
    assert _read("no-such-program-here") == Words(why="not_installed")


def test_a_program_that_fails(script):
    assert _read(script("exit 3")).why == "malformed"


def test_a_program_that_reads_nothing(script):
    """It ends while a large picture is on its way."""
    assert _read(script("exit 0"), png(200, 40).ljust(4 << 20, b"\0")).why in {"", "malformed"}


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no prlimit")
def test_what_it_may_use(script):
    """1 GiB of memory, a minute of computing, no file, no core."""
    does = "cat > /dev/null\nfor what in v t f c; do " + _row("lim$(ulimit -$what)") + "; done"
    assert _read(script(does)) == Words("lim1048576 lim60 lim0 lim0")


def test_its_surroundings_hold_nothing_of_ours(script, monkeypatch):
    monkeypatch.setenv("MAILWORTHY_SECRET", "word")
    told = _read(
        script("cat > /dev/null; " + _row("\"$(env | cut -d= -f1 | grep -v PWD | sort | tr '\\n' ' ')\""))
    )
    assert set(told.text.split()) <= {"LC_ALL", "OMP_THREAD_LIMIT", "PATH", "SHLVL", "TESSDATA_PREFIX", "_"}


def test_one_picture_at_a_time(script):
    """Each is alone while it runs; one that is not would fail."""
    path = script("mkdir busy || exit 9; cat > /dev/null; rmdir busy; " + _row("done"))

    async def all_at_once() -> list[Words]:
        reader = Tesseract(path, 60)
        return await asyncio.gather(*(reader.words(Picture(png(200, 40 + number))) for number in range(5)))

    assert asyncio.run(all_at_once()) == [Words("done")] * 5


def test_a_picture_is_read_once(script, monkeypatch):
    """In each language, and again when newer ones have taken its place."""
    monkeypatch.setattr("mailworthy.edge.ocr.REMEMBERED", 2)
    # Each run makes a folder more, and says how many there are.
    path = script("cat > /dev/null; mkdir run.$$; " + _row('"$(ls -d run.* | wc -l) times"'))
    asks = [(40, "en"), (40, "en"), (40, "de"), (41, "en"), (41, "en"), (40, "en")]

    async def one_by_one() -> list[str]:
        reader = Tesseract(path, 60)
        return [(await reader.words(Picture(png(200, high), (lang,)))).text for high, lang in asks]

    assert asyncio.run(one_by_one()) == [f"{count} times" for count in (1, 1, 2, 3, 3, 4)]


def _is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_a_program_that_does_not_end_is_ended(script, tmp_path):
    told = _read(script("mkdir pid.$$; exec sleep 600"), seconds=0.5)
    assert told == Words(why="timeout", detail="0.5 s")
    assert all(_is_gone(int(one.suffix[1:])) for one in tmp_path.glob("pid.*"))


def test_nothing_outlives_who_asked(script, tmp_path):
    """The program tells its number by a pipe, so that it runs for sure."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    path = script("echo $$ > pipe; exec sleep 600")

    async def give_up() -> int:
        task = asyncio.create_task(Tesseract(path, 600).words(Picture(PICTURE)))
        pid = int(await asyncio.to_thread(pipe.read_text))
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return pid

    assert _is_gone(asyncio.run(give_up()))
