"""How Perl writes patterns, read piece by piece and written as the package ``regex`` reads them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from mailworthy.message.rules.spamassassin.classes import ALL, CLASSES, NAMED, octet, octets
from mailworthy.message.rules.spamassassin.literals import ANY, NOTHING, Need, either, one_of, repeated, then

DEEPEST = 60  # groups within groups

_QUANTIFIER = re.compile(r"(?:[*+?]|\{(?:\d{1,5}(?:,\d{0,5})?|,\d{1,5})\})[+?]?")
_BOUNDS = re.compile(r"\{(\d*)(,?)(\d*)\}")
_FLAGS = re.compile(r"\(\?(\^?[a-z]*)(?:-([a-z]+))?([):])")
_GROUP = re.compile(r"\(\?(?:[:=!>|]|<[=!]|P?<[A-Za-z_]\w*>|'[A-Za-z_]\w*')")
_CALL = re.compile(r"\(\?(?:R|[+-]?\d+|&\w+|P>\w+)\)|\(\?\((?:\d+|<\w+>|'\w+'|R\d*)\)")
_BACK = re.compile(r"\\(?:g\{?(-?\d+)\}?|g\{(\w+)\}|k(?:<(\w+)>|'(\w+)'|\{(\w+)\}))")
_HEX = re.compile(r"\\x(?:\{\s*([0-9A-Fa-f]*)\s*\}|([0-9A-Fa-f]{0,2}))")
_OCTAL = re.compile(r"\\(?:o\{([0-7]+)\}|([0-7]{1,3}))")
_POSIX = re.compile(r"\[:(\^?)([a-z]+):\]")

_CONTROL = {"n": 10, "r": 13, "t": 9, "f": 12, "e": 27, "a": 7}
_SAME = {"b": r"\b", "B": r"\B", "A": r"\A", "z": r"\Z", "Z": r"(?=\n?\Z)", "K": r"\K", "G": r"\G"}
FLAGS_KNOWN = frozenset("imsxnpadlug")


class PatternFault(Exception):  # noqa: N818  # a fault of a pattern, as the tree of errors speaks of them
    """A pattern that cannot be read; its one argument says why."""


class Flags(NamedTuple):
    """How a stretch of a pattern is read: case, lines, dots, blanks, and whether brackets remember."""

    case: bool = False
    lines: bool = False
    dots: bool = False
    blanks: bool = False
    mute: bool = False


def changed(flags: Flags, on: str, off: str = "") -> Flags:
    """Give flags with some turned on and off; ``^`` turns all of them off first."""
    now = Flags() if on.startswith("^") else flags
    now_on = {name: letter in on for letter, name in _FLAG_NAMES.items() if letter in on or letter in off}
    if not set(on.lstrip("^") + off) <= FLAGS_KNOWN | {"o", "c"}:
        raise PatternFault("unknown flag")
    return now._replace(**now_on)


_FLAG_NAMES = {"i": "case", "m": "lines", "s": "dots", "x": "blanks", "n": "mute"}


class Reader:
    """A pattern half read.

    Args:
        body: Without delimiters, an octet a character.
        outer: How it is read where it says nothing else.
    """

    def __init__(self, body: str, outer: Flags) -> None:
        """Begin at its beginning."""
        self.body, self.at, self.groups, self.depth = body, 0, 0, 0
        self.refers = False
        self.outer = self.flags(outer) or outer  # `(?i)` at the very beginning is a flag of the whole

    def whole(self) -> tuple[str, Need]:
        """Read all of it."""
        text, need = self.branches(self.outer)
        if self.at < len(self.body):
            raise PatternFault("unmatched )")
        return text, need

    def branches(self, flags: Flags) -> tuple[str, Need]:
        """Read alternatives up to the bracket that closes them, or the end."""
        texts: list[str] = []
        needs: list[Need] = []
        while True:
            text, need, flags = self.sequence(flags)
            texts.append(text)
            needs.append(need)
            if not self.body.startswith("|", self.at):
                return "|".join(texts), either(needs)
            self.at += 1

    def sequence(self, flags: Flags) -> tuple[str, Need, Flags]:
        """Read one alternative; flags that it sets hold for those behind it, too."""
        made: list[str] = []
        needs: list[Need] = []
        while self.at < len(self.body) and self.body[self.at] not in "|)":
            now = self.flags(flags)
            if now is not None:
                flags = now
                continue
            text, need = self.atom(flags)
            if text:
                text, need = self.quantified(text, need, flags)
                made.append(text)
                needs.append(need)
        return "".join(made), then(needs), flags

    def flags(self, flags: Flags) -> Flags | None:
        """Read ``(?i)``, which holds for the rest of its group."""
        found = _FLAGS.match(self.body, self.at)
        if found is None or found[3] == ":":
            return None
        self.at = found.end()
        return changed(flags, found[1], found[2] or "")

    def quantified(self, text: str, need: Need, flags: Flags) -> tuple[str, Need]:
        """Read how often an atom comes."""
        if flags.blanks:
            self.skip_blanks()
        found = _QUANTIFIER.match(self.body, self.at)
        if found is None:
            return text, need
        self.at = found.end()
        sign = found[0]
        least, most = 0, -1
        if sign[0] == "{":
            bounds = _BOUNDS.match(sign)
            least = int(bounds[1] or 0) if bounds else 0
            most = int(bounds[3]) if bounds and bounds[3] else -1 if bounds and bounds[2] else least
            if sign.startswith("{,"):
                sign = "{0" + sign[1:]
        else:
            least, most = int(sign[0] == "+"), 1 if sign[0] == "?" else -1
        if _QUANTIFIER.match(self.body, self.at):
            raise PatternFault("nested quantifiers")
        return text + sign, repeated(need, least, most)

    def skip_blanks(self) -> None:
        """Pass over blanks and comments, which ``/x`` allows."""
        while self.at < len(self.body):
            if self.body[self.at].isspace():
                self.at += 1
            elif self.body[self.at] == "#":
                end = self.body.find("\n", self.at)
                self.at = len(self.body) if end < 0 else end
            else:
                return

    def atom(self, flags: Flags) -> tuple[str, Need]:
        """Read one atom."""
        sign = self.body[self.at]
        if flags.blanks and (sign.isspace() or sign == "#"):
            self.skip_blanks()
            return "", NOTHING
        read: Callable[[Flags], tuple[str, Need]] | None = {
            "(": self.group,
            "[": self.bracketed,
            "\\": self.escape,
        }.get(sign)
        if read:
            return read(flags)
        self.at += 1
        if sign == "^":
            return ("(?m:^)" if flags.lines else "^"), NOTHING
        if sign == "$":
            return ("(?m:$)" if flags.lines else "$"), NOTHING
        if sign == ".":
            return ("." if flags.dots else r"[^\n]"), ANY
        if sign in "*+?":
            raise PatternFault("quantifier follows nothing")
        return self.literal(ord(sign), flags)

    def literal(self, code: int, flags: Flags) -> tuple[str, Need]:
        """Write one character, whatever case it may have."""
        if code > 255:
            return "(?!)", ANY
        letter = code < 128 and chr(code).isalpha()
        need = one_of(
            frozenset({code, ord(chr(code).swapcase())}) if letter and flags.case else frozenset({code})
        )
        return self.scoped(octet(code), flags) if letter else octet(code), need

    def scoped(self, text: str, flags: Flags) -> str:
        """Mark what minds case where the rest does not, and the other way round."""
        if flags.case == self.outer.case:
            return text
        return f"(?i:{text})" if flags.case else f"(?-i:{text})"

    def group(self, flags: Flags) -> tuple[str, Need]:
        """Read a group: of any kind, a comment, or a call of another one."""
        comment = self.body.find(")", self.at) if self.body.startswith("(?#", self.at) else -1
        if comment >= 0:
            self.at = comment + 1
            return "", NOTHING
        if self.body.startswith(("(?{", "(??{", "(*"), self.at):
            raise PatternFault("code or verbs in it")
        call = _CALL.match(self.body, self.at)
        if call and call[0].endswith(")") and "((" not in call[0].replace("?", ""):
            self.at = call.end()
            self.refers = True
            return call[0], ANY
        return self.bracket(flags, call)

    def bracket(self, flags: Flags, condition: re.Match[str] | None) -> tuple[str, Need]:
        """Read a group and what it holds."""
        flagged = _FLAGS.match(self.body, self.at)
        kind = condition or flagged or _GROUP.match(self.body, self.at)
        opening = "(?:" if flagged and not condition else kind[0] if kind else "(?:" if flags.mute else "("
        if kind is None and self.body.startswith("(?", self.at):
            raise PatternFault("unknown group")
        inside = changed(flags, flagged[1], flagged[2] or "") if flagged and not condition else flags
        self.at = kind.end() if kind else self.at + 1
        self.groups += (
            opening == "("
            or opening[:3] in {"(?P", "(?'"}
            or (opening[:3] == "(?<" and opening[3] not in "=!")
        )
        self.depth += 1
        if self.depth > DEEPEST:
            raise PatternFault("nested too deep")
        text, need = self.branches(inside)
        self.depth -= 1
        if not self.body.startswith(")", self.at):
            raise PatternFault("unmatched (")
        self.at += 1
        if opening.startswith("(?'"):
            opening = f"(?<{opening[3:-1]}>"
        if condition:
            self.refers, need = True, ANY
        elif opening in {"(?=", "(?!", "(?<=", "(?<!"}:
            need = NOTHING
        return f"{opening}{text})", need

    def escape(self, flags: Flags) -> tuple[str, Need]:
        """Read what follows a backslash."""
        if self.at + 1 >= len(self.body):
            raise PatternFault("ends with a backslash")
        letter = self.body[self.at + 1]
        back = self.back()
        if back:
            self.refers = True
            return self.scoped(back, flags), ANY
        if letter in CLASSES:
            self.at += 2
            return octets(CLASSES[letter]), ANY
        if letter in _SAME:
            self.at += 2
            if self.body.startswith("{", self.at) and letter in "bB":
                raise PatternFault("Unicode boundaries")
            return _SAME[letter], NOTHING
        if letter == "R":
            self.at += 2
            return r"(?>\r\n|[\n\x0b\f\r\x85])", ANY
        if letter in "pPXC":
            raise PatternFault("Unicode properties")
        return self.literal(self.character(), flags)

    def back(self) -> str:
        """Read a reference to what a group matched."""
        found = _BACK.match(self.body, self.at)
        if found:
            self.at = found.end()
            name = next((one for one in found.groups()[1:] if one), "")
            if name:
                return f"(?P={name})"
            number = int(found[1])
            return rf"(?:\{number if number > 0 else self.groups + 1 + number})"
        digits = re.compile(r"\\([1-9]\d?)").match(self.body, self.at)
        if digits and (len(digits[1]) == 1 or int(digits[1]) <= self.groups):
            self.at = digits.end()
            return rf"(?:\{digits[1]})"
        return ""

    def character(self) -> int:
        """Read a backslash and the character that it stands for."""
        letter = self.body[self.at + 1]
        for form, base in ((_HEX, 16), (_OCTAL, 8)):
            found = form.match(self.body, self.at)
            if found:
                self.at = found.end()
                return int(found[1] or found[2] or "0", base)
        if letter == "c" and self.at + 2 < len(self.body):
            self.at += 3
            return ord(self.body[self.at - 1].upper()) ^ 64
        self.at += 2
        return _CONTROL.get(letter, ord(letter))

    def bracketed(self, flags: Flags) -> tuple[str, Need]:
        """Read a class of characters."""
        self.at += 1
        negated = self.body.startswith("^", self.at)
        self.at += negated
        found: set[int] = set()
        first = True
        while first or not self.body.startswith("]", self.at):
            if self.at >= len(self.body):
                raise PatternFault("unmatched [")
            first = False
            found |= self.member()
        self.at += 1
        if flags.case:
            found |= {ord(chr(one).swapcase()) for one in found if one < 128 and chr(one).isalpha()}
        members = frozenset(one for one in found if one < 256)
        if negated:
            members = ALL - members
        return self.scoped(octets(members), flags), one_of(members)

    def member(self) -> frozenset[int]:
        """Read one member of a class: a character, a range, a class within."""
        posix = _POSIX.match(self.body, self.at)
        if posix:
            if posix[2] not in NAMED:
                raise PatternFault("unknown class")
            self.at = posix.end()
            return ALL - NAMED[posix[2]] if posix[1] else NAMED[posix[2]]
        low = self.single()
        if isinstance(low, frozenset):
            return low
        if self.body.startswith("-", self.at) and not self.body.startswith("-]", self.at):
            before = self.at
            self.at += 1
            high = self.single() if self.at < len(self.body) else frozenset()
            if isinstance(high, int):
                if high < low:
                    raise PatternFault("range out of order")
                return frozenset(range(low, min(high, 255) + 1))
            self.at = before
        return frozenset({low})

    def single(self) -> int | frozenset[int]:
        """Read one character of a class, or what a backslash names."""
        sign = self.body[self.at]
        if sign != "\\":
            self.at += 1
            return ord(sign)
        if self.at + 1 >= len(self.body):
            raise PatternFault("ends with a backslash")
        letter = self.body[self.at + 1]
        if letter in CLASSES and letter != "N":
            self.at += 2
            return CLASSES[letter]
        if letter in "pP":
            raise PatternFault("Unicode properties")
        if letter == "b":
            self.at += 2
            return 8
        return self.character()
