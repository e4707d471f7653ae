"""How a message can be stopped: where it says so, in which language, how plainly, and what it asks for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import NamedTuple

from mailworthy.message.law import data
from mailworthy.message.law.conspicuous import Look, look_of
from mailworthy.message.law.shown import Hit, Shown, ShownLink, begins, hits, lowered
from mailworthy.message.places import Place, in_part
from mailworthy.message.reading import Part

_NAMED = re.compile(
    r"unsub|opt[-_ ]?out|abmeld|abbestell|austrag|d[eé]sabon|d[eé]sinscri|disiscri|cancellazione|darsedebaja|/baja|uitschrij|afmeld|wypisz|avregistr"
    r"|list[-_]?manage|/leave|/remove|/optin|haishin|kaijo|taikai|/stop\b|subscription|preferenc|email[-_]?settings|mail[-_]?settings|notification|[?&]unsub|\bunsb"
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
_FEW_HUNDRED = 300  # words of other languages
_LEAST_WORDS = 4  # a bar of links is no sentence

BURDENS = ("fee", "login", "password", "letter", "phone", "steps")
_EVADED = {"login", "password", "letter", "phone", "steps"}  # no burden where another way stands beside it


class Burden(NamedTuple):
    """What stopping asks for: one of :data:`BURDENS`, and the sentence that says so."""

    kind: str
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
            yield from (self.seen.place(hit.start, hit.end) for hit in self.words[-2:])
        yield from self.tags[:1]


def opt_out(seen: Shown, language: str) -> OptOut:
    """Give how a version can be stopped.

    Args:
        seen: The version.
        language: Of the message; empty where it is not known.
    """
    spoken, words = _words(seen, language)
    links = tuple(link for link in seen.links if _does_it(link, spoken, language))
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
        found = tuple(sorted(seen.find(data.words(tongue, "opt_out"))))
        found = found or tuple(sorted(seen.find(data.words(tongue, "stop"), max(len(seen.low) - _TAIL, 0))))
        if found:
            return tongue, found
    return _any_language(seen.low)


def _any_language(low: str) -> tuple[str, tuple[Hit, ...]]:
    """Give the language of the last opt-out words, and all that are of it."""
    found = [
        (tongue, Hit(end + 1 - len(word), end + 1, word))
        for end, (tongue, word) in islice(data.opt_outs().iter(low), _FEW_HUNDRED)
        if begins(low, end + 1 - len(word), word)
    ]
    return (
        (found[-1][0], tuple(hit for tongue, hit in found if tongue == found[-1][0])) if found else ("", ())
    )


def _does_it(link: ShownLink, spoken: str, language: str) -> bool:
    if _NAMED.search(link.href):
        return True
    return any(
        next(hits(link.text, data.words(tongue, "opt_out"), 0, len(link.text)), None)
        for tongue in {spoken, language, "en"} - {""}
    )


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
        for tongue in {language, "en"} - {""}:
            if next(hits(low, data.words(tongue, "opt_out"), 0, len(low)), None):
                yield in_part(seen.part, one.span)
                break


def _burdens(
    seen: Shown, words: tuple[Hit, ...], links: tuple[ShownLink, ...], language: str
) -> Iterator[Burden]:
    told: set[str] = set()
    for start, end in dict.fromkeys(_sentences(seen, words[-20:])):
        low = seen.low[start:end]
        elsewhere = any(not _asks_itself(link, language) for link in links)
        for tongue in dict.fromkeys((language or "en", "en")):
            for kind in BURDENS:
                if kind in told or (kind in _EVADED and elsewhere) or not _asks(low, tongue, kind):
                    continue
                if kind in {"letter", "phone"} and (links or _REACHED.search(low)):
                    continue
                told.add(kind)
                yield Burden(kind, seen.place(start, end))


def _asks_itself(link: ShownLink, language: str) -> bool:
    """Tell a link that says what it burdens people with: log in to unsubscribe."""
    tongues = {language or "en", "en"}
    wanted = [
        word for tongue in tongues for kind in ("login", "password") for word in data.words(tongue, kind)
    ]
    return next(hits(link.text, wanted, 0, len(link.text)), None) is not None


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


def _asks(low: str, tongue: str, kind: str) -> bool:
    """Tell whether a sentence asks for something: it names it, says that it has to be, and does not deny it."""
    if len(low) < 200 and low.isascii() and len(_SPACES.findall(low)) < _LEAST_WORDS:
        return False
    named = next(hits(low, data.words(tongue, kind), 0, len(low)), None)
    if named is None or _DENIED.search(low[max(named.start - _AROUND, 0) : named.end + _AROUND]):
        return False
    return next(hits(low, data.words(tongue, "requiring"), 0, len(low)), None) is not None
