"""Words out of running text: what stands between two blanks, made what a dictionary can be asked about."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from unicodedata import category, normalize

LETTERS = re.compile(r"[^\W\d_]+")
CHUNK = re.compile(r"\S+")
LONGEST = 40  # of one word; longer ones are no words
# Dashes, quotes and bullets need no blank beside them.
_APART = re.compile(r"[^\u2012-\u2015\u2026\u00b7\u2022„“”«»‹›]+")
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_CURLED = str.maketrans("\u2019\u02bc\u2018\u00b4`", "'''''")
_BEFORE = "([\"'*_¿¡‚‘’-"
_BEHIND = ")]\"'*_.,:;!?¡’‘®™©-"
_HYPHENS = re.compile(r"[^\u2010\u2011-]+")


class Word(NamedTuple):
    """A word, as a dictionary has it, and the stretch of its chunk that it stands at."""

    text: str
    start: int
    end: int


@lru_cache(maxsize=2**15)
def words(chunk: str) -> tuple[Word, ...]:
    """Give the words of what stands between two blanks; none of addresses, names of files, code, figures, tags.

    Args:
        chunk: Without a blank.
    """
    if chunk.isalpha():
        return (Word(chunk, 0, len(chunk)),) if len(chunk) <= LONGEST else ()
    return tuple(word for piece in _APART.finditer(chunk) for word in _of(piece[0], piece.start()))


def _of(piece: str, at: int) -> list[Word]:
    inner = piece.lstrip(_BEFORE)
    start = at + len(piece) - len(inner)
    inner = inner.rstrip(_BEHIND)
    if len(inner) > 4 * LONGEST:
        return []
    behind = piece[start - at + len(inner) :]
    if behind.startswith("-") or (start > at and piece[start - at - 1] == "-"):
        return []  # half of a word: "Vor- und Nachname"
    found = [
        Word(_plain(part[0]), start + part.start(), start + part.end()) for part in _HYPHENS.finditer(inner)
    ]
    if not all(_is_word(word.text) for word in found):
        return []
    return [word for word in found if len(word.text) <= LONGEST]


def _is_word(text: str) -> bool:
    """Tell whether it is letters, with the marks that some scripts put to them, and apostrophes between."""
    return all(half[:1].isalpha() and all(map(_is_letter, half)) for half in text.split("'"))


def _is_letter(character: str) -> bool:
    return character.isalpha() or category(character)[0] == "M"


def _plain(text: str) -> str:
    """Give a word as dictionaries write it: no soft hyphens, one apostrophe, letters in one piece."""
    if text.isascii():
        return text.replace("`", "'")
    return normalize("NFC", text.translate(_UNSEEN).translate(_CURLED))
