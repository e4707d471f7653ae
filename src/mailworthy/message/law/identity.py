"""Who writes: the sender's name, how to reach it, its imprint, its privacy notice."""

from __future__ import annotations

import re
from collections import deque
from itertools import islice
from typing import NamedTuple

from mailworthy.message.law import data
from mailworthy.message.law.shown import Shown
from mailworthy.message.law.words import Hit
from mailworthy.message.reading import Draft
from mailworthy.sender.suffix import registrable

# Short ones are words or states, too: they count behind a name only.
_FORMS = re.compile(
    r"(?<![\w-])(?i:gmbh|inc|llc|ltd|limited|corp|corporation|incorporated|plc|llp|sarl|s\.a\.r\.l|s\.r\.l|srl|sas|s\.p\.a|b\.v|a/s|aps|pty|k\.k|oü|foundation"
    r"|university|association|e\. ?v|committee|ohg|kgaa|asbl|oyj)\b\.?|(?<=[a-zäöüßéèáóøå.&] )(?:AG|SE|UG|KG|e\. ?K|SA|S\.A|SpA|BV|NV|AB|AS|Oy|Co)\b\.?"
    r"|株式会社|有限会社|合同会社|合資会社|合名会社|(?:一般|公益)?(?:社団|財団)法人|特定非営利活動法人|\(株\)|㈱|Sp\. z o\.o|有限公司|주식회사"
)
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|(?i:copyright))[ \t]{0,4}(?:©|\(c\))?[^\w\n]{0,3}(?:\d{4}(?:\s?[-–]\s?\d{2,4})?)?[,. ]{0,3}(?:(?i:by) )?([^\W\d_][^\n|]{2,60})"
)
_NO_NAMES = frozenset(("newsletter", "news", "info", "information", "noreply", "no-reply", "no reply", "donotreply", "do not reply", "mail", "email", "e-mail", "admin", "marketing", "sales", "contact", "kontakt", "service", "support", "office", "mailer", "webmaster", "postmaster", "sender", "root", "nobody", "お知らせ", "ニュースレター", "メールマガジン", "customer service", "angebote", "offers", "promo", "promotions"))  # fmt: skip
_BRAND_LEAST = 4  # letters of a domain that are looked for as a name
_TAGGED = re.compile(
    r"(?i)(?:company|sender|shop|site|brand|product|organi[sz]ation|list|store|business|firma|account)[-_ .:]{0,2}(?:[a-z]{0,8}[-_ .]?name|company|name|description)|list:company|baseinfo\."
)
_ADDRESSEE = re.compile(r"\s{0,9}((?=[^\W\d_])[^\n.!?:]{2,60}?)[\s,|·•–-]{0,9}$")
_LAST = 3000  # characters: companies sign at the end
_FREE_TAIL = 20  # characters behind a name that evidence shows

_PHONE = re.compile(
    r"(?<![\w/=-])(?:\+\d{1,3}[ ()./-]{0,3}|\(?0\d{1,5}\)?[ ()./-]{1,3}|\(?\d{3}\)?[ .-]{1,2})\d{2,5}(?:[ ./-]{1,2}\d{2,5}){1,4}(?!\w)|(?<!\d)(?:0120|0\d{1,4})[-(‐−–ー－]\d{1,4}[-)‐−–ー－]\d{3,4}(?!\d)"
)
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_MAIL_TAG = re.compile(
    r"(?i)(?:support|contact|shop|company|sender|reply|help)[\w .]{0,20}(?:e-?mail|url|address|phone)|email0\d|phone"
)
_ADDRESSES = 20  # of mail that are looked at
_STOPPING = re.compile(r"unsub|opt-?out|remove|leave|abmeld|desabon")
_CONTACT_LINK = re.compile(r"contact|kontakt|support|help|inquiry|toiawase|faq|otoiawase|service|feedback")


class Imprint(NamedTuple):
    """What stands of an imprint.

    Args:
        link: Where one is linked, or headed as such; None where none is.
        parts: Which of ``form``, ``address``, ``register``, ``representative`` stand in the message.
    """

    link: Hit | None
    parts: frozenset[str]


def named_in_header(draft: Draft) -> bool | None:
    """Tell whether From names somebody; None where there is no From to read."""
    name = " ".join(draft.sender.name.split()).lower()
    if not draft.sender.address and not name:
        return None
    return bool(name) and "@" not in name and name not in _NO_NAMES and any(map(str.isalpha, name))


