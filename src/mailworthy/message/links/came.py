"""What came of visiting links and pictures, as findings.

Broken is only what is broken for everybody: a host that does not exist, a page that its server says is not there. A server that
turns a robot away, is busy or does not answer now says nothing about what readers will see.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mailworthy.finding import Confidence, Finding, Severity
from mailworthy.message.links import data
from mailworthy.message.links.address import Address, taken_apart
from mailworthy.message.links.broken import inner
from mailworthy.message.links.detour import carried
from mailworthy.message.links.kept import is_picture
from mailworthy.message.links.mismatch import named
from mailworthy.message.links.remark import Remark, together
from mailworthy.message.links.targets import Target, Targets
from mailworthy.wire.explore import Visited
from mailworthy.wire.reach import public

MANY_HOPS = 3

_GONE = frozenset({404, 410})  # RFC 9110 §15.5.5, §15.5.11
_NO_HOST = frozenset({"no_such_name", "no_address"})
_REFUSED = 400
_FIX = 200  # characters: what fits a line of a report
# What other mail programs and browsers may fetch themselves, or know from elsewhere (RFC 4158 §3.5.1).
_INCOMPLETE = ("unable to get local issuer", "unable to get issuer", "unable to verify the first")
_SOFT_PAGE = "text/html"


def came(seen: Targets, goals: Sequence[Target], visited: Mapping[str, Visited]) -> Iterator[Finding]:
    """Give what there is to say.

    Args:
        seen: Where the message leads.
        goals: What was visited of it.
        visited: What came of each, by its address.
    """
    # A broken picture is another matter than a broken link, though they have one name.
    yield from together(
        remark for one in goals if not is_picture(one) for remark in _of(seen, one, visited[one.url])
    )
    yield from together(
        remark for one in goals if is_picture(one) for remark in _of_picture(one, visited[one.url])
    )


def _of(seen: Targets, one: Target, visited: Visited) -> Iterator[Remark]:
    yield from _trouble(one, visited)
    yield from _hops(seen, one, visited)


def _of_picture(one: Target, visited: Visited) -> Iterator[Remark]:
    for remark in _trouble(one, visited):
        broken = remark.code == "LINK-BROKEN"
        yield remark._replace(severity=Severity.WARNING) if broken else remark
    if visited.status == 200 and visited.media_type == _SOFT_PAGE:  # a page in place of the picture
        told = f"{_SOFT_PAGE}: {one.url}"
        yield Remark("LINK-BROKEN", one, told, Severity.WARNING, Confidence.LIKELY)


def _trouble(one: Target, visited: Visited) -> Iterator[Remark]:
    """Give what keeps readers from a page, or kept us from it."""
    where = visited.hops[-1] if visited.hops else one.url
    if visited.why in _NO_HOST:
        told = f"{visited.why}: {taken_apart(where).host or where}"
        yield Remark("LINK-BROKEN", one, _by_way(one, visited, told))
    elif visited.why == "certificate":
        told = _by_way(one, visited, f"{visited.detail}: {where}")
        if visited.detail.startswith(_INCOMPLETE):
            yield Remark("LINK-CERTIFICATE", one, told, Severity.WARNING, Confidence.LIKELY)
        else:
            yield Remark("LINK-CERTIFICATE", one, told)
    elif visited.why == "inner":
        told = f"{taken_apart(where).host or where} = {visited.detail}"
        yield Remark("LINK-INNER", one, _by_way(one, visited, told))
    elif visited.why == "forbidden" and _leads_in(taken_apart(where)):
        yield Remark("LINK-INNER", one, _by_way(one, visited, where))
    elif visited.status in _GONE:
        told = _by_way(one, visited, f"{visited.status}: {where}")
        yield Remark("LINK-BROKEN", one, told, confidence=Confidence.LIKELY)
    elif visited.why not in {"", "redirects"} or visited.status >= _REFUSED:
        yield Remark("LINK-UNSURE", one, f"{visited.why or visited.status}: {one.url}")


def _leads_in(address: Address) -> bool:
    if address.ip:
        return not public(address.host)
    return bool(address.host) and inner(address)


def _by_way(one: Target, visited: Visited, told: str) -> str:
    return f"{one.url} → {told}" if visited.hops else told


def _hops(seen: Targets, one: Target, visited: Visited) -> Iterator[Remark]:
    """Give what redirects do."""
    if not visited.hops:
        return
    if len(visited.hops) >= MANY_HOPS or visited.why == "redirects":
        end = visited.hops[-1]
        fix = end if not visited.why and visited.status < _REFUSED and len(end) <= _FIX else ""
        yield Remark("LINK-REDIRECTS", one, " → ".join((one.url, *visited.hops)), fix=fix)
    if visited.why:
        return
    if one.address.scheme == "https" and any(hop.startswith("http:") for hop in visited.hops):
        back = visited.hops[-1].startswith("https:")
        told = " → ".join((one.url, *visited.hops))
        yield Remark("LINK-REDIRECT-HTTP", one, told, Severity.INFO if back else None)
    if visited.status < _REFUSED:
        yield from _elsewhere(seen, one, taken_apart(visited.hops[-1]))


def _elsewhere(seen: Targets, one: Target, end: Address) -> Iterator[Remark]:
    """Say where a link really leads, where neither it nor the sender's domains tell."""
    shown = named(one.text[:1000].strip())[0]
    if _expected(seen, one, end) or (shown and _one_company(shown, end.registrable)):
        return
    told = f"{one.url} → {end.host}"
    if shown:
        told = f"{one.text[:100]} → {told}"
        yield Remark("LINK-REDIRECT-ELSEWHERE", one, told, Severity.WARNING, Confidence.LIKELY)
    else:
        yield Remark("LINK-REDIRECT-ELSEWHERE", one, told)


def _expected(seen: Targets, one: Target, end: Address) -> bool:
    domain, start = end.registrable, one.address.registrable
    return (
        not end.host
        or domain in seen.own
        or _one_company(domain, start)
        or _same_name(domain, start)
        or any(inside.registrable == domain for inside in carried(one.address))
    )


def _one_company(one: str, other: str) -> bool:
    company = data.same()
    return one == other or company.get(one, -1) == company.get(other, -2)


def _same_name(one: str, other: str) -> bool:
    """Tell ``shop.de`` that leads to ``shop.com``: mostly one company."""
    return one.partition(".")[0] == other.partition(".")[0]
