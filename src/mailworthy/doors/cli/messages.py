"""A run over messages: read, check, write what was asked for, and say how it ended."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import ExitStack
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mailworthy.doors.cli.message_progress import Notes, Progressing, total
from mailworthy.doors.cli.message_sources import sources
from mailworthy.doors.cli.screen import console, json_line, visible
from mailworthy.doors.cli.settings import Settings
from mailworthy.errors import InputError
from mailworthy.finding import Lang, Severity
from mailworthy.flow.check_message import check_messages
from mailworthy.flow.messages.pages import Pages, as_dict
from mailworthy.flow.messages.reading import STREAM, Given
from mailworthy.message.report import MessageReport, severity_of
from mailworthy.message.scope import Scope

if TYPE_CHECKING:
    from mailworthy.message.beside import Beside

IN_FULL = 5  # reports shown in full; of more a line each
FAILS: Mapping[str, AbstractSet[Severity]] = {
    "error": {Severity.ERROR},
    "warning": {Severity.ERROR, Severity.WARNING},
    "info": {Severity.ERROR, Severity.WARNING, Severity.INFO},
    "never": set(),
}


def run(files: Sequence[str], scope: Scope, form: str, settings: Settings, told: Mapping[str, Any]) -> None:
    """Check what is named, and leave with the exit code that the findings and the files ask for.

    Args:
        files: Paths, or ``-`` alone.
        scope: What is known beside the messages.
        form: One of ``text``, ``json``, ``html``, ``junit``, ``sarif``.
        settings: What every command is told.
        told: What this one is told.
    """
    if told["beside"]:
        from mailworthy.flow.ask_filters import filter_servers  # noqa: PLC0415  # only where one was named

        filter_servers(told["beside"])  # what cannot be read is said before anything is checked
    notes = Notes(console(settings, stderr=True), quiet=settings.quiet, verbose=settings.verbose)
    live = form in {"text", "json"} and sys.stdout.isatty()
    octets = 0 if STREAM in files or live else total(map(Path, files))
    with Progressing(notes.screen, octets, quiet=settings.quiet or live) as bar:
        source = _counted(sources(files, notes, told["kind"]), bar)
        servers = () if settings.offline else settings.dns
        reports = check_messages(
            source,
            scope,
            sender=told["sender"],
            subject=told["subject"],
            servers=servers,
            languagetool=told["languagetool"],
        )
        worst = _Worst(FAILS[told["fail_on"]])
        _Run(worst.watching(reports), notes, settings, told).write(form)
    notes.close()
    if code := 2 if notes.count else int(worst.failed):
        click.get_current_context().exit(code)


def _counted(source: Iterator[Given], bar: Progressing) -> Iterator[Given]:
    for number, one in enumerate(source, 1):
        yield one
        bar.reach(number, len(one.octets))


class _Worst:
    """Remembers whether anything was found for which the run fails."""

    def __init__(self, fails: AbstractSet[Severity]) -> None:
        self.failed = False
        self._fails = fails

    def watching(self, reports: Iterator[MessageReport]) -> Iterator[MessageReport]:
        for report in reports:
            self.failed = self.failed or any(severity_of(one) in self._fails for one in report.findings)
            yield report


class _Run:
    """Reports on their way to where they were asked for; pages are written as they pass.

    Args:
        reports: What came of checking messages.
        notes: For what is said beside the results.
        settings: What every command is told.
        told: What this one is told.
    """

    def __init__(
        self, reports: Iterator[MessageReport], notes: Notes, settings: Settings, told: Mapping[str, Any]
    ) -> None:
        self._reports = reports
        self._notes = notes
        self._settings = settings
        self._told = told
        self._lang: Lang = told["lang"]
        self._folder: Path | None = told["out"]
        self._pages: Pages | None = None

    def write(self, form: str) -> None:
        """Print what was asked for, and write the folder, where one was named."""
        with ExitStack() as closing:
            if self._folder:
                self._pages = closing.enter_context(
                    Pages(self._folder, self._lang, previews=self._told["previews"])
                )
            getattr(self, f"_{form}")()
        if self._pages and self._pages.first and form not in {"text", "html"}:
            self._notes.say(str(self._pages.first))

    def _pairs(self) -> Iterator[tuple[MessageReport, Sequence[Beside]]]:
        """Give each report with what filters of the user's say."""
        for report in self._reports:
            beside = _asked(report, self._told["beside"])
            if self._pages:
                self._pages.write(report, beside)
            yield report, beside

    def _json(self) -> None:
        for report, beside in self._pairs():
            click.echo(json_line(as_dict(report, beside, self._lang)))

    def _text(self) -> None:
        """Show the first reports in full; or, where more follow, all of them on a line each."""
        from mailworthy.doors.cli.message_text import Shown  # noqa: PLC0415  # the other forms need none of it

        shown, pairs = Shown(self._lang, self._settings), self._pairs()
        first = list(islice(pairs, IN_FULL + 1))
        brief = len(first) > IN_FULL and not self._settings.verbose
        for report, beside in chain(first, pairs):
            if brief:
                shown.brief(report)
            else:
                shown.full(report, beside)
        shown.summary(brief=brief)
        if self._pages and self._pages.first:
            shown.page(self._pages.first)

    def _html(self) -> None:
        if self._pages:
            for _ in self._pairs():
                pass
            click.echo(visible(str(self._pages.first)) if self._pages.first else "")
            return
        from mailworthy.flow.page.page import message_page  # noqa: PLC0415  # as above

        several = list(islice(self._pairs(), 2))
        if len(several) > 1:
            raise InputError("several messages make several pages: name a folder for them with --out DIR")
        for report, beside in several:
            click.echo(message_page(report, self._lang, beside=beside), nl=False)

    def _junit(self) -> None:
        from mailworthy.flow.messages.junit import junit  # noqa: PLC0415  # as above

        failing = FAILS[self._told["fail_on"]]
        self._pieces(junit((report for report, _ in self._pairs()), self._lang, failing=failing))

    def _sarif(self) -> None:
        from mailworthy.flow.messages.sarif import sarif  # noqa: PLC0415  # as above

        self._pieces(sarif((report for report, _ in self._pairs()), self._lang))

    def _pieces(self, pieces: Iterable[str]) -> None:
        for piece in pieces:
            click.echo(piece, nl=False)


def _asked(report: MessageReport, named: Sequence[str]) -> Sequence[Beside]:
    """Ask filters of the user's about the very octets; a template is no message that they could look at."""
    if not named:
        return ()
    from mailworthy.flow.ask_filters import ask_filters, filter_servers  # noqa: PLC0415  # only where one was named
    from mailworthy.message.beside import skipped  # noqa: PLC0415  # same

    if report.draft.kind != "eml":
        why = "a page or text without a header is no message yet"
        return [skipped(server.filter, "no_message", why) for server in filter_servers(named)]
    return ask_filters(report.draft.source.raw, named)
