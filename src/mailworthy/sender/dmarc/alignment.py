"""Do the domains that SPF and DKIM vouch for belong to the author's domain (RFC 9989 §4.4, §4.10.2)?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from mailworthy.sender.dmarc.record import Mode, Record
from mailworthy.sender.dmarc.walk import Walk


class Result(Enum):
    """What DMARC says of a message (RFC 8601 §2.7.5, RFC 7489 §11.2)."""

    NONE = "none"
    PASS = "pass"  # noqa: S105  # a word of our trade, not a password
    FAIL = "fail"
    TEMPERROR = "temperror"
    PERMERROR = "permerror"


class Method(Enum):
    """Who vouches for a domain."""

    SPF = "spf"
    DKIM = "dkim"


class Alignment(Enum):
    """How an identifier stands to the author's domain."""

    IDENTICAL = "identical"
    SAME_ORGANIZATION = "same_organization"  # aligned, as the record asks for relaxed alignment
    STRICT = "strict"  # the same organization, but the record asks for the very same name
    OTHER_ORGANIZATION = "other_organization"
    UNKNOWN = "unknown"  # a name server did not answer
    NOT_ASKED = "not_asked"  # it did not pass, and its name alone does not tell


@dataclass(frozen=True, slots=True)
class Identifier:
    """A domain for which SPF or DKIM may vouch.

    Args:
        method: Who vouches.
        domain: As A-labels; empty where the text was no domain name.
        result: Its word: ``pass``, ``fail``, ``softfail``, ``temperror``…
    """

    method: Method
    domain: str
    result: str

    @property
    def passed(self) -> bool:
        """Whether it vouches."""
        return self.result == "pass" and bool(self.domain)

    @property
    def undecided(self) -> bool:
        """Whether it might vouch when asked again."""
        return self.result == "temperror" and bool(self.domain)

    def mode(self, record: Record) -> Mode:
        """How near it must be."""
        return record.spf if self.method is Method.SPF else record.dkim


@dataclass(frozen=True, slots=True)
class Aligned:
    """An identifier, and how it stands to the author's domain.

    Args:
        identifier: The domain and who vouches for it.
        mode: How near it must be.
        alignment: How it stands.
        organization: Its organizational domain; empty where that was not asked or could not be found out.
    """

    identifier: Identifier
    mode: Mode
    alignment: Alignment
    organization: str = ""

    @property
    def aligned(self) -> bool:
        """Whether it is near enough."""
        return self.alignment in _NEAR

    @property
    def undecided(self) -> bool:
        """Whether it would pass, if all name servers answered."""
        near = self.aligned or self.alignment is Alignment.UNKNOWN
        return near and not self.passes and (self.identifier.passed or self.identifier.undecided)

    @property
    def passes(self) -> bool:
        """Whether it makes the message pass."""
        return self.aligned and self.identifier.passed


_NEAR = frozenset({Alignment.IDENTICAL, Alignment.SAME_ORGANIZATION})


def compare(author: str, record: Record, one: Identifier, walks: Mapping[str, Walk]) -> Aligned:
    """Say how an identifier stands to the author's domain.

    Args:
        author: The author's domain.
        record: The record that holds.
        one: The identifier.
        walks: From the author's domain, and from those identifiers that need one.
    """
    mode = one.mode(record)
    if one.domain == author:
        return Aligned(one, mode, Alignment.IDENTICAL, walks[author].organization)
    if one.domain not in walks:
        return Aligned(one, mode, Alignment.NOT_ASKED)
    theirs, ours = walks[one.domain].organization, walks[author].organization
    return Aligned(one, mode, _stands(theirs, ours, mode), theirs)


def _stands(theirs: str, ours: str, mode: Mode) -> Alignment:
    if not theirs or not ours:
        return Alignment.STRICT if mode is Mode.STRICT else Alignment.UNKNOWN
    if theirs != ours:
        return Alignment.OTHER_ORGANIZATION
    return Alignment.STRICT if mode is Mode.STRICT else Alignment.SAME_ORGANIZATION
