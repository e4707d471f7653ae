"""The TLS-RPT record to publish (RFC 8460 §3)."""

from __future__ import annotations

from collections.abc import Sequence

from mailworthy.sender.dns_record import DnsRecord
from mailworthy.sender.records.proposal import Note, Proposal, domain_of, reports_to


def tls_rpt(domain: str, *, rua: Sequence[str] = ()) -> Proposal:
    """Propose the record that asks others to report how the encryption of mail to a domain went.

    Args:
        domain: The domain of the recipients.
        rua: Where reports go: addresses, or ``https:`` URIs; ``tls-reports`` at the domain where none is named.

    Raises:
        InputError: The domain, or a destination, can't be read.
    """
    owner = domain_of(domain)
    uris = [reports_to(one) for one in rua] or [f"mailto:tls-reports@{owner}"]
    notes = () if rua else (Note("tls_rpt_mailbox", {"address": f"tls-reports@{owner}"}),)
    record = DnsRecord(f"_smtp._tls.{owner}", "TXT", f"v=TLSRPTv1; rua={','.join(uris)}")
    return Proposal("tls-rpt", owner, (record,), notes=notes)
