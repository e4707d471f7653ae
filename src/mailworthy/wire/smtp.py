"""SMTP as it goes over the wire: the replies to commands, and what EHLO lists.

:mod:`~mailworthy.wire.reply` reads replies as reports quote them, out of which one must first be found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mailworthy.errors import InputError

LINE_OCTETS = 2048  # RFC 5321 §4.5.3.1.5 says 512; some hosts tell more, and none needs this much
LINES = 128  # of one reply; hosts that know every extension there is list some thirty

_LINE = re.compile(rb"([2-5]\d\d)(?:([ -])(.*))?", re.DOTALL)
_KEYWORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")  # RFC 5321 §4.1.1.1, ehlo-keyword
# They would reach the reader's terminal: escape sequences write over what stands there.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply.

    Args:
        code: The code of its last line.
        lines: The text of each line, without the code.
    """

    code: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """All its words in one line."""
        return " ".join(" ".join(self.lines).split())

    def __str__(self) -> str:
        return f"{self.code} {self.text}".rstrip()


class ReplyReader:
    """Puts replies together from octets, however they arrive.

    Source:
        RFC 5321 §4.2 for codes, §4.2.1 for continued lines; a line that ends in LF alone is a line too.
    """

    def __init__(self) -> None:
        self._octets = bytearray()
        self._lines: list[str] = []

    @property
    def pending(self) -> bool:
        """Whether a reply has begun that has not ended."""
        return bool(self._octets or self._lines)

    def feed(self, octets: bytes) -> Iterator[Reply]:
        """Give the replies that are complete now.

        Raises:
            InputError: This is no SMTP, or more of it than any host says; the replies before it have been given.
        """
        self._octets += octets
        while (end := self._octets.find(b"\n", 0, LINE_OCTETS)) >= 0:
            line = bytes(self._octets[:end])
            del self._octets[: end + 1]
            reply = self._put(line.removesuffix(b"\r"))
            if reply is not None:
                yield reply
        if len(self._octets) >= LINE_OCTETS:
            raise InputError(f"a line of {LINE_OCTETS} octets or more")

    def _put(self, line: bytes) -> Reply | None:
        """Take one line; give the reply that it ends."""
        match = _LINE.fullmatch(line)
        if match is None:
            raise InputError(f"no SMTP reply: {_text(line)[:80]!r}")
        self._lines.append(_text(match[3] or b""))
        if len(self._lines) > LINES:
            raise InputError(f"a reply of more than {LINES} lines")
        if match[2] == b"-":
            return None
        reply = Reply(int(match[1]), tuple(self._lines))
        self._lines = []
        return reply


def _text(octets: bytes) -> str:
    return _CONTROLS.sub("\ufffd", octets.decode("utf-8", "replace"))


def keywords(reply: Reply) -> tuple[str, ...]:
    """Give what a reply to EHLO lists: upper case, in its order, each once, without parameters.

    Source:
        RFC 5321 §4.1.1.1. What is no keyword is left out; ``AUTH=LOGIN``, as hosts of old write it, is ``AUTH``.
    """
    found = (_KEYWORD.match(line) for line in reply.lines[1:])
    return tuple(dict.fromkeys(match[0].upper() for match in found if match))
