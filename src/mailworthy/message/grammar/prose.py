"""What people see of a message as an editor reads it: addresses and merge tags out of the way, lines that a program broke made whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from mailworthy.message.places import Place
from mailworthy.message.reading import Draft
from mailworthy.message.reading.place import Span
from mailworthy.message.spelling.texts import Text, texts

LOOK_AT = 60_000  # characters of a text: more than any letter has, and a bound for hostile ones
BODIES = ("page", "plain")  # kinds of text that hold sentences
OBJECT = "\ufffc"  # stands for each character of what is no word of anybody's

_NO_WORDS = re.compile(
    r"(?:https?://|www\.)[!-~]+(?<![.,;:!?)\]>])"
    r"|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
    r"|(?<![\w-])[a-zA-Z0-9-]{1,63}+(?=\.)(?:\.[a-zA-Z0-9-]{1,63}){0,4}\.(?:com|org|net|example|io|co|de|fr|jp|uk|eu|info|dev|app|html?|php|pdf)\b(?:[/?#][!-~]{0,200}(?<![.,;:!?)\]>]))?"
)
_KINDS = (*BODIES, "subject", "preheader")  # most people see the first of these first
_BROKEN = re.compile(r"(?<=[^\n]{50})\n(?=[^\W\d_])")  # a line of prose that goes on


@dataclass(frozen=True, slots=True)
class Prose:
    """What a text of a message says.

    Args:
        kind: ``page``, ``plain``, ``subject``, ``preheader``.
        text: As people see it.
        said: The same character for character, but for what is no prose, which is :data:`OBJECT`.
        place: Gives where a stretch of the text stands.
    """

    kind: str
    text: str
    said: str
    place: Callable[[int, int], Place]


def prose(draft: Draft, language: str) -> list[Prose]:
    """Give what people see, that which most of them see first.

    Args:
        draft: The message.
        language: Its language: in one without blanks between words, broken lines are left as they are.
    """
    found = (
        _prose(one, language) for one in texts(draft, language) if one.kind in _KINDS and one.text.strip()
    )
    return sorted(found, key=lambda one: _KINDS.index(one.kind))


def _prose(one: Text, language: str) -> Prose:
    text = one.text[:LOOK_AT]
    said = _without(_without_addresses(text), one.unread)
    broken = one.kind == "plain" and language not in {"ja", "zh"}
    return Prose(one.kind, text, _BROKEN.sub(" ", said) if broken else said, one.place)


def _without_addresses(text: str) -> str:
    return _NO_WORDS.sub(lambda found: OBJECT * len(found[0]), text) if "." in text else text


def _without(text: str, spans: Iterable[Span]) -> str:
    """Give a text with stretches of it, in order, made :data:`OBJECT`."""
    pieces, at = [], 0
    for start, stop in spans:
        end = min(stop, len(text))
        if at <= start < end:
            pieces += [text[at:start], OBJECT * (end - start)]
            at = end
    return "".join((*pieces, text[at:])) if pieces else text
