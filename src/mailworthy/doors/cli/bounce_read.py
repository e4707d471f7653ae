"""``mailworthy bounce read``: what came back, from files or out of a mailbox?"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mailworthy.bounce.record import Kind
from mailworthy.doors.cli.mailboxes import after_option, login, login_options, mailbox_named
from mailworthy.doors.cli.options import lang_option, names_option, rules_option
from mailworthy.doors.cli.settings import Settings, with_settings
from mailworthy.errors import InputError

if TYPE_CHECKING:
    from mailworthy.flow.read_bounces import ReadOptions


@click.command("read", short_help="Say what came back: files, folders, archives, mailboxes.")
@click.argument("source", nargs=-1, required=True, metavar="PATH...|-|URL")
@click.option("--json", "as_json", is_flag=True, help="JSON, one record a line.")
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice([kind.value for kind in Kind]),
    help="Show only these, may be repeated.",
)
@names_option
@rules_option
@click.option(
    "--verp",
    multiple=True,
    metavar="PATTERN",
    help="How your return paths carry the recipient or a token, may be repeated.",
)
@click.option(
    "--report",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write a report on what was read there: a page, JSON and tables.",
)
@after_option("bounces")
@click.option("--watch", is_flag=True, help="Wait for new messages of a mailbox, until interrupted.")
@click.option(
    "--every",
    type=click.FloatRange(1),
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="With --watch: look again after so long where the server does not say when something comes.",
)
@login_options
@click.option(
    "--store",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Another store than the one of this installation.",
)
@click.option("--no-store", is_flag=True, help="Do not record what files hold.")
@click.option(
    "--jobs",
    type=click.IntRange(1),
    metavar="N",
    help="Read files by so many processes; by default as many as there are cores.",
)
@lang_option
@with_settings(world=False)
def command(source: tuple[str, ...], **told: Any) -> None:
    """Say what came back, why, and what to do about it.

    PATH is a message, an mbox, a Maildir, a folder, or a zip or tar archive of them; platforms' events and exports and mail
    servers' logs are read too. With - standard input holds one message or an mbox. URL is a mailbox:
    imaps://USER@HOST/FOLDER, pop3s://USER@HOST or jmap://USER@HOST/FOLDER; an @ in USER is written %40. imap:// and
    pop3:// are encrypted by STARTTLS.

    What was read is recorded, each failure once, and `mailworthy bounce report` tells of it. A mailbox's messages stay as
    they are unless --after says otherwise, which holds for bounces alone.
    """
    from mailworthy.doors.cli.readings import run  # noqa: PLC0415  # --help needs none of it

    settings: Settings = told.pop("settings")
    mailbox = mailbox_named(source)
    if not mailbox and (told["watch"] or told["after"] != "leave"):
        raise InputError("--watch and --after are for mailboxes; files are left as they are")
    run(source, _options(source[0], told, mailbox=mailbox), settings, told)


def _options(source: str, told: dict[str, Any], *, mailbox: bool) -> ReadOptions:
    from mailworthy.edge.mailbox import parse_after  # noqa: PLC0415  # as above
    from mailworthy.flow.read_bounces import ReadOptions  # noqa: PLC0415  # same
    from mailworthy.flow.report_bounces import store_path  # noqa: PLC0415  # same

    if mailbox and told["no_store"]:
        raise InputError("--no-store is for files: what was read of a mailbox is remembered by the store")
    return ReadOptions(
        rules=told["rules"],
        verp=told["verp"],
        jobs=told["jobs"] or _cores(),
        store=None if told["no_store"] else told["store"] or store_path(),
        login=login(source, told) if mailbox else None,
        after=parse_after(told["after"]),
        ca_file=told["ca_file"],
        every_s=told["every"] if told["watch"] else 0.0,
    )


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):  # what this process may use, where the system tells
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
