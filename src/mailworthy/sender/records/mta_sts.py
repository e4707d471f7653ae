"""What to publish and to serve for MTA-STS, with TLS-RPT beside it (RFC 8461)."""

from __future__ import annotations

from collections.abc import Sequence

from mailworthy.errors import InputError
from mailworthy.sender.dns_record import DnsRecord
from mailworthy.sender.mta_sts import DAY_S, LONGEST_S, WEEK_S, Mode, new_id, policy_url, written
from mailworthy.sender.records.proposal import File, Note, Proposal, domain_of
from mailworthy.sender.records.tls_rpt import tls_rpt
from mailworthy.wire.ask import Asking, Dns, Outcome


def mta_sts(
    domain: str,
    *,
    mx: Sequence[str],
    now: int,
    mode: Mode = Mode.TESTING,
    max_age_s: int = WEEK_S,
    rua: Sequence[str] = (),
) -> Proposal:
    """Propose the record, the policy's file, and the record for reports.

    Args:
        domain: The domain of the recipients.
        mx: Its mail hosts, or patterns such as ``*.example.com``.
        now: The time, in seconds since 1970: makes the id, which changes with each edit.
        mode: Begin with testing.
        max_age_s: For how long senders keep it, in seconds.
        rua: Where reports on encryption go.

    Raises:
        InputError: No mail host is named, one can't be read, or the time is too short or too long.
    """
    owner = domain_of(domain)
    hosts = tuple(dict.fromkeys(map(_host, mx)))
    if not hosts and mode is not Mode.NONE:
        raise InputError("name the mail hosts of the domain")
    if not DAY_S <= max_age_s <= LONGEST_S:
        raise InputError(f"{max_age_s}: between a day ({DAY_S}) and a year ({LONGEST_S}), in seconds")
    reports = tls_rpt(owner, rua=rua)
    record = DnsRecord(f"_mta-sts.{owner}", "TXT", f"v=STSv1; id={new_id(now)}")
    file = File(policy_url(owner), written(mode, hosts, max_age_s))
    notes = (Note("sts_host", {"host": f"mta-sts.{owner}"}), Note("sts_id"), Note(f"sts_{mode.value}"))
    return Proposal("mta-sts", owner, (record, *reports.records), (file,), (*notes, *reports.notes))


def mta_sts_of_mx(
    domain: str, *, now: int, mode: Mode = Mode.TESTING, max_age_s: int = WEEK_S, rua: Sequence[str] = ()
) -> Asking[Proposal]:
    """Propose the same with the mail hosts that DNS names (RFC 5321 §5.1).

    Args:
        domain: As for :func:`mta_sts`. So too ``now``, ``mode``, ``max_age_s`` and ``rua``.
        now: The time, in seconds since 1970.
        mode: Begin with testing.
        max_age_s: For how long senders keep it, in seconds.
        rua: Where reports on encryption go.

    Raises:
        InputError: As :func:`mta_sts` does; or DNS names no mail host.
    """
    (answer,) = yield (Dns(domain_of(domain), "MX"),)
    if answer.outcome is Outcome.FAILED:
        raise InputError(f"DNS does not tell the mail hosts of {domain} ({answer.why}): name them")
    hosts = [host for value in answer.values if (host := value.rpartition(" ")[2]) != "."]
    return mta_sts(domain, mx=hosts, now=now, mode=mode, max_age_s=max_age_s, rua=rua)


def _host(text: str) -> str:
    star = "*." if text.startswith("*.") else ""
    return star + domain_of(text.removeprefix("*."))
