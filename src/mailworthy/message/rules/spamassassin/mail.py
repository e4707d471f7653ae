"""A message as SpamAssassin's rules see it: octets, header by header, paragraph by paragraph."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any, TypeVar, cast

from mailworthy.message.reading import Draft
from mailworthy.message.rules.spamassassin.addresses import Mailbox, mailboxes
from mailworthy.message.rules.spamassassin.hosts import Hosts
from mailworthy.message.rules.spamassassin.page import Page
from mailworthy.message.rules.spamassassin.part import Header, Part, opened
from mailworthy.message.rules.spamassassin.relays import Relays, relays
from mailworthy.message.rules.spamassassin.uris import Redirector, Uri, uris

_T = TypeVar("_T")

BODY_PART = 50_000  # octets of one part's text that rules are run over, as stock SpamAssassin has it
RAW_PART = 500_000  # same, for the part as it came
PARAGRAPH = 2048  # octets
ALL = 65_536  # octets of all of them together
PARTS = 300

_TOGETHER = {
    "ToCc": ("to", "cc"),
    "MESSAGEID": ("x-message-id", "resent-message-id", "x-original-message-id", "message-id"),
}
_SERVERS = {
    "x-spam-relays-untrusted": "untrusted",
    "x-spam-relays-external": "untrusted",
    "x-spam-relays-trusted": "trusted",
    "x-spam-relays-internal": "trusted",
}
_IP = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])")
_GAP = re.compile(r"\n+\s*\n+")
_ASCII_GAP = re.compile(r"\n+[ \t\n\r\f\v]*\n+")
_BLANKS = re.compile(r"\s+")
_ASCII_BLANKS = re.compile(r"[ \t\n\r\f\v]+")


@dataclass(frozen=True)
class World:
    """What rules look things up in.

    Args:
        hosts: What counts as a host.
        free: Domains of free mail.
        free_like: Patterns of further ones.
        not_free: Addresses and domains that do not count as such.
        redirectors: Who tells the address that another one leads to.
        originating: Fields that name the first sender's IP address, in lower case.
    """

    hosts: Hosts = field(default_factory=Hosts)
    free: frozenset[str] = frozenset()
    free_like: tuple[re.Pattern[str], ...] = ()
    not_free: frozenset[str] = frozenset()
    redirectors: tuple[Redirector, ...] = ()
    originating: tuple[str, ...] = ()


class Mail:
    """A message as rules see it; each view is made when the first rule asks for it.

    Args:
        draft: The message, read.
        world: What rules look things up in.
    """

    def __init__(self, draft: Draft, world: World) -> None:
        """Keep both."""
        self.draft, self.world = draft, world
        self.root = Part(draft.source.message)
        self._fields: dict[str, bytes | None] = {}
        self._once: dict[Any, Any] = {}

    def once(self, ask: Callable[[Mail], _T]) -> _T:
        """Give what a function makes of this message, which is asked no more than once."""
        if ask not in self._once:
            self._once[ask] = ask(self)
        return cast("_T", self._once[ask])

    @property
    def headers(self) -> tuple[Header, ...]:
        """All fields, in order."""
        return self.root.headers

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """All parts, the message itself first, messages within messages opened."""
        return tuple(islice(opened(self.draft.source.message, 0), PARTS))

    @cached_property
    def leaves(self) -> tuple[Part, ...]:
        """The parts that hold something themselves."""
        return tuple(one for one in self.parts if not one.type.startswith("multipart/"))

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """All parts that are pages."""
        return tuple(one.page for one in self.leaves if one.page)

    @cached_property
    def body(self) -> tuple[bytes, ...]:
        """The subject and all words, a paragraph each."""
        subject = self.root.values("subject")
        first = subject[-1] + b"\n" if subject else b"\n"
        return tuple(_short_lines(first + self._words()))

    def _words(self) -> bytes:
        text, wide = "", False
        for part in self.leaves:
            text += "\n" if text else ""
            words = part.words
            if words is not None:
                text += _cut(words)
                wide = wide or not part.octets.isascii()
        if not wide and max(text, default="") < "\u0100":  # Perl keeps such text in octets: one a character
            text = _ASCII_GAP.sub("\0", text)
            return _ASCII_BLANKS.sub(" ", text).replace("\0", "\n").encode("latin-1")
        text = _GAP.sub("\0", text)
        return _BLANKS.sub(" ", text).replace("\0", "\n").encode("utf-8", "replace")

    @cached_property
    def rawbody(self) -> tuple[bytes, ...]:
        """All text parts as they came, without transfer encoding, in chunks."""
        return tuple(
            chunk
            for part in self.leaves
            if re.match(r"(?:text|message)\b", part.shown_as) and part.type != "text/calendar"
            for chunk in _chunks(_cut_octets(part.octets))
        )

    @property
    def full(self) -> bytes:
        """The message as it stands."""
        return self.draft.source.message.raw

    @cached_property
    def everything(self) -> bytes:
        """All fields, decoded."""
        made = bytearray()
        for one in self.headers:
            if len(made) > ALL:
                break
            made += one.name.encode("latin-1") + b": " + one.value + b"\n"
        return bytes(made)

    @cached_property
    def everything_raw(self) -> bytes:
        """All fields as they stand."""
        return b"".join(one.name.encode("latin-1") + b":" + one.raw for one in self.headers)

    @cached_property
    def uris(self) -> tuple[Uri, ...]:
        """All addresses of the web and of mail."""
        return uris(self.body, self.pages, self.world.hosts, self.world.redirectors)

    @cached_property
    def addresses(self) -> tuple[bytes, ...]:
        """All of them, in every form that clients may read them in."""
        return tuple(sorted({form.encode("latin-1", "replace") for one in self.uris for form in one.read_as}))

    def field(self, target: str) -> bytes | None:
        """Give what a header rule looks at: a field or several, what is asked of it behind colons; None where it is missing."""
        if target not in self._fields:
            values = self.values(target)
            joint = b"" if values and values[0].endswith(b"\n") else b"\n"
            self._fields[target] = joint.join(values) if values else None
        return self._fields[target]

    def values(self, target: str) -> list[bytes]:
        """Give the values that a header rule looks at."""
        name, *asked = target.split(":")
        raw = "raw" in asked
        if name == "ALL":
            return [self.everything_raw if raw else self.everything]
        if name.lower() == "envelopefrom":
            return [] if self._sender is None else [self._sender]
        if name.lower() in _SERVERS:
            return [
                " ".join(map(str, getattr(self.relays, _SERVERS[name.lower()]))).encode("utf-8", "replace")
            ]
        names = _TOGETHER.get(name, (name.lower(),))
        fields = [one for wanted in names for one in self.headers if one.name.lower() == wanted]
        fields = fields[:1] if "first" in asked else fields[-1:] if "last" in asked else fields
        if "addr" in asked:
            return [box.address for one in fields for box in mailboxes(one.raw) if box.address]
        if "name" in asked:
            return [box.name for one in fields for box in mailboxes(one.raw, as_written=raw) if box.name]
        return [
            one.raw if raw else one.value + b"\n" for one in fields if raw or one.value or name != "MESSAGEID"
        ]

    @cached_property
    def relays(self) -> Relays:
        """The servers that it came through."""
        named = (self.root.values(name) for name in self.world.originating)
        found = (_IP.search(values[-1].decode("latin-1")) for values in named if values)
        received = (value.decode("latin-1") for value in self.root.values("received"))
        return relays(received, [one[0] for one in found if one])

    @cached_property
    def _sender(self) -> bytes | None:
        """The envelope's sender: as a server wrote it, else as a field above all ``Received`` does; None where none tells."""
        nearest = self.relays.nearest
        if nearest and nearest.envelope is not None and (not nearest.envelope or "@" in nearest.envelope[1:]):
            return nearest.envelope.encode("utf-8", "replace")
        fetched = any(b"(fetchmail" in one for one in self.root.values("received"))
        if fetched and any(b"@" in one for one in self.values("X-Sender:first:addr")):
            return None
        names = [one.name.lower() for one in self.headers]
        for name in ("x-envelope-from", "envelope-sender", "return-path"):
            boxes = mailboxes(self.headers[names.index(name)].raw) if name in names else []
            trusted = name in names and "received" not in names[: names.index(name)]
            if boxes and (trusted or name == "x-envelope-from"):
                return boxes[0].address if trusted else None
        return None

    def mailboxes(self, name: str) -> list[Mailbox]:
        """Give the mailboxes of all fields of a name."""
        return [box for one in self.headers if one.name.lower() == name for box in mailboxes(one.raw)]


