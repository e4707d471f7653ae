"""The DKIM record to publish: a signer's public key (RFC 6376 §3.6)."""

from __future__ import annotations

import re

from mailworthy.errors import InputError
from mailworthy.sender.dns_record import DnsRecord
from mailworthy.sender.records.proposal import Note, Proposal, domain_of

_SELECTOR = re.compile(
    r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*", re.IGNORECASE
)
REVOKED = "v=DKIM1; p="


def dkim(domain: str, selector: str, record: str, *, kind: str = "rsa") -> Proposal:
    """Propose the record that publishes a key.

    Args:
        domain: Who signs (``d=``).
        selector: Which of its keys (``s=``).
        record: The record's text, as the maker of the key gave it; empty to revoke the key.
        kind: ``rsa`` or ``ed25519``.

    Raises:
        InputError: The domain or the selector is none.
    """
    owner = domain_of(domain)
    if not _SELECTOR.fullmatch(selector) or len(selector) > 100:
        raise InputError(f"{selector[:80]}: no selector: letters, digits and hyphens, such as s2026")
    name = f"{selector.lower()}._domainkey.{owner}"
    notes = [Note("dkim_revoked")] if not record else [Note("dkim_secret"), Note("dkim_rotate")]
    if kind == "ed25519":
        notes.insert(0, Note("dkim_second"))
    return Proposal("dkim", owner, (DnsRecord(name, "TXT", record or REVOKED),), notes=tuple(notes))
