"""What one reply means, on the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from mailworthy.bounce.reasons import DAY, HOUR, REASONS
from mailworthy.bounce.record import Bounce, Evidence
from mailworthy.bounce.telling import confidence, remedy
from mailworthy.bounce.words import group_words, kind_words, phrase, reason_words, rows
from mailworthy.doors.cli.screen import BOUNCE_STYLE, console, visible
from mailworthy.doors.cli.settings import Settings
from mailworthy.finding import Lang
from mailworthy.flow.explain_reply import Explanation

SHOWN = 300  # characters of a reply: what matters stands at its beginning
_INDENT = 2
_SPAN = ((DAY, "days"), (HOUR, "hours"), (60, "minutes"))


def show(explanation: Explanation, lang: Lang, settings: Settings) -> None:
    """Show one explanation: the answer first, then what it stands on, then what to do."""
    screen = console(settings)
    record = explanation.record
    if record is None:
        screen.print(Text(f"- {phrase('shown.nothing', lang)}", "dim"))
        screen.print()
        return
    screen.print(_headline(explanation, record, lang))
    screen.print(_inside(Text(_meaning(record, lang))))
    screen.print()
    screen.print(_inside(_table(explanation, record, lang)))
    _show_remedy(screen, explanation, record, lang)
    screen.print()


def _headline(explanation: Explanation, record: Bounce, lang: Lang) -> Text:
    bounce = explanation.bounce
    if not record.judgement:
        return Text(kind_words(record.kind.value, lang).label, BOUNCE_STYLE[bounce])
    reason = record.judgement.reason
    return Text.assemble(
        (phrase(f"bounce.{bounce}", lang).upper(), BOUNCE_STYLE[bounce]),
        "  ",
        (reason_words(reason, lang).label, "bold"),
        (f"  {reason}", "dim"),
    )


def _meaning(record: Bounce, lang: Lang) -> str:
    if record.judgement:
        return reason_words(record.judgement.reason, lang).meaning
    return kind_words(record.kind.value, lang).meaning


def _table(explanation: Explanation, record: Bounce, lang: Lang) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in _lines(explanation, record, lang):
        if value:
            table.add_row(phrase(f"shown.{name}", lang), value)
    return table


def _lines(explanation: Explanation, record: Bounce, lang: Lang) -> Iterator[tuple[str, str]]:
    bare = explanation.text.strip() == explanation.code
    if not bare:
        yield "reply", printable(explanation.text)
    yield from _code_lines(explanation, lang, bare=bare)
    yield "bounce", phrase(f"means.{explanation.bounce}", lang)
    if record.group:
        yield "group", group_words(record.group, lang).label
    if record.judgement:
        yield from _evidence_lines(record.judgement.evidence, lang)
        yield "confidence", phrase(f"confidence.{confidence(record).value}", lang)
        yield "again", again(REASONS[record.judgement.reason].retry_s, lang, mend=record.group == "sender")


def _code_lines(explanation: Explanation, lang: Lang, *, bare: bool) -> Iterator[tuple[str, str]]:
    words = explanation.code_words(lang)
    if not words:
        return
    enhanced = words.enhanced
    parts = [words.name, *([enhanced.class_, enhanced.subject, enhanced.detail] if enhanced else [])]
    yield "code", f"{words.code}  {' · '.join(dict.fromkeys(filter(None, parts)))}"
    yield "alone", words.meaning
    if bare:
        yield "source", (enhanced.source if enhanced else "") or words.source
    said = {"class": phrase(f"class.{words.class_}", lang), "family": phrase(f"bounce.{words.family}", lang)}
    same = words.family == explanation.bounce
    yield "class", phrase("shown.by_code" if same else "shown.by_first_digit", lang, **said)


def _evidence_lines(evidence: Sequence[Evidence], lang: Lang) -> Iterator[tuple[str, str]]:
    """Give each piece of evidence with the part that it played: the first decided."""
    if not evidence:
        yield "decided", phrase("shown.no_rule", lang)
    for number, one in enumerate(evidence):
        name = "overruled" if one.overruled else "agrees" if number else "decided"
        line = f"  “{printable(one.line)}”" if one.line else ""
        yield name, f"{one.rule}{_would_mean(one, lang) if one.overruled else ''}{line}"


def _would_mean(evidence: Evidence, lang: Lang) -> str:
    if evidence.says not in REASONS:
        return ""
    return f": {reason_words(evidence.says, lang).label} ({evidence.says})"


def _show_remedy(screen: Console, explanation: Explanation, record: Bounce, lang: Lang) -> None:
    screen.print()
    screen.print(_inside(Text(phrase("shown.remedy", lang), "dim")))
    screen.print(_inside(Text(remedy(record, lang)), by=2))
    steps = explanation.checklist(lang)
    if not steps:
        return
    screen.print()
    screen.print(_inside(Text(phrase("shown.checklist", lang), "dim")))
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for step in steps:
        table.add_row(Text("□", "dim"), Text.assemble(step.text, "\n", (step.command or step.page, "cyan")))
    screen.print(_inside(table, by=2))


def again(after_s: int | None, lang: Lang, *, mend: bool) -> str:
    """Say when to send again.

    Args:
        after_s: After how many seconds, told in the largest whole unit; None: never.
        lang: The language.
        mend: Whether something of ours has to be mended first.
    """
    if after_s is None:
        return phrase("again.never", lang)
    unit_s, name = next((unit, name) for unit, name in _SPAN if after_s % unit == 0)
    number = after_s // unit_s
    one, many = rows("phrases")["again"][name][lang.value]
    text: str = (one if number == 1 else many).format(n=number)
    return phrase("again.mended", lang, span=text) if mend else text


def printable(text: str) -> str:
    """Give text as it can be shown: its beginning, on one line, control characters escaped."""
    line = " ".join(text.split())
    shown = line if len(line) <= SHOWN else f"{line[: SHOWN - 1]}…"
    return visible(shown)


def _inside(what: Text | Table, *, by: int = 1) -> Padding:
    return Padding(what, (0, 0, 0, by * _INDENT), expand=False)