def _cut(text: str) -> str:
    """Cut long text where a line or a word ends."""
    if len(text) <= BODY_PART:
        return text
    for sign in "\n ":
        at = text.find(sign, BODY_PART, BODY_PART + 1025)
        if at >= 0:
            return text[: at + 1]
    return text[:BODY_PART]


def _cut_octets(octets: bytes) -> bytes:
    """Cut a long part where a line, a tag or a word ends."""
    if len(octets) <= RAW_PART:
        return octets
    for sign in (b"\n", b">", b" "):
        at = octets.find(sign, RAW_PART, RAW_PART + 1025)
        if at >= 0:
            return octets[: at + 1]
    return octets[:RAW_PART]


def _short_lines(text: bytes) -> Iterator[bytes]:
    """Give lines, long ones cut at a blank."""
    for line in (
        text.splitlines(keepends=True)
        if b"\r" not in text and b"\x0b" not in text
        else re.findall(rb"[^\n]*\n|[^\n]+", text)
    ):
        while len(line) > PARAGRAPH:
            length = line.rfind(b" ", 0, PARAGRAPH + 1) + 1 or PARAGRAPH
            yield line[:length]
            line = line[length:]  # noqa: PLW2901  # what is left of it
        yield line


def _chunks(octets: bytes) -> Iterator[bytes]:
    """Give stretches of one to two paragraphs' length, cut at a line, a tag or a blank."""
    if len(octets) <= PARAGRAPH:
        yield octets
        return
    at = 0
    while len(octets) - at > 2 * PARAGRAPH:
        end = -1
        for sign in (b"\n", b">", b" "):
            end = octets.find(sign, at + PARAGRAPH, at + 2 * PARAGRAPH)
            if end >= 0:
                break
        end = end if end >= 0 else at + PARAGRAPH
        yield octets[at : end + 1]
        at = end + 1
    if at < len(octets):
        yield octets[at:]
