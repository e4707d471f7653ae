"""Dictionaries of Hunspell: those of the user, of the system and of other programs, opened when somebody asks."""

from __future__ import annotations

import codecs
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from mailworthy.errors import InputError
from mailworthy.message.spelling.near import alphabet, candidates, twice

if TYPE_CHECKING:
    from hunspell import Hunspell

# Where systems, LibreOffice and macOS keep dictionaries.
PLACES = (
    "/usr/share/hunspell",
    "/usr/share/myspell",
    "/usr/share/myspell/dicts",
    "/usr/local/share/hunspell",
    "/opt/homebrew/share/hunspell",
    "~/.local/share/hunspell",
    "~/Library/Spelling",
    "/Library/Spelling",
)
EXTENSIONS = (
    "/usr/lib/libreoffice/share/extensions",
    "/usr/lib64/libreoffice/share/extensions",
    "/opt/libreoffice*/share/extensions",
    "/Applications/LibreOffice.app/Contents/Resources/extensions",
    "C:/Program Files/LibreOffice/share/extensions",
)
FIRST = {
    "en": ("en_US", "en_GB"),
    "pt": ("pt_PT", "pt_BR"),
    "es": ("es_ES", "es"),
}  # of a language that has several
MOST = 3  # dictionaries of one language
REMEMBERED = 2**16  # words of one language, about 8 MB
NEAR = 4  # words that may have been meant
STEM = 4  # letters that a word has at least in front of a longer ending: fewer are the beginning of anything
ENDING = 4  # letters that an ending has at most, beside the last one of the word, which it may change
_COMPOUNDS = re.compile(rb"^\s*COMPOUND(?:FLAG|BEGIN|MIDDLE)\b", re.MULTILINE)
_ENTRY = re.compile(r"^([^\s/]+)", re.MULTILINE)
_NAME = re.compile(r"[a-z]{2,3}(?:[_-][A-Za-z0-9]{2,8})*")
_CHARSET = re.compile(rb"^\s*SET\s+(\S+)", re.MULTILINE)
_CHARSETS = {"tis620-2533": "tis-620"}  # as Hunspell calls them, and Python
_COUNT = re.compile(rb"(?:\xef\xbb\xbf)?\s*\d+")


class Book:
    """One dictionary, open.

    Args:
        file: Its ``.dic``.

    Raises:
        InputError: It is none.
    """

    def __init__(self, file: Path) -> None:
        """Open it."""
        self._file = file
        self._hunspell = opened(file)

    def knows(self, word: str) -> bool:
        """Tell whether it has a word."""
        try:
            return bool(self._hunspell.spell(word))
        except UnicodeEncodeError:  # it has letters that the language lacks
            return False

    def may_know(self, word: str) -> bool:
        """Tell whether it may have a word: one begins so. A hundred times quicker than to look it up in vain."""
        if self._stems is None:
            return True
        said = word.rpartition("'")[2] or word  # l'année
        letters = len(said)
        least = min(letters - 1, STEM)
        two, three, four = (max(letters - 2, least), max(letters - 3, least), max(letters - 4, least))
        return not self._stems.isdisjoint((said, said[:-1], said[:two], said[:three], said[:four]))

    @cached_property
    def _stems(self) -> frozenset[str] | None:
        """What its words begin with, endings left off; None where words are made of several."""
        if _COMPOUNDS.search(self._file.with_suffix(".aff").read_bytes()):
            return None
        words = _ENTRY.findall(self._file.read_text(charset(self._file), "replace"))
        return frozenset(words).union(word[:-1] for word in words if len(word) > ENDING)


