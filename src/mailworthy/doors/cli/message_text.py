"""A message's report on the terminal: the score, each filter, what to mend and where, the law, what nobody looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from mailworthy.doors.cli.message_findings import (
    INDENT,
    LEAST_GAIN,
    Findings,
    decimal,
    hanging,
    mark,
    printable,
    score_style,
    title,
)
from mailworthy.doors.cli.screen import console, visible
from mailworthy.doors.cli.settings import Settings
from mailworthy.finding import Finding, Lang, Severity, lookup
from mailworthy.flow.messages.concerns import GRAVE
from mailworthy.flow.page.words import Speech
from mailworthy.message.report import MessageReport, severity_of

if TYPE_CHECKING:
    from mailworthy.message.beside import Beside

WIDEST = 100  # columns: longer lines of prose are hard to read
SYMBOLS = 12  # of a filter of the user's, same
BRIEF = 24  # columns of a report on one line that its file and its finding leave
TOLD = (*GRAVE, Severity.INFO, Severity.SKIPPED)
VERDICT_STYLE = {"pass": "green", "suspicious": "yellow", "spam": "bold red", "skipped": "dim"}
RESULT_STYLE = {
    "not_met": "red",
    "not_seen": "yellow",
    "met": "green",
    "not_checked": "dim",
    "not_applicable": "dim",
}


class Shown:
    """Reports on one screen, in full or a line each."""

    def __init__(self, lang: Lang, settings: Settings) -> None:
        self.screen = console(settings)
        self.screen.width = min(self.screen.width, WIDEST)
        self.speech = Speech(lang)
        self._verbose = settings.verbose
        self._count = 0
        self._worst: Counter[Severity | None] = Counter()

    def full(self, report: MessageReport, beside: Sequence[Beside] = ()) -> None:
        """Show all of a report."""
        self._take(report)
        if self._count > 1:
            self.screen.rule(style="dim")
        _Full(self.screen, report, self.speech, verbose=self._verbose).all(beside)

    def brief(self, report: MessageReport) -> None:
        """Show a report on one line."""
        self._take(report)
        counted = Counter(map(severity_of, report.findings))
        table = Table.grid(padding=(0, 2, 0, 0), expand=True)
        table.add_column(no_wrap=True, justify="right", width=4)
        table.add_column(no_wrap=True, width=10)
        table.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
        table.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
        marks = Text(" ").join(
            Text(f"{mark(one)[0]} {counted[one]}", mark(one)[1]) for one in GRAVE if counted[one]
        )
        first = next((one for one in report.findings if severity_of(one) in GRAVE), None)
        said = title(first, self.speech.lang) if first else ""
        table.add_row(
            Text(decimal(report.scored.score, self.speech), score_style(report.scored.score)),
            marks,
            Text(_ending(visible(report.file), (self.screen.width - BRIEF) // 2)),
            Text(said, "dim"),
        )
        self.screen.print(table)

    def _take(self, report: MessageReport) -> None:
        self._count += 1
        worst = report.worst
        self._worst[worst if worst in GRAVE else None] += 1

    def summary(self, *, brief: bool) -> None:
        """Say what they come to, where there are several."""
        say = self.speech.say
        if self._count < 2:
            return
        if not brief:
            self.screen.rule(style="dim")
        told = [
            (Severity.ERROR, "checked.with_error"),
            (Severity.WARNING, "checked.with_warning"),
            (None, "checked.with_nothing"),
        ]
        parts = [say(key, n=self._worst[worst]) for worst, key in told if self._worst[worst]]
        line = Text.assemble((say("checked.summary", n=self._count), "bold"), f": {', '.join(parts)}")
        self.screen.print()
        self.screen.print(line)
        if brief:
            self.screen.print(Text(say("checked.each"), "dim"))

    def page(self, path: Path) -> None:
        """Name the page that was written, or the one that leads to all of them."""
        named = Text.assemble((f"{self.speech.say('checked.page')}  ", "bold"), visible(str(path)))
        self.screen.print(
            named, soft_wrap=True
        )  # no line break in a path: it is there to be clicked at and copied


class _Full:
    """One report, part by part."""

    def __init__(self, screen: Console, report: MessageReport, speech: Speech, *, verbose: bool) -> None:
        self._screen = screen
        self._report = report
        self._speech = speech
        self._verbose = verbose
        self._findings = Findings(screen, report, speech, verbose=verbose)

    def all(self, beside: Sequence[Beside]) -> None:
        self._answer()
        self._filters()
        for one in beside:
            self._beside(one)
        self._findings.all()
        self._law()
        self._findings.unseen()

    # --- the answer -----------------------------------------------------------------------------------------------------

    def _answer(self) -> None:
        report, say = self._report, self._speech.say
        if report.file:
            self._screen.print(Text(visible(report.file), "bold"), soft_wrap=True)
        score = report.scored.score
        counted = Counter(map(severity_of, report.findings))
        parts = [
            Text(say("checked.of_ten", score=decimal(score, self._speech)), f"bold {score_style(score)}"),
            Text(say("checked.probability", share=self._speech.percent(report.scored.spam_probability))),
        ]
        self._screen.print(Text.assemble((" · ", "dim")).join(parts))
        tallies = [
            Text.assemble(mark(one), f" {say(f'audited.count_{one.value}', n=counted[one])}")
            for one in TOLD
            if counted[one]
        ]
        if tallies:
            self._screen.print(Text.assemble((" · ", "dim")).join(tallies))
        self._screen.print(self._findings.prose(say("tested.not_a_promise"), indent=0, style="dim"))
        self._screen.print()

    def _filters(self) -> None:
        self._findings.title("filters.title")
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(no_wrap=True)
        table.add_column(no_wrap=True)
        table.add_column(no_wrap=True, justify="right")
        table.add_column(overflow="fold")
        for name, one in self._report.scored.filters.items():
            points = "–" if one.verdict == "skipped" else decimal(one.points, self._speech)
            table.add_row(
                self._speech.say(f"filters.{name}"),
                Text(self._speech.say(f"filters.{one.verdict}"), VERDICT_STYLE[one.verdict]),
                points,
                Text("; ".join(self._reasons(one.findings)), "dim"),
            )
        self._screen.print(Padding(table, (0, 0, 1, INDENT), expand=False))

    def _reasons(self, findings: Sequence[Finding]) -> Iterator[str]:
        heavy = sorted((one for one in findings if one.weight >= LEAST_GAIN), key=lambda one: -one.weight)
        for one in heavy[:2]:
            rule = lookup(one.code).area == "rule"  # of many rules the titles are alike
            said = printable(one.detail) if rule else title(one, self._speech.lang)
            yield f"{said} ({decimal(one.weight, self._speech)})"

    def _beside(self, of: Beside) -> None:
        """Show what a filter of the user's says, its heaviest symbols first."""
        say = self._speech.say
        self._screen.print(Text(of.filter, "bold underline"))
        if of.score is None:
            said = say("beside.silent", why=visible(of.detail or of.why))
        elif of.threshold is None:
            said = say("checked.points", points=decimal(of.score, self._speech))
        else:
            said = say(
                "beside.said",
                score=decimal(of.score, self._speech),
                threshold=decimal(of.threshold, self._speech),
                judged=visible(of.judged(self._speech.lang)),
            )
        self._screen.print(Padding(self._findings.prose(said), (0, 0, 0, INDENT), expand=False))
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(justify="right", no_wrap=True)
        table.add_column(overflow="fold")
        for one in of.symbols if self._verbose else of.symbols[:SYMBOLS]:
            points = "–" if one.score is None else decimal(one.score, self._speech)
            meaning = Text.assemble(
                visible(one.explained(self._speech.lang)),
                (f"  {visible(one.name)}", "dim"),
                (f" = {one.ours}" if one.ours else "", "dim"),
            )
            table.add_row(points, meaning)
        self._screen.print(Padding(table, (0, 0, 1, INDENT), expand=False))

    # --- the law --------------------------------------------------------------------------------------------------------

    def _law(self) -> None:
        blocks = [block.as_dict(self._speech.lang) for block in self._report.law.blocks]
        if not blocks:
            return
        self._findings.title("duties.title")
        for block in blocks:
            self._screen.print(Text.assemble((block["market"], "bold"), f"  {block['law']}"))
            table = hanging()
            for line in self._duties(block["duties"]):
                table.add_row("", line)
            self._screen.print(table)
        for key in ("chosen_because", "purpose_means", "not_legal_advice", "not_seen_here"):
            self._screen.print(self._findings.prose(blocks[0][key], indent=0, style="dim"))
        self._screen.print()

    def _duties(self, duties: Sequence[Mapping[str, str]]) -> Iterator[Text]:
        """Count duties by their result; name those that are not met or not seen."""
        counted = Counter(str(duty["result"]) for duty in duties)
        yield Text.assemble((" · ", "dim")).join(
            Text(
                self._speech.say(
                    "checked.duties", n=counted[result], result=self._speech.say(f"duties.{result}")
                ),
                style,
            )
            for result, style in RESULT_STYLE.items()
            if counted[result]
        )
        for duty in duties:
            if duty["result"] in {"not_met", "not_seen"} or self._verbose:
                result = self._speech.say(f"duties.{duty['result']}")
                source = " ".join(filter(None, (duty.get("source"), duty.get("section"))))
                line = self._findings.prose(f"{result}  {duty['asks']}  {source}")
                line.stylize(RESULT_STYLE[str(duty["result"])], 0, len(result))
                yield line


def _ending(name: str, columns: int) -> str:
    """Give the end of a name: files of one folder begin alike."""
    while cell_len(name) > columns:
        name = "…" + name[2:] if name.startswith("…") else "…" + name[1:]
    return name
