"""What to do about findings: those of one kind together, with what is to be pasted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from mailworthy.finding import Finding, Severity, lookup
from mailworthy.sender.dns_record import DnsRecord

_LINE = re.compile(r"(?P<name>\S+)\. (?P<ttl_s>\d+) IN (?P<type>[A-Z]+) (?P<value>.+)")
_TEXT = re.compile(r'"?v=[A-Za-z0-9]+[ ;].*', re.DOTALL)  # of a TXT record, without its place
_ONE_OF_A_KIND = frozenset({"TXT", "CNAME"})  # of which two proposals for one name cannot both stand


@dataclass(frozen=True, slots=True)
class Advice:
    """Findings of one kind: why they matter and what to do is the same for all.

    Args:
        code: Their code.
        severity: How grave they are.
        findings: They.
    """

    code: str
    severity: Severity
    findings: tuple[Finding, ...]

    @property
    def pasted(self) -> tuple[str, ...]:
        """What is there to paste, each once: lines of a zone file, else a file's text."""
        return tuple(dict.fromkeys(text for one in self.findings if (text := pasted(one))))


def advice(findings: Iterable[Finding]) -> tuple[Advice, ...]:
    """Put findings of one kind together, in the order in which the first of them stands.

    Args:
        findings: The gravest first.
    """
    kinds: dict[tuple[str, Severity], list[Finding]] = {}
    for finding in findings:
        kinds.setdefault((finding.code, severity_of(finding)), []).append(finding)
    return tuple(Advice(code, severity, tuple(some)) for (code, severity), some in kinds.items())


def severity_of(finding: Finding) -> Severity:
    """Give how grave a finding is: its own word, else its code's."""
    return finding.severity or lookup(finding.code).severity


def pasted(finding: Finding) -> str:
    """Give what is there to paste: lines of a zone file where it is a record, else the text as it is."""
    where = str(finding.where.get("record", ""))
    if not (where and _TEXT.fullmatch(finding.fix)):
        return finding.fix
    if finding.fix.startswith('"'):  # in its strings already
        return DnsRecord(where, "TXT", "").line().removesuffix('""') + finding.fix
    return DnsRecord(where, "TXT", finding.fix).line()


def records(findings: Sequence[Finding]) -> Iterator[Mapping[str, Any]]:
    """Give the records to publish, for the gravest finding first; one for each place where two cannot stand.

    Args:
        findings: The gravest first.
    """
    taken: set[tuple[str, str]] = set()
    said: set[str] = set()
    for finding in findings:
        wanted = [line for line in _lines(finding) if line[0] not in said]
        said.update(line[0] for line in wanted)
        for place, lines in groupby(wanted, lambda found: (found["name"], found["type"])):
            if place in taken and place[1] in _ONE_OF_A_KIND:
                continue
            taken.add(place)
            yield from (_record(finding, line) for line in lines)


def _lines(finding: Finding) -> Sequence[re.Match[str]]:
    """Give the lines of a zone file that a finding wants; none where any line is something else: a file, a tag of one."""
    read = [_LINE.fullmatch(line) for line in pasted(finding).split("\n")]
    lines = [line for line in read if line]
    return lines if len(lines) == len(read) else ()


def _record(finding: Finding, line: re.Match[str]) -> Mapping[str, Any]:
    return {
        "code": finding.code,
        "severity": severity_of(finding).value,
        "name": line["name"],
        "type": line["type"],
        "ttl_s": int(line["ttl_s"]),
        "value": line["value"],
        "line": line[0],
    }
