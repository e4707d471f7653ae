"""Records as they should be written: mended term by term, recognised, merged."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import lru_cache
from ipaddress import AddressValueError, IPv4Address, IPv6Address

from mailworthy.sender.spf.record import VERSION, is_address, is_record, read
from mailworthy.sender.spf.services import service_by_mx
from mailworthy.wire.ask import Answer, Outcome

_ANY_VERSION = re.compile(r"\W{0,3}v\s{0,3}[=:]?\s{0,3}spf\s{0,3}1[^\w+~?-]*", re.IGNORECASE)
_DASHES = str.maketrans("‐‑‒–—−", "------")  # what word processors make of a hyphen
_INVISIBLE = re.compile(r"[^\x21-\x7e]|\\x[89a-f][0-9a-f]")
_PARTS = re.compile(r"([-+?~]?)([A-Za-z0-9_.-]*)([:=]?)(.*)", re.DOTALL)
_URL = re.compile(r"(?:https?:)?//([^/]*).*", re.IGNORECASE | re.DOTALL)
_PORT = re.compile(r"^(\d{1,3}(?:\.\d{1,3}){3}):\d+")
_SEPARATORS = re.compile(r"[;,]")
_EDGES = "\"'“”„,;()<>"
_NAMES = ("include", "redirect", "exists", "all", "ip4", "ip6", "ptr", "mx", "exp", "a")
_ALIASES = {"ip": "ip4", "ipv4": "ip4", "ipv6": "ip6", "prt": "ptr", "host": "a"}
_LONGEST_NAME = 20
MENDED_OCTETS = 16_384  # no answer that receivers can use is longer: a bound on the work


def edited(record: str, changes: Mapping[int, str]) -> str:
    """Give a record with some terms changed.

    Args:
        record: The record.
        changes: What stands instead of the term at a position; empty where it goes.
    """
    terms = (changes.get(spec.position, spec.text) for spec in read(record).terms)
    return " ".join((VERSION, *filter(None, terms)))


# --- terms that can't be read -------------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def mended(record: str) -> str:
    """Give a record of which every term can be read: those whose meaning is plain are corrected, others go.

    Where something goes, those whom it may have named must not be refused: the record ends softly. Where nobody is named
    any more there is no record to give, and this is empty; so it is for a record beyond all measure.
    """
    if len(record) > MENDED_OCTETS:
        return ""
    given = [part for term in _joined(spec.text for spec in read(record).terms) for part in _parted(term)]
    kept = {_modifier(term) for term in given if _reads(term)} - {""}
    good = ((term, _mended(term)) for term in given)
    terms = list(_each_modifier_once(new for old, new in good if new == old or _modifier(new) not in kept))
    if len(terms) == len(given):
        return " ".join((VERSION, *terms))
    left = " ".join((VERSION, *("~all" if term.lower() == "-all" else term for term in terms)))
    return left if names_somebody(left) else ""


def names_somebody(record: str) -> bool:
    """Tell whether a record names anybody who may send."""
    given = read(record)
    return given.redirect is not None or any(spec.mechanism != "all" for spec in given.directives)


def _each_modifier_once(terms: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for term in filter(None, terms):
        if _modifier(term) not in seen:
            yield term
        if modifier := _modifier(term):
            seen.add(modifier)


def _modifier(term: str) -> str:
    name = term.partition("=")[0].lower()
    return name if name in {"redirect", "exp"} else ""


def _parted(term: str) -> list[str]:
    """Take apart what a comma or semicolon put together: ``mx;ip4:192.0.2.1``."""
    return [term] if _reads(term) else [part for part in _SEPARATORS.split(term) if part]


def _joined(terms: Iterable[str]) -> Iterator[str]:
    """Put together what a blank has parted: ``include: spf.example``, ``- all``."""
    before = ""
    for term in terms:
        if before.endswith((":", "=")) and _reads(term):
            yield before
            before = ""
        before += term
        if not before.endswith((":", "=")) and before not in {"-", "+", "~", "?"}:
            yield before
            before = ""
    if before:
        yield before


def _mended(term: str) -> str:
    """Give a term that can be read and means what this one plainly meant; empty where nobody can tell."""
    if _reads(term):
        return term
    clean = _INVISIBLE.sub("", term.translate(_DASHES)).strip(_EDGES)
    return next((guess for guess in _guesses(clean) if _reads(guess)), "")


def _guesses(term: str) -> Iterator[str]:
    parts = _PARTS.match(term)
    assert parts is not None  # every part of it may be empty
    qualifier, name, _, value = parts.groups()
    known = _known(name.lower().strip("."))
    if known == "all":
        yield f"{qualifier or '~'}all"  # nobody who slips here means that the whole world may pass
    yield term
    yield term.rstrip(".:=/")
    if is_address(term):
        yield _network(term)
    value = _URL.sub(r"\1", value).strip(_EDGES + "/.") if "//" in value else value.strip(_EDGES)
    if known in {"redirect", "exp"}:
        yield f"{known}={value}"
    elif known:
        if is_address(value) or known in {"ip4", "ip6"}:
            yield qualifier + _network(value)
        yield f"{qualifier}{known}:{value}"


def _known(name: str) -> str:
    if name in _ALIASES or name in _NAMES or len(name) > _LONGEST_NAME:
        return _ALIASES.get(name, name)
    return next(iter(get_close_matches(name, _NAMES, n=1, cutoff=0.75)), "")


def _network(text: str) -> str:
    """Give the mechanism for an address, its port and an impossible prefix length left out."""
    address, _, bits = _PORT.sub(r"\1", text).partition("/")
    for kind, most, make in (("ip4", 32, IPv4Address), ("ip6", 128, IPv6Address)):
        try:
            shown = make(address)
        except AddressValueError:
            continue
        length = int(bits[-9:]) if bits.isdecimal() else most
        return f"{kind}:{shown}/{length}" if length < most else f"{kind}:{shown}"
    return ""


def _reads(term: str) -> bool:
    return bool(term) and " " not in term and not read(f"{VERSION} {term}").faults


# --- whole records ------------------------------------------------------------------------------------------------------


def looks_like_record(text: str) -> bool:
    """Tell whether a TXT record was meant to be an SPF record and isn't one."""
    return not is_record(text) and bool(_ANY_VERSION.match(text))


