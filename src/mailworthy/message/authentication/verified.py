"""What DNS says of a message: its signatures, its chain, its host, and whether its From is vouched for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mailworthy.finding import Finding
from mailworthy.message.authentication.claims import Claims
from mailworthy.message.authentication.result import UNKNOWN, Authentication, Origin, Signed
from mailworthy.message.authentication.signatures import Read
from mailworthy.message.header.dates import received
from mailworthy.message.header.header import Header, domain_of
from mailworthy.message.reading import Draft
from mailworthy.wire.ask import Asking

if TYPE_CHECKING:
    from mailworthy.sender.dkim import DkimResult
    from mailworthy.sender.dmarc import DmarcResult
    from mailworthy.sender.spf import SpfResult

_OF_FILES = frozenset(("DKIM-BARE-LF",))  # how a file was kept says nothing of what was sent
_OF_UNSIGNED = frozenset(("DKIM-NONE", "DKIM-ONE-CLICK-UNSIGNED"))  # said once, by a finding of ours


def verify(header: Header, read: Sequence[Read], claimed: Claims) -> Asking[Authentication]:
    """Verify what vouches for a message.

    Args:
        header: The message's; its scope says which IP address sent it, where that is known.
        read: Its signatures as they read.
        claimed: What a receiver wrote: its word on SPF counts where the IP address is not known.
    """
    from mailworthy.sender import arc, dkim  # noqa: PLC0415  # cryptography, where something is verified

    octets = _octets(header.draft)
    signed: Sequence[DkimResult] = ()
    if read:
        signed = yield from dkim.verify(octets, now=_moment(header))
    chain = yield from arc.validate(octets)
    host = yield from _spf(header)
    judged = yield from _dmarc(header, signed, host, claimed)
    looked = bool(read or host or header.sent)  # else there was nothing to verify yet
    return Authentication(
        findings=tuple(_findings(signed, chain.findings, host, judged)),
        spf=host.result.value if host else claimed.spf,
        dkim=_best(signed) if header.sent else UNKNOWN,
        dmarc=judged.result.value if judged else UNKNOWN,
        arc=chain.result.value if looked else UNKNOWN,
        origin=Origin.VERIFIED if looked else Origin.UNKNOWN,
        domain=header.domain,
        signatures=_with_results(read, signed),
    )


def _octets(draft: Draft) -> bytes:
    """Give the message as it was sent: as given, unless a mailbox file's own line stands in front."""
    raw = draft.source.raw
    plain = raw[:5] not in {b"From ", b">From"} and raw[:1] not in {b"\n", b"\r", b" ", b"\t", b"\xef"}
    return raw if plain else draft.source.message.raw


def _moment(header: Header) -> int:
    """Give when it was received: a signature may well have expired since."""
    taken = received(header)
    return int(taken.timestamp()) if taken else header.scope.now


def _spf(header: Header) -> Asking[SpfResult | None]:
    """Ask whether the host may send for the envelope's sender, or for the author where no envelope is known."""
    if not header.scope.ip:
        return None
    from mailworthy.sender import spf  # noqa: PLC0415  # for those who name a host

    envelope = header.value("return-path").strip("<> \t")
    sender = envelope if domain_of(envelope) else header.authors[0].address if header.domain else ""
    domain = domain_of(sender)
    if not domain:
        return None
    return (yield from spf.check_host(header.scope.ip, domain, sender, domain, now=header.scope.now))


def _dmarc(
    header: Header, signed: Sequence[DkimResult], host: SpfResult | None, claimed: Claims
) -> Asking[DmarcResult | None]:
    """Evaluate DMARC, unless nothing is known that it could stand on: a draft is signed when it is sent."""
    from mailworthy.sender import dmarc  # noqa: PLC0415  # where something is verified
    from mailworthy.sender.spf import Spf  # noqa: PLC0415  # same

    by_spf = None
    if host:
        by_spf = (host.domain, host.result)
    elif claimed.identity and claimed.spf in {one.value for one in Spf}:
        by_spf = (claimed.identity, Spf(claimed.spf))
    if not signed and not (header.sent and by_spf):
        return None
    author = dmarc.author_of([field.folded for field in header.all("from")])
    by_dkim = [(one.domain, one.result) for one in signed]
    return (yield from dmarc.evaluate(author.domain, spf=by_spf, dkim=by_dkim))


def _findings(
    signed: Sequence[DkimResult], chain: Sequence[Finding], host: SpfResult | None, judged: DmarcResult | None
) -> list[Finding]:
    said = [finding for one in signed for finding in one.findings]
    said += chain
    if host:
        said += host.findings
    if judged:
        said += judged.findings
    left_out = _OF_FILES if signed else _OF_FILES | _OF_UNSIGNED
    return [finding for finding in said if finding.code not in left_out]


def _best(signed: Sequence[DkimResult]) -> str:
    words = [one.result.value for one in signed]
    return "pass" if "pass" in words else words[0] if words else "none"


def _with_results(read: Sequence[Read], signed: Sequence[DkimResult]) -> tuple[Signed, ...]:
    results = [one.result.value for one in signed] + [UNKNOWN] * len(read)
    return tuple(replace(one.signed, result=result) for one, result in zip(read, results, strict=False))
