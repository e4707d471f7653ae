"""What another spam filter says of a message, whichever it is."""

from __future__ import annotations

import re
from dataclasses import dataclass

SYMBOLS = 1000  # of one message; filters give some dozens
_TEXT = 500  # characters of a description
# They would reach the reader's terminal: escape sequences write over what stands there.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Symbol:
    """One thing that a filter found.

    Args:
        name: As the filter calls it.
        score: Points that it adds, in the filter's own measure; None where it doesn't say.
        description: In the filter's words; empty where it has none.
        options: What was found, as the filter tells it.
    """

    name: str
    score: float | None
    description: str = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filtered:
    """What a filter says.

    Args:
        score: Of the message, in the filter's own measure.
        threshold: Where that filter turns to its gravest verdict; 0 where it doesn't say.
        verdict: In the filter's words: ``spam`` or ``ham``; rspamd's action.
        symbols: What it found, in its order.
    """

    score: float
    threshold: float
    verdict: str
    symbols: tuple[Symbol, ...]


def one_line(text: str) -> str:
    """Give a text of a stranger on one line that can be shown."""
    return " ".join(_CONTROLS.sub(" ", text[: 4 * _TEXT]).split())[:_TEXT]
