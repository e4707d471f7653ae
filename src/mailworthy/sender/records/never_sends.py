"""What a domain publishes that sends no mail and takes none, so that nobody else can use its name."""

from __future__ import annotations

from mailworthy.sender import tags
from mailworthy.sender.dns_record import DnsRecord
from mailworthy.sender.records.proposal import Note, Proposal, domain_of, reports_to
from mailworthy.wire.name import registrable


def never_sends(domain: str, *, rua: str = "") -> Proposal:
    """Propose a null MX, an SPF record that names nobody, and a DMARC record that refuses.

    Args:
        domain: The domain.
        rua: Where reports of attempts go; empty for nowhere, since a domain without mail has no mailbox of its own.

    Raises:
        InputError: The domain, or the destination, can't be read.

    Source:
        RFC 7505 §3, RFC 7208 §10.1.2, RFC 9989 §4.7.
    """
    owner = domain_of(domain)
    given = [("v", "DMARC1"), ("p", "reject")]
    if owner == registrable(owner):
        given += [("sp", "reject"), ("np", "reject")]
    given += [("rua", reports_to(rua))] if rua else []
    records = (
        DnsRecord(owner, "MX", "0 ."),
        DnsRecord(owner, "TXT", "v=spf1 -all"),
        DnsRecord(f"_dmarc.{owner}", "TXT", tags.written(given)),
    )
    notes = (Note("never_mx"), Note("never_hosts"))
    return Proposal("never-sends", owner, records, notes=notes)
