"""The demo on the terminal: what each job comes to, and how to run it on one's own data."""

from __future__ import annotations

import sys
from pathlib import Path
from shutil import which

from rich.console import Console
from rich.table import Table
from rich.text import Text

from mailworthy.bounce.words import reason_words
from mailworthy.doors.cli.lists import Bars, show
from mailworthy.doors.cli.message_findings import decimal, mark, score_style, title
from mailworthy.doors.cli.screen import SEVERITY_MARK, console
from mailworthy.doors.cli.settings import Settings
from mailworthy.errors import OutsideError
from mailworthy.finding import Lang, lookup
from mailworthy.flow.check_list import ListOptions
from mailworthy.flow.page import Speech
from mailworthy.flow.page.audit_words import GRAVE, details, headline, tallies
from mailworthy.flow.run_demo import (
    Audited,
    CameBack,
    Written,
    bounce_demo,
    message_demo,
    preview_demo,
    run_demo,
    sender_demo,
)
from mailworthy.message.report import severity_of

REASONS = 5
RESCUED = 3
FAULTS = 5
RECORDS = 3
MESSAGE_FAULTS = 14


def demo(out: Path, lang: Lang, settings: Settings) -> None:
    """Run every job on sample data, and say that it is sample data."""
    notes = console(settings, stderr=True)
    if not settings.quiet:
        notes.print(
            "This is sample data: 5,000 rows written for this demo, answered for by a name server on this machine."
        )
    with Bars(notes, quiet=settings.quiet) as bars:
        report = run_demo(out, ListOptions(lang=lang), bars.tell)
    show(report, out, settings)
    screen = console(settings)
    if not settings.quiet:
        notes.print("\nNow the newsletter that is to be sent to it: as it was written, and mended.")
    _message(screen, message_demo(out, lang), lang)
    _previews(screen, out, lang)
    if not settings.quiet:
        notes.print("\nNow what came back: a month of sample bounces, written for this demo.")
    came_back = bounce_demo(out, lang)
    _bounces(screen, came_back, lang)
    _rescue(screen, came_back, lang)
    if not settings.quiet:
        notes.print("\nNow the domain that these newsletters came from.")
    _sender(screen, sender_demo(out, lang), lang)
    _own(screen)


def _bounces(screen: Console, came_back: CameBack, lang: Lang) -> None:
    total = came_back.report.total
    screen.print()
    screen.print(
        Text.assemble(
            (f"{came_back.mails:,} messages came back", "bold"),
            f": {total.bounces:,} bounces, {total.hard:,} of them hard, {total.complaints:,} complaints",
        )
    )
    if total.rate is not None:
        style = "bold red" if total.alarm else "bold green"
        told = "over" if total.alarm else "within"
        screen.print(
            Text.assemble(
                (f"{total.rate:.1%}", style), f" of {total.sent:,} sent, {told} the {total.line:.0%} line"
            )
        )
    table = Table.grid(padding=(0, 2))
    for reason, count in list(came_back.report.reasons.items())[:REASONS]:
        table.add_row(f"{count:>5,}", reason_words(reason, lang).label, Text(reason, style="dim"))
    screen.print(table)
    for each in came_back.report.suspicions:
        screen.print(
            f"      {each.blocks} blocks without a named cause at {each.domain}, right after {each.hard} dead addresses "
            f"there: perhaps because of them"
        )
    screen.print(Text.assemble(("Report    ", "bold"), str(came_back.files["page"])), soft_wrap=True)


def _rescue(screen: Console, came_back: CameBack, lang: Lang) -> None:
    rescue = came_back.rescue
    screen.print()
    screen.print(
        Text.assemble(
            (f"{len(rescue.rescued)} of {rescue.called_hard}", "bold"),
            " addresses that a sending platform gave up are not dead",
        )
    )
    table = Table.grid(padding=(0, 2))
    for found in rescue.rescued[:RESCUED]:
        table.add_row("     ", found.address, reason_words(found.reason, lang).label)
    screen.print(table)
    if rescue.out:
        screen.print(Text.assemble(("Rescued   ", "bold"), str(rescue.out)), soft_wrap=True)


