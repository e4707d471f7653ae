"""``mailworthy sender reports``: who sends in our name, what passes, and what would break under a strict policy."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mailworthy.doors.cli.mailboxes import after_option, login, login_options, mailbox_named
from mailworthy.doors.cli.options import lang_option, since_option, until_option
from mailworthy.doors.cli.settings import Settings, with_settings
from mailworthy.errors import InputError
from mailworthy.finding import Lang

if TYPE_CHECKING:
    from mailworthy.flow.read_reports import ReportsOptions, Source


@click.command("reports")
@click.argument("source", nargs=-1, metavar="[PATH...|-|URL]")
@since_option
@until_option
@click.option(
    "--store",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Another store than the one of this installation.",
)
@click.option("--no-store", is_flag=True, help="Do not record what is read.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write the page, the JSON and the tables (CSV) there too.",
)
@after_option("reports")
@login_options
@click.option("--json", "as_json", is_flag=True, help="JSON, one document.")
@lang_option
@with_settings(world=False)
def command(source: tuple[str, ...], lang: Lang, settings: Settings, **told: Any) -> None:
    """Say what DMARC reports (aggregate and failure) and TLS reports come to.

    PATH is a report (XML or JSON), a mail with one, an mbox, a folder, or a zip, gzip or tar archive of them; with -
    standard input holds one of these. URL is a mailbox: imaps://USER@HOST/FOLDER, pop3s://USER@HOST or
    jmap://USER@HOST/FOLDER; an @ in USER is written %40. What is read is summed up, and recorded, each report once; of a
    mailbox only what is new. Its messages stay as they are unless --after says otherwise, which holds for reports alone.
    Without PATH: all that was recorded.
    """
    from mailworthy.doors.cli.report_sums import show  # noqa: PLC0415  # --help needs none of it
    from mailworthy.doors.cli.screen import json_line  # noqa: PLC0415  # same
    from mailworthy.flow.read_reports import summarise_reports, write_summary  # noqa: PLC0415  # same

    note = (lambda _line: None) if settings.quiet else partial(click.echo, err=True)
    summary = summarise_reports(_source(source), _options(source, told), note=note)
    files = write_summary(summary, told["out"], lang) if told["out"] else {}
    if told["as_json"]:
        click.echo(json_line(summary.as_dict(lang)))
    elif not summary.reports and mailbox_named(source):
        click.echo("Nothing new. `mailworthy sender reports` sums up all that was recorded.")
    else:
        show(summary, files, lang, settings)


def _options(source: tuple[str, ...], told: dict[str, Any]) -> ReportsOptions:
    from mailworthy.edge.mailbox import parse_after  # noqa: PLC0415  # as above
    from mailworthy.flow.read_reports import ReportsOptions  # noqa: PLC0415  # same
    from mailworthy.flow.report_bounces import store_path  # noqa: PLC0415  # same

    mailbox = mailbox_named(source)
    if not source and told["no_store"]:
        raise InputError("without a PATH the store is all there is to read")
    if mailbox and told["no_store"]:
        raise InputError("--no-store is for files: what was read of a mailbox is remembered by the store")
    if not mailbox and told["after"] != "leave":
        raise InputError("--after is for mailboxes; files are left as they are")
    return ReportsOptions(
        store=None if told["no_store"] else told["store"] or store_path(),
        since=told["since"],
        until=told["until"],
        login=login(source[0], told) if mailbox else None,
        after=parse_after(told["after"]),
        ca_file=told["ca_file"],
    )


def _source(source: tuple[str, ...]) -> Source | None:
    if mailbox_named(source):
        return source[0]
    if "-" not in source:
        return source or None
    if len(source) > 1:
        raise InputError("- stands for standard input: give it alone")
    return sys.stdin.buffer
