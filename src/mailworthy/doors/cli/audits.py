"""An audit of a domain on the terminal: the answer, what to mend, what is in order, what nobody looked at, what to publish."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from mailworthy.doors.cli.explanations import printable
from mailworthy.doors.cli.screen import SEVERITY_MARK, console, visible
from mailworthy.doors.cli.settings import Settings
from mailworthy.finding import Lang, Severity, lookup
from mailworthy.flow.page import Speech
from mailworthy.flow.page.audit_words import (
    GRAVE,
    again,
    decided,
    details,
    encryption,
    headline,
    receiver_name,
    tallies,
    titled,
    unasked,
    undecided,
)
from mailworthy.sender.audit import SenderReport
from mailworthy.sender.audit.advice import Advice
from mailworthy.sender.blocklists import State as Listing
from mailworthy.sender.mx import MxHost
from mailworthy.sender.requirements import State
from mailworthy.sender.spf import LOOKUPS_MOST

WIDEST = 100  # columns: longer lines of prose are hard to read
MOST = 8  # details of one kind, hosts, keys
FILES = {"page": "HTML", "json": "JSON"}
HEAD_STYLE = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow"}
STATE_MARK = {
    State.MET: ("✓", "green"),
    State.NOT_MET: ("✗", "red"),
    State.NOT_CHECKED: ("?", "dim"),
    State.EXEMPT: ("–", "dim"),
}


def show(report: SenderReport, files: Mapping[str, Path], lang: Lang, settings: Settings) -> None:
    """Show what came of an audit."""
    screen = console(settings)
    screen.width = min(screen.width, WIDEST)
    _Shown(screen, report, Speech(lang), verbose=settings.verbose).all(files)


class _Shown:
    """One report on one screen, part by part."""

    def __init__(self, screen: Console, report: SenderReport, speech: Speech, *, verbose: bool) -> None:
        self._screen = screen
        self._report = report
        self._speech = speech
        self._verbose = verbose
        self._advice = report.advice()
        self._pasted: set[str] = set()

    def all(self, files: Mapping[str, Path]) -> None:
        self._answer()
        self._grave()
        self._brief("noted", Severity.INFO)
        self._brief("inorder", Severity.PASS)
        self._unseen()
        self._facts()
        self._requirements()
        self._records()
        for name, title in FILES.items():
            if name in files:  # no line break in a path: it is there to be clicked at and copied
                self._screen.print(Text.assemble((f"{title:<6}", "bold"), str(files[name])), soft_wrap=True)

    # --- the answer -----------------------------------------------------------------------------------------------------

    def _answer(self) -> None:
        style = HEAD_STYLE.get(self._report.worst or Severity.PASS, "bold green")
        self._screen.print(Text(headline(self._report, self._speech), style))
        counted = Text(" · ", "dim").join(
            Text.assemble((_mark(severity)[0], _mark(severity)[1]), f" {words}")
            for severity, words in tallies(self._report, self._speech)
        )
        self._screen.print(counted)
        self._screen.print()

    # --- findings -------------------------------------------------------------------------------------------------------

    def _of(self, *severities: Severity) -> list[Advice]:
        return [one for one in self._advice if one.severity in severities]

    def _title(self, key: str) -> None:
        self._screen.print(Text(self._speech.say(f"{key}.title"), "bold underline"))

    def _grave(self) -> None:
        self._title("mending")
        grave = self._of(*GRAVE)
        for one in grave:
            self._full(one)
        if not grave:
            self._screen.print(Padding(Text(self._speech.say("mending.none")), (0, 0, 1, 2)))

    def _full(self, one: Advice) -> None:
        words = lookup(one.code).words[self._speech.lang]
        table = _hanging()
        table.add_row(Text(*_mark(one.severity)), _named(words.title, one.code))
        for detail in self._details(one):
            table.add_row("", Text(detail, "cyan"))
        table.add_row("", Text(words.why))
        table.add_row(Text("→", "dim"), Text(words.fix))
        self._screen.print(table)
        for text in one.pasted:
            if text in self._pasted:
                self._screen.print(Padding(Text(self._speech.say("mending.same"), "dim"), (0, 0, 0, 4)))
            else:
                self._paste(text, indent=4)
            self._pasted.add(text)
        self._screen.print()

    def _details(self, one: Advice) -> Iterator[str]:
        found = details(one, self._report, self._speech)
        yield from map(printable, found[:MOST])
        if len(found) > MOST:
            yield self._speech.say("audited.more", n=len(found) - MOST)

    def _paste(self, text: str, *, indent: int = 0) -> None:
        """Print what is there to be copied: never wrapped, whatever the terminal's width."""
        for line in text.splitlines():
            self._screen.print(Text(" " * indent + visible(line), "green"), soft_wrap=True)

    def _brief(self, key: str, severity: Severity) -> None:
        found = self._of(severity)
        if not found:
            return
        self._title(key)
        if self._verbose and severity is Severity.INFO:
            for one in found:
                self._full(one)
            return
        table = _hanging()
        for one in found:
            table.add_row(Text(*_mark(severity)), self._line(one))
        self._screen.print(table)
        self._screen.print()

    def _line(self, one: Advice) -> Text:
        told = "; ".join(self._details(one))
        return Text.assemble(titled(one.code, self._speech.lang), (f"  {told}" if told else "", "dim"))

    def _unseen(self) -> None:
        found = self._of(Severity.SKIPPED)
        if not found:
            return
        self._title("unseen")
        table = _hanging()
        for one in found:
            table.add_row(Text(*_mark(Severity.SKIPPED)), self._line(one))
            table.add_row("", Text.assemble(("→ ", "dim"), lookup(one.code).words[self._speech.lang].fix))
        self._screen.print(table)
        self._screen.print()

    # --- what was found -------------------------------------------------------------------------------------------------

    def _facts(self) -> None:
        rows = [(name, told) for name, told in self._found() if told]
        if not rows:
            return
        self._title("facts")
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(style="dim", no_wrap=True)
        table.add_column(overflow="fold")
        for name, told in rows:
            shown = [*map(printable, told[:MOST])]
            if len(told) > MOST:
                shown.append(self._speech.say("audited.more", n=len(told) - MOST))
            table.add_row(self._speech.say(f"{name}.title"), "\n".join(shown))
        self._screen.print(Padding(table, (0, 0, 1, 2)))

    def _found(self) -> Iterator[tuple[str, list[str]]]:
        report, say = self._report, self._speech.say
        if report.spf and report.spf.tree:
            yield "walk", [*self._spf()]
        if report.dkim:
            nothing = unasked(report.dkim, self._speech) or say("keys.none")
            yield "keys", [str(key) for key in report.dkim.keys] or [nothing]
        if report.dmarc:
            record = report.dmarc.policy.record
            nothing = unasked(report.dmarc, self._speech) or say("policy.none")
            yield "policy", [record.text if record else nothing]
        if report.ptr and report.scope.ips:
            yield "sending", [*self._sending()]
        if report.mx:
            yield "arrival", [*self._arrival()]
        if report.name_servers:
            yield (
                "servers",
                [f"{one}: {say(f'servers.{one.state.value}')}" for one in report.name_servers.places],
            )
        if report.blocklists:
            yield "listings", [*self._listed()]

    def _spf(self) -> Iterator[str]:
        spf, say = self._report.spf, self._speech.say
        assert spf
        assert spf.tree
        if not spf.tree.record:
            yield say("facts.unknown" if spf.tree.error == "dns" else "walk.none")
            return
        yield say("walk.used", used=spf.lookups, limit=LOOKUPS_MOST)
        yield spf.tree.record

    def _sending(self) -> Iterator[str]:
        assert self._report.ptr
        for host in self._report.ptr.hosts:
            if host.names:
                worth = self._speech.say(f"sending.{'confirmed' if host.confirmed else 'unconfirmed'}")
                yield f"{host.ip}: {', '.join(host.confirmed or host.names)}, {worth}"
            else:
                word = "missing" if host.why in {"missing", "inner", "invalid"} else "unknown"
                yield f"{host.ip}: {self._speech.say(f'sending.{word}')}"

    def _arrival(self) -> Iterator[str]:
        mx = self._report.mx
        assert mx
        if mx.null:
            yield self._speech.say("arrival.null")
        elif not mx.hosts:
            yield unasked(mx, self._speech) or self._speech.say("arrival.none")
        yield from map(self._host, mx.hosts)

    def _host(self, host: MxHost) -> str:
        places = ", ".join((*host.addresses, *host.inner)) or self._speech.say("arrival.no_address")
        how = [*encryption(host, self._report, self._speech)] if self._report.starttls else []
        return "; ".join((f"{host.preference} {host.name} ({places})", *how))

    def _listed(self) -> Iterator[str]:
        from mailworthy.sender.blocklists.words import phrase  # noqa: PLC0415  # only where lists were asked

        lists, lang = self._report.blocklists, self._speech.lang
        assert lists
        if not lists.answered:
            yield phrase("shown.nobody", lang)
        elif lists.listed:
            yield phrase(
                "shown.on_some", lang, count=lists.listed, answered=max(lists.answered, lists.listed)
            )
        else:
            yield phrase("shown.on_none", lang, answered=lists.answered)
        yield from (one.blocklist.name for one in lists.lists if one.state is Listing.LISTED)

    # --- requirements ---------------------------------------------------------------------------------------------------

    def _requirements(self) -> None:
        if not decided(self._report):
            return
        self._title("required")
        self._screen.print(Padding(self._matrix(), (0, 0, 0, 2)))
        legend = Text("   ").join(
            Text.assemble(STATE_MARK[state], f" {self._speech.say(f'required.{state.value}')}")
            for state in State
        )
        self._screen.print(Padding(legend, (0, 0, 1, 2)))
        self._screen.print(Padding(Text(self._speech.say("required.elsewhere"), "dim"), (0, 0, 0, 2)))
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(style="dim", no_wrap=True)
        table.add_column(overflow="fold")
        mark = "・" if self._speech.lang is Lang.JA else "; "
        for by, asks in undecided(self._report, self._speech.lang).items():
            table.add_row(self._speech.say(f"required.by_{by.value}"), mark.join(asks))
        self._screen.print(Padding(table, (0, 0, 1, 2)))

    def _matrix(self) -> Table:
        checklists, seen = self._report.requirements, decided(self._report)
        table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, header_style="dim")
        table.add_column("", overflow="fold", ratio=1)
        for each in checklists:
            table.add_column(receiver_name(each, self._speech).replace(" (", "\n("), justify="center")
        rules = {item.rule.ask: item.rule for each in checklists for item in each.items}
        for ask, rule in rules.items():
            if ask in seen:
                states = ([one.state for one in each.items if one.rule.ask == ask] for each in checklists)
                cells = [Text(*STATE_MARK[state[0]]) if state else Text("") for state in states]
                table.add_row(rule.words[self._speech.lang].asks, *cells)
        return table

    # --- what to publish ------------------------------------------------------------------------------------------------

    def _records(self) -> None:
        records = self._report.records()
        if not records and self._of(*GRAVE, Severity.SKIPPED):
            self._again()
            return
        self._title("publish")
        grave = [record for record in records if Severity(record["severity"]) in GRAVE]
        other = [record for record in records if record not in grave]
        if not records:
            self._screen.print(Padding(Text(self._speech.say("publish.none")), (0, 0, 1, 2)))
        for key, some in (("needed", grave), ("optional", other)):
            if some:
                self._screen.print(Text(f"; {self._speech.say(f'publish.{key}')}", "dim"))
                self._paste("\n".join(record["line"] for record in some))
                self._screen.print()
        if records:
            self._again()

    def _again(self) -> None:
        self._screen.print(Text(self._speech.say("publish.again")))
        self._paste(again(self._report), indent=2)
        self._screen.print()


def _hanging() -> Table:
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True, min_width=1)
    table.add_column(overflow="fold")
    return table


def _mark(severity: Severity) -> tuple[str, str]:
    return SEVERITY_MARK.get(severity.value, ("-", "dim"))


def _named(title: str, code: str) -> Text:
    return Text.assemble((title, "bold"), (f"  {code}", "dim"))
