"""What the page on a domain's audit is told."""

from __future__ import annotations

from typing import Any

from mailworthy.flow.page.audit_words import headline, tallies
from mailworthy.flow.page.words import Speech
from mailworthy.sender.audit import SenderReport


def sender_view(report: SenderReport, speech: Speech) -> dict[str, Any]:
    """Give all that the template shows, in the words of ``speech``."""
    return {
        "t": speech,
        "kicker": speech.say("audited.kicker"),
        "title": speech.say("audited.title", domain=report.domain),
        "headline": headline(report, speech),
        "about": [words for _, words in tallies(report, speech)],
    }
