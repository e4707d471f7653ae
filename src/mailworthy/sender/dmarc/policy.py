"""Which policy holds for an author's domain (RFC 9989 §4.10.1)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from mailworthy.sender.dmarc.record import Disposition, Record
from mailworthy.sender.dmarc.walk import Stop, Walk, walk
from mailworthy.wire import name
from mailworthy.wire.ask import Asking, Dns, Outcome


class Discovery(Enum):
    """How the search for a policy ended."""

    FOUND = "found"
    NONE = "none"  # no record, up to the top
    USELESS = "useless"  # a record without a sound policy and without an address for reports
    UNKNOWN = "unknown"  # a name server did not answer


class Existence(Enum):
    """Whether the author's domain exists (RFC 9989 §3.2.13, in the sense of RFC 8020)."""

    EXISTS = "exists"
    MISSING = "missing"
    UNKNOWN = "unknown"  # could not be asked, or did not matter


@dataclass(frozen=True, slots=True)
class Policy:
    """The policy that holds for an author's domain.

    Args:
        author: The author's domain, as A-labels; empty where the text was none.
        discovery: How the search ended.
        domain: Where the record stands; empty where there is none.
        record: The record.
        tag: Which of its tags speaks: ``p``, ``sp`` or ``np``; empty where an unsound record counts as ``p=none``.
        wished: What the owner wishes for messages that fail; None where no policy holds.
        existence: Whether the author's domain exists; asked only where ``np`` makes a difference.
        walk: The walk, which also tells the organizational domain; None where there was no domain to walk from.
    """

    author: str
    discovery: Discovery
    domain: str = ""
    record: Record | None = None
    tag: str = ""
    wished: Disposition | None = None
    existence: Existence = Existence.UNKNOWN
    walk: Walk | None = None

    @property
    def applied(self) -> Disposition | None:
        """What receivers are asked to do with messages that fail: one level less while the owner tests (``t=y``)."""
        if self.wished and self.record and self.record.testing:
            return self.wished.milder
        return self.wished

    @property
    def organization(self) -> str:
        """The organizational domain; empty where it could not be found out."""
        return self.walk.organization if self.walk else ""

    @property
    def failed(self) -> str:
        """Why the policy could not be found out: ``timeout``, ``servfail``…; empty where it could."""
        if self.discovery is not Discovery.UNKNOWN or self.walk is None:
            return ""
        return self.walk.start.failed or self.walk.failed


def discover(domain: str) -> Asking[Policy]:
    """Find the policy that holds for messages whose author's address is at ``domain``.

    Args:
        domain: As a header has it: any case, U-labels too.

    Source:
        RFC 9989 §4.10.1.
    """
    author = name.read(domain.removesuffix(".")).ascii
    if not author:
        return Policy("", Discovery.NONE)
    way = (yield from walk((author,)))[author]
    stop = _where(way)
    if stop is None:
        unknown = way.start.failed or (not way.organization)
        return Policy(author, Discovery.UNKNOWN if unknown else Discovery.NONE, walk=way)
    return (yield from _policy(author, way, stop))


def _where(way: Walk) -> Stop | None:
    """Give the stop whose record holds: the author's own, the organization's, the public suffix's."""
    candidates = (way.start.domain, way.organization, way.suffix)
    return next((stop for stop in map(way.at, filter(None, candidates)) if stop.record), None)


def _policy(author: str, way: Walk, stop: Stop) -> Asking[Policy]:
    record = stop.record
    assert record is not None  # _where saw it
    if not record.counts:
        return Policy(author, Discovery.USELESS, stop.domain, record, walk=way)
    existence = Existence.UNKNOWN
    if record.np and stop.domain != author:
        existence = yield from _existence(author)
    tag, wished = _speaks(record, own=stop.domain == author, existence=existence)
    return Policy(author, Discovery.FOUND, stop.domain, record, tag, wished, existence, way)


def _existence(domain: str) -> Asking[Existence]:
    (answer,) = yield (Dns(domain, "A"),)  # any type will do: only "no such name" counts
    if answer.outcome is Outcome.FAILED:
        return Existence.UNKNOWN
    return Existence.MISSING if answer.outcome is Outcome.NO_SUCH_NAME else Existence.EXISTS


def _speaks(record: Record, *, own: bool, existence: Existence) -> tuple[str, Disposition]:
    """Give the tag that speaks for a domain, and its word; ``sp`` too where it is not known whether the domain exists."""
    if not record.sound:
        return "", Disposition.NONE
    if not own and existence is Existence.MISSING and record.np:
        return "np", record.np
    if not own and record.sp:
        return "sp", record.sp
    assert record.p is not None  # it is sound
    return "p", record.p
