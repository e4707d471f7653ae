"""TLS reports: how often others could encrypt mail to us, and why not (RFC 8460)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

import msgspec

from mailworthy.errors import InputError
from mailworthy.sender.reports.aggregate import days

POLICIES = 1_000  # of one report
DETAILS = 20_000  # of one policy

Count = Annotated[int, msgspec.Meta(ge=0, le=1 << 53)]


@dataclass(frozen=True, slots=True)
class TlsFailure:
    """Sessions that failed alike (RFC 8460 §4.3).

    Args:
        result: The registry's word: ``certificate-expired``, ``starttls-not-supported``…
        sessions: How many.
        sending_ip: Who tried; empty where it was not told.
        mx: Our mail host.
        receiving_ip: Its address.
        reason: The sender's own code for it.
        more: Where to read more, or more words.
    """

    result: str
    sessions: int
    sending_ip: str = ""
    mx: str = ""
    receiving_ip: str = ""
    reason: str = ""
    more: str = ""


@dataclass(frozen=True, slots=True)
class TlsPolicy:
    """What came of one of our policies.

    Args:
        type: ``sts``, ``tlsa`` or ``no-policy-found``.
        domain: Ours.
        text: The policy as the reporter found it.
        mx: The mail hosts that it names.
        succeeded: Sessions that were encrypted as it wants.
        failed: Sessions that were not.
        failures: Why not.
    """

    type: str
    domain: str
    text: tuple[str, ...]
    mx: tuple[str, ...]
    succeeded: int
    failed: int
    failures: tuple[TlsFailure, ...]


@dataclass(frozen=True, slots=True)
class TlsReport:
    """One report.

    Args:
        org_name: Who reports.
        contact: Whom to ask about it.
        report_id: The reporter's own name of it.
        begin: When the span begins, in Unix seconds.
        end: When it ends.
        policies: What it saw.
        file: Where it was read from.
    """

    org_name: str
    contact: str
    report_id: str
    begin: int
    end: int
    policies: tuple[TlsPolicy, ...]
    file: str = ""

    kind = "tls"

    @property
    def key(self) -> tuple[str, str, str, int]:
        """What tells this report from others; a report that comes twice has it twice."""
        domain = self.policies[0].domain if self.policies else ""
        return (self.org_name, self.report_id, domain, self.begin)

    def shares(self, count: int) -> Sequence[tuple[str, int]]:
        """Share a count out over the days of the report's span, as an aggregate report does."""
        return days(self.begin, self.end, count)


class _Range(msgspec.Struct, rename="kebab"):
    start_datetime: datetime
    end_datetime: datetime


class _Policy(msgspec.Struct, rename="kebab"):
    policy_domain: str
    policy_type: str = ""
    policy_string: list[str] | str = ""
    mx_host: list[str] | str = ""  # RFC 8460 §4.4 shows a list and calls it a string


class _Sums(msgspec.Struct, rename="kebab"):
    total_successful_session_count: Count = 0
    total_failure_session_count: Count = 0


class _Detail(msgspec.Struct, rename="kebab"):
    result_type: str
    failed_session_count: Count = 0
    sending_mta_ip: str | None = None
    receiving_mx_hostname: str | None = None
    receiving_ip: str | None = None
    failure_reason_code: str | None = None
    additional_information: str | None = None


class _Item(msgspec.Struct, rename="kebab"):
    policy: _Policy
    summary: _Sums = msgspec.field(default_factory=_Sums)
    failure_details: list[_Detail] | None = None


class _Document(msgspec.Struct, rename="kebab"):
    date_range: _Range
    report_id: str
    policies: list[_Item]
    organization_name: str | None = None
    contact_info: str | None = None


_READER = msgspec.json.Decoder(_Document, strict=False)  # some write counts as text


def read_tls(octets: bytes, file: str = "") -> TlsReport:
    """Read a TLS report.

    Args:
        octets: The JSON, unpacked.
        file: What it is called in reports.

    Raises:
        InputError: It is none; one line says why.

    Source:
        RFC 8460 §4.4.
    """
    try:
        told = _READER.decode(octets.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise InputError(f"no TLS report: {' '.join(str(fault).split())[:200]}") from None
    if len(told.policies) > POLICIES or any(
        len(each.failure_details or ()) > DETAILS for each in told.policies
    ):
        raise InputError("it has more policies or failures than any sender writes")  # fmt: skip
    begin, end = (_seconds(at) for at in (told.date_range.start_datetime, told.date_range.end_datetime))
    return TlsReport(
        org_name=told.organization_name or (told.contact_info or "").rpartition("@")[2],
        contact=told.contact_info or "",
        report_id=told.report_id,
        begin=begin,
        end=max(begin, end),
        policies=tuple(_policy(each) for each in told.policies),
        file=file,
    )


def _seconds(at: datetime) -> int:
    return int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp())


def _policy(told: _Item) -> TlsPolicy:
    return TlsPolicy(
        type=told.policy.policy_type.lower(),
        domain=told.policy.policy_domain.lower().rstrip("."),
        text=_listed(told.policy.policy_string),
        mx=_listed(told.policy.mx_host),
        succeeded=told.summary.total_successful_session_count,
        failed=told.summary.total_failure_session_count,
        failures=tuple(_failure(each) for each in told.failure_details or ()),
    )


def _listed(told: list[str] | str) -> tuple[str, ...]:
    return tuple([told] if isinstance(told, str) else told) if told else ()


def _failure(told: _Detail) -> TlsFailure:
    return TlsFailure(
        told.result_type.lower(),
        told.failed_session_count,
        told.sending_mta_ip or "",
        (told.receiving_mx_hostname or "").lower().rstrip("."),
        told.receiving_ip or "",
        told.failure_reason_code or "",
        told.additional_information or "",
    )
