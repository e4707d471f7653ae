"""What an audit found of a domain, and how that stands with what large receivers ask, on the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from mailworthy.doors.cli.explanations import printable
from mailworthy.finding import Lang
from mailworthy.flow.page import Speech
from mailworthy.flow.page.audit_words import decided, encryption, receiver_name, unasked, undecided
from mailworthy.sender.audit import SenderReport
from mailworthy.sender.blocklists import State as Listing
from mailworthy.sender.mx import MxHost
from mailworthy.sender.requirements import State
from mailworthy.sender.spf import LOOKUPS_MOST

MOST = 8  # hosts, keys, details of one kind
NARROW = 64  # columns: below, nothing stands beside anything
STATE_MARK = {
    State.MET: ("✓", "green"),
    State.NOT_MET: ("✗", "red"),
    State.NOT_CHECKED: ("?", "dim"),
    State.EXEMPT: ("–", "dim"),
}


def show_facts(screen: Console, report: SenderReport, speech: Speech) -> None:
    """Show what was found, part by part."""
    rows = [
        (speech.say(f"{name}.title"), _shown(told, speech)) for name, told in _found(report, speech) if told
    ]
    if rows:
        screen.print(Text(speech.say("facts.title"), "bold underline"))
        _show_pairs(screen, rows)


def _shown(told: Sequence[str], speech: Speech) -> str:
    more = [speech.say("audited.more", n=len(told) - MOST)] if len(told) > MOST else []
    return "\n".join((*map(printable, told[:MOST]), *more))


def _show_pairs(screen: Console, rows: Iterable[tuple[str, str]]) -> None:
    if screen.width < NARROW:
        for name, told in rows:
            screen.print(Padding(Text(name, "dim"), (0, 0, 0, 2)))
            screen.print(Padding(Text(told, overflow="fold"), (0, 0, 0, 4)))
        screen.print()
        return
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for row in rows:
        table.add_row(*row)
    screen.print(Padding(table, (0, 0, 1, 2)))


def _found(report: SenderReport, speech: Speech) -> Iterator[tuple[str, list[str]]]:
    say = speech.say
    if report.spf and report.spf.tree:
        yield "walk", [*_spf(report, speech)]
    if report.dkim:
        nothing = unasked(report.dkim, speech) or say("keys.none")
        yield "keys", [str(key) for key in report.dkim.keys] or [nothing]
    if report.dmarc:
        record = report.dmarc.policy.record
        nothing = unasked(report.dmarc, speech) or say("policy.none")
        yield "policy", [record.text if record else nothing]
    if report.ptr and report.scope.ips:
        yield "sending", [*_sending(report, speech)]
    if report.mx:
        yield "arrival", [*_arrival(report, speech)]
    if report.name_servers:
        yield (
            "servers",
            [f"{one}: {say(f'servers.{one.state.value}')}" for one in report.name_servers.places],
        )
    if report.blocklists:
        yield "listings", [*_listed(report, speech)]


def _spf(report: SenderReport, speech: Speech) -> Iterator[str]:
    spf, say = report.spf, speech.say
    assert spf
    assert spf.tree
    if not spf.tree.record:
        yield say("facts.unknown" if spf.tree.error == "dns" else "walk.none")
        return
    yield say("walk.used", used=spf.lookups, limit=LOOKUPS_MOST)
    yield spf.tree.record


def _sending(report: SenderReport, speech: Speech) -> Iterator[str]:
    assert report.ptr
    for host in report.ptr.hosts:
        if host.names:
            worth = speech.say(f"sending.{'confirmed' if host.confirmed else 'unconfirmed'}")
            yield f"{host.ip}: {', '.join(host.confirmed or host.names)}, {worth}"
        else:
            word = "missing" if host.why in {"missing", "inner", "invalid"} else "unknown"
            yield f"{host.ip}: {speech.say(f'sending.{word}')}"


def _arrival(report: SenderReport, speech: Speech) -> Iterator[str]:
    mx = report.mx
    assert mx
    if mx.null:
        yield speech.say("arrival.null")
    elif not mx.hosts:
        yield unasked(mx, speech) or speech.say("arrival.none")
    yield from (_host(host, report, speech) for host in mx.hosts)


def _host(host: MxHost, report: SenderReport, speech: Speech) -> str:
    places = ", ".join((*host.addresses, *host.inner)) or speech.say("arrival.no_address")
    how = [*encryption(host, report, speech)] if report.starttls else []
    return "; ".join((f"{host.preference} {host.name} ({places})", *how))


def _listed(report: SenderReport, speech: Speech) -> Iterator[str]:
    from mailworthy.sender.blocklists.words import phrase  # noqa: PLC0415  # only where lists were asked

    lists, lang = report.blocklists, speech.lang
    assert lists
    if not lists.answered:
        yield phrase("shown.nobody", lang)
    elif lists.listed:
        yield phrase("shown.on_some", lang, count=lists.listed, answered=max(lists.answered, lists.listed))
    else:
        yield phrase("shown.on_none", lang, answered=lists.answered)
    yield from (one.blocklist.name for one in lists.lists if one.state is Listing.LISTED)


# --- what receivers ask -----------------------------------------------------------------------------------------------


def show_requirements(screen: Console, report: SenderReport, speech: Speech) -> None:
    """Show what large receivers ask: what could be decided, then what shows elsewhere."""
    rows = [*_rows(report, speech)]
    if not rows:
        return
    screen.print(Text(speech.say("required.title"), "bold underline"))
    (_show_list if screen.width < NARROW else _show_matrix)(screen, rows, report, speech)
    there = {state for _, states in rows for state in states}
    legend = Text("   ").join(
        Text.assemble(mark, f" {speech.say(f'required.{state.value}')}")
        for state, mark in STATE_MARK.items()
        if state in there
    )
    screen.print(Padding(legend, (0, 0, 1, 2)))
    elsewhere = undecided(report, speech.lang)
    if elsewhere:
        between = "・" if speech.lang is Lang.JA else "; "
        screen.print(Padding(Text(speech.say("required.elsewhere"), "dim"), (0, 0, 0, 2)))
        _show_pairs(
            screen,
            [(speech.say(f"required.by_{by.value}"), between.join(asks)) for by, asks in elsewhere.items()],
        )


def _rows(report: SenderReport, speech: Speech) -> Iterator[tuple[str, list[State | None]]]:
    """Give each rule that could be decided, and its state for each receiver; None where that one does not ask it."""
    rules = {item.rule.ask: item.rule for each in report.requirements for item in each.items}
    for ask in (ask for ask in rules if ask in decided(report)):
        states = ({item.rule.ask: item.state for item in each.items} for each in report.requirements)
        yield rules[ask].words[speech.lang].asks, [state.get(ask) for state in states]


def _show_matrix(
    screen: Console, rows: Iterable[tuple[str, list[State | None]]], report: SenderReport, speech: Speech
) -> None:
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, header_style="dim")
    table.add_column("", overflow="fold", ratio=1)
    for each in report.requirements:
        table.add_column(receiver_name(each, speech).replace(" (", "\n("), justify="center")
    for asks, states in rows:
        table.add_row(asks, *(Text(*STATE_MARK[state]) if state else Text("") for state in states))
    screen.print(Padding(table, (0, 0, 0, 2)))


def _show_list(
    screen: Console, rows: Iterable[tuple[str, list[State | None]]], report: SenderReport, speech: Speech
) -> None:
    names = [receiver_name(each, speech) for each in report.requirements]
    for asks, states in rows:
        screen.print(Padding(Text(asks), (0, 0, 0, 2)))
        told = (
            Text.assemble(STATE_MARK[state], f" {name}")
            for name, state in zip(names, states, strict=True)
            if state
        )
        screen.print(Padding(Text("\n").join(told), (0, 0, 0, 4)))
