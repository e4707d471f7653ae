"""Links whose address hides who is behind it, or looks like somebody else's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailworthy.finding import Confidence, Severity
from mailworthy.message.links.remark import Remark
from mailworthy.message.links.targets import CLICKED, Target, Targets
from mailworthy.message.lookalike import Likeness, look_alike_domain
from mailworthy.message.lookalike.domains import Trick
from mailworthy.message.reading.urls import UrlKind

HEX_FEW = 3  # letters or digits spelt as %41: by accident there is none at all

_HEX = re.compile(
    r"%(?:3\d|4[1-9a-f]|5[0-9a]|6[1-9a-f]|7[0-9a])", re.IGNORECASE
)  # of ASCII letters and digits
_PLAIN_IP = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|\[.*\]")
_PORTS = frozenset({0, 80, 443})


def disguise(seen: Targets) -> Iterator[Remark]:
    """Give what hides or imitates a name."""
    likenesses: dict[tuple[str, str], Likeness | None] = {}
    for one in seen.everything:
        address = one.address
        if not address.host or address.tagged:
            continue
        yield from _host(one)
        if one.kind not in CLICKED:
            continue
        if address.user:
            yield Remark("LINK-USERINFO", one, f"{address.user}@ → {address.host}")
        if address.port not in _PORTS:
            yield Remark("LINK-PORT", one, f"{address.host}:{address.port}")
        path = address.rest.partition("?")[0]
        if "%" in path and len(hexed := _HEX.findall(path[:2000])) >= HEX_FEW:
            yield Remark("LINK-HEX-PATH", one, f"{one.url} ({len(hexed)})")
        if not address.ip:
            key = (address.host, one.text)
            if key not in likenesses:
                likenesses[key] = look_alike_domain(address.host, seen.own, one.text)
            yield from _likeness(one, likenesses[key])


def _host(one: Target) -> Iterator[Remark]:
    address = one.address
    if address.ip:
        odd = not _PLAIN_IP.fullmatch(address.written)
        told = f"{address.written} = {address.host}" if odd else address.host
        severity = None if odd or one.kind in CLICKED else Severity.INFO
        yield Remark("LINK-IP", one, told, severity)
    elif "%" in address.written and one.kind is not UrlKind.TEXT:
        yield Remark("LINK-HEX-HOST", one, f"{address.written} = {address.host}")


def _likeness(one: Target, like: Likeness | None) -> Iterator[Remark]:
    if like is None:
        return
    told = f"{like.domain} ~ {like.like}"
    if like.trick is Trick.BELOW:
        severity = Severity.WARNING if like.certain else Severity.INFO
        sure = Confidence.LIKELY if like.certain else Confidence.GUESS
    elif like.certain:
        severity, sure = Severity.ERROR, Confidence.CERTAIN
    else:
        severity, sure = Severity.WARNING, Confidence.LIKELY
    yield Remark("LINK-LOOKALIKE", one, told, severity, sure)
