"""Addresses as ``uri`` rules see them: of pages and of running text, each as written and as clients would read it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from mailworthy.message.rules.spamassassin.hosts import Hosts, ip_of_number, ip_of_octets
from mailworthy.message.rules.spamassassin.page import URI, Page

MOST = 5000  # of one message; what stands behind is not looked at

_START = "><\"'`,{[(|\\s\x1b\xa0"
_END = '><"`}\\]{[|\\s\x1b\xa0'
_END_MAIL = _END + ",('\x80-\xff"
_IN_TEXT = re.compile(
    rf"(?:\b|(?<=\x1b\(.)|(?<=[{_START}]))"
    rf"(?:((?:(?:https?|ftp)://|(?:www\d{{0,2}}|ftp)\.)[^{_END}]{{1,2048}})(?=[{_END}]|\Z)"
    rf"|((?:mailto:[^{_END_MAIL}]{{1,2048}}|[^{_END_MAIL}@]{{1,251}}@[^{_END_MAIL}]{{1,251}}))(?=[{_END_MAIL}]|\Z)"
    rf"|(?:^|(?<=[!\"#$&'()*+,/:;<=>?@\[\\\]^`{{|}}~\s\x1b\xa0]))"
    rf"(([a-z\d][a-z\d._-]{{0,251}}\.([a-z\d-]{{2,63}}))\.?(?::\d{{1,5}})?(?:/[^{_END}]{{1,2048}})?)(?=[{_END}]|\Z))",
    re.IGNORECASE | re.ASCII,
)
_BEHIND = re.compile(r"[-~!@#^&*()_+=:;'?,.]*\Z")
_SCHEMED = re.compile(r"(?:https?|ftp|mailto):", re.IGNORECASE)
_MISREAD = re.compile(r"(?:skype|e?-?mail)?:+", re.IGNORECASE)
_PERCENT = re.compile(r"%([0-9a-fA-F]{2})")
_WEB = re.compile(r"(https?://)([^@/?#]*@)?([^/?#:]+)((?::(\d*))?.*)\Z", re.IGNORECASE | re.DOTALL)
_NUMBERED = re.compile(r"&#0*(3[3-9]|[4-9]\d|1[01]\d|12[0-6]);")
_HEXED = re.compile(r"&#x0*(2[1-9]|[3-6][a-fA-F0-9]|7[0-9a-eA-E]);")
_DOTS = re.compile(r"&#(?:x2e|12290|x3002|65294|xff0e|65377|xff61);", re.IGNORECASE)
_INNER = re.compile(r"(https?:/{0,2}[^&#]+)", re.IGNORECASE)
_QUAD = re.compile(r"((?:0x[0-9a-f]+|\d+)\.){3}(?:0x[0-9a-f]+|\d+)\Z", re.IGNORECASE)

Redirector = Callable[[bytes], bytes | None]


class Uri(NamedTuple):
    """An address as written, and all ways in which clients would read it."""

    written: str
    read_as: frozenset[str]
    parsed: bool


def uris(
    body: Iterable[bytes], pages: Iterable[Page], hosts: Hosts, redirectors: tuple[Redirector, ...] = ()
) -> tuple[Uri, ...]:
    """Give all addresses of a message, an octet a character.

    Args:
        body: Its paragraphs.
        pages: Its pages.
        hosts: What counts as a host.
        redirectors: Who tells the address that another one leads to.
    """
    found: dict[str, Uri] = {}
    for uri in _in_text(body, hosts):
        read_as = canonical(uri, hosts, redirectors)
        if uri not in found and any(hosts.domain(one) for one in read_as):
            found[uri] = Uri(uri, read_as, parsed=True)
        if len(found) >= MOST:
            break
    for page in pages:
        for written in page.addresses:
            uri = written.encode("utf-8", "replace").decode("latin-1")
            if uri not in found and len(found) < 2 * MOST:
                found[uri] = Uri(uri, canonical(uri, hosts, redirectors), parsed=False)
    return tuple(found.values())


def _in_text(body: Iterable[bytes], hosts: Hosts) -> Iterator[str]:
    """Give the addresses that a client would make links of in running text."""
    seen: set[str] = set()
    for octets in body:
        if b"." not in octets:
            continue
        text = octets.decode("latin-1")
        for found in _IN_TEXT.finditer(text):
            if found[5] and not hosts.is_top(found[5]):
                continue
            raw = _trimmed(found[1] or found[2] or found[3])
            if raw not in seen:
                seen.add(raw)
                uri = _whole(raw, mail=bool(found[2]), hosts=hosts)
                if uri:
                    yield uri


def _trimmed(raw: str) -> str:
    bracket = raw.find(")")
    if bracket >= 0 and "(" not in raw[:bracket]:
        raw = raw[:bracket]
    return _BEHIND.sub("", raw)


def _whole(raw: str, *, mail: bool, hosts: Hosts) -> str:
    """Give an address its scheme; empty where it is none after all."""
    lower = raw.lower()
    if (mail and "@" not in raw) or lower.startswith(("cid:", "mid:")) or re.fullmatch(r"\w+:/{0,2}", raw):
        return ""
    if not _SCHEMED.match(raw):
        if lower.startswith("ftp."):
            raw = f"ftp://{raw}"
        elif re.match(r"www\d{0,2}\.", lower) or re.search(r"/.+@", raw):
            raw = f"http://{raw}"
        elif "@" in raw:
            if not re.search(r"@.+?\.", raw) or "&nbsp;" in raw:
                return ""
            raw = f"mailto:{_MISREAD.sub('', raw, count=1) if _MISREAD.match(raw) else raw}"
        elif "." in raw:
            raw = f"http://{raw}"
        else:
            return ""
    if raw[:7].lower() == "mailto:":
        raw = unescaped(raw)
        host = re.search(r"@([^?&>]*)", raw)
        if not host or not hosts.is_domain(re.sub(r"(?:%20)+$", "", host[1])):
            return ""
    return raw


def unescaped(uri: str) -> str:
    """Take percent signs off what needs none, and put them on what does (RFC 3986 §2.4)."""
    if not _PERCENT.search(uri):
        return uri
    pieces = re.split(r"(%[0-9a-fA-F]{2})", uri)
    made = []
    for piece in pieces:
        if _PERCENT.fullmatch(piece):
            code = int(piece[1:], 16)
            made.append(chr(code) if 0x20 < code < 0x7F else piece)
        else:
            made.append(re.sub(r'[\x00-\x20\x7f-\xff"%<>]', lambda one: f"%{ord(one[0]):02x}", piece))
    return "".join(made)


def canonical(uri: str, hosts: Hosts, redirectors: tuple[Redirector, ...] = ()) -> frozenset[str]:
    """Give an address and all that clients may read it as."""
    waiting, found = [uri], set[str]()
    for one in waiting:
        if len(waiting) > 20:
            break
        one = one.replace("\n", "").strip().replace("\r", "")  # noqa: PLW2901  # as clients read it
        found.add(one)
        if len(one) <= 1 or re.match(r"[#?&]|/(?!/)", one):
            continue
        if one[:7].lower() == "mailto:" or re.match(r"[^:]*@", one):
            found |= set(_mail(one))
            continue
        plain = _plain(one)
        found.add(plain)
        web = _WEB.match(plain)
        if web:
            made, leads = _web(web, hosts, redirectors)
            found |= set(made)
            waiting += [inner for inner in leads if inner not in found]
    return frozenset(one[:URI] for one in found)


def _mail(uri: str) -> Iterator[str]:
    for form in (r"([^@]+@[^?]+)\?", r"([^@]+@[^?&]+)&"):
        cut = re.match(form, uri)
        if cut:
            yield cut[1]
    blank = re.match(r"(?:mailto:)?(?:%20)*([^@]+@[^?&%]+)", uri) if "%20" in uri else None
    if blank:
        yield f"mailto:{blank[1]}"
    inner = re.match(r"[^?&]*<([^@>]+@[^>]+)>", uri)
    if inner:
        yield f"mailto:{inner[1]}"


def _plain(uri: str) -> str:
    """Give an address as a client reads it: slashes, scheme, percent signs, character references."""
    made = re.sub(r"^(https?:)/{0,2}", r"\1//", uri.replace("\\", "/"), flags=re.IGNORECASE)
    made = unescaped(made)
    if not re.match(r"[-_a-z0-9]+:", made, re.IGNORECASE):
        made = f"{'ftp' if made.startswith('ftp.') else 'http'}://{made}"
    made = re.sub(r"^(https?://[^/?#]+)([?#])", r"\1/\2", made, flags=re.IGNORECASE)
    if "&#" in made:
        made = _NUMBERED.sub(lambda one: chr(int(one[1])), made)
        made = _HEXED.sub(lambda one: chr(int(one[1], 16)), made)
        made = _DOTS.sub(".", made)
    return made


def _web(
    web: re.Match[str], hosts: Hosts, redirectors: tuple[Redirector, ...]
) -> tuple[list[str], list[str]]:
    """Give the forms of a web address, and the addresses that it leads to."""
    scheme, user, host, rest, port = web.groups()
    made = []
    default = ":80" if scheme.lower() == "http://" else ":443"
    if port and re.match(rf"{default}\b", rest):
        made.append(scheme + host + rest[len(default) :])
    ascii_host = hosts.ascii(host)
    if ascii_host != host.lower():
        made.append(scheme + ascii_host + rest)
        host = ascii_host
    visible = re.sub(r"[\x00-\x20]", "", host)
    if visible != host:
        host = visible
        made.append(scheme + host + rest)
    leads = _led(f"{scheme}{host}{rest}", rest, redirectors)
    bare = re.sub(r"[^0-9A-Za-z]+$", "", host)
    if bare != host:
        host = bare
        made.append(scheme + host + rest)
    if _QUAD.match(host):
        made.append(scheme + ip_of_octets(host) + rest)
    elif re.fullmatch(r"0x[0-9a-f]+", host, re.IGNORECASE):
        made.append(scheme + ip_of_number(int(host[-8:].lower().removeprefix("0x") or "0", 16)) + rest)
    elif host.isdigit():
        made.append(scheme + ip_of_number(int(host[:20])) + rest)
    elif scheme == "http://" and not user and port in {None, "", "80"}:
        short = re.fullmatch(r"(?:www\.)?([^.]+)", ascii_host)
        if short and ascii_host != "localhost" and not hosts.is_domain(ascii_host):
            made.append(f"{scheme}www.{short[1]}.com{rest}")
    return made, leads


def _led(uri: str, rest: str, redirectors: tuple[Redirector, ...]) -> list[str]:
    octets = uri.encode("latin-1", "replace")
    for redirector in redirectors:
        inner = redirector(octets)
        if inner and b"." in inner:
            return [inner.decode("latin-1")]
    found = _INNER.search(rest)
    return [found[1]] if found and "." in found[1] else []
