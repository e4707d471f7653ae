"""Links that lead nowhere, or only where the sender sits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address, ip_network

from mailworthy.finding import Confidence, Severity
from mailworthy.message.links.address import Address, taken_apart, unescaped
from mailworthy.message.links.remark import Remark
from mailworthy.message.links.targets import Target, Targets
from mailworthy.message.reading.urls import UrlKind
from mailworthy.wire import address as mailbox_address
from mailworthy.wire import name

LONG = 2000  # characters; longer ones are cut by some clients and servers

_OPENED = frozenset({"http", "https", "mailto", "tel", "sms", "cid"})
_IN_PART = frozenset(
    [
        "callto",
        "facetime",
        "geo",
        "ftp",
        "itms",
        "itms-apps",
        "line",
        "maps",
        "market",
        "msteams",
        "sip",
        "skype",
        "smsto",
        "tg",
        "viber",
        "webcal",
        "webcals",
        "whatsapp",
        "xmpp",
        "zoommtg",
    ]
)  # some clients open them, some take them out
_HARMFUL = frozenset({"javascript", "vbscript", "data", "file", "blob", "jar", "ms-its", "mhtml"})
_DOUBLED = frozenset({"http", "https", "www", "ttp", "ttps"})
_HOST = re.compile(r"[\w.-]{1,253}")  # underscores stand in many a working name
_NEARLY = re.compile(r"h{1,2}t{1,3}p{0,2}s{0,2}|ttps?|htpp?s?|hppts?")
_TWICE = re.compile(r"\A\s*https?:?//(?=https?:?//)", re.IGNORECASE)
_NAMED = re.compile(
    r"www\.|(?:[a-z0-9-]{1,63}\.){1,4}(?:at|ch|co|co\.jp|co\.uk|com|de|es|eu|fr|info|io|it|jp|net|nl|org|uk)(?=[/?#]|\Z)",
    re.IGNORECASE,
)  # a host; endings that files have, too, are left out
_MAILBOX = re.compile(r"[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,5}[a-z]{2,20}", re.IGNORECASE)
_NO_VALUE = re.compile(r"[/=](?:undefined|null|NaN|\[object(?: |%20|\+)Object\])(?=[/?&#]|\Z)")
_TRACKED_TWICE = re.compile(r"([^?#]*\?(?:(?!://|%3A)[^?#])*)\?utm_\w+=", re.IGNORECASE)
_LOADED = frozenset({UrlKind.IMAGE, UrlKind.FETCHED})
_INNER = (name.SPECIAL_USE - {"example", "onion"}) | {"corp", "home", "intranet", "lan", "localdomain"}
_NETWORKS = tuple(
    map(
        ip_network,
        ("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16",
         "::/128", "::1/128", "fc00::/7", "fe80::/10"),
    )
)  # fmt: skip


def broken(seen: Targets) -> Iterator[Remark]:
    """Give what leads nowhere for those who read the message."""
    based = {part.index for part in seen.draft.parts if part.html and next(part.html.of("base"), None)}
    for one in seen.everything:
        if not one.address.tagged:
            yield from _nowhere(one, based=one.part.index in based, template=seen.draft.kind != "eml")
            if len(one.url) > LONG and one.address.scheme != "data":
                yield Remark("LINK-LONG", one, f"{len(one.url)}: {one.url}")


def _nowhere(one: Target, *, based: bool, template: bool) -> Iterator[Remark]:
    address = one.address
    if _empty(one):
        if one.url or one.text:  # else nobody sees that it is a link
            yield Remark("LINK-EMPTY", one, _words(one))
    elif mistyped(address):
        yield Remark("LINK-MALFORMED", one, one.url, fix=_mended(one.url))
    elif address.host:
        if inner(address):
            talk = one.kind is UrlKind.TEXT  # a text may well speak of it
            yield Remark("LINK-LOCAL", one, one.url, Severity.INFO if talk else None)
        else:
            yield from _slips(one)
    elif address.scheme:
        yield from _mail(one) if address.scheme == "mailto" else _scheme(one)
    elif not based and not address.rest.startswith("#"):
        yield _relative(one, template=template)


def inner(address: Address) -> bool:
    """Tell whether only the sender's own network knows a host (RFC 1918 §3, RFC 4193 §3, RFC 6761 §6)."""
    if address.ip:
        ip = ip_address(address.host)
        return any(ip in network for network in _NETWORKS if network.version == ip.version)
    return "." not in address.host or address.host.rpartition(".")[2] in _INNER


