"""DMARC aggregate reports: who sent in our name in one span of time, as one receiver saw it (RFC 7489 §7.2, RFC 9990)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import Any

from mailworthy.errors import InputError
from mailworthy.sender.reports.elements import Element, Taken, read_elements

ROWS = 200_000  # of one report; the largest seen have some tens of thousands
LATEST = 253_402_300_799  # the year 9999: what a date can be
COUNT = 1 << 53  # of messages; what JSON can tell exactly
SPLIT_DAYS = 62  # a longer span counts as of its middle
DAY_S = 86_400
LISTED = 100  # of signatures, reasons and errors in one place

# RFC 7489 App. C, RFC 9990 App. A and the drafts before them.
_SECTIONS = frozenset({"report_metadata", "policy_published", "record"})
NAMES = _SECTIONS | {
    "feedback", "version", "org_name", "email", "extra_contact_info", "report_id", "date_range", "begin", "end",
    "error", "generator", "domain", "version_published", "adkim", "aspf", "p", "sp", "np", "pct", "fo", "testing",
    "discovery_method", "row", "source_ip", "count", "policy_evaluated", "disposition", "dkim", "spf", "reason",
    "type", "comment", "identifiers", "header_from", "envelope_from", "envelope_to", "auth_results", "result",
    "human_result", "selector", "scope", "identities", "extension",
}  # fmt: skip
_TIME = re.compile(r"(\d{1,12})(?:\.\d{1,9})?")  # some write 1337270400.0


@dataclass(frozen=True, slots=True)
class Signature:
    """What a receiver says of one DKIM signature."""

    domain: str
    selector: str
    result: str


@dataclass(frozen=True, slots=True)
class Origin:
    """What a receiver says of SPF: for which domain, by ``mfrom`` or ``helo``."""

    domain: str
    scope: str
    result: str


@dataclass(frozen=True, slots=True)
class Override:
    """Why a receiver did something else than the policy says (RFC 9990 §3.1.1.10)."""

    type: str
    comment: str


@dataclass(frozen=True, slots=True)
class Row:
    """Messages of one source that were treated alike.

    Args:
        source_ip: Who delivered them.
        count: How many there were.
        disposition: ``none``, ``pass``, ``quarantine`` or ``reject``: what was done with them; empty where it was not told.
        dkim: ``pass`` where a signature verified whose domain is aligned, else ``fail``; empty where it was not told.
        spf: The same for SPF.
        header_from: The domain in From.
        envelope_from: The domain of the return path, where it was told.
        envelope_to: The recipients' domain, where it was told.
        reasons: Why the policy was not followed.
        signatures: What each DKIM signature came to, aligned or not.
        origins: What SPF came to.
    """

    source_ip: str
    count: int
    disposition: str
    dkim: str
    spf: str
    header_from: str
    envelope_from: str
    envelope_to: str
    reasons: tuple[Override, ...]
    signatures: tuple[Signature, ...]
    origins: tuple[Origin, ...]

    @property
    def passed(self) -> bool:
        """Whether DMARC passed (RFC 9989 §5.4)."""
        return "pass" in {self.dkim, self.spf}


@dataclass(frozen=True, slots=True)
class Published:
    """The policy that the receiver found; empty what it did not tell."""

    domain: str
    adkim: str = ""
    aspf: str = ""
    p: str = ""
    sp: str = ""
    np: str = ""
    pct: str = ""
    fo: str = ""
    testing: str = ""
    discovery_method: str = ""


@dataclass(frozen=True, slots=True)
class Aggregate:
    """One aggregate report.

    Args:
        org_name: Who reports; the domain of ``email`` where no name is given.
        email: Whom to ask about it.
        report_id: The reporter's own name of it.
        begin: When the span begins, in Unix seconds.
        end: When it ends.
        contact: More on whom to ask.
        generator: The program that wrote it.
        version: Of the format, as told.
        errors: What went wrong at the receiver, in its own words.
        policy: The policy that it found.
        rows: What it saw.
        notes: What was wrong with the report and has been passed over.
        others: Elements that the standards do not know, by path, with their text.
        file: Where it was read from.
    """

    org_name: str
    email: str
    report_id: str
    begin: int
    end: int
    contact: str
    generator: str
    version: str
    errors: tuple[str, ...]
    policy: Published
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    others: tuple[tuple[str, str], ...] = ()
    file: str = ""

    kind = "aggregate"

    @property
    def key(self) -> tuple[str, str, str, int]:
        """What tells this report from others; a report that comes twice has it twice."""
        return (self.org_name, self.report_id, self.policy.domain, self.begin)

    @property
    def messages(self) -> int:
        """How many messages it speaks of."""
        return sum(row.count for row in self.rows)

    def shares(self, count: int) -> Sequence[tuple[str, int]]:
        """Share a count out over the days of the report's span, in UTC: all to one day unless it is longer than a day."""
        return days(self.begin, self.end, count)


