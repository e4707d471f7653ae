"""An audit of a domain on the terminal: the answer, what to mend, what is in order, what nobody looked at, what to publish."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from mailworthy.doors.cli.audit_facts import MOST, show_facts, show_requirements
from mailworthy.doors.cli.explanations import printable
from mailworthy.doors.cli.screen import SEVERITY_MARK, console, flowed, visible
from mailworthy.doors.cli.settings import Settings
from mailworthy.finding import Lang, Severity, lookup
from mailworthy.flow.page import Speech
from mailworthy.flow.page.audit_words import GRAVE, again, details, headline, tallies, titled
from mailworthy.sender.audit import SenderReport
from mailworthy.sender.audit.advice import Advice

WIDEST = 100  # columns: longer lines of prose are hard to read
INDENT = 2  # of what stands beside a mark
FILES = {"page": "HTML", "json": "JSON"}
HEAD_STYLE = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow"}


def show(report: SenderReport, files: Mapping[str, Path], lang: Lang, settings: Settings) -> None:
    """Show what came of an audit."""
    screen = console(settings)
    screen.width = min(screen.width, WIDEST)
    _Shown(screen, report, Speech(lang), verbose=settings.verbose).all(files)


class _Shown:
    """One report on one screen, part by part."""

    def __init__(self, screen: Console, report: SenderReport, speech: Speech, *, verbose: bool) -> None:
        self._screen = screen
        self._report = report
        self._speech = speech
        self._verbose = verbose
        self._advice = report.advice()
        self._pasted: set[str] = set()

    def all(self, files: Mapping[str, Path]) -> None:
        self._answer()
        self._grave()
        self._brief("noted", Severity.INFO)
        self._brief("inorder", Severity.PASS)
        self._unseen()
        show_facts(self._screen, self._report, self._speech)
        show_requirements(self._screen, self._report, self._speech)
        self._records()
        for name, title in FILES.items():
            if name in files:  # no line break in a path: it is there to be clicked at and copied
                self._screen.print(Text.assemble((f"{title:<6}", "bold"), str(files[name])), soft_wrap=True)

    # --- the answer -----------------------------------------------------------------------------------------------------

    def _answer(self) -> None:
        style = HEAD_STYLE.get(self._report.worst or Severity.PASS, "bold green")
        self._screen.print(Text(headline(self._report, self._speech), style))
        counted = Text(" · ", "dim").join(
            Text.assemble((_mark(severity)[0], _mark(severity)[1]), f" {words}")
            for severity, words in tallies(self._report, self._speech)
        )
        self._screen.print(counted)
        self._screen.print()

    # --- findings -------------------------------------------------------------------------------------------------------

    def _of(self, *severities: Severity) -> list[Advice]:
        return [one for one in self._advice if one.severity in severities]

    def _title(self, key: str) -> None:
        self._screen.print(Text(self._speech.say(f"{key}.title"), "bold underline"))

    def _grave(self) -> None:
        self._title("mending")
        grave = self._of(*GRAVE)
        for one in grave:
            self._full(one)
        if not grave:
            self._screen.print(Padding(Text(self._speech.say("mending.none")), (0, 0, 1, 2)))

    def _full(self, one: Advice) -> None:
        words = lookup(one.code).words[self._speech.lang]
        table = _hanging()
        table.add_row(Text(*_mark(one.severity)), _named(words.title, one.code))
        for detail in self._details(one):
            table.add_row("", Text(detail, "cyan"))
        table.add_row("", self._prose(words.why))
        table.add_row(Text("→", "dim"), self._prose(words.fix))
        self._screen.print(table)
        for text in one.pasted:
            if text in self._pasted:
                self._screen.print(Padding(Text(self._speech.say("mending.same"), "dim"), (0, 0, 0, 4)))
            else:
                self._paste(text, indent=4)
            self._pasted.add(text)
        self._screen.print()

    def _details(self, one: Advice) -> Iterator[str]:
        found = details(one, self._report, self._speech)
        yield from map(printable, found[:MOST])
        if len(found) > MOST:
            yield self._speech.say("audited.more", n=len(found) - MOST)

    def _paste(self, text: str, *, indent: int = 0) -> None:
        """Print what is there to be copied: never wrapped, whatever the terminal's width."""
        for line in text.splitlines():
            self._screen.print(Text(" " * indent + visible(line), "green"), soft_wrap=True)

    def _brief(self, key: str, severity: Severity) -> None:
        found = self._of(severity)
        if not found:
            return
        self._title(key)
        if self._verbose and severity is Severity.INFO:
            for one in found:
                self._full(one)
            return
        table = _hanging()
        for one in found:
            table.add_row(Text(*_mark(severity)), self._line(one))
        self._screen.print(table)
        self._screen.print()

    def _line(self, one: Advice) -> Text:
        told = "; ".join(self._details(one))
        return Text.assemble(titled(one.code, self._speech.lang), (f"  {told}" if told else "", "dim"))

    def _unseen(self) -> None:
        found = self._of(Severity.SKIPPED)
        if not found:
            return
        self._title("unseen")
        table = _hanging()
        for one in found:
            table.add_row(Text(*_mark(Severity.SKIPPED)), self._line(one))
            table.add_row("", self._arrow(lookup(one.code).words[self._speech.lang].fix))
        self._screen.print(table)
        self._screen.print()

    def _arrow(self, text: str) -> Table:
        table = _hanging()
        table.add_row(Text("→", "dim"), self._prose(text, indent=2 * INDENT))
        return table

    def _prose(self, text: str, *, indent: int = INDENT) -> Text:
        japanese = self._speech.lang is Lang.JA
        return Text(flowed(text, self._screen.width - indent) if japanese else text)

    # --- what to publish ------------------------------------------------------------------------------------------------

    def _records(self) -> None:
        records = self._report.records()
        if not records and self._of(*GRAVE, Severity.SKIPPED):
            self._again()
            return
        self._title("publish")
        grave = [record for record in records if Severity(record["severity"]) in GRAVE]
        other = [record for record in records if record not in grave]
        if not records:
            self._screen.print(Padding(Text(self._speech.say("publish.none")), (0, 0, 1, 2)))
        for key, some in (("needed", grave), ("optional", other)):
            if some:
                self._screen.print(Text(f"; {self._speech.say(f'publish.{key}')}", "dim"))
                self._paste("\n".join(record["line"] for record in some))
                self._screen.print()
        if records:
            self._again()

    def _again(self) -> None:
        self._screen.print(self._prose(self._speech.say("publish.again"), indent=0))
        self._paste(again(self._report), indent=2)
        self._screen.print()


def _hanging() -> Table:
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True, min_width=1)
    table.add_column(overflow="fold")
    return table


def _mark(severity: Severity) -> tuple[str, str]:
    return SEVERITY_MARK.get(severity.value, ("-", "dim"))


def _named(title: str, code: str) -> Text:
    return Text.assemble((title, "bold"), (f"  {code}", "dim"))
