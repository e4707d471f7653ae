"""What authentication of a message came to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mailworthy.finding import Finding, Lang
from mailworthy.message.reading import Draft
from mailworthy.message.scope import Scope
from mailworthy.wire.ask import Asking


@dataclass(frozen=True, slots=True)
class Authentication:
    """What authentication came to.

    Args:
        findings: What there is to say.
    """

    findings: tuple[Finding, ...] = ()

    def as_dict(self, lang: Lang = Lang.EN) -> dict[str, Any]:  # noqa: ARG002
        """Give the JSON shape."""
        return {}


def survey(draft: Draft, scope: Scope) -> Asking[Authentication]:  # noqa: ARG001
    """Read what the header says, and verify signatures where DNS may be asked."""
    yield from ()
    return Authentication()
