"""The words in pictures, read by the program tesseract where it is installed."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from itertools import groupby

from mailworthy.wire.explore import Picture, Words
from mailworthy.wire.picture import read

OCTETS = 5 * 2**20  # of a picture
PIXELS = 40_000_000  # of a picture, unpacked
READS = frozenset(("png", "jpeg", "gif", "bmp", "webp"))
SECONDS = 30  # for one picture
REMEMBERED = 512  # pictures whose words are kept
_MEMORY = 2**30  # octets of the program
_CHARACTERS = 20_000  # of one picture
_SURE = 50.0  # percent, from which a word is one
_LEAST = 2  # letters of a line: shadows and edges look like one
_WORD = "5"  # the level of words in a table of the program's
_CPU_SECONDS = 60

# ISO 639: what the program calls the languages.
_CALLED = {
    "ar": "ara", "bg": "bul", "ca": "cat", "cs": "ces", "da": "dan", "de": "deu", "el": "ell", "en": "eng", "es": "spa", "et": "est",
    "fa": "fas", "fi": "fin", "fr": "fra", "ga": "gle", "he": "heb", "hi": "hin", "hr": "hrv", "hu": "hun", "id": "ind", "is": "isl",
    "it": "ita", "ja": "jpn", "ko": "kor", "lt": "lit", "lv": "lav", "nb": "nor", "nl": "nld", "no": "nor", "pl": "pol", "pt": "por",
    "ro": "ron", "ru": "rus", "sk": "slk", "sl": "slv", "sv": "swe", "th": "tha", "tr": "tur", "uk": "ukr", "vi": "vie", "zh": "chi_sim",
}  # fmt: skip
_NOT_LATIN = {"ar", "bg", "el", "fa", "he", "hi", "ja", "ko", "ru", "th", "uk", "zh"}
_UNSPACED = "\u3000-\u30ff\u3400-\u9fff\uff00-\uffef"
_BETWEEN = re.compile(rf"(?<=[{_UNSPACED}]) (?=[{_UNSPACED}])")


class Tesseract:
    """Reads the words in pictures, one picture at a time, and each once as long as it is remembered.

    The program gets nothing but a picture that our own reading knows for one: what it does not know it takes for a list of
    files to open.

    Args:
        program: Its name or path.
        seconds: How long it may take over one picture.
    """

    def __init__(self, program: str = "tesseract", seconds: float = SECONDS) -> None:
        self._program = program
        self._seconds = seconds
        self._free = asyncio.Semaphore(1)
        self._languages: frozenset[str] | None = None
        self._read_before: dict[tuple[bytes, tuple[str, ...]], Words] = {}

    async def words(self, ask: Picture) -> Words:
        """Read one picture. Nothing is raised: what could not be read says why."""
        if fault := _refused(ask.octets):
            return Words(why="malformed", detail=fault)
        path = shutil.which(self._program)
        if path is None:
            return Words(why="not_installed")
        async with self._free:
            key = (sha256(ask.octets).digest(), ask.languages)
            if key not in self._read_before:
                self._remember(key, await self._in_time(path, ask))
            return self._read_before[key]

    def _remember(self, key: tuple[bytes, tuple[str, ...]], words: Words) -> None:
        """Keep what was read: the same logo stands in every message of a sender."""
        if len(self._read_before) >= REMEMBERED:
            del self._read_before[next(iter(self._read_before))]
        self._read_before[key] = words

    async def _in_time(self, path: str, ask: Picture) -> Words:
        try:
            async with asyncio.timeout(self._seconds):
                return await self._read(path, ask)
        except TimeoutError:
            return Words(why="timeout", detail=f"{self._seconds:g} s")

    async def _read(self, path: str, ask: Picture) -> Words:
        if self._languages is None:
            _, listed = await _run(path, "--list-langs")
            self._languages = frozenset(listed.decode("utf-8", "replace").split("\n")[1:])
        chosen = _chosen(ask.languages, self._languages)
        if not chosen:
            return Words(why="language", detail=", ".join(ask.languages) or "en")
        # 11: as much text as there is, in no order of columns: a picture is no page of a book.
        code, table = await _run(
            path, "stdin", "stdout", "-l", chosen, "--psm", "11", "tsv", given=ask.octets
        )
        if code:
            return Words(why="malformed", detail=f"{self._program}: {code}")
        return Words(_text(table.decode("utf-8", "replace")))


def _refused(octets: bytes) -> str:
    """Give why a picture is not read, by what it says of itself: unpacked it may be a thousand times as large."""
    if len(octets) > OCTETS:
        return f"{len(octets)} > {OCTETS}"
    file = read(octets)
    if file.format not in READS:
        return file.format or "?"
    return "" if 0 < file.pixels <= PIXELS else f"{file.width} × {file.height}"


def _chosen(languages: Iterable[str], known: frozenset[str]) -> str:
    """Give the languages to read in, as the program calls them; English letters do for all that are written in Latin ones."""
    asked = list(languages) or ["en"]
    names = [_CALLED[one] for one in asked if one in _CALLED and _CALLED[one] in known]
    if not names and "eng" in known and not _NOT_LATIN.issuperset(asked):
        return "eng"
    return "+".join(dict.fromkeys(names))


async def _run(path: str, *arguments: str, given: bytes = b"") -> tuple[int, bytes]:
    """Run the program to its end, within bounds of memory and time; nothing outlives us."""
    process = await asyncio.create_subprocess_exec(
        path,
        *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=_surroundings(),
    )
    try:
        _bound(process.pid)
        told, _ = await process.communicate(given)
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    return process.returncode or 0, told


def _surroundings() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "TESSDATA_PREFIX") if name in os.environ}
    return {**kept, "OMP_THREAD_LIMIT": "1", "LC_ALL": "C"}


def _bound(pid: int) -> None:
    """Bound what a process may use; it waits for its picture still. Systems other than Linux lack the call."""
    import resource  # noqa: PLC0415  # Windows has none

    if not hasattr(resource, "prlimit"):
        return
    bounds = {
        resource.RLIMIT_AS: _MEMORY,
        resource.RLIMIT_CPU: _CPU_SECONDS,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for what, most in bounds.items():
        with suppress(ProcessLookupError, PermissionError):  # it ended already, or may not be bounded here
            resource.prlimit(pid, what, (most, most))


def _text(table: str) -> str:
    """Give the words of a table of the program's, line by line; those that it is not sure of are left out."""
    rows = (row.split("\t") for row in table.splitlines())
    words = [
        row for row in rows if len(row) >= 12 and row[0] == _WORD and _is_word(row[10], row[11])
    ]  # columns
    lines = (
        " ".join(row[11].strip() for row in line) for _, line in groupby(words, key=lambda row: row[1:5])
    )
    kept = [line for line in lines if sum(map(str.isalnum, line)) >= _LEAST]
    return _BETWEEN.sub("", "\n".join(kept))[:_CHARACTERS]


def _is_word(sure: str, text: str) -> bool:
    try:
        return float(sure) >= _SURE and bool(text.strip())
    except ValueError:
        return False
