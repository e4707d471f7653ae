"""Options that several commands share: what may be reached, and in which language to report."""

from __future__ import annotations

import click

from mailworthy.finding import Lang
from mailworthy.wire.reach import Reach


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
lang_option = click.option(
    "--lang",
    type=click.Choice([lang.value for lang in Lang]),
    default=Lang.EN.value,
    callback=lambda _ctx, _param, word: Lang(word),
    help="The language of findings and reports.",
)
