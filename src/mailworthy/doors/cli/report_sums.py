"""What receivers report on the terminal: the answer first, then what would break, then who sends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

from mailworthy.address.findings import quoted
from mailworthy.doors.cli.screen import SEVERITY_MARK, console
from mailworthy.doors.cli.settings import Settings
from mailworthy.finding import Lang
from mailworthy.sender.reports.summary import Service, Standing, Summary, Tally

WIDTH = 16  # of a bar
ROWS = 8
DAYS = 14  # the last ones
GOOD = 0.98  # of the mail passes: green
MATTERS = {"error", "warning"}
FILES = {"page": "Page", "json": "JSON", "days": "Tables"}
STANDING = {
    Standing.SOUND: ("passes", "green"),
    Standing.UNALIGNED: ("not as you: set it up", "red"),
    Standing.PASSED_ON: ("forwarded", "yellow"),
    Standing.UNPROVEN: ("proves nothing", "yellow"),
}
HOW = {"dkim": "DKIM", "spf": "SPF", "ip": "address"}
COUNTED = (
    ("aggregate", "aggregate report", "aggregate reports"),
    ("failure", "failure report", "failure reports"),
    ("tls", "TLS report", "TLS reports"),
    ("repeated", "that came twice", "that came twice"),
    ("unread", "not read", "not read"),
)


def show(summary: Summary, files: Mapping[str, Path], lang: Lang, settings: Settings) -> None:
    """Show a summary."""
    screen = console(settings)
    screen.print()
    _answer(screen, summary)
    _break(screen, summary)
    _services(screen, summary)
    _tallies(screen, "Your domains", summary.domains, policy=True)
    _tallies(screen, "Who reports", summary.receivers)
    _tallies(screen, "The last days", summary.days[-DAYS:], DAYS)
    _encryption(screen, summary)
    _failures(screen, summary)
    _findings(screen, summary, lang, verbose=settings.verbose)
    for name, title in FILES.items():
        if name in files:  # no line break in a path: it is there to be clicked at and copied
            screen.print(Text.assemble((f"{title:<8}", "bold"), str(files[name])), soft_wrap=True)


def _answer(screen: Console, summary: Summary) -> None:
    counted = [f"{summary.reports[kind]:,} {one if summary.reports[kind] == 1 else many}" for kind, one, many in COUNTED if summary.reports.get(kind)]  # fmt: skip
    if summary.since:
        screen.print(Text(f"{summary.since} to {summary.until}", style="dim"))
    screen.print(Text(", ".join(counted) or "no reports", style="dim"))
    total = summary.total
    if not total.messages:
        screen.print(Text("Nobody reports mail in your name.", style="bold"))
    else:
        share = total.passed / total.messages
        style = "bold green" if share >= GOOD else "bold red"
        line = Text.assemble(
            (f"{total.messages:,} messages in your name", "bold"), "  ", (f"{share:.1%} pass DMARC", style)
        )
        line.append(f" (DKIM {total.dkim:,}, SPF {total.spf:,})")
        screen.print(line)
    screen.print()


def _break(screen: Console, summary: Summary) -> None:
    """Say what would be lost: by far the most asked question."""
    total = summary.total
    if not total.messages:
        return
    if not total.failed:
        screen.print(Text("Under p=reject nothing would be lost.", style="green"))
        screen.print()
        return
    line = Text.assemble(("Under p=reject ", "bold"), (f"{total.failed:,} would be lost", "bold red"))
    if total.stopped:
        line.append(f", {total.stopped:,} of them are stopped already")
    screen.print(line)
    by_standing = {
        standing: sum(each.failed for each in summary.would_break if each.standing is standing)
        for standing in (Standing.UNALIGNED, Standing.PASSED_ON, Standing.UNPROVEN)
    }
    meant = {
        Standing.UNALIGNED: "from services that prove who they are, but not as you",
        Standing.PASSED_ON: "forwarded, or through mailing lists",
        Standing.UNPROVEN: "prove nothing: forged, or servers of yours that nobody set up",
    }
    table = _table("", ("", "right"), ("", "left"), ("", "left"))
    for standing, count in by_standing.items():
        if count:
            bar = Text("█" * round(count / total.failed * WIDTH) or "▏", style=STANDING[standing][1])
            table.add_row(f"{count:,}", bar, meant[standing])
    screen.print(table)
    screen.print()


def _services(screen: Console, summary: Summary) -> None:
    ordered = sorted(
        summary.services, key=lambda each: (each.standing is not Standing.UNALIGNED, -each.messages)
    )
    if not ordered:
        return
    table = _table(
        "Who sends as you",
        ("", "left"),
        ("known by", "left"),
        ("messages", "right"),
        ("pass", "right"),
        ("", "left"),
    )
    for each in ordered[:ROWS]:
        table.add_row(*_service(each))
    screen.print(table)
    if len(ordered) > ROWS:
        screen.print(Text(f"and {len(ordered) - ROWS:,} more: --json or --out tell all", style="dim"))
    screen.print()


def _service(each: Service) -> tuple[str | Text, ...]:
    told, style = STANDING[each.standing]
    standing = Text(told, style=style)
    if each.new:
        standing.append(" · new", style="bold yellow")
    return (
        quoted(each.name),
        HOW[each.by],
        f"{each.messages:,}",
        f"{each.passed / each.messages:.0%}",
        standing,
    )


def _tallies(
    screen: Console, title: str, rows: Iterable[Tally], most: int = ROWS, *, policy: bool = False
) -> None:
    shown = [row for row in rows if row.messages][:most]
    if not shown:
        return
    table = _table(
        title,
        ("", "left"),
        ("messages", "right"),
        ("pass", "right"),
        ("fail", "right"),
        ("p=" if policy else "", "left"),
    )
    for row in shown:
        last = row.policy if policy else ""
        table.add_row(
            quoted(row.key), f"{row.messages:,}", f"{row.passed / row.messages:.0%}", f"{row.failed:,}", last
        )
    screen.print(table)
    screen.print()


def _encryption(screen: Console, summary: Summary) -> None:
    tls = summary.encryption
    if not tls.succeeded + tls.failed:
        return
    style = "red" if tls.failed else "green"
    screen.print(
        Text.assemble(
            ("Encrypted mail to you: ", "bold"),
            f"{tls.succeeded:,} sessions, ",
            (f"{tls.failed:,} failed", style),
        )
    )
    for domain, mx, result, count in tls.failures[:ROWS]:
        screen.print(Text(f"  {count:,}  {quoted(' '.join(part for part in (domain, mx, result) if part))}"))
    screen.print()


def _failures(screen: Console, summary: Summary) -> None:
    if not summary.failures:
        return
    screen.print(Text("Single failures, by who delivered them", style="bold"))
    for source, count in list(summary.failures.items())[:ROWS]:
        screen.print(Text(f"  {count:,}  {source or 'not told'}"))
    screen.print()


def _findings(screen: Console, summary: Summary, lang: Lang, *, verbose: bool) -> None:
    for finding in summary.findings:
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
    if summary.findings:
        screen.print()


def _table(title: str, *columns: tuple[str, JustifyMethod]) -> Table:
    table = Table(
        title=title or None, title_justify="left", title_style="bold", box=None, pad_edge=False, header_style="dim",
        show_header=any(head for head, _ in columns),
    )  # fmt: skip
    for head, justify in columns:
        table.add_column(head, justify=justify)
    return table
