"""What to know about signatures besides their result: what they leave open, and what their keys lack."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from mailworthy.finding import Finding
from mailworthy.sender.dkim.hashing import Bodies
from mailworthy.sender.dkim.key import ADVISED_BITS, LEAST_BITS, Key, Kind, owner
from mailworthy.sender.dkim.names import ONCE, ONE_CLICK, OVERSIGNED, SIGNED, shown
from mailworthy.sender.dkim.raw import RawMessage
from mailworthy.sender.dkim.result import Dkim, DkimResult
from mailworthy.sender.dkim.signature import Signature
from mailworthy.sender.dns_record import DnsRecord

AHEAD_S = 3_600  # a signer's clock may be wrong by that much
_HEADER = "DKIM-Signature"


def of_keys(found: Sequence[Key], key: Key, name: str, place: str = "") -> Iterator[Finding]:
    """Say what keys lack that can still be used.

    Args:
        found: All keys of that name.
        key: The one that served.
        name: Where they are looked for.
        place: Where they stand, if a CNAME leads elsewhere.
    """
    where = {"record": name}
    if len(found) > 1:
        fix = _paste(place or name, key.record)
        yield Finding("DKIM-KEY-TWO-RECORDS", f"{name} ×{len(found)}", where, fix=fix)
    if key.kind is Kind.RSA and LEAST_BITS <= key.bits < ADVISED_BITS:
        yield Finding("DKIM-KEY-SHORT", f"{name}: {key.bits} < {ADVISED_BITS}", where)
    if key.testing:
        yield Finding("DKIM-KEY-TESTING", f"{name}: t=y", where, fix=_paste(place or name, key.written()))
    if key.bare:
        yield Finding("DKIM-KEY-PKCS1", name, where, fix=_paste(place or name, key.written()))
    if key.version_last:
        yield Finding(
            "DKIM-KEY-VERSION-LAST",
            f"{name}: {key.record[:80]}",
            where,
            fix=_paste(place or name, key.written()),
        )


def _paste(name: str, text: str) -> str:
    return DnsRecord(name, "TXT", text).line()


def of_signature(signature: Signature, bodies: Bodies, now: int, *, passed: bool) -> Iterator[Finding]:
    """Say what a signature's own tags leave open."""
    if signature.draft:
        yield Finding("DKIM-DRAFT", "v=", {"header": _HEADER})
    if signature.length is not None:
        whole = bodies.octets(signature.body_form)
        yield Finding("DKIM-L-TAG", f"l={signature.length} ({len(whole)})", {"header": _HEADER})
        if passed and whole[signature.length :].strip():
            yield Finding("DKIM-UNSIGNED-TAIL", f"{len(whole) - signature.length}", {"header": _HEADER})
    if now and signature.made is not None and signature.made > now + AHEAD_S:
        yield Finding("DKIM-FUTURE", f"t={signature.made}", {"header": _HEADER})
    if signature.copied:
        yield Finding("DKIM-COPIED-FIELDS", "z=", {"header": _HEADER})


def of_cover(signature: Signature, raw: RawMessage) -> Iterator[Finding]:
    """Say what of the header a good signature covers, and what it leaves open."""
    names = signature.names
    bare = [name for name in SIGNED if raw.at(name) and name not in names and name not in ONE_CLICK]
    if bare:
        yield Finding("DKIM-FIELDS-UNSIGNED", shown(bare), {"header": _HEADER})
    there = [name for name in OVERSIGNED if raw.at(name)]
    once = [name for name in there if 0 < names.count(name) <= len(raw.at(name))]
    if once:
        yield Finding("DKIM-NOT-OVERSIGNED", shown(once), {"header": _HEADER})
    if _one_click(raw) and all(names.count(name) >= len(raw.at(name)) for name in ONE_CLICK):
        yield Finding(
            "DKIM-ONE-CLICK-SIGNED", owner(signature.selector, signature.domain), {"header": _HEADER}
        )


def of_message(raw: RawMessage, results: Sequence[DkimResult], signatures: int) -> tuple[DkimResult, ...]:
    """Add what is to be said of the message as a whole to the first of its results.

    Args:
        raw: The message.
        results: What became of the signatures that were looked at.
        signatures: How many there are.
    """
    first = results[0] if results else DkimResult(Dkim.NONE, reason="none", findings=(Finding("DKIM-NONE"),))
    said = tuple(_of_message(raw, results, signatures))
    return (replace(first, findings=(*first.findings, *said)), *results[1:])


def _of_message(raw: RawMessage, results: Sequence[DkimResult], signatures: int) -> Iterator[Finding]:
    if signatures > len(results):
        yield Finding("DKIM-TOO-MANY", f"{len(results)} / {signatures}", {"header": _HEADER})
    if results:
        yield from _twice(raw)
    if _one_click(raw) and not any(_covers_one_click(result) for result in results):
        yield Finding("DKIM-ONE-CLICK-UNSIGNED", shown(list(ONE_CLICK)), {"header": "List-Unsubscribe-Post"})
    if raw.bare_lf:
        yield Finding("DKIM-BARE-LF")


def _twice(raw: RawMessage) -> Iterator[Finding]:
    for name in ONCE:
        count = len(raw.at(name))
        if count > 1:
            code = "DKIM-DUPLICATE-FROM" if name == b"from" else "DKIM-DUPLICATE-FIELD"
            yield Finding(code, f"{shown([name])} ×{count}", {"header": shown([name])})


def _one_click(raw: RawMessage) -> bool:
    return all(raw.at(name) for name in ONE_CLICK)


def _covers_one_click(result: DkimResult) -> bool:
    return any(finding.code == "DKIM-ONE-CLICK-SIGNED" for finding in result.findings)
