"""``mailworthy demo``: everything on sample data, without asking anybody."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mailworthy.doors.cli.options import lang_option
from mailworthy.doors.cli.settings import Settings, with_settings

if TYPE_CHECKING:
    from mailworthy.finding import Lang


@click.command(name="demo")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("mailworthy-demo"),
    show_default=True,
    metavar="DIR",
    help="The folder for the sample and its results.",
)
@lang_option
@with_settings(world=False)
def command(*, out: Path, lang: Lang, settings: Settings) -> None:
    """Clean a list, test a newsletter, read what came back, audit the sender: all of it samples.

    The samples are written for this demo. Its domains are answered for by a name server that the demo starts on this
    machine; nothing is asked of any network.
    """
    from mailworthy.doors.cli.demos import demo  # noqa: PLC0415  # --help needs none of it

    demo(out, lang, settings)
