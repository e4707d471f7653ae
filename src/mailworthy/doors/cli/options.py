"""Options that several commands share: what may be reached, which days, rules and names count, which language to report in."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mailworthy.errors import InputError
from mailworthy.finding import Lang
from mailworthy.wire.reach import Reach

if TYPE_CHECKING:
    from mailworthy.bounce.rules import Rule


def _read(_ctx: click.Context, _param: click.Parameter, blocks: tuple[str, ...]) -> Reach:
    try:
        return Reach.widened(*blocks)
    except ValueError as error:
        raise click.BadParameter(f"{error}; write a network as 10.0.0.0/8") from None


reach_option = click.option(
    "--reach",
    multiple=True,
    metavar="NETWORK",
    callback=_read,
    help="An inner network whose mail hosts count as reachable, such as 10.0.0.0/8; may be repeated. Reports say so.",
)


def _day(_ctx: click.Context, _param: click.Parameter, text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is no day; write 2026-11-22") from None


since_option = click.option(
    "--since", metavar="DAY", callback=_day, help="The first day, as 2026-11-22, in UTC."
)
until_option = click.option("--until", metavar="DAY", callback=_day, help="The last day.")
lang_option = click.option(
    "--lang",
    type=click.Choice([lang.value for lang in Lang]),
    default=Lang.EN.value,
    callback=lambda _ctx, _param, word: Lang(word),
    help="The language of findings and reports.",
)
names_option = click.option(
    "--names",
    type=click.Choice(["mailworthy", "sisimai"]),
    default="mailworthy",
    show_default=True,
    help="Whose names the reasons bear in JSON.",
)


def _rules(_ctx: click.Context, _param: click.Parameter, file: Path | None) -> tuple[Rule, ...]:
    if file is None:
        return ()
    from mailworthy.bounce.rules import own_rules  # noqa: PLC0415  # only where a file was named

    try:
        return own_rules(file.read_text(encoding="utf-8"), str(file))
    except UnicodeDecodeError:
        raise InputError(f"{file}: not TOML: it is not written in UTF-8") from None


rules_option = click.option(
    "--rules",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    callback=_rules,
    metavar="FILE",
    help="Your own rules for replies, in TOML; they go first.",
)
