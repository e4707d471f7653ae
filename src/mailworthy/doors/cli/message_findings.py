"""A message's findings on the terminal, by what they are about: the worst in full, of the others a line for each concern."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from mailworthy.doors.cli.screen import SEVERITY_MARK, flowed, visible
from mailworthy.finding import Finding, Lang, Severity, lookup
from mailworthy.flow.messages.concerns import GRAVE, Group, alike, grouped, to_paste
from mailworthy.flow.page import figures
from mailworthy.flow.page.words import Speech
from mailworthy.message.places import Place
from mailworthy.message.report import MessageReport, severity_of

INDENT = 2  # of what stands beside a mark
IN_FULL = 10  # kinds of findings, unless more are asked for
EACH = 5  # findings of one kind, same
PLACES = 3  # of one finding, same
CODES = 8  # named on one line
LONGEST = 200  # characters of what was found
LEAST_GAIN = 0.05


class Findings:
    """What there is to say of one message.

    Args:
        screen: Where to.
        report: What came of checking it.
        speech: In which words.
        verbose: Whether all is shown in full.
    """

    def __init__(self, screen: Console, report: MessageReport, speech: Speech, *, verbose: bool) -> None:
        self._screen = screen
        self._report = report
        self._speech = speech
        self._verbose = verbose

    def all(self) -> None:
        """Show what to mend and what is worth knowing."""
        groups = grouped(self._report.findings)
        grave = [group for group in groups if group.of(*GRAVE)]
        kinds = chain.from_iterable(alike(group.of(*GRAVE)) for group in grave)
        worst = sorted(kinds, key=_hardness)
        shown = {id(one) for kind in (worst if self._verbose else worst[:IN_FULL]) for one in kind}
        self.title("faults.title")
        if not grave:
            self._screen.print(Padding(Text(self._speech.say("faults.none")), (0, 0, 1, INDENT)))
        self._groups(grave, shown)
        if mild := [group for group in groups if group not in grave]:
            self.title("remarks.title")
            self._groups(mild, shown)
        if not self._verbose and any(id(one) not in shown for group in groups for one in group.findings):
            self._screen.print(Text(self._speech.say("checked.in_full"), "dim"))
            self._screen.print()

    def unseen(self) -> None:
        """Show what nobody looked at."""
        found = [one for one in self._report.findings if severity_of(one) is Severity.SKIPPED]
        if not found:
            return
        self.title("untested.title")
        table = hanging()
        for one in found:
            said = one.detail or str(one.where.get("snippet", ""))
            table.add_row(
                Text(*mark(Severity.SKIPPED)),
                Text.assemble(title(one, self._speech.lang), (f"  {printable(said)}" if said else "", "dim")),
            )
        self._screen.print(table)
        self._screen.print()

    def title(self, key: str) -> None:
        """Show the title of a part."""
        self._screen.print(Text(self._speech.say(key), "bold underline"))

    # --- one concern ----------------------------------------------------------------------------------------------------

    def _groups(self, groups: Sequence[Group], shown: set[int]) -> None:
        """Show groups: first those of which something is shown in full, then the others, a line each."""
        brief = []
        for group in groups:
            full = [kind for kind in alike(group.findings) if self._verbose or id(kind[0]) in shown]
            if full:
                self._group(group, full)
            else:
                brief.append(group)
        for group in brief:
            self._screen.print(Text.assemble(self._name(group), self._named(group.findings)))
        if brief:
            self._screen.print()

    def _group(self, group: Group, full: Sequence[Sequence[Finding]]) -> None:
        self._screen.print(Text.assemble(self._name(group), self._counted(group.findings)))
        for kind in full:
            self._kind(kind)
        told = {id(one) for kind in full for one in kind}
        if rest := [one for one in group.findings if id(one) not in told]:
            self._screen.print(Padding(self._named(rest), (0, 0, 1, INDENT)))

    def _name(self, group: Group) -> Text:
        return Text.assemble(("── ", "dim"), (self._speech.say(f"{group.concern.value}.title"), "bold"), "  ")

    def _counted(self, found: Sequence[Finding]) -> Text:
        counts = Counter(map(severity_of, found))
        return Text.assemble((" · ", "dim")).join(
            Text.assemble(mark(one), f" {self._speech.say(f'audited.count_{one.value}', n=counts[one])}")
            for one in (*GRAVE, Severity.INFO)
            if counts[one]
        )

    def _named(self, found: Sequence[Finding]) -> Text:
        """Count findings and name their codes."""
        codes = Counter(one.code for one in found)
        named = [f"{code} ×{n}" if n > 1 else code for code, n in islice(codes.items(), CODES)]
        return Text.assemble(
            self._counted(found), (f"  {', '.join(named)}{' …' if len(codes) > CODES else ''}", "dim")
        )

    # --- findings of one kind -------------------------------------------------------------------------------------------

    def _kind(self, kind: Sequence[Finding]) -> None:
        words, first = lookup(kind[0].code).words[self._speech.lang], kind[0]
        gain = self._speech.say("faults.gain", gain=decimal(first.gain, self._speech))
        times = f" ×{len(kind)}" if len(kind) > 1 else ""
        table = hanging()
        table.add_row(
            Text(*mark(severity_of(first))),
            Text.assemble(
                (words.title, "bold"),
                (f"  {first.code}{times}", "dim"),
                (f"  {gain}" if first.gain >= LEAST_GAIN else "", "cyan"),
            ),
        )
        self._screen.print(table)
        several = len(kind) > 1
        for one in kind if self._verbose else kind[:EACH]:
            self._lines(("", line) for line in self._places(one))
            if several:
                self._to_paste(one)
        if (more := len(kind) - EACH) > 0 and not self._verbose:
            self._lines([("", Text(self._speech.say("checked.more_alike", n=more), "dim"))])
        self._lines([("", self.prose(words.why)), ("→", self.prose(words.fix))])
        if not several:
            self._to_paste(first)
        self._screen.print()

    def _lines(self, rows: Iterable[tuple[str, Text]]) -> None:
        table = hanging()
        for sign, line in rows:
            table.add_row(Text(sign, "dim"), line)
        if table.row_count:
            self._screen.print(table)

    def _to_paste(self, one: Finding) -> None:
        """Show what is there to be copied, unless it was just named: never wrapped."""
        for line in to_paste(one).splitlines():
            self._screen.print(Text(f"    {visible(line)}", "green"), soft_wrap=True)

    def _places(self, one: Finding) -> Iterator[Text]:
        """Say what was found and where, with the very words."""
        places = [place for place in (one.where, *one.also) if place]
        shown = places if self._verbose else places[:PLACES]
        quoted = {str(place.get("snippet", "")) for place in shown}
        if one.detail and one.detail not in quoted:
            yield Text(printable(one.detail), "cyan")
        for place in shown:
            where, words = placed(place, self._report, self._speech), str(place.get("snippet", ""))
            quote = f"“{visible(words)}”" if words else ""
            if where or quote:
                yield Text.assemble((where, "dim"), ": " if where and quote else "", (quote, "cyan"))
        if (more := one.count - max(len(shown), 1)) > 0:
            yield Text(self._speech.say("faults.more", n=more), "dim")

    def prose(self, text: str, *, indent: int = INDENT, style: str = "") -> Text:
        """Give a paragraph; Japanese is broken into lines here."""
        japanese = self._speech.lang is Lang.JA
        return Text(flowed(text, self._screen.width - indent) if japanese else text, style)


def _hardness(kind: Sequence[Finding]) -> tuple[bool, float, float]:
    gain, weight = sum(one.gain for one in kind), sum(one.weight for one in kind)
    return severity_of(kind[0]) is not Severity.ERROR, -gain, -weight


# --- pieces -----------------------------------------------------------------------------------------------------------


def printable(text: str) -> str:
    """Give the beginning of a text on one line, as it can be shown."""
    line = " ".join(text[: 4 * LONGEST].split())
    return visible(line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…")


def placed(place: Place, report: MessageReport, speech: Speech) -> str:
    """Say where something stands."""
    if "part" in place and "line" in place:
        part = report.draft.parts[int(place["part"])]
        at = {"line": int(place["line"]), "column": int(place.get("column", 1))}
        return speech.say("faults.part", part=part.index + 1, type=visible(part.type), **at)
    if "header" in place:
        name = visible(str(place["header"]))
        if "line" in place:
            return speech.say("faults.header_line", name=name, line=int(place["line"]))
        return speech.say("faults.header", name=name)
    return ""


def title(one: Finding, lang: Lang) -> str:
    """Give the one line that a finding's code says."""
    return lookup(one.code).words[lang].title


def decimal(value: float, speech: Speech) -> str:
    """Write a number of points."""
    return figures.number(round(value, 1) + 0.0, speech.lang, 1)  # no minus before nothing


def score_style(score: float) -> str:
    """Give a score's colour."""
    return "green" if score >= 8 else "yellow" if score >= 5 else "red"


def mark(severity: Severity) -> tuple[str, str]:
    """Give a severity's mark and colour."""
    return SEVERITY_MARK.get(severity.value, ("-", "dim"))


def hanging() -> Table:
    """Give a table of marks and of what stands beside them."""
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True, min_width=1)
    table.add_column(overflow="fold")
    return table
