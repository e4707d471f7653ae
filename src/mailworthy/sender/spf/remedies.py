"""What to publish instead: records mended term by term, merged, or made to need fewer look-ups.

A remedy is a whole record to paste. It keeps the order of what stays, and never lists the addresses behind an include:
they change without notice.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import lru_cache
from ipaddress import AddressValueError, IPv4Address, IPv6Address

from mailworthy.sender.spf.client import number
from mailworthy.sender.spf.record import VERSION, Record, Spec, is_address, is_record, read
from mailworthy.sender.spf.result import LOOKUPS_MOST, VOIDS_MOST, Node, Term
from mailworthy.sender.spf.services import service_by_mx
from mailworthy.wire.ask import Answer, Outcome

DEAD = frozenset({"no_record", "two_records", "loop", "broken"})

_ANY_VERSION = re.compile(r"\W{0,3}v\s{0,3}[=:]?\s{0,3}spf\s{0,3}1[^\w+~?-]*", re.IGNORECASE)
_DASHES = str.maketrans("‐‑‒–—−", "------")  # what word processors make of a hyphen
_INVISIBLE = re.compile(r"[^\x21-\x7e]|\\x[89a-f][0-9a-f]")
_PARTS = re.compile(r"([-+?~]?)([A-Za-z0-9_.-]*)([:=]?)(.*)", re.DOTALL)
_URL = re.compile(r"(?:https?:)?//([^/]*).*", re.IGNORECASE | re.DOTALL)
_PORT = re.compile(r"(\d+\.\d+\.\d+\.\d+):\d+")
_EDGES = "\"'“”„,;()<>"
_NAMES = ("include", "redirect", "exists", "all", "ip4", "ip6", "ptr", "mx", "exp", "a")
_ALIASES = {"ip": "ip4", "ipv4": "ip4", "ipv6": "ip6", "prt": "ptr", "host": "a"}
_LONGEST_NAME = 20


def edited(record: str, changes: Mapping[int, str]) -> str:
    """Give a record with some terms changed.

    Args:
        record: The record.
        changes: What stands instead of the term at a position; empty where it goes.
    """
    terms = (changes.get(spec.position, spec.text) for spec in read(record).terms)
    return " ".join((VERSION, *filter(None, terms)))


def without(record: str, positions: Collection[int]) -> str:
    """Give a record without some terms; what redirected ends in ``~all`` instead, as something has to end it."""
    left = edited(record, dict.fromkeys(positions, ""))
    redirect = read(record).redirect
    return ended(left, "~all") if redirect and redirect.position in positions else left


def ended(record: str, end: str) -> str:
    """Give a record that ends in ``end``, whatever it ended in."""
    kept = edited(
        record, {spec.position: "" for spec in read(record).terms if spec.mechanism in {"all", "redirect"}}
    )
    return f"{kept} {end}"


# --- terms that can't be read -------------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def mended(record: str) -> str:
    """Give a record of which every term can be read: those whose meaning is plain are corrected, others go."""
    terms: list[str] = []
    seen: set[str] = set()
    for term in _joined(spec.text for spec in read(record).terms):
        good = _mended(term)
        modifier = good.partition("=")[0].lower() if good else ""
        if modifier in {"redirect", "exp"} and "=" in good:
            good = "" if modifier in seen else good
            seen.add(modifier)
        if good:
            terms.append(good)
    return " ".join((VERSION, *terms))


def _joined(terms: Iterable[str]) -> Iterator[str]:
    """Put together what a blank has parted: ``include: spf.example``, ``- all``."""
    before = ""
    for term in terms:
        before += term
        if not (before.endswith((":", "=")) or before in {"-", "+", "~", "?"}):
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
    yield term
    yield term.rstrip(".:=/")
    if is_address(term):
        yield _network(term)
    parts = _PARTS.match(term)
    assert parts is not None  # every part of it may be empty
    qualifier, name, _, value = parts.groups()
    value = _URL.sub(r"\1", value).strip(_EDGES + "/.") if "//" in value else value.strip(_EDGES)
    known = _known(name.lower().strip("."))
    if known == "all":
        yield f"{qualifier}all"
    elif known in {"redirect", "exp"}:
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


def repeated(record: Record) -> tuple[Spec, ...]:
    """Give the mechanisms that say once more what one before them said."""
    seen: set[str] = set()
    found = []
    for spec in record.directives:
        said = spec.text.lower().removeprefix("+")
        if said in seen:
            found.append(spec)
        seen.add(said)
    return tuple(found)


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


# --- fewer look-ups -----------------------------------------------------------------------------------------------------


def without_voids(root: Node, voids: int) -> str:
    """Give the domain's record without what finds nothing; empty where that leaves too many empty answers.

    Args:
        root: The record.
        voids: Empty answers of the whole check.
    """
    spare = [term for term in root.terms if term.void]
    left = voids - sum(term.voids for term in spare)
    return without(root.record, {term.position for term in spare}) if spare and left <= VOIDS_MOST else ""


def leaner(root: Node, lookups: int) -> str:
    """Give the domain's record without what it can spare, until the limit holds; empty where that isn't enough.

    In this order, and no further than needed: what is dead or finds nothing, and what is said twice; ``a`` and ``mx`` whose
    addresses are listed elsewhere; ``ptr``. The rest needs somebody who knows who sends: streams of mail move to
    sub-domains with a record of their own.

    Args:
        root: The record.
        lookups: Look-ups of the whole check.
    """
    left, gone = lookups, set[int]()
    for terms, all_of_them in _spare(root):
        for term in terms:
            if term.position not in gone and (all_of_them or left > LOOKUPS_MOST):
                gone.add(term.position)
                left -= term.cost
        if left <= LOOKUPS_MOST:
            return without(root.record, gone) if gone else ""
    return ""


def _spare(root: Node) -> Iterator[tuple[list[Term], bool]]:
    twice = {spec.position for spec in repeated(read(root.record))}
    yield [term for term in root.terms if term.void or term.error in DEAD or term.position in twice], True
    listed = _listed(root)
    yield [term for term in root.terms if term.mechanism in {"a", "mx"} and _all_listed(term, listed)], False
    yield [term for term in root.terms if term.mechanism == "ptr"], False


def _listed(node: Node) -> list[Spec]:
    """Give the networks that a record names, and those below it that pass with it."""
    found = [
        spec
        for spec in read(node.record).directives
        if spec.qualifier == "+" and spec.mechanism in {"ip4", "ip6"}
    ]
    for term in node.terms:
        if term.child and term.child.record and not term.child.error and term.qualifier in {"+", ""}:
            found += _listed(term.child)
    return found


def _all_listed(term: Term, listed: list[Spec]) -> bool:
    addresses = [
        (ask.type, value)
        for ask, answer in term.answers
        if ask.type in {"A", "AAAA"}
        for value in answer.values
    ]
    return bool(addresses) and all(
        any(_holds(spec, type_, value) for spec in listed) for type_, value in addresses
    )


def _holds(spec: Spec, type_: str, value: str) -> bool:
    if (spec.mechanism == "ip4") != (type_ == "A"):
        return False
    shift = 32 - spec.cidr4 if type_ == "A" else 128 - spec.cidr6
    return number(value) >> shift == spec.network
