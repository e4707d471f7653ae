"""Who vouches for a message?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from mailworthy.finding import Confidence, Finding
from mailworthy.message.authentication import claims, signatures, verified
from mailworthy.message.authentication.claims import Claims
from mailworthy.message.authentication.result import UNKNOWN, Authentication, Origin
from mailworthy.message.authentication.signatures import Read
from mailworthy.message.header.header import Header, author_at
from mailworthy.message.places import found
from mailworthy.message.reading import Draft
from mailworthy.message.scope import Scope
from mailworthy.wire.ask import Asking

_HOW = "--ip, --dns"


def survey(draft: Draft, scope: Scope) -> Asking[Authentication]:
    """Read what the header says, and verify signatures where DNS may be asked.

    A draft is not blamed for what its server will do: nobody has signed it yet. A template has no header at all.

    Args:
        draft: The message.
        scope: What is known beside it: whether DNS may be asked, and which host sends.

    Source:
        RFC 8601 for results, RFC 6376, RFC 7208, RFC 9989 and RFC 8617 for what is verified.
    """
    header = Header(draft, scope)
    if draft.kind != "eml" or not header.all("from"):
        return Authentication(domain=header.domain)
    read, claimed = signatures.signatures(header), claims.claims(header)
    if scope.ask and not _cut(draft):
        result = yield from verified.verify(header, read, claimed)
        decided = result.dmarc in {"pass", "fail"}  # DMARC's own findings say whose signature it was then
        apart = () if decided else signatures.alignment(header, read)
        also = (*_unsigned(header, read, claimed), *apart, *_without_ip(header, claimed))
        return replace(result, findings=(*result.findings, *also))
    return Authentication(
        findings=tuple(_by_words(header, read, claimed)),
        spf=claimed.spf,
        dkim=claimed.dkim if read or claimed.said else "none" if header.sent else UNKNOWN,
        dmarc=claimed.dmarc,
        arc=claimed.arc,
        origin=Origin.HEADER if claimed.said else Origin.UNKNOWN,
        server=claimed.server,
        domain=header.domain,
        signatures=tuple(one.signed for one in read),
    )


def _by_words(header: Header, read: Sequence[Read], claimed: Claims) -> Iterator[Finding]:
    """Say what can be told without asking, and what could not be checked."""
    yield from claims.told(claimed)
    yield from _unsigned(header, read, claimed)
    if read:
        yield from signatures.told(header, read)
    if claimed.dmarc != "pass":
        yield from signatures.alignment(header, read)
    if header.sent and not claimed.said:
        yield found("AUTH-NOT-CHECKED", [author_at(header)], detail=f"{header.domain}: {_HOW}")


def _unsigned(header: Header, read: Sequence[Read], claimed: Claims) -> Iterator[Finding]:
    if read or claimed.dkim == "pass":  # a copy may have lost what its receiver verified
        return
    if header.sent:
        yield found(
            "AUTH-UNSIGNED",
            [{"header": "DKIM-Signature"}],
            detail=header.domain,
            confidence=Confidence.LIKELY,
        )
    else:
        yield found("AUTH-DRAFT", [author_at(header)], detail=header.domain)


def _without_ip(header: Header, claimed: Claims) -> Iterator[Finding]:
    if not header.scope.ip and claimed.spf == UNKNOWN:
        yield found("AUTH-SPF-NOT-CHECKED", [author_at(header)], detail=f"{header.domain}: --ip")


def _cut(draft: Draft) -> bool:
    """Tell whether the message was too big to be read whole: its signatures could only fail."""
    return any(one.what == "message" for one in draft.left_out)
