"""Does a message pass DMARC, and why (RFC 9989 §5.3)?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mailworthy.finding import Finding, Lang
from mailworthy.sender.dmarc.alignment import Aligned, Alignment, Identifier, Method, Result, compare
from mailworthy.sender.dmarc.older import Older, older
from mailworthy.sender.dmarc.policy import Discovery, Policy, discover
from mailworthy.sender.dmarc.record import ALL, Disposition
from mailworthy.sender.dmarc.walk import walk
from mailworthy.wire import name
from mailworthy.wire.ask import Asking

if TYPE_CHECKING:  # the checks themselves, and cryptography with them, are not needed here
    from mailworthy.sender.dkim import Dkim
    from mailworthy.sender.spf import Spf


@dataclass(frozen=True, slots=True)
class DmarcResult:
    """What DMARC says of a message.

    Args:
        result: What it says.
        policy: The policy that holds.
        identifiers: Each domain that SPF or DKIM spoke of, and how it stands to the author's.
        older: What a receiver of RFC 7489 says, where that differs; else None.
        findings: What there is to mend.
    """

    result: Result
    policy: Policy
    identifiers: tuple[Aligned, ...] = ()
    older: Older | None = None
    findings: tuple[Finding, ...] = ()

    def as_dict(self, lang: Lang = Lang.EN) -> dict[str, Any]:
        """Give the JSON shape, in the words of ``lang``."""
        policy, record = self.policy, self.policy.record
        return {
            "result": self.result.value,
            "author": policy.author or None,
            "policy": _word(policy.applied),
            "wished": _word(policy.wished),
            "tag": policy.tag or None,
            "policy_domain": policy.domain or None,
            "organizational_domain": policy.organization or None,
            "record": record.text if record else None,
            "existence": policy.existence.value,
            "identifiers": [_identifier(one) for one in self.identifiers],
            "older": _older(self.older) if self.older else None,
            "findings": [finding.as_dict(lang) for finding in self.findings],
        }


def evaluate(
    from_domain: str, *, spf: tuple[str, Spf] | None = None, dkim: Sequence[tuple[str, Dkim]] = ()
) -> Asking[DmarcResult]:
    """Say whether a message passes DMARC.

    Args:
        from_domain: The domain of the author's address, as the header has it; empty where there is not just one.
        spf: The domain of MAIL FROM and SPF's result for it; HELO does not count (RFC 9989 §3.2.4).
        dkim: For each signature its signing domain (``d=``) and its result.

    Source:
        RFC 9989 §5.3; an error of a name server makes it ``temperror``, unless something passes all the same.
    """
    policy = yield from discover(from_domain)
    if policy.discovery is not Discovery.FOUND:
        unknown = policy.discovery is Discovery.UNKNOWN
        given = tuple(_identifiers(spf, dkim))
        there = older(policy, given)
        result = Result.TEMPERROR if unknown else Result.NONE
        return DmarcResult(result, policy, (), there if _differs(result, policy, there) else None)
    return (yield from _with_policy(policy, tuple(_identifiers(spf, dkim))))


def _identifiers(spf: tuple[str, Spf] | None, dkim: Sequence[tuple[str, Dkim]]) -> Iterator[Identifier]:
    if spf:
        yield Identifier(Method.SPF, name.read(spf[0]).ascii, str(spf[1].value))
    for domain, result in dkim:
        yield Identifier(Method.DKIM, name.read(domain).ascii, str(result.value))


def _with_policy(policy: Policy, given: tuple[Identifier, ...]) -> Asking[DmarcResult]:
    assert policy.walk is not None  # it was found on the walk
    assert policy.record is not None  # it was found
    record = policy.record
    domains = {one.domain for one in given if one.passed or one.undecided} - {policy.author}
    walks = {policy.author: policy.walk, **((yield from walk(sorted(domains))) if domains else {})}
    identifiers = tuple(compare(policy.author, record, one, walks) for one in given)
    result = _result(identifiers)
    there = older(policy, given)
    different = there if _differs(result, policy, there) else None
    findings = tuple(_findings(result, policy, identifiers, different))
    return DmarcResult(result, policy, identifiers, different, findings)


def _result(identifiers: Sequence[Aligned]) -> Result:
    """RFC 9989 §5.3.5; what a name server's error hides is neither pass nor fail (§5.3.6)."""
    if any(one.passes for one in identifiers):
        return Result.PASS
    return Result.TEMPERROR if any(one.undecided for one in identifiers) else Result.FAIL


def _differs(result: Result, policy: Policy, there: Older) -> bool:
    if (result, policy.applied) != (there.result, there.disposition):
        return True
    milder = there.percent < ALL and there.disposition not in {None, Disposition.NONE}
    return milder or (bool(policy.record) and policy.domain != there.domain)


# --- what there is to mend ----------------------------------------------------------------------------------------


def _findings(
    result: Result, policy: Policy, identifiers: Sequence[Aligned], there: Older | None
) -> Iterator[Finding]:
    if result is Result.FAIL:
        yield from _why_it_fails(policy, identifiers)
    if there:
        yield Finding("DMARC-OLDER-RECEIVERS-DIFFER", _view(there), {"record": f"_dmarc.{policy.domain}"})


def _why_it_fails(policy: Policy, identifiers: Sequence[Aligned]) -> Iterator[Finding]:
    passed = [one for one in identifiers if one.identifier.passed]
    strict = [one for one in passed if one.alignment is Alignment.STRICT]
    where: dict[str, str | int] = {"header": "From"}
    if strict:
        yield Finding("DMARC-STRICT-MISSED", _told(policy, strict), where)
    elif passed:
        yield Finding("DMARC-UNALIGNED", _told(policy, passed), where)
    else:
        yield Finding("DMARC-NOTHING-PASSED", _told(policy, identifiers), where)


def _told(policy: Policy, identifiers: Sequence[Aligned]) -> str:
    each = [
        f"{one.identifier.method.value}={one.identifier.result} {one.identifier.domain}"
        for one in identifiers
    ]
    return "; ".join((f"from {policy.author}", *each))


def _view(there: Older) -> str:
    share = f" pct={there.percent}" if there.percent < ALL else ""
    wished = _word(there.disposition) or "none"
    return f"{there.result.value}; {there.domain or '-'}; p={wished}{share}"


def _word(disposition: Disposition | None) -> str | None:
    return disposition.value if disposition else None


def _identifier(one: Aligned) -> dict[str, Any]:
    return {
        "method": one.identifier.method.value,
        "domain": one.identifier.domain or None,
        "result": one.identifier.result,
        "mode": one.mode.name.lower(),
        "alignment": one.alignment.value,
        "aligned": one.aligned,
        "organizational_domain": one.organization or None,
    }


def _older(there: Older) -> dict[str, Any]:
    return {
        "result": there.result.value,
        "policy": _word(there.disposition),
        "percent": there.percent,
        "policy_domain": there.domain or None,
        "organizational_domain": there.organization or None,
    }
