"""Tests of senders: whether header and envelope agree, and whether a provider's own marks are there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from mailworthy.message.rules.spamassassin.evals.asked import Asked, Ready, first, said
from mailworthy.message.rules.spamassassin.evals.headers import gated
from mailworthy.message.rules.spamassassin.mail import Mail
from mailworthy.message.rules.spamassassin.relays import Relay

_TWO = re.compile(r".+\.([^.]+\.[^.]+)")
_IP = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}\Z")
_HOST = re.compile(r"\w+(?:[\w.-]+\.)+\w+\Z")
_LARGE = re.compile(
    r"(?:\.|^)(?:lycos\.com|lycos\.co\.uk|hotmail\.com|localhost\.com|excite\.com|caramail\.com|cs\.com|aol\.com|msn\.com|"
    r"yahoo\.com|drizzle\.com)$",
    re.IGNORECASE,
)
_YAHOO = re.compile(
    r"by web\S+\.mail\S*\.yahoo\.com via HTTP|by sonic\S+\.consmr\.mail\S*\.yahoo\.com with HTTP|"
    r"by smtp\S+\.yahoo\.com with SMTP|from \[[\d.]+\] by \S+\.(?:groups|scd|dcn)\.yahoo\.com with NNFMP|"
    r"by \w+\.\w+\.yahoo\.com \(\d+\.\d+\.\d+/\d+\.\d+\.\d+\)(?: with ESMTP)? id \w+"
)
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


def check_no_relays() -> Asked:
    """No server tells that it took the message."""
    return lambda mail: not (mail.relays.trusted or mail.relays.untrusted or mail.relays.unread)


def check_all_trusted() -> Asked:
    """All servers are the recipient's own, or were written to by somebody who had logged in."""
    return lambda mail: bool(mail.relays.trusted) and not mail.relays.untrusted and not mail.relays.unread


def check_relays_unparseable() -> Asked:
    """A server's field cannot be read."""
    return lambda mail: mail.relays.unread > 0


def helo_ip_mismatch() -> Asked:
    """A server calls itself by an IP address that is another network's."""

    def asked(mail: Mail) -> bool:
        for one in mail.relays.untrusted:
            called = one.helo
            public = (
                _IP.match(called)
                and _IP.match(one.ip)
                and not one.private
                and not replace(one, ip=called).private
            )
            if public and called.rpartition(".")[0] != one.ip.rpartition(".")[0]:
                return True
        return False

    return asked


def check_for_no_rdns_dotcom_helo() -> Asked:
    """The first server with a public address calls itself one of a large provider's, and has no name in DNS."""

    def asked(mail: Mail) -> bool:
        claims = [
            one.looked_up and not one.rdns and _LARGE.search(one.helo) is not None
            for one in mail.relays.untrusted
            if not one.private
        ]
        return bool(claims) and claims[-1]

    return asked


def check_for_forged_received_trail() -> Asked:
    """More than one server tells that it took the message by another name than the next one gives it."""

    def asked(mail: Mail) -> bool:
        servers = mail.relays.untrusted
        pairs = pairwise(servers)
        return sum(_differ(_owner(after.by.lower()), _owner(_named(before))) for before, after in pairs) > 1

    return asked


def check_mailfrom_matches_rcvd() -> Asked:
    """The server that handed the message over is of the envelope's sender's domain."""

    def asked(mail: Mail) -> bool:
        hosts = mail.world.hosts
        domain = re.search(r"@([^@]+\.[^@]+)\Z", first(mail, "EnvelopeFrom:addr").lower())
        servers = mail.relays.untrusted[:1] or mail.relays.trusted
        named = [one.rdns.lower() for one in servers if one.rdns]
        return domain is not None and hosts.trimmed(domain[1]) in map(hosts.trimmed, named)

    return asked


def _differ(by: str, before: str) -> bool:
    return (
        bool(_HOST.match(by) and _HOST.match(before))
        and by != before
        and (by, before) != ("msn.com", "hotmail.com")
    )


def _named(relay: Relay) -> str:
    local = relay.ip == "127.0.0.1" and relay.rdns.lower() in {"localhost", "localhost.localdomain"}
    return "" if local else relay.rdns.lower()


def _owner(host: str) -> str:
    """Give the last two or three labels of a host, as one would guess its owner."""
    labels = host.split(".")
    if not re.search("[a-z]", host) or len(labels) < 2:
        return host
    return ".".join(labels[-2:] if re.search(r"\S{3,}|ie|fr|de", labels[-1]) else labels[-3:])


def check_for_forged_yahoo_received_headers() -> Asked:
    """It says that it comes from Yahoo, and Yahoo's servers are missing."""

    def asked(mail: Mail) -> bool:
        sender = first(mail, "From:addr")
        if not re.search(r"\byahoo\.com$", sender, re.IGNORECASE) or gated(mail):
            return False
        resent = said(mail, "Resent-From") and said(mail, "Resent-To")
        received = " ".join(((said(mail, "X-Received") if resent else "") or said(mail, "Received")).split())
        named = [*mail.relays.trusted, *mail.relays.untrusted[:1]]
        if any(one.rdns.endswith(".yahoo.com") for one in named) or _YAHOO.search(received):
            return False
        bulk = sender.lower().endswith("@reply.yahoo.com") and "bulk.scd.yahoo.com" in received
        return not bulk

    return asked


EVALS: Mapping[str, Ready] = {
    "check_for_matching_env_and_hdr_from": check_for_matching_env_and_hdr_from,
    "check_equal_from_domains": check_equal_from_domains,
    "check_ratware_envelope_from": check_ratware_envelope_from,
    "check_for_forged_gmail_received_headers": check_for_forged_gmail_received_headers,
    "check_no_relays": check_no_relays,
    "check_all_trusted": check_all_trusted,
    "check_relays_unparseable": check_relays_unparseable,
    "helo_ip_mismatch": helo_ip_mismatch,
    "check_for_no_rdns_dotcom_helo": check_for_no_rdns_dotcom_helo,
    "check_mailfrom_matches_rcvd": check_mailfrom_matches_rcvd,
    "check_for_forged_received_trail": check_for_forged_received_trail,
    "check_for_forged_yahoo_received_headers": check_for_forged_yahoo_received_headers,
    "check_for_fake_aol_relay_in_rcvd": check_for_fake_aol_relay_in_rcvd,
}
