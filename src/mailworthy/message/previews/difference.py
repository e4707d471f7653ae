"""What a client of weak CSS leaves of a page: an approximation, made from caniemail's data, and the list of what disappears.

Chromium draws the page with the features taken out that the data calls unsupported. How Word lays a page out is not simulated.
"""

from __future__ import annotations

from dataclasses import dataclass

from mailworthy.message.previews.edits import Edit
from mailworthy.message.previews.gmail import as_gmail_reads
from mailworthy.message.previews.loss import Cause, Loss
from mailworthy.message.previews.word import as_word_reads
from mailworthy.message.reading.html import Html

WORD = "outlook.windows"
NO_STYLES = (
    "no-styles"  # no client of caniemail's: style attributes alone, as where style blocks are not read
)
USUAL = (WORD, "gmail.desktop-webmail", NO_STYLES)
EXAMPLES = 3
_SNIPPET = 80  # characters


@dataclass(frozen=True, slots=True)
class Difference:
    """What a client changes in a page.

    Args:
        edits: The changes.
        losses: What disappears.
    """

    edits: tuple[Edit, ...]
    losses: tuple[Loss, ...]


def difference(page: Html, client: str) -> Difference:
    """Give what a client takes out of a page.

    Args:
        page: The page.
        client: ``family.platform`` of caniemail's, or :data:`NO_STYLES`.
    """
    edits, losses = _own_ways(page, client)
    return Difference(tuple(edits), tuple(losses))


def _own_ways(page: Html, client: str) -> tuple[list[Edit], list[Loss]]:
    """Give what the data does not know of."""
    if client == NO_STYLES:
        return _stripped(page)
    if client == WORD:
        return as_word_reads(page)
    return as_gmail_reads(page) if client.startswith("gmail.") else ([], [])


def _stripped(page: Html) -> tuple[list[Edit], list[Loss]]:
    edits = [Edit(style.span) for style in page.styles]
    return edits, [Loss(Cause.STYLES, count=len(edits))] if edits else []
