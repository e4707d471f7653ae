"""A training on the terminal: how far it is, what came of it, what the store holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import click
from rich.text import Text

from mailworthy.doors.cli.message_progress import Notes, Progressing, total
from mailworthy.doors.cli.screen import console, json_line
from mailworthy.doors.cli.settings import Settings
from mailworthy.flow.page.words import Speech
from mailworthy.flow.train_bayes import Held, Lesson, Teaching, held, train
from mailworthy.message.bayes.weigh import LEAST_OF_EACH, MOST_UNBALANCE


def run(settings: Settings, told: Mapping[str, Any]) -> None:
    """Learn, or take back, and say what came of it."""
    notes = Notes(console(settings, stderr=True), quiet=settings.quiet, verbose=settings.verbose)
    lesson = Lesson(told["ham"], told["spam"], told["own"], told["fresh"], told["untrain"])
    teaching = Teaching(lesson.own)
    if not told["show"]:
        octets = total((*lesson.ham, *lesson.spam))
        with Progressing(notes.screen, octets, quiet=settings.quiet) as bar:
            teaching = train(lesson, note=notes.add, tell=bar.reach)
    notes.close()
    holds = held(lesson.own)
    if told["as_json"]:
        click.echo(json_line(_as_dict(teaching, holds)))
    else:
        _show(teaching, holds, settings, Speech(told["lang"]), learnt=not told["show"])
    if notes.count:
        click.get_current_context().exit(2)


def _as_dict(teaching: Teaching, holds: Held) -> dict[str, Any]:
    stored = {name: value for name, value in asdict(holds).items() if name not in {"own", "standing"}}
    return {**asdict(teaching), "holds": {**stored, "standing": holds.standing.value}}


def _show(teaching: Teaching, holds: Held, settings: Settings, speech: Speech, *, learnt: bool) -> None:
    screen = console(settings)
    counted = {name: count for name, count in asdict(teaching).items() if name != "own" and count}
    if learnt and not counted:
        screen.print(Text(speech.say("taught.nothing")))
    for name, count in counted.items():
        screen.print(Text(speech.say(f"taught.{name}", n=count), "bold" if name == "learnt" else ""))
    screen.print(
        Text(speech.say("taught.holds", own=holds.own, spam=holds.spam, ham=holds.ham, words=holds.words))
    )
    if not settings.quiet:
        standing = speech.say(
            f"taught.{holds.standing.value}", own=holds.own, least=LEAST_OF_EACH, most=MOST_UNBALANCE
        )
        screen.print(Text(standing, "dim"))
