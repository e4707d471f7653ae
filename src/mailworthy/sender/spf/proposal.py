"""What to publish instead: for each record of one's own, one record that mends all that is certain.

It keeps the order of what stays, and never lists the addresses behind an include: they change without notice. ``ptr``
stays unless that is asked for: nobody knows whom it names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType

from mailworthy.sender.spf import remedies
from mailworthy.sender.spf.client import number
from mailworthy.sender.spf.places import Place, same_owner
from mailworthy.sender.spf.record import COSTLY, Record, Spec, read
from mailworthy.sender.spf.tree import LOOKUPS_MOST, VOIDS_MOST, Counts, Node, Term

DEAD = frozenset({"no_record", "two_records", "loop", "not_a_name"})
FOUL = frozenset({"no_record", "two_records", "loop", "too_many_mx"})
NOTHING: Mapping[int, str] = MappingProxyType({})
MECHANISMS = frozenset({"a", "mx", "include", "ip4", "ip6", "exists", "ptr", "all"})

# Blocks that no receiver ever sees mail from: RFC 1918 §3, RFC 1122 §3.2.1.3, RFC 3927 §2.1, RFC 6598 §7, RFC 4193 §3.1,
# RFC 4291 §2.5.3 and §2.5.6. Those for documentation are left out: examples are made of them.
_INNER = read(
    "v=spf1 ip4:10.0.0.0/8 ip4:172.16.0.0/12 ip4:192.168.0.0/16 ip4:127.0.0.0/8 ip4:169.254.0.0/16 ip4:100.64.0.0/10 "
    "ip6:fc00::/7 ip6:fe80::/10 ip6:::1"
).directives


class Proposal:
    """What to publish at the domain and at other names of its owner.

    Args:
        found: The records, the domain's own first.
        counts: What the walk through them counted.
    """

    def __init__(self, found: Sequence[Place], counts: Counts) -> None:
        self._found = found
        self._root = found[0].node
        self._counts = counts
        self._made: dict[str, str] = {}

    def record(self, node: Node) -> str:
        """Give the record to publish instead of one of one's own; empty where it would name nobody any more."""
        if node.domain not in self._made:
            self._made[node.domain] = self._without(node, self._gone.get(node.domain, set()))
        return self._made[node.domain]

    def without_pointers(self, node: Node) -> str:
        """Give the same without ``ptr``, for those who know whom it named."""
        pointers = {term.position for term in node.terms if term.mechanism == "ptr"}
        return self._without(node, pointers | self._gone.get(node.domain, set()))

    def with_meant(self, node: Node) -> str:
        """Give the same with the mechanisms that were written as modifiers: what they lead to was not looked at yet."""
        specs = misspelt_mechanisms(read(node.record))
        return self._without(node, self._gone.get(node.domain, set()), _as_mechanisms(specs))

    @cached_property
    def _governing(self) -> frozenset[str]:
        return frozenset(place.node.domain for place in self._found if place.own and place.governs)

    @cached_property
    def _gone(self) -> Mapping[str, set[int]]:
        gone: dict[str, set[int]] = {}
        for place in self._found:
            for node, position in _to_drop(place):
                gone.setdefault(node.domain, set()).add(position)
        return gone

    def within_lookups(self) -> str:
        """Give the domain's record with 10 look-ups at most; empty where more has to go than can be told from here.

        In this order, and no further than needed: what is dead, finds nothing or is said twice; ``a`` and ``mx`` whose
        addresses are listed elsewhere; ``ptr``. The rest needs somebody who knows who sends: streams of mail move to
        sub-domains with a record of their own.
        """
        gone = set(self._gone.get(self._root.domain, ()))
        left = self._left(self._root)
        for term in _spare(self._root):
            if left > LOOKUPS_MOST and term.position not in gone:
                gone.add(term.position)
                left -= term.cost
        return self._counted(self._without(self._root, gone)) if left <= LOOKUPS_MOST else ""

    def within_voids(self) -> str:
        """Give the domain's record with two empty answers at most; empty where others' records cause them."""
        gone = self._gone.get(self._root.domain, ())
        left = self._counts.voids - sum(term.voids for term in self._root.terms if term.position in gone)
        return self._counted(self.record(self._root)) if left <= VOIDS_MOST else ""

    def _counted(self, proposed: str) -> str:
        """Give a record if all its look-ups were counted; empty where a term became readable whose cost nobody knows."""
        known = {_said(spec) for spec in read(self._root.record).terms if spec.mechanism}
        costly = (spec for spec in read(proposed).terms if spec.mechanism in COSTLY)
        return proposed if all(_said(spec) in known for spec in costly) else ""

    def _without(self, node: Node, gone: set[int], meant: Mapping[int, str] = NOTHING) -> str:
        record = read(node.record)
        plain = [spec for spec in misspelt_mechanisms(record) if spec.text[:3].lower() in {"ip4", "ip6"}]
        changes = {**_as_mechanisms(plain), **meant, **dict.fromkeys(gone, ""), **self._end(node, record)}
        if record.redirect and record.redirect.position in gone:  # the next one was never followed
            changes |= {spec.position: "" for spec in record.terms if spec.mechanism == "redirect"}
        kept = {_said(spec) for spec in record.terms if spec.position not in gone}
        dead = {_said(spec) for spec in record.terms if spec.position in gone} - kept
        left = _tidy(remedies.mended(remedies.edited(node.record, changes)), dead)
        if not left or (remedies.names_somebody(node.record) and not remedies.names_somebody(left)):
            return ""
        after = read(left)
        ends = after.redirect or any(spec.mechanism == "all" for spec in after.directives)
        return left if ends or node.domain not in self._governing else f"{left} ~all"

    def _end(self, node: Node, record: Record) -> dict[int, str]:
        """Give what the end becomes where it says nothing, or lets everybody pass."""
        end = next((spec for spec in record.directives if spec.mechanism == "all"), None)
        if end is None or end.qualifier not in {"+", "?"} or _is_parted(end, record):
            return {}
        return {end.position: "~all"} if end.qualifier == "+" or node.domain in self._governing else {}

    def _left(self, node: Node) -> int:
        """Count the look-ups of a record once all proposals are published."""
        gone = self._gone.get(node.domain, set[int]())
        return sum(self._cost(term) for term in node.terms if term.position not in gone)

    def _cost(self, term: Term) -> int:
        below = term.child is not None and term.child.domain in self._gone
        return 1 + self._left(term.child) if term.child and below else term.cost


