"""``mailworthy bounce report``: how much comes back, from whom and why, and what to do next."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click

from mailworthy.doors.cli.options import lang_option, since_option, until_option
from mailworthy.doors.cli.settings import Settings, with_settings
from mailworthy.finding import Lang


@click.command("report")
@since_option
@until_option
@click.option(
    "--sent",
    metavar="N|FILE",
    help="How much was sent: a number, or a table with a column sent and any of day, domain, campaign. "
    "Without it: what stored events tell.",
)
@click.option(
    "--line",
    type=click.FloatRange(0, 100, min_open=True),
    default=3.0,
    show_default=True,
    metavar="PERCENT",
    help="The bounce rate that raises the alarm.",
)
@click.option(
    "--store",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    metavar="FILE",
    help="Another store than the one of this installation.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write the page, the JSON and the tables (CSV) there too.",
)
@click.option("--json", "as_json", is_flag=True, help="JSON, one document.")
@lang_option
@with_settings(world=False)
def command(
    *,
    since: date | None,
    until: date | None,
    sent: str | None,
    line: float,
    store: Path | None,
    out: Path | None,
    as_json: bool,
    lang: Lang,
    settings: Settings,
) -> None:
    """Report what `mailworthy bounce read` has recorded: rates, reasons, receivers, and what to do next.

    Each failure counts once, however many reports, events and logs tell of it. Delays, automatic replies and complaints
    are never counted as bounces.
    """
    from mailworthy.doors.cli.bounce_reports import show  # noqa: PLC0415  # --help needs none of it
    from mailworthy.flow.report_bounces import ReportOptions, report_bounces, write_report  # noqa: PLC0415  # same
    from mailworthy.flow.sent_counts import given_sent  # noqa: PLC0415  # same

    options = ReportOptions(since, until, line / 100, given_sent(sent) if sent else None)
    report = report_bounces(options, store=store)
    files = write_report(report, out, lang) if out else {}
    if as_json:
        click.echo(json.dumps(report.as_dict(lang), ensure_ascii=False))
    else:
        show(report, files, lang, settings)
