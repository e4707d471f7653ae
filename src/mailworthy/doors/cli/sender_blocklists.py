"""``mailworthy sender blocklists``: who holds our addresses and domains for a spammer's?"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mailworthy.doors.cli.options import lang_option
from mailworthy.doors.cli.settings import Settings, with_settings
from mailworthy.errors import InputError
from mailworthy.finding import Lang

if TYPE_CHECKING:
    from mailworthy.sender.blocklists import Blocklist, BlocklistSurvey

KEY_VARIABLE = "MAILWORTHY_KEY_"
key_option = click.option(
    "--key",
    "key_files",
    multiple=True,
    metavar="NAME=FILE",
    help="The file that holds the key for a list (spamhaus, abusix); or set MAILWORTHY_KEY_SPAMHAUS and its like.",
)


@click.command("blocklists")
@click.argument("entries", nargs=-1, required=True, metavar="IP|DOMAIN...")
@click.option(
    "--lists",
    "own",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Lists of your own, in TOML, beside the usual ones; those with the same id take their place.",
)
@click.option("--only", is_flag=True, help="Ask the lists of --lists alone.")
@key_option
@click.option("--json", "as_json", is_flag=True, help="JSON, one document.")
@lang_option
@with_settings(world=True)
def command(
    entries: tuple[str, ...],
    *,
    own: Path | None,
    only: bool,
    key_files: tuple[str, ...],
    as_json: bool,
    lang: Lang,
    settings: Settings,
) -> None:
    """Say which blocklists hold an address or a domain, what that means, and where one is taken off.

    Lists refuse resolvers that many people share: name your own with --dns. Each list is tested before it is believed.
    """
    if settings.offline:
        raise InputError("blocklists stand in DNS: leave out --offline")
    if only and own is None:
        raise InputError("--only speaks of the lists of a file: name it with --lists")
    lists = _lists(own, only=only)
    told = _checked(entries, lists, keys_for(lists, key_files), settings)
    if as_json:
        from mailworthy.doors.cli.screen import json_line  # noqa: PLC0415  # --help needs none of it

        click.echo(json_line(told.as_dict(lang)))
    else:
        from mailworthy.doors.cli.blocklist_tables import show  # noqa: PLC0415  # --json needs none of it

        show(told, lang, settings)


def _lists(own: Path | None, *, only: bool) -> Sequence[Blocklist]:
    from mailworthy.sender.blocklists import read_lists, usual, with_own  # noqa: PLC0415  # --help needs none of it

    if own is None:
        return usual()
    try:
        lists = read_lists(own.read_text(encoding="utf-8"), str(own))
    except UnicodeDecodeError:
        raise InputError(f"{own}: not TOML: it is not written in UTF-8") from None
    return lists if only else with_own(lists)


def keys_for(lists: Iterable[Blocklist], key_files: Iterable[str] = ()) -> Mapping[str, str]:
    """Give the keys for lists by name: never from the command line itself, which others can see.

    Args:
        lists: Those that are asked.
        key_files: Where some keys stand, as ``NAME=FILE``; the environment tells the others.

    Raises:
        InputError: No list has a key of such a name, or there is no such file.
    """
    from mailworthy.edge.mailbox.login import from_file  # noqa: PLC0415  # seldom needed

    names = {one.key for one in lists if one.key}
    variables = {name: KEY_VARIABLE + name.upper().replace("-", "_") for name in names}
    keys = {name: key for name, variable in variables.items() if (key := os.environ.get(variable, ""))}
    for text in key_files:
        name, _, file = text.partition("=")
        if name not in names:
            there = ", ".join(sorted(names)) or "none"
            raise InputError(f"--key: no list that is asked has such a key; there are {there}")
        if not Path(file).is_file():  # what stands there may be the key itself: it is not repeated
            raise InputError(
                f"--key {name}=FILE: there is no such file; the key itself has no place here, where others see it"
            )
        keys[name] = from_file(Path(file))().strip()
    return keys


def _checked(
    entries: Sequence[str], lists: Sequence[Blocklist], keys: Mapping[str, str], settings: Settings
) -> BlocklistSurvey:
    from mailworthy.doors.cli.screen import console  # noqa: PLC0415  # --help needs none of it
    from mailworthy.flow.check_blocklists import check_blocklists, shared_resolvers  # noqa: PLC0415  # as above

    notes = console(settings, stderr=True)
    if not settings.quiet and settings.dns and (note := shared_resolvers(settings.dns)):
        notes.print(note)
    if settings.quiet or not notes.is_terminal:
        return check_blocklists(entries, lists=lists, keys=keys, servers=settings.dns)
    with notes.status("asking blocklists") as status:  # some take seconds, and the pace is a polite one
        return check_blocklists(
            entries,
            lists=lists,
            keys=keys,
            servers=settings.dns,
            tell=lambda done, of: status.update(f"asking blocklists: {done} of {of}"),
        )