class Dictionary:
    """Who knows the words of a language: in one of its countries is enough.

    Args:
        language: An ISO 639 code.
        files: The ``.dic`` of each, the likeliest first; the others are opened once it lacks a word.
    """

    def __init__(self, language: str, files: Sequence[Path]) -> None:
        """Open the first."""
        self._letters = alphabet(language)
        self._waiting = list(files)
        self._open = [Book(self._waiting.pop(0))]
        self._known = lru_cache(REMEMBERED)(self._looked_up)
        self._near = lru_cache(REMEMBERED // 8)(self._one_slip_away)
        self._suggested = lru_cache(REMEMBERED // 8)(self._two_slips_away)

    def knows(self, word: str) -> bool:
        """Tell whether it is a word, as it is written here."""
        return self._known(word)

    def near(self, word: str) -> tuple[str, ...]:
        """Give the first few known words that are one slip away, the likeliest first."""
        return self._near(word)

    def suggest(self, word: str) -> tuple[str, ...]:
        """Give the first few known words that are two slips away."""
        return self._suggested(word)

    def _looked_up(self, word: str) -> bool:
        if any(book.knows(word) for book in self._open):
            return True
        while self._waiting:
            self._open.append(Book(self._waiting.pop(0)))
            if self._open[-1].knows(word):
                return True
        return False

    def _one_slip_away(self, word: str) -> tuple[str, ...]:
        return self._first(candidates(word, self._letters))

    def _two_slips_away(self, word: str) -> tuple[str, ...]:
        return self._first(twice(word))

    def _first(self, words: Iterable[str]) -> tuple[str, ...]:
        """Give the first few known ones; Hunspell's own suggestions take 50 ms a word and more."""
        known = (word for word in dict.fromkeys(words) if self._is_in_one(word))
        return tuple(islice(known, NEAR))

    def _is_in_one(self, word: str) -> bool:
        """Ask the first book that may know a word; the others would say the same, and be as slow."""
        for book in self._open:
            if book.may_know(word):
                return book.knows(word)
        return False


class Dictionaries:
    """Who knows the words of which language, once a process.

    Args:
        folders: The user's own, asked before the system's.
    """

    def __init__(self, folders: Iterable[Path] = ()) -> None:
        """Open nothing yet."""
        self._folders = tuple(folders)
        self._found: dict[str, list[Path]] | None = None
        self._of: dict[str, Dictionary | None] = {}

    def of(self, language: str) -> Dictionary | None:
        """Give the dictionary of a language; None where there is none.

        Args:
            language: An ISO 639 code of two letters.

        Raises:
            InputError: There is one in a folder of the user's, and it is broken.
        """
        if language not in self._of:
            files = self._files(language)
            self._of[language] = Dictionary(language, files) if files else None
        return self._of[language]

    def _files(self, language: str) -> list[Path]:
        """Give the dictionaries of a language, the likeliest first, each file once: systems have links from one to the other."""
        if self._found is None:
            self._found = self._all()
        names = [name for name in self._found if re.split("[_-]", name)[0] == language]
        likely = FIRST.get(language, (language, f"{language}_{language.upper()}"))
        names.sort(key=lambda name: (likely.index(name) if name in likely else len(likely), name))
        files: dict[Path, Path] = {}
        for file in filter(None, map(self._usable, names)):
            files.setdefault(file.resolve(), file)
        return list(files.values())[:MOST]

    def _usable(self, name: str) -> Path | None:
        """Give the first dictionary of a name; broken ones only of the user's, who then is told."""
        files = (self._found or {})[name]
        return next((file for file in files if file.parent in self._folders or not fault(file)), None)

    def _all(self) -> dict[str, list[Path]]:
        """Give all dictionaries by name, in the order of their folders."""
        found: dict[str, list[Path]] = {}
        for folder in (*self._folders, *places()):
            for file in sorted(folder.glob("*.dic")) if folder.is_dir() else ():
                if _NAME.fullmatch(file.stem):
                    found.setdefault(file.stem, []).append(file)
        return found


def places() -> Iterator[Path]:
    """Give the folders where dictionaries may lie, beside the user's own."""
    yield from map(Path, filter(None, os.environ.get("DICPATH", "").split(os.pathsep)))
    yield from (Path(place).expanduser() for place in PLACES)
    for pattern in EXTENSIONS:
        root = Path(pattern).anchor
        if Path(pattern).is_absolute():
            yield from sorted(Path(root).glob(f"{Path(pattern).relative_to(root)}/dict-*"))
    spec = find_spec("hunspell")
    if spec and spec.origin:
        yield Path(spec.origin).parent / "dictionaries"


def fault(file: Path) -> str:
    """Give why Hunspell cannot use a dictionary, which it does not tell itself; empty where it can.

    Args:
        file: Its ``.dic``; its ``.aff`` lies beside it.
    """
    try:
        charset(file)
        with file.open("rb") as words:
            counted = _COUNT.match(words.read(100))
    except OSError as error:
        return f"{error.filename}: {error.strerror}"
    except LookupError:
        return f"{file.with_suffix('.aff')}: no dictionary of Hunspell: nobody knows its charset"
    if not counted:
        return f"{file}: no dictionary of Hunspell: its first line does not say how many words it has"
    return ""


def charset(file: Path) -> str:
    """Give the charset of a dictionary, as Python calls it.

    Raises:
        LookupError: Nobody knows it.
        OSError: Its rules cannot be read.
    """
    with file.with_suffix(".aff").open("rb") as rules:
        said = _CHARSET.search(rules.read(2**16))
    name = said[1].decode("ascii", "replace").lower() if said else "latin-1"
    return codecs.lookup(_CHARSETS.get(name, name.removeprefix("microsoft-"))).name


def opened(file: Path) -> Hunspell:
    """Open a dictionary.

    Raises:
        InputError: It is none.
    """
    if broken := fault(file):
        raise InputError(broken)
    import hunspell  # noqa: PLC0415  # only where somebody spells

    encoding = "utf-8" if sys.platform == "win32" else sys.getfilesystemencoding()
    dictionary = hunspell.Hunspell(file.stem, hunspell_data_dir=str(file.parent), system_encoding=encoding)
    dictionary._dic_encoding = charset(file)  # noqa: SLF001  # else it takes ASCII for names that Python lacks
    return dictionary
