"""What the phrases of a message weigh: by combination, density and context, never one by itself.

Of real mail 70 % of honest newsletters hold a trigger phrase. So one phrase is a hint and weighs nothing; points begin
where pushy phrases of two classes, or three different phrases, stand close together.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import Enum

from mailworthy.errors import InputError
from mailworthy.message.phrases.find import Found, finder
from mailworthy.message.phrases.phrase import INDUSTRIES, Phrase
from mailworthy.message.phrases.plain import Plain

SUBJECT = "subject"
LOOK_AT = 200_000  # characters of each text: what filters read, and a bound for hostile ones

_SHORTEST = 50  # words from which density counts: a receipt of twelve with one phrase is not dense
_DENSE = 6.0  # weight a hundred words from which there are points
_LEAST, _MOST = 0.5, 4.0  # points: where they begin, and what they never exceed
_HALF = 8.0  # weight a hundred words that halves what is left to the most
_IN_INDUSTRY = 0.25  # of its weight, where a phrase is the trade's everyday wording
_TWICE, _LOUD = 2.0, 0.5
_CLASSES, _PHRASES = 2, 3
_CROWD = 5  # of ordinary marketing alone
_SHOUTED = 4  # capitals in a row that shout; fewer may be an abbreviation


class Verdict(Enum):
    """What was found: nothing, phrases that weigh nothing, or a message made of them."""

    NONE = "none"
    HINT = "hint"
    DENSE = "dense"


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a message.

    Args:
        text: As a person reads it.
        place: ``subject`` or ``body``.
    """

    text: str
    place: str = "body"


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase in a message.

    Args:
        phrase: Which.
        place: In which text,
        start: from which character of it, counted from 0,
        end: up to before which.
        written: How it stands there.
        weight: What it adds in this place and industry.
        disguised: Whether it was spelt so that a filter would not see it; nobody honest does that.
        everyday: Whether it is the trade's ordinary wording: then it takes part in no combination.
    """

    phrase: Phrase
    place: str
    start: int
    end: int
    written: str
    weight: float
    disguised: bool
    everyday: bool


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the phrases of a message weigh together.

    Args:
        hits: All, in the order of the texts.
        classes: How many different phrases of each class, most first.
        words: Words looked at; two characters of a script without blanks count as one.
        per_100_words: Weight a hundred words, or 200 characters; at least :data:`_SHORTEST` words are assumed.
        points: 0 for a hint; at most 4, where 5 make spam.
        verdict: What that means.
    """

    hits: tuple[Hit, ...]
    classes: dict[str, int]
    words: float
    per_100_words: float
    points: float
    verdict: Verdict


def weigh(
    texts: Sequence[Text], industry: str = "", language: str = "", own: tuple[Phrase, ...] = ()
) -> Weighed:
    """Weigh the trigger phrases of a message.

    Args:
        texts: Its subject and what a person reads in its body.
        industry: The sender's, one of :data:`mailworthy.message.phrases.INDUSTRIES`: the trade's everyday wording weighs
            little. Empty where it is not known.
        language: Of the message, ``en``, ``de``, ``ja``, …, where it is known: another language's ordinary wording is then
            a loan-word or a name, and no hit.
        own: The user's own phrases.

    Raises:
        InputError: There is no such industry.
    """
    if industry and industry not in INDUSTRIES:
        raise InputError(f"there is no industry {industry!r}; there are {', '.join(INDUSTRIES)}")
    find = finder(own).find
    hits: list[Hit] = []
    words = 0.0
    for text in texts:
        plain = Plain(text.text[:LOOK_AT])
        words += plain.words()
        hits += [_hit(found, text, industry) for found in find(plain) if _speaks(found.phrase, language)]
    return _weighed(hits, words)


def _speaks(phrase: Phrase, language: str) -> bool:
    return not (language and phrase.language) or language == phrase.language or phrase.weight > 1


def _hit(found: Found, text: Text, industry: str) -> Hit:
    written = text.text[found.start : found.end]
    everyday = industry in found.phrase.industries and not found.disguised
    weight = found.phrase.weight * (_IN_INDUSTRY if everyday else 1)
    if weight and not everyday and _is_loud(written, text.text[found.end : found.end + 2]):
        weight += _LOUD
    weight *= (_TWICE if found.disguised else 1) * (_TWICE if text.place == SUBJECT else 1)
    return Hit(found.phrase, text.place, found.start, found.end, written, weight, found.disguised, everyday)


def _is_loud(written: str, after: str) -> bool:
    return after.lstrip()[:1] in ("!", "！") or (written.isupper() and len(written) >= _SHOUTED)


def _weighed(hits: Sequence[Hit], words: float) -> Weighed:
    counting = {hit.phrase for hit in hits if hit.weight and not hit.everyday}
    classes = Counter(phrase.class_ for phrase in counting)
    density = _sum(hits) * 100 / max(words, _SHORTEST)
    points = _points(density) if _combined(counting) else 0.0
    verdict = Verdict.DENSE if points else Verdict.HINT if hits else Verdict.NONE
    return Weighed(tuple(hits), dict(classes.most_common()), words, round(density, 2), points, verdict)


def _combined(phrases: AbstractSet[Phrase]) -> bool:
    """Tell whether phrases say more together than each alone.

    Two must be pushy and of two classes: a hotel's "casino" and "free cancellation" are ordinary. Of three one must be;
    ordinary marketing alone needs a crowd.
    """
    pushy = [phrase for phrase in phrases if phrase.weight > 1]
    if len(phrases) < _PHRASES:
        return len({phrase.class_ for phrase in pushy}) >= _CLASSES
    return bool(pushy) or len(phrases) >= _CROWD


def _sum(hits: Iterable[Hit]) -> float:
    """Add weights up; what is said again counts half of the time before."""
    seen: Counter[Phrase] = Counter()
    total = 0.0
    for hit in hits:
        total += hit.weight / 2 ** min(seen[hit.phrase], 10)
        seen[hit.phrase] += 1
    return total


def _points(density: float) -> float:
    if density < _DENSE:
        return 0.0
    return round(_MOST - (_MOST - _LEAST) * math.exp2((_DENSE - density) / _HALF), 2)
