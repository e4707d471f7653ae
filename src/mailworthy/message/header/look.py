"""The header filter: what receivers and people read before they open a message."""

from __future__ import annotations

from collections.abc import Iterator

from mailworthy.finding import Finding
from mailworthy.message.reading import Draft
from mailworthy.message.scope import Scope


def look(draft: Draft, scope: Scope) -> Iterator[Finding]:  # noqa: ARG001
    """Give what there is to say."""
    yield from ()
