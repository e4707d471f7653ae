"""Which HTML and CSS the mail clients of readers do without."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mailworthy.finding import Finding
from mailworthy.message.reading import Draft
from mailworthy.message.scope import Scope


@dataclass(frozen=True, slots=True)
class Support:
    """What mail clients make of a message.

    Args:
        findings: What there is to say.
        table: The report's ``client_support``.
    """

    findings: tuple[Finding, ...] = ()
    table: Mapping[str, Any] = field(default_factory=dict)


def survey(draft: Draft, scope: Scope) -> Support:
    """Hold a message against what is known of mail clients."""
    return Support(table={"clients": list(scope.clients)}) if draft.page and scope.clients else Support()
