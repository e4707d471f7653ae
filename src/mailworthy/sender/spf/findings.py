"""What there is to say about a domain's records, and what to publish instead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mailworthy.finding import Confidence, Finding, Severity, lookup
from mailworthy.sender.dns_record import STRING_OCTETS, DnsRecord
from mailworthy.sender.spf import remedies
from mailworthy.sender.spf.record import Record, Spec, read
from mailworthy.sender.spf.result import LOOKUPS_MOST, VOIDS_MOST, Counts, Node, Term
from mailworthy.sender.spf.services import service_of
from mailworthy.wire.ask import Answer, Outcome
from mailworthy.wire.name import registrable

FAULTS = {  # of a term, by the word that the reader says
    "syntax": "SPF-SYNTAX",
    "unknown_mechanism": "SPF-UNKNOWN-MECHANISM",
    "bad_address": "SPF-BAD-ADDRESS",
    "address_as_name": "SPF-ADDRESS-AS-NAME",
    "bad_domain": "SPF-BAD-DOMAIN",
    "bad_macro": "SPF-BAD-MACRO",
    "bad_character": "SPF-BAD-CHARACTER",
    "repeated_modifier": "SPF-REPEATED-MODIFIER",
}
ERRORS = {  # of a term, by its word in the tree
    "no_record": "SPF-DEAD-INCLUDE",
    "two_records": "SPF-BROKEN-INCLUDE",
    "loop": "SPF-LOOP",
    "not_a_name": "SPF-NOT-A-NAME",
    "too_many_mx": "SPF-TOO-MANY-MX",
}
ENDS = {"+": "SPF-PASS-ALL", "?": "SPF-NEUTRAL-ALL", "~": "SPF-SOFTFAIL-ALL", "-": "SPF-FAIL-ALL"}
MECHANISMS = frozenset({"a", "mx", "include", "ip4", "ip6", "exists", "ptr", "all"})
LOOKUPS_FEW = LOOKUPS_MOST - 1  # from here on the next service is one too many
SMALL_OCTETS = 450  # RFC 7208 §3.4: name and texts of an answer that fits everywhere
WIDE_IP4, WIDE_IP6 = 16, 32  # shorter prefixes than one organization's usual block
LISTED_MOST = 5

# Blocks that no receiver ever sees mail from: RFC 1918 §3, RFC 1122 §3.2.1.3, RFC 3927 §2.1, RFC 6598 §7, RFC 4193 §3.1,
# RFC 4291 §2.5.3 and §2.5.6. Those for documentation are left out: examples are made of them.
INNER = read(
    "v=spf1 ip4:10.0.0.0/8 ip4:172.16.0.0/12 ip4:192.168.0.0/16 ip4:127.0.0.0/8 ip4:169.254.0.0/16 ip4:100.64.0.0/10 "
    "ip6:fc00::/7 ip6:fe80::/10 ip6:::1"
).directives
_BAD = frozenset({Severity.ERROR, Severity.WARNING})


@dataclass(frozen=True, slots=True)
class _Place:
    """A record in the tree, and where its faults can be mended.

    Args:
        node: The record.
        own: Whether it is the audited organization's own.
        governs: Whether its end is the domain's end: it is the domain's own, or redirected to.
        anchor: The nearest record of one's own, from here upwards.
        term: The term in that record that leads here; None where it is this record.
    """

    node: Node
    own: bool
    governs: bool
    anchor: Node
    term: Term | None


def findings_of(tree: Node, counts: Counts, mail: Answer | None = None) -> tuple[Finding, ...]:
    """Give what there is to say about records.

    Args:
        tree: The records.
        counts: What the walk through them counted.
        mail: For a domain without a record: what DNS says of its MX.
    """
    said = [*_of_domain(tree, mail), *_of_tree(tree), *_of_limits(tree, counts)]
    if tree.record and not any((one.severity or lookup(one.code).severity) in _BAD for one in said):
        said.append(Finding("SPF-OK", f"{counts.lookups} / {LOOKUPS_MOST}", {"record": tree.domain}))
    return tuple(said)


def _of_tree(root: Node) -> Iterator[Finding]:
    unknown: list[str] = []
    for place in _places(root):
        if place.own:
            yield from _of_record(place)
        elif place.node.error in FAULTS:
            yield _broken(place, f"{_named(place.node.domain)}: {_faulty(place.node)}")
        yield from _of_ends(place)
        for term in place.node.terms:
            if term.error or term.void:
                yield from _of_term(place, term)
            if term.error == "depends" and term.mechanism != "ptr":
                unknown.append(f"{place.node.domain}: {_shown(term.text)}")
    if unknown:
        yield Finding("SPF-DEPENDS-ON-MESSAGE", _listed(unknown), {"record": root.domain})


def _places(root: Node) -> Iterator[_Place]:
    waiting = [_Place(root, own=True, governs=True, anchor=root, term=None)]
    while waiting:
        place = waiting.pop()
        yield place
        waiting += [_below(root, place, term) for term in reversed(place.node.terms) if term.child]


def _below(root: Node, place: _Place, term: Term) -> _Place:
    assert term.child is not None
    own = place.own and _same_owner(term.child.domain, root.domain)
    governs = place.governs and term.mechanism == "redirect"
    if own and term.child.record:
        return _Place(term.child, own=True, governs=governs, anchor=term.child, term=None)
    anchor, by = (place.node, term) if place.own else (place.anchor, place.term)
    return _Place(term.child, own=own, governs=governs, anchor=anchor, term=by)


def _same_owner(name: str, domain: str) -> bool:
    return name == domain or name.endswith("." + domain) or registrable(name) == registrable(domain)


# --- the domain ---------------------------------------------------------------------------------------------------------


def _of_domain(root: Node, mail: Answer | None) -> Iterator[Finding]:
    where = {"record": root.domain}
    if root.error == "no_record":
        meant = [text for text in root.others if remedies.looks_like_record(text)]
        for text in meant[:1]:
            fix = _pasted(root.domain, remedies.recognised(text))
            yield Finding("SPF-NOT-RECOGNISED", _shown(text), where, fix=fix)
        if not meant:
            missing = root.answer is not None and root.answer.outcome is Outcome.NO_SUCH_NAME
            detail = f"{root.domain}: NXDOMAIN" if missing else root.domain
            fix = _pasted(root.domain, remedies.first_record(mail)) if mail else ""
            yield Finding("SPF-MISSING", detail, where, fix=fix)
    elif root.error == "two_records":
        yield _two(root)
    elif root.error == "dns":
        yield Finding("SPF-DNS-ERROR", _unasked(root), where)
    if root.answer and root.answer.alias and root.records:
        yield Finding("SPF-VIA-CNAME", f"{root.domain} → {root.answer.alias}", where)


def _two(node: Node) -> Finding:
    fix = _pasted(node.domain, remedies.merged(node.records))
    detail = _listed(f"“{_shown(record)}”" for record in node.records)
    return Finding("SPF-TWO-RECORDS", detail, {"record": node.domain}, fix=fix, count=len(node.records))


def _unasked(node: Node) -> str:
    return f"{node.domain} TXT: {node.answer.why if node.answer else ''}"


# --- one record ---------------------------------------------------------------------------------------------------------


def _of_record(place: _Place) -> Iterator[Finding]:
    node = place.node
    if not node.record:
        return
    record = read(node.record)
    if record.faults:
        fix = _pasted(node.domain, remedies.mended(node.record))
        for fault in record.faults:
            where = _at(node, Spec(fault.term, fault.position, ""))
            yield Finding(FAULTS[fault.word], _shown(fault.term), where, fix=fix)
    yield from _of_modifiers(node, record)
    yield from _of_repeats(node, record)
    yield from _of_networks(node, record)
    pointers = [spec for spec in record.directives if spec.mechanism == "ptr"]
    if pointers:
        yield _said("SPF-PTR", node, pointers)
    octets = len(node.domain) + sum(len(text) for text in (*node.records, *node.others))
    if octets > SMALL_OCTETS:
        yield Finding("SPF-LONG-RECORD", f"{octets} > {SMALL_OCTETS}", {"record": node.domain})


def _of_modifiers(node: Node, record: Record) -> Iterator[Finding]:
    for spec in record.terms:
        name, _, value = spec.text.partition("=")
        if spec.mechanism == "unknown" and name.lower() in MECHANISMS:
            meant = remedies.edited(node.record, {spec.position: f"{name}:{value}"})
            fix = "" if read(meant).faults else _pasted(node.domain, meant)
            yield Finding("SPF-MECHANISM-AS-MODIFIER", _shown(spec.text), _at(node, spec), fix=fix)


def _of_repeats(node: Node, record: Record) -> Iterator[Finding]:
    if twice := remedies.repeated(record):
        yield _said("SPF-DUPLICATE-TERM", node, twice)
    end = next((spec for spec in record.directives if spec.mechanism == "all"), None)
    if end is None:
        return
    after = [spec for spec in record.directives if spec.position > end.position and spec.mechanism != "all"]
    if after:
        yield _said("SPF-TERMS-AFTER-ALL", node, after)
    if record.redirect:
        yield _said("SPF-REDIRECT-WITH-ALL", node, [record.redirect])


def _of_networks(node: Node, record: Record) -> Iterator[Finding]:
    networks = [spec for spec in record.directives if spec.mechanism in {"ip4", "ip6"}]
    inner = [spec for spec in networks if any(_lies_in(spec, block) for block in INNER)]
    if inner:
        yield _said("SPF-PRIVATE-ADDRESS", node, inner)
    for spec in networks:
        bits, most, wide = (
            (spec.cidr4, 32, WIDE_IP4) if spec.mechanism == "ip4" else (spec.cidr6, 128, WIDE_IP6)
        )
        if bits < wide and spec not in inner:
            severity = Severity.ERROR if bits == 0 and spec.qualifier == "+" else None
            yield Finding(
                "SPF-WIDE-NETWORK", f"{spec.text}: {1 << (most - bits):,}", _at(node, spec), severity=severity
            )


def _lies_in(spec: Spec, block: Spec) -> bool:
    """Tell whether a network lies in a block."""
    if spec.mechanism != block.mechanism:
        return False
    more = spec.cidr4 - block.cidr4 if spec.mechanism == "ip4" else spec.cidr6 - block.cidr6
    return more >= 0 and spec.network >> more == block.network


def _of_ends(place: _Place) -> Iterator[Finding]:
    """Say how a record ends: of the domain's own all ends, of an included one that it lets everybody pass."""
    node = place.node
    if not node.record:
        return
    record = read(node.record)
    end = next((spec for spec in record.directives if spec.mechanism == "all"), None)
    if end is None:
        if place.own and place.governs and record.redirect is None:
            fix = _pasted(node.domain, f"{remedies.mended(node.record)} ~all")
            yield Finding("SPF-NO-ALL", _shown(node.record), {"record": node.domain}, fix=fix)
    elif place.term is not None:
        if end.qualifier == "+" and place.term.qualifier in {"+", ""}:
            detail = f"{_named(node.domain)}: {end.text}"
            yield Finding("SPF-PASS-ALL", detail, _at(place.anchor, place.term), fix=_dropped(place))
    elif place.governs or end.qualifier == "+":
        yield from _of_own_end(node, record, end)


