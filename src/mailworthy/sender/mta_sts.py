"""MTA-STS: a domain's word that mail to it must be encrypted (RFC 8461). The record, the policy's file, and what they mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from mailworthy.finding import Confidence, Finding, Lang, Severity
from mailworthy.sender import tags
from mailworthy.sender.dns_record import DnsRecord
from mailworthy.wire.ask import Answer, Answers, Asking, Asks, Dns, Outcome
from mailworthy.wire.explore import Exploring, Http, fetched, looked_up
from mailworthy.wire.name import LABEL

FILE_OCTETS = 65_536  # of a policy's file (RFC 8461 §3.3 leaves the bound to us and names 64 KB)
DAY_S = 86_400
WEEK_S = 7 * DAY_S
LONGEST_S = 31_557_600  # RFC 8461 §3.2: about a year

_RECORD = re.compile(r"v=STSv1[ \t]*(?:;|$)")
_EXTENSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,31}")
_VALUE = re.compile(r"[\x21-\x3a\x3c\x3e-\x7e]+")
_ID = re.compile(r"[A-Za-z0-9]{1,32}")
_LINE = re.compile(r"([A-Za-z0-9][A-Za-z0-9_.-]{0,31}):[ \t]*([^\r\n]*)")
_AGE = re.compile(r"[0-9]{1,10}")
_MX = re.compile(rf"(?:\*\.)?(?:{LABEL}\.)*{LABEL}\.?")


class Mode(Enum):
    """What senders are to do where encryption fails (RFC 8461 §3.2)."""

    ENFORCE = "enforce"
    TESTING = "testing"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class StsRecord:
    """The TXT record.

    Args:
        text: As published.
        id: Which policy it announces; changes whenever the policy does.
        faults: The pieces that are wrong, ``id`` where it is missing.
    """

    text: str
    id: str
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StsPolicy:
    """The policy's file.

    Args:
        mode: What senders are to do; None where it is missing or none of the three words.
        mx: Names of mail hosts, or patterns such as ``*.example.com``, in lower case.
        max_age_s: For how long senders keep it, in seconds.
        faults: The lines that are wrong, a field's name where it is missing.
    """

    mode: Mode | None
    mx: tuple[str, ...]
    max_age_s: int
    faults: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether senders follow it."""
        return not self.faults


@dataclass(frozen=True, slots=True)
class Served:
    """What the web server gave for the policy's file; redirects are not followed (RFC 8461 §3.3).

    Args:
        status: The HTTP status; 0 where there was no answer.
        media_type: As its header says.
        text: The body, cut at :data:`FILE_OCTETS`.
        why: For status 0: ``timeout``, ``certificate``, ``unreachable``…, ``too_long`` for a file of more octets.
        detail: What was said of that, for people.
    """

    status: int
    media_type: str = "text/plain"
    text: str = ""
    why: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class StsSurvey:
    """What a domain says by MTA-STS.

    Args:
        domain: The domain.
        record: The TXT record; None where there is not just one.
        policy: The policy's file; None where it was not given.
        findings: What there is to say.
    """

    domain: str
    record: StsRecord | None
    policy: StsPolicy | None
    findings: tuple[Finding, ...]

    @property
    def enforced(self) -> bool:
        """Whether senders that follow it deliver only encrypted, and only to hosts with a sound certificate."""
        policy = self.policy
        return policy is not None and policy.sound and policy.mode is Mode.ENFORCE

    def as_dict(self, lang: Lang = Lang.EN) -> dict[str, Any]:
        """Give the JSON shape, findings in the words of ``lang``."""
        policy = self.policy
        return {
            "domain": self.domain,
            "record": self.record.text if self.record else None,
            "id": (self.record.id if self.record else "") or None,
            "mode": policy.mode.value if policy and policy.mode else None,
            "mx": list(policy.mx) if policy else [],
            "max_age_s": policy.max_age_s if policy else None,
            "findings": [finding.as_dict(lang) for finding in self.findings],
        }


def policy_url(domain: str) -> str:
    """Give where a domain's policy stands (RFC 8461 §3.3)."""
    return f"https://mta-sts.{domain}/.well-known/mta-sts.txt"


def new_id(now: int) -> str:
    """Make the id of a policy that is published at a time, in seconds since 1970."""
    return f"{datetime.fromtimestamp(now, UTC):%Y%m%d%H%M%S}"


# --- reading ------------------------------------------------------------------------------------------------------


