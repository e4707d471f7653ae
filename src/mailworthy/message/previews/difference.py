"""What a client of weak CSS leaves of a page: an approximation, made from caniemail's data, and the list of what disappears.

Chromium draws the page with the features taken out that the data calls unsupported. How Word lays a page out is not simulated.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from mailworthy.message.clients import Hit, hits
from mailworthy.message.clients.known import known
from mailworthy.message.clients.named import parse
from mailworthy.message.previews.edits import Edit
from mailworthy.message.previews.gmail import as_gmail_reads
from mailworthy.message.previews.loss import Cause, Loss, said
from mailworthy.message.previews.word import as_word_reads
from mailworthy.message.reading.html import Html

WORD = "outlook.windows"
NO_STYLES = (
    "no-styles"  # no client of caniemail's: style attributes alone, as where style blocks are not read
)
USUAL = (WORD, "gmail.desktop-webmail", NO_STYLES)
EXAMPLES = 3
_QUIET = frozenset(  # nothing that anybody sees
    ("css-comments", "html-comments", "html-doctype", "html-loading-attribute", "html-target")
)


@dataclass(frozen=True, slots=True)
class Difference:
    """What a client changes in a page.

    Args:
        edits: The changes.
        losses: What disappears.
    """

    edits: tuple[Edit, ...]
    losses: tuple[Loss, ...]


def clients_named(text: str) -> tuple[str, ...]:
    """Read whose view is wanted: families or ``family.platform`` of caniemail's, and :data:`NO_STYLES`, separated by commas.

    Raises:
        InputError: A name is not known.
    """
    named = [one.strip().lower() for one in text.split(",") if one.strip()]
    others = [one for one in named if one != NO_STYLES]
    own = [NO_STYLES] if len(others) < len(named) else []
    return (*(parse(",".join(others)) if others or not own else ()), *own)


def difference(page: Html, client: str) -> Difference:
    """Give what a client takes out of a page.

    Args:
        page: The page.
        client: ``family.platform`` of caniemail's, or :data:`NO_STYLES`.
    """
    edits, losses = _own_ways(page, client)
    found = [one for one in hits(page) if one.slug in _unsupported(client) and (one.word or client != WORD)]
    edits += (Edit(one.span) for one in found if one.removable)
    return Difference(tuple(edits), (*losses, *_features(found)))


@lru_cache(64)
def _unsupported(client: str) -> frozenset[str]:
    features = known().features.values()
    return frozenset(one.slug for one in features if one.support.get(client) == "n") - _QUIET


def _features(found: Iterable[Hit]) -> list[Loss]:
    """Give a loss for each feature, those that are used most first."""
    counts: dict[str, int] = {}
    examples: dict[str, dict[str, None]] = {}
    for one in found:
        counts[one.slug] = counts.get(one.slug, 0) + 1
        seen = examples.setdefault(one.slug, {})
        if len(seen) < EXAMPLES:
            seen[said(one.what)] = None
    features = known().features
    return [
        Loss(Cause.FEATURE, features[slug].title, count, tuple(examples[slug]), slug)
        for slug, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    ]


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
