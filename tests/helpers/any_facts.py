"""All sets of facts that a verdict may have to be given on, for hypothesis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import strategies as st

from mailworthy.address.columns import REASONS
from mailworthy.address.facts import NOTES, DomainKind, DomainState, LocalKind, Sure
from mailworthy.address.verdict import (
    ORDINARY_DOMAIN,
    ORDINARY_LOCAL,
    PERMANENT_DOMAIN,
    RISKY_DOMAIN,
    SOFT_DOMAIN,
    Facts,
)

DOMAIN_REASONS = (*sorted(PERMANENT_DOMAIN), *sorted(SOFT_DOMAIN), *sorted(RISKY_DOMAIN))
DOMAIN_NOTES = ("implicit_mx", "null_mx_with_others", "mx_partly_unroutable", "mx_is_cname", "wildcard_dns")


def chosen(words: Sequence[str]) -> st.SearchStrategy[tuple[str, ...]]:
    """Choose some of the words."""
    return st.lists(st.sampled_from(words), unique=True).map(tuple)


SURE = st.sampled_from(Sure)
STATES = st.none() | st.builds(
    DomainState,
    reason=st.sampled_from(("", *DOMAIN_REASONS)),
    notes=chosen(DOMAIN_NOTES),
    mx=st.sampled_from([(), ("mx.shop.de",)]),
)


def possible(facts: Facts) -> Facts:
    """Leave out what is never found out about an address that no list may hold."""
    if not facts.reason:
        return facts
    return replace(facts, local=ORDINARY_LOCAL, domain=ORDINARY_DOMAIN, state=None, missing_before=False)


FACTS = st.builds(
    Facts,
    reason=st.just("") | st.sampled_from(REASONS),
    valid=st.booleans(),
    notes=chosen(NOTES),
    local=st.builds(LocalKind, st.booleans(), SURE, SURE),
    domain=st.builds(DomainKind, SURE, st.booleans(), st.booleans(), st.booleans(), st.booleans()),
    typo=st.booleans(),
    state=STATES,
    missing_before=st.booleans(),
    duplicate=st.booleans(),
    bot_variant=st.booleans(),
    inactive=st.booleans(),
).map(possible)
