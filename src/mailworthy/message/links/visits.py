"""Links and pictures of the web, visited where that was asked for: what is broken, moved, or better left alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from mailworthy.finding import Finding
from mailworthy.message.links.address import Address
from mailworthy.message.links.came import came
from mailworthy.message.links.kept import Keeper, is_picture
from mailworthy.message.links.targets import CLICKED, Target, Targets, targets
from mailworthy.message.places import PLACES_MOST, found
from mailworthy.message.reading import Draft
from mailworthy.message.reading.urls import UrlKind
from mailworthy.message.scope import Scope
from mailworthy.wire import explore
from mailworthy.wire.explore import Exploring, Visit, Visited

LINKS = 200  # of one message
PICTURES = 100
LOOKED_AT = 1000  # addresses; those behind are not visited
PICTURE_OCTETS = 65_536  # enough for the header of any format

# What other findings speak of, or what nobody expects to be visited.
_ELSEWHERE = frozenset({"inner", "ip", "long", "malformed", "port", "user", "form", "pixel"})
_WEB = ("http://", "https://", "//", "www.")


@dataclass(frozen=True, slots=True)
class Visits:
    """What came of visiting what a message leads to and loads.

    Args:
        visited: What came of each, by its address as the message has it.
        kept_from: Why others were not visited, by their address: as :meth:`mailworthy.message.links.kept.Keeper.why` says, or ``too_many``.
        findings: What there is to say.
    """

    visited: Mapping[str, Visited] = field(default_factory=dict)
    kept_from: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def picture(self, url: str) -> Visited | None:
        """Give what came of a picture, with its first octets in :attr:`Visited.body`; None where nobody went there.

        Args:
            url: As the message has it.
        """
        return self.visited.get(url)


def visit(draft: Draft, scope: Scope) -> Exploring[Visits]:
    """Visit links and pictures, where :attr:`Scope.visit` says so."""
    if not scope.visit:
        return Visits(findings=tuple(_skipped(draft)))
    seen = targets(draft, scope)
    goals = [one for one in seen.everything if _goes_out(one)]
    kept = _kept_from(goals, Keeper(draft))
    asked = _asked(one for one in goals if one.url not in kept)
    kept |= {one.url: "too_many" for one in goals if one.url not in kept and one.url not in asked}
    asks = dict.fromkeys(asked.values())
    told = dict(zip(asks, (yield from explore.visited(asks)), strict=True))
    visited = {url: told[ask] for url, ask in asked.items()}
    return Visits(visited, kept, tuple(_findings(seen, goals, visited, kept)))


def _goes_out(one: Target) -> bool:
    return (one.kind in CLICKED or is_picture(one)) and one.address.scheme in {"http", "https"}


def _kept_from(goals: Sequence[Target], keeper: Keeper) -> dict[str, str]:
    """Give why addresses are not visited: one place that speaks against it is enough."""
    urls = dict.fromkeys(one.url for one in goals)
    kept = dict.fromkeys(islice(urls, LOOKED_AT, None), "too_many")
    for one in goals:
        why = kept.get(one.url) or keeper.why(one)
        if why:
            kept[one.url] = why
    return kept


def _asked(goals: Iterable[Target]) -> dict[str, Visit]:
    """Give what to ask for, by the address as the message has it: so many links and pictures, the first ones."""
    links: dict[str, Visit] = {}
    pictures: dict[str, Visit] = {}
    for one in goals:
        some, most, octets = (pictures, PICTURES, PICTURE_OCTETS) if is_picture(one) else (links, LINKS, 0)
        if len(some) < most and one.url not in some:
            some[one.url] = Visit(_spelt(one.address), octets)
    return {**links, **pictures}


def _spelt(address: Address) -> str:
    """Give an address as browsers ask for it, without its fragment (RFC 3986 §3.5)."""
    rest = address.rest.partition("#")[0].replace(" ", "%20")
    path, mark, query = rest.partition("?")
    return f"{address.scheme}://{address.host}{path.replace(chr(92), '/') or '/'}{mark}{query}"


def _skipped(draft: Draft) -> Iterator[Finding]:
    """Say once that nobody looked whether links work, where there is one."""
    for url in draft.urls:
        if url.kind in {UrlKind.LINK, UrlKind.IMAGE, UrlKind.TEXT} and url.url[:8].lower().startswith(_WEB):
            yield Finding("LINK-VISITS-SKIPPED")
            return


def _findings(
    seen: Targets, goals: list[Target], visited: Mapping[str, Visited], kept: Mapping[str, str]
) -> Iterator[Finding]:
    yield from came(seen, [one for one in goals if one.url in visited], visited)
    left: dict[str, Target] = {}
    for one in goals:
        if kept.get(one.url, "form") not in _ELSEWHERE:
            left.setdefault(one.url, one)
    if left:
        counts = Counter(kept[url] for url in left)
        told = ", ".join(f"{why} {count}" for why, count in counts.most_common())
        places = [one.place for one in islice(left.values(), PLACES_MOST)]
        yield replace(found("LINK-NOT-VISITED", places, detail=told), count=len(left))
