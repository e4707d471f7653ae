"""The name that people see of the sender: all that many of them ever look at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from mailworthy.address.mailbox_names import local_kind
from mailworthy.finding import Confidence, Finding
from mailworthy.message.header import data
from mailworthy.message.header.header import Header, author_at, domain_of, has_tag, same_organization
from mailworthy.message.lookalike import look_alike_domain
from mailworthy.message.lookalike.data import Brand, bait, brands
from mailworthy.message.places import found
from mailworthy.message.reading.urls import UrlKind
from mailworthy.wire import name

_CHARACTERS = 500  # of a name; what stands behind is not looked at
_ADDRESS = re.compile(r"[\w.+-]{1,64}@((?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24})")
_DOMAIN = re.compile(
    r"(?<![\w@.])(?<!\w-)(?:https?://)?((?:\w[\w-]{0,62}\.){1,8}[a-z]{2,24})(?![\w@-]|\.\w)", re.IGNORECASE
)
_WORD = re.compile(r"[^\W_]+")
_HOST = re.compile(r"(?:://|@|<)([\w.-]{4,253})")
_LINKS = 100  # that are looked at
_PERSON = re.compile(r"[A-Z][A-Za-z'-]{1,20}\.?(?: [A-Z]\.?)? [A-Z][A-Za-z'-]{1,20}")
_PLAIN = re.compile(r"[a-z0-9._-]{3,24}")  # longer ones are made for each recipient
_INITIALS = 3  # letters of a local part that may well be those of a name
_LETTERS = 3  # of a label: Dr.No is nobody's domain


def look(header: Header) -> Iterator[Finding]:
    """Say what the sender's name pretends, and what its domain does."""
    if not header.authors or not header.domain:
        return
    shown = header.authors[0].name[:_CHARACTERS]
    if not shown:
        yield found("HDR-FROM-NO-NAME", [author_at(header)], detail=header.authors[0].address[:120])
    elif not has_tag(shown):
        yield from next(filter(None, (list(_other_address(header, shown)), list(_brand(header, shown)))), ())
        yield from _unrelated(header, shown)
    alike = look_alike_domain(header.domain, header.own - {header.organization}, shown)
    if alike:
        yield found(
            "HDR-FROM-LOOKALIKE",
            [author_at(header)],
            detail=f"{alike.domain} ~ {alike.like}",
            confidence=Confidence.CERTAIN if alike.certain else Confidence.LIKELY,
        )


def _other_address(header: Header, shown: str) -> Iterator[Finding]:
    """Find an address or a domain that is not the sender's; lists that rewrite From name the author so, and say "via"."""
    rewritten = header.discussion or " via " in shown.lower()
    for pattern, sure in ((_ADDRESS, Confidence.CERTAIN), (_DOMAIN, Confidence.LIKELY)):
        for seen in pattern.finditer(shown):
            if rewritten or _is_own(header, seen[1].lower(), sure):
                continue
            detail = f"{seen[0]} ≠ {header.domain}"
            yield found("HDR-FROM-NAME-DECEPTIVE", [author_at(header)], detail=detail, confidence=sure)
            return


def _is_own(header: Header, domain: str, sure: Confidence) -> bool:
    """Tell whether a domain in a name is the sender's, a sister's in another country, or none at all."""
    read = name.read(domain).ascii
    registered = name.registrable(read) if read else ""
    label = registered.partition(".")[0]
    if sure is Confidence.LIKELY and (
        len(label) < _LETTERS or registered.rpartition(".")[2] not in _endings()
    ):
        return True
    if not registered or same_organization(registered, header.domain) or registered in header.own:
        return True
    if label == header.organization.partition(".")[0]:
        return True
    readers = {_registered(box.address.lower().rpartition("@")[2]) for box in header.recipients[:3]}
    return sure is Confidence.LIKELY and registered not in readers and _leads_to(header, registered)


def _leads_to(header: Header, registered: str) -> bool:
    """Tell whether answers, the way out or most links go to a domain: a newsletter may bear the name of its site."""
    ways = " ".join(header.value(name_) for name_ in ("reply-to", "list-unsubscribe", "list-id"))
    if registered in {_registered(host) for host in _HOST.findall(ways.lower())}:
        return True
    links = [_HOST.search(one.url.lower()) for one in header.draft.urls[:_LINKS] if one.kind is UrlKind.LINK]
    hosts = [_registered(one[1]) for one in links if one]
    return bool(hosts) and 2 * hosts.count(registered) >= len(hosts)


def _registered(host: str) -> str:
    read = name.read(host).ascii
    return name.registrable(read) if read else ""


def _brand(header: Header, shown: str) -> Iterator[Finding]:
    """Find a name that is often borrowed, alone or beside words that promise safety."""
    words = _WORD.findall(shown.lower())
    named = [word for word in words if word in brands()]
    joined = "".join(words)
    if not named and joined in brands():
        named, words = [joined], [joined]
    if not named or not all(word in brands() or word in bait() or word in _firms() for word in words):
        return
    if any(_is_of(brands()[word], header.organization) for word in named):
        return
    # A mailing service may send for a brand: its own domain stands in Reply-To then.
    replies = {domain_of(box.address) for box in header.boxes("reply-to")} - {""}
    if any(_is_of(brands()[word], name.registrable(reply)) for word in named for reply in replies):
        return
    yield found(
        "HDR-FROM-NAME-BRAND",
        [author_at(header)],
        detail=f"{shown[:80]} ≠ {header.domain}",
        confidence=Confidence.LIKELY,
    )


def _is_of(brand: Brand, registered: str) -> bool:
    """Tell whether a registrable domain is a brand's own, or bears its very name."""
    if registered.partition(".")[0] == brand.name:
        return True
    return any(
        registered == one or (one.endswith(".*") and registered.startswith(one[:-1])) for one in brand.domains
    )


def _unrelated(header: Header, shown: str) -> Iterator[Finding]:
    """Find a person's name that neither the local part nor the domain has anything of: programs draw both from lists."""
    local, _, domain = header.authors[0].address.lower().rpartition("@")
    if (
        header.discussion
        or not _PERSON.fullmatch(shown)
        or not _PLAIN.fullmatch(local)
        or local_kind(local).role
    ):
        return
    words = re.findall(r"[a-z]+", shown.lower())
    letters = re.sub(r"[^a-z]", "", local)
    if any(word[:3] in letters or (len(word) > 3 and word[:4] in domain) for word in words if len(word) > 1):
        return
    initials = "".join(word[0] for word in words)
    short = len(letters) <= _INITIALS and letters[:1] == initials[0]
    if not (
        short
        or initials in letters
        or letters.startswith((initials[0] + initials[-1], words[0][:2], words[-1][:2]))
    ):
        detail = f"{shown[:60]} ≠ {local}"
        yield found(
            "HDR-FROM-NAME-UNRELATED", [author_at(header)], detail=detail, confidence=Confidence.GUESS
        )


@cache
def _endings() -> frozenset[str]:
    return frozenset(data.table("endings")["generic"]) | frozenset(data.table("endings")["countries"])


@cache
def _firms() -> frozenset[str]:
    return frozenset(data.table("endings")["firms"])
