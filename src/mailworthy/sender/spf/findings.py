"""What there is to say about a domain's records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from mailworthy.finding import Confidence, Finding, Severity, lookup
from mailworthy.sender.dns_record import STRING_OCTETS, DnsRecord
from mailworthy.sender.spf import remedies
from mailworthy.sender.spf.places import Place, places, same_owner
from mailworthy.sender.spf.proposal import (
    FOUL,
    Proposal,
    inner_networks,
    is_dead,
    lets_everybody_pass,
    misspelt_mechanisms,
    never_read,
    repeated,
)
from mailworthy.sender.spf.record import Record, Spec, read
from mailworthy.sender.spf.services import service_of
from mailworthy.sender.spf.tree import LOOKUPS_MOST, VOIDS_MOST, Counts, Node, Term
from mailworthy.wire.ask import Answer, Outcome

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
LOOKUPS_FEW = LOOKUPS_MOST - 1  # from here on the next service is one too many
SMALL_OCTETS = 450  # RFC 7208 §3.4: name and texts of an answer that fits everywhere
WIDE_IP4, WIDE_IP6 = 16, 32  # shorter prefixes than one organization's usual block
LISTED_MOST, SHOWN_MOST = 5, 200

_ORDER = {severity: place for place, severity in enumerate(Severity)}
_BAD = frozenset({Severity.ERROR, Severity.WARNING})


def findings_of(tree: Node, counts: Counts, mail: Answer | None = None) -> tuple[Finding, ...]:
    """Give what there is to say about records, what matters most first.

    Args:
        tree: The records.
        counts: What the walk through them counted.
        mail: For a domain without a record: what DNS says of its MX.
    """
    found = tuple(places(tree))
    saying = _Saying(Proposal(found, counts))
    said = [
        *_of_domain(tree, mail),
        *(one for place in found for one in saying.of_place(place)),
        *_of_what_depends(tree, found),
        *saying.of_limits(tree, counts),
    ]
    if tree.record and not any(_severity(one) in _BAD for one in said):
        said.append(Finding("SPF-OK", f"{counts.lookups} / {LOOKUPS_MOST}", {"record": tree.domain}))
    return tuple(sorted(said, key=lambda one: _ORDER[_severity(one)]))


def _severity(finding: Finding) -> Severity:
    return finding.severity or lookup(finding.code).severity


# --- the domain ---------------------------------------------------------------------------------------------------------


def _of_domain(root: Node, mail: Answer | None) -> Iterator[Finding]:
    where = {"record": root.domain}
    if root.error == "no_record":
        yield _missing(root, mail)
    elif root.error == "two_records":
        yield _two(root)
    elif root.error == "dns":
        yield Finding("SPF-DNS-ERROR", _unasked(root), where)
    if root.answer and root.answer.alias and root.records:
        yield Finding("SPF-VIA-CNAME", f"{root.domain} → {root.answer.alias}", where)


def _missing(root: Node, mail: Answer | None) -> Finding:
    where = {"record": root.domain}
    for text in filter(remedies.looks_like_record, root.others):
        return Finding(
            "SPF-NOT-RECOGNISED", _shown(text), where, fix=_pasted(root.domain, remedies.recognised(text))
        )
    unknown = root.answer is not None and root.answer.outcome is Outcome.NO_SUCH_NAME
    fix = remedies.first_record(mail) if mail else ""
    return Finding("SPF-MISSING", f"{root.domain}: NXDOMAIN" if unknown else root.domain, where, fix=fix)


def _two(node: Node) -> Finding:
    fix = _pasted(node.domain, remedies.merged(node.records))
    detail = _listed(f"“{_shown(record)}”" for record in node.records)
    return Finding("SPF-TWO-RECORDS", detail, {"record": node.domain}, fix=fix, count=len(node.records))


def _of_what_depends(root: Node, found: Iterable[Place]) -> Iterator[Finding]:
    unknown = [
        f"{place.node.domain}: {_shown(term.text)}"
        for place in found
        for term in place.node.terms
        if term.error == "depends" and term.mechanism != "ptr"
    ]
    if unknown:
        yield Finding("SPF-DEPENDS-ON-MESSAGE", _listed(unknown), {"record": root.domain})


# --- records and their terms --------------------------------------------------------------------------------------------


class _Saying:
    """What is said of records and terms, each with the record to publish instead."""

    def __init__(self, proposal: Proposal) -> None:
        self._proposal = proposal

    def of_place(self, place: Place) -> Iterator[Finding]:
        node = place.node
        if node.record and place.own:
            yield from self._of_record(node, read(node.record))
        elif node.error in FAULTS:
            yield self._broken(place, f"{_named(node.domain)}: {_shown(read(node.record).faults[0].term)}")
        if node.record:
            yield from self._of_end(place, read(node.record))
        for term in node.terms:
            if term.error or term.void:
                yield from self._of_term(place, term)

    def _of_record(self, node: Node, record: Record) -> Iterator[Finding]:
        for word in dict.fromkeys(fault.word for fault in record.faults):
            faulty = [Spec(one.term, one.position, "") for one in record.faults if one.word == word]
            yield self._said(FAULTS[word], node, faulty)
        for code, specs in (
            ("SPF-DUPLICATE-TERM", repeated(record)),
            ("SPF-PRIVATE-ADDRESS", inner_networks(record)),
            ("SPF-TERMS-AFTER-ALL", tuple(spec for spec in never_read(record) if spec.qualifier)),
            ("SPF-REDIRECT-WITH-ALL", tuple(spec for spec in never_read(record) if not spec.qualifier)),
        ):
            if specs:
                yield self._said(code, node, specs)
        meant = misspelt_mechanisms(record)
        if meant:
            fix = _pasted(node.domain, self._proposal.with_meant(node))
            detail = _listed(spec.text for spec in meant)
            yield Finding("SPF-MECHANISM-AS-MODIFIER", detail, _at(node, meant[0]), fix=fix, count=len(meant))
        pointers = [spec for spec in record.directives if spec.mechanism == "ptr"]
        if pointers:
            fix = _pasted(node.domain, self._proposal.without_pointers(node))
            yield Finding("SPF-PTR", _listed(spec.text for spec in pointers), _at(node, pointers[0]), fix=fix)
        yield from _of_sizes(node, record)

    def _of_end(self, place: Place, record: Record) -> Iterator[Finding]:
        """Say how a record ends: of the domain's own all ends, of an included one that it lets everybody pass."""
        node = place.node
        end = next((spec for spec in record.directives if spec.mechanism == "all"), None)
        if place.term is not None:
            if end and lets_everybody_pass(place):
                fix = self._fix(place.anchor)
                detail = f"{_named(node.domain)}: {end.text}"
                yield Finding("SPF-PASS-ALL", detail, _at(place.anchor, place.term), fix=fix)
        elif end is None:
            if place.governs and record.redirect is None:
                yield Finding("SPF-NO-ALL", _shown(record.text), {"record": node.domain}, fix=self._fix(node))
        elif end.qualifier == "-" and record.directives[0] is end and place.governs:
            yield Finding("SPF-NEVER-SENDS", _shown(record.text), _at(node, end))
        elif place.governs or end.qualifier == "+":
            fix = self._fix(node) if end.qualifier in {"+", "?"} else ""
            yield Finding(ENDS[end.qualifier], end.text, _at(node, end), fix=fix)

    def _of_term(self, place: Place, term: Term) -> Iterator[Finding]:
        node = place.node
        if term.error == "dns":
            yield Finding("SPF-DNS-ERROR", f"{_shown(term.text)}: {_failures(term)}", _at(node, term))
        elif not place.own:
            if term.error in FOUL:
                yield self._broken(place, f"{_named(node.domain)}: {_shown(term.text)}")
        elif term.error == "two_records" and term.child and same_owner(term.child.domain, node.domain):
            yield _two(term.child)
        elif term.error in ERRORS:
            yield self._of_error(node, term)
        if term.void and place.own:
            yield self._said("SPF-VOID", node, [term], f"{_shown(term.text)}: {_empties(term)}")

    def _of_error(self, node: Node, term: Term) -> Finding:
        code = ERRORS[term.error]
        if code == "SPF-DEAD-INCLUDE" and term.mechanism == "redirect":
            code = "SPF-DEAD-REDIRECT"
        service = service_of(term.target)
        more = f" → {term.target}" if term.error in {"loop", "not_a_name"} else service and f" ({service})"
        fix = self._fix(node) if is_dead(term, node) else ""
        return Finding(code, _shown(term.text + more), _at(node, term), fix=fix)

    def _broken(self, place: Place, detail: str) -> Finding:
        assert place.term is not None  # it is not one's own
        fix = self._fix(place.anchor)
        return Finding("SPF-BROKEN-INCLUDE", detail, _at(place.anchor, place.term), fix=fix)

    def _said(self, code: str, node: Node, terms: Iterable[Spec | Term], detail: str = "") -> Finding:
        first, *more = terms
        detail = detail or _listed(term.text for term in (first, *more))
        return Finding(code, detail, _at(node, first), fix=self._fix(node), count=1 + len(more))

    def _fix(self, node: Node) -> str:
        return _pasted(node.domain, self._proposal.record(node))

    # --- limits -------------------------------------------------------------------------------------------------

    def of_limits(self, tree: Node, counts: Counts) -> Iterator[Finding]:
        where = {"record": tree.domain}
        if counts.lookups > LOOKUPS_MOST:
            fix = _pasted(tree.domain, self._proposal.within_lookups())
            detail = f"{counts.lookups} > {LOOKUPS_MOST}: {' → '.join(_over(tree))}"
            yield Finding("SPF-TOO-MANY-LOOKUPS", detail, where | _top(tree), fix=fix)
        elif counts.lookups >= LOOKUPS_FEW:
            yield Finding("SPF-FEW-LOOKUPS-LEFT", f"{counts.lookups} / {LOOKUPS_MOST}", where)
        if counts.voids > VOIDS_MOST:
            detail = f"{counts.voids} > {VOIDS_MOST}: {_listed(_void_terms(tree))}"
            fix = _pasted(tree.domain, self._proposal.within_voids())
            if counts.judged_voids > VOIDS_MOST:
                yield Finding("SPF-TOO-MANY-VOIDS", detail, where, fix=fix)
            else:  # hosts of the other address family meet it, if the record names any
                severity = Severity.WARNING if _names_ipv6(tree) else Severity.INFO
                yield Finding("SPF-TOO-MANY-VOIDS", detail, where, Confidence.LIKELY, severity, fix)


