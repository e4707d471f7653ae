"""Previews on the terminal: how far it is, what was drawn, what disappears, where to look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn
from rich.table import Table
from rich.text import Text

from mailworthy.doors.cli.message_progress import Notes
from mailworthy.doors.cli.message_sources import sources
from mailworthy.doors.cli.screen import console, json_line, visible
from mailworthy.doors.cli.settings import Settings
from mailworthy.edge.browser import HOW_TO_GET_IT, missing
from mailworthy.finding import Lang
from mailworthy.flow.page import Speech
from mailworthy.flow.page.previews import look_name, loss_name
from mailworthy.flow.preview_message import Drawn, Preview, preview_messages
from mailworthy.message.previews import Wanted

SKIPPED = 3  # the exit code: the world lacks something
LOSSES = 5  # of a view


def run(
    files: Sequence[str],
    out: Path,
    wanted: Wanted,
    settings: Settings,
    told: Mapping[str, Any],
    *,
    as_json: bool,
) -> None:
    """Draw what is named, and leave with the exit code that the files ask for."""
    if lacks := missing():
        _skipped(lacks, as_json=as_json)
    notes = Notes(console(settings, stderr=True), quiet=settings.quiet, verbose=settings.verbose)
    screen, lang = console(settings), told["lang"]
    with Bar(notes.screen, quiet=settings.quiet) as bar:
        previews = preview_messages(
            sources(files, notes, told["kind"]), out, wanted, lang=lang, tell=bar.tell
        )
        for preview in previews:
            if as_json:
                click.echo(json_line(preview.as_dict()))
            else:
                show(screen, preview, lang)
    notes.close()
    if notes.count:
        click.get_current_context().exit(2)


def show(screen: Console, preview: Preview, lang: Lang) -> None:
    """Say what was drawn of a message, and where to look."""
    speech = Speech(lang)
    screen.print(Text(visible(preview.file), "bold"), soft_wrap=True)
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for one in preview.drawn:
        table.add_row(f"  {one.file or f'({one.view.name})'}", _told(one, speech))
    screen.print(table)
    if preview.views.pictured and preview.views.pictured.drawn:
        screen.print(Text(speech.say("preview.placeholders", n=preview.views.pictured.drawn), "dim"))
    screen.print(Text(speech.say("preview.requests", n=preview.requests.refused.total()), "dim"))
    if preview.confined == "nothing":
        screen.print(Text(speech.say("preview.unconfined"), "yellow"))
    if preview.sheet:
        _where(screen, speech.say("preview.sheet"), preview.contact_sheet)
    _where(screen, speech.say("preview.page"), preview.page)


def _where(screen: Console, label: str, path: Path) -> None:
    screen.print(Text.assemble((f"{label}  ", "bold"), visible(str(path))), soft_wrap=True)


def _told(one: Drawn, speech: Speech) -> Text:
    text = Text(look_name(one.view, speech))
    picture, screen = one.picture, one.view.device
    if not one.file:
        text.append(f"\n{speech.say(f'preview.{picture.trouble.value}')}", "red")
    elif one.wide:
        text.append(f"\n{speech.say('preview.wide', width=picture.width, screen=screen.width)}", "yellow")
    if losses := one.view.losses:
        names = ", ".join(loss_name(loss, speech) for loss in losses[:LOSSES])
        more = ", …" if len(losses) > LOSSES else ""
        text.append(f"\n{speech.say('preview.lost', n=len(losses))}: {names}{more}", "dim")
    return text


def _skipped(lacks: str, *, as_json: bool) -> None:
    """Say that nothing was drawn, and how to get what is missing."""
    if as_json:
        click.echo(json_line({"skipped": lacks, "remedy": HOW_TO_GET_IT}))
    click.echo(f"mailworthy: skipped: there is no {lacks}; {HOW_TO_GET_IT}", err=True)
    click.get_current_context().exit(SKIPPED)


class Bar:
    """The message that is drawn, and how many of its views are done."""

    def __init__(self, screen: Console, *, quiet: bool) -> None:
        self._progress = Progress(
            TextColumn("drawing"),
            BarColumn(20),
            TextColumn("{task.completed:.0f}/{task.total:.0f} {task.description}"),
            console=screen,
            disable=quiet or not screen.is_terminal,
            transient=True,
        )
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def tell(self, file: str, done: int, views: int) -> None:
        """Take up how many views of a message are done."""
        if self._task is None:
            self._task = self._progress.add_task("", total=views)
        self._progress.update(self._task, completed=done, total=views, description=visible(file)[-40:])