def read_record(text: str) -> StsRecord | None:
    """Read a TXT record; None where it does not begin with ``v=STSv1`` (RFC 8461 §3.1)."""
    begin = _RECORD.match(text)
    if not begin:
        return None
    given = tags.read(text[begin.end() :])
    faults = tuple(_record_faults(given))
    return StsRecord(text, next((tag.value for tag in given if tag.name == "id"), ""), faults)


def _record_faults(given: Sequence[tags.Tag]) -> Iterator[str]:
    ids = 0
    for tag in given:
        name, _, value = tag.text.partition("=")
        ids += tag.name == "id"
        good = _ID if name == "id" else _VALUE
        if not _EXTENSION.fullmatch(name) or not good.fullmatch(value) or (name == "id" and ids > 1):
            yield tag.text or ";"
    if not ids:
        yield "id"


def read_policy(text: str) -> StsPolicy:
    """Read a policy's file. Any text is accepted (RFC 8461 §3.2)."""
    fields: dict[str, str] = {}
    mx: list[str] = []
    faults: list[str] = []
    for line in text[:FILE_OCTETS].removesuffix("\n").split("\n") if text.strip() else ():
        found = _LINE.fullmatch(line.removesuffix("\r"))
        name, value = (found[1], found[2].rstrip(" \t")) if found else ("", "")
        if not value:
            faults.append(line.strip() or "(empty line)")
        elif name == "mx":
            mx.append(value.lower())
        else:
            fields.setdefault(name, value)  # RFC 8461 §3.2: of a field that stands twice the first counts
    return StsPolicy(
        Mode(fields["mode"]) if fields.get("mode") in _MODES else None,
        tuple(mx),
        int(fields["max_age"]) if _AGE.fullmatch(fields.get("max_age", "")) else 0,
        (*faults, *_policy_faults(fields, mx)),
    )


_MODES = frozenset(mode.value for mode in Mode)


def _policy_faults(fields: dict[str, str], mx: Sequence[str]) -> Iterator[str]:
    wanted = {"version": re.compile("STSv1"), "mode": re.compile("|".join(_MODES)), "max_age": _AGE}
    for name, good in wanted.items():
        if not good.fullmatch(fields.get(name, "")):
            yield f"{name}: {fields[name]}" if name in fields else name
    yield from (f"mx: {one}" for one in mx if not _MX.fullmatch(one))
    if not mx and fields.get("mode") != "none":
        yield "mx"


def matches(patterns: Sequence[str], host: str) -> bool:
    """Tell whether a mail host is one that a policy names (RFC 8461 §4.1): ``*`` stands for just one label."""
    name = host.lower().removesuffix(".")
    above = name.partition(".")[2]
    wanted = {pattern.lower().removesuffix(".") for pattern in patterns}
    return name in wanted or (bool(above) and f"*.{above}" in wanted)


def written(mode: Mode, mx: Sequence[str], max_age_s: int) -> str:
    """Write a policy's file, its lines ended by CRLF."""
    lines = ["version: STSv1", f"mode: {mode.value}", *(f"mx: {one}" for one in mx), f"max_age: {max_age_s}"]
    return "".join(f"{line}\r\n" for line in lines)


# --- what there is to say -----------------------------------------------------------------------------------------


def survey(domain: str, served: Served | None = None, *, now: int = 0) -> Asking[StsSurvey]:
    """Look at what a domain says by MTA-STS.

    Args:
        domain: As A-labels in lower case.
        served: What stands at :func:`policy_url`; None where it was not fetched.
        now: The time, in seconds since 1970: makes the id of a record to paste.
    """
    answer, hosts = yield _asks(domain)
    return _judged(domain, answer, hosts, served, now)


def explore(domain: str, *, now: int = 0) -> Exploring[StsSurvey]:
    """Look at what a domain says by MTA-STS, and fetch the policy where its record announces one.

    Args:
        domain: As A-labels in lower case.
        now: As for :func:`survey`.
    """
    answer, hosts = yield from looked_up(_asked(domain))
    announced = len(_records(answer)) == 1
    served = (yield from fetch(domain)) if announced else None
    return _judged(domain, answer, hosts, served, now)


def fetch(domain: str) -> Exploring[Served]:
    """Fetch a policy's file (RFC 8461 §3.3): no redirect is followed, and no more is read than :data:`FILE_OCTETS`."""
    (page,) = yield from fetched((Http(policy_url(domain), most=FILE_OCTETS),))
    if page.cut:
        return Served(0, why="too_long")
    text = page.body.decode("utf-8", "replace")
    return Served(page.status, page.media_type, text, page.why, page.detail)


