"""What a wizard proposes, on the terminal: each record as control panels want it and as a zone file has it."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from mailworthy.doors.cli.screen import console
from mailworthy.doors.cli.settings import Settings
from mailworthy.finding import Lang
from mailworthy.sender.dns_record import DnsRecord
from mailworthy.sender.records import Proposal, zone_of
from mailworthy.sender.records.words import phrase


def show(
    proposal: Proposal, lang: Lang, settings: Settings, *, zone: str = "", key: Path | None = None
) -> None:
    """Show one proposal: records, files, then what to know.

    Args:
        proposal: What is proposed.
        lang: The language.
        settings: What the command was told.
        zone: The zone that the user named.
        key: Where a new private key stands.
    """
    screen = console(settings)
    for record in proposal.records:
        _show_record(screen, record, zone_of(record, proposal.domain, zone), lang)
    for file in proposal.files:
        screen.print(Text(f"{phrase('shown.serve', lang)} {file.url}", "bold"))
        screen.print(Padding(Text(file.text.replace("\r\n", "\n").rstrip("\n"), "green"), (0, 0, 1, 2)))
    if key:
        screen.print(Text.assemble((f"{phrase('shown.key', lang)}  ", "bold"), str(key)))
        screen.print()
    for note in proposal.notes if not settings.quiet else ():
        line = Table.grid(padding=(0, 1))
        line.add_column()
        line.add_column(overflow="fold")
        line.add_row(Text("•", "dim"), note.text(lang))
        screen.print(line)


def _show_record(screen: Console, record: DnsRecord, zone: str, lang: Lang) -> None:
    """What is to be copied is never folded: a line's end in it would be copied, too."""
    screen.print(Text(f"{phrase('shown.publish', lang)}  {record.name}", "bold"))
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row(phrase("shown.type", lang), f"{record.type}  ({phrase('shown.ttl', lang)} {record.ttl_s})")
    table.add_row(phrase("shown.host", lang), f"{record.host(zone)}  ({phrase('shown.zone', lang)} {zone})")
    screen.print(Padding(table, (0, 0, 0, 2)))
    for name, text in (("value", record.value), ("line", record.line())):
        screen.print(Text(f"  {phrase(f'shown.{name}', lang)}", "dim"))
        screen.print(Text(text, "green"), soft_wrap=True)
    screen.print()
