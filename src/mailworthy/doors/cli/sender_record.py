"""``mailworthy sender record``: wizards that write what to publish."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mailworthy.doors.cli.options import lang_option
from mailworthy.doors.cli.settings import Settings, with_settings
from mailworthy.finding import Lang

if TYPE_CHECKING:
    from mailworthy.sender.records import Proposal

F = Callable[..., Any]

_RUA = click.option("--rua", multiple=True, metavar="ADDRESS", help="Where reports go; may be repeated.")
_MX_HELP = "A mail host, or a pattern such as *.example.com; may be repeated."


@click.group("record")
def command() -> None:
    """Write the records to publish: for control panels, and as lines of a zone file."""


def _wizard(*, world: bool) -> Callable[[F], F]:
    """Add what every wizard takes: the domain, its zone, the form, the language."""
    parts = (
        click.argument("domain"),
        click.option(
            "--zone",
            default="",
            metavar="NAME",
            help="The zone to publish in; host names are shown relative to it.",
        ),
        click.option("--json", "as_json", is_flag=True, help="JSON, one document."),
        lang_option,
        with_settings(world=world),
    )
    return lambda function: reduce(lambda inner, part: part(inner), reversed(parts), function)


def _say(
    proposal: Proposal, *, zone: str, as_json: bool, lang: Lang, settings: Settings, key: Path | None = None
) -> None:
    from mailworthy.doors.cli.proposals import show  # noqa: PLC0415  # --help needs none of it
    from mailworthy.doors.cli.screen import json_line  # noqa: PLC0415  # same
    from mailworthy.wire.name import to_ascii  # noqa: PLC0415  # same

    there = to_ascii(zone.removesuffix(".")) if zone else ""
    if as_json:
        told = proposal.as_dict(lang, zone=there) | ({"key_file": str(key)} if key else {})
        click.echo(json_line(told))
    else:
        show(proposal, lang, settings, zone=there, key=key)


@command.command("spf", short_help="Who may send for a domain.")
@click.option(
    "--service",
    "services",
    multiple=True,
    metavar="NAME",
    help="Who sends for you: a name (SendGrid) or its include; may be repeated.",
)
@click.option(
    "--ip", "ips", multiple=True, metavar="IP", help="A host or network of your own; may be repeated."
)
@click.option("--mx", is_flag=True, help="Your mail hosts send, too.")
@click.option("--hard", is_flag=True, help="Refuse others (-all) instead of doubting them (~all).")
@click.option("--fresh", is_flag=True, help="Leave out what the present record names.")
@_wizard(world=True)
def spf(
    domain: str,
    *,
    services: tuple[str, ...],
    ips: tuple[str, ...],
    mx: bool,
    hard: bool,
    fresh: bool,
    settings: Settings,
    **form: Any,
) -> None:
    """Write the one SPF record of DOMAIN. What its present record names is kept, and the look-ups are counted."""
    from mailworthy.flow.propose_record import propose_spf  # noqa: PLC0415  # --help needs none of it

    proposal = propose_spf(
        domain,
        services=services,
        ips=ips,
        mx=mx,
        hard=hard,
        fresh=fresh,
        servers=settings.dns,
        offline=settings.offline,
    )
    _say(proposal, settings=settings, **form)


@command.command("dkim", short_help="A signer's key: made, kept, published.")
@click.option(
    "--selector",
    default="",
    metavar="NAME",
    help="Which of the domain's keys; named after the month by default.",
)
@click.option(
    "--kind",
    type=click.Choice(["rsa", "ed25519"]),
    default="rsa",
    show_default=True,
    help="Ed25519 only beside RSA.",
)
@click.option(
    "--bits", type=click.IntRange(2048, 4096), default=2048, show_default=True, help="The size of an RSA key."
)
@click.option(
    "--key-file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Where the private key is to stand; never overwritten.",
)
@click.option("--revoke", is_flag=True, help="Make no key: write the record that revokes the selector's.")
@_wizard(world=False)
def dkim(
    domain: str,
    *,
    selector: str,
    kind: str,
    bits: int,
    key_file: Path | None,
    revoke: bool,
    settings: Settings,
    **form: Any,
) -> None:
    """Make a key that signs for DOMAIN, keep it in a file that only you can read, and write the record that publishes it."""
    if revoke:
        from mailworthy.sender.records import dkim as proposed  # noqa: PLC0415  # --help needs none of it

        if not selector:
            raise click.UsageError("name the --selector whose key is revoked")
        _say(proposed(domain, selector, ""), settings=settings, **form)
        return
    from mailworthy.flow.propose_record import propose_dkim  # noqa: PLC0415  # same

    proposal, key = propose_dkim(domain, key_file, selector=selector, kind=kind, bits=bits)
    _say(proposal, settings=settings, key=key, **form)


@command.command("dmarc", short_help="What is to become of messages that fail.")
@click.option(
    "--policy",
    type=click.Choice(["none", "quarantine", "reject"]),
    default="none",
    show_default=True,
    help="For messages that fail.",
)
@click.option(
    "--subdomains",
    type=click.Choice(["none", "quarantine", "reject"]),
    help="The same for subdomains, where it differs.",
)
@click.option("--testing", is_flag=True, help="Ask receivers to apply one level less (t=y).")
@_RUA
@_wizard(world=False)
def dmarc(
    domain: str,
    *,
    policy: str,
    subdomains: str | None,
    testing: bool,
    rua: tuple[str, ...],
    settings: Settings,
    **form: Any,
) -> None:
    """Write the DMARC record of DOMAIN, and the record by which others agree to receive its reports."""
    from mailworthy.sender.dmarc import Disposition  # noqa: PLC0415  # --help needs none of it
    from mailworthy.sender.records import dmarc as proposed  # noqa: PLC0415  # same

    below = Disposition(subdomains) if subdomains else None
    proposal = proposed(domain, policy=Disposition(policy), rua=rua, subdomains=below, testing=testing)
    _say(proposal, settings=settings, **form)


@command.command("mta-sts", short_help="Mail to a domain only encrypted.")
@click.option("--mx", multiple=True, metavar="HOST", help=f"{_MX_HELP} By default those that DNS names.")
@click.option(
    "--mode",
    type=click.Choice(["testing", "enforce", "none"]),
    default="testing",
    show_default=True,
    help="Begin with testing.",
)
@click.option(
    "--max-age",
    "max_age_s",
    type=int,
    default=604_800,
    show_default=True,
    metavar="SECONDS",
    help="For how long senders keep it.",
)
@_RUA
@_wizard(world=True)
def mta_sts(
    domain: str,
    *,
    mx: tuple[str, ...],
    mode: str,
    max_age_s: int,
    rua: tuple[str, ...],
    settings: Settings,
    **form: Any,
) -> None:
    """Write the MTA-STS record and policy file of DOMAIN, and the TLS-RPT record beside them."""
    from mailworthy.flow.propose_record import propose_mta_sts  # noqa: PLC0415  # --help needs none of it

    proposal = propose_mta_sts(
        domain, mx=mx, mode=mode, max_age_s=max_age_s, rua=rua, servers=settings.dns, offline=settings.offline
    )
    _say(proposal, settings=settings, **form)


@command.command("tls-rpt", short_help="Reports on the encryption of mail to a domain.")
@_RUA
@_wizard(world=False)
def tls_rpt(domain: str, *, rua: tuple[str, ...], settings: Settings, **form: Any) -> None:
    """Write the record that asks others to report how the encryption of mail to DOMAIN went."""
    from mailworthy.sender.records import tls_rpt as proposed  # noqa: PLC0415  # --help needs none of it

    _say(proposed(domain, rua=rua), settings=settings, **form)


@command.command("bimi", short_help="A logo beside a domain's messages.")
@click.option(
    "--logo",
    default="",
    metavar="URL",
    help="Where the logo stands, https://….svg; without it the domain declines.",
)
@click.option("--certificate", default="", metavar="URL", help="Where its certificate stands (VMC or CMC).")
@click.option(
    "--selector", default="default", show_default=True, metavar="NAME", help="Which of the domain's logos."
)
@_wizard(world=False)
def bimi(domain: str, *, logo: str, certificate: str, selector: str, settings: Settings, **form: Any) -> None:
    """Write the record that names the logo of DOMAIN."""
    from mailworthy.sender.records import bimi as proposed  # noqa: PLC0415  # --help needs none of it

    _say(proposed(domain, logo=logo, evidence=certificate, selector=selector), settings=settings, **form)


@command.command("never-sends", short_help="A domain without mail.")
@click.option("--rua", default="", metavar="ADDRESS", help="Where reports of attempts go.")
@_wizard(world=False)
def never_sends(domain: str, *, rua: str, settings: Settings, **form: Any) -> None:
    """Write the records of a DOMAIN that sends no mail and takes none, so that nobody else can use its name."""
    from mailworthy.sender.records import never_sends as proposed  # noqa: PLC0415  # --help needs none of it

    _say(proposed(domain, rua=rua), settings=settings, **form)
