"""The records of a tree, each with the place where its faults can be mended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mailworthy.sender.spf.tree import Node, Term
from mailworthy.wire.name import registrable


@dataclass(frozen=True, slots=True)
class Place:
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


def places(root: Node) -> Iterator[Place]:
    """Give all records of a tree, in the order in which a receiver meets them."""
    waiting = [Place(root, own=True, governs=True, anchor=root, term=None)]
    while waiting:
        place = waiting.pop()
        yield place
        waiting += [_below(root, place, term) for term in reversed(place.node.terms) if term.child]


def _below(root: Node, place: Place, term: Term) -> Place:
    assert term.child is not None
    own = place.own and same_owner(term.child.domain, root.domain)
    governs = place.governs and term.mechanism == "redirect"
    if own and term.child.record:
        return Place(term.child, own=True, governs=governs, anchor=term.child, term=None)
    anchor, by = (place.node, term) if place.own else (place.anchor, place.term)
    return Place(term.child, own=own, governs=governs, anchor=anchor, term=by)


def same_owner(name: str, domain: str) -> bool:
    """Tell whether two names belong to one organization: what one registers is the same."""
    return name == domain or name.endswith("." + domain) or registrable(name) == registrable(domain)
