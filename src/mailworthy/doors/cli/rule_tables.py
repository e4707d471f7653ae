"""A user's own rules on the terminal: each with how often it hits, and where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.padding import Padding
from rich.text import Text

from mailworthy.doors.cli.screen import console, visible
from mailworthy.doors.cli.settings import Settings
from mailworthy.finding import Lang
from mailworthy.flow.page.words import Speech
from mailworthy.message.rules import HitRate, OwnRules
from mailworthy.message.rules.trial import Example

OFTEN = 0.05  # of one's own mail: such a rule tells little and costs much
_INDENT = 4


def show(rules: OwnRules, rates: Sequence[HitRate], lang: Lang, settings: Settings) -> None:
    """Print how often rules hit; without mail to try them on, that they do what their examples say."""
    screen, speech = console(settings), Speech(lang)
    if not rates:
        screen.print(Text(speech.say("own_rules.proven", n=len(rules.rules))))
        return
    screen.print(Text(speech.say("own_rules.tried", n=rates[0].messages), "bold"))
    for rate in rates:
        screen.print(_summed(rate, speech))
        for line in () if settings.quiet else _told(rate, speech):
            screen.print(Padding(line, (0, 0, 0, _INDENT)))


def _summed(rate: HitRate, speech: Speech) -> Text:
    hits = speech.say("own_rules.hits", n=rate.hits, share=speech.fine_percent(rate.share))
    style = "yellow" if rate.share > OFTEN else "" if rate.hits else "dim"
    off = "" if rate.enabled else f"  {speech.say('own_rules.off')}"
    return Text.assemble((visible(rate.rule), "bold"), "  ", (hits, style), (off, "dim"))


def _told(rate: HitRate, speech: Speech) -> Iterator[Text]:
    if rate.slow:
        yield Text(speech.say("own_rules.slow", n=rate.slow), "red")
    for example in rate.examples:
        yield Text.assemble(
            (f"{visible(example.message)}{_place(example)}", "dim"), (_words(example), "cyan")
        )


def _place(example: Example) -> str:
    place = example.place
    if "header" in place:
        return f", {visible(str(place['header']))}"
    return f", {place['line']}:{place['column']}" if "line" in place and "column" in place else ""


def _words(example: Example) -> str:
    """Give the very words, or what the message is called where something is missing in it."""
    words, subject = str(example.place.get("snippet", "")), example.subject
    return f"  “{visible(words)}”" if words else f"  ({visible(subject)})" if subject else ""
