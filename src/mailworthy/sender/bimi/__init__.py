"""BIMI: the logo that mailboxes may show beside a domain's messages (draft-brand-indicators-for-message-identification)."""

from __future__ import annotations

from mailworthy.sender.bimi.evidence import Evidence, MarkKind
from mailworthy.sender.bimi.explore import explore
from mailworthy.sender.bimi.logo import Logo
from mailworthy.sender.bimi.record import BimiRecord, read
from mailworthy.sender.bimi.survey import BimiSurvey, survey

__all__ = ["BimiRecord", "BimiSurvey", "Evidence", "Logo", "MarkKind", "explore", "read", "survey"]