def _of_sizes(node: Node, record: Record) -> Iterator[Finding]:
    inner = inner_networks(record)
    for spec in record.directives:
        bits, most, wide = (
            (spec.cidr4, 32, WIDE_IP4) if spec.mechanism == "ip4" else (spec.cidr6, 128, WIDE_IP6)
        )
        if spec.mechanism in {"ip4", "ip6"} and bits < wide and spec not in inner:
            severity = Severity.ERROR if bits == 0 and spec.qualifier == "+" else None
            detail = f"{spec.text}: {1 << (most - bits):,}"
            yield Finding("SPF-WIDE-NETWORK", detail, _at(node, spec), severity=severity)
    octets = len(node.domain) + sum(len(text) for text in (*node.records, *node.others))
    if octets > SMALL_OCTETS:
        yield Finding("SPF-LONG-RECORD", f"{octets} > {SMALL_OCTETS}", {"record": node.domain})


def _over(node: Node) -> Iterator[str]:
    """Give the way to the term that goes over the limit, from the domain's own record downwards."""
    for term in node.terms:
        if term.cumulative > LOOKUPS_MOST and term.cost:
            yield _shown(term.text)
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
            yield f"{node.domain}: {_shown(term.text)}"


def _names_ipv6(node: Node) -> bool:
    """Tell whether a record lets any IPv6 host pass; else it does not matter what such hosts meet."""
    return any(
        term.mechanism == "ip6"
        or any(ask.type == "AAAA" and answer.values for ask, answer in term.answers)
        or (term.child is not None and _names_ipv6(term.child))
        for term in node.terms
    )