def _to_drop(place: Place) -> Iterator[tuple[Node, int]]:
    """Give what can go: each record, and the position of the term."""
    if place.own:
        record = read(place.node.record)
        for term in place.node.terms:
            if term.void or is_dead(term, place.node):
                yield place.node, term.position
        for spec in (*repeated(record), *inner_networks(record), *never_read(record)):
            yield place.node, spec.position
    elif place.term and (is_foul(place.node) or lets_everybody_pass(place)):
        yield place.anchor, place.term.position


def is_dead(term: Term, node: Node) -> bool:
    """Tell whether a term of one's own leads nowhere. Two records of one's own are merged, and it leads there again."""
    if term.error == "two_records" and term.child:
        return not same_owner(term.child.domain, node.domain)
    return term.error in DEAD


def is_foul(node: Node) -> bool:
    """Tell whether somebody else's record makes every check an error."""
    return node.error not in {"", "dns"} or any(term.error in FOUL for term in node.terms)


def lets_everybody_pass(place: Place) -> bool:
    """Tell whether a record that is included makes every host pass."""
    end = next((spec for spec in read(place.node.record).directives if spec.mechanism == "all"), None)
    return bool(end and end.qualifier == "+" and place.term and place.term.qualifier in {"+", ""})


def repeated(record: Record) -> tuple[Spec, ...]:
    """Give the mechanisms that say once more what one before them said."""
    seen: set[str] = set()
    found = []
    for spec in record.directives:
        if _said(spec) in seen:
            found.append(spec)
        seen.add(_said(spec))
    return tuple(found)


def _said(spec: Spec) -> str:
    return spec.text.lower().removeprefix("+")


def inner_networks(record: Record) -> tuple[Spec, ...]:
    """Give the networks from which no receiver ever sees mail come."""
    return tuple(
        spec
        for spec in record.directives
        if spec.mechanism in {"ip4", "ip6"} and any(_lies_in(spec, block) for block in _INNER)
    )


def never_read(record: Record) -> tuple[Spec, ...]:
    """Give what stands behind ``all``, and the ``redirect`` beside it: no receiver gets there (RFC 7208 §5.1, §6.1)."""
    end = next((spec for spec in record.directives if spec.mechanism == "all"), None)
    if end is None:
        return ()
    after = tuple(spec for spec in record.directives if spec.position > end.position)
    return (*after, record.redirect) if record.redirect else after


def misspelt_mechanisms(record: Record) -> tuple[Spec, ...]:
    """Give the modifiers that bear a mechanism's name: an equals sign stands where a colon was meant."""
    return tuple(
        spec
        for spec in record.terms
        if spec.mechanism == "unknown" and spec.text.partition("=")[0].lower() in MECHANISMS
    )


def _is_parted(spec: Spec, record: Record) -> bool:
    """Tell whether a blank parted a term from its qualifier: ``- all``."""
    return any(
        other.text in {"-", "~", "?"} and other.position == spec.position - 2 for other in record.terms
    )


def _tidy(record: str, dead: set[str]) -> str:
    """Give a record without what is useless in it, now that every term can be read.

    Args:
        record: The record.
        dead: What terms said that had to go: a slip of the pen may have said it once more.
    """
    if not record:
        return ""
    given = read(record)
    again = tuple(spec for spec in given.terms if _said(spec) in dead)
    useless = (*again, *repeated(given), *inner_networks(given), *never_read(given))
    return remedies.edited(record, {spec.position: "" for spec in useless})


def _as_mechanisms(specs: Iterable[Spec]) -> dict[int, str]:
    return {spec.position: spec.text.replace("=", ":", 1) for spec in specs}


def _lies_in(spec: Spec, block: Spec) -> bool:
    if spec.mechanism != block.mechanism:
        return False
    more = spec.cidr4 - block.cidr4 if spec.mechanism == "ip4" else spec.cidr6 - block.cidr6
    return more >= 0 and spec.network >> more == block.network


# --- what can be spared -------------------------------------------------------------------------------------------------


def _spare(root: Node) -> Iterator[Term]:
    listed = _listed(root)
    yield from (term for term in root.terms if term.mechanism in {"a", "mx"} and _all_listed(term, listed))
    yield from (term for term in root.terms if term.mechanism == "ptr")


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


def _all_listed(term: Term, listed: Sequence[Spec]) -> bool:
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
