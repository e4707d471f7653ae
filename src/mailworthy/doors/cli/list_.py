"""``mailworthy list check``: which addresses of a whole list may be written to?"""

from __future__ import annotations

import gc
import json
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mailworthy.doors.cli.options import lang_option, reach_option
from mailworthy.doors.cli.settings import Settings, with_settings

if TYPE_CHECKING:
    from mailworthy.flow.check_list import ListOptions

FORMATS = ("csv", "xlsx", "parquet", "jsonl")
MOST_DAYS = 36_500
GARBAGE = 200_000  # objects before Python looks for cycles: a list makes many objects and hardly any cycle


class _Number(click.FloatRange):
    """A number from zero on. A range lets NaN pass, and JSON knows no infinity."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        number: float = super().convert(value, param, ctx)
        if not isfinite(number):
            self.fail(f"{value} is no number to reckon with.", param, ctx)
        return number


NUMBER = _Number(0)


@click.group(name="list")
def command() -> None:
    """Say which addresses of a whole list are worth writing to."""


@command.command(short_help="Say of each row of a list what to do.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The folder of the results; FILE-checked by default.",
)
@click.option(
    "--column", default="", metavar="NAME", help="The column with the addresses; found out by default."
)
@click.option(
    "--date-column",
    default="",
    metavar="NAME",
    help="The column with the last sign of life; found out by default.",
)
@click.option(
    "--inactive-days",
    type=click.IntRange(1, MOST_DAYS),
    metavar="DAYS",
    help="Inactive from so many days without a sign of life; 365 by default, and then only where opens or clicks are recorded.",
)
@click.option(
    "--format", "format_", type=click.Choice(FORMATS), default="csv", show_default=True, help="What to write."
)
@click.option(
    "--read-as",
    default="",
    metavar="FORMAT",
    help="The file's format: csv, tsv, txt, jsonl, xlsx or parquet; found out by default.",
)
@click.option("--encoding", default="", metavar="NAME", help="The file's encoding; found out by default.")
@click.option("--delimiter", default="", metavar="CHAR", help="What divides fields; found out by default.")
@click.option(
    "--header/--no-header",
    default=None,
    help="Whether the first row names the columns; found out by default.",
)
@click.option("--only", type=click.Choice(["annotated"]), help="Leave out the files per status and kind.")
@click.option("--resume", is_flag=True, help="Go on with a job that was interrupted.")
@click.option(
    "--price-per-message",
    type=NUMBER,
    default=0.0,
    metavar="PRICE",
    help="What one message costs you.",
)
@click.option(
    "--price-per-contact",
    type=NUMBER,
    default=0.0,
    metavar="PRICE",
    help="What keeping one contact costs you a month.",
)
@click.option(
    "--messages-per-month",
    type=NUMBER,
    default=4.0,
    show_default=True,
    help="Messages a contact gets a month.",
)
@click.option("--currency", default="", metavar="SIGN", help="Your currency, as it should be shown.")
@click.option("--json", "as_json", is_flag=True, help="The summary as JSON on standard output.")
@lang_option
@reach_option
@with_settings(world=True)
def check(file: Path, *, out: Path | None, as_json: bool, settings: Settings, **told: Any) -> None:
    """Read FILE (CSV, TSV, XLSX, Parquet, JSON Lines or plain text, also compressed) and say of each row what to do.

    Writes every row annotated, one file per status and per kind, what to keep, and a report to look at. Interrupted, it
    goes on with --resume. Your own columns stay as they are.
    """
    gc.set_threshold(GARBAGE)  # before the imports, which it spares a tenth
    from mailworthy.doors.cli.lists import run  # noqa: PLC0415  # --help needs none of it

    options = _options(settings, told)
    folder = out or file.with_name(f"{file.name.partition('.')[0] or file.name}-checked")
    report = run(file, folder, options, settings, as_json=as_json)
    if as_json:
        click.echo(json.dumps(report.as_dict(options.lang), ensure_ascii=False))


def _options(settings: Settings, told: dict[str, Any]) -> ListOptions:
    from mailworthy.flow.check_list import ListOptions, Prices  # noqa: PLC0415  # as above

    return ListOptions(
        column=told["column"],
        date_column=told["date_column"],
        inactive_days=told["inactive_days"],
        format=told["format_"],
        read_as=told["read_as"],
        encoding=told["encoding"],
        delimiter={"\\t": "\t", "tab": "\t"}.get(told["delimiter"], told["delimiter"]),
        header=told["header"],
        offline=settings.offline,
        servers=settings.dns,
        reach=told["reach"],
        parts=told["only"] is None,
        lang=told["lang"],
        prices=Prices(
            told["currency"], told["price_per_message"], told["price_per_contact"], told["messages_per_month"]
        ),
        resume=told["resume"],
    )
