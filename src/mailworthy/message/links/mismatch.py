"""Links whose words name one domain and that lead to another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailworthy.finding import Confidence, Severity
from mailworthy.message.links import data
from mailworthy.message.links.address import Address, taken_apart
from mailworthy.message.links.detour import carried
from mailworthy.message.links.remark import Remark
from mailworthy.message.links.targets import Target, Targets
from mailworthy.message.reading.urls import UrlKind
from mailworthy.wire import name

_SPELT_OUT = re.compile(r"(?:https?://|\bwww\.)[^\s<>\"'()\[\]|,;，、。]{3,300}", re.IGNORECASE)
_BARE = re.compile(r"(?:[\w-]{1,63}\.){1,5}([A-Za-z]{2,24})(?:/\S{0,300})?")
_FRAMEWORK = re.compile(r"[A-Z]+\.NET")


def mismatch(seen: Targets) -> Iterator[Remark]:
    """Give links that say they lead to one domain and lead to another."""
    for one in seen.everything:
        if one.kind not in {UrlKind.LINK, UrlKind.CONDITIONAL} or not one.address.web or one.address.tagged:
            continue
        domain, spelt_out = named(one.text[:1000].strip())
        if domain and _leads_elsewhere(one, domain, seen):
            yield _remark(one, domain, spelt_out, seen)


def named(text: str) -> tuple[str, bool]:
    """Give the domain that a link's words name, and whether it is spelt out as an address; empty where they name none."""
    if "." not in text:
        return "", False
    spelt_out = _SPELT_OUT.search(text)
    if spelt_out:
        shown = spelt_out[0].rstrip(".!?:…")
        address = taken_apart(shown if "://" in shown else f"https://{shown}")
        return ("" if _unreadable(address) else address.registrable), True
    bare = _BARE.fullmatch(text.rstrip("/.›»→> "))
    if bare is None or _FRAMEWORK.fullmatch(text) or not _is_top(bare[1].lower()):
        return "", False
    address = taken_apart(f"https://{text}")
    return ("" if _unreadable(address) else address.registrable), False


def _unreadable(address: Address) -> bool:
    return address.tagged or ("." not in address.host and not address.ip)


def _is_top(top: str) -> bool:
    known, none = data.tops_in_text()
    return top in known or (len(top) == 2 and top not in none)  # letters of a country


def _leads_elsewhere(one: Target, named: str, seen: Targets) -> bool:
    """Tell whether neither the link, nor what it carries along, nor the sender's own domains account for the words."""
    domain = one.address.registrable
    if domain == named or seen.is_own(domain) or data.under(one.address.host, data.wrappers()):
        return False
    company = data.same()
    if company.get(domain, -1) == company.get(named, -2):
        return False
    return all(inside.registrable != named for inside in carried(one.address))


def _remark(one: Target, named: str, spelt_out: bool, seen: Targets) -> Remark:
    told = f"{one.text[:200]} → {one.url}"
    domain = one.address.registrable
    if domain == seen.tracker or _same_name(domain, named):
        return Remark("LINK-MISMATCH", one, told, Severity.INFO, Confidence.GUESS)
    if not spelt_out:
        return Remark("LINK-MISMATCH", one, told, Severity.INFO, Confidence.LIKELY)
    return Remark("LINK-MISMATCH", one, told)


def _same_name(one: str, other: str) -> bool:
    """Tell ``amazon.de`` beside ``amazon.com``: mostly one company, seldom a stranger."""
    first = one.partition(".")[0]
    return first == other.partition(".")[0] and name.is_public_suffix(one.partition(".")[2])
