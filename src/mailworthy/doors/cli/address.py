"""``mailworthy address check``: are these addresses worth writing to?"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

import click

from mailworthy.doors.cli.options import lang_option, reach_option
from mailworthy.doors.cli.settings import Settings, with_settings
from mailworthy.doors.cli.typed import lines
from mailworthy.finding import Lang

if TYPE_CHECKING:
    from mailworthy.address.check import Verdict
    from mailworthy.wire.reach import Reach

AT_ONCE = 200  # addresses of standard input that are asked about side by side


@click.group(name="address")
def command() -> None:
    """Say whether addresses are worth writing to."""


@command.command(short_help="Say whether addresses are worth writing to, and why.")
@click.argument("addresses", nargs=-1, required=True, metavar="ADDRESS...|-")
@click.option("--json", "as_json", is_flag=True, help="JSON, one document a line.")
@lang_option
@reach_option
@with_settings(world=True)
def check(addresses: tuple[str, ...], *, as_json: bool, lang: Lang, reach: Reach, settings: Settings) -> None:
    """Say for each ADDRESS whether it is worth writing to, why, and what to do; - reads one a line.

    DNS is asked, the mailbox itself is not: whether that exists is not known, and never claimed.
    """
    from mailworthy.doors.cli.verdicts import show  # noqa: PLC0415  # --help needs none of it

    for some in _batches(_texts(addresses)):
        for verdict in _verdicts(some, settings, reach):
            if as_json:
                click.echo(json.dumps(verdict.as_dict(lang), ensure_ascii=False))
            else:
                show(verdict, lang, settings)


def _texts(addresses: tuple[str, ...]) -> Iterator[str]:
    for address in addresses:
        if address == "-":
            yield from filter(str.strip, lines())
        else:
            yield address


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    left = iter(texts)
    while some := list(islice(left, AT_ONCE)):
        yield some


def _verdicts(texts: list[str], settings: Settings, reach: Reach) -> list[Verdict]:
    import asyncio  # noqa: PLC0415  # --help needs none of it

    from mailworthy.flow.check_address import check_address, check_addresses  # noqa: PLC0415  # same

    if settings.offline:
        return [check_address(text, offline=True) for text in texts]
    return asyncio.run(check_addresses(texts, servers=settings.dns, reach=reach))
