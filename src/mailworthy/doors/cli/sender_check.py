"""``mailworthy sender check``: everything of a domain that receivers look at, and what to publish instead."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mailworthy.doors.cli.options import lang_option, reach_option
from mailworthy.doors.cli.screen import console, json_line
from mailworthy.doors.cli.sender_blocklists import key_option, keys_for
from mailworthy.doors.cli.settings import Settings, with_settings
from mailworthy.errors import InputError
from mailworthy.finding import Lang, Severity

if TYPE_CHECKING:
    from mailworthy.sender.audit import Scope
    from mailworthy.wire.reach import Reach

FAILS = {
    "error": {Severity.ERROR},
    "warning": {Severity.ERROR, Severity.WARNING},
    "never": set(),
}


def _addresses(_ctx: click.Context, _param: click.Parameter, texts: tuple[str, ...]) -> tuple[str, ...]:
    for text in texts:
        try:
            ip_address(text)
        except ValueError:
            raise click.BadParameter(f"{text!r} is no IP address") from None
    return texts


@click.command("check")
@click.argument("domain")
@click.option(
    "--ip",
    "ips",
    multiple=True,
    metavar="IP",
    callback=_addresses,
    help="An address that mail is sent from; may be repeated.",
)
@click.option("--helo", default="", metavar="NAME", help="The name that these hosts say in HELO.")
@click.option(
    "--selector",
    "selectors",
    multiple=True,
    metavar="S",
    help="A DKIM selector in use; may be repeated. Without it, usual ones are tried.",
)
@click.option("--deep", is_flag=True, help="Greet the mail hosts too, up to encryption; no message is sent.")
@click.option("--transactional", is_flag=True, help="No marketing mail is sent: some rules do not apply.")
@click.option(
    "--report",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write the page and the JSON there too.",
)
@reach_option
@click.option(
    "--ca-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The authorities to trust instead of the system's, in PEM.",
)
@key_option
@click.option(
    "--fail-on",
    type=click.Choice(list(FAILS)),
    default="error",
    show_default=True,
    help="From which severity on the exit code is 1.",
)
@click.option("--json", "as_json", is_flag=True, help="JSON, one document.")
@lang_option
@with_settings(world=True)
def command(
    domain: str,
    *,
    folder: Path | None,
    ca_file: Path | None,
    fail_on: str,
    as_json: bool,
    lang: Lang,
    settings: Settings,
    **told: Any,
) -> None:
    """Look at everything of DOMAIN that receivers look at: SPF, DKIM, DMARC, mail hosts, name servers, encryption, logo.

    It says what is wrong, why that matters, who mends it and how, with the records to publish. Name the addresses that
    mail is sent from with --ip: reverse DNS and blocklists are theirs. Blocklists are asked where --dns names a resolver
    of your own, for they refuse others.
    """
    from mailworthy.flow.check_sender import check_sender, write_audit  # noqa: PLC0415  # --help needs none of it

    if settings.offline:
        raise InputError("what receivers look at stands in DNS: leave out --offline")
    scope = _scope(settings, **told)
    with _progress(settings) as tell:
        report = check_sender(domain, scope, servers=settings.dns, ca_file=ca_file, tell=tell)
    files = write_audit(report, folder, lang) if folder else {}
    if as_json:
        click.echo(json_line(report.as_dict(lang)))
    else:
        from mailworthy.doors.cli.audits import show  # noqa: PLC0415  # --json needs none of it

        show(report, files, lang, settings)
    if report.worst in FAILS[fail_on]:
        click.get_current_context().exit(1)


def _scope(
    settings: Settings,
    *,
    ips: tuple[str, ...],
    helo: str,
    selectors: tuple[str, ...],
    deep: bool,
    transactional: bool,
    key_files: tuple[str, ...],
    reach: Reach,
) -> Scope:
    from mailworthy.flow.check_blocklists import shared_resolvers  # noqa: PLC0415  # same
    from mailworthy.sender.audit import Scope  # noqa: PLC0415  # same
    from mailworthy.sender.blocklists import usual  # noqa: PLC0415  # same

    if helo and not ips:
        raise InputError("--helo is what the hosts that send say: name them with --ip")
    if key_files and not settings.dns:
        raise InputError("--key is for blocklists, which are asked where --dns names a resolver of your own")
    lists = usual() if settings.dns and not shared_resolvers(settings.dns) else None
    return Scope(
        ips=ips,
        helo=helo,
        selectors=selectors,
        deep=deep,
        blocklists=lists,
        keys=keys_for(lists or (), key_files),
        transactional=transactional,
        reach=reach,
    )


@contextmanager
def _progress(settings: Settings) -> Iterator[Callable[[int], None]]:
    """Count answers and seconds on a terminal; elsewhere say nothing."""
    notes = console(settings, stderr=True)
    if settings.quiet or not notes.is_terminal:
        yield lambda _answers: None
        return
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415  # as above

    text = TextColumn("{task.completed} answers")
    with Progress(SpinnerColumn(), text, TimeElapsedColumn(), console=notes, transient=True) as progress:
        task = progress.add_task("", total=None)
        yield lambda answers: progress.update(task, completed=answers)
