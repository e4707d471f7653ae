"""The signatures of a message by their own words: who signed, and what they cover. Nothing is asked of DNS."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mailworthy.finding import Finding
from mailworthy.message.authentication.result import Signed
from mailworthy.message.header.header import Header, at, same_organization
from mailworthy.message.places import found
from mailworthy.message.reading.draft import Field

MOST = 10  # of one message; what stands behind is not looked at
_FIELD = "dkim-signature"
_ONE_CLICK = ("list-unsubscribe", "list-unsubscribe-post")  # RFC 8058 §4


class Read(NamedTuple):
    """A signature, what makes it unusable by itself, and where it stands."""

    signed: Signed
    fault: Finding | None
    field: Field


def signatures(header: Header) -> tuple[Read, ...]:
    """Read the signatures of a message, from the top."""
    return tuple(_read(header, field) for field in header.all(_FIELD)[:MOST])


def _read(header: Header, field: Field) -> Read:
    from mailworthy.sender.dkim import signature  # noqa: PLC0415  # cryptography, for those that are signed
    from mailworthy.sender.dkim.result import Fault  # noqa: PLC0415  # same

    tags: dict[str, str] = {}
    fault = None
    domain = names = ""
    try:
        tags = signature.tags_of(field.folded.replace("\n", "\r\n").encode("latin-1", "replace"))
        read = signature.read(tags)
        domain, names = read.domain, ":".join(name.decode("utf-8", "replace") for name in read.names)
    except Fault as why:
        fault = Finding(why.code, why.detail, at(field))
        domain = tags.get("d", "")[:253].lower()
        names = "".join(tags.get("h", "").lower().split())
    aligned = same_organization(domain, header.domain) if domain and header.domain else None
    signed = Signed(
        domain,
        tags.get("s", "")[:253].lower(),
        tags.get("a", "")[:80],
        tuple(filter(None, names.split(":"))),
        aligned,
    )
    return Read(signed, fault, field)


def told(header: Header, read: Sequence[Read]) -> Iterator[Finding]:
    """Say what the signatures leave open, as far as their words show it.

    Args:
        header: The message's.
        read: Its signatures; at least one.
    """
    yield from (one.fault for one in read if one.fault)
    usable = [one for one in read if one.fault is None]
    if not usable:
        return
    covered = frozenset.intersection(*(frozenset(one.signed.names) for one in usable))
    bare = [name for name in ("subject", "to", "date") if header.all(name) and name not in covered]
    if bare:
        yield found(
            "DKIM-FIELDS-UNSIGNED", [at(usable[0].field)], detail=", ".join(name.title() for name in bare)
        )
    yield from _one_click(header, usable)


def _one_click(header: Header, usable: Sequence[Read]) -> Iterator[Finding]:
    """RFC 8058 §4: one signature has to cover both fields."""
    if not all(header.all(name) for name in _ONE_CLICK):
        return
    if not any(set(_ONE_CLICK) <= set(one.signed.names) for one in usable):
        missing = [
            name for name in _ONE_CLICK if not any(name in one.signed.names for one in usable)
        ] or _ONE_CLICK
        detail = ", ".join(header.all(name)[0].name for name in missing)
        yield found("AUTH-ONE-CLICK-UNSIGNED", [at(usable[0].field)], detail=detail)


def alignment(header: Header, read: Sequence[Read]) -> Iterator[Finding]:
    """Say where no signature is the sender's own: DMARC stands on SPF alone then."""
    if read and header.domain and all(one.signed.aligned is False for one in read):
        domains = ", ".join(one.signed.domain for one in read)
        yield found("AUTH-UNALIGNED", [at(read[0].field)], detail=f"{domains} ≠ {header.domain}"[:200])
