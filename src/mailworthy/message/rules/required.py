"""Which letters every text holds that a pattern can fit: one pass over a text then says which patterns are worth trying.

What is not understood gives no letters, and the pattern is tried on every text; so a fault here costs time and no hit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

SHORTEST = 3  # letters; shorter ones stand in every text
_MOST = 64  # alternatives of one pattern
_DEEPEST = 20  # groups within groups

# Letters that only their own capital fits; of the others `regex` may know a third form.
_PLAIN = frozenset(chr(code) for code in range(0x20, 0x7F)) | frozenset("àáâãäæçèéêëìíîïðñòóôõöøùúûüýþ")
_OTHER_FORMS = {
    "İ": "i",
    "ı": "i",
    "ſ": "s",
    "\u212a": "k",
}  # ASCII's own third forms: dotted I, long s, Kelvin
_FORMS = str.maketrans(_OTHER_FORMS)
_CASELESS = re.compile("[\u3041-\u3096\u30a1-\u30fa\u30fc\u4e00-\u9fff々]")
_REPEAT = re.compile(r"\{(\d{1,6})(?:,\d{0,6})?\}|\{,\d{1,6}\}")
_GROUP = re.compile(r"\?(?::|>|P?<[A-Za-z_]\w{0,40}>)")
_LOOKS = ("?=", "?!", "?<=", "?<!")
_BLANK_ESCAPES = frozenset("bBmMAZzGK")  # fit no character
_CLASS_ESCAPES = frozenset("dDwWsShHvVXRN")  # fit a character that is not known
_CONTROL_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "a": "\a", "v": ""}

Needed = frozenset[str]  # one of them stands in every text that fits; empty where none is known
_NONE: Needed = frozenset()


class _NotUnderstood(Exception):  # noqa: N818  # no error: such a pattern is tried everywhere
    pass


def folded(text: str) -> str:
    """Give a text in the small letters that :func:`required` speaks of."""
    return text.lower() if text.isascii() else text.translate(_FORMS).lower()


def required(pattern: str) -> Needed:
    """Give letters of which one stretch stands in each text that a pattern fits, in small letters.

    Args:
        pattern: As the package ``regex`` takes it, without flags that make blanks count for nothing.
    """
    try:
        reader = _Reader(pattern)
        needed = reader.alternatives(0)
    except (_NotUnderstood, IndexError):
        return _NONE
    return needed if reader.at == len(pattern) and len(needed) <= _MOST else _NONE


class _Reader:
    """A pattern, read from left to right."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0

    def alternatives(self, depth: int) -> Needed:
        """Read up to the end of a group: each alternative must have letters of its own."""
        if depth > _DEEPEST:
            raise _NotUnderstood
        each = [self._sequence(depth)]
        while self.at < len(self.pattern) and self.pattern[self.at] == "|":
            self.at += 1
            each.append(self._sequence(depth))
        return frozenset().union(*each) if all(each) else _NONE

    def _sequence(self, depth: int) -> Needed:
        """Read one alternative: of all that it needs, the longest."""
        found: list[Needed] = []
        run = ""
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            letter, group = self._atom(depth)
            least, repeated = self._times()
            if letter and least:
                run += letter
            if group and least:
                found.append(group)
            if not letter or repeated:
                found.append(_run(run))
                run = letter if repeated and least else ""
        return _best([*found, _run(run)])

    def _atom(self, depth: int) -> tuple[str, Needed]:
        """Read one thing that may be repeated: a letter, or what a group needs; neither where it is something else."""
        character = self.pattern[self.at]
        self.at += 1
        if character == "\\":
            return self._escape(), _NONE
        if character == "[":
            self._pass_class()
            return "", _NONE
        if character == "(":
            return "", self._group(depth)
        if character in ".^$":
            return "", _NONE
        if character in "*+?{":
            raise _NotUnderstood
        return _letter(character), _NONE

    def _escape(self) -> str:
        character = self.pattern[self.at]
        self.at += 1
        if character in _CONTROL_ESCAPES or character in _BLANK_ESCAPES | _CLASS_ESCAPES:
            return ""
        if character.isalnum():
            raise _NotUnderstood
        return _letter(character)

    def _pass_class(self) -> None:
        """Pass over a class of characters."""
        self.at += self.pattern[self.at] == "^"
        self.at += self.pattern[self.at] == "]"
        while self.pattern[self.at] != "]":
            if self.pattern.startswith(("[", "--", "||", "&&", "~~"), self.at):
                raise _NotUnderstood  # a set within a set, or [:alpha:]
            self.at += 2 if self.pattern[self.at] == "\\" else 1
        self.at += 1

    def _group(self, depth: int) -> Needed:
        looks = self.pattern.startswith(_LOOKS, self.at)
        if looks:
            self.at += 3 if self.pattern[self.at + 1] == "<" else 2
        elif opened := _GROUP.match(self.pattern, self.at):
            self.at = opened.end()
        elif self.pattern[self.at] in "?*":
            raise _NotUnderstood
        needed = self.alternatives(depth + 1)
        if self.pattern[self.at] != ")":
            raise _NotUnderstood
        self.at += 1
        return _NONE if looks else needed

    def _times(self) -> tuple[int, bool]:
        """Read how often the thing before is repeated: at least, and whether it is at all."""
        if self.at >= len(self.pattern) or self.pattern[self.at] not in "*+?{":
            return 1, False
        if self.pattern[self.at] == "{":
            counted = _REPEAT.match(self.pattern, self.at)
            if counted is None:
                raise _NotUnderstood  # {e<=1}: fits what is spelt in another way
            self.at, least = counted.end(), int(counted[1] or 0)
        else:
            least = int(self.pattern[self.at] == "+")
            self.at += 1
        if self.pattern.startswith(("?", "+"), self.at):
            self.at += 1
        return min(least, 1), True


def _letter(character: str) -> str:
    """Give a letter as it stands in a folded text; nothing where more than its own two forms fit."""
    small = character.lower()
    return small if small in _PLAIN or _CASELESS.match(small) else ""


def _run(letters: str) -> Needed:
    return frozenset({letters}) if len(letters) >= SHORTEST else _NONE


def _best(found: Iterable[Needed]) -> Needed:
    """Give the choice whose shortest stretch is longest: it stands in the fewest texts."""
    return max(filter(None, found), key=lambda needed: min(map(len, needed)), default=_NONE)
