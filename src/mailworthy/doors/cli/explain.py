"""``mailworthy explain``: what a finding means and what to do about it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

import click

from mailworthy.doors.cli.options import lang_option
from mailworthy.doors.cli.settings import Settings, with_settings
from mailworthy.errors import InputError
from mailworthy.finding import Code, Lang, Severity, codes
from mailworthy.finding.example import shown
from mailworthy.finding.labels import LABELS
from mailworthy.finding.registry import find, near
from mailworthy.finding.schema import code_as_dict

COLORS = {
    Severity.ERROR: "red",
    Severity.WARNING: "yellow",
    Severity.INFO: "blue",
    Severity.PASS: "green",
    Severity.SKIPPED: "bright_black",
}


@click.command("explain")
@click.argument("code", required=False)
@lang_option
@click.option("--json", "as_json", is_flag=True, help="One JSON line per code.")
@with_settings(world=False)
def command(code: str | None, *, lang: Lang, as_json: bool, settings: Settings) -> None:
    """Say what a finding means and what to do about it.

    CODE is a finding's code (DOMAIN-NULL-MX) or the word that a verdict uses for it (null_mx). Without CODE all are
    listed.
    """
    rows = tuple(codes().values()) if code is None else _meant(code)
    if as_json:
        _print_json(rows, lang)
    elif code is None:
        _print_table(rows, lang)
    else:
        _print_pages(rows, lang, color=settings.color)


def _meant(word: str) -> tuple[Code, ...]:
    rows = find(word)
    if rows:
        return rows
    hint = ", ".join(near(word))
    meant = f"did you mean {hint}?" if hint else "without a code all are listed"
    raise InputError(f"{_short(word)}: there is no such finding; {meant}")


def _short(word: str) -> str:
    return word if len(word) <= 60 else f"{word[:59]}…"


def _print_json(rows: Iterable[Code], lang: Lang) -> None:
    for row in rows:
        click.echo(json.dumps(code_as_dict(row, lang), ensure_ascii=False))


def _print_table(rows: tuple[Code, ...], lang: Lang) -> None:
    """Print one line per code: columns that ``grep`` and ``cut`` can use, nothing cut off."""
    width = max(len(row.id) for row in rows)
    for row in rows:
        severity = click.style(f"{row.severity.value:<8}", fg=COLORS[row.severity])
        click.echo(f"{row.id:<{width}}  {severity}  {row.words[lang].title}")


def _print_pages(rows: Iterable[Code], lang: Lang, *, color: bool) -> None:
    from rich.console import Console  # noqa: PLC0415  # wraps wide letters rightly; the table doesn't need it
    from rich.text import Text  # noqa: PLC0415  # same

    console = Console(no_color=not color, highlight=False)
    for row in rows:
        label = LABELS[lang]
        severity = label[row.severity.value]
        console.print(Text.assemble((row.id, "bold"), "  ", (severity, COLORS[row.severity])))
        console.print(Text(row.words[lang].title, "bold"))
        for heading, lines in _sections(row, lang):
            console.print()
            console.print(Text(heading, "dim"))
            for line in Text("\n".join(lines)).wrap(console, console.width - 2):
                console.print(f"  {line.plain.rstrip()}", markup=False)
        console.print()


def _sections(row: Code, lang: Lang) -> Iterator[tuple[str, tuple[str, ...]]]:
    label, words = LABELS[lang], row.words[lang]
    yield label["why"], (words.why,)
    yield label["fix"], (words.fix,)
    yield label["bad"], shown(row.bad)
    yield label["good"], shown(row.good)
    if row.reason:
        yield label["reason"], (row.reason,)
    yield label["sources"], row.sources
