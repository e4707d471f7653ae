"""What a receiver of the older standard makes of a message: the public suffix list instead of the tree walk (RFC 7489).

Many receivers will follow it for years. It is computed from the same answers, and shown only where it differs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mailworthy.sender.dmarc.alignment import Identifier, Result
from mailworthy.sender.dmarc.policy import Policy
from mailworthy.sender.dmarc.record import ALL, Disposition, Mode, Record
from mailworthy.sender.dmarc.walk import Stop, Walk
from mailworthy.wire.name import registrable


@dataclass(frozen=True, slots=True)
class Older:
    """The view of a receiver that follows RFC 7489.

    Args:
        result: What it says of the message.
        domain: Where the record stands that it uses; empty where it uses none.
        disposition: What it is asked to do with messages that fail; None where no policy holds.
        percent: With how many of them (``pct``); the rest it treats one level milder (RFC 7489 §6.6.4).
        organization: The organizational domain by the public suffix list.
    """

    result: Result
    domain: str
    disposition: Disposition | None
    percent: int
    organization: str


def older(policy: Policy, identifiers: Sequence[Identifier]) -> Older:
    """Give the older view of one message (RFC 7489 §6.6)."""
    organization = registrable(policy.author)
    if policy.walk is None:
        return Older(Result.NONE, "", None, ALL, organization)
    stop = _where(policy.walk, organization)
    if stop.failed:
        return Older(Result.TEMPERROR, "", None, ALL, organization)
    record = stop.record
    if record is None or not record.counts:
        return Older(Result.NONE, "", None, ALL, organization)
    wished = _wished(record, own=stop.domain == policy.author)
    result = _result(policy.author, record, identifiers)
    return Older(result, stop.domain, wished, record.percent, organization)


def _where(walk: Walk, organization: str) -> Stop:
    """RFC 7489 §6.6.3: the author's own record, else the organization's; several at one name end the search."""
    return walk.start if walk.start.records or walk.start.failed else walk.at(organization)


def _wished(record: Record, *, own: bool) -> Disposition | None:
    if not _sound(record):
        return Disposition.NONE
    return record.p if own or record.sp is None else record.sp


def _sound(record: Record) -> bool:
    return record.p is not None and (record.sp is not None or not record.value("sp"))


def _result(author: str, record: Record, identifiers: Sequence[Identifier]) -> Result:
    if any(one.passed and _aligned(author, record, one) for one in identifiers):
        return Result.PASS
    if any(one.undecided and _aligned(author, record, one) for one in identifiers):
        return Result.TEMPERROR
    return Result.FAIL


def _aligned(author: str, record: Record, one: Identifier) -> bool:
    if one.domain == author:
        return True
    if one.mode(record) is Mode.STRICT:
        return False
    return registrable(one.domain) == registrable(author)
