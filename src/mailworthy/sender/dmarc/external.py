"""Do those who are to receive a domain's reports agree to it (RFC 9990 §4)?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum

from mailworthy.sender.dmarc.record import Wrong, read
from mailworthy.sender.dmarc.walk import walk
from mailworthy.wire.ask import Answer, Asking, Dns, Outcome


class Consent(Enum):
    """Whether a domain takes the reports of another one."""

    OWN = "own"  # the same organization: nobody need be asked
    GIVEN = "given"
    MISSING = "missing"
    UNKNOWN = "unknown"  # a name server did not answer


def consent_name(policy_domain: str, receiver: str) -> str:
    """Give the name at which a receiver of reports says that it takes those of a domain."""
    return f"{policy_domain}._report._dmarc.{receiver}"


def consents(policy_domain: str, receivers: Iterable[str]) -> Asking[Mapping[str, Consent]]:
    """Say for each domain that is to receive reports whether it takes them.

    Args:
        policy_domain: Where the DMARC record stands.
        receivers: Domains of ``rua`` and ``ruf``.
    """
    wanted = tuple(dict.fromkeys(receivers))
    if not wanted:
        return {}
    walks = yield from walk((policy_domain, *wanted))
    ours = walks[policy_domain].organization
    own = {
        one: Consent.OWN
        for one in wanted
        if one == policy_domain or (ours and walks[one].organization == ours)
    }
    others = tuple(one for one in wanted if one not in own)
    if not others:
        return own
    answers = yield tuple(Dns(consent_name(policy_domain, one), "TXT") for one in others)
    return own | {one: _consent(answer) for one, answer in zip(others, answers, strict=True)}


def _consent(answer: Answer) -> Consent:
    if answer.outcome is Outcome.FAILED:
        return Consent.UNKNOWN
    return Consent.GIVEN if any(map(_says_so, answer.values)) else Consent.MISSING


def _says_so(text: str) -> bool:
    """Tell whether a record is a list of tags that begins with the version; which tags follow does not matter."""
    record = read(text)
    return record is not None and all(fault.wrong is not Wrong.NO_TAG for fault in record.faults)
