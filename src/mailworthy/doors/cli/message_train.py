"""``mailworthy message train``: teach the Bayesian filter with one's own mail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from mailworthy.doors.cli.options import lang_option
from mailworthy.doors.cli.settings import Settings, with_settings

_LISTS = frozenset({"--ham", "--spam"})


class _Lists(click.Command):
    """A command of whose options some take all that follows them, as a shell expands ``--ham 2026/*.eml``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Repeat the option before each of its values."""
        return super().parse_args(ctx, list(_repeated(args)))


def _repeated(args: Sequence[str]) -> Iterator[str]:
    filling = ""
    for at, word in enumerate(args):
        if word in _LISTS:
            filling = word
        elif word.startswith("-") and word != "-":
            filling = ""
        elif filling and args[at - 1] != filling:
            yield filling
        yield word


_path = click.Path(path_type=Path)


@click.command("train", cls=_Lists)
@click.option(
    "--ham", multiple=True, type=_path, metavar="PATH...", help="Mail that is wanted; files and folders."
)
@click.option("--spam", multiple=True, type=_path, metavar="PATH...", help="Spam; files and folders.")
@click.option("--untrain", is_flag=True, help="Take these messages back, as if they had never been learnt.")
@click.option("--fresh", is_flag=True, help="Forget first what was taught by this name.")
@click.option(
    "--own",
    default="own",
    show_default=True,
    metavar="NAME",
    help="Whose store: each name has one of its own.",
)
@click.option("--show", is_flag=True, help="Say what the store holds, and learn nothing.")
@click.option("--json", "as_json", is_flag=True, help="JSON, one document.")
@lang_option
@with_settings(world=False)
def command(*, settings: Settings, **told: Any) -> None:
    """Teach the Bayesian filter with your own mail, or take it back.

    PATH is a message, an mbox, a Maildir, a folder or an archive; several may follow --ham and --spam. What was learnt is
    not learnt twice. `mailworthy message check --own NAME` hears it from 50 messages of each class on.
    """
    from mailworthy.doors.cli.message_lessons import run  # noqa: PLC0415  # --help needs none of it

    if not (told["ham"] or told["spam"] or told["show"] or told["fresh"]):
        raise click.UsageError("name mail to learn from: --ham PATH --spam PATH")
    run(settings, told)
