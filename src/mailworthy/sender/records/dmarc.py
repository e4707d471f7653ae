"""The DMARC record to publish, step by step from watching to refusing (RFC 9989 §5.1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mailworthy.sender import destination, tags
from mailworthy.sender.dmarc.external import consent_name
from mailworthy.sender.dmarc.record import Disposition
from mailworthy.sender.dns_record import DnsRecord
from mailworthy.sender.records.proposal import Note, Proposal, domain_of, reports_to
from mailworthy.wire.name import registrable


def dmarc(
    domain: str,
    *,
    policy: Disposition = Disposition.NONE,
    rua: Sequence[str] = (),
    subdomains: Disposition | None = None,
    testing: bool = False,
) -> Proposal:
    """Propose the DMARC record of a domain, and the consent of others that are to receive its reports.

    Args:
        domain: The domain of From; a record at the part that one registers holds for all below it.
        policy: What is to become of messages that fail.
        rua: Where aggregate reports go: addresses, or URIs; ``dmarc-reports`` at the domain where none is named.
        subdomains: The same for subdomains that exist; the policy itself where it is None. Names that don't exist are
            always refused: nobody sends honest mail from them.
        testing: Ask receivers to apply one level less (``t=y``).

    Raises:
        InputError: The domain, or a destination, can't be read.
    """
    owner = domain_of(domain)
    uris = [reports_to(one) for one in rua] or [f"mailto:dmarc-reports@{owner}"]
    top = owner == registrable(owner)  # below it receivers look at neither sp nor np (RFC 9989 §4.7)
    given = [("v", "DMARC1"), ("p", policy.value)]
    given += [("sp", subdomains.value)] if subdomains and top else []
    given += [("np", "reject")] if top and (subdomains or policy) is not Disposition.REJECT else []
    given += [("t", "y")] if testing else []
    record = DnsRecord(f"_dmarc.{owner}", "TXT", tags.written([*given, ("rua", ",".join(uris))]))
    consents = tuple(_consents(owner, uris))
    return Proposal("dmarc", owner, (record, *consents), notes=tuple(_notes(owner, policy, consents, rua)))


def _consents(owner: str, uris: Sequence[str]) -> Iterator[DnsRecord]:
    """Give the records by which other organizations say that they take the reports (RFC 9990 §4)."""
    found = [one.domain for one in map(destination.read, uris) if one and one.domain]
    for receiver in dict.fromkeys(found):
        if registrable(receiver) != registrable(owner):
            yield DnsRecord(consent_name(owner, receiver), "TXT", "v=DMARC1")


def _notes(
    owner: str, policy: Disposition, consents: Sequence[DnsRecord], rua: Sequence[str]
) -> Iterator[Note]:
    yield Note(f"dmarc_{policy.value}")
    if not rua:
        yield Note("dmarc_mailbox", {"address": f"dmarc-reports@{owner}"})
    if consents:
        yield Note("dmarc_consent")
    if owner != registrable(owner):
        yield Note("dmarc_subdomain", {"domain": registrable(owner)})
