"""Reports as JUnit XML, which continuous integration shows: a suite for each message, a class for each concern, a case for each finding.

There is no standard; what is written here is what Jenkins' schema, GitLab and GitHub's actions have in common.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator
from html import escape
from itertools import chain

from mailworthy.finding import Finding, Lang, Severity, lookup
from mailworthy.flow.messages.concerns import concern_of
from mailworthy.message.places import Place
from mailworthy.message.report import MessageReport, severity_of

UNNAMED = "message"
NAME = 80  # characters of what was found


def junit(
    reports: Iterable[MessageReport],
    lang: Lang = Lang.EN,
    *,
    failing: Container[Severity] = (Severity.ERROR,),
) -> Iterator[str]:
    """Write reports, piece by piece, so memory stays flat.

    Args:
        reports: What came of checking messages.
        lang: The language of findings.
        failing: Which findings are failures; others are cases that pass and say so.
    """
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="mailworthy">\n'
    for report in reports:
        yield _suite(report, lang, failing)
    yield "</testsuites>\n"


def _suite(report: MessageReport, lang: Lang, failing: Container[Severity]) -> str:
    name = report.file or UNNAMED
    told = [one for one in report.findings if severity_of(one) is not Severity.PASS]
    quiet = [filter_ for filter_, one in report.scored.filters.items() if not _grave(one.findings)]
    failed = sum(severity_of(one) in failing for one in told)
    skipped = sum(severity_of(one) is Severity.SKIPPED for one in told)
    skipped += sum(report.scored.filters[one].verdict == "skipped" for one in quiet)
    head = f"<testsuite{_attributes(name=name, tests=len(told) + len(quiet), failures=failed, errors=0, skipped=skipped, time=0)}>"
    known: dict[str, str | float] = {
        "score": report.scored.score,
        "spam_probability": report.scored.spam_probability,
        "model": report.scored.model,
    }
    properties = "".join(f"<property{_attributes(name=key, value=value)}/>" for key, value in known.items())
    codes = Counter(one.code for one in told)
    cases = chain(
        (_case(one, _name(one, lang, alone=codes[one.code] == 1), name, lang, failing) for one in told),
        (_quiet(one, report.scored.filters[one].verdict, name) for one in quiet),
    )
    lines = [head, f"<properties>{properties}</properties>", *cases]
    return "\n ".join(lines) + "\n</testsuite>\n"


def _grave(findings: Iterable[Finding]) -> bool:
    return any(severity_of(one) in {Severity.ERROR, Severity.WARNING} for one in findings)


def _name(of: Finding, lang: Lang, *, alone: bool) -> str:
    """Name a case; those of the same code, such as rules of one's own, by what they found."""
    return f"{of.code} {lookup(of.code).words[lang].title if alone else of.detail[:NAME]}"


def _case(of: Finding, name: str, file: str, lang: Lang, failing: Container[Severity]) -> str:
    words, severity = lookup(of.code).words[lang], severity_of(of)
    begin = f"<testcase{_attributes(name=name, classname=f'{file}.{concern_of(of).value}', time=0)}>"
    if severity is Severity.SKIPPED:
        return f"{begin}<skipped{_attributes(message=of.detail or words.title)}/></testcase>"
    told = "\n".join(filter(None, (of.detail, *_places(of), words.why, of.fix or words.fix)))
    if severity in failing:
        failure = _attributes(message=words.title, type=severity.value)
        return f"{begin}<failure{failure}>{_escaped(told)}</failure></testcase>"
    return f"{begin}<system-out>{_escaped(f'{severity.value}: {told}')}</system-out></testcase>"


def _quiet(filter_: str, verdict: str, file: str) -> str:
    begin = f"<testcase{_attributes(name=f'filter {filter_}', classname=f'{file}.filters', time=0)}"
    return f"{begin}><skipped/></testcase>" if verdict == "skipped" else f"{begin}/>"


def _places(of: Finding) -> Iterator[str]:
    for place in (of.where, *of.also):
        yield " ".join(filter(None, (_where(place), str(place.get("snippet", "")))))


def _where(place: Place) -> str:
    if "part" in place and "line" in place:
        return f"part {int(place['part']) + 1}, {place['line']}:{place.get('column', 1)}:"
    if "header" in place:
        return f"{place['header']}, line {place['line']}:" if "line" in place else f"{place['header']}:"
    return ""


def _attributes(**values: str | float) -> str:
    return "".join(f' {name}="{_escaped(str(value))}"' for name, value in values.items())


def _escaped(text: str) -> str:
    """Give text as XML 1.0 can hold it: what it has no way to write is written as Python writes it."""
    return escape("".join(c if _allowed(c) else c.encode("unicode_escape").decode() for c in text))


def _allowed(character: str) -> bool:
    return character in "\t\n" or (character.isprintable() and character not in "\ufffe\uffff")