def _of_own_end(node: Node, record: Record, end: Spec) -> Iterator[Finding]:
    if end.qualifier == "-" and record.directives[0] is end:
        yield Finding("SPF-NEVER-SENDS", _shown(node.record), _at(node, end))
        return
    fix = ""
    if end.qualifier in {"+", "?"}:
        fix = _pasted(node.domain, remedies.edited(node.record, {end.position: "~all"}))
    yield Finding(ENDS[end.qualifier], end.text, _at(node, end), fix=fix)


# --- one term -----------------------------------------------------------------------------------------------------------


def _of_term(place: _Place, term: Term) -> Iterator[Finding]:
    if term.error == "dns":
        yield Finding("SPF-DNS-ERROR", f"{_shown(term.text)}: {_failures(term)}", _at(place.node, term))
    elif not place.own:
        if term.error in ERRORS and term.error != "not_a_name":
            yield _broken(place, f"{_named(place.node.domain)}: {_shown(term.text)}")
    elif term.error == "two_records" and term.child and _same_owner(term.child.domain, place.node.domain):
        yield _two(term.child)
    elif term.error in ERRORS:
        yield _of_error(place.node, term)
    if term.void and place.own:
        detail = f"{_shown(term.text)}: {_empties(term)}"
        yield Finding("SPF-VOID", detail, _at(place.node, term), fix=_without(place.node, term))


