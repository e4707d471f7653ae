"""How a message can be stopped: where it says so, in which language, how plainly, and what it asks for it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from mailworthy.message.law.conspicuous import Look, look_of
from mailworthy.message.law.shown import Shown, ShownLink
from mailworthy.message.law.words import Hit, any_opt_out, lowered, said
from mailworthy.message.places import Place, in_part
from mailworthy.message.reading import Part

_NAMED = re.compile(  # by an address that does it: what systems and people call such pages
    r"unsub|opt[-_ ]?out|abmeld|abbestell|austrag|d[eé]sabon|d[eé]sinscri|disiscri|cancellazione|darsedebaja|/baja\b|uitschrij|afmeld|wypisz"
    r"|avregistr|list[-_]?manage|/leave\b|[/?&=]remove(?:me)?\b|mailto:remove|leave-|haishin|kaijo|taikai|/stop\b|preferenc|\bunsb"
    r"|(?:manage|cancel|edit|change|update)[-_/]?(?:my[-_/]?)?(?:e-?mail[-_/]?)?subscri|subscri\w{0,8}[-_/]?(?:cent|manag|setting|cancel|option|update)"
    r"|(?:e-?mail|notification)s?[-_/]?(?:setting|option)|(?:setting|account|user)s?/(?:e-?mail|notification)s?\b"
)
_TAG = re.compile(
    r"(?i)unsub|opt[-_ ]?out|optout|preferenc|abmeld|abbestell|d[eé]sabon|d[eé]sinscri|manage_?sub"
)
_TAIL = 4000  # characters: words that say other things, too, count there only
_REACHED = re.compile(r"https?://|www\.|[\w.+-]{1,64}@[\w-]{1,63}\.\w|mailto:")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。!?])|\s[|·•‖*]\s|\s{3,}|\n")
_SPACES = re.compile(r"\S+")
_DENIED = re.compile(
    r"\b(?:no|not|without|free|never|ohne|keine|kein|kostenlos|sans|aucun|gratuit)\b|n't|無料|不要|かかりません|なし|必要ありません"
)
_AROUND = 30  # characters around a word where it may be denied
_LEAST_WORDS = 4  # a bar of links is no sentence

BURDENS = ("fee", "login", "password", "letter", "phone", "steps")
_EVADED = {"login", "password", "letter", "phone", "steps"}  # no burden where another way stands beside it,
_ANSWERED = {"letter", "phone"}  # or one of mail or the web in the same sentence


class Burden(NamedTuple):
    """What stopping asks for: one of :data:`BURDENS`, the word for it, and the sentence that says so."""

    kind: str
    word: str
    place: Place


@dataclass(frozen=True)
class OptOut:
    """How a version of a message can be stopped.

    Args:
        links: Those that do it.
        words: What says so beside them; the last ones.
        language: Of the words; empty where only an address or a tag tells.
        tags: Whether a merge tag is filled in for it.
        hidden: Where it is said so that nobody sees it.
        looks: How the links look; the plainest first.
        burdens: What it asks for.
        seen: The version.
    """

    links: tuple[ShownLink, ...]
    words: tuple[Hit, ...]
    language: str
    tags: tuple[Place, ...]
    hidden: tuple[Place, ...]
    looks: tuple[tuple[Look, ShownLink], ...]
    burdens: tuple[Burden, ...]
    seen: Shown

    @property
    def found(self) -> bool:
        """Whether people see a way to stop it."""
        return bool(self.links or self.words or self.tags)

    @property
    def places(self) -> Iterator[Place]:
        """Where it is said: links first."""
        yield from map(self.seen.link_place, self.links[-2:])
        if not self.links:
            yield from map(self.seen.hit_place, self.words[-2:])
        yield from self.tags[:1]

    @property
    def burden_places(self) -> tuple[Place, ...]:
        """Where something is asked for, each sentence once."""
        return tuple({tuple(one.place.items()): one.place for one in self.burdens}.values())


def opt_out(seen: Shown, language: str) -> OptOut:
    """Give how a version can be stopped.

    Args:
        seen: The version.
        language: Of the message; empty where it is not known.
    """
    spoken, words = _words(seen, language)
    links = _links(seen, spoken, language)
    tags = tuple(_tags(seen.part))
    hidden = () if links or words or tags else tuple(_hidden(seen, language))
    looks = sorted(
        ((look_of(seen.part, link.number), link) for link in links[-6:]), key=lambda one: one[0].badness
    )
    return OptOut(
        links, words, spoken, tags, hidden, tuple(looks), tuple(_burdens(seen, words, links, language)), seen
    )


def _words(seen: Shown, language: str) -> tuple[str, tuple[Hit, ...]]:
    """Give in which language stopping is spoken of, and where: the message's own, then English, then any."""
    for tongue in dict.fromkeys((language, "en")):
        near_end = (hit for hit in seen.said(tongue, "stop") if hit.start >= len(seen.low) - _TAIL)
        found = tuple(sorted((*seen.said(tongue, "opt_out"), *near_end)))
        if found:
            return tongue, found
    return any_opt_out(seen.low)


