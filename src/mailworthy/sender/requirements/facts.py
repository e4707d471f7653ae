"""What is known of a sender; everything else is not known, and is never taken for right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType


class Truth(Enum):
    """Whether something is so."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Fact:
    """Whether something is so, and what shows it.

    Args:
        truth: Whether it is.
        evidence: The values found, in no particular language: a record, an address; of what could not be asked, why.
        findings: The codes of findings that say more.
        fix: A record to paste, where there is one.
    """

    truth: Truth = Truth.UNKNOWN
    evidence: str = ""
    findings: tuple[str, ...] = ()
    fix: str = ""


UNKNOWN = Fact()


@dataclass(frozen=True, slots=True)
class RsaKey:
    """An RSA key that stands in DNS for DKIM.

    Args:
        selector: Where.
        bits: How long it is.
        named: Whether somebody who knows said that mail is signed with it; else it was found by a guess.
    """

    selector: str
    bits: int
    named: bool = False


@dataclass(frozen=True, slots=True)
class SpamRate:
    """How many messages are reported as spam.

    Args:
        share: Of all messages, 0 to 1.
        messages: Of how many; None where the receiver itself tells the share.
    """

    share: float
    messages: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a domain that sends, by whom it was told.

    Args:
        spf_record: DNS: there is one SPF record, and receivers can evaluate it.
        dkim_key: DNS: a sound key is published; NO only where it is known that there is none to sign with.
        rsa_keys: DNS: the sound RSA keys, for their length.
        dmarc_record: DNS: a sound DMARC record holds for the domain.
        reverse_dns: DNS, by sending IP address: it has a name that leads back to it.
        takes_mail: DNS: the domain has mail hosts.
        spf_passes: A message: it passed SPF.
        dkim_passes: A message: a signature on it verified.
        spf_aligned: A message, or reports: what passed SPF is aligned with From.
        dkim_aligned: The same for DKIM.
        encrypted: A message: it was handed over by TLS.
        single_headers: A message: no field stands twice that must stand once (RFC 5322 §3.6).
        message_id: A message: it has a Message-ID.
        date: A message: it has a Date.
        own_from: A message: From is not at gmail.com, or Gmail sent it.
        one_click: A message: List-Unsubscribe with HTTPS, and List-Unsubscribe-Post (RFC 8058 §3.1).
        one_click_signed: A message: DKIM covers both.
        one_click_works: The link: one POST unsubscribes.
        unsubscribe_link: A message: its body shows a link to unsubscribe.
        arc: A message that was passed on: it has ARC headers, on a list List-Id.
        answered: A message to the address in From: it arrived.
        spam: Feedback; None where it is not known.
        opt_out: The sender's log: opt-outs are honoured within two days.
    """

    spf_record: Fact = UNKNOWN
    dkim_key: Fact = UNKNOWN
    rsa_keys: tuple[RsaKey, ...] = ()
    dmarc_record: Fact = UNKNOWN
    reverse_dns: Mapping[str, Fact] = field(default_factory=lambda: MappingProxyType({}))
    takes_mail: Fact = UNKNOWN
    spf_passes: Fact = UNKNOWN
    dkim_passes: Fact = UNKNOWN
    spf_aligned: Fact = UNKNOWN
    dkim_aligned: Fact = UNKNOWN
    encrypted: Fact = UNKNOWN
    single_headers: Fact = UNKNOWN
    message_id: Fact = UNKNOWN
    date: Fact = UNKNOWN
    own_from: Fact = UNKNOWN
    one_click: Fact = UNKNOWN
    one_click_signed: Fact = UNKNOWN
    one_click_works: Fact = UNKNOWN
    unsubscribe_link: Fact = UNKNOWN
    arc: Fact = UNKNOWN
    answered: Fact = UNKNOWN
    spam: SpamRate | None = None
    opt_out: Fact = UNKNOWN
