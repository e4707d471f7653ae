"""What a message is for: laws on advertising ask nothing of a receipt or of a letter to a friend."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from mailworthy.message.law.shown import Shown
from mailworthy.message.law.words import Hit, lowered, said
from mailworthy.message.reading import Draft

_ENOUGH = 3  # signs of an order or account matter
_BULK = ("list-unsubscribe", "list-id", "feedback-id", "x-campaign", "x-campaignid", "x-csa-complaints", "x-mailgun-sid", "x-sg-eid", "x-mc-user")  # fmt: skip
_LISTS = frozenset(
    ("mailing-list", "x-mailing-list", "x-mailman-version", "x-beenthere")
)  # of programs for discussions
_POSTED = re.compile(
    r"/listinfo/|majordomo@|unsubscribe from this group|unsubscribe@(?:yahoo|e|google)groups"
)
_FOOTER = 1500  # characters: where such programs sign
_QUOTED = re.compile(r"(?m)^\s{0,3}>")
_PICTURES = 2  # a letter may hold a logo
_LETTER_LINKS = 4  # and name some pages


class Purpose(Enum):
    """What a message is for."""

    ADVERTISING = "advertising"
    TRANSACTIONAL = "transactional"  # an order, an account, what somebody just asked for
    POLITICAL = (
        "political"  # a party's or candidate's campaign, of which laws on commercial mail do not speak
    )
    PERSONAL = "personal"  # a letter, an answer, a discussion
    UNKNOWN = "unknown"


NOT_ADVERTISING = frozenset((Purpose.TRANSACTIONAL, Purpose.PERSONAL))


@dataclass(frozen=True, slots=True)
class Signs:
    """What tells a purpose: how many different words of each kind stand in a message.

    Args:
        promotion: Of offers.
        notice: Of a subscription.
        opt_out: Of stopping it.
        order: Of an order or account matter; those in the subject count three times.
        bulk: Header fields that only mass mail has.
        answer: Whether it answers a message.
        discussion: Whether it came through a list that people write to.
        letter: Whether it looks as people's own mail does: next to no pictures and links.
        political: How many different words of a party's or candidate's campaign stand in it.
    """

    promotion: int
    notice: int
    opt_out: int
    order: int
    bulk: int
    answer: bool
    discussion: bool
    letter: bool
    political: int


def purpose(signs: Signs) -> Purpose:
    """Tell what a message is for."""
    if signs.discussion or (signs.answer and not signs.bulk and not signs.notice):
        return Purpose.PERSONAL
    campaign = signs.promotion + 2 * signs.notice
    matter = signs.order >= _ENOUGH and signs.order > campaign
    if matter or (signs.order and not campaign and not signs.opt_out and not signs.bulk):
        return Purpose.TRANSACTIONAL
    if signs.political:
        return Purpose.POLITICAL
    # "You receive this because …" stands below receipts, too: alone it tells nothing.
    subscribed = signs.notice and (signs.promotion or signs.bulk or not signs.letter)
    if subscribed or signs.opt_out or signs.promotion >= _ENOUGH or (signs.bulk and not signs.letter):
        return Purpose.ADVERTISING
    return Purpose.PERSONAL if signs.letter and not signs.promotion else Purpose.UNKNOWN


def signs(draft: Draft, seen: Shown | None, language: str) -> Signs:
    """Count what tells the purpose of a message."""
    tongues = tuple(dict.fromkeys((language, "en")))
    text = _words(seen, tongues)
    subject = _united(said(lowered(draft.subject), tongue) for tongue in tongues)
    names = {one.name.lower() for one in draft.fields}
    return Signs(
        promotion=len(text["promotion"]) + len(subject["promotion"]),
        notice=len(text["notice"]),
        opt_out=len(text["opt_out"]),
        order=len(text["order"]) + (3 if subject["matter"] else 0),
        bulk=sum(name in names for name in _BULK) + (_precedence(draft) in {"bulk", "junk"}),
        answer=bool(names & {"in-reply-to", "references"}),
        discussion=_discussion(draft, names)
        or bool(seen and _POSTED.search(seen.low, max(len(seen.low) - _FOOTER, 0))),
        letter=draft.kind == "eml" and _letter(draft),
        political=len(text["political"]),
    )


def _words(seen: Shown | None, tongues: tuple[str, ...]) -> Mapping[str, set[str]]:
    """Give the different words of each kind that people read or that pictures say."""
    if seen is None:
        return defaultdict(set)
    pictures = [said(seen.alts, tongue) for tongue in tongues] if seen.alts else []
    return _united((*(seen.all_said(tongue) for tongue in tongues), *pictures))


def _united(found: Iterable[Mapping[str, tuple[Hit, ...]]]) -> Mapping[str, set[str]]:
    words: defaultdict[str, set[str]] = defaultdict(set)
    for by_kind in found:
        for kind, its in by_kind.items():
            words[kind].update(hit.word for hit in its)
    return words


def _precedence(draft: Draft) -> str:
    return draft.header("precedence").strip().lower()


def _discussion(draft: Draft, names: set[str]) -> bool:
    """Tell a list that people write to (RFC 2369 §3.4): its post goes to all."""
    post = draft.header("list-post").strip()
    listed = bool(post) and post[:2].upper() != "NO"
    return listed or bool(names & _LISTS) or _precedence(draft) == "list"


def _letter(draft: Draft) -> bool:
    page = draft.page
    if page is None or page.html is None:
        plain = draft.plain
        quoted = bool(plain and _QUOTED.search(plain.text[:4000]))
        return quoted or len(draft.urls) <= _LETTER_LINKS
    return len(page.html.images) <= _PICTURES and len(page.html.links) <= _LETTER_LINKS
