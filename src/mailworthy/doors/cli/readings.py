"""Records on the terminal: line by line as data, or a table of them and what they come to."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Self

import click
from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from mailworthy.bounce.record import Bounce, Kind
from mailworthy.bounce.telling import as_dict, bounce_of
from mailworthy.bounce.words import group_words, kind_words, phrase, reason_words
from mailworthy.doors.cli.explanations import printable
from mailworthy.doors.cli.screen import BOUNCE_STYLE, console
from mailworthy.doors.cli.settings import Settings
from mailworthy.edge.mailbox import is_mailbox
from mailworthy.finding import Lang
from mailworthy.flow.read_bounces import ReadOptions, Source, read_bounces, total_bytes
from mailworthy.flow.report_bounces import report_records, write_report

ROWS = 40  # records shown; the summary counts all
NOTES = 20  # of what could not be read
REASONS = 8
REMEDIES = 3
WIDTH = 24  # of a bar
QUIET_S = 5.0  # a log that is no terminal gets a line now and then
SOON_S = 0.5  # before a bar is worth showing

KIND_STYLE = {Kind.BOUNCE: "bold", Kind.COMPLAINT: "bold magenta", Kind.DELAY: "yellow"}


def run(source: Sequence[str], options: ReadOptions, settings: Settings, told: Mapping[str, Any]) -> None:
    """Read, and show what was read.

    Args:
        source: Paths, ``-``, or a mailbox's URL.
        options: How to read.
        settings: What every command is told.
        told: What this one is told.
    """
    notes = _Notes(console(settings, stderr=True), quiet=settings.quiet, verbose=settings.verbose)
    live = bool(options.every_s) or (told["as_json"] and sys.stdout.isatty())
    with _Bar(notes.screen, _total(source), quiet=settings.quiet, hidden=live) as bar:
        found = read_bounces(_source(source), options, note=notes.add, tell=bar.tell)
        shown = _Shown(found, settings, told, bar)
        report = report_records(shown.records()) if told["report"] else None
        if report is None:
            for _ in shown.records():
                pass
    notes.close()
    if shown.reports:
        named = {"count": f"{shown.reports:,}", "command": "`mailworthy sender reports`"}
        notes.say(phrase("read.reports", told["lang"], **named))
    if not told["as_json"]:
        shown.summary()
    if report is not None:
        files = write_report(report, told["report"], told["lang"])
        notes.say(str(files["page"]))


def _source(source: Sequence[str]) -> Source:
    if source == ("-",):
        return sys.stdin.buffer
    return source[0] if is_mailbox(source[0]) else [Path(each) for each in source]


def _total(source: Sequence[str]) -> int:
    return 0 if source == ("-",) or is_mailbox(source[0]) else total_bytes([Path(each) for each in source])


class _Shown:
    """Takes records one by one; keeps counts, and the first of them for a table."""

    def __init__(
        self, found: Iterator[list[Bounce]], settings: Settings, told: Mapping[str, Any], bar: _Bar
    ) -> None:
        self._found = found
        self._settings = settings
        self._lang: Lang = told["lang"]
        self._kinds = {Kind(word) for word in told["kinds"]}
        self._as_json: bool = told["as_json"]
        self._sisimai = told["names"] == "sisimai"
        self._live: bool = told["watch"]
        self._bar = bar
        self._screen = console(settings)
        self._rows: list[Bounce] = []
        self._wanted = 0
        self._messages = 0
        self._by_kind: Counter[Kind] = Counter()
        self._by_reason: Counter[str] = Counter()
        self._by_group: Counter[str] = Counter()

    @property
    def reports(self) -> int:
        """How many were reports on authentication or encryption, which another command reads."""
        return self._by_kind[Kind.REPORT]

    def records(self) -> Iterator[Bounce]:
        """Give all records, showing what is to be shown."""
        with closing(self._found):  # type: ignore[type-var]  # a generator
            for records in self._found:
                self._messages += 1
                self._bar.count(1)
                for record in records:
                    self._take(record)
                    yield record

    def _take(self, record: Bounce) -> None:
        self._by_kind[record.kind] += 1
        if record.kind is Kind.BOUNCE and record.judgement:
            self._by_reason[record.judgement.reason] += 1
            self._by_group[record.group] += 1
        if self._kinds and record.kind not in self._kinds:
            return
        self._wanted += 1
        if self._as_json:
            click.echo(json.dumps(as_dict(record, self._lang, sisimai=self._sisimai), ensure_ascii=False))
        elif self._live:
            self._screen.print(_table([record], self._lang))
        elif self._settings.verbose or len(self._rows) < ROWS:
            self._rows.append(record)

    def summary(self) -> None:
        """Show the table, and what it all comes to."""
        screen = self._screen
        if not self._messages:
            screen.print(phrase("read.nothing", self._lang))
            return
        if self._rows:
            screen.print(_table(self._rows, self._lang))
            if hidden := self._wanted - len(self._rows):
                screen.print(Text(phrase("read.more", self._lang, count=f"{hidden:,}"), "dim"))
            screen.print()
        screen.print(Text(phrase("read.messages", self._lang, count=f"{self._messages:,}"), "bold"))
        screen.print()
        self._kinds_block()
        if self._by_reason:
            self._groups_block()
            self._reasons_block()
            self._remedies_block()

    def _kinds_block(self) -> None:
        rows = [
            (
                kind_words(kind.value, self._lang).label,
                count,
                Text(kind.value, "dim"),
                KIND_STYLE.get(kind, ""),
            )
            for kind, count in self._by_kind.most_common()
        ]
        self._block("read.kinds", rows)

    def _groups_block(self) -> None:
        rows = [
            (group_words(group, self._lang).label, count, Text(group, "dim"), "")
            for group, count in self._by_group.most_common()
        ]
        self._block("read.groups", rows)

    def _reasons_block(self) -> None:
        rows = [
            (reason_words(reason, self._lang).label, count, Text(reason, "dim"), "")
            for reason, count in self._by_reason.most_common(REASONS)
        ]
        if left := self._by_reason.total() - sum(row[1] for row in rows):
            rows.append((phrase("read.others", self._lang), left, Text(""), "dim"))
        self._block("read.reasons", rows)

    def _block(self, title: str, rows: Sequence[tuple[str, int, Text, str]]) -> None:
        total = sum(row[1] for row in rows)
        self._screen.print(Text(phrase(title, self._lang), "bold"))
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column()
        table.add_column(justify="right")
        table.add_column(justify="right")
        table.add_column(no_wrap=True)
        table.add_column(no_wrap=True, overflow="ellipsis")
        for label, count, word, style in rows:
            bar = Text("█" * round(count / total * WIDTH) or "▏", style=style or "dim")
            table.add_row(Text(label, style), f"{count:,}", f"{count / total:.1%}", bar, word)
        self._screen.print(Padding(table, (0, 0, 1, 2), expand=False))

    def _remedies_block(self) -> None:
        self._screen.print(Text(phrase("read.remedies", self._lang), "bold"))
        for reason, count in self._by_reason.most_common(REMEDIES):
            words = reason_words(reason, self._lang)
            self._screen.print(Padding(Text.assemble((words.label, "bold"), f"  {count:,}"), (0, 0, 0, 2)))
            self._screen.print(Padding(Text(words.remedy), (0, 0, 1, 4)))


def _table(records: Sequence[Bounce], lang: Lang) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(no_wrap=True, width=5)
    table.add_column(no_wrap=True, overflow="ellipsis", width=20)
    table.add_column(no_wrap=True, overflow="ellipsis", ratio=3)
    table.add_column(no_wrap=True, overflow="ellipsis", width=10)
    table.add_column(no_wrap=True, overflow="ellipsis", ratio=2)
    for record in records:
        table.add_row(*_cells(record, lang))
    return table


def _cells(record: Bounce, lang: Lang) -> Iterator[Text]:
    bounce = bounce_of(record)
    found = record.judgement if record.kind is Kind.BOUNCE else None
    yield Text(phrase(f"bounce.{bounce}", lang) if found else "", BOUNCE_STYLE[bounce])
    kind = Text(kind_words(record.kind.value, lang).label, KIND_STYLE.get(record.kind, "dim"))
    yield Text(found.reason) if found else kind
    yield Text(printable(record.recipient or "–"), "" if found else "dim")
    yield Text(" ".join(filter(None, (str(record.reply or ""), record.status))), "dim")
    yield Text(printable(record.file.rpartition("/")[2]), "dim")


class _Notes:
    """What could not be read, said at once; when it gets too much, counted."""

    def __init__(self, screen: Console, *, quiet: bool, verbose: bool) -> None:
        self.screen = screen
        self._quiet = quiet
        self._most = sys.maxsize if verbose else NOTES
        self._count = 0

    def add(self, line: str) -> None:
        self._count += 1
        if self._count <= self._most:
            self.say(line)

    def say(self, line: str) -> None:
        if not self._quiet:
            self.screen.print(Text(printable(line)), soft_wrap=True)

    def close(self) -> None:
        if self._count > self._most:
            self.say(f"{self._count - self._most:,} more files could not be read; -v names them")


class _Bar:
    """How far it is, on standard error: the share where the size is known, the messages, the rate, the time left."""

    def __init__(self, screen: Console, total: int, *, quiet: bool, hidden: bool) -> None:
        self._bar = Progress(
            TextColumn("reading"),
            BarColumn(20),
            *([TextColumn("{task.percentage:>3.0f} %")] if total else []),
            TextColumn("{task.fields[told]}", style="dim"),
            *([TimeRemainingColumn(compact=True), TextColumn("left", style="dim")] if total else []),
            console=screen,
            disable=quiet or hidden or not screen.is_terminal,
            transient=True,
        )
        self._task = self._bar.add_task("", total=total or None, told="")
        self._plain = not (quiet or hidden or screen.is_terminal)
        self._screen = screen
        self._total = total
        self._octets = 0
        self._messages = 0
        self._began = self._said = time.monotonic()
        self._started = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def tell(self, octets: int) -> None:
        """Take up how many octets more were read."""
        self._octets += octets

    def count(self, messages: int) -> None:
        """Take up how many messages more are done."""
        self._messages += messages
        now = time.monotonic()
        if not self._started and now - self._began > SOON_S:
            self._started = True
            self._bar.start()
        if self._started and self._messages % 100 == 0:
            rate = self._messages / (now - self._began)
            told = f"{self._messages:>9,} messages {rate:>7,.0f}/s"
            self._bar.update(self._task, completed=min(self._octets, self._total or self._octets), told=told)
        if self._plain and now - self._said > QUIET_S:
            self._said = now
            share = f"{min(1.0, self._octets / self._total):.0%}, " if self._total else ""
            self._screen.print(f"reading: {share}{self._messages:,} messages")