def mistyped(address: Address) -> bool:
    """Tell an address that was meant for the web and holds a slip: ``http://http://``, ``htps:``, a blank in its host."""
    if address.host:
        return address.host in _DOUBLED or not (address.ip or _HOST.fullmatch(address.host))
    return address.scheme not in {"http", "https"} and _NEARLY.fullmatch(address.scheme) is not None


def _mended(url: str) -> str:
    """Give the address without what was doubled; empty where more is wrong."""
    rest = _TWICE.sub("", url, count=1)
    return rest if rest != url and len(rest) <= LONG and _HOST.fullmatch(taken_apart(rest).host) else ""


def _slips(one: Target) -> Iterator[Remark]:
    """Tell what leads to a page that is not the one that was meant: a value that never came, tracking that ends no address."""
    url = one.url[:LONG]
    if one.address.web and _NO_VALUE.search(url):
        yield _slip(one)
    elif twice := _TRACKED_TWICE.match(url):
        yield _slip(one, f"{twice[1]}&{url[twice.end(1) + 1 :]}" if len(one.url) <= LONG else "")


def _mail(one: Target) -> Iterator[Remark]:
    """Tell a link that writes to nobody; one without an address lets readers choose (RFC 6068 §2)."""
    named = one.url.strip()[len("mailto:") :].partition("?")[0].strip()
    boxes = [unescaped(box).strip() for box in named.split(",")]
    sound = all("<" in box or _is_sound(box) for box in boxes)
    if named and (named[0] == "/" or not sound):
        bare = named.lstrip("/ ")
        yield _slip(one, f"mailto:{bare}" if mailbox_address.read(unescaped(bare)).valid else "")


def _is_sound(box: str) -> bool:
    read = mailbox_address.read(box)
    return read.valid or read.reason == "local_too_long"  # made for each recipient, and servers take it


def _slip(one: Target, fix: str = "") -> Remark:
    return Remark("LINK-MALFORMED", one, one.url, Severity.WARNING, Confidence.LIKELY, fix)


def _empty(one: Target) -> bool:
    """Tell a link that was never filled in; an anchor within the page is none."""
    if one.kind in _LOADED:
        return False
    address = one.address
    bare = one.url.strip().lower()
    if bare in {"", "#"} or (address.scheme in {"http", "https"} and not address.host):
        return one.kind is not UrlKind.FORM
    return bare.startswith("about:blank") or bare in {"mailto:", "tel:", "sms:"}


def _scheme(one: Target) -> Iterator[Remark]:
    scheme = one.address.scheme
    if scheme in _OPENED or (one.kind in _LOADED and scheme in {"data", "blob"}):
        return
    if one.kind is UrlKind.IMAGE and scheme == "file":  # said of the picture: IMG-LOCAL
        return
    if scheme in _HARMFUL:
        yield Remark("LINK-BAD-SCHEME", one, one.url)
    elif scheme in _IN_PART:
        yield Remark("LINK-BAD-SCHEME", one, one.url, Severity.INFO)
    elif one.kind not in _LOADED:
        yield Remark("LINK-BAD-SCHEME", one, one.url, Severity.WARNING, Confidence.LIKELY)


def _relative(one: Target, *, template: bool) -> Remark:
    """Say that an address is relative; what loads pictures into a template puts their addresses in, often."""
    if template and one.kind in _LOADED:
        return Remark("LINK-RELATIVE", one, one.url, Severity.INFO, Confidence.LIKELY)
    if _NAMED.match(one.url):
        return Remark("LINK-RELATIVE", one, one.url, fix=f"https://{one.url}")
    mailbox = _MAILBOX.fullmatch(one.url) is not None
    return Remark("LINK-RELATIVE", one, one.url, fix=f"mailto:{one.url}" if mailbox else "")


def _words(one: Target) -> str:
    return f"{one.text or '-'} → {one.url or '-'}"