def days(begin: int, end: int, count: int) -> Sequence[tuple[str, int]]:
    """Share ``count`` out over the days from ``begin`` to ``end`` (Unix seconds) by how much of each is in between."""
    span = end - begin
    if not DAY_S * 1.5 < span <= DAY_S * SPLIT_DAYS:
        return ((_day((begin + end) // 2), count),)
    found: list[tuple[str, int]] = []
    given, at = 0, begin
    while at < end:
        until = min(end, at - at % DAY_S + DAY_S)
        share = (until - begin) * count // span - given
        if share:
            found.append((_day(at), share))
        given += share
        at = until
    return found


def _day(moment: int) -> str:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=moment)).date().isoformat()


def read_aggregate(octets: bytes, file: str = "") -> Aggregate:
    """Read an aggregate report.

    Args:
        octets: The XML, unpacked.
        file: What it is called in reports.

    Raises:
        InputError: It is none, or says too little to be of use; one line says why.

    Source:
        RFC 7489 §7.2 and App. C, RFC 9990 §3.1.
    """
    building = _Building()
    mended = read_elements(octets, "feedback", frozenset(NAMES), building.begin)
    told = building.report(file)
    return replace(told, notes=(f"broken XML, mended: {mended}", *told.notes)) if mended else told


class _Building:
    """Puts a report together from the children of ``feedback`` as they come."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> Taken:
        """Begin, or begin anew."""
        self._metadata: Element | None = None
        self._policy: Element | None = None
        self._version = ""
        self._rows: list[Row] = []
        self._others: list[tuple[str, str]] = []
        self._left_out: dict[str, int] = {}
        return self._take

    def _take(self, element: Element) -> None:
        match element.name:
            case "record":
                self._record(element)
            case "report_metadata":
                self._metadata = self._metadata or element
            case "policy_published":
                self._policy = self._policy or element
            case "version":
                self._version = element.text
            case _:
                self._strange(element, "")

    def _record(self, record: Element) -> None:
        self._strange_in(record)
        if len(self._rows) >= ROWS:
            raise InputError(f"it has over {ROWS:,} records, as no receiver writes")
        try:
            self._rows.append(_row(record))
        except InputError as fault:
            self._left_out[str(fault)] = self._left_out.get(str(fault), 0) + 1

    def _strange_in(self, element: Element, above: str = "") -> None:
        for child in element.children:
            path = f"{above}{element.name}/"
            if child.name not in NAMES:
                self._strange(child, path)
            elif child.children:
                self._strange_in(child, path)

    def _strange(self, element: Element, above: str) -> None:
        if len(self._others) < LISTED:
            self._others.append((f"{above}{element.name}", element.text))

    def report(self, file: str) -> Aggregate:
        metadata, policy = self._metadata, self._policy
        if metadata is None or policy is None:
            missing = "report_metadata" if metadata is None else "policy_published"
            raise InputError(f"no DMARC aggregate report: {missing} is missing")
        self._strange_in(metadata)
        self._strange_in(policy)
        published = _policy(policy)
        begin, end = _span(metadata)
        return Aggregate(
            org_name=metadata.said("org_name") or metadata.said("email").rpartition("@")[2].strip(" <>"),
            email=metadata.said("email"),
            report_id=_needed(metadata.said("report_id").strip("<>"), "report_id"),
            begin=begin,
            end=end,
            contact=metadata.said("extra_contact_info"),
            generator=metadata.said("generator"),
            version=self._version,
            errors=tuple(each.text for each in metadata.all("error")[:LISTED] if each.text),
            policy=published,
            rows=tuple(row if row.header_from else replace(row, header_from=published.domain) for row in self._rows),
            notes=tuple(_left_out(self._left_out)),
            others=tuple(self._others),
            file=file,
        )  # fmt: skip


def _left_out(counted: dict[str, int]) -> Iterable[str]:
    for why, count in list(counted.items())[:LISTED]:
        yield f"{count:,} records left out: {why}" if count > 1 else f"a record left out: {why}"


def _needed(text: str, name: str) -> str:
    if not text:
        raise InputError(f"no DMARC aggregate report: {name} is missing")
    return text


def _span(metadata: Element) -> tuple[int, int]:
    span = metadata.child("date_range") or Element("date_range")
    begin, end = (_moment(span.said(name), name) for name in ("begin", "end"))
    return begin, max(begin, end)  # one reporter in a thousand swaps them


def _moment(text: str, name: str) -> int:
    found = _TIME.fullmatch(text)
    if found is None or int(found[1]) > LATEST:
        raise InputError(f"its date_range has no {name} that is a time: {text[:40]!r}")
    return int(found[1])


def _policy(policy: Element) -> Published:
    told: dict[str, Any] = {name: policy.said(name).lower() for name in Published.__slots__}
    return Published(**told | {"domain": _domain(_needed(told["domain"], "the policy's domain"))})


def _domain(text: str) -> str:
    return text.lower().rstrip(".")


def _row(record: Element) -> Row:
    row = record.child("row") or Element("row")
    evaluated = row.child("policy_evaluated") or Element("policy_evaluated")
    # The first drafts called them identities.
    names = record.child("identifiers") or record.child("identities") or Element("identifiers")
    results = record.child("auth_results") or Element("auth_results")
    return Row(
        source_ip=_ip(row.said("source_ip")),
        count=_count(row.said("count")),
        disposition=evaluated.said("disposition").lower(),
        dkim=evaluated.said("dkim").lower(),
        spf=evaluated.said("spf").lower(),
        header_from=_domain(names.said("header_from")),
        envelope_from=_domain(names.said("envelope_from")),
        envelope_to=_domain(names.said("envelope_to")),
        reasons=tuple(_reasons(evaluated)),
        signatures=tuple(_signatures(results)),
        origins=tuple(_origins(results)),
    )


def _ip(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        raise InputError(f"{text[:60]!r} is no IP address") from None


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 16 and int(text) <= COUNT):
        raise InputError(f"{text[:40]!r} is no count")
    return int(text)


def _reasons(evaluated: Element) -> Iterable[Override]:
    for each in evaluated.all("reason")[:LISTED]:
        if each.said("type") or each.said("comment"):  # some write it empty
            yield Override(each.said("type").lower(), each.said("comment"))


def _signatures(results: Element) -> Iterable[Signature]:
    for each in results.all("dkim")[:LISTED]:
        yield Signature(_domain(each.said("domain")), each.said("selector"), each.said("result").lower())


def _origins(results: Element) -> Iterable[Origin]:
    for each in results.all("spf")[:LISTED]:
        yield Origin(_domain(each.said("domain")), each.said("scope").lower(), each.said("result").lower())