def _links(seen: Shown, spoken: str, language: str) -> tuple[ShownLink, ...]:
    """Give the links that stop it: by their address, the words in them, or what their pictures say."""
    tongues = {spoken, language, "en"} - {""}
    starts = sorted(hit.start for tongue in tongues for hit in seen.said(tongue, "opt_out"))
    found = tuple(link for link in seen.links if _does_it(link, starts, tongues))
    # Links without a blank between them read as one word.
    return found or tuple(link for link in seen.links if _speaks(link.text, tongues))


def _does_it(link: ShownLink, starts: list[int], tongues: set[str]) -> bool:
    if _NAMED.search(link.href):
        return True
    first = bisect_left(starts, link.start)
    return (first < len(starts) and starts[first] < link.end) or (
        bool(link.alt) and _speaks(link.alt, tongues)
    )


def _speaks(low: str, tongues: set[str]) -> bool:
    return bool(low) and any("opt_out" in said(low, tongue) for tongue in tongues)


def _tags(part: Part) -> Iterator[Place]:
    for tag in part.tags:
        if _TAG.search(tag.text):
            yield in_part(part, tag.span)
    if part.html:  # Campaign Monitor and its like have elements of their own
        for element in part.html.of("unsubscribe", "preferences"):
            yield in_part(part, element.span, element.tag)


def _hidden(seen: Shown, language: str) -> Iterator[Place]:
    page = seen.part.html
    for one in page.hidden[:50] if page else ():
        low = lowered(one.text[:2000])
        if _speaks(low, {language, "en"} - {""}):
            yield in_part(seen.part, one.span)


def _burdens(
    seen: Shown, words: tuple[Hit, ...], links: tuple[ShownLink, ...], language: str
) -> Iterator[Burden]:
    sentences = list(dict.fromkeys(_sentences(seen, words[-20:])))
    asked = {span: tuple(_asked_in(seen.low[slice(*span)], language)) for span in sentences}
    evaded = any(not _asks_itself(link, language) for link in links) or any(
        not found and _REACHED.search(seen.low, *span) for span, found in asked.items()
    )
    told: set[str] = set()
    for span, found in asked.items():
        answered = bool(links) or _REACHED.search(seen.low, *span) is not None
        for kind, named in found:
            free = (kind in _EVADED and evaded) or (kind in _ANSWERED and answered)
            if kind not in told and not free:
                told.add(kind)
                word = seen.text[span[0] + named.start : span[0] + named.end].strip()
                yield Burden(kind, word, seen.place(*span))


def _asks_itself(link: ShownLink, language: str) -> bool:
    """Tell a link that says what it burdens people with: log in to unsubscribe."""
    return any({"login", "password"} & said(link.text, tongue).keys() for tongue in (language or "en", "en"))


def _sentences(seen: Shown, words: tuple[Hit, ...]) -> Iterator[tuple[int, int]]:
    """Give the sentences that speak of stopping, and those right behind them in the same paragraph."""
    for hit in words:
        begin, end = seen.line(hit.start)
        begin, end = max(begin, hit.start - 400), min(end, hit.end + 400)
        cuts = [begin, *(begin + cut.end() for cut in _SENTENCE.finditer(seen.text[begin:end])), end]
        spans = list(pairwise(cuts))
        for index, (first, last) in enumerate(spans):
            if first <= hit.start < last:
                yield from spans[index : index + 2]


def _asked_in(low: str, language: str) -> Iterator[tuple[str, Hit]]:
    for tongue in dict.fromkeys((language or "en", "en")):
        yield from _asked(low, said(low, tongue))


def _asked(low: str, there: Mapping[str, tuple[Hit, ...]]) -> Iterator[tuple[str, Hit]]:
    """Give what a sentence asks for, and the word: it names it, says that it has to be, and does not deny it."""
    if "requiring" not in there or (low.isascii() and len(_SPACES.findall(low)) < _LEAST_WORDS):
        return
    for kind in BURDENS:
        named = next(iter(there.get(kind, ())), None)
        if named and not _DENIED.search(low[max(named.start - _AROUND, 0) : named.end + _AROUND]):
            yield kind, named