def _message(screen: Console, written: Written, lang: Lang) -> None:
    speech = Speech(lang)
    before, after = written.before, written.after
    faults = [one for one in before.findings if severity_of(one) in GRAVE]
    screen.print()
    screen.print(
        Text.assemble(
            (decimal(before.scored.score, speech), f"bold {score_style(before.scored.score)}"),
            " of 10 as it was written, ",
            (decimal(after.scored.score, speech), f"bold {score_style(after.scored.score)}"),
            f" with its {len(faults)} faults mended; no score guarantees the inbox",
        )
    )
    table = Table.grid(padding=(0, 1))
    for overflow in ("crop", "crop", "fold"):
        table.add_column(overflow=overflow)
    for one in faults[:MESSAGE_FAULTS]:
        table.add_row("     ", Text(*mark(severity_of(one))), title(one, lang))
    screen.print(table)
    if more := faults[MESSAGE_FAULTS:]:
        screen.print(Text(f"      and {len(more)} more", "dim"))
    for name, label in (("before", "Report    "), ("after", "Mended    ")):
        screen.print(Text.assemble((label, "bold"), str(written.files[name])), soft_wrap=True)


def _previews(screen: Console, out: Path, lang: Lang) -> None:
    """Draw the newsletter where Chromium is there; otherwise say how to get it."""
    try:
        preview = preview_demo(out, lang)
    except OutsideError as error:
        screen.print(Text.assemble(("Previews  ", "bold"), (f"skipped: {error}", "dim")), soft_wrap=True)
        return
    screen.print(Text.assemble(("Previews  ", "bold"), str(preview.page)), soft_wrap=True)
    screen.print(Text.assemble(("          ", "bold"), str(preview.contact_sheet)), soft_wrap=True)


def _sender(screen: Console, audited: Audited, lang: Lang) -> None:
    report, speech = audited.report, Speech(lang)
    screen.print()
    screen.print(Text(headline(report, speech), "bold"))
    screen.print(Text(" · ".join(words for _, words in tallies(report, speech)), "dim"))
    # What receivers ask repeats what is said of the records; the report has it all.
    faults = [
        one for one in report.advice() if one.severity in GRAVE and lookup(one.code).area != "requirement"
    ]
    table = Table.grid(padding=(0, 1))
    for overflow in ("crop", "crop", "fold"):
        table.add_column(overflow=overflow)
    for one in faults[:FAULTS]:
        title = lookup(one.code).words[lang].title
        table.add_row("     ", Text(*SEVERITY_MARK[one.severity.value]), title)
        table.add_row("", "", Text("; ".join(details(one, report, speech)), "dim"))
    screen.print(table)
    screen.print(Text.assemble(("Publish   ", "bold"), "instead of what stands there:"))
    for record in report.records()[:RECORDS]:
        screen.print(Text(f"      {record['line']}", "green"), soft_wrap=True)
    screen.print(Text.assemble(("Report    ", "bold"), str(audited.files["page"])), soft_wrap=True)


def _own(screen: Console) -> None:
    program = _program()
    screen.print()
    screen.print(
        Text.assemble("That was sample data. Your own list:  ", (f"{program} list check FILE", "bold"))
    )
    screen.print(
        Text.assemble("Your own message:                     ", (f"{program} message check FILE", "bold"))
    )
    screen.print(
        Text.assemble("Your own bounces:                     ", (f"{program} bounce read PATH", "bold"))
    )
    screen.print(
        Text.assemble("Your own domain:                      ", (f"{program} sender check DOMAIN", "bold"))
    )


def _program() -> str:
    """Give what to type to start this program again: after `make run` no ``mailworthy`` is on the path."""
    called = Path(sys.argv[0])
    return str(called) if called.name == "mailworthy" and not which("mailworthy") else "mailworthy"
