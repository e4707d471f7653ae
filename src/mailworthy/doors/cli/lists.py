"""A list job on the terminal: a bar with its rate and the time that is left, then the summary."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID, TextColumn
from rich.table import Table
from rich.text import Text

from mailworthy.address.findings import quoted
from mailworthy.address.report import BOUNCE_LINE, ListReport
from mailworthy.doors.cli.screen import ACTION_STYLE, SEVERITY_MARK, STATUS_STYLE, console
from mailworthy.doors.cli.settings import Settings
from mailworthy.finding import Lang
from mailworthy.flow import check_list as flow
from mailworthy.flow.page import reason_label

STAGES = {"reading": ("reading", "rows"), "asking": ("asking DNS", "domains"), "writing": ("writing", "rows")}
WIDTH = 28  # of a bar in the summary
NARROW = 14  # of a progress bar: all beside it still fits into 80 columns
REASONS_SHOWN = 8
MATTERS = {"error", "warning"}
WAITING_S = 2.0  # without news: some name servers take their time, and no rate tells how long
QUIET_S = 5.0  # a log that is no terminal gets a line now and then


def run(
    file: Path, out: Path, options: flow.ListOptions, settings: Settings, *, as_json: bool = False
) -> ListReport:
    """Check a list, showing how far it is and what it came to."""
    notes = console(settings, stderr=True)
    if not (settings.quiet or options.offline):
        _advise(notes, options)
    try:
        with Bars(notes, quiet=settings.quiet) as bars:
            report = flow.check_list(file, out=out, options=options, tell=bars.tell)
    except KeyboardInterrupt:
        click.echo(
            "mailworthy: interrupted; the same command with --resume goes on where it stopped", err=True
        )
        raise click.exceptions.Exit(130) from None
    if not as_json:
        show(report, out, settings)
    return report


def _advise(notes: Console, options: flow.ListOptions) -> None:
    from mailworthy.flow.world import resolver_advice  # noqa: PLC0415  # brings DNS, which offline nobody needs

    if advice := resolver_advice(options.servers):
        notes.print(advice)


class Bars:
    """One bar per stage on standard error: share done, rate, time left."""

    def __init__(self, screen: Console, *, quiet: bool) -> None:
        """Show nothing where nobody looks."""
        self._progress = Progress(
            TextColumn("{task.description:<11}"),
            BarColumn(NARROW),
            TextColumn("{task.percentage:>4.0f} %"),
            _Rate(),
            _Left(),
            console=screen,
            disable=quiet or not screen.is_terminal,
            transient=True,
        )
        self._tasks: dict[str, TaskID] = {}
        self._screen = screen
        self._plain = not quiet and not screen.is_terminal
        self._said = 0.0

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def tell(self, progress: flow.Progress) -> None:
        """Take up how far the job is."""
        title, unit = STAGES[progress.stage]
        if progress.stage not in self._tasks:
            since = _Since(time.monotonic(), progress.done, progress.count)
            self._tasks[progress.stage] = self._progress.add_task(
                title, total=1.0, unit=unit, since=since, count=progress.count, moved=since.began
            )
        self._progress.update(
            self._tasks[progress.stage], completed=progress.done, count=progress.count, moved=time.monotonic()
        )
        if self._plain and time.monotonic() - self._said > QUIET_S:
            self._said = time.monotonic()
            self._screen.print(f"{title}: {progress.done:.0%}, {progress.count:,} {unit}")


@dataclass(frozen=True, slots=True)
class _Since:
    """How far a stage was when this run first heard of it: what a resumed job had done before is not its speed."""

    began: float
    done: float
    count: int

    def seconds(self) -> float:
        return time.monotonic() - self.began


class _Rate(ProgressColumn):
    """How many so far, and how many a second."""

    def render(self, task: Task) -> Text:
        """Give the count and the rate."""
        since: _Since = task.fields["since"]
        seconds = task.finished_time or since.seconds()
        rate = (task.fields["count"] - since.count) / seconds if seconds else 0.0
        told = f"{task.fields['count']:>11,} {task.fields['unit']:<7}"
        return Text(f"{told} {rate:>9,.0f}/s" if rate > 0 else told, style="dim")


class _Left(ProgressColumn):
    """How long it will still take."""

    def render(self, task: Task) -> Text:
        """Give minutes and seconds."""
        if task.finished:
            return Text("")
        if time.monotonic() - task.fields["moved"] > WAITING_S:
            return Text("    waiting", style="dim")
        since: _Since = task.fields["since"]
        done = task.completed - since.done
        if done <= 0:
            return Text(" --:-- left", style="dim")
        minutes, seconds = divmod(round(since.seconds() * (1.0 - task.completed) / done), 60)
        return Text(f"{minutes:>3}:{seconds:02} left", style="dim")


def show(report: ListReport, out: Path, settings: Settings) -> None:
    """Show what a list came to, the answer first."""
    screen = console(settings)
    seconds = f"{report.rows:,} rows in {report.duration_s:.1f} s"
    screen.print()
    screen.print(Text.assemble((report.source, "bold"), "  ", (seconds, "dim")))
    screen.print()
    _bars(screen, "What to do", report.actions, report.rows, ACTION_STYLE)
    _bars(screen, "What they are", report.statuses, report.rows, STATUS_STYLE)
    _reasons(screen, report)
    _prediction(screen, report)
    _findings(screen, report, verbose=settings.verbose)
    _files(screen, report, out)


def _bars(
    screen: Console, title: str, counts: Mapping[str, int], total: int, styles: Mapping[str, str]
) -> None:
    table = _grid(title)
    for word, count in counts.items():
        share = count / total if total else 0.0
        bar = Text("█" * round(share * WIDTH) or ("▏" if count else ""), style=styles.get(word, ""))
        table.add_row(Text(word, style=styles.get(word, "")), f"{count:,}", f"{share:.1%}", bar)
    screen.print(table)
    screen.print()


def _grid(title: str) -> Table:
    table = Table(
        title=title, title_justify="left", title_style="bold", box=None, show_header=False, pad_edge=False
    )
    for justify in ("left", "right", "right", "left"):
        table.add_column(justify=justify)
    return table


def _reasons(screen: Console, report: ListReport) -> None:
    table = _grid("Why")
    reasons = [
        (reason, count)
        for reason, count in report.reasons.items()
        if reason not in {"dns_only", "not_checked"}
    ]
    for reason, count in reasons[:REASONS_SHOWN]:
        table.add_row(
            reason_label(reason, Lang.EN),
            f"{count:,}",
            f"{count / report.rows:.1%}",
            Text(reason, style="dim"),
        )
    if left := sum(count for _, count in reasons[REASONS_SHOWN:]):
        table.add_row(Text("other reasons", style="dim"), f"{left:,}", f"{left / report.rows:.1%}", "")
    if reasons:
        screen.print(table)
        screen.print()


def _prediction(screen: Console, report: ListReport) -> None:
    if not report.rows:
        return
    before, after, cost = report.predicted_bounce_rate, report.predicted_after, report.cost
    style = "bold red" if before.mean > BOUNCE_LINE else "bold green"
    table = Table.grid(padding=(0, 2))
    table.add_row(
        Text("Expected bounces", style="bold"),
        Text.assemble((f"{before.mean:.1%}", style), f" as it is ({before.low:.1%} – {before.high:.1%})"),
    )
    if report.actions.get("keep"):
        table.add_row("", Text.assemble((f"{after.mean:.1%}", "bold"), " of what to keep"))
    table.add_row("", Text(f"above {BOUNCE_LINE:.0%} a sender's reputation suffers", style="dim"))
    if cost.before:
        price = f"{cost.before:,.2f} {cost.currency} as it is, {cost.wasted:,.2f} of it wasted".rstrip()
        table.add_row(Text("Cost a month", style="bold"), price)
    screen.print(table)
    screen.print()


def _findings(screen: Console, report: ListReport, *, verbose: bool) -> None:
    """Show what was noticed about the list; what to do about it where that matters, or everywhere if asked for."""
    for finding in report.findings:
        words = finding.as_dict(Lang.EN)
        mark, style = SEVERITY_MARK.get(words["severity"], ("-", "dim"))
        told = [part for part in (quoted(finding.detail), finding.code) if part]
        table = Table.grid(padding=(0, 1, 0, 0))
        table.add_row(Text(mark, style=style), Text(words["title"], "bold"))
        table.add_row("", Text(" · ".join(told), style="dim"))
        if verbose or words["severity"] in MATTERS:
            table.add_row("", Text(words["fix"]))
        screen.print(table)
    if report.findings:
        screen.print()


def _files(screen: Console, report: ListReport, out: Path) -> None:
    for title, name in (("Report", "report"), ("All rows", "annotated"), ("To keep", "keep")):
        if name in report.files:  # no line break in a path: it is there to be clicked at and copied
            screen.print(
                Text.assemble((f"{title:<10}", "bold"), str(out / report.files[name])), soft_wrap=True
            )
    others = len(report.files) - 4
    if others > 0:
        files = "one file" if others == 1 else f"{others} files"
        screen.print(Text(f"{'':<10}and {files} by status and kind beside them", style="dim"))
