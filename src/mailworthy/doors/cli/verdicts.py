"""One verdict on the terminal."""

from __future__ import annotations

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from mailworthy.address.check import Verdict
from mailworthy.address.findings import quoted
from mailworthy.doors.cli.screen import ACTION_STYLE, SEVERITY_MARK, STATUS_STYLE, console
from mailworthy.doors.cli.settings import Settings
from mailworthy.finding import Confidence, Finding, Lang, Severity, lookup
from mailworthy.flow.page import reason_label

INDENT = 4  # of what is said about a finding
POINTER = "^ position {}"


def show(verdict: Verdict, lang: Lang, settings: Settings) -> None:
    """Show one verdict: the answer first, then what it stands on."""
    screen = console(settings)
    status, action = verdict.status.value, verdict.action.value
    screen.print(
        Text.assemble(
            (status.upper(), STATUS_STYLE[status]),
            "  ",
            (quoted(verdict.address), "bold"),
            ("  → ", "dim"),
            (action, ACTION_STYLE[action]),
            (f"   score {verdict.score}/100", "dim"),
        )
    )
    screen.print(Padding(_table(verdict, lang), (0, 0, 0, 2), expand=False))
    _show_findings(screen, verdict, lang, verbose=settings.verbose)
    screen.print()


def _table(verdict: Verdict, lang: Lang) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in _lines(verdict, lang):
        table.add_row(name, value)
    return table


def _lines(verdict: Verdict, lang: Lang) -> list[tuple[str, str]]:
    mx = verdict.checks["mx"] or ()
    known = {
        "did you mean": verdict.suggestion,
        "reason": f"{reason_label(verdict.reason, lang)} ({verdict.reason})",
        "flags": ", ".join(verdict.flags),
        "mail hosts": ", ".join(mx[:3]) + (f" and {len(mx) - 3} more" if len(mx) > 3 else ""),
        "same mailbox": verdict.canonical if verdict.canonical != verdict.normalized.lower() else "",
        "ask again": f"{verdict.retry_after:%Y-%m-%d %H:%M} UTC" if verdict.retry_after else "",
        "holds until": f"{verdict.expires_at:%Y-%m-%d %H:%M} UTC",
    }
    return [(name, quoted(value)) for name, value in known.items() if value]


def _show_findings(screen: Console, verdict: Verdict, lang: Lang, *, verbose: bool) -> None:
    for finding in verdict.findings:
        severity = finding.severity or lookup(finding.code).severity
        if verbose or _matters(finding, severity, verdict.reason):
            told = _finding(finding, severity, verdict, lang, room=screen.width - INDENT)
            screen.print(Padding(told, (0, 0, 0, 2), expand=False))


def _matters(finding: Finding, severity: Severity, reason: str) -> bool:
    """Tell what is shown unasked: what is wrong; of guesses only the one that decided."""
    if severity not in {Severity.ERROR, Severity.WARNING}:
        return False
    return finding.confidence is not Confidence.GUESS or lookup(finding.code).reason == reason


def _finding(finding: Finding, severity: Severity, verdict: Verdict, lang: Lang, *, room: int) -> Table:
    words = lookup(finding.code).words[lang]
    # The suggestion stands at the top already; what to do with it does not.
    fix = words.fix if finding.fix == verdict.suggestion else finding.fix or words.fix
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_row(
        Text(*SEVERITY_MARK.get(severity.value, ("-", "dim"))),
        Text.assemble(words.title, (f"  {finding.code}", "dim")),
    )
    if finding.where:
        table.add_row("", Text(_place(finding, verdict.address, room), style="dim"))
    table.add_row("", Text(fix))
    return table


def _place(finding: Finding, typed: str, room: int) -> str:
    """Point at the place in the typed text; say its number alone where the text cannot be shown as it is."""
    position = finding.where.get("position")
    if isinstance(position, int) and finding.detail == typed and cell_len(typed) + len(POINTER) < room:
        return f"{typed}\n{' ' * cell_len(typed[:position])}{POINTER.format(position)}"
    place = ", ".join(f"{name} {value}" for name, value in finding.where.items())
    return f"{place}: {finding.detail}"
