"""What commands that read a mailbox have in common: their options, and how to log in."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from mailworthy.errors import InputError

if TYPE_CHECKING:
    from mailworthy.edge.mailbox import Login

Command = TypeVar("Command", bound=Callable[..., Any])

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def after_option(what: str) -> Callable[[Command], Command]:
    """Give the option that says what becomes of messages.

    Args:
        what: Of which: ``bounces``, ``reports``.
    """
    return click.option(
        "--after",
        default="leave",
        show_default=True,
        metavar="WHAT",
        help=f"What becomes of a mailbox's {what} once they are recorded: leave, flag, move:FOLDER or delete.",
    )


def login_options(function: Command) -> Command:
    """Add the options that say how to log in, and whom to trust."""
    for add in reversed(_LOGIN):
        function = add(function)
    return function


_LOGIN = (
    click.option(
        "--password-file",
        type=FILE,
        metavar="FILE",
        help="Holds the mailbox's password in its first line; or set MAILWORTHY_PASSWORD.",
    ),
    click.option(
        "--token-file",
        type=FILE,
        metavar="FILE",
        help="Holds an access token (XOAUTH2; JMAP: bearer), read anew at each login; or set MAILWORTHY_TOKEN.",
    ),
    click.option(
        "--token-command",
        default="",
        metavar="COMMAND",
        help="Prints an access token, run anew at each login.",
    ),
    click.option(
        "--ca-file",
        type=FILE,
        metavar="FILE",
        help="The authorities to trust instead of the system's, in PEM.",
    ),
)


def mailbox_named(source: Sequence[str]) -> bool:
    """Tell whether a mailbox is to be read.

    Raises:
        InputError: It is one of several, or its URL is none.
    """
    from mailworthy.edge.mailbox import is_mailbox, parse_where  # noqa: PLC0415  # --help needs none of it

    if not any("://" in each for each in source):
        return False
    if len(source) > 1:
        raise InputError("read one mailbox at a time: others go on beside it in a process of their own")
    if not is_mailbox(source[0]):
        parse_where(source[0])  # says what is wrong with it
    return True


def login(url: str, told: dict[str, Any]) -> Login:
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
