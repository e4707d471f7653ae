"""What the links of a message say together: how many domains, whose, under which endings, the same in text and page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from mailworthy.address.gibberish import score
from mailworthy.finding import Confidence, Finding
from mailworthy.message.links import data
from mailworthy.message.links.remark import Remark, together
from mailworthy.message.links.targets import Target, Targets
from mailworthy.message.places import PLACES_MOST, found, snippet
from mailworthy.message.reading.urls import UrlKind

SHORT = 5  # letters: shorter names are initials, mostly
RANDOM = -60  # eighths of a bit; in the mail that this was measured with 3 in 100 spams and 1 in 1,000 of the rest go so low
MANY = 10  # different domains; three in four newsletters link to three at most

_SHOWN = 8  # domains in a detail


def spread(seen: Targets) -> Iterator[Finding]:
    """Give what links say together."""
    yield from _none(seen)
    yield from _domains(seen)
    yield from together(_random(seen))
    yield from _alike(seen)
    yield from _only_in_text(seen)


def _domains(seen: Targets) -> Iterator[Finding]:
    """Give what the domains of all links show; IP addresses have their own finding."""
    by_domain: dict[str, Target] = {}
    for one in seen.clicked:
        if one.address.web and not one.address.ip:
            by_domain.setdefault(one.address.registrable, one)
    if len(by_domain) >= MANY:
        yield _finding("LINK-MANY-DOMAINS", by_domain, f"{len(by_domain)}: ")
    if (
        by_domain
        and seen.own
        and not any(seen.is_own(domain) or _related(domain, seen.own) for domain in by_domain)
    ):
        yield _finding("LINK-NOT-OWN", by_domain, f"{', '.join(sorted(seen.own)[:_SHOWN])} ≠ ")
    yield from together(_cheap(by_domain))


def _related(domain: str, own: frozenset[str]) -> bool:
    """Tell whether a domain bears the sender's name: ``shop.de`` beside ``shop.com``, ``shop-mail.com`` beside ``shop.com``."""
    name = domain.partition(".")[0]
    for other in (one.partition(".")[0] for one in own):
        if name == other or (min(len(name), len(other)) >= SHORT and (name in other or other in name)):
            return True
    return False


def _finding(code: str, by_domain: dict[str, Target], before: str) -> Finding:
    places = [one.place for one in list(by_domain.values())[:PLACES_MOST]]
    finding = found(code, places, detail=before + _some(by_domain))
    return replace(finding, count=len(by_domain))


def _some(domains: dict[str, Target]) -> str:
    names = list(domains)
    more = f" … +{len(names) - _SHOWN}" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def _cheap(by_domain: dict[str, Target]) -> Iterator[Remark]:
    for domain, one in by_domain.items():
        free = data.under(one.address.host, data.free_hosts())  # page.link says nothing of .link
        if domain.rpartition(".")[2] in data.cheap_tops() and not free:
            yield Remark("LINK-TLD", one, domain, confidence=Confidence.GUESS)


def _random(seen: Targets) -> Iterator[Remark]:
    """Give hosts with a name in front of their domain that reads like no language."""
    for one in {one.address.host: one for one in seen.clicked if one.address.web}.values():
        host, domain = one.address.host, one.address.registrable
        below = data.under(host, data.free_hosts()) or domain  # there, strangers choose what stands in front
        above = [] if one.address.ip else re.split(r"[.-]", host.removesuffix(below))
        if any(len(label) >= SHORT and score(label) <= RANDOM for label in above) and not seen.is_own(domain):
            yield Remark("LINK-RANDOM-NAME", one, host, confidence=Confidence.GUESS)


def _none(seen: Targets) -> Iterator[Finding]:
    """Give a page that says something and leads nowhere."""
    part = seen.draft.page
    if seen.clicked or seen.draft.left_out:  # what a cap left out may hold some
        return
    if part and part.html and part.html.text.strip():
        yield found("LINK-NONE", [{"part": part.index}], confidence=Confidence.LIKELY)


def _alike(seen: Targets) -> Iterator[Finding]:
    """Give a page whose links are all the same, or name no page."""
    goals = [one for one in seen.clicked if one.part.html and one.kind is not UrlKind.CONDITIONAL]
    links = [one for one in goals if one.address.web]
    # Where a merge tag leads is not known; a mailto is a way to reach somebody.
    if not links or any(one.address.tagged or one.address.scheme == "mailto" for one in goals):
        return
    places = [one.place for one in links[:PLACES_MOST]]
    if len({one.url for one in links}) == 1:
        finding = found("LINK-ONE-GOAL", places, detail=snippet(links[0].url), confidence=Confidence.LIKELY)
        yield replace(finding, count=len(links))
    if all(one.address.rest in {"", "/"} for one in links):
        hosts = ", ".join(list(dict.fromkeys(one.address.host for one in links))[:_SHOWN])
        finding = found("LINK-FRONT-ONLY", places, detail=hosts, confidence=Confidence.LIKELY)
        yield replace(finding, count=len(links))


def _only_in_text(seen: Targets) -> Iterator[Finding]:
    """Give the domains of a text part that shares none with the page: the two are not one message."""
    in_page = {one.address.registrable for one in seen.everything if one.part.html}
    leads = any(one.part.html and one.kind is UrlKind.LINK and one.address.web for one in seen.clicked)
    in_text = {one.address.registrable: one for one in seen.clicked if not one.part.html and one.address.web}
    if leads and in_text and not (in_text.keys() & in_page) and not any(map(seen.is_own, in_text)):
        yield _finding("LINK-TEXT-PART", in_text, "")
