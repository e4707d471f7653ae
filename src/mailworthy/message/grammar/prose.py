"""The sentences of a part as an editor reads them: addresses and merge tags out of the way, lines that a program broke made whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mailworthy.message.places import Place, in_part
from mailworthy.message.reading import Draft, Part
from mailworthy.message.reading.html import Html
from mailworthy.message.reading.place import Span
from mailworthy.message.reading.tree import Element

LOOK_AT = 60_000  # characters of a part: more than any letter has, and a bound for hostile ones
OBJECT = "\ufffc"  # stands for each character of what is no word of anybody's

_NO_WORDS = re.compile(
    r"(?:https?://|www\.)[!-~]+(?<![.,;:!?)])"
    r"|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
    r"|(?<![\w-])[a-zA-Z0-9-]{1,63}+(?=\.)(?:\.[a-zA-Z0-9-]{1,63}){0,4}\.(?:com|org|net|example|io|co|de|fr|jp|uk|eu|info|dev|app|html?|php|pdf)\b(?:[/?#][!-~]{0,200}(?<![.,;:!?)]))?"
)
_CODE = ("code", "pre", "kbd", "samp", "tt", "var")
_WHOLE = frozenset(("html", "body"))  # what these declare is told from the words
_QUOTED = re.compile(r"^>.*$", re.MULTILINE)
_BROKEN = re.compile(r"(?<=[^\n]{50})\n(?=[^\W\d_])")  # a line of prose that goes on


@dataclass(frozen=True, slots=True)
class Prose:
    """What a part says.

    Args:
        part: The part.
        text: As people see it.
        said: The same character for character, but for what is no prose, which is :data:`OBJECT`.
    """

    part: Part
    text: str
    said: str

    def place(self, start: int, end: int) -> Place:
        """Give where a stretch of the text stands."""
        html = self.part.html
        return in_part(self.part, html.origin.span(start, end) if html else Span(start, end))


def prose(draft: Draft, language: str) -> Iterator[Prose]:
    """Give what most people see first: the page, then the plain text.

    Args:
        draft: The message.
        language: Its language: in one without blanks between words, broken lines are left as they are.
    """
    page, plain = draft.page, draft.plain
    if page and page.html and page.html.text.strip():
        text = page.html.text[:LOOK_AT]
        said = _without(_without_addresses(text), _others(page.html, language))
        yield Prose(page, text, _without_tags(said, page))
    if plain:
        text = plain.text[:LOOK_AT]
        said = _QUOTED.sub(_object, _without_tags(_without_addresses(text), plain))
        yield Prose(plain, text, said if language in {"ja", "zh"} else _BROKEN.sub(" ", said))


def _without_addresses(text: str) -> str:
    return _NO_WORDS.sub(_object, text) if "." in text else text


def _object(found: re.Match[str]) -> str:
    return OBJECT * len(found[0])


def _without_tags(text: str, part: Part) -> str:
    made = part.html.origin.made if part.html else int
    return _without(text, ((made(tag.span.start), made(tag.span.end)) for tag in part.tags))


def _others(html: Html, language: str) -> list[tuple[int, int]]:
    """Give where a page says that its words are code, names, or of another language than the message."""
    elements = [*html.of(*_CODE), *(one for one in html.elements if one.attrs and _is_other(one, language))]
    spans = [(html.origin.made(one.span.end), html.origin.made(one.end.start)) for one in elements]
    return sorted(spans)


def _is_other(element: Element, language: str) -> bool:
    attrs = element.attrs
    if attrs.get("translate") == "no":
        return True
    declared = attrs.get("lang", "")
    return bool(declared) and element.tag not in _WHOLE and declared[:2].lower() != language


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Give a text with stretches of it, in order, made :data:`OBJECT`."""
    pieces, at = [], 0
    for start, end in spans:
        if at <= start < end <= len(text):
            pieces += [text[at:start], OBJECT * (end - start)]
            at = end
    return "".join((*pieces, text[at:])) if pieces else text