def recognised(text: str) -> str:
    """Give the record that a text was meant to be."""
    rest = _ANY_VERSION.sub("", text, count=1).strip().strip('"')
    return mended(f"{VERSION} {rest}")


def merged(records: Iterable[str]) -> str:
    """Give one record for several: all that any of them names, and the milder end.

    What one of them redirects to is included: it is no longer alone.
    """
    named: dict[str, None] = {}
    ends: set[str] = set()
    explanation = ""
    for record in map(read, map(mended, records)):
        for spec in record.terms:
            if spec.mechanism == "all":
                ends.add(spec.qualifier)
            elif spec.mechanism == "redirect" and spec.target:
                named[f"include:{spec.target.text}"] = None
            elif spec.mechanism == "exp":
                explanation = explanation or spec.text
            else:
                named[spec.text] = None
    end = "-all" if ends == {"-"} else "~all"
    return " ".join(filter(None, (VERSION, *named, end, explanation)))


def first_record(mail: Answer) -> str:
    """Give a record for a domain that has none, from where its mail goes: the least that can be right.

    Args:
        mail: What DNS says of its MX.

    Returns:
        The record; empty where nothing can be said.
    """
    if mail.outcome in {Outcome.FAILED, Outcome.NO_SUCH_NAME}:
        return ""
    hosts = [value.partition(" ")[2] for value in mail.values]
    named = [host for host in hosts if host not in {"", "."}]
    if not named:
        return f"{VERSION} -all"
    known = [service.include for service in map(service_by_mx, named) if service and service.include]
    includes = [f"include:{name}" for name in dict.fromkeys(known)]
    return " ".join((VERSION, *(includes or ["mx"]), "~all"))
