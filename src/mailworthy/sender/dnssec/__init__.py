"""DNSSEC: whether what DNS says of a domain is signed, and whether receivers that check it believe it (RFC 4033 to 4035)."""

from __future__ import annotations

from mailworthy.sender.dnssec.chain import Ds, Key, Signature
from mailworthy.sender.dnssec.survey import DnssecSurvey, State, survey

__all__ = ["DnssecSurvey", "Ds", "Key", "Signature", "State", "survey"]
