"""What came of checking a message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from mailworthy.finding import Finding, Lang, Severity, lookup
from mailworthy.message.authentication import Authentication
from mailworthy.message.bayes.weigh import Weighed
from mailworthy.message.clients import Support
from mailworthy.message.grammar import Grammar
from mailworthy.message.law import Law
from mailworthy.message.links import table
from mailworthy.message.links.visits import Visits
from mailworthy.message.reading import Draft, Part
from mailworthy.message.scope import Scope
from mailworthy.message.score import Scored
from mailworthy.wire.explore import Words

_RANK = {severity: rank for rank, severity in enumerate(Severity)}


@dataclass(frozen=True)
class MessageReport:
    """What came of checking a message.

    Args:
        draft: The message.
        scope: What was known beside it, its language told.
        scored: Score, filters and findings.
        law: What the law asks.
        authentication: Who vouches for it.
        words: What the Bayesian filter makes of its words; None where it was not asked.
        support: What mail clients make of it.
        sentences: What an editor makes of it.
        visits: What came of visiting its links and pictures.
        pictured: What stands in its pictures, as :func:`mailworthy.message.images.made_out` gives it.
        file: Its name, where it came from a file.
    """

    draft: Draft
    scope: Scope
    scored: Scored
    law: Law
    authentication: Authentication
    words: Weighed | None = None
    support: Support = field(default_factory=Support)
    sentences: Grammar = field(default_factory=Grammar)
    visits: Visits = field(default_factory=Visits)
    pictured: Mapping[int | str, Words] = field(default_factory=dict)
    file: str = ""

    @cached_property
    def links(self) -> Sequence[Mapping[str, Any]]:
        """A row for each link, as :func:`mailworthy.message.links.table.links` gives it: made when somebody reads it."""
        return table.links(self.draft, self.scope, self.visits)

    @cached_property
    def images(self) -> Sequence[Mapping[str, Any]]:
        """A row for each picture, same."""
        return table.images(self.draft, self.visits, self.pictured)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All there is to say, the one whose mending gains most first."""
        return self.scored.findings

    @property
    def worst(self) -> Severity | None:
        """How grave the gravest finding is; None where there is none."""
        return min(map(severity_of, self.findings), key=_RANK.__getitem__, default=None)

    def as_dict(self, lang: Lang = Lang.EN) -> dict[str, Any]:
        """Give the JSON shape, findings in the words of ``lang``."""
        told: dict[str, Any] = {"file": self.file} if self.file else {}
        return {
            **told,
            "score": self.scored.score,
            "spam_probability": self.scored.spam_probability,
            "points": self.scored.points,
            "model": self.scored.model,
            "language": self.scope.language or "unknown",
            "filters": {name: one.as_dict(lang) for name, one in self.scored.filters.items()},
            "findings": [finding.as_dict(lang) for finding in self.findings],
            "law": [block.as_dict(lang) for block in self.law.blocks],
            "links": [dict(link) for link in self.links],
            "images": [dict(image) for image in self.images],
            "parts": list(map(_part, self.draft.parts)),
            "client_support": dict(self.support.table) or None,
            "readability": dict(self.sentences.readability) or None,
            "authentication": self.authentication.as_dict(lang),
        }


def severity_of(finding: Finding) -> Severity:
    """Give how grave a finding is."""
    return finding.severity or lookup(finding.code).severity


def _part(part: Part) -> dict[str, Any]:
    return {
        "part": part.index,
        "parent": part.parent if part.parent >= 0 else None,
        "type": part.type,
        "encoding": part.encoding or None,
        "charset": part.decoded.used if part.decoded else None,
        "attached": part.attached,
        "size": len(part.octets) if not part.type.startswith("multipart/") else None,
    }
