"""In which tab of an inbox a message may land: a guess, for nobody publishes how it is chosen."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailworthy.finding import Confidence, Finding
from mailworthy.finding.detail import listed
from mailworthy.message.content.patterns import pattern
from mailworthy.message.content.sight import Sight
from mailworthy.message.places import found, in_header

_PRICES = re.compile(r"[$£¥￥]\d|[€円%](?:(?<=\d.)|(?<=\d .)|(?= ?\d))")
_BARGAINS = ("price", "free", "urgency", "push", "prize")  # classes of phrases
_SOME_PRICES, _SOME_PICTURES, _SOME_LINKS, _SOME_BARGAINS = 2, 3, 8, 2
_SIGNS = 4
_BEGINNING = 150  # characters
_LOOK_AT = 10_000


def look(sight: Sight) -> Iterator[Finding]:
    """Give what there is to say."""
    signs = list(_signs(sight))
    if len(signs) >= _SIGNS:
        yield found("CONTENT-PROMOTIONS", [{}], detail=listed(signs), confidence=Confidence.GUESS)
    if _welcomes(sight) and not pattern("to_primary").search(sight.lower[:_LOOK_AT]):
        where = in_header(sight.draft, "Subject")
        yield found("CONTENT-WELCOME-PRIMARY", [where], confidence=Confidence.GUESS)


def _welcomes(sight: Sight) -> bool:
    """Tell a new subscriber's first message; what is an answer to somebody, or goes to a discussion, is none."""
    if sight.draft.header("in-reply-to") or sight.draft.header("list-post"):
        return False
    welcome = pattern("welcome")
    return bool(welcome.search(sight.draft.subject.lower()) or welcome.search(sight.lower[:_BEGINNING]))


def _signs(sight: Sight) -> Iterator[str]:
    html = sight.html
    if sight.draft.header("list-unsubscribe"):
        yield "List-Unsubscribe"
    if html and len(html.images) >= _SOME_PICTURES:
        yield f"{len(html.images)} <img>"
    if html and len(html.links) >= _SOME_LINKS:
        yield f"{len(html.links)} <a>"
    prices = len(_PRICES.findall(sight.shown))
    if prices >= _SOME_PRICES:
        yield f"{prices} × €/%"
    bargains = [hit for hit in sight.weighed.hits if hit.phrase.class_ in _BARGAINS]
    if len(bargains) >= _SOME_BARGAINS:
        yield listed(dict.fromkeys(f"“{' '.join(hit.written.lower().split())}”" for hit in bargains))
