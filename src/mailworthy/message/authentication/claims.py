"""What a receiver wrote into the header about the message: Authentication-Results and Received-SPF."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from mailworthy.finding import Confidence, Finding, Severity
from mailworthy.message.authentication.result import UNKNOWN
from mailworthy.message.header.header import Header, at
from mailworthy.message.places import found
from mailworthy.message.reading.draft import Field
from mailworthy.wire.authentication_results import AuthenticationResults, MethodResult, read

_RESULTS = frozenset(("pass", "fail", "softfail", "neutral", "none", "policy", "permerror", "temperror"))
_RECEIVED_SPF = re.compile(r"\s*([a-z]{4,9})\b", re.IGNORECASE)  # RFC 7208 §9.1
_BARE = re.compile(r"\s*(?:spf|dkim|dmarc|arc|compauth)\s*=", re.IGNORECASE)
_BROKEN = frozenset(("fail", "permerror"))
_DOUBTED = frozenset(("fail", "softfail", "permerror"))


@dataclass(frozen=True, slots=True)
class Claims:
    """What a receiver says; ``unknown`` where it says nothing.

    Args:
        server: Who says it.
        spf: The word of RFC 8601 §2.7, lower case.
        dkim: Same; of several signatures the best.
        dmarc: Same.
        arc: Same.
        identity: The domain that SPF speaks of; empty where that is not told.
        field: Where it stands; None where nothing does.
    """

    server: str = ""
    spf: str = UNKNOWN
    dkim: str = UNKNOWN
    dmarc: str = UNKNOWN
    arc: str = UNKNOWN
    identity: str = ""
    field: Field | None = None

    @property
    def said(self) -> bool:
        """Whether anything is claimed."""
        return self.field is not None


def claims(header: Header) -> Claims:
    """Read what the last receiver wrote: the topmost field, and those of the same server below it.

    Anybody can write such fields; whoever reads mail of their own server finds that server's on top.

    Source:
        RFC 8601 §5 and §7.1, RFC 7208 §9.1.
    """
    fields = header.all("authentication-results")[:10]
    told = [(field, _results(field)) for field in fields]
    told = [(field, one) for field, one in told if one.server or one.results]
    if not told:
        return _by_received_spf(header)
    server = told[0][1].server.lower()
    results = [result for _, one in told if one.server.lower() == server for result in one.results]
    spf = _best(results, "spf")
    identity = spf.value("smtp", "mailfrom") or spf.value("smtp", "helo") if spf else ""
    without = _by_received_spf(header)
    return Claims(
        server=told[0][1].server,
        spf=_word(spf) if spf else without.spf,
        dkim=_word(_best(results, "dkim")),
        dmarc=_word(_best(results, "dmarc")),
        arc=_word(_best(results, "arc")),
        identity=identity.rpartition("@")[2] or without.identity,
        field=told[0][0],
    )


def _results(field: Field) -> AuthenticationResults:
    """Read a field, also one that begins with its results: Outlook names no server (RFC 8601 §2.2 asks for one)."""
    if _BARE.match(field.folded):
        return replace(read(f"-;{field.folded}"), server="")
    return read(field.folded)


def _by_received_spf(header: Header) -> Claims:
    for field in header.all("received-spf")[:1]:
        word = _RECEIVED_SPF.match(field.value)
        if word and word[1].lower() in _RESULTS:
            sender = re.search(r"envelope-from=\"?<?([^\s;\">]{1,320})", field.value[:2000])
            domain = sender[1].rpartition("@")[2] if sender else ""
            return Claims(spf=word[1].lower(), identity=domain, field=field)
    return Claims()


def _best(results: list[MethodResult], method: str) -> MethodResult | None:
    of_it = [one for one in results if one.method == method]
    return next((one for one in of_it if one.result == "pass"), of_it[0] if of_it else None)


def _word(result: MethodResult | None) -> str:
    return result.result if result and result.result in _RESULTS else UNKNOWN


def told(claimed: Claims) -> Iterator[Finding]:
    """Say what the receiver found: what failed, else that it vouches."""
    if claimed.field is None:
        return
    place = [at(claimed.field)]
    carried = claimed.dmarc == "pass"  # forwarding breaks one of the two and does no harm then
    mild = Severity.INFO if carried else None
    if claimed.dmarc in _BROKEN:
        yield found("AUTH-DMARC-FAIL", place, detail=_detail(claimed), confidence=Confidence.LIKELY)
    if claimed.dkim in _BROKEN:
        yield found(
            "AUTH-DKIM-FAIL", place, detail=_detail(claimed), severity=mild, confidence=Confidence.LIKELY
        )
    if claimed.spf in _DOUBTED:
        yield found(
            "AUTH-SPF-FAIL", place, detail=_detail(claimed), severity=mild, confidence=Confidence.LIKELY
        )
    if carried:
        yield found("AUTH-OK", place, detail=_detail(claimed), confidence=Confidence.LIKELY)


def _detail(claimed: Claims) -> str:
    words = (("dmarc", claimed.dmarc), ("dkim", claimed.dkim), ("spf", claimed.spf))
    said = " ".join(f"{method}={word}" for method, word in words if word != UNKNOWN)
    return f"{claimed.server}: {said}" if claimed.server else said
