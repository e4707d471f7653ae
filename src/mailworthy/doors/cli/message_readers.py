"""What ``message check`` can be told of readers: their mail clients, the words they know, what is visited and read for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from mailworthy.errors import InputError

F = TypeVar("F", bound=Callable[..., Any])

NETWORKED = ("blocklists", "beside", "links", "languagetool")  # options that ask somebody
_OPTIONS = (
    click.option(
        "--links",
        is_flag=True,
        help="Visit links and pictures over the network, politely: what is broken, where it ends. Only public hosts; never what may "
        "unsubscribe, confirm or tell who reads.",
    ),
    click.option(
        "--ocr",
        is_flag=True,
        help="Read the words in pictures, by tesseract on this machine; nothing is sent anywhere.",
    ),
    click.option(
        "--languagetool",
        default="",
        metavar="URL",
        help="Check grammar by a LanguageTool server of yours: the text is sent there, and nowhere else.",
    ),
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