# --- how it is written --------------------------------------------------------------------------------------------------


def _at(node: Node, term: Spec | Term) -> dict[str, str | int]:
    return {"record": node.domain, "term": _shown(term.text), "position": term.position}


def _named(domain: str) -> str:
    service = service_of(domain)
    return f"{domain} ({service})" if service else domain


def _unasked(node: Node) -> str:
    return f"{node.domain} TXT: {node.answer.why if node.answer else ''}"


def _failures(term: Term) -> str:
    failed = (
        f"{ask.name} {ask.type} {answer.why}"
        for ask, answer in term.answers
        if answer.outcome is Outcome.FAILED
    )
    return _listed(failed) or (_unasked(term.child) if term.child else term.target)


def _empties(term: Term) -> str:
    words = {Outcome.NO_SUCH_NAME: "NXDOMAIN", Outcome.EMPTY: "NODATA"}
    return _listed(
        f"{ask.name} {ask.type} {words[answer.outcome]}"
        for ask, answer in term.answers
        if answer.outcome in words
    )


def _pasted(name: str, record: str) -> str:
    """Give a record as one pastes it: in quoted strings where one cannot hold it."""
    return DnsRecord(name, "TXT", record).data() if len(record) > STRING_OCTETS else record


def _shown(text: str) -> str:
    return text if len(text) <= SHOWN_MOST else f"{text[: SHOWN_MOST - 1]}…"


def _listed(values: Iterable[str]) -> str:
    shown = [_shown(value) for value in islice(values, LISTED_MOST + 1)]
    return ", ".join(shown[:LISTED_MOST]) + (", …" if len(shown) > LISTED_MOST else "")
