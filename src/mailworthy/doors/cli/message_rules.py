"""``mailworthy message rules``: a user's own rules, held against their examples, and tried on mail."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mailworthy.doors.cli.options import lang_option
from mailworthy.doors.cli.settings import Settings, with_settings

if TYPE_CHECKING:
    from mailworthy.finding import Lang
    from mailworthy.message.rules import HitRate, OwnRules


@click.command("rules")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--try",
    "mail",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    metavar="PATH",
    help="Mail of yours: a message, an mbox, a Maildir, a folder; may be repeated.",
)
@click.option("--json", "as_json", is_flag=True, help="JSON, one rule a line.")
@lang_option
@with_settings(world=False)
def command(file: Path, *, mail: tuple[Path, ...], as_json: bool, lang: Lang, settings: Settings) -> None:
    """Hold rules of your own against the examples in their file, and say how often each hits in mail of yours.

    A rule that hits wanted mail costs you its points in every check: try it on mail that was well received before you switch
    it on (`enabled = false` keeps it out of checks until then). docs/guide/message-rules.md tells how rules are written.
    """
    from mailworthy.flow.try_rules import read_rules  # noqa: PLC0415  # --help needs none of it

    rules = read_rules(file)
    rates, unread = _tried(rules, mail, settings) if mail else ((), 0)
    if as_json:
        _print_json(rules, rates)
    else:
        from mailworthy.doors.cli.rule_tables import show  # noqa: PLC0415  # --json needs none of it

        show(rules, rates, lang, settings)
    if unread:
        click.get_current_context().exit(2)


def _tried(rules: OwnRules, mail: tuple[Path, ...], settings: Settings) -> tuple[tuple[HitRate, ...], int]:
    from mailworthy.doors.cli.message_progress import Notes, Progressing, total  # noqa: PLC0415  # as above
    from mailworthy.doors.cli.screen import console  # noqa: PLC0415  # same
    from mailworthy.flow.try_rules import try_rules  # noqa: PLC0415  # same

    notes = Notes(console(settings, stderr=True), quiet=settings.quiet, verbose=settings.verbose)
    with Progressing(notes.screen, total(mail), quiet=settings.quiet) as bar:
        rates = try_rules(rules, mail, note=notes.add, tell=bar.reach)
    notes.close()
    return rates, notes.count


def _print_json(rules: OwnRules, rates: tuple[HitRate, ...]) -> None:
    from mailworthy.doors.cli.screen import json_line  # noqa: PLC0415  # as above

    told: list[dict[str, Any]] = [rate.as_dict() for rate in rates]
    for line in told or [{"rule": rule.id, "enabled": rule.enabled} for rule in rules.rules]:
        click.echo(json_line(line))
