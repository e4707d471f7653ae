"""``mailworthy bounce rescue``: which addresses does a platform call dead that are not?"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from mailworthy.doors.cli.options import lang_option
from mailworthy.doors.cli.settings import Settings, with_settings
from mailworthy.finding import Lang

if TYPE_CHECKING:
    from rich.console import Console

    from mailworthy.bounce.rescue import Rescued
    from mailworthy.flow.rescue_bounces import RescueReport

F = TypeVar("F", bound=Callable[..., Any])

SHOWN = 20
COLUMNS = ("recipient", "reason", "status", "class", "time")


def _column_options(command: F) -> F:
    wrapped: Any = command
    meanings = {
        "recipient": "the addresses",
        "reason": "the receiver's words",
        "status": "the enhanced status code",
        "class": "what the platform calls it: hard, soft, blocked",
        "time": "when it happened",
    }
    for column in reversed(COLUMNS):
        option = click.option(
            f"--{column}-column",
            default="",
            metavar="NAME",
            help=f"The column with {meanings[column]}; found out by default.",
        )
        wrapped = option(wrapped)
    return wrapped  # type: ignore[no-any-return]  # click has no types for what its decorators return


@click.command(name="rescue", short_help="Find addresses that a platform calls dead and that are not.")
@click.argument("export", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--platform",
    default="",
    metavar="NAME",
    help="Whose export it is: sendgrid, mailgun, amazon_ses, postmark, mailchimp and others; found out by default.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the addresses to FILE: .csv, .xlsx, .jsonl, .tsv or .parquet.",
)
@click.option(
    "--rules",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Your own rules, in TOML; they come first.",
)
@click.option("--year", type=click.IntRange(1990, 2200), metavar="YEAR", help="Of a log's first line.")
@click.option("--json", "as_json", is_flag=True, help="The result as JSON.")
@_column_options
@lang_option
@with_settings(world=False)
def command(
    export: Path, *, out: Path | None, as_json: bool, lang: Lang, settings: Settings, **told: Any
) -> None:
    """Read EXPORT (CSV, XLSX, JSON, a log; - for standard input) and list the addresses that are called dead and are not.

    A platform that gives an address up often does so over a block, a policy or a full mailbox. What the receiver wrote is
    judged anew; each address comes with the reason, the words, and when to try it again.
    """
    from mailworthy.flow.read_events import EventOptions  # noqa: PLC0415  # --help needs none of it
    from mailworthy.flow.rescue_bounces import rescue_bounces  # noqa: PLC0415  # same

    options = EventOptions(
        platform=told["platform"],
        columns={column: told[f"{column}_column"] for column in COLUMNS},
        year=told["year"],
        rules=_own_rules(told["rules"]),
    )
    source = sys.stdin.buffer if str(export) == "-" else export
    report = rescue_bounces(source, options=options, out=out, lang=lang)
    if as_json:
        click.echo(json.dumps(report.as_dict(lang), ensure_ascii=False))
    else:
        _show(report, settings, lang)


def _own_rules(file: Path | None) -> Any:
    if file is None:
        return ()
    from mailworthy.bounce.rules import own_rules  # noqa: PLC0415  # only where the user has some

    return own_rules(file.read_text(encoding="utf-8", errors="replace"), file.name)


def _show(report: RescueReport, settings: Settings, lang: Lang) -> None:
    from rich.table import Table  # noqa: PLC0415  # not for JSON

    from mailworthy.doors.cli.screen import console  # noqa: PLC0415  # same

    screen = console(settings)
    if not report.called_hard:
        screen.print(_said("nothing_called", lang))
    else:
        screen.print(_said("title", lang, platform=report.platform or "–"), style="bold")
        figures = Table.grid(padding=(0, 2))
        figures.add_row(str(report.called_hard), _said("called_hard", lang))
        for outcome, style in _OUTCOMES.items():
            count = next((n for found, n in report.outcomes.items() if found.value == outcome), 0)
            figures.add_row(str(count), _said(outcome, lang), style=style if count else "dim")
        screen.print(figures)
    _show_addresses(report, screen, lang)
    if len(report.rescued) > SHOWN and not report.out:
        screen.print(_said("more", lang, count=str(len(report.rescued) - SHOWN)))
    if report.out:
        screen.print(_said("written", lang, file=str(report.out)))
    if report.unread and not settings.quiet:
        console(settings, stderr=True).print(_said("unread", lang, count=str(report.unread)))


_OUTCOMES = {
    "rescued": "green",
    "rightly_hard": "",
    "unclear": "yellow",
    "no_evidence": "yellow",
    "unwelcome": "red",
}


def _show_addresses(report: RescueReport, screen: Console, lang: Lang) -> None:
    from mailworthy.bounce.words import kind_words, reason_words  # noqa: PLC0415  # not for JSON

    for found in report.rescued[:SHOWN]:
        words = kind_words if found.reason == "auto_reply" else reason_words
        screen.print(f"\n{found.address}", style="bold", end="")
        screen.print(f"  {words(found.reason, lang).label}; {_again(found, lang)}")
        if found.line:
            screen.print(f"  {found.line}", style="dim", overflow="ellipsis", no_wrap=True)


def _again(found: Rescued, lang: Lang) -> str:
    if found.delivered:
        return _said("delivered", lang)
    day = found.retry_at.date().isoformat() if found.retry_at else ""
    if found.mend_first:
        return _said("mend_first", lang, at=day) if day else _said("mend_first_untimed", lang)
    return _said("from", lang, at=day) if day else _said("any_time", lang)


def _said(key: str, lang: Lang, **values: str) -> str:
    from mailworthy.bounce.words import rows  # noqa: PLC0415  # not for --help

    text: str = rows("rescue")[key][lang.value]
    return text.format_map(values) if values else text
