"""``mailworthy sender spf``: may this host send for this domain, and what do its records cost?"""

from __future__ import annotations

import click

from mailworthy.doors.cli.options import lang_option
from mailworthy.doors.cli.settings import Settings, with_settings
from mailworthy.errors import InputError
from mailworthy.finding import Lang


@click.command("spf")
@click.argument("domain")
@click.option(
    "--ip", default="", metavar="IP", help="The host that sends; without it all records are surveyed."
)
@click.option(
    "--from", "sender", default="", metavar="ADDR", help="The address that it sends for (MAIL FROM)."
)
@click.option("--helo", default="", metavar="NAME", help="What it says in HELO; the domain by default.")
@click.option("--json", "as_json", is_flag=True, help="JSON, one document.")
@lang_option
@with_settings(world=True)
def command(
    domain: str, *, ip: str, sender: str, helo: str, as_json: bool, lang: Lang, settings: Settings
) -> None:
    """Say whether a host may send for DOMAIN, as a receiver judges it: one host, one path through the records.

    Without --ip, walk through all records that DOMAIN's leads to: what every sender meets, and what it costs.
    """
    from mailworthy.doors.cli.screen import json_line  # noqa: PLC0415  # --help needs none of it
    from mailworthy.doors.cli.spf_trees import show  # noqa: PLC0415  # same
    from mailworthy.flow.check_spf import check_spf  # noqa: PLC0415  # same

    if settings.offline:
        raise InputError("SPF records stand in DNS: leave out --offline")
    if not ip and (sender or helo):
        raise InputError("--from and --helo speak of one host: name it with --ip")
    told = check_spf(domain, ip=ip, sender=sender, helo=helo, servers=settings.dns)
    if as_json:
        click.echo(json_line(told.as_dict(lang)))
    else:
        show(told, ip, lang, settings)
