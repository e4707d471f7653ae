"""One SPF result on the terminal: the answer first, then the tree with what each term costs, then what to do."""

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
from mailworthy.sender.spf import LOOKUPS_MOST, VOIDS_MOST, Node, SpfResult, Term
from mailworthy.sender.spf.services import service_of
from mailworthy.sender.spf.words import phrase

RESULT_STYLE = {"pass": "bold green", "fail": "bold red", "permerror": "bold red", "none": "bold yellow"}
OTHER_STYLE = "bold yellow"
MATTERS = frozenset({"error", "warning", "skipped"})
FEW = 3  # networks in a row that are shown one by one


def show(told: SpfResult, ip: str, lang: Lang, settings: Settings) -> None:
    """Show one result."""
    screen = console(settings)
    result = told.result.value
    key = "shown.check" if ip else "shown.survey"
    screen.print(
        Text.assemble(
            (result.upper(), RESULT_STYLE.get(result, OTHER_STYLE)),
            "  ",
            (phrase(key, lang, ip=ip, domain=printable(told.domain)), "bold"),
        )
    )
    screen.print(Padding(_facts(told, lang), (0, 0, 1, 2), expand=False))
    if told.tree:
        screen.print(Padding(_tree(told.tree, lang, verbose=settings.verbose), (0, 0, 1, 2)))
    for finding in told.findings:
        _show_finding(screen, finding, lang, verbose=settings.verbose)
    for (name, record), code in _to_publish(told, verbose=settings.verbose).items():
        words = phrase("shown.publish", lang, name=printable(name))
        screen.print(Padding(Text.assemble(words, (f"  {code}", "dim")), (0, 0, 0, 2)))
        screen.print(Padding(Text(record, "green"), (0, 0, 1, 4)))


def _facts(told: SpfResult, lang: Lang) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in _lines(told, lang):
        if value:
            table.add_row(phrase(f"shown.{name}", lang), value)
    return table


def _lines(told: SpfResult, lang: Lang) -> Iterator[tuple[str, str]]:
    yield "matched", printable(told.matched)
    if told.problem:
        where = f"{told.problem.domain}: {told.problem.term}" if told.problem.term else told.problem.domain
        yield "problem", f"{phrase(f'error.{told.problem.word}', lang)}: {printable(where)}"
    yield "explanation", printable(told.explanation)
    if told.tree and told.tree.record:
        yield "lookups", phrase("shown.of", lang, used=told.lookups, limit=LOOKUPS_MOST)
        nothing = told.voids_people or 0
        key = "shown.of" if told.voids == nothing else "shown.by_people"
        yield "voids", phrase(key, lang, used=told.voids, limit=VOIDS_MOST, nothing=nothing)


# --- the tree -----------------------------------------------------------------------------------------------------------


def _tree(root: Node, lang: Lang, *, verbose: bool) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), show_edge=False, header_style="dim")
    table.add_column(overflow="fold", ratio=1)
    table.add_column(phrase("shown.cost", lang), justify="right", no_wrap=True)
    table.add_column(phrase("shown.cumulative", lang), justify="right", no_wrap=True)
    table.add_row(_head(root, lang), "", "")
    _add_terms(table, root, "", lang, verbose=verbose)
    return table


def _head(node: Node, lang: Lang) -> Text:
    word = f"  {phrase(f'error.{node.error}', lang)}" if node.error else ""
    return Text.assemble((printable(node.domain), "bold"), (word, "red"))


