"""``mailworthy bounce codes``: what do reply codes mean by themselves?"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import click

from mailworthy.doors.cli.options import lang_option
from mailworthy.doors.cli.settings import Settings, with_settings
from mailworthy.finding import Lang


@click.command("codes", short_help="Say what reply codes mean by themselves.")
@click.argument("codes", nargs=-1, metavar="[CODE...]")
@click.option("--json", "as_json", is_flag=True, help="One JSON line per code.")
@lang_option
@with_settings(world=False)
def command(codes: tuple[str, ...], *, as_json: bool, lang: Lang, settings: Settings) -> None:
    """Say what reply codes mean by themselves, where no words say more, and which reason is read from each.

    CODE is a basic code (550), an enhanced one (5.1.1, x.1.1), both ("550 5.1.1"), or a class (4). Without CODE the whole
    table is shown: RFC 5321, its extensions, and the IANA registry of enhanced status codes.
    """
    from mailworthy.flow.explain_reply import code_table, explain_reply  # noqa: PLC0415  # --help needs none of it

    rows = list(code_table(codes, lang))
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
    elif codes:
        from mailworthy.doors.cli.explanations import show  # noqa: PLC0415  # same

        for row in rows:
            show(explain_reply(row["code"]), lang, settings)
    else:
        _show_table(rows, lang, settings)


def _show_table(rows: Iterable[dict[str, Any]], lang: Lang, settings: Settings) -> None:
    from rich.table import Table  # noqa: PLC0415  # wraps wide letters rightly; JSON doesn't need it
    from rich.text import Text  # noqa: PLC0415  # same

    from mailworthy.bounce.words import phrase  # noqa: PLC0415  # same
    from mailworthy.doors.cli.screen import BOUNCE_STYLE, console  # noqa: PLC0415  # same

    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("code", "class", "bounce", "reading", "name"):
        table.add_column(phrase(f"table.{name}", lang), no_wrap=name != "name", overflow="fold")
    for row in rows:
        table.add_row(
            Text(row["code"], "bold"),
            phrase(f"class.{row['class']}", lang),
            Text(phrase(f"bounce.{row['bounce']}", lang), BOUNCE_STYLE[row["bounce"]]),
            row["reason"] or "",
            (row["enhanced"] or {}).get("detail") or row["name"],
        )
    console(settings).print(table)
