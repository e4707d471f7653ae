"""A bounce report on the terminal: the answer first, then what to do, then where it came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

from mailworthy.address.findings import quoted
from mailworthy.bounce.reasons import REASONS
from mailworthy.bounce.report import BounceReport, Figures
from mailworthy.bounce.words import group_words, reason_words
from mailworthy.doors.cli.screen import SEVERITY_MARK, console
from mailworthy.doors.cli.settings import Settings
from mailworthy.finding import Lang

WIDTH = 24  # of a bar
ROWS = 8
DAYS = 14  # the last ones
MATTERS = {"error", "warning"}
FILES = {"page": "Page", "json": "JSON", "days": "Tables"}
COLUMNS: tuple[tuple[str, JustifyMethod], ...] = (
    ("", "left"), ("hard", "right"), ("soft", "right"), ("sent", "right"), ("rate", "right"), ("", "left"),
)  # fmt: skip


def show(report: BounceReport, files: Mapping[str, Path], lang: Lang, settings: Settings) -> None:
    """Show a report."""
    screen = console(settings)
    screen.print()
    _answer(screen, report)
    if report.total.bounces:
        _counts(screen, "Whose problem it is", _groups(report, lang), report.total.bounces)
        _counts(screen, "Why", _reasons(report, lang), report.total.bounces)
        _figures(screen, "Receivers", report.domains)
        _figures(screen, "Campaigns", report.tags)
        _figures(screen, "The last days", report.days[-DAYS:], DAYS)
    _findings(screen, report, lang, verbose=settings.verbose)
    _next(screen, report, lang)
    for name, title in FILES.items():
        if name in files:  # no line break in a path: it is there to be clicked at and copied
            screen.print(Text.assemble((f"{title:<8}", "bold"), str(files[name])), soft_wrap=True)


def _answer(screen: Console, report: BounceReport) -> None:
    total = report.total
    if report.since:
        screen.print(Text(f"{report.since} to {report.until}", style="dim"))
    line = Text(f"{total.bounces:,} bounces", style="bold")
    line.append(f"  {total.hard:,} hard, {total.soft:,} soft", style="")
    screen.print(line)
    if total.rate is not None:
        style = "bold red" if total.alarm else "bold green"
        told = "over" if total.rate > total.line else "within"
        screen.print(
            Text.assemble(
                (f"{total.rate:.1%}", style), f" of {total.sent:,} sent, {told} the {total.line:.1%} line; hard alone {total.hard_rate or 0:.1%}"
            )
        )  # fmt: skip
    if total.complaints:
        rate = "" if total.complaint_rate is None else f", {total.complaint_rate:.2%} of what was sent"
        screen.print(f"{total.complaints:,} complaints{rate} (0.1% alarm, 0.3% stop)")
    others = {kind: count for kind, count in report.kinds.items() if kind not in {"bounce", "complaint"}}
    if others:
        screen.print(
            Text(
                "not counted: "
                + ", ".join(f"{count:,} {kind.replace('_', ' ')}" for kind, count in others.items()),
                style="dim",
            )
        )
    screen.print()


def _groups(report: BounceReport, lang: Lang) -> Iterable[tuple[str, str, int, str]]:
    for name, count in report.groups.items():
        yield group_words(name, lang).label, name, count, ""


def _reasons(report: BounceReport, lang: Lang) -> Iterable[tuple[str, str, int, str]]:
    for name, count in list(report.reasons.items())[:ROWS]:
        yield reason_words(name, lang).label, name, count, "red" if REASONS[name].hard else "blue"


def _counts(screen: Console, title: str, rows: Iterable[tuple[str, str, int, str]], total: int) -> None:
    table = _table(title, ("", "left"), ("", "right"), ("", "right"), ("", "left"), ("", "left"))
    for label, name, count, style in rows:
        share = count / total
        bar = Text("█" * round(share * WIDTH) or "▏", style=style)
        table.add_row(label, f"{count:,}", f"{share:.1%}", bar, Text(name, style="dim"))
    screen.print(table)
    screen.print()


def _figures(screen: Console, title: str, rows: Iterable[Figures], most: int = ROWS) -> None:
    shown = [row for row in rows if row.bounces or row.sent][:most]
    if not shown:
        return
    rated = any(row.sent is not None for row in shown)
    table = _table(title, *COLUMNS[: 6 if rated else 3])
    for row in shown:
        sent = "" if row.sent is None else f"{row.sent:,}"
        rate = "" if row.rate is None else f"{row.rate:.1%}"
        alarm = Text("over the line" if row.alarm else "", style="red")
        cells = (quoted(row.key), f"{row.hard:,}", f"{row.soft:,}", sent, rate, alarm)
        table.add_row(*cells[: len(table.columns)])
    screen.print(table)
    screen.print()


def _table(title: str, *columns: tuple[str, JustifyMethod]) -> Table:
    table = Table(
        title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, header_style="dim",
        show_header=any(head for head, _ in columns),
    )  # fmt: skip
    for head, justify in columns:
        table.add_column(head, justify=justify)
    return table


def _findings(screen: Console, report: BounceReport, lang: Lang, *, verbose: bool) -> None:
    for finding in report.findings:
        words = finding.as_dict(lang)
        mark, style = SEVERITY_MARK.get(words["severity"], ("-", "dim"))
        table = Table.grid(padding=(0, 1, 0, 0))
        table.add_row(Text(mark, style=style), Text(words["title"], "bold"))
        table.add_row(
            "", Text(" · ".join(part for part in (quoted(finding.detail), finding.code) if part), style="dim")
        )
        if verbose or words["severity"] in MATTERS:
            table.add_row("", Text(words["fix"]))
        screen.print(table)
    if report.findings:
        screen.print()


def _next(screen: Console, report: BounceReport, lang: Lang) -> None:
    """Show what to do for the largest group; the page has the checklists of all."""
    if not report.groups:
        return
    words = group_words(next(iter(report.groups)), lang)
    screen.print(Text.assemble(("What to do next: ", "bold"), words.label))
    for step in words.checklist:
        table = Table.grid(padding=(0, 1, 0, 0))
        table.add_row(Text("·", style="dim"), Text(step.text))
        if where := step.command or step.page:
            table.add_row("", Text(where, style="cyan"))
        screen.print(table)
    screen.print()
