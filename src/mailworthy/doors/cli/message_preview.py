"""``mailworthy message preview``: what readers see, as pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mailworthy.doors.cli.options import lang_option
from mailworthy.doors.cli.settings import Settings, with_settings

if TYPE_CHECKING:
    from mailworthy.message.previews import Wanted

DEVICES = ("phone", "android", "tablet", "desktop")
NO_CLIENTS = "none"


def _devices(_ctx: click.Context, _param: click.Parameter, text: str) -> tuple[str, ...]:
    named = tuple(dict.fromkeys(one.strip().lower() for one in text.split(",") if one.strip()))
    for one in named:
        if one not in DEVICES:
            raise click.BadParameter(f"{one!r} is no device; there are {', '.join(DEVICES)}")
    if not named:
        raise click.BadParameter(f"name one at least of {', '.join(DEVICES)}")
    return named


@click.command("preview")
@click.argument("files", nargs=-1, required=True, metavar="FILE...|FOLDER|-")
@click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="The folder for pictures, contact sheet and page; several messages get a folder each in it.",
)
@click.option(
    "--devices",
    default=",".join(DEVICES),
    show_default=True,
    metavar="LIST",
    callback=_devices,
    help="Screens to draw for.",
)
@click.option(
    "--dark/--no-dark", default=True, show_default=True, help="Also for readers who prefer dark colours."
)
@click.option(
    "--clients",
    default="",
    metavar="LIST",
    help="Clients whose losses are shown: families or family.platform of caniemail's, no-styles for style attributes alone, "
    "none for none; by default outlook.windows,gmail.desktop-webmail,no-styles.",
)
@click.option(
    "--kind",
    type=click.Choice(("eml", "html", "text")),
    help="What the files are; by default told from what they hold and from their names.",
)
@click.option("--json", "as_json", is_flag=True, help="JSON, one message a line.")
@lang_option
@with_settings(world=False)
def command(
    files: tuple[str, ...], *, out: Path, settings: Settings, as_json: bool, clients: str, **told: Any
) -> None:
    """Draw messages as readers see them: on phones and desktops, in the dark, without pictures, as plain text.

    Beside that stands an approximation of clients that drop CSS, with the list of what disappears. Chromium draws
    (`pip install 'mailworthy[previews]'` and `apt install chromium`; MAILWORTHY_CHROMIUM names another one). No script of a message
    runs, and nothing is asked of any network: a grey placeholder stands for each picture of the web.
    """
    from mailworthy.doors.cli.previews import run  # noqa: PLC0415  # --help needs none of it

    run(files, out, _wanted(told["devices"], clients, dark=told["dark"]), settings, told, as_json=as_json)


def _wanted(devices: tuple[str, ...], clients: str, *, dark: bool) -> Wanted:
    from mailworthy.message.previews import Wanted  # noqa: PLC0415  # as above
    from mailworthy.message.previews.difference import clients_named  # noqa: PLC0415  # same

    if not clients.strip():
        return Wanted(devices, dark)
    return Wanted(devices, dark, () if clients.strip().lower() == NO_CLIENTS else clients_named(clients))
