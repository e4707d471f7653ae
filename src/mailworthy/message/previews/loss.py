"""What a client does without, as a preview says it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

SNIPPET = 80  # characters of an example


class Cause(Enum):
    """Why something is gone."""

    FEATURE = "feature"  # caniemail lists it as not supported
    STYLES = "styles"  # style blocks are not read at all
    STYLE_LIMIT = "style_limit"  # a style block stands behind the limit of all together
    STYLE_NESTED = "style_nested"  # a style block nests at-rules
    CLIPPED = "clipped"  # the page is longer than is shown at once
    HIDDEN = "hidden"  # hidden from Word on purpose
    NOT_MSO = "not_mso"  # a condition leaves it to other clients
    OFFICE = "office"  # Office XML and VML: Word reads it, a browser does not draw it


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that disappears.

    Args:
        cause: Why.
        name: What it is called: caniemail's title for a feature; else empty.
        count: How often it stands in the page; characters for what is clipped.
        examples: The first ones, as written.
        slug: The feature's name in caniemail's data; else empty.
    """

    cause: Cause
    name: str = ""
    count: int = 1
    examples: tuple[str, ...] = ()
    slug: str = ""

    def as_dict(self) -> dict[str, object]:
        """Give the JSON shape."""
        named: dict[str, object] = {"feature": self.slug, "title": self.name} if self.slug else {}
        return {"cause": self.cause.value, **named, "count": self.count, "examples": list(self.examples)}


def said(text: str) -> str:
    """Give the beginning of a text on one line."""
    line = " ".join(text[: 8 * SNIPPET].split())
    return line if len(line) <= SNIPPET else f"{line[: SNIPPET - 1]}…"
