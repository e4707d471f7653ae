"""``mailworthy bounce read``: what came back, from files or out of a mailbox?"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mailworthy.bounce.record import Kind
from mailworthy.doors.cli.options import lang_option, names_option, rules_option
from mailworthy.doors.cli.settings import Settings, with_settings
from mailworthy.errors import InputError

if TYPE_CHECKING:
    from mailworthy.edge.mailbox import Login
    from mailworthy.flow.read_bounces import ReadOptions

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


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
@click.option(
    "--after",
    default="leave",
    show_default=True,
    metavar="WHAT",
    help="What becomes of a mailbox's bounces once they are recorded: leave, flag, move:FOLDER or delete.",
)
@click.option("--watch", is_flag=True, help="Wait for new messages of a mailbox, until interrupted.")
@click.option(
    "--every",
    type=click.FloatRange(1),
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="With --watch: look again after so long where the server does not say when something comes.",
)
@click.option(
    "--password-file",
    type=FILE,
    metavar="FILE",
    help="Holds the mailbox's password in its first line; or set MAILWORTHY_PASSWORD.",
)
@click.option(
    "--token-file",
    type=FILE,
    metavar="FILE",
    help="Holds an access token (XOAUTH2; JMAP: bearer), read anew at each login; or set MAILWORTHY_TOKEN.",
)
@click.option(
    "--token-command", default="", metavar="COMMAND", help="Prints an access token, run anew at each login."
)
@click.option(
    "--ca-file", type=FILE, metavar="FILE", help="The authorities to trust instead of the system's, in PEM."
)
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
    from mailworthy.flow.read_bounces import is_mailbox  # noqa: PLC0415  # same

    settings: Settings = told.pop("settings")
    mailbox = any("://" in each for each in source)
    if mailbox and len(source) > 1:
        raise InputError("read one mailbox at a time: others go on beside it in a process of their own")
    if mailbox and not is_mailbox(source[0]):
        from mailworthy.edge.mailbox import parse_where  # noqa: PLC0415  # same

        parse_where(source[0])  # says what is wrong with it
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
        login=_login(source, told) if mailbox else None,
        after=parse_after(told["after"]),
        ca_file=told["ca_file"],
        every_s=told["every"] if told["watch"] else 0.0,
    )


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):  # what this process may use, where the system tells
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _login(url: str, told: dict[str, Any]) -> Login:
    """Find out how to log in: never from the command line itself, which others can see."""
    from mailworthy.edge.mailbox import Login, from_file, from_program, parse_where  # noqa: PLC0415  # as above

    where = parse_where(url)
    if told["token_command"]:
        return Login(from_program(told["token_command"]), token=True)
    if told["token_file"]:
        return Login(from_file(told["token_file"]), token=True)
    if told["password_file"]:
        return Login(from_file(told["password_file"]))
    for name, token in (("MAILWORTHY_TOKEN", True), ("MAILWORTHY_PASSWORD", False)):
        if secret := os.environ.get(name):
            return Login(_always(secret), token=token)
    if not sys.stdin.isatty():
        raise InputError(
            f"{where.name}: a password is needed: MAILWORTHY_PASSWORD, --password-file, --token-file or --token-command"
        )
    return Login(_asked(f"Password of {where.user} at {where.peer}"))


def _always(secret: str) -> Callable[[], str]:
    return lambda: secret


def _asked(prompt: str) -> Callable[[], str]:
    """Ask the user, once."""

    @cache
    def secret() -> str:
        typed: str = click.prompt(prompt, hide_input=True, err=True)
        return typed

    return secret