def _asks(domain: str) -> Asks:
    return Dns(f"_mta-sts.{domain}", "TXT"), Dns(domain, "MX")


def _asked(domain: str) -> Asking[Answers]:
    return (yield _asks(domain))


def _records(answer: Answer) -> list[StsRecord]:
    return [record for record in map(read_record, answer.values) if record]


def _judged(domain: str, answer: Answer, hosts: Answer, served: Served | None, now: int) -> StsSurvey:
    records = _records(answer)
    record = records[0] if len(records) == 1 else None
    policy = read_policy(served.text) if served and served.status == 200 else None
    findings = [*_of_records(domain, answer, records, now)]
    if record:
        findings += _of_policy(domain, served, policy, _names(hosts))
    return StsSurvey(domain, record, policy, tuple(findings))


def _names(answer: Answer) -> list[str]:
    return [host for value in answer.values if (host := value.rpartition(" ")[2]) != "."]


def _of_records(domain: str, answer: Answer, records: Sequence[StsRecord], now: int) -> Iterator[Finding]:
    where = {"record": f"_mta-sts.{domain}"}
    fix = DnsRecord(f"_mta-sts.{domain}", "TXT", f"v=STSv1; id={new_id(now)}").line()
    if answer.outcome is Outcome.FAILED:
        yield Finding("MTA-STS-DNS-ERROR", answer.why, where)
    elif not records:
        yield Finding("MTA-STS-MISSING", domain, where)
    elif len(records) > 1:
        yield Finding("MTA-STS-TWO-RECORDS", " | ".join(one.text for one in records), where, fix=fix)
    elif records[0].faults:
        faults = records[0].faults
        yield Finding("MTA-STS-RECORD-INVALID", records[0].text, {**where, "term": faults[0]}, fix=fix)


def _of_policy(
    domain: str, served: Served | None, policy: StsPolicy | None, hosts: Sequence[str]
) -> Iterator[Finding]:
    url = policy_url(domain)
    if served is None:
        yield Finding("MTA-STS-POLICY-NOT-CHECKED", url)
    elif policy is None:
        yield _of_unreachable(url, served)
    elif served.media_type.partition(";")[0].strip().lower() != "text/plain":
        yield Finding("MTA-STS-POLICY-UNREACHABLE", f"{url}: {served.media_type}")
    elif not policy.sound:
        fix = _rewritten(policy, hosts)
        yield Finding(
            "MTA-STS-POLICY-INVALID", "; ".join(policy.faults[:5]), {"term": policy.faults[0]}, fix=fix
        )
    else:
        yield from _of_sound(policy, hosts)


def _of_unreachable(url: str, served: Served) -> Finding:
    told = ": ".join(filter(None, (url, str(served.status or served.why), served.detail)))
    ours = served.why in {"timeout", "unreachable"}  # it may be our own network that is disturbed
    sure = Confidence.LIKELY if ours else Confidence.CERTAIN
    return Finding("MTA-STS-POLICY-UNREACHABLE", told, confidence=sure)


def _rewritten(policy: StsPolicy, hosts: Sequence[str]) -> str:
    """Write the policy that was meant; nothing where no mail host is known."""
    mx = [one for one in policy.mx if _MX.fullmatch(one)] or hosts
    return written(policy.mode or Mode.TESTING, mx, policy.max_age_s or WEEK_S) if mx else ""


def _of_sound(policy: StsPolicy, hosts: Sequence[str]) -> Iterator[Finding]:
    assert policy.mode is not None  # it is sound
    if policy.mode is Mode.NONE:
        yield Finding("MTA-STS-OFF", "mode: none")
        return
    outside = [host for host in hosts if not matches(policy.mx, host)]
    if outside:
        severity = None if policy.mode is Mode.ENFORCE else Severity.WARNING
        fix = written(policy.mode, (*policy.mx, *outside), policy.max_age_s)
        yield Finding("MTA-STS-MX-NOT-COVERED", " ".join(outside), severity=severity, fix=fix)
    if not DAY_S <= policy.max_age_s <= LONGEST_S:
        fix = written(policy.mode, policy.mx, WEEK_S)
        yield Finding("MTA-STS-MAX-AGE", str(policy.max_age_s), {"term": "max_age"}, fix=fix)
    if policy.mode is Mode.TESTING:
        yield Finding("MTA-STS-TESTING", "mode: testing", {"term": "mode"})
    elif not outside:
        yield Finding("MTA-STS-ENFORCED", " ".join(policy.mx))
