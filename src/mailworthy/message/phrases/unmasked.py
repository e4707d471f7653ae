"""What a disguised text reads as: ``fr€e``, ``V1agra``, ``F.R.E.E``, ``f r e e``, Cyrillic letters among Latin ones."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import chain

from mailworthy.message.phrases.mapped import Edit, Mapped, in_order
from mailworthy.message.phrases.plain import CJK, FILLED, Plain

# Look-alikes of Latin letters, as a reader takes them: Cyrillic, Greek, Armenian, small capitals.
LOOK_ALIKES = dict(
    zip("авеёзікмнорсстухѕјԁԛԝһьүғґαβγεηικμνορστυχωϲϳıȷɑɡɩʟɴʀɪʏꜰꜱᴀʙᴄᴅᴇɢʜᴊᴋᴍᴏᴘᴛᴜᴠᴡᴢօսԁհոց",
        "abeeeikmhopcctyxsjdqwhbyfrabyenikuvopotuxwcjijagilnriyfsabcdeghjkmoptuvwzoudhng", strict=True)
)  # fmt: skip
LEET = {
    "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g", "@": "a", "$": "s", "€": "e",
    "£": "i", "!": "i", "|": "i", "+": "t", "¢": "c", "¥": "y",
}  # fmt: skip
_ACCENTED = dict(
    zip("àáâãäåāăąçćčďèéêëēėęěìíîïīįñńňòóôõöøōőùúûüūůűųýÿśšşťţžźżłľřğ",
        "aaaaaaaaacccdeeeeeeeeiiiiiinnnoooooooouuuuuuuuyysssttzzzllrg", strict=True)
)  # fmt: skip

_LETTER = r"[^\W\d_]"
_SEPARATORS = r"[ .\-_*·•|/~^=]"
_SPLIT = re.compile(
    rf"(?<![{CJK}])[{CJK}](?:[ .*_|/・★☆●◆■♪!-]{{1,2}}[{CJK}])+(?![{CJK}])"
    rf"|(?<![^\W_])(?:[^\W_]|[@$€£])(?:{_SEPARATORS}{{1,3}}(?:[^\W_]|[@$€£])){{2,}}(?![^\W_])"
)
# Each begins with what is rare, and looks back from there: that is what makes the search quick.
_INSERTED = re.compile(
    rf"[.*_~·•^=](?<={_LETTER}.)[.*_~·•^=]*(?={_LETTER})|{FILLED}"
    rf"|-(?:(?<=(?<![^\W_]){_LETTER}-)|(?<=(?<![^\W_]){_LETTER}{{2}}-))(?={_LETTER})"
    rf"|-(?<={_LETTER}-)(?={_LETTER}{{1,2}}(?![^\W_]))"
)
_SIGNS = re.compile(
    rf"[013457-9@$€£!|+¢¥](?<={_LETTER}.)[013457-9@$€£!|+¢¥]*(?={_LETTER})"
    rf"|[013457-9@$€£¢¥](?<={_LETTER}.)[013457-9@$€£¢¥]*(?![^\W_])"
    rf"|[013457-9@$€£¢](?<![^\W_].)[013457-9@$€£¢]*(?={_LETTER})"
)
_LOOKS = re.compile("[" + "".join(LOOK_ALIKES) + "]+")
_ACCENTS = re.compile(f"[{''.join(_ACCENTED)}](?=[a-z]{{0,2}}[{''.join(_ACCENTED)}])")
_GUISE = str.maketrans(_ACCENTED | {"l": "i", "-": " ", "_": " "})
_NOT_INNER = re.compile(_SEPARATORS + "+|[・★☆●◆■♪!]+")


class Unmasked(Mapped):
    """A plain text with the disguise taken off its words, in the spelling of :func:`guise`.

    Args:
        plain: The text.

    Attributes:
        text: Empty where nothing looks disguised.
    """

    __slots__ = ("_edited",)

    def __init__(self, plain: Plain) -> None:
        edits = in_order(chain.from_iterable(kind(plain.text) for kind in _KINDS))
        self._edited = [start for start, _, _ in edits]
        super().__init__(plain, edits)
        self.text = guise(self.text) if edits else ""

    def shows(self, start: int, end: int) -> bool:
        """Tell whether something was taken off within this stretch of the plain text."""
        at = bisect_left(self._edited, start)
        return at < len(self._edited) and self._edited[at] < end


def guise(text: str) -> str:
    """Spell a plain text so that letters which a disguise mixes up are one: l and i, accents off."""
    return text.translate(_GUISE)


def _split(text: str) -> Iterator[Edit]:
    for run in _SPLIT.finditer(text):
        for found in _NOT_INNER.finditer(text, *run.span()):
            yield *found.span(), ""
        for at in range(*run.span()):
            if text[at] in LEET:
                yield at, at + 1, LEET[text[at]]


def _inserted(text: str) -> Iterator[Edit]:
    for found in _INSERTED.finditer(text):
        yield *found.span(), ""


def _signs(text: str) -> Iterator[Edit]:
    for found in _SIGNS.finditer(text):
        for at in range(*found.span()):
            yield at, at + 1, LEET[text[at]]


def _looks(text: str) -> Iterator[Edit]:
    if text.isascii():
        return
    for found in _LOOKS.finditer(text):
        start, end = found.span()
        if not (_foreign(text[start - 1 : start]) or _foreign(text[end : end + 1])):
            for at in range(start, end):
                yield at, at + 1, LOOK_ALIKES[text[at]]


def _foreign(neighbour: str) -> bool:
    """Tell whether a letter beside look-alikes shows that the word really is of another alphabet."""
    return neighbour.isalpha() and not neighbour.isascii() and neighbour not in _ACCENTED


def _accents(text: str) -> Iterator[Edit]:
    """Give letters under one of several accents: one a word is French, Vìágrà is not."""
    if not text.isascii():
        for found in _ACCENTS.finditer(text):
            yield *found.span(), _ACCENTED[found[0]]


_KINDS = (_split, _inserted, _signs, _looks, _accents)
