"""What blocklists say, on the terminal: the answer first, then a line a list, then what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from mailworthy.doors.cli.explanations import printable
from mailworthy.doors.cli.screen import SEVERITY_MARK, console
from mailworthy.doors.cli.settings import Settings
from mailworthy.finding import Finding, Lang, lookup
from mailworthy.sender.blocklists import BlocklistSurvey, ListSurvey, Reading, Said, State, Weight
from mailworthy.sender.blocklists.result import NEWS
from mailworthy.sender.blocklists.words import phrase, rows

STATE_STYLE = {
    State.LISTED: "bold red",
    State.POLICY: "bold yellow",
    State.UNKNOWN_CODE: "yellow",
    State.NOT_LISTED: "green",
}
OTHER_STYLE = "dim"
WEIGHTS = list(Weight)
MATTERS = frozenset({"error", "warning", "skipped"})


def show(told: BlocklistSurvey, lang: Lang, settings: Settings) -> None:
    """Show what lists said."""
    screen = console(settings)
    screen.print(_headline(told, lang))
    if told.lists:
        screen.print(Padding(_table(told.lists, lang), (1, 0, 1, 2)))
    remarks = {one.blocklist.name: one.blocklist.remarks for one in told.lists}
    for code, alike in groupby(told.findings, lambda finding: finding.code):
        findings = [one for one in alike if settings.verbose or _severity(one) in MATTERS]
        if findings:
            _show(screen, code, findings, remarks, lang)


def _headline(told: BlocklistSurvey, lang: Lang) -> Text:
    state = min((one.state for one in told.lists), key=NEWS.index, default=State.NOT_ASKED)
    clean = sum(one.state is State.NOT_LISTED for one in told.lists)
    if told.listed:
        words = phrase("shown.on_some", lang, count=told.listed, answered=max(told.answered, told.listed))
    elif clean:
        state, words = State.NOT_LISTED, phrase("shown.on_none", lang, answered=clean)
    else:
        words = phrase("shown.nobody", lang)
    entries = ", ".join(printable(one.text) for one in told.entries)
    return Text.assemble(
        (phrase(f"state.{state.value}", lang).upper(), STATE_STYLE.get(state, "bold yellow")),
        "  ",
        (f"{entries}: " if entries else "", "bold"),
        words,
    )


def _table(lists: Sequence[ListSurvey], lang: Lang) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, header_style="dim")
    table.add_column(phrase("shown.list", lang), overflow="fold")
    table.add_column(phrase("shown.weight", lang), no_wrap=True)
    table.add_column(phrase("shown.answer", lang), overflow="fold", ratio=1)
    for one in sorted(lists, key=_news):
        weight = phrase(f"weight.{one.blocklist.weight.value}", lang)
        table.add_row(one.blocklist.name, Text(weight, "dim"), Text("\n").join(_answers(one, lang)))
    return table


def _news(one: ListSurvey) -> tuple[int, int]:
    return NEWS.index(one.state), WEIGHTS.index(one.blocklist.weight)


def _answers(one: ListSurvey, lang: Lang) -> Iterator[Text]:
    """Give a line for each entry of which there is news; one line where all are answered alike."""
    if len({(said.reading.state, said.reading.why, said.reading.codes) for said in one.said}) == 1:
        yield _answer(one.said[0], lang, named=False)
        return
    for said in one.said:
        if said.reading.state is not State.NOT_LISTED:
            yield _answer(said, lang, named=True)


def _answer(said: Said, lang: Lang, *, named: bool) -> Text:
    reading = said.reading
    known = dict.fromkeys(phrase(f"means.{one.word}", lang) for one in reading.meanings)
    return Text.assemble(
        (phrase(f"state.{reading.state.value}", lang), STATE_STYLE.get(reading.state, OTHER_STYLE)),
        f" {said.entry.text}" if named else "",
        f": {' / '.join(known)}" if known else "",
        (f" ({code})" if (code := _code(reading, lang)) else "", "dim"),
    )


def _code(reading: Reading, lang: Lang) -> str:
    if reading.why in rows()["why"]:
        return phrase(f"why.{reading.why}", lang)
    names = dict.fromkeys(one.name for one in reading.meanings if one.name)
    return " ".join((*names, *map(printable, reading.codes))) or reading.why


def _show(
    screen: Console,
    code: str,
    findings: Sequence[Finding],
    remarks: dict[str, tuple[str, ...]],
    lang: Lang,
) -> None:
    """Show findings of one code together: what to do is the same for all."""
    words = lookup(code).words[lang]
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    mark = SEVERITY_MARK.get(_severity(findings[0]), ("-", "dim"))
    table.add_row(Text(*mark), Text.assemble((words.title, "bold"), (f"  {code}", "dim")))
    for finding in findings:
        table.add_row("", Text(printable(finding.detail), "dim"))
        for word in remarks.get(str(finding.where.get("term", "")), ()):
            table.add_row("", Text(f"  {phrase(f'remark.{word}', lang)}", "yellow"))
    table.add_row("", Text(words.why))
    table.add_row("", Text(words.fix))
    screen.print(Padding(table, (0, 0, 1, 2), expand=False))


def _severity(finding: Finding) -> str:
    return (finding.severity or lookup(finding.code).severity).value
