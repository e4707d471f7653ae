"""``mailworthy message check``: what filters, the law and readers see in messages, and what to change."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mailworthy.doors.cli.message_readers import reader_options, stay_offline, with_readers
from mailworthy.doors.cli.options import lang_option
from mailworthy.doors.cli.sender_blocklists import key_option
from mailworthy.doors.cli.settings import Settings, with_settings

if TYPE_CHECKING:
    from mailworthy.message.scope import Scope

FAIL_ON = ("error", "warning", "info", "never")
FORMATS = ("text", "json", "html", "junit", "sarif")
MARKETS = ("us", "ca", "eu", "de", "uk", "jp")
INDUSTRIES = ("bank", "charity", "dating", "fitness", "games", "insurance", "jobs", "legal", "pharmacy", "property", "security", "shop", "travel")  # fmt: skip


def _markets(_ctx: click.Context, _param: click.Parameter, text: str) -> tuple[str, ...]:
    markets = tuple(dict.fromkeys(one.strip().lower() for one in text.split(",") if one.strip()))
    for one in markets:
        if one not in MARKETS:
            raise click.BadParameter(f"{one!r} is no market; there are {', '.join(MARKETS)}")
    return markets


def _address(_ctx: click.Context, _param: click.Parameter, text: str) -> str:
    try:
        return text and str(ip_address(text))
    except ValueError:
        raise click.BadParameter(f"{text!r} is no IP address") from None


def _domains(_ctx: click.Context, _param: click.Parameter, names: tuple[str, ...]) -> tuple[str, ...]:
    from mailworthy.wire.name import to_ascii  # noqa: PLC0415  # --help needs none of it

    return tuple(map(to_ascii, names))


def _share(_ctx: click.Context, _param: click.Parameter, text: str | None) -> float | None:
    if text is None:
        return None
    try:
        share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise click.BadParameter(f"{text!r} is no share; write 0.02 or 2%")
    return share


_file = click.Path(dir_okay=False, path_type=Path)


@click.command("check")
@click.argument("files", nargs=-1, required=True, metavar="FILE...|FOLDER|-")
@click.option("--json", "as_json", is_flag=True, help="JSON, one message a line; short for --format json.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="What is printed; text by default.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write pages there too, one a message, with the source and its findings marked, and JSON.",
)
@click.option(
    "--law",
    "markets",
    default="",
    metavar="MARKETS",
    callback=_markets,
    help=f"Whose law holds: some of {','.join(MARKETS)}. By default those of the message's language.",
)
@click.option(
    "--rules", multiple=True, type=_file, metavar="FILE", help="Your own rules, in TOML; may be repeated."
)
@click.option(
    "--spamassassin-rules",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Rules in SpamAssassin's language: a file, or a folder of .cf files.",
)
@click.option("--phrases", type=_file, metavar="FILE", help="Trigger phrases of your own, in TOML.")
@click.option(
    "--fail-on",
    type=click.Choice(FAIL_ON),
    default="error",
    show_default=True,
    help="From which severity on the exit code is 1.",
)
@click.option(
    "--from", "sender", default="", metavar="A", help="The sender of a page or text, as in a header."
)
@click.option("--subject", default="", metavar="S", help="Its subject.")
@click.option(
    "--kind",
    type=click.Choice(("eml", "html", "text")),
    help="What the files are; by default told from what they hold and from their names.",
)
@click.option(
    "--industry",
    default="",
    type=click.Choice(("", *INDUSTRIES)),
    metavar="NAME",
    help=f"Your trade, whose everyday words are no spam: {', '.join(INDUSTRIES)}.",
)
@click.option(
    "--ip", default="", metavar="IP", callback=_address, help="The address that the mail is sent from."
)
@click.option(
    "--domain",
    "domains",
    multiple=True,
    metavar="D",
    callback=_domains,
    help="Another domain of yours, such as that of click tracking; may be repeated.",
)
@click.option(
    "--postal-address", default="", metavar="TEXT", help="Yours, as it has to stand in the message."
)
@click.option(
    "--consent/--no-consent", default=None, help="Whether all recipients gave express consent to advertising."
)
@click.option(
    "--bounce-rate",
    metavar="SHARE",
    callback=_share,
    help="The share of your mail that came back lately: 0.02 or 2%.",
)
@click.option(
    "--complaint-rate", metavar="SHARE", callback=_share, help="The share of recipients who complained, same."
)
@click.option(
    "--own", default="", metavar="NAME", help="What was taught as NAME by `mailworthy message train`."
)
@key_option
@click.option("--blocklists", is_flag=True, help="Ask blocklists about the sender and every linked domain.")
@click.option(
    "--beside",
    multiple=True,
    metavar="rspamd=URL|spamassassin=HOST:PORT",
    help="Ask a filter of yours too, and show what it says beside ours; may be repeated.",
)
@reader_options
@lang_option
@with_settings(world=True)
def command(
    files: tuple[str, ...], *, form: str | None, as_json: bool, settings: Settings, **told: Any
) -> None:
    """Look at messages as filters, the law and readers see them: what costs the inbox, where it stands, what to write instead.

    FILE is a message (.eml), a page or a text of a template (.html, .txt; say --from and --subject), an mbox, or an archive;
    a folder is walked; - reads standard input. Nothing is asked of any network unless --dns (signatures, SPF and DMARC),
    --blocklists, --beside, --links or --languagetool say so.
    """
    from mailworthy.doors.cli.messages import run  # noqa: PLC0415  # --help needs none of it

    if as_json and form not in {None, "json"}:
        raise click.UsageError(f"--json and --format {form} are two things: name one")
    if told["previews"] and told["out"] is None:
        raise click.UsageError("--previews makes pictures: name a folder for them with --out DIR")
    if settings.offline:
        stay_offline(told)
    run(files, _scope(settings, **told), form or ("json" if as_json else "text"), settings, told)


def _scope(settings: Settings, **told: Any) -> Scope:
    from mailworthy.doors.cli.sender_blocklists import keys_for  # noqa: PLC0415  # as above
    from mailworthy.flow.messages.knowing import asked, learnt, phrases, rule_books  # noqa: PLC0415  # same
    from mailworthy.message.scope import Scope  # noqa: PLC0415  # same

    lists = asked(blocklists=told["blocklists"])
    scope = Scope(
        industry=told["industry"],
        markets=told["markets"],
        postal_address=told["postal_address"],
        advertising_consent=told["consent"],
        ip=told["ip"],
        domains=told["domains"],
        bounce_rate=told["bounce_rate"],
        complaint_rate=told["complaint_rate"],
        ask=bool(settings.dns) and not settings.offline,
        blocklists=lists,
        keys=keys_for(lists, told["key_files"]) if lists else {},
        phrases=phrases(told["phrases"]),
        rules=rule_books(told["rules"], told["spamassassin_rules"]),
        learnt=learnt(told["own"]),
    )
    return with_readers(scope, told)
