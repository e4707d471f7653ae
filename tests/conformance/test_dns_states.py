"""The labelled states of domains, answered from a dictionary."""

from __future__ import annotations

import pytest

from mailworthy.address.domain import mail_domain
from mailworthy.wire.ask import Zone, hold

pytestmark = pytest.mark.corpora

# The corpus's words where ours differ; what merely says that all is well has no reason.
REASONS = {"domain_not_found": "domain_unknown", "mx_found": ""}
# The host that several rows name and none holds.
NEIGHBOUR = {
    "mx.mx-ok.test": {"A": ["192.0.2.10"]},
    "mx-ok.test": {"MX": ["10 mx.mx-ok.test"], "A": ["192.0.2.10"]},
}
RISKY = {"no_mail_intended", "parked_domain"}


def zone(row) -> Zone:
    """Read ``["MX 10 mx.a.test.", "mx A 192.0.2.1"]``: the owner is the domain unless a name stands before the type."""
    records: dict = dict(NEIGHBOUR)
    if isinstance(row["records"], str):
        records[row["domain"]] = row["records"].lower()
    for line in row["records"] if isinstance(row["records"], list) else ():
        owner, type_, value = parse(line, row["domain"])
        records.setdefault(owner, {}).setdefault(type_, []).append(value)
    return Zone(records)


def parse(line: str, domain: str) -> tuple[str, str, str]:
    words = line.split()
    owner = domain
    if not words[0].isupper():
        first = words.pop(0)
        owner = first if first.endswith(domain) else f"{first}.{domain}"
    value = " ".join(words[1:]).strip('"')
    return owner, words[0], value if value.endswith(" .") else value.rstrip(".")


def status(state) -> str:
    if not state.reason:
        return "continue"
    if state.reason in RISKY:
        return "risky"
    return "soft" if state.reason.startswith("dns_") else "invalid"


def test_every_labelled_state_is_told(rows):
    wrong = []
    for row in rows("addresses/dns_states.jsonl"):
        state = hold(mail_domain(row["domain"], "zq7rk2vx"), zone(row))
        sub = REASONS.get(row["expect"]["sub"], row["expect"]["sub"])
        told = state.reason or next(iter(state.notes), "")
        if (status(state), told) != (row["expect"]["status"], sub):
            wrong.append((row["domain"], row["expect"], state))
    assert not wrong


def test_only_what_is_labelled_permanent_comes_out_invalid(rows):
    for row in rows("addresses/dns_states.jsonl"):
        state = hold(mail_domain(row["domain"], "zq7rk2vx"), zone(row))
        assert (status(state) == "invalid") is row["expect"]["permanent"], row["domain"]
