"""DMARC: which policy a domain publishes, and whether a message passes it (RFC 9989, with the view of RFC 7489 beside it)."""

from __future__ import annotations

from mailworthy.sender.dmarc.alignment import Aligned, Alignment, Identifier, Method, Result
from mailworthy.sender.dmarc.author import Author, author_of
from mailworthy.sender.dmarc.evaluate import DmarcResult, evaluate
from mailworthy.sender.dmarc.older import Older
from mailworthy.sender.dmarc.policy import Discovery, Existence, Policy, discover
from mailworthy.sender.dmarc.record import Disposition, Mode, Psd, Record
from mailworthy.sender.dmarc.survey import DmarcSurvey, survey

__all__ = [
    "Aligned", "Alignment", "Author", "Discovery", "Disposition", "DmarcResult", "DmarcSurvey", "Existence", "Identifier",
    "Method", "Mode", "Older", "Policy", "Psd", "Record", "Result", "author_of", "discover", "evaluate", "survey",
]  # fmt: skip