def named_in_text(draft: Draft, seen: Shown, address: int | None = None) -> Hit | None:
    """Give where a message names who writes: a company, whose copyright it is, whose address, the domain's own name.

    Args:
        draft: The message.
        seen: What it shows.
        address: Where a postal address begins in that; None where none was found.
    """
    found = next(iter(deque(_FORMS.finditer(seen.text, max(len(seen.text) - _LAST, 0)), maxlen=1)), None)
    if found:
        start, end = seen.line(found.start())
        return Hit(max(start, found.start() - 60), min(end, found.end() + _FREE_TAIL), found[0])
    owner = _COPYRIGHT.search(seen.text)
    if owner:
        return Hit(owner.start(), owner.end(), owner[1])
    return _brand(draft, seen) or (None if address is None else _above(seen, address)) or _filled_in(seen)


def _above(seen: Shown, address: int) -> Hit | None:
    """Give the name before an address, in its line or in the one above: a few words that are no sentence."""
    start, _ = seen.line(address)
    if not seen.text[start:address].strip():
        start = seen.text.rfind("\n", 0, max(start - 1, 0)) + 1
    said = seen.text[start:address]
    name = _ADDRESSEE.match(said)
    return Hit(start + name.start(1), start + name.end(1), name[1]) if name else None


def _brand(draft: Draft, seen: Shown) -> Hit | None:
    domain = registrable(draft.sender.address.rpartition("@")[2].lower()) or ""
    label = domain.partition(".")[0]
    if len(label) < _BRAND_LEAST:
        return None
    said = re.compile(rf"(?<![\w@./-]){re.escape(label).replace('-', '[- ]?')}(?![\w@/]|-\w)")
    found = said.search(seen.low)
    return Hit(found.start(), found.end(), label) if found else None


def _filled_in(seen: Shown) -> Hit | None:
    tag = next((tag for tag in seen.part.tags if _TAGGED.search(tag.text)), None)
    return Hit(0, 0, tag.text) if tag else None


def contact(seen: Shown, language: str, recipients: frozenset[str] = frozenset()) -> Hit | None:
    """Give a way to complain or ask: words that offer one, a telephone number, an address of mail.

    Args:
        seen: What is shown.
        language: Of the message.
        recipients: Whose addresses are none of the sender's, in lower case.
    """
    said = seen.says(language, "contact")
    if said:
        return said
    return _number(seen) or _address(seen, recipients) or _asking_link(seen) or _contact_tag(seen)


def _number(seen: Shown) -> Hit | None:
    found = _PHONE.search(seen.text)
    return Hit(found.start(), found.end(), found[0]) if found else None


def _address(seen: Shown, recipients: frozenset[str]) -> Hit | None:
    for found in islice(_MAIL.finditer(seen.text), _ADDRESSES):
        low = found[0].lower()
        if low not in recipients and not _STOPPING.search(low):
            return Hit(found.start(), found.end(), found[0])
    return None


def _asking_link(seen: Shown) -> Hit | None:
    for link in seen.links:
        asks = link.href.startswith(("mailto:", "tel:")) and not _STOPPING.search(link.href)
        if asks or _CONTACT_LINK.search(link.href):
            return Hit(link.start, link.end, link.href)
    return None


def _contact_tag(seen: Shown) -> Hit | None:
    tag = next((tag for tag in seen.part.tags if _MAIL_TAG.search(tag.text)), None)
    return Hit(0, 0, tag.text) if tag else None


def imprint(seen: Shown, language: str, *, address: bool) -> Imprint:
    """Give what stands of an imprint (DDG §5).

    Args:
        seen: What is shown.
        language: Of the message.
        address: Whether a postal address was found.
    """
    tongues = ("de", language, "en")
    link = _first(seen, tongues, "imprint") or _linked(seen, tongues, "imprint")
    parts = {
        "form": _FORMS.search(seen.text, max(len(seen.text) - _LAST, 0)) is not None,
        "address": address,
        "register": _first(seen, tongues[:2], "register") is not None,
        "representative": _first(seen, tongues[:2], "representative") is not None,
    }
    return Imprint(link, frozenset(name for name, there in parts.items() if there))


def privacy(seen: Shown, language: str) -> Hit | None:
    """Give where a privacy notice is named or linked."""
    return seen.says(language, "privacy") or _linked(seen, (language, "en"), "privacy")


def _first(seen: Shown, tongues: tuple[str, ...], kind: str) -> Hit | None:
    return next((hit for tongue in tongues for hit in seen.said(tongue, kind)), None)


def _linked(seen: Shown, tongues: tuple[str, ...], kind: str) -> Hit | None:
    """Give a link whose address, or whose picture, says a word."""
    wanted = [word for tongue in tongues for word in data.words(tongue, kind)]
    for link in seen.links:
        if any(word in link.alt or (" " not in word and word in link.href) for word in wanted):
            return Hit(link.start, link.end, link.alt or link.href)
    return None
