"""What ``message check`` can be told of readers: their mail clients, the words they know, what is visited and read for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from mailworthy.errors import InputError

if TYPE_CHECKING:
    from mailworthy.message.scope import Scope

F = TypeVar("F", bound=Callable[..., Any])

NETWORKED = ("blocklists", "beside", "links", "languagetool")  # options that ask somebody
_OPTIONS = (
    click.option(
        "--clients",
        default="",
        metavar="LIST|FILE",
        help="The mail clients of your readers: gmail,outlook.windows,apple-mail or, with their shares, "
        "gmail=40,apple-mail.ios=35; or a TOML file of the same. By default the usual ones, in equal shares.",
    ),
    click.option(
        "--links",
        is_flag=True,
        help="Visit links and pictures over the network, politely: what is broken, where it ends. Only public hosts; never what may "
        "unsubscribe, confirm or tell who reads.",
    ),
    click.option(
        "--ocr/--no-ocr",
        default=None,
        help="Read the words in the pictures that travel in a message, by tesseract on this machine; by default where it is "
        "installed. Nothing is sent anywhere.",
    ),
    click.option(
        "--grammar",
        is_flag=True,
        help="Check English grammar by Harper, slower, on this machine (pip install 'mailworthy[grammar]').",
    ),
    click.option(
        "--languagetool",
        default="",
        metavar="URL",
        help="Check grammar by a LanguageTool server of yours: the text is sent there, and nowhere else.",
    ),
    click.option(
        "--dictionaries",
        multiple=True,
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        metavar="DIR",
        help="A folder of Hunspell dictionaries, asked before the system's; may be repeated.",
    ),
    click.option(
        "--words",
        multiple=True,
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Words of yours that are right, one a line; may be repeated.",
    ),
    click.option(
        "--previews",
        is_flag=True,
        help="Draw each message by Chromium on this machine, and show that on its page (--out); more by `mailworthy message preview`.",
    ),
    click.option("--no-spelling", is_flag=True, help="Look no word up in any dictionary."),
)


def reader_options(command: F) -> F:
    """Add the options to a command."""
    wrapped: Any = command
    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped  # type: ignore[no-any-return]  # click has no types for what its decorators return


def stay_offline(told: dict[str, Any]) -> None:
    """Refuse what asks somebody.

    Raises:
        InputError: Something does.
    """
    if asking := [f"--{name}" for name in NETWORKED if told[name]]:
        raise InputError(f"{' and '.join(asking)} would ask over the network: leave out --offline")


def with_readers(scope: Scope, told: dict[str, Any]) -> Scope:
    """Give what is known beside a message together with what was told of its readers.

    Raises:
        InputError: A client is not known, or a file can't be read.
    """
    from mailworthy.flow.messages.knowing import (  # noqa: PLC0415  # --help needs none of it
        clients,
        grammarian,
        own_words,
        reads_pictures,
        spellers,
    )

    return replace(
        scope,
        clients=clients(told["clients"]),
        visit=told["links"],
        read_pictures=reads_pictures() if told["ocr"] is None else told["ocr"],
        spelling=not told["no_spelling"],
        spellers=spellers(told["dictionaries"]) if told["dictionaries"] else None,
        grammarian=grammarian() if told["grammar"] else None,
        own_words=own_words(told["words"]) if told["words"] else frozenset(),
    )
