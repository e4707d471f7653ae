"""The one parse: a message, a page or a text made what every filter reads; none of them parses again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from typing import Literal, NamedTuple

from mailworthy.message.reading.attachment import Attachment, attached, attachment, readable
from mailworthy.message.reading.charset import CharsetFault, Decoded, decoded
from mailworthy.message.reading.html import Html
from mailworthy.message.reading.mailbox import Mailbox, mailboxes
from mailworthy.message.reading.merge_tags import MergeTag, Template, main_family, merge_tags
from mailworthy.message.reading.page import ELEMENTS, read_html
from mailworthy.message.reading.place import Lines, Span, Where
from mailworthy.message.reading.source import RawPlace, Source, Way
from mailworthy.message.reading.urls import URLS, Url, in_page, in_text
from mailworthy.wire import message as wire

MESSAGE_OCTETS = 25 * 2**20
HTML_OCTETS = 2 * 2**20  # of all pages of a message together
TEXT_OCTETS = 2 * 2**20  # of all plain text together

_SENT = (
    "received",
    "return-path",
    "delivered-to",
    "dkim-signature",
    "arc-seal",
)  # what only a sent message has
_EIGHT_BIT_END = re.compile(rb"[\x80-\xff]{1,8}\Z")
_MANY = 3  # different tags of one family: more than a slip

Kind = Literal["eml", "html", "text"]


class Field(NamedTuple):
    """A field of the header.

    Args:
        name: As written.
        value: Unfolded and decoded (RFC 2047).
        folded: As it stands, an octet a character.
        line: Of its name in what was given, from 1.
        end_line: Of its last line.
        start: Where it begins in the message as read, in octets; :meth:`Source.place` gives that in what was given.
        end: Where it ends, before its line end.
    """

    name: str
    value: str
    folded: str
    line: int
    end_line: int
    start: int
    end: int


class LeftOut(NamedTuple):
    """What a cap kept from being looked at.

    Args:
        what: ``message``, ``header``, ``parts``, ``html``, ``text`` (octets), ``elements``, ``tokens``, ``urls``.
        part: The index of the part; -1 for the message.
        cap: How many are looked at.
    """

    what: str
    part: int
    cap: int


@dataclass(frozen=True)
class Part:
    """A part of a message.

    Args:
        index: Its place among all, depth first.
        type: The media type in lower case.
        depth: How many multiparts it stands in.
        parent: The index of the multipart that it stands in, -1 for none.
        encoding: The transfer encoding as declared.
        attached: Whether it is an attachment.
        decoded: Its text and charset; None where it is nothing that mail clients show as text.
        html: The facts of a page; None where it is none.
        tags: The merge tags in its text.
    """

    index: int
    type: str
    depth: int
    parent: int
    encoding: str
    attached: bool
    decoded: Decoded | None
    html: Html | None
    tags: tuple[MergeTag, ...]
    _source: wire.Part = field(repr=False)
    _whole: Source = field(repr=False)

    @property
    def text(self) -> str:
        """Its decoded text; empty where it is none."""
        return self.decoded.text if self.decoded else ""

    @property
    def octets(self) -> bytes:
        """What it holds, without its transfer encoding."""
        return self._source.bytes

    def beginning(self, octets: int) -> bytes:
        """Give what it begins with, without its transfer encoding: so many octets at most."""
        return self._source.beginning(octets)

    @property
    def fault(self) -> CharsetFault:
        """What is wrong about its declared charset."""
        return self.decoded.fault if self.decoded else CharsetFault.NONE

    @cached_property
    def lines(self) -> Lines:
        """Where the lines of its text begin."""
        return self.html.lines if self.html else Lines(self.text)

    @cached_property
    def _way(self) -> Way:
        return Way(self._whole, self._source, self.decoded.used if self.decoded else "")

    def header(self, name: str) -> str:
        """Give the first value of a field of the part, decoded; empty where it is missing."""
        return self._source.header(name)

    def where(self, span: Span) -> Where:
        """Give the place of a stretch of its text as people count it."""
        return Where(self.index, *self.lines.at(span.start), *self.lines.at(span.end), span)

    def raw(self, offset: int) -> RawPlace | None:
        """Give where a character of its text stands in what was given.

        Returns:
            None for base64 and where lines cannot be told: the place in the decoded part is all there is.
        """
        line, column = self.lines.at(offset)
        return self._way.place(line, self.text[offset - column + 1 : offset])


@dataclass(frozen=True)
class Draft:
    """A message before it is judged.

    Args:
        kind: What was given.
        size: In octets, as given.
        fields: The header, in order.
        subject: Decoded, as the header says, else as given beside a page or text.
        sender: The first mailbox of From, else as given.
        parts: Depth first.
        attachments: What people open rather than read, and the pictures that come with a page.
        urls: All addresses, part by part.
        subject_tags: The merge tags in the subject.
        template: Whether merge tags are there on purpose.
        left_out: What caps kept from being looked at.
        source: The way to what was given.
    """

    kind: Kind
    size: int
    fields: tuple[Field, ...]
    subject: str
    sender: Mailbox
    parts: tuple[Part, ...]
    attachments: tuple[Attachment, ...]
    urls: tuple[Url, ...]
    subject_tags: tuple[MergeTag, ...]
    template: Template
    left_out: tuple[LeftOut, ...]
    source: Source = field(repr=False)

    def headers(self, name: str) -> tuple[Field, ...]:
        """Give all fields of a name, whatever its case."""
        return tuple(one for one in self.fields if one.name.lower() == name.lower())

    def header(self, name: str) -> str:
        """Give the first value of a field, decoded; empty where it is missing."""
        return next((one.value for one in self.fields if one.name.lower() == name.lower()), "")

    def mailboxes(self, name: str) -> tuple[Mailbox, ...]:
        """Give the mailboxes of all fields of a name."""
        return tuple(box for one in self.headers(name) for box in mailboxes(one.folded))

    @property
    def plain(self) -> Part | None:
        """The first plain text that is no attachment and not blank."""
        return next((one for one in self.parts if one.decoded and not one.html and one.text.strip()), None)

    @property
    def page(self) -> Part | None:
        """The first page of HTML that is no attachment."""
        return next((one for one in self.parts if one.html), None)

    @property
    def body(self) -> Part | None:
        """The part that :attr:`text` is of."""
        return self.plain or self.page

    @property
    def text(self) -> str:
        """What a person reads: the plain text, else the page made plain."""
        part = self.body
        return "" if part is None else part.html.text if part.html else part.text

    def where(self, start: int, end: int) -> Where | None:
        """Give where a stretch of :attr:`text` stands; None where the message has no text."""
        part = self.body
        if part is None:
            return None
        return part.where(part.html.origin.span(start, end) if part.html else Span(start, end))

    @property
    def tags(self) -> Iterator[MergeTag]:
        """All merge tags: of the subject, then part by part."""
        yield from self.subject_tags
        for part in self.parts:
            yield from part.tags

    @property
    def family(self) -> str:
        """The family that most merge tags are of; empty where there are none."""
        return main_family(self.tags)

    @property
    def leftovers(self) -> tuple[MergeTag, ...]:
        """Merge tags that nobody will fill: all of a message, and in a template those of another family, guesses left out."""
        if self.template is not Template.YES:
            return tuple(self.tags)
        main = self.family
        return tuple(tag for tag in self.tags if tag.family != main and tag.sure == "certain")


def read(source: bytes, kind: Kind = "eml", *, sender: str = "", subject: str = "") -> Draft:
    """Read a message, a page or a text. Any octets are accepted; nothing is raised.

    Time and memory are bounded: what is over a cap is told in :attr:`Draft.left_out`.

    Args:
        source: Octets as they were given.
        kind: ``eml`` for a message (RFC 5322); ``html`` or ``text`` for a template or a page that has no header yet.
        sender: From, as in a header, where the message has none.
        subject: Same.

    Source:
        RFC 5322, RFC 2045 to RFC 2047, RFC 2183, RFC 2231.
    """
    kept = source[:MESSAGE_OCTETS]
    message = wire.read(kept) if kind == "eml" else _bare(kept, kind)
    return _Reader(kind, source, kept, message).draft(sender, subject)


def _bare(octets: bytes, kind: Kind) -> wire.Message:
    """Give a page or a text as the only part of a message without any other field."""
    # As of a message: what a gateway doubled is one line end, so that lines are counted as in what was given.
    lines = octets.replace(b"\r\n", b"\n").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    declared = b"Content-Type: text/html\n\n" if kind == "html" else b"\n"
    return wire.Message(declared + lines)


class _Reader:
    """A message half read."""

    def __init__(self, kind: Kind, given: bytes, kept: bytes, message: wire.Message) -> None:
        self.kind, self.given, self.message = kind, given, message
        self.source = Source(kept, message)
        self.room = {"html": HTML_OCTETS, "text": TEXT_OCTETS, "elements": ELEMENTS}
        self.left_out = [LeftOut("message", -1, MESSAGE_OCTETS)] if len(given) > len(kept) else []

    def draft(self, sender: str, subject: str) -> Draft:
        """Give it, read."""
        fields = tuple(self._fields()) if self.kind == "eml" else ()
        parts = tuple(self._part(part, index) for index, part in enumerate(self.message.parts))
        if len(parts) >= wire.PARTS:
            self.left_out.append(LeftOut("parts", -1, wire.PARTS))
        subject = next((one.value for one in fields if one.name.lower() == "subject"), subject)
        given = sender.encode("utf-8", "replace").decode("latin-1")  # an octet a character, as fields are
        written = next((one.folded for one in fields if one.name.lower() == "from"), given)
        draft = Draft(
            kind=self.kind,
            size=len(self.given),
            fields=fields,
            subject=subject,
            sender=next(iter(mailboxes(written)), Mailbox("", "")),
            parts=parts,
            attachments=tuple(
                attachment(self.message.parts[part.index], part.index) for part in parts if part.attached
            ),
            urls=tuple(self._urls(parts)),
            subject_tags=tuple(merge_tags(subject)),
            template=Template.UNKNOWN,
            left_out=(),
            source=self.source,
        )
        return replace(draft, template=_template(draft), left_out=tuple(self.left_out))

    def _fields(self) -> Iterator[Field]:
        start, body, _ = self.message.span
        if body - start > wire.HEADER_OCTETS:
            self.left_out.append(LeftOut("header", -1, wire.HEADER_OCTETS))
        raw = self.message.raw
        line, at = self.source.first_line, 0
        for name, folded, begin, end in self.message.fields():
            line += raw.count(b"\n", at, begin)
            at = begin
            last = line + raw.count(b"\n", begin, end)
            yield Field(name, wire.unfolded_value(folded), folded, line, last, begin, end)

    def _part(self, part: wire.Part, index: int) -> Part:
        is_page = part.type == "text/html"
        text = self._decoded(part, index, page=is_page) if readable(part) else None
        html = read_html(text.text, self.room["elements"]) if text and is_page else None
        if html:
            self.room["elements"] -= len(html.elements)
            self.left_out += (LeftOut(what, index, cap) for what, cap in html.left_out)
        return Part(
            index=index,
            type=part.type,
            depth=part.depth,
            parent=part.parent,
            encoding=part.header("content-transfer-encoding"),
            attached=attached(part),
            decoded=text,
            html=html,
            tags=tuple(merge_tags(text.text, html.unread if html else ())) if text else (),
            _source=part,
            _whole=self.source,
        )

    def _decoded(self, part: wire.Part, index: int, *, page: bool) -> Decoded:
        what = "html" if page else "text"
        octets = part.bytes
        if len(octets) > self.room[what]:
            self.left_out.append(LeftOut(what, index, HTML_OCTETS if page else TEXT_OCTETS))
            octets = _EIGHT_BIT_END.sub(
                b"", octets[: self.room[what]]
            )  # a character cut in two is no fault of its charset
        self.room[what] -= len(octets)
        return decoded(octets, part.param("charset"), page=page)

    def _urls(self, parts: tuple[Part, ...]) -> Iterator[Url]:
        for part in parts:
            found = in_page(part.html, part.index) if part.html else in_text(part.text, part.index)
            yield from islice(found, URLS)
            if next(iter(found), None) is not None:
                self.left_out.append(LeftOut("urls", part.index, URLS))


def _template(draft: Draft) -> Template:
    """Tell a template from a message in which something was forgotten."""
    if draft.kind != "eml":
        return Template.YES
    names = {one.name.lower() for one in draft.fields}
    tags = [tag for tag in draft.tags if tag.sure != "guess"]
    if not tags or names.intersection(_SENT):
        return Template.NO
    addressed = any(next(merge_tags(draft.header(name)), None) for name in ("to", "from", "list-unsubscribe"))
    main = draft.family
    many = len({tag.text for tag in tags if tag.family == main}) >= _MANY
    return Template.YES if addressed or many else Template.UNKNOWN
