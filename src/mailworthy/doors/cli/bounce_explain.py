"""``mailworthy bounce explain``: what does this reply mean?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from mailworthy.doors.cli.options import lang_option, names_option, rules_option
from mailworthy.doors.cli.settings import Settings, with_settings
from mailworthy.doors.cli.typed import lines
from mailworthy.finding import Lang

if TYPE_CHECKING:
    from mailworthy.bounce.rules import Rule


@click.command("explain", short_help="Say what a mail server's reply means, and what to do about it.")
@click.argument("reply", nargs=-1, required=True, metavar="REPLY|-")
@click.option("--json", "as_json", is_flag=True, help="JSON, one document a line.")
@names_option
@rules_option
@lang_option
@with_settings(world=False)
def command(
    reply: tuple[str, ...],
    *,
    as_json: bool,
    names: str,
    rules: tuple[Rule, ...],
    lang: Lang,
    settings: Settings,
) -> None:
    """Say what a mail server's REPLY means, whose matter it is, and what to do about it.

    REPLY is one reply as a log or a report has it ("550 5.1.1 no such user"), or a bare code: 550, 5.1.1, or the class
    alone, 4. With - standard input holds one reply a line; each line is answered, empty ones too.
    """
    from mailworthy.doors.cli.explanations import show  # noqa: PLC0415  # --help needs none of it
    from mailworthy.flow.explain_reply import explain_reply  # noqa: PLC0415  # same

    for text in _texts(reply):
        explanation = explain_reply(text, rules=rules)
        if as_json:
            told = explanation.as_dict(lang, sisimai=names == "sisimai")
            click.echo(json.dumps(told, ensure_ascii=False))
        else:
            show(explanation, lang, settings)


def _texts(words: tuple[str, ...]) -> Iterator[str]:
    if words == ("-",):
        yield from lines()
    else:
        yield " ".join(words)  # a reply that was typed without quotation marks
