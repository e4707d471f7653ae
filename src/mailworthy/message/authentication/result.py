"""What authentication of a message came to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from mailworthy.finding import Finding, Lang

UNKNOWN = "unknown"


class Origin(Enum):
    """Where the results come from."""

    VERIFIED = "verified"  # looked up just now
    HEADER = "header"  # what a receiver wrote
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Signed:
    """A DKIM signature, by its own words.

    Args:
        domain: Who signed (``d=``), as A-labels; empty where it cannot be read.
        selector: Which of its keys.
        algorithm: ``rsa-sha256``, ``ed25519-sha256``, or what stands there.
        names: The fields that it covers, in lower case.
        aligned: Whether that is the sender's organization; None where one of the two cannot be read.
        result: ``pass``, ``fail``, …; ``unknown`` where it was not verified.
    """

    domain: str
    selector: str
    algorithm: str
    names: tuple[str, ...]
    aligned: bool | None
    result: str = UNKNOWN

    def as_dict(self) -> dict[str, Any]:
        """Give the JSON shape."""
        return {
            "domain": self.domain or None,
            "selector": self.selector or None,
            "algorithm": self.algorithm or None,
            "covers": list(self.names),
            "aligned": self.aligned,
            "result": self.result,
        }


@dataclass(frozen=True, slots=True)
class Authentication:
    """What authentication came to.

    Args:
        findings: What there is to say.
        spf: The word of RFC 8601 §2.7: ``pass``, ``fail``, ``softfail``, …; ``unknown`` where nobody looked.
        dkim: Same; of several signatures the best.
        dmarc: Same.
        arc: Same.
        origin: Where these come from.
        server: Who wrote them, where a receiver did.
        domain: The domain of From that they are about, as A-labels; empty where there is none.
        signatures: All DKIM signatures, from the top.
    """

    findings: tuple[Finding, ...] = ()
    spf: str = UNKNOWN
    dkim: str = UNKNOWN
    dmarc: str = UNKNOWN
    arc: str = UNKNOWN
    origin: Origin = Origin.UNKNOWN
    server: str = ""
    domain: str = ""
    signatures: tuple[Signed, ...] = ()

    def as_dict(self, lang: Lang = Lang.EN) -> dict[str, Any]:
        """Give the JSON shape, findings in the words of ``lang``."""
        return {
            "spf": self.spf,
            "dkim": self.dkim,
            "dmarc": self.dmarc,
            "arc": self.arc,
            "from": self.origin.value,
            "server": self.server or None,
            "domain": self.domain or None,
            "signatures": [one.as_dict() for one in self.signatures],
            "findings": [finding.as_dict(lang) for finding in self.findings],
        }
