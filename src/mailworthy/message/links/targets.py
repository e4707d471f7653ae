"""Where a message leads: each link with its words and its place, and the domains that are the sender's own."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from mailworthy.message.links import data
from mailworthy.message.links.address import Address, taken_apart
from mailworthy.message.places import Place, in_part
from mailworthy.message.reading import Draft, Part
from mailworthy.message.reading.html import Html, Link
from mailworthy.message.reading.place import Span
from mailworthy.message.reading.urls import URLS, Url, UrlKind
from mailworthy.message.scope import Scope
from mailworthy.wire import name

OWN_HEADERS = ("from", "sender", "reply-to", "return-path", "resent-from")
CLICKED = frozenset({UrlKind.LINK, UrlKind.CONDITIONAL, UrlKind.TEXT, UrlKind.FORM})

_TRACKER_LINKS = 5  # links, so that a domain to which most lead may be taken for the sender's tracker
_TRACKER_SHARE = 0.6
_LISTED = re.compile(r"<\s*(https?://[^<>\s]{1,1000}|mailto:[^<>\s]{1,400})", re.IGNORECASE)
_READ = frozenset(("icon", "import", "preload", "stylesheet"))  # of a `link`'s rel
_SIGNED = re.compile(r"(?:^|;)\s*d\s*=\s*([^;\s]{1,253})")


class Target(NamedTuple):
    """Something that a message leads to or loads.

    Args:
        url: As declared.
        address: The same, taken apart.
        kind: What it is for.
        text: What people see of it, or the alternative text of its picture.
        part: Where it stands.
        span: Same, in the part's text.
    """

    url: str
    address: Address
    kind: UrlKind
    text: str
    part: Part
    span: Span

    @property
    def place(self) -> Place:
        """Where it stands, as findings tell it."""
        element = {UrlKind.LINK: "a", UrlKind.IMAGE: "img", UrlKind.FORM: "form"}.get(self.kind, "")
        return in_part(self.part, self.span, element)


@dataclass(frozen=True)
class Targets:
    """Where a message leads.

    Args:
        draft: The message.
        everything: In the order of parts, links first.
        own: Registrable domains that are the sender's own.
    """

    draft: Draft
    everything: tuple[Target, ...]
    own: frozenset[str]

    @cached_property
    def clicked(self) -> tuple[Target, ...]:
        """What people click."""
        return tuple(one for one in self.everything if one.kind in CLICKED)

    @cached_property
    def linked(self) -> Counter[str]:
        """How often each registrable domain is linked to, IP addresses left out."""
        return Counter(
            one.address.registrable for one in self.clicked if one.address.web and not one.address.ip
        )

    @cached_property
    def tracker(self) -> str:
        """The domain to which nearly all links lead: perhaps the sender's click tracking; empty where there is none."""
        most = self.linked.most_common(1)
        count = most[0][1] if most else 0
        return most[0][0] if count >= max(_TRACKER_LINKS, _TRACKER_SHARE * self.linked.total()) else ""

    def is_own(self, domain: str) -> bool:
        """Tell whether a registrable domain is the sender's, or its provider's for tracking clicks."""
        return domain in self.own or domain in data.trackers()


def targets(draft: Draft, scope: Scope) -> Targets:
    """Find all that a message leads to."""
    return Targets(draft, tuple(_found(draft)), own_domains(draft, scope))


def own_domains(draft: Draft, scope: Scope) -> frozenset[str]:
    """Give the registrable domains that are the sender's own: of its addresses, its signatures, its way to unsubscribe.

    Source:
        RFC 2369 §3.2 for List-Unsubscribe, RFC 6376 §3.5 for ``d=``.
    """
    hosts = [box.address.rpartition("@")[2] for header in OWN_HEADERS for box in draft.mailboxes(header)]
    hosts.append(draft.sender.address.rpartition("@")[2])
    hosts += scope.domains
    for field in draft.headers("dkim-signature"):
        hosts += _SIGNED.findall(field.folded[:4000])[:1]
    for field in draft.headers("list-unsubscribe"):
        for url in islice(_LISTED.findall(field.value[:8000]), 10):
            hosts.append(taken_apart(url).host or url.rpartition("@")[2].partition("?")[0])
    read = (name.read(host.strip().strip(".<>")).ascii for host in hosts if host)
    return frozenset(name.registrable(host) for host in read if "." in host)


def _found(draft: Draft) -> Iterator[Target]:
    done: set[tuple[int, Span]] = set()
    unread: set[tuple[int, Span]] = set()
    shown: dict[int, Shown] = {}
    for part in draft.parts:
        if part.html:
            shown[part.index] = Shown(part.html.links)
            unread.update((part.index, span) for span in _unread(part.html))
            done.update((part.index, link.span) for link in part.html.links)
            for target in islice(_links(part), URLS):
                done.add((part.index, target.span))
                yield target
    for url in draft.urls:
        if url.kind in {UrlKind.LINK, UrlKind.CONDITIONAL} and (url.part, url.span) in done:
            continue
        if url.kind is UrlKind.TEXT and url.part in shown and shown[url.part].holds(url.span.start):
            continue
        if url.kind is UrlKind.FETCHED and (url.part, url.span) in unread:
            continue
        # What else stands in a conditional comment are pictures and fills of Word's shapes.
        kind = UrlKind.FETCHED if url.kind is UrlKind.CONDITIONAL else url.kind
        yield Target(url.url, taken_apart(_opened(url)), kind, "", draft.parts[url.part], url.span)


def _unread(page: Html) -> Iterator[Span]:
    """Give the ``link`` elements that no mail client follows: all but style sheets and icons, Word's ``themeData`` among them."""
    for one in page.of("link"):
        if not _READ & set(one.attrs.get("rel", "").lower().split()):
            yield one.span


class Shown:
    """The texts of a page's links: an address in one of them is no link of its own."""

    def __init__(self, links: Iterable[Link]) -> None:
        inside = sorted(link.inside for link in links)
        self._starts, self._ends = [one.start for one in inside], [one.end for one in inside]

    def holds(self, offset: int) -> bool:
        """Tell whether a character of the source stands in the text of a link."""
        at = bisect_right(self._starts, offset) - 1
        return at >= 0 and offset < self._ends[at]


def _opened(url: Url) -> str:
    """Give what a client opens: in text, ``www.`` alone makes a link."""
    return f"https://{url.url}" if url.kind is UrlKind.TEXT and url.url[:4].lower() == "www." else url.url


def _links(part: Part) -> Iterator[Target]:
    page = part.html
    if page is None:
        return
    for link in page.links:
        if link.href in {"", "#"} and not page.source[link.inside.start : link.inside.end].strip():
            continue  # a mark to jump to, or a leftover that nobody can click
        yield Target(link.href, taken_apart(link.href), UrlKind.LINK, link.text or link.alt, part, link.span)
    for comment in page.conditionals:
        for link in comment.links:
            yield Target(link.href, taken_apart(link.href), UrlKind.CONDITIONAL, link.text, part, link.span)
