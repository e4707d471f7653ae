"""The BIMI record to publish."""

from __future__ import annotations

from mailworthy.errors import InputError
from mailworthy.sender.bimi import read
from mailworthy.sender.dns_record import DnsRecord
from mailworthy.sender.records.proposal import Note, Proposal, domain_of


def bimi(domain: str, *, logo: str = "", evidence: str = "", selector: str = "default") -> Proposal:
    """Propose the record that names a domain's logo.

    Args:
        domain: The domain of From.
        logo: Where the logo stands: an ``https:`` URI that ends in ``.svg``; empty to decline.
        evidence: Where its certificate stands (VMC or CMC), an ``https:`` URI; empty where there is none.
        selector: Which of the domain's logos.

    Raises:
        InputError: Something of it can't be read.
    """
    owner = domain_of(domain)
    text = f"v=BIMI1; l={logo}" + (f"; a={evidence}" if evidence else "")
    record = read(text)
    if record is None or record.faults:
        raise InputError(f"{text[:200]}: a logo is https://…/name.svg, its certificate https://…")
    notes = [Note("bimi_declined")] if not logo else [Note("bimi_enforced"), Note("bimi_svg")]
    if logo and not evidence:
        notes.append(Note("bimi_certificate"))
    name = f"{domain_of(selector)}._bimi.{owner}"
    return Proposal("bimi", owner, (DnsRecord(name, "TXT", text),), notes=tuple(notes))
