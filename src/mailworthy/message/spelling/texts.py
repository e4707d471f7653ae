"""What people see of a message, text by text, and where in it no words stand: merge tags, code, other languages."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from mailworthy.message.places import Place, in_header, in_part
from mailworthy.message.reading import Draft, Part
from mailworthy.message.reading.html import Html, Image
from mailworthy.message.reading.place import Span

CHARACTERS = 200_000  # of one text; what stands behind is not looked at
ALTS = 200  # texts of pictures
_BEGINNING = 80  # characters of what people see, before which a preheader stands
_CODE = ("code", "pre", "kbd", "samp", "tt", "var", "textarea")
_NO_PROSE = re.compile(r"^(?:>.*|.*[;{}])$", re.MULTILINE)  # quoted, or a line of a program
_PATCH = re.compile(r"^(?:>.*|.*[;{}]|[ +-]\S.*|@@.*|[+-]\s.*)$", re.MULTILINE)
_IS_PATCH = re.compile(r"^(?:diff --git |@@ -\d)", re.MULTILINE)
_LANGUAGE = re.compile(r"\s*([A-Za-z]{2,3})(?![A-Za-z])")


@dataclass(frozen=True)
class Text:
    """Running text of a message.

    Args:
        kind: ``subject``, ``preheader``, ``page``, ``alt``, ``plain``.
        text: What people read.
        place: Gives where a stretch of it stands.
        unread: Stretches that hold no words of the message's language, in order.
        between: What parts its passages.
    """

    kind: str
    text: str
    place: Callable[[int, int], Place]
    unread: tuple[Span, ...] = ()
    between: str = "\n"

    def is_read(self, at: int) -> bool:
        """Tell whether a character stands among its words."""
        index = bisect_right(self.unread, (at, len(self.text) + 1)) - 1
        return index < 0 or at >= self.unread[index].end

    def passage(self, at: int) -> Span:
        """Give the passage that a character stands in."""
        index = bisect_right(self._starts, at)
        end = self._starts[index] if index < len(self._starts) else len(self.text)
        return Span(self._starts[index - 1], end)

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer(self.between, self.text))]


def texts(draft: Draft, language: str) -> Iterator[Text]:
    """Give all that people see: subject, preheader, page, pictures' texts, plain text.

    Args:
        draft: The message.
        language: Of the message, an ISO 639 code.
    """
    yield Text(
        "subject",
        draft.subject[:CHARACTERS],
        lambda start, end: _in_subject(draft, start, end),
        joined(tag.span for tag in draft.subject_tags),
    )
    page, plain = draft.page, draft.plain
    if page and page.html:
        yield from _of_page(page, page.html, language)
    if plain:
        yield _of_plain(plain)


def _in_subject(draft: Draft, start: int, end: int) -> Place:
    return {**in_header(draft, "Subject"), "snippet": draft.subject[start:end]}


def _of_plain(part: Part) -> Text:
    text = part.text[:CHARACTERS]
    tags = [tag.span for tag in part.tags]
    no_prose = _PATCH if _IS_PATCH.search(text) else _NO_PROSE
    quoted = [Span(*found.span()) for found in no_prose.finditer(text)]
    return Text(
        "plain",
        text,
        lambda start, end: in_part(part, Span(start, end)),
        joined([*tags, *quoted]),
        "\n\n",
    )


def _of_page(part: Part, html: Html, language: str) -> Iterator[Text]:
    if hidden := _preheader(html):
        yield Text("preheader", hidden[0], lambda start, end: _within(part, hidden[1], hidden[0][start:end]))
    yield Text(
        "page",
        html.text[:CHARACTERS],
        lambda start, end: in_part(part, html.origin.span(start, end)),
        joined(_unread(part, html, language)),
    )
    for image in islice((one for one in html.images if one.alt), ALTS):
        yield _alternative(part, html, image)


def _alternative(part: Part, html: Html, image: Image) -> Text:
    """Give what people see or hear in a picture's place."""
    span = html.attribute(html.elements[image.element], "alt")
    text = image.alt or ""
    return Text("alt", text[:CHARACTERS], lambda start, end: _within(part, span, text[start:end]))


def _preheader(html: Html) -> tuple[str, Span] | None:
    """Give the hidden text that stands before what people see, as inboxes show it."""
    first = next(iter(html.hidden), None)
    if first is None or html.origin.made(first.span.start) > _BEGINNING:
        return None
    return first.text[:CHARACTERS], first.span


def _within(part: Part, span: Span, word: str) -> Place:
    """Give the place of a word in a stretch of the source; the stretch where it is written by references there."""
    at = part.text.find(word, span.start, span.end)
    exact = Span(at, at + len(word)) if at >= 0 else span
    return {**in_part(part, exact), "snippet": word}


def _unread(part: Part, html: Html, language: str) -> Iterator[Span]:
    made = html.origin.made
    for tag in part.tags:
        yield Span(made(tag.span.start), made(tag.span.end))
    for element in html.elements:
        if element.tag in _CODE or (element.attrs and _foreign(element.attrs, element.tag, language)):
            yield Span(made(element.span.end), made(element.end.start))


def _foreign(attrs: Mapping[str, str], tag: str, language: str) -> bool:
    """Tell whether an element says that its words are not the message's: another language, a name, no prose."""
    if attrs.get("translate", "").lower() == "no" or attrs.get("spellcheck", "").lower() == "false":
        return True
    if tag in {"html", "body"} or "lang" not in attrs:  # pages declare what their template's author spoke
        return False
    said = _LANGUAGE.match(attrs["lang"])
    return bool(said and said[1].lower() != language)


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Give stretches in order, those that touch made one."""
    done: list[Span] = []
    for span in sorted(spans):
        if done and span.start <= done[-1].end:
            done[-1] = Span(done[-1].start, max(done[-1].end, span.end))
        elif span.end > span.start:
            done.append(span)
    return tuple(done)
