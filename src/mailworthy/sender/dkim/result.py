"""What a check of a signature says: the results of the standard, and what stands in a signature's way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from mailworthy.finding import Finding, Lang


class Dkim(Enum):
    """What became of a signature (RFC 8601 §2.7.1)."""

    NONE = "none"  # the message is not signed
    PASS = "pass"  # noqa: S105  # a word of our trade, not a password
    FAIL = "fail"  # signed, yet what arrived is not what was signed, or the signature is too old
    POLICY = "policy"  # verified, yet not to be relied on: the key is too short
    NEUTRAL = "neutral"  # others give it to signatures that they cannot read; we say permerror
    TEMPERROR = "temperror"  # the key could not be asked for
    PERMERROR = "permerror"  # the signature or its key can't be used, now or later


class Fault(Exception):  # noqa: N818  # no error: readers here signal with it from step to step, and hand it on as a value
    """Why a signature or a key cannot be used.

    Args:
        code: The finding that says so.
        detail: The tag, name or value that is meant.
        result: What becomes of the signature.
        fix: A record to publish instead, where there is one.
    """

    def __init__(self, code: str, detail: str = "", result: Dkim = Dkim.PERMERROR, fix: str = "") -> None:
        super().__init__(code, detail)
        self.code, self.detail, self.result, self.fix = code, detail, result, fix


def reason(code: str) -> str:
    """Give a finding's id as the one word that results carry: ``body_changed``."""
    return code.partition("-")[2].lower().replace("-", "_")


@dataclass(frozen=True, slots=True)
class DkimResult:
    """What became of one signature, or of a message that has none.

    Args:
        result: The standard's word.
        domain: Who signed (``d=``), in lower case as A-labels; empty where it could not be read.
        selector: Which of its keys (``s=``).
        identity: On whose behalf (``i=``), ``@domain`` where it is not said.
        algorithm: ``rsa-sha256``, ``ed25519-sha256``, or what stands there.
        key_bits: The size of the key, 0 where it could not be had.
        reason: Why it did not pass, one word: ``body_changed``; empty where it did.
        findings: What to know, also of a signature that passed.
    """

    result: Dkim
    domain: str = ""
    selector: str = ""
    identity: str = ""
    algorithm: str = ""
    key_bits: int = 0
    reason: str = ""
    findings: tuple[Finding, ...] = ()

    def as_dict(self, lang: Lang = Lang.EN) -> Mapping[str, Any]:
        """Give the JSON shape, findings in the words of ``lang``."""
        return {
            "result": self.result.value,
            "domain": self.domain or None,
            "selector": self.selector or None,
            "identity": self.identity or None,
            "algorithm": self.algorithm or None,
            "key_bits": self.key_bits or None,
            "reason": self.reason or None,
            "findings": [finding.as_dict(lang) for finding in self.findings],
        }