def _of_error(node: Node, term: Term) -> Finding:
    code = ERRORS[term.error]
    if code == "SPF-DEAD-INCLUDE" and term.mechanism == "redirect":
        code = "SPF-DEAD-REDIRECT"
    detail = f"{_shown(term.text)} → {term.target}" if term.error == "loop" else _with_service(term)
    fix = "" if code == "SPF-TOO-MANY-MX" else _without(node, term)
    return Finding(code, detail, _at(node, term), fix=fix)


def _broken(place: _Place, detail: str) -> Finding:
    assert place.term is not None  # it is not one's own
    return Finding("SPF-BROKEN-INCLUDE", detail, _at(place.anchor, place.term), fix=_dropped(place))


def _dropped(place: _Place) -> str:
    return _without(place.anchor, place.term) if place.term else ""


def _without(node: Node, term: Term) -> str:
    return _pasted(node.domain, remedies.mended(remedies.without(node.record, {term.position})))


def _failures(term: Term) -> str:
    failed = [
        f"{ask.name} {ask.type} {answer.why}"
        for ask, answer in term.answers
        if answer.outcome is Outcome.FAILED
    ]
    return _listed(failed) or (_unasked(term.child) if term.child else term.target)


def _empties(term: Term) -> str:
    words = {Outcome.NO_SUCH_NAME: "NXDOMAIN", Outcome.EMPTY: "NODATA"}
    return _listed(
        f"{ask.name} {ask.type} {words[answer.outcome]}"
        for ask, answer in term.answers
        if answer.outcome in words
    )


