"""A record: read whole before anything is judged (RFC 7208 §4.6).

One term that can't be read spoils the record, even where an earlier one would match. All faults are told, not only the
first.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from ipaddress import AddressValueError, IPv6Address

import msgspec

from mailworthy.sender.spf import macro
from mailworthy.sender.spf.macro import MacroError, Template

VERSION = "v=spf1"
COSTLY = frozenset({"include", "a", "mx", "ptr", "exists", "redirect"})  # RFC 7208 §4.6.4
REMEMBERED_OCTETS = 1024  # a record that a list of domains shares is short; long ones are not kept

_TERM = re.compile(r"[^ ]+")
_HEAD = re.compile(r"([-+?~]?)([A-Za-z][A-Za-z0-9_.-]*)")
_VISIBLE = re.compile(r"[\x21-\x7e]*")
_ODD_OCTET = re.compile(r"\\x[89a-f][0-9a-f]")  # how an answer shows what is no UTF-8
_NUMBER = r"(?:0|[1-9][0-9]{0,2})"
_CIDR = re.compile(rf"(?:/({_NUMBER}))?(?://({_NUMBER}))?$")
_IP4 = re.compile(rf"({_NUMBER})\.({_NUMBER})\.({_NUMBER})\.({_NUMBER})(?:/({_NUMBER}))?")
_LIKE_IP4 = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?:[:/][0-9]{1,5})?")


class Spec(msgspec.Struct, frozen=True):
    """One term of a record, as it is written.

    Args:
        text: The term.
        position: Where it begins in the record, from 0.
        mechanism: ``all include a mx ptr ip4 ip6 exists redirect exp``; ``unknown`` for other modifiers, ``""`` for what
            can't be read.
        qualifier: ``+ - ~ ?``; empty for modifiers and for what can't be read.
        target: Its domain-spec; None where it has none.
        network: For ip4 and ip6: the network's leading bits.
        cidr4: Leading bits that count, of an IPv4 address.
        cidr6: The same of an IPv6 address.
    """

    text: str
    position: int
    mechanism: str
    qualifier: str = ""
    target: Template | None = None
    network: int = 0
    cidr4: int = 32
    cidr6: int = 128


class Fault(msgspec.Struct, frozen=True):
    """What is wrong with a term.

    Args:
        word: ``syntax``, ``unknown_mechanism``, ``bad_address``, ``address_as_name``, ``bad_domain``, ``bad_macro``,
            ``bad_character`` or ``repeated_modifier``.
        term: The term.
        start: Where the term begins in the record, from 0.
        position: Where in the record it goes wrong, from 0.
    """

    word: str
    term: str
    start: int
    position: int


class Record(msgspec.Struct, frozen=True):
    """One record.

    Args:
        text: As published.
        terms: All its terms in order.
        directives: Those among them that can be read and may match.
        redirect: Where the judgement goes on if nothing matches.
        explanation: What explains a fail.
        faults: What can't be read.
    """

    text: str
    terms: tuple[Spec, ...]
    directives: tuple[Spec, ...]
    redirect: Spec | None
    explanation: Spec | None
    faults: tuple[Fault, ...]


class _Unread(Exception):  # noqa: N818  # no error: readers here signal with it, and the record's reader catches it
    def __init__(self, word: str, at: int = 0) -> None:
        self.word = word
        self.at = at


def is_record(text: str) -> bool:
    """Tell whether a TXT record is an SPF record (RFC 7208 §4.5)."""
    return text[:6].lower() == VERSION and text[6:7] in {"", " "}


def read(text: str) -> Record:
    """Read a record.

    Args:
        text: A TXT record that :func:`is_record`.

    Source:
        RFC 7208 §4.6.1, §12.
    """
    return _remembered(text) if len(text) <= REMEMBERED_OCTETS else _read(text)


def _read(text: str) -> Record:
    terms, faults = [], []
    seen: dict[str, Spec] = {}
    for found in _TERM.finditer(text, len(VERSION)):
        term, position = found[0], found.start()
        try:
            spec = _spec(term, position)
        except _Unread as unread:
            spec = Spec(term, position, "")
            faults.append(Fault(unread.word, term, position, position + unread.at))
        terms.append(spec)
        if spec.mechanism in {"redirect", "exp"} and seen.setdefault(spec.mechanism, spec) is not spec:
            faults.append(Fault("repeated_modifier", term, position, position))  # RFC 7208 §6
    return Record(
        text,
        tuple(terms),
        tuple(spec for spec in terms if spec.qualifier),
        seen.get("redirect"),
        seen.get("exp"),
        tuple(faults),
    )


_remembered = lru_cache(maxsize=2048)(_read)


def _spec(term: str, position: int) -> Spec:
    visible = _VISIBLE.match(term)
    if visible and visible.end() < len(term):
        raise _Unread("bad_character", visible.end())
    if odd := _ODD_OCTET.search(term):
        raise _Unread("bad_character", odd.start())
    head = _HEAD.match(term)
    if not head:
        raise _Unread("syntax")
    qualifier, name = head[1], head[2].lower()
    rest = term[head.end() :]
    if rest[:1] == "=":
        return _modifier(term, position, qualifier, name, rest[1:])
    reader = _READERS.get(name)
    if reader is None:
        raise _Unread("unknown_mechanism")
    return reader(term, position, name, qualifier or "+", rest)


def _modifier(term: str, position: int, qualifier: str, name: str, value: str) -> Spec:
    if qualifier:
        raise _Unread("syntax")
    at = len(name) + 1
    if name in {"redirect", "exp"}:
        return Spec(term, position, name, target=_domain_spec(value, at))
    _macro_string(value, at)
    return Spec(term, position, "unknown")


def _all(term: str, position: int, name: str, qualifier: str, rest: str) -> Spec:
    if rest:
        raise _Unread("syntax", len(term) - len(rest))
    return Spec(term, position, name, qualifier)


def _with_domain(term: str, position: int, name: str, qualifier: str, rest: str) -> Spec:
    at = len(term) - len(rest) + 1
    if rest[:1] != ":":
        raise _Unread("syntax" if rest else "bad_domain", at - 1)
    return Spec(term, position, name, qualifier, _domain_spec(rest[1:], at))


def _ptr(term: str, position: int, name: str, qualifier: str, rest: str) -> Spec:
    return (_with_domain if rest else _all)(term, position, name, qualifier, rest)


def _host(term: str, position: int, name: str, qualifier: str, rest: str) -> Spec:
    """Read ``a`` and ``mx``: a domain-spec and two prefix lengths, all of which may be missing."""
    at = len(term) - len(rest)
    cidr = _CIDR.search(rest)
    assert cidr is not None  # it matches the empty end
    domain = rest[: cidr.start()]
    cidr4, cidr6 = (int(bits) if bits else most for bits, most in zip(cidr.groups(), (32, 128), strict=True))
    target = _domain_spec(domain[1:], at + 1) if domain[:1] == ":" else None
    if domain and target is None:
        raise _Unread("syntax", at)
    if cidr4 > 32 or cidr6 > 128:
        raise _Unread("bad_address", at + cidr.start())
    return Spec(term, position, name, qualifier, target, 0, cidr4, cidr6)


def _ip4(term: str, position: int, name: str, qualifier: str, rest: str) -> Spec:
    found = _IP4.fullmatch(rest, 1)
    if not found or rest[0] != ":":
        raise _Unread("bad_address", len(term) - len(rest))
    first, second, third, fourth, bits = (int(number or 32) for number in found.groups())
    if max(first, second, third, fourth) > 255 or bits > 32:
        raise _Unread("bad_address", len(term) - len(rest))
    network = (first << 24 | second << 16 | third << 8 | fourth) >> (32 - bits)
    return Spec(term, position, name, qualifier, None, network, bits)


def _ip6(term: str, position: int, name: str, qualifier: str, rest: str) -> Spec:
    at = len(term) - len(rest)
    address, slash, length = rest[1:].partition("/")
    if rest[:1] != ":" or "%" in address or (slash and not re.fullmatch(_NUMBER, length)):
        raise _Unread("bad_address", at)
    bits = int(length) if slash else 128
    try:
        number = int(IPv6Address(address))
    except AddressValueError:
        raise _Unread("bad_address", at) from None
    if bits > 128:
        raise _Unread("bad_address", at)
    return Spec(term, position, name, qualifier, None, number >> (128 - bits), 32, bits)


_READERS: dict[str, Callable[[str, int, str, str, str], Spec]] = {
    "all": _all,
    "include": _with_domain,
    "a": _host,
    "mx": _host,
    "ptr": _ptr,
    "ip4": _ip4,
    "ip6": _ip6,
    "exists": _with_domain,
}


def _domain_spec(text: str, at: int) -> Template:
    template = _macro_string(text, at)
    if macro.ends_well(template):
        return template
    raise _Unread("address_as_name" if is_address(text) else "bad_domain", at)


def _macro_string(text: str, at: int) -> Template:
    try:
        return macro.read(text)
    except MacroError as error:
        raise _Unread("bad_macro", at + (error.at or 0)) from None


def is_address(text: str) -> bool:
    """Tell whether a text is an IP address, perhaps with a prefix length or a port: a name belongs there."""
    if _LIKE_IP4.fullmatch(text):
        return True
    try:
        IPv6Address(text.partition("/")[0])
    except AddressValueError:
        return False
    return True
