"""DKIM: signatures that a domain puts on its messages, made and verified (RFC 6376, RFC 8301, RFC 8463)."""

from __future__ import annotations

from mailworthy.sender.dkim.examine import PublishedKey, State, examine
from mailworthy.sender.dkim.key import Kind
from mailworthy.sender.dkim.result import Dkim, DkimResult
from mailworthy.sender.dkim.sign import DEFAULT, SigningKey, read_signing_key, sign
from mailworthy.sender.dkim.survey import DkimSurvey, SelectorKey, survey
from mailworthy.sender.dkim.verify import MOST_SIGNATURES, verify

__all__ = [
    "DEFAULT",
    "MOST_SIGNATURES",
    "Dkim",
    "DkimResult",
    "DkimSurvey",
    "Kind",
    "PublishedKey",
    "SelectorKey",
    "SigningKey",
    "State",
    "examine",
    "read_signing_key",
    "sign",
    "survey",
    "verify",
]
