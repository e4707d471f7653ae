"""Fetch what a BIMI record names, the logo and the certificate, and hold them against each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from mailworthy.errors import InputError
from mailworthy.finding import Finding
from mailworthy.sender.bimi import evidence as evidence_
from mailworthy.sender.bimi import logo as logo_
from mailworthy.sender.bimi.evidence import Evidence, MarkKind
from mailworthy.sender.bimi.logo import Logo, Wrong
from mailworthy.sender.bimi.record import BimiRecord
from mailworthy.sender.bimi.survey import BimiSurvey, day, survey
from mailworthy.wire.explore import Exploring, Http, Page, fetched, looked_up

REDIRECTS = 3
SOON_S = 30 * 86_400  # a certificate that ends so soon is to be renewed: the new one takes its issuer days

_MEDIA_TYPE = "image/svg+xml"
_USE = "extendedKeyUsage 1.3.6.1.5.5.7.3.31"


def explore(domain: str, selector: str = "default", *, now: int) -> Exploring[BimiSurvey]:
    """Look at what a domain says by BIMI, at the logo, and at the certificate.

    Args:
        domain: As A-labels in lower case.
        selector: Which of its logos.
        now: The time, in seconds since 1970.
    """
    found = yield from looked_up(survey(domain, selector))
    record = found.record
    if record is None or record.faults or record.declined:
        return found
    asks = [Http(record.logo, logo_.MOST_OCTETS, REDIRECTS)]
    if record.evidence:
        asks.append(Http(record.evidence, evidence_.MOST_OCTETS, REDIRECTS))
    pages = yield from fetched(asks)
    logo, of_logo = _logo(found, record, pages[0])
    evidence, of_evidence = _evidence(found, record, logo, pages[1], now) if record.evidence else (None, ())
    findings = (*found.findings, *of_logo, *of_evidence)
    return replace(found, logo=logo, evidence=evidence, findings=findings)


def _unfetched(url: str, page: Page, code: str) -> Finding | None:
    """Say why there is no file; None where there is one."""
    if page.why == "forbidden":
        return Finding("BIMI-NOT-FETCHED", f"{url}: {page.why}", {"part": url})
    if page.why or page.status != 200:
        return Finding(code, f"{url}: {page.why or page.status}", {"part": url})
    return None


def _whole(page: Page) -> bytes:
    if page.cut:
        raise InputError(f"it is over {len(page.body)} octets large")
    return page.body


def _logo(found: BimiSurvey, record: BimiRecord, page: Page) -> tuple[Logo | None, tuple[Finding, ...]]:
    url = record.logo
    unfetched = _unfetched(url, page, "BIMI-LOGO-UNREACHABLE")
    if unfetched:
        return None, (unfetched,)
    try:
        logo = logo_.read(_whole(page), found.organization or found.domain)
    except InputError as fault:
        return None, (Finding("BIMI-LOGO-UNREADABLE", f"{url}: {fault}", {"part": url}),)
    said = tuple(_of_logo(logo, url, page.media_type))
    passed = Finding("BIMI-LOGO-OK", f"{url}: “{logo.title}”, {len(logo.svg)}", {"part": url})
    return logo, said or (passed,)


def _of_logo(logo: Logo, url: str, media_type: str) -> Iterator[Finding]:
    if media_type != _MEDIA_TYPE:
        yield Finding("BIMI-LOGO-TYPE", f"{url}: {media_type or '-'}", {"part": url})
    if active := logo.wrong(Wrong.ACTIVE):
        yield Finding("BIMI-LOGO-ACTIVE", _shown(active), {"part": url, "element": active[0]})
    if missing := logo.wrong(Wrong.DECLARATION):
        where = {"part": url, "element": missing[0]}
        yield Finding("BIMI-LOGO-PROFILE", _shown(missing), where, fix=logo.opening)
    if foreign := logo.wrong(Wrong.NOT_TINY):
        yield Finding("BIMI-LOGO-NOT-TINY", _shown(foreign), {"part": url, "element": foreign[0]})
    if shape := logo.wrong(Wrong.SHAPE):
        yield Finding("BIMI-LOGO-NOT-SQUARE", _shown(shape), {"part": url, "element": shape[0]})
    if len(logo.svg) > logo_.ADVISED_OCTETS:
        yield Finding("BIMI-LOGO-BIG", f"{len(logo.svg)} > {logo_.ADVISED_OCTETS}", {"part": url})


def _shown(texts: Sequence[str]) -> str:
    more = f" +{len(texts) - 5}" if len(texts) > 5 else ""
    return " ".join(texts[:5]) + more


def _evidence(
    found: BimiSurvey, record: BimiRecord, logo: Logo | None, page: Page, now: int
) -> tuple[Evidence | None, tuple[Finding, ...]]:
    url = record.evidence
    unfetched = _unfetched(url, page, "BIMI-EVIDENCE-UNREACHABLE")
    if unfetched:
        return None, (unfetched,)
    try:
        evidence = evidence_.read(_whole(page))
    except InputError as fault:
        return None, (Finding("BIMI-EVIDENCE-INVALID", f"{url}: {fault}", {"part": url}),)
    if not evidence.for_marks:
        return evidence, (Finding("BIMI-EVIDENCE-INVALID", f"{url}: {_USE}", {"part": url}),)
    said = tuple(_of_evidence(found, evidence, logo, url, now))
    if all(finding.code == "BIMI-COMMON-MARK" for finding in said):
        detail = (
            f"{evidence.issuer}, {evidence.mark or '-'}, {evidence.organization}, –{day(evidence.ends)[:10]}"
        )
        said = (*said, Finding("BIMI-EVIDENCE-OK", detail, {"part": url}))
    return evidence, (*said, Finding("BIMI-EVIDENCE-ROOT-NOT-CHECKED", evidence.issuer, {"part": url}))


def _of_evidence(
    found: BimiSurvey, evidence: Evidence, logo: Logo | None, url: str, now: int
) -> Iterator[Finding]:
    where = {"part": url}
    if evidence.gap:
        yield Finding("BIMI-EVIDENCE-CHAIN", evidence.gap, where)
    yield from _of_dates(evidence, where, now)
    if not set(evidence.names) & _wanted(found):
        yield Finding(
            "BIMI-EVIDENCE-OTHER-DOMAIN", f"{_shown(evidence.names) or '-'} ≠ {found.domain}", where
        )
    if not evidence.logos or (logo and logo.sha256 not in evidence.fingerprints):
        told = [fingerprint[:16] for fingerprint in evidence.fingerprints] or ["-"]
        yield Finding(
            "BIMI-EVIDENCE-OTHER-LOGO", f"{_shown(told)} ≠ {logo.sha256[:16] if logo else '?'}", where
        )
    known = evidence.known
    if known is None or (known.until and evidence.begins > known.until):
        yield Finding("BIMI-EVIDENCE-ISSUER", evidence.issuer or "-", where)
    if evidence.kind is MarkKind.CMC:
        yield Finding("BIMI-COMMON-MARK", evidence.mark, where)


def _of_dates(evidence: Evidence, where: dict[str, str], now: int) -> Iterator[Finding]:
    span = f"{day(evidence.begins)[:10]} – {day(evidence.ends)[:10]}"
    if not evidence.begins <= now <= evidence.ends:
        yield Finding("BIMI-EVIDENCE-EXPIRED", span, where)
    elif evidence.ends - now < SOON_S:
        yield Finding("BIMI-EVIDENCE-EXPIRES-SOON", span, where)


def _wanted(found: BimiSurvey) -> set[str]:
    """Give the names one of which a certificate must bear: the author's domain or its organization's, older ones with the selector."""
    above = found.owner.partition("._bimi.")[2]
    domains = {domain for domain in (found.domain, above, found.organization) if domain}
    return domains | {f"{found.selector}._bimi.{domain}" for domain in domains}
