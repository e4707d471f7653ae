"""What may have been meant: all that is one slip of a finger or of an ear away from a word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

_LATIN = "abcdefghijklmnopqrstuvwxyz"
_ALPHABETS = {
    "en": "'",
    "de": "äöüß",
    "fr": "éèêëàâçîïôùûœ",
    "es": "áéíóúñü",
    "it": "àèéìòù",
    "pt": "áâãàçéêíóôõú",
    "nl": "ëéïö",
    "sv": "åäö",
    "da": "æøå",
    "no": "æøå",
    "fi": "äö",
    "pl": "ąćęłńóśźż",
    "cs": "áčďéěíňóřšťúůýž",
    "hu": "áéíóöőúüű",
    "ro": "ăâîșț",
    "tr": "çğıöşü",
}
_OTHERS = {
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "el": "αβγδεζηθικλμνξοπρστυφχψωάέήίόύώς",
}
# What is written for one another by ear, and what lies side by side under the fingers.
_EAR = ("aeiouyäöüéèêàâîôûáíóú", "ckqg", "szcßx", "fvw", "bp", "dt", "gjy", "mn", "lr")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
GERMAN = (("ss", "ß"), ("ae", "ä"), ("oe", "ö"), ("ue", "ü"))  # how these are written without their letters
_FEWEST = 3  # letters; in shorter words everything is near to everything


def alphabet(language: str) -> str:
    """Give the small letters that a language is written in."""
    return _OTHERS.get(language) or _LATIN + _ALPHABETS.get(language, "")


def candidates(word: str, letters: str) -> Iterator[str]:
    """Give all that is one slip away from a word, the likelier kinds of slips first; some of it twice.

    Args:
        word: In small letters, but for its first one maybe.
        letters: Those of its language.
    """
    if len(word) < _FEWEST:
        return
    yield from _swapped(word)
    if "ß" in letters:
        yield from respelt(word, GERMAN)
    yield from _doubled(word)
    yield from _heard(word)
    yield from _dropped(word, letters)
    yield from _neighbours(word)
    yield from _added(word)
    yield from _other(word, letters)


def twice(word: str) -> Iterator[str]:
    """Give what is two slips away, as people slip twice in one word: a letter doubled or not, and one more by ear, hand or doubling."""
    for once in dict.fromkeys(_doubled(word)):
        yield from _doubled(once)
        yield from _heard(once)
        yield from _swapped(once)


def respelt(word: str, pairs: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Give a word with pairs of letters made the one that they may stand for: each, and all."""
    for pair, letter in pairs:
        at = word.find(pair)
        while at >= 0:
            yield word[:at] + letter + word[at + len(pair) :]
            at = word.find(pair, at + 1)
    whole = word
    for pair, letter in pairs:
        whole = whole.replace(pair, letter)
    if whole != word:
        yield whole


def _swapped(word: str) -> Iterator[str]:
    for at in range(len(word) - 1):
        if word[at] != word[at + 1]:
            yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _doubled(word: str) -> Iterator[str]:
    for at, letter in enumerate(word):
        if at and word[at - 1] == letter:
            yield word[:at] + word[at + 1 :]
        else:
            yield word[:at] + letter + word[at:]


def _heard(word: str) -> Iterator[str]:
    for at, letter in enumerate(word):
        for other in chain.from_iterable(group for group in _EAR if letter in group):
            if other != letter:
                yield word[:at] + other + word[at + 1 :]


def _dropped(word: str, letters: str) -> Iterator[str]:
    for at in range(len(word), 0, -1):  # the last letters are forgotten most, the first hardly ever
        for letter in letters:
            yield word[:at] + letter + word[at:]
    for letter in letters:
        yield letter + word


def _neighbours(word: str) -> Iterator[str]:
    for at, letter in enumerate(word):
        for other in _beside(letter):
            yield word[:at] + other + word[at + 1 :]


def _beside(letter: str) -> str:
    for row, keys in enumerate(_ROWS):
        at = keys.find(letter)
        if at >= 0:
            around = [keys[max(at - 1, 0) : at + 2]]
            around += [
                _ROWS[near][max(at - 1, 0) : at + 2] for near in (row - 1, row + 1) if 0 <= near < len(_ROWS)
            ]
            return "".join(around).replace(letter, "")
    return ""


def _added(word: str) -> Iterator[str]:
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


def _other(word: str, letters: str) -> Iterator[str]:
    for at in range(len(word)):
        for letter in letters:
            if letter != word[at]:
                yield word[:at] + letter + word[at + 1 :]
