"""What stands in the fields that rules look at, and where each stretch of it stands in the message."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

from mailworthy.message.places import SNIPPET, Place, in_header, in_part, snippet
from mailworthy.message.reading import Draft, Part
from mailworthy.message.reading.draft import Field
from mailworthy.message.reading.place import Span

VALUES = 5000  # of one field; what stands behind is not looked at
_BEFORE = 30  # characters that are shown before what was found, where not all can be


class Value(NamedTuple):
    """One value of a field: its text, and what gives the place of a stretch of it."""

    text: str
    place: Callable[[int, int], Place]


def values(draft: Draft, field: str) -> tuple[Value, ...]:
    """Give the values of a field of a message, in order.

    Args:
        draft: The message.
        field: One of :data:`~mailworthy.message.rules.rule.FIELDS` but ``any``, or ``header:name``.
    """
    kind, _, name = field.partition(":")
    found = _in_header(draft, name) if name else _VALUES[kind](draft)
    return tuple(value for value, _ in zip(found, range(VALUES), strict=False))


def unknown(draft: Draft, field: str) -> bool:
    """Tell whether nobody knows yet what will stand in a field: a template has no header and no attachments of its own."""
    if draft.kind == "eml":
        return False
    given = {"subject": draft.subject, "from": draft.sender.address, "from-name": draft.sender.name}
    if field in given:
        return not given[field]
    return field in {"reply-to", "attachment-name"} or field.startswith("header:")


def alone(text: str) -> tuple[Value, ...]:
    """Give a text as a field's only value; none where it is blank."""
    return (Value(text, _nowhere),) if text.strip() else ()


def _nowhere(_start: int, _end: int) -> Place:
    return {}


def _in_header(draft: Draft, name: str) -> Iterator[Value]:
    for field in draft.headers(name):
        yield Value(field.value, partial(_of_field, field))


def _of_field(field: Field, start: int, _end: int) -> Place:
    return {
        "header": field.name,
        "line": field.line,
        "end_line": field.end_line,
        "snippet": _words(field.value, start),
    }


def _words(text: str, start: int) -> str:
    """Give what was found with what stands around it, cut to what a report shows."""
    if len(text) <= SNIPPET:
        return snippet(text)
    begin = max(0, min(start - _BEFORE, len(text) - SNIPPET + 1))
    return snippet(f"…{text[begin:]}" if begin else text)


def _subject(draft: Draft) -> Iterator[Value]:
    yield from (
        _in_header(draft, "subject") if draft.headers("subject") else _given(draft, "Subject", draft.subject)
    )


def _from(draft: Draft) -> Iterator[Value]:
    yield from _given(draft, "From", draft.sender.address)


def _from_name(draft: Draft) -> Iterator[Value]:
    yield from _given(draft, "From", draft.sender.name)


def _given(draft: Draft, header: str, text: str) -> Iterator[Value]:
    """Give a part of a field, or what was told beside a page that has no header."""
    if text:
        yield Value(text, lambda start, _end: {**in_header(draft, header), "snippet": _words(text, start)})


def _reply_to(draft: Draft) -> Iterator[Value]:
    for mailbox in draft.mailboxes("reply-to"):
        for text in filter(None, mailbox):
            yield from _given(draft, "Reply-To", text)


def _text(draft: Draft) -> Iterator[Value]:
    for part in draft.parts:
        if part.decoded and not part.html:
            yield Value(part.text, partial(_of_part, part))


def _html(draft: Draft) -> Iterator[Value]:
    for part in draft.parts:
        if part.html:
            yield Value(part.html.source, partial(_of_part, part))


def _body(draft: Draft) -> Iterator[Value]:
    for part in draft.parts:
        if part.html:
            yield Value(part.html.text, partial(_of_page, part))
        elif part.decoded:
            yield Value(part.text, partial(_of_part, part))


def _of_part(part: Part, start: int, end: int) -> Place:
    return in_part(part, Span(start, end))


def _of_page(part: Part, start: int, end: int) -> Place:
    assert part.html is not None
    shown = part.html.text[start : min(end, start + 4 * SNIPPET)]
    return {**in_part(part, part.html.origin.span(start, end)), "snippet": snippet(shown)}


def _urls(draft: Draft) -> Iterator[Value]:
    for url in draft.urls:
        yield from _whole(draft.parts[url.part], url.url, url.span)


def _link_texts(draft: Draft) -> Iterator[Value]:
    for part in draft.parts:
        for link in part.html.links if part.html else ():
            yield from _whole(part, link.text or link.alt, link.inside)


def _whole(part: Part, text: str, span: Span) -> Iterator[Value]:
    if text:
        yield Value(text, lambda start, _end: {**in_part(part, span), "snippet": _words(text, start)})


def _attachments(draft: Draft) -> Iterator[Value]:
    for one in draft.attachments:
        if one.name:
            yield Value(one.name, partial(_of_attachment, one.part, one.name))


def _of_attachment(part: int, name: str, start: int, _end: int) -> Place:
    return {"part": part, "snippet": _words(name, start)}


_VALUES: Mapping[str, Callable[[Draft], Iterable[Value]]] = {
    "subject": _subject,
    "from": _from,
    "from-name": _from_name,
    "reply-to": _reply_to,
    "body": _body,
    "text": _text,
    "html": _html,
    "url": _urls,
    "link-text": _link_texts,
    "attachment-name": _attachments,
}
