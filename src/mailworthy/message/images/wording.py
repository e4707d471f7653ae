"""What pictures say: in their alternative texts, titles and names, and in themselves where somebody read them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import accumulate, islice

from mailworthy.finding import Confidence, Finding, Severity
from mailworthy.finding.detail import listed
from mailworthy.message.content.sight import LOOK_AT, word_count, word_set
from mailworthy.message.images.gallery import Key, Origin, Shown, places
from mailworthy.message.images.words import readable
from mailworthy.message.phrases import INDUSTRIES, Hit, Text, Verdict, Weighed, weigh
from mailworthy.message.phrases.weigh import SUBJECT
from mailworthy.message.places import PLACES_MOST, Place, found, snippet
from mailworthy.message.reading import Draft
from mailworthy.message.scope import Scope
from mailworthy.wire.explore import Words

_TEXTS = 200  # of one message
_CHARACTERS = 2000  # of one text
_BETWEEN = " • "  # no phrase reaches across
_POINT = 1.0  # below, a shop may well go on as it does
_MARKETING = 1  # weight of what every shop says
_SEVERAL = 2  # phrases, for one alone is in many an honest picture
_FEW = 60  # words beside pictures that may say the rest
_LARGE = 60_000  # pixels of a picture that may carry a message
_HOLDS = 8  # words of a picture that are worth an alternative text
_UNSAID = 0.5  # share of its words that stand nowhere else
_ALT = 150  # characters
_NO_LETTERS = re.compile(r"[^A-Za-z\u00c0-\U0001ffff]+")
_ENDING = re.compile(r"\.[A-Za-z0-9]{2,5}\Z")
_NOT_DONE = {"not_installed", "language", "timeout", "malformed"}


@dataclass(frozen=True, slots=True)
class _Said:
    """Words of a picture: of an attribute, or read in it; where it is shown, if it is."""

    text: str
    attribute: str
    shown: Shown | None
    key: Key = -1


def look(
    draft: Draft, scope: Scope, pictures: Sequence[Shown], words: Mapping[Key, Words]
) -> Iterator[Finding]:
    """Give what there is to say."""
    read = list(_read(pictures, words))
    yield from _spam_words(draft, scope, [*read, *islice(_written(pictures), _TEXTS)])
    yield from _unsaid(draft, read)
    yield from _unread(draft, scope, words)


def _read(pictures: Sequence[Shown], words: Mapping[Key, Words]) -> Iterator[_Said]:
    shown = {one.key: one for one in reversed(pictures)}
    for key, told in words.items():
        if told.text:
            yield _Said(told.text[: _CHARACTERS * 5], "", shown.get(key), key)


def _written(pictures: Sequence[Shown]) -> Iterator[_Said]:
    told: set[str] = set()
    for one in pictures:
        for attribute in ("alt", "title", "src"):
            text = _named(one) if attribute == "src" else one.attrs.get(attribute, "").strip()[:_CHARACTERS]
            if text and text not in told:
                told.add(text)
                yield _Said(text, attribute, one)


def _named(one: Shown) -> str:
    """Give the words of a file's name."""
    return "" if one.origin is Origin.DATA else _NO_LETTERS.sub(" ", _ENDING.sub("", one.called)).strip()


# --- trigger phrases ----------------------------------------------------------------------------------------------


def _spam_words(draft: Draft, scope: Scope, said: Sequence[_Said]) -> Iterator[Finding]:
    """Tell wording that filters know, where it stands in pictures and not in the text: that would count twice."""
    text = Text(_BETWEEN.join(one.text for one in said), "picture")
    pushy = [hit for hit in _weighed(scope, text).hits if hit.weight > _MARKETING] if said else []
    if not pushy:
        return
    page = draft.page
    body = (
        Text(draft.subject, SUBJECT),
        Text((page.html.text if page and page.html else draft.text)[:LOOK_AT]),
    )
    there = {hit.phrase for hit in _weighed(scope, *body).hits}
    hits = [hit for hit in pushy if hit.phrase not in there]
    if len({hit.phrase for hit in hits}) < _SEVERAL:
        return
    alone = _weighed(scope, text)
    if alone.verdict is Verdict.DENSE or _weighed(scope, *body, text).verdict is Verdict.DENSE:
        yield _spam(draft, hits, said, Severity.WARNING if alone.points >= _POINT else Severity.INFO)


def _weighed(scope: Scope, *texts: Text) -> Weighed:
    return weigh(texts, scope.industry if scope.industry in INDUSTRIES else "", scope.language, scope.phrases)


def _spam(draft: Draft, hits: Sequence[Hit], said: Sequence[_Said], severity: Severity) -> Finding:
    starts = [0, *accumulate(len(one.text) + len(_BETWEEN) for one in said)]
    detail = listed(dict.fromkeys(f"“{' '.join(hit.written.split())}”" for hit in hits))
    where = (
        {**_place(draft, said[bisect_right(starts, hit.start) - 1], number), "snippet": snippet(hit.written)}
        for number, hit in enumerate(hits)
    )
    return found("IMG-SPAM-WORDS", where, detail=detail, severity=severity, confidence=Confidence.LIKELY)


def _place(draft: Draft, one: _Said, number: int = 0) -> Place:
    if number >= PLACES_MOST:
        return {}
    if one.shown:
        return next(places((one.shown,), one.attribute))
    name = next((file.name for file in draft.attachments if file.part == one.key), "")
    return {"part": one.key, "snippet": snippet(name)}


# --- words in the picture itself ----------------------------------------------------------------------------------


def _unsaid(draft: Draft, read: Sequence[_Said]) -> Iterator[Finding]:
    """Tell pictures whose words nobody gets who does not see them."""
    if not read:
        return
    page = draft.page
    text = (page.html.text if page and page.html else draft.text)[:LOOK_AT]
    said = word_set(f"{draft.subject}\n{text}")
    some = [one for one in read if one.shown and _is_unsaid(one, said)]
    if some:
        detail = listed(f"“{snippet(one.text)}”" for one in some)
        fix = f'alt="{escape(" ".join(some[0].text.split())[:_ALT])}"'
        where = (_place(draft, one, number) for number, one in enumerate(some))
        yield found("IMG-WORDS-UNSAID", where, detail=detail, confidence=Confidence.LIKELY, fix=fix)


def _is_unsaid(one: _Said, said: frozenset[str]) -> bool:
    own = word_set(one.text)
    alt = word_set(one.shown.image.alt or "" if one.shown else "")
    return len(own) >= _HOLDS and len(own - said - alt) > _UNSAID * len(own)


def _unread(draft: Draft, scope: Scope, words: Mapping[Key, Words]) -> Iterator[Finding]:
    """Say of pictures that carry a message that nobody read them, and why."""
    if scope.read_pictures:
        whys = dict.fromkeys(one.why for one in words.values() if one.why in _NOT_DONE)
        if whys:
            yield found("IMG-WORDS-UNREAD", [{}], detail=", ".join(whys))
    elif word_count(draft.text[:LOOK_AT]) < _FEW:
        some = [one for one in readable(draft) if one.held.file.pixels >= _LARGE]
        if some:
            names = listed(one.held.name or one.held.type for one in some)
            yield found("IMG-WORDS-UNREAD", [{}], detail=names)
