"""The parts of a message as SpamAssassin's rules see them: their fields, their types, what they hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from mailworthy.message.rules.spamassassin.charset import text_of
from mailworthy.message.rules.spamassassin.page import Page, page
from mailworthy.message.rules.spamassassin.words import decoded
from mailworthy.wire import message as wire

VALUE = 8192  # octets of one header field
NESTED = 20  # messages within messages

_PAGE_NAME = re.compile(r"\.s?html?\Z", re.IGNORECASE)
_NAME = re.compile(r"""\b(?:file)?name\s*=\s*["']?(.*?)["']?(?:;|$)""", re.IGNORECASE | re.MULTILINE)
_DISPOSED = re.compile(r'name=\s*"?([^";]+)"?', re.IGNORECASE)
_CHARSET = re.compile(r"""\bcharset\s*=\s*["']?(.*?)["']?(?:;|$)""", re.IGNORECASE | re.MULTILINE)
_TYPE = re.compile(r"\s*([^/;]+(?:/[^/\s;]*)?)")
_SOFT = re.compile(r"\n[ \t]+")


class Header(NamedTuple):
    """A field: its name as written, its value decoded in UTF-8, and as it stands with its line ends."""

    name: str
    value: bytes
    raw: bytes


class Part:
    """A part of a message.

    Args:
        source: As the one parse gives it.
        within: The type of the multipart around it.
        depth: How many parts it stands in.
    """

    def __init__(self, source: wire.Part | wire.Message, within: str = "", depth: int = 0) -> None:
        """Keep it; nothing is read before a rule asks."""
        self._source, self.within, self.depth = source, within, depth
        inner = isinstance(source, wire.Part) and source.depth > 0
        self.headers = tuple(_headers(source, trimmed=inner))
        declared = self.text_header("content-type")
        found = _TYPE.match(declared)
        kind = re.sub(r"[^!#-'*+\-./0-9A-Z^_`a-z{|}~]", "", found[1]).lower() if found else ""
        if not kind:
            kind = "message/rfc822" if within == "multipart/digest" else "text/plain"
        elif (
            kind.startswith("text")
            and not re.match(r"text/(?:x-vcard|calendar|html)$", kind)
            and re.match(r"text\b", kind)
        ):
            kind = "text/plain"
        self.type = kind
        charset = _CHARSET.search(declared)
        self.charset = charset[1] if charset else "" if declared else "us-ascii"

    def values(self, name: str) -> list[bytes]:
        """Give the values of a field, decoded."""
        return [one.value for one in self.headers if one.name.lower() == name]

    def field(self, target: str) -> bytes | None:
        """Give the last value of a field, decoded or raw; None where it is missing."""
        name, _, asked = target.partition(":")
        found = [one for one in self.headers if one.name.lower() == name.lower()]
        if name == "ALL":
            return b"".join(one.name.encode("latin-1") + b": " + one.value + b"\n" for one in self.headers)
        if not found:
            return b"" if asked == "raw" else None
        return found[-1].raw if asked == "raw" else found[-1].value + b"\n"

    def text_header(self, name: str) -> str:
        """Give the last value of a field; empty where it is missing."""
        values = self.values(name)
        return values[-1].decode("utf-8", "replace") if values else ""

    @cached_property
    def name(self) -> str:
        """The file name that it declares."""
        found = _DISPOSED.search(self.text_header("content-disposition")) or _NAME.search(
            self.text_header("content-type")
        )
        return found[1] if found else ""

    @property
    def shown_as(self) -> str:
        """Its type, but that a file name may make it a page."""
        return "text/html" if _PAGE_NAME.search(self.name) else self.type

    @cached_property
    def octets(self) -> bytes:
        """What it holds, without its transfer encoding."""
        return self._source.bytes if isinstance(self._source, wire.Part) else self._source.body

    @property
    def encoded(self) -> bytes:
        """What it holds, in its transfer encoding."""
        return self._source.body

    @cached_property
    def page(self) -> Page | None:
        """What is known of it as a page; None where it is none."""
        if self.shown_as != "text/html" or not self.octets:
            return None
        return page(text_of(self.octets, self.charset or "us-ascii"))

    @cached_property
    def words(self) -> str | None:
        """What it says; None where it is no text."""
        if self.page is not None:
            return self.page.text
        if self.shown_as in {"text/plain", "text/html"}:
            return text_of(self.octets, self.charset or "us-ascii")
        return None


def _headers(source: wire.Headed, *, trimmed: bool) -> Iterator[Header]:
    """Give fields; those of parts without the blank behind the colon."""
    whole = source._source  # noqa: SLF001  # the fields as they stand, which no accessor gives
    for name, _, start, end in source.fields():
        raw = whole[start:end].partition(b":")[2] + b"\n"
        raw = (raw.lstrip() if trimmed else raw)[:VALUE]
        yield Header(name, decoded(_SOFT.sub(" ", raw.decode("latin-1")).strip(), name), raw)


def opened(message: wire.Message, depth: int) -> Iterator[Part]:
    """Give the parts of a message, itself first; a message within is opened, and then holds nothing itself."""
    types: list[str] = []
    root = Part(message, "", depth)
    if message.parts[0].depth:
        yield root
    for one in message.parts:
        part = Part(
            one, types[one.parent] if one.parent >= 0 else root.type if one.depth else "", depth + one.depth
        )
        types.append(part.type)
        if part.type in {"message/rfc822", "message/global"} and part.depth < NESTED and one.depth:
            part.type = "multipart/opened"
            yield part
            yield from opened(one.message(), part.depth + 1)
        else:
            yield part
