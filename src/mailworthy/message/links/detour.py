"""Links that do not lead where they end: shorteners, addresses inside addresses, redirectors open to anybody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from mailworthy.finding import Severity
from mailworthy.message.links import data
from mailworthy.message.links.address import Address, taken_apart, unescaped
from mailworthy.message.links.remark import Remark
from mailworthy.message.links.targets import CLICKED, Targets

DEEPEST = 3  # addresses inside one another that are unwrapped

_HOST = re.compile(r"[\w.:-]{1,253}")
_INSIDE = re.compile(r"(?<![A-Za-z0-9])https?(?::|%3a)(?:/|%2f){2}", re.IGNORECASE)


def detour(seen: Targets) -> Iterator[Remark]:
    """Give links that go round."""
    for one in seen.everything:
        address = one.address
        if one.kind not in CLICKED or not address.web or address.tagged:
            continue
        if data.under(address.host, data.free_hosts()):
            yield Remark("LINK-FREE-HOST", one, address.host)
        if data.under(address.host, data.shorteners()):
            yield Remark("LINK-SHORTENER", one, one.url)
        elif open_redirector(address):
            yield Remark("LINK-OPEN-REDIRECT", one, one.url)
        else:
            yield from _redirect(one.address, Remark("LINK-REDIRECT", one, one.url), seen)


def _redirect(address: Address, remark: Remark, seen: Targets) -> Iterator[Remark]:
    if data.under(address.host, data.sharing()) or data.under(address.host, data.wrappers()):
        return
    strangers = [one for one in carried(address) if one.registrable != address.registrable]
    if not strangers:
        return
    hops = list(dict.fromkeys([address.registrable, *(one.registrable for one in strangers)]))
    detail = " → ".join(hops)
    if len(hops) > 2:  # one detour counts clicks, a second one hides
        yield remark._replace(detail=detail, severity=Severity.WARNING)
    elif not seen.is_own(address.registrable):
        yield remark._replace(detail=detail)


def open_redirector(address: Address) -> bool:
    """Tell whether an address goes through a host that sends anybody on to anywhere."""
    host = data.under(address.host, data.redirectors())
    return bool(host) and data.redirectors()[host].match(address.rest[:2000]) is not None


@lru_cache(maxsize=1024)
def carried(address: Address) -> tuple[Address, ...]:
    """Give the addresses that stand in the query or path of another, the outermost first."""
    found = []
    for _ in range(DEEPEST):
        at = _INSIDE.search(address.rest[:4000])
        if at is None:
            break
        inside = address.rest[at.start() :]
        if "%" in inside[: at.end() - at.start()]:
            inside = unescaped(inside.partition("&")[0])
        address = taken_apart(inside)
        if not address.web or address.tagged or "." not in address.host or not _HOST.fullmatch(address.host):
            break
        found.append(address)
    return tuple(found)
