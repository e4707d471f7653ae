"""Tests of senders: whether header and envelope agree, and whether a provider's own marks are there."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mailworthy.message.rules.spamassassin.evals.asked import Asked, Ready, first, said
from mailworthy.message.rules.spamassassin.mail import Mail

_TWO = re.compile(r".+\.([^.]+\.[^.]+)")
_GOOGLE = 60  # characters that Google's own fields have at least


def check_for_matching_env_and_hdr_from() -> Asked:
    """The envelope's sender is the header's."""
    return lambda mail: first(mail, "EnvelopeFrom:addr").lower() == first(mail, "From:addr").lower()


def check_equal_from_domains() -> Asked:
    """The envelope's sender is of another domain than the header's."""

    def asked(mail: Mail) -> bool:
        one, other = (_domain(first(mail, target)) for target in ("From:addr", "EnvelopeFrom:addr"))
        return bool(one and other) and one != other

    return asked


def _domain(address: str) -> str:
    domain = address.rpartition("@")[2].lower() if "@" in address else ""
    two = _TWO.fullmatch(domain)
    return two[1] if two else domain


def check_ratware_envelope_from() -> Asked:
    """The envelope's sender is made of the recipient's address."""

    def asked(mail: Mail) -> bool:
        to, sender = first(mail, "To:addr"), first(mail, "EnvelopeFrom:addr")
        user, _, domain = to.rpartition("@")
        hosts = mail.world.hosts
        if (
            not sender
            or not user
            or re.match(r"SRS\d[=+-]", sender, re.IGNORECASE)
            or not hosts.is_domain(domain)
        ):
            return False
        domain = re.escape(hosts.trimmed(domain))
        return bool(re.search(rf"\b{domain}.{re.escape(user)}@", sender, re.IGNORECASE))

    return asked


def check_for_forged_gmail_received_headers() -> Asked:
    """It says that it comes from Gmail, and Google's marks are missing."""

    def asked(mail: Mail) -> bool:
        if not re.search(r"\bgmail\.com$", first(mail, "From:addr"), re.IGNORECASE):
            return False
        if re.search(r"by (?:10\.\S+|2002:a\d\d:\w+:\S+) with SMTP id \S+", said(mail, "X-Received")):
            return False
        if re.search(r"by smtp\.googlemail\.com with ESMTPSA id \S+", said(mail, "Received")):
            return False
        return (
            len(said(mail, "X-Gm-Message-State")) < _GOOGLE
            or len(said(mail, "X-Google-Smtp-Source")) < _GOOGLE
        )

    return asked


def check_for_fake_aol_relay_in_rcvd() -> Asked:
    """A server calls itself one of AOL's, and AOL's marks are missing."""

    def asked(mail: Mail) -> bool:
        received = " ".join(said(mail, "Received").split())
        if not re.search(r" rly-[a-z][a-z]\d\d\.", received, re.IGNORECASE):
            return False
        return not re.search(r"/AOL-\d+\.\d+\.\d+\)|ESMTP id (?:RELAY|MAILRELAY|MAILIN)", received)

    return asked


EVALS: Mapping[str, Ready] = {
    "check_for_matching_env_and_hdr_from": check_for_matching_env_and_hdr_from,
    "check_equal_from_domains": check_equal_from_domains,
    "check_ratware_envelope_from": check_ratware_envelope_from,
    "check_for_forged_gmail_received_headers": check_for_forged_gmail_received_headers,
    "check_for_fake_aol_relay_in_rcvd": check_for_fake_aol_relay_in_rcvd,
}
