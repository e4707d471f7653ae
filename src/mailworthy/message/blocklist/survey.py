"""Whether lists hold the sender or a linked domain."""

from __future__ import annotations

from mailworthy.finding import Finding
from mailworthy.message.reading import Draft
from mailworthy.message.scope import Scope
from mailworthy.wire.ask import Asking


def survey(draft: Draft, scope: Scope) -> Asking[tuple[Finding, ...]]:  # noqa: ARG001
    """Ask the lists of the scope."""
    yield from ()
    return ()