def _add_terms(
    table: Table, node: Node, guide: str, lang: Lang, *, verbose: bool, decides: bool = True
) -> None:
    """Add a record's terms.

    Args:
        table: Where to.
        node: The record.
        guide: What is drawn before them.
        lang: The language.
        verbose: Whether every network gets a line.
        decides: Whether a match here is the domain's, not only that of an included record.
    """
    groups = _groups(node.terms, verbose=verbose)
    beyond = next((term for term in node.terms if not term.reached), None)
    for number, group in enumerate(groups, 1):
        last = number == len(groups)
        branch = f"{guide}{'└' if last else '├'} "
        if len(group) > 1:
            table.add_row(_networks(branch, group, lang), "", "")
            continue
        (term,) = group
        cost, so_far = (str(term.cost), str(term.cumulative)) if term.cost else ("", "")
        over = "red" if term.cumulative > LOOKUPS_MOST else ""
        first = term is beyond and node.terms[0].reached
        text = _line(branch, term, lang, decides=decides, first_beyond=first)
        table.add_row(text, Text(cost, over), Text(so_far, over))
        if term.child:
            further = decides and (term.matched or term.mechanism == "redirect")
            below = f"{guide}{' ' if last else '│'} "
            _add_terms(table, term.child, below, lang, verbose=verbose, decides=further)


def _groups(terms: Sequence[Term], *, verbose: bool) -> list[list[Term]]:
    """Put together networks that stand in a row and of which there is nothing to say."""
    groups: list[list[Term]] = []
    for plain, run in groupby(terms, _is_plain_network):
        together = list(run)
        if plain and len(together) > FEW and not verbose:
            groups.append(together)
        else:
            groups += [[term] for term in together]
    return groups


def _is_plain_network(term: Term) -> bool:
    return term.mechanism in {"ip4", "ip6"} and term.reached and not (term.matched or term.error)


def _networks(branch: str, terms: Sequence[Term], lang: Lang) -> Text:
    count = phrase("shown.networks", lang, count=len(terms))
    return Text.assemble((branch, "dim"), f"{printable(terms[0].text)} … ", (count, "dim"))


def _line(branch: str, term: Term, lang: Lang, *, decides: bool, first_beyond: bool) -> Text:
    text = Text.assemble((branch, "dim"))
    matched = term.matched and term.reached and decides
    text.append(printable(term.text), "bold green" if matched else "" if term.reached else "dim")
    if matched:
        text.append(" ✓", "bold green")
    if service := service_of(term.target):
        text.append(f"  {service}", "cyan")
    if term.target and "%{" in term.text:
        text.append(f"  = {printable(term.target)}", "dim")
    for word, color in _remarks(term, lang, first_beyond=first_beyond):
        text.append(f"  {word}", color)
    return text


def _remarks(term: Term, lang: Lang, *, first_beyond: bool) -> Iterator[tuple[str, str]]:
    if term.cost and term.cumulative - term.cost == LOOKUPS_MOST:
        yield phrase("error.too_many_lookups", lang), "red"
    if term.error:
        gentle = term.error in {"depends", "not_followed"}
        yield phrase(f"error.{term.error}", lang), "dim" if gentle else "red"
    if term.void:
        yield phrase("shown.void", lang), "yellow"
    if first_beyond:
        yield phrase("shown.beyond", lang), "dim"


# --- findings -----------------------------------------------------------------------------------------------------------


def _show_finding(screen: Console, finding: Finding, lang: Lang, *, verbose: bool) -> None:
    row = lookup(finding.code)
    severity = _severity(finding)
    if not verbose and severity not in MATTERS:
        return
    words = row.words[lang]
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    mark = SEVERITY_MARK.get(severity, ("-", "dim"))
    table.add_row(Text(*mark), Text.assemble((words.title, "bold"), (f"  {finding.code}", "dim")))
    if finding.detail:
        table.add_row("", Text(printable(finding.detail), "dim"))
    table.add_row("", Text(words.why))
    table.add_row("", Text(words.fix))
    screen.print(Padding(table, (0, 0, 1, 2), expand=False))


def _to_publish(told: SpfResult, *, verbose: bool) -> dict[tuple[str, str], str]:
    """Give each name and record that findings want instead, once, and the gravest finding that does."""
    return {
        (str(finding.where.get("record", told.domain)), finding.fix): finding.code
        for finding in reversed(told.findings)
        if finding.fix and (verbose or _severity(finding) in MATTERS)
    }


def _severity(finding: Finding) -> str:
    return (finding.severity or lookup(finding.code).severity).value
