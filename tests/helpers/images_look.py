"""What is said of a page's or message's pictures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mailworthy.finding import Finding
from mailworthy.message.images import look
from mailworthy.message.images.gallery import Key
from mailworthy.message.links.visits import Visits
from mailworthy.message.reading import read
from mailworthy.message.report import severity_of
from mailworthy.message.scope import Scope
from mailworthy.wire.explore import Visited, Words

TEXT = "<p>The new garden chairs are here.</p>"


def told(
    given: str | bytes,
    *,
    visited: Mapping[str, Visited] | None = None,
    words: Mapping[Key, Words] | None = None,
    **known: Any,
) -> dict[str, Finding]:
    """Give what is said of pictures, by code; the gravest of each.

    Args:
        given: A page, which stands behind a sentence; or a whole message.
        visited: What came of visiting pictures.
        words: What stands in them.
        known: As for :class:`Scope`.
    """
    draft = read(given) if isinstance(given, bytes) else read((TEXT + given).encode(), "html")
    scope = Scope(language="en", **known)
    found: dict[str, Finding] = {}
    for one in look(draft, scope, Visits(visited or {}), words or {}):
        found.setdefault(one.code, one)
    return found


def severities(found: Mapping[str, Finding]) -> dict[str, str]:
    """Give how grave each is."""
    return {code: severity_of(one).value for code, one in found.items()}
