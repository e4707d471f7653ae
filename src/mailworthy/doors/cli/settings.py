"""What every command takes: how loud, in which colours, from which file; and what asks the world, where to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from os import environ
from pathlib import Path
from typing import Any, TypeVar

import click

from mailworthy.errors import InputError

F = TypeVar("F", bound=Callable[..., Any])

EVERYWHERE = (
    "dns",
    "no-color",
    "offline",
    "quiet",
    "verbose",
)  # what a configuration file may set at its top


@dataclass(frozen=True, slots=True)
class Settings:
    """What every command was told.

    Args:
        quiet: No progress and no notes.
        verbose: More notes.
        color: Colours are welcome; those who write still ask whether a terminal is there.
        offline: Nothing is asked of any network.
        dns: The resolvers to use as ``HOST:PORT``; empty for the system's own.
    """

    quiet: bool
    verbose: bool
    color: bool
    offline: bool
    dns: tuple[str, ...]


def with_settings(*, world: bool) -> Callable[[F], F]:
    """Add the common options to a command, which gets them as its argument ``settings``.

    Args:
        world: Whether the command asks the world: ``--offline`` and ``--dns`` too.
    """

    def add(command: F) -> F:
        @wraps(command)
        def told(*, quiet: bool, verbose: bool, no_color: bool, **others: Any) -> Any:
            offline, dns = others.pop("offline", False), others.pop("dns", ())
            click.get_current_context().color = False if no_color else None
            settings = Settings(quiet, verbose, not no_color, offline, dns)
            return command(settings=settings, **others)

        wrapped: Any = told
        for option in reversed((*(WORLD if world else ()), *COMMON)):
            wrapped = option(wrapped)
        return wrapped  # type: ignore[no-any-return]  # click has no types for what its decorators return

    return add


def _configured(ctx: click.Context, _param: click.Parameter, file: Path | None) -> None:
    if file is not None:
        ctx.default_map = {**(ctx.default_map or {}), **_defaults(ctx, file)}


def _defaults(ctx: click.Context, file: Path) -> dict[str, Any]:
    """Give what a configuration file says about one command: the common keys at its top, then its own section."""
    import tomllib  # noqa: PLC0415  # only where a file was named

    try:
        table: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: not TOML: {error}") from None
    mine = _by_option(ctx.command.params)
    top = _known(_plain(table), EVERYWHERE, file)
    own = _known(_plain(_section(table, ctx.command_path.split()[1:], file)), mine, file)
    return {mine[key]: value for key, value in {**top, **own}.items() if key in mine}  # not all ask the world


def _section(table: dict[str, Any], names: list[str], file: Path) -> dict[str, Any]:
    for name in names:
        table = table.get(name, {})
        if not isinstance(table, dict):
            raise InputError(f"{file}: {name!r} is a section: write [{'.'.join(names)}]")
    return table


def _plain(table: dict[str, Any]) -> dict[str, Any]:
    return {key.replace("_", "-"): value for key, value in table.items() if not isinstance(value, dict)}


def _known(given: dict[str, Any], known: Iterable[str], file: Path) -> dict[str, Any]:
    for key in given:
        if key not in known:
            raise InputError(
                f"{file}: there is no setting {key!r} here; known are {', '.join(sorted(known))}"
            )
    return given


def _by_option(params: Iterable[click.Parameter]) -> dict[str, str]:
    """Give the parameters' names by their long options: ``{"no-color": "no_color", "json": "as_json"}``."""
    pairs = [(option, param.name) for param in params if param.expose_value for option in param.opts]
    return {option[2:]: name for option, name in pairs if option.startswith("--") and name}


COMMON = (
    click.option(
        "--config",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        is_eager=True,
        expose_value=False,
        callback=_configured,
        metavar="FILE",
        help="Defaults for options, in TOML: common ones at the top, others under [list.check] and its like.",
    ),
    click.option("-q", "--quiet", is_flag=True, help="No progress and no notes."),
    click.option("-v", "--verbose", is_flag=True, help="More notes."),
    click.option(
        "--no-color",
        is_flag=True,
        default=lambda: bool(environ.get("NO_COLOR")),  # any value counts: https://no-color.org
        help="No colours; the environment variable NO_COLOR says the same.",
    ),
)
WORLD = (
    click.option("--offline", is_flag=True, help="Ask nothing of any network."),
    click.option(
        "--dns",
        multiple=True,
        metavar="HOST:PORT",
        help="The resolver to use, may be repeated; the system's own by default.",
    ),
)
