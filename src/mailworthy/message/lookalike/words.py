"""Words that read as others: a Cyrillic letter among Latin ones, mathematical letters, a whole name in another alphabet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

from mailworthy.message.lookalike import data
from mailworthy.message.lookalike.scripts import script

WORDS = 500  # of one text; what stands behind is not looked at
LETTERS = 60  # of one word

_FOREIGN = "\u0370-\u052f\u0531-\u058f\u13a0-\u13ff"  # Greek, Cyrillic, Armenian, Cherokee: alphabets that look like Latin
_LATIN = "A-Za-z\u00c0-\u024f"
_DRESSED = (
    "\U0001d400-\U0001d7ff\U0001f110-\U0001f189\u24b6-\u24e9"  # mathematical, squared and circled letters
)
_SUSPECT = re.compile(
    rf"[{_LATIN}](?=[{_FOREIGN}])|[{_FOREIGN}](?=[{_LATIN}])|[{_DRESSED}](?=[{_DRESSED}])|(?<!\w)[{_FOREIGN}]{{4,20}}(?!\w)"
)
_WORD = re.compile(rf"[\w{_DRESSED}]{{1,{LETTERS}}}")
_SCIENCE = re.compile(r"[\u0391-\u03c9][A-Z]+|\w+[Ωμ]|[μΔΩ]\w+")  # γGT, kΩ, μTorrent, Δt
_INFLECTED = re.compile(
    r"[A-Z]{2,}[\u0430-\u044f]{1,4}"
)  # Russian endings on an acronym, as people write them
_MANGLED = "тА"  # how a quotation mark in UTF-8 reads in a Russian charset
_SHORT = 3  # letters: what is shorter is a sign or a formula
_LOOKING_LATIN = frozenset({"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"})


def look_alike_word(word: str) -> str | None:
    """Give what a word reads as where its letters are not what they seem; None for an honest word.

    Args:
        word: One word, without blanks and hyphens. Ordinary words of any language are honest, full-width letters are.

    Source:
        UTS 39 §4 and §5, narrowed to alphabets that look like the Latin one.
    """
    if word.isascii():
        return None
    plain = _undressed(word)
    if plain.isascii() and sum(map(_dressed, word)) > 1:
        return plain
    word = unicodedata.normalize("NFKC", word[:LETTERS]) if _wide(word) else word[:LETTERS]
    found = [script(letter) for letter in word]
    foreign = _LOOKING_LATIN.intersection(found)
    if not foreign:
        return None
    if "LATIN" not in found:
        return _borrowed(word)
    if len(foreign) > 1 or _happens(word) or not foreign.union({"LATIN", ""}).issuperset(found):
        return None
    return _latin(word) or _foreign(word, *foreign)


def _happens(word: str) -> bool:
    """Tell mixtures that nobody made to deceive: signs, formulas, acronyms with an ending, a charset gone wrong."""
    return (
        len(word) < _SHORT
        or _MANGLED in word
        or bool(_SCIENCE.fullmatch(word))
        or bool(_INFLECTED.fullmatch(word))
    )


def look_alike_words(text: str) -> Iterator[tuple[int, int, str]]:
    """Give start, end and reading of each word of a text that is not what it seems.

    Args:
        text: Any; time is linear in it.
    """
    if text.isascii():
        return
    done = 0
    for hint in islice(_SUSPECT.finditer(text), WORDS):
        if hint.start() < done:
            continue
        start = _begin(text, hint.start(), done)
        word = _WORD.match(text, start)
        if word:
            done = word.end()
            reading = look_alike_word(word[0])
            if reading:
                yield start, done, reading


def skeleton(text: str) -> str:
    """Give a text with each look-alike letter as the Latin one that it is taken for, in lower case (UTS 39 §4)."""
    twins = data.twins()
    return "".join(twins.get(letter) or twins.get(letter.lower(), letter.lower()) for letter in text)


def _latin(word: str) -> str | None:
    """Spell a word with Latin letters alone; None where one of the others looks like none."""
    twins = data.twins()
    spelt = []
    for letter in word:
        if script(letter) in {"LATIN", ""}:
            spelt.append(letter)
            continue
        twin = twins.get(letter) or twins.get(letter.lower())
        if twin is None:
            return None
        spelt.append(twin.upper() if letter.isupper() else twin)
    return "".join(spelt)


def _foreign(word: str, other: str) -> str | None:
    """Spell a word with the letters of another script alone."""
    letters = data.twins_of_latin().get(other, {})
    spelt = []
    for letter in word:
        if script(letter) != "LATIN":
            spelt.append(letter)
            continue
        twin = letters.get(letter.lower())
        if twin is None:
            return None
        spelt.append(twin.upper() if letter.isupper() else twin.lower())
    return "".join(spelt)


def _borrowed(word: str) -> str | None:
    """Give the name that a word of one other alphabet spells; None where it is a word of its own."""
    spelt = skeleton(word)
    return spelt if spelt.isascii() and spelt in data.brands() else None


def _begin(text: str, at: int, done: int) -> int:
    """Give where the word begins that stands there."""
    least = max(done, at - LETTERS)
    while at > least and (text[at - 1].isalnum() or _dressed(text[at - 1])):
        at -= 1
    return at


def _undressed(word: str) -> str:
    return unicodedata.normalize("NFKC", word[:LETTERS])


def _dressed(letter: str) -> bool:
    return (
        "\U0001d400" <= letter <= "\U0001d7ff"
        or "\U0001f110" <= letter <= "\U0001f189"
        or "\u24b6" <= letter <= "\u24e9"
    )


def _wide(word: str) -> bool:
    return any("\uff01" <= letter <= "\uff5e" for letter in word)
