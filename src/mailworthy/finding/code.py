"""One row per thing that may be said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any


class Severity(Enum):
    """How much a finding matters."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    PASS = "pass"  # noqa: S105  # a word of our trade, not a password
    SKIPPED = "skipped"  # the check could not run; Finding.detail says why


class Confidence(Enum):
    """How sure a finding is."""

    CERTAIN = "certain"
    LIKELY = "likely"
    GUESS = "guess"


class Status(Enum):
    """Where a code stands in its life."""

    NEW = "new"
    STABLE = "stable"
    RETIRED = "retired"


class Lang(Enum):
    """The languages that every code speaks."""

    EN = "en"
    DE = "de"
    JA = "ja"


@dataclass(frozen=True, slots=True)
class Words:
    """What a code says in one language.

    Args:
        title: One line: what is the matter.
        why: Why it matters to somebody who sends mail.
        fix: What to do next, in the imperative.
    """

    title: str
    why: str
    fix: str


@dataclass(frozen=True, slots=True)
class Code:
    """One row of the registry. Documentation page, ``mailworthy explain``, schema, translations and tests grow from it.

    Args:
        id: ``AREA-NAME``.
        area: The room's word for what the code speaks of: ``syntax``, ``domain``, ``kind``, ``list``.
        severity: Its severity unless the finding says otherwise.
        since: The version that brought it.
        status: Where it stands in its life.
        reason: The verdict's word for the same thing, its reason or flag; empty where it has none.
        sources: Sections of standards, or where the practice is described.
        words: What it says, by language.
        bad: An example that gives this finding; :func:`mailworthy.finding.schema.example_schema` says its shape.
        good: A near neighbour that doesn't.
    """

    id: str
    area: str
    severity: Severity
    since: str
    status: Status
    reason: str
    sources: tuple[str, ...]
    words: Mapping[Lang, Words]
    bad: Mapping[str, Any]
    good: Mapping[str, Any]
