"""What a message says, and how loud: trigger phrases weighed together, capitals, exclamation marks, whom it addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from mailworthy.finding import Confidence, Finding, Severity
from mailworthy.finding.detail import listed
from mailworthy.message.content.patterns import matches
from mailworthy.message.content.sight import LOOK_AT, Sight
from mailworthy.message.phrases import Hit, Verdict, Weighed
from mailworthy.message.phrases.weigh import SUBJECT
from mailworthy.message.places import PLACES_MOST, Place, found, in_header

_POINT = 1.0  # below, a shop may well go on as it does
_GREETING = 400  # characters in which somebody is addressed
_LOUD = re.compile(r"[A-ZÀ-ÖØ-Þ]{2,}")
_CASED = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ]{2,}")
_MARKS = re.compile(r"[!！]{2,}")
_TWO_MARKS = re.compile("!!|！！")
_LONG = 200  # letters from which a share says something
_SHOUTED_WORD = 2  # letters
_SHOUTED = 0.3  # share of letters in words of capitals alone
_MANY_MARKS = 3


def look(sight: Sight) -> Iterator[Finding]:
    """Give what there is to say."""
    yield from _phrases(sight)
    yield from _capitals(sight)
    yield from _marks(sight)
    yield from _said("CONTENT-SALUTATION", "salutation", sight, _GREETING)
    yield from _said("CONTENT-REPLY-TO-STOP", "reply_to_stop", sight)


# --- trigger phrases ----------------------------------------------------------------------------------------------


def _phrases(sight: Sight) -> Iterator[Finding]:
    weighed = sight.weighed
    if weighed.verdict is Verdict.DENSE:
        yield _dense(weighed, sight)
    elif weighed.hits:
        yield found("CONTENT-PHRASE-HINT", _places(weighed.hits, sight), detail=_quoted(weighed.hits))
    if any(hit.disguised for hit in weighed.hits):
        masked = [hit for hit in weighed.hits if hit.disguised]
        yield found("CONTENT-DISGUISED-WORD", _places(masked, sight), detail=_quoted(masked))


def _dense(weighed: Weighed, sight: Sight) -> Finding:
    hits = sorted(weighed.hits, key=lambda hit: -hit.weight)
    detail = f"{_quoted(hits)} ({weighed.per_100_words:g} / 100)"
    severity = Severity.INFO if weighed.points < _POINT else None
    finding = found("CONTENT-SPAM-WORDS", _places(hits, sight), detail=detail, severity=severity)
    return replace(finding, weight=weighed.points)


def _quoted(hits: Sequence[Hit]) -> str:
    return listed(dict.fromkeys(f"“{' '.join(hit.written.split())}”" for hit in hits))


def _places(hits: Sequence[Hit], sight: Sight) -> Iterator[Place]:
    for number, hit in enumerate(hits):
        if number >= PLACES_MOST:
            yield {}  # counted, not shown
        elif hit.place == SUBJECT:
            yield {**in_header(sight.draft, "Subject"), "snippet": hit.written}
        else:
            yield sight.in_shown(hit.start, hit.end)


# --- how loud, and to whom ----------------------------------------------------------------------------------------


def _capitals(sight: Sight) -> Iterator[Finding]:
    """Tell a text of which much is written in capitals; a headline or two are design."""
    letters = sum(map(len, _CASED.findall(sight.shown)))
    if letters < _LONG:
        return
    loud = [one for one in _LOUD.finditer(sight.shown) if len(one[0]) >= _SHOUTED_WORD]
    share = sum(len(one[0]) for one in loud) / letters
    if share >= _SHOUTED:
        spans = (one.span() for one in loud)
        yield found("CONTENT-CAPITALS", sight.all_shown(spans), detail=f"{share:.0%}")


def _marks(sight: Sight) -> Iterator[Finding]:
    runs = [one.span() for one in _MARKS.finditer(sight.shown)] if _TWO_MARKS.search(sight.shown) else []
    if len(runs) >= _MANY_MARKS:
        yield found("CONTENT-EXCLAMATION", sight.all_shown(runs), detail=f"{len(runs)}")


def _said(code: str, name: str, sight: Sight, within: int = LOOK_AT) -> Iterator[Finding]:
    spans = list(matches(name, sight.lower[:within]))
    if spans:
        said = dict.fromkeys(" ".join(sight.shown[slice(*span)].split()) for span in spans)
        yield found(
            code,
            sight.all_shown(spans),
            detail=listed(f"“{one}”" for one in said),
            confidence=Confidence.LIKELY,
        )
