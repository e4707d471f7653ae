"""What a disguised text reads as: ``fr€e``, ``V1agra``, ``F.R.E.E``, ``f r e e``, Cyrillic letters among Latin ones."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import chain

from mailworthy.message.phrases.mapped import Edit, Mapped, in_order
from mailworthy.message.phrases.plain import CJK, FILLED, Plain

# Look-alikes of Latin letters, as a reader takes them: Cyrillic, Greek, Armenian, small capitals.
LOOK_ALIKES = dict(
    zip("авеёзікмнорсстухѕјԁԛԝһьүғґαβγεηικμνορστυχωϳıȷɑɡɩʟɴʀɪʏꜰꜱᴀʙᴄᴅᴇɢʜᴊᴋᴍᴏᴘᴛᴜᴠᴡᴢօսԁհոց",
        "abeeeikmhopcctyxsjdqwhbyfrabyenikuvopotuxwjijagilnriyfsabcdeghjkmoptuvwzoudhng", strict=True)
)  # fmt: skip
LEET = {
    "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g", "@": "a", "$": "s", "€": "e",
    "£": "i", "!": "i", "|": "i", "+": "t", "¢": "c", "¥": "y",
}  # fmt: skip
_ACCENTED = dict(
    zip("àáâãäåāăąçćčďèéêëēėęěìíîïīįñńňòóôõöøōőùúûüūůűųýÿśšşťţžźżłľřğ",
        "aaaaaaaaacccdeeeeeeeeiiiiiinnnoooooooouuuuuuuuyysssttzzzllrg", strict=True)
)  # fmt: skip

_LETTER = rf"[^\W\d_{CJK}]"  # of a script with blanks between words
_SIGN = rf"[^\W_{CJK}]"
_SEPARATORS = r"[ .\-_*·•|/~^=]"
_SPLIT = re.compile(
    rf"(?<![{CJK}])[{CJK}](?:[ .*_|/・★☆●◆■♪!-]{{1,2}}[{CJK}])+(?![{CJK}])"
    rf"|(?<!{_SIGN})(?:{_SIGN}|[@$€£])(?:{_SEPARATORS}{{1,3}}(?:{_SIGN}|[@$€£])){{2,}}(?!{_SIGN})"
)
# Each begins with what is rare, and looks back from there: that is what makes the search quick. Runs are
# bounded: a megabyte of dollars must not be read a million times.
_INSERTED = re.compile(
    rf"[.*_~·•^=](?<={_LETTER}.)[.*_~·•^=]*(?={_LETTER})|{FILLED}"
    rf"|-(?:(?<=(?<!{_SIGN}){_LETTER}-)|(?<=(?<!{_SIGN}){_LETTER}{{2}}-))(?={_LETTER})"
    rf"|-(?<={_LETTER}-)(?={_LETTER}{{1,2}}(?!{_SIGN}))"
)
_SIGNS = re.compile(
    rf"[013457-9@$€£!|+¢¥](?<={_LETTER}.)[013457-9@$€£!|+¢¥]{{0,20}}(?={_LETTER})"
    rf"|[013457-9@$€£¢¥](?<={_LETTER}.)[013457-9@$€£¢¥]{{0,20}}(?!{_SIGN})"
    rf"|[013457-9@$€£¢](?<!{_SIGN}.)[013457-9@$€£¢]{{0,20}}(?={_LETTER})"
)
_OTHER = re.compile(rf"(?![a-z]){_LETTER}")
_LOOKS = re.compile("[" + "".join(LOOK_ALIKES) + "]+")
_ACCENTS = re.compile(f"[{''.join(_ACCENTED)}](?=[a-z]{{0,2}}[{''.join(_ACCENTED)}])")
_BLANK = re.compile(" ")
_GUISE = str.maketrans(_ACCENTED | {"l": "i", "-": " ", "_": " "})
_NOT_INNER = re.compile(_SEPARATORS + "+|[・★☆●◆■♪!]+")


class Unmasked(Mapped):
    """A plain text with the disguise taken off its words, in the spelling of :func:`guise`.

    Args:
        plain: The text.

    Attributes:
        text: Empty where nothing looks disguised.
        run_on: The same without blanks: where words begin is told by the plain text, not by a disguise.
    """

    __slots__ = ("_blanks", "_edited", "run_on")

    def __init__(self, plain: Plain) -> None:
        edits = in_order(chain.from_iterable(kind(plain.text) for kind in _KINDS))
        self._edited = [start for start, _, _ in edits]
        super().__init__(plain, edits)
        self.text = guise(self.text) if edits else ""
        self._blanks: list[int] | None = None
        self.run_on = self.text.replace(" ", "")

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Give the place in the plain text of ``run_on[start:end]``."""
        return self.span_below(self._below_run(start), self._below_run(end - 1) + 1)

    def _below_run(self, offset: int) -> int:
        """Give where in :attr:`text` stands what stands at an offset of :attr:`run_on`."""
        if self._blanks is None:
            self._blanks = [found.start() - number for number, found in enumerate(_BLANK.finditer(self.text))]
        return offset + bisect_right(self._blanks, offset)

    def shows(self, start: int, end: int) -> bool:
        """Tell whether something was taken off within this stretch of the plain text."""
        at = bisect_left(self._edited, start)
        return at < len(self._edited) and self._edited[at] < end


def guise(text: str) -> str:
    """Spell a plain text so that letters which a disguise mixes up are one: l and i, accents off."""
    if text.isascii():
        return text.replace("l", "i").replace("-", " ").replace("_", " ")
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
    return bool(_OTHER.match(neighbour)) and neighbour not in _ACCENTED


def _accents(text: str) -> Iterator[Edit]:
    """Give letters under one of several accents: one a word is French, Vìágrà is not."""
    if not text.isascii():
        for found in _ACCENTS.finditer(text):
            yield *found.span(), _ACCENTED[found[0]]


_KINDS = (_split, _inserted, _signs, _looks, _accents)