def _faulty(node: Node) -> str:
    return _shown(read(node.record).faults[0].term)


# --- limits -------------------------------------------------------------------------------------------------------------


def _of_limits(tree: Node, counts: Counts) -> Iterator[Finding]:
    where = {"record": tree.domain}
    if counts.lookups > LOOKUPS_MOST:
        fix = _pasted(tree.domain, remedies.leaner(tree, counts.lookups))
        detail = f"{counts.lookups} > {LOOKUPS_MOST}: {' → '.join(_over(tree))}"
        yield Finding("SPF-TOO-MANY-LOOKUPS", detail, where | _top(tree), fix=fix)
    elif counts.lookups >= LOOKUPS_FEW:
        yield Finding("SPF-FEW-LOOKUPS-LEFT", f"{counts.lookups} / {LOOKUPS_MOST}", where)
    if counts.voids > VOIDS_MOST:
        detail = f"{counts.voids} > {VOIDS_MOST}: {_listed(_void_terms(tree))}"
        fix = _pasted(tree.domain, remedies.without_voids(tree, counts.voids))
        if counts.judged_voids > VOIDS_MOST:
            yield Finding("SPF-TOO-MANY-VOIDS", detail, where, fix=fix)
        else:  # those that send by the other address family meet it
            yield Finding("SPF-TOO-MANY-VOIDS", detail, where, Confidence.LIKELY, Severity.WARNING, fix)


def _over(node: Node) -> Iterator[str]:
    """Give the way to the term that goes over the limit, from the domain's own record downwards."""
    for term in node.terms:
        if term.cumulative > LOOKUPS_MOST and term.cost:
            yield term.text
            if term.child and term.cumulative - term.cost < LOOKUPS_MOST:
                yield from _over(term.child)
            return


def _top(root: Node) -> dict[str, str | int]:
    over = next((term for term in root.terms if term.cumulative > LOOKUPS_MOST and term.cost), None)
    return {"term": _shown(over.text), "position": over.position} if over else {}


def _void_terms(node: Node) -> Iterator[str]:
    for term in node.terms:
        if term.child:
            yield from _void_terms(term.child)
        elif term.voids:
            yield f"{node.domain}: {term.text}"


# --- how it is written --------------------------------------------------------------------------------------------------


def _said(code: str, node: Node, specs: list[Spec] | tuple[Spec, ...]) -> Finding:
    """Speak of terms that can go: the remedy is the record without them."""
    fix = _pasted(node.domain, remedies.without(node.record, {spec.position for spec in specs}))
    detail = _listed(spec.text for spec in specs)
    return Finding(code, detail, _at(node, specs[0]), fix=fix, count=len(specs))


def _at(node: Node, term: Spec | Term) -> dict[str, str | int]:
    return {"record": node.domain, "term": _shown(term.text), "position": term.position}


def _named(domain: str) -> str:
    service = service_of(domain)
    return f"{domain} ({service})" if service else domain


def _with_service(term: Term) -> str:
    service = service_of(term.target)
    return f"{term.text} ({service})" if service else term.text


def _pasted(name: str, record: str) -> str:
    """Give a record as one pastes it: in quoted strings where one cannot hold it."""
    return DnsRecord(name, "TXT", record).data() if len(record) > STRING_OCTETS else record


def _shown(text: str) -> str:
    return text if len(text) <= 200 else f"{text[:199]}…"


def _listed(values: Iterator[str] | list[str]) -> str:
    shown = [_shown(value) for value, _ in zip(values, range(LISTED_MOST + 1), strict=False)]
    return ", ".join(shown[:LISTED_MOST]) + (", …" if len(shown) > LISTED_MOST else "")
