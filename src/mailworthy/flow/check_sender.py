"""Audit a domain that sends, against the live world or one made of a dictionary."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path

from mailworthy.edge.dns import Resolver
from mailworthy.edge.explore import Explorer
from mailworthy.errors import InputError, TimedOut
from mailworthy.finding import Lang
from mailworthy.flow.world import name_servers, now
from mailworthy.sender.audit import Scope, SenderReport, audit, audit_typed
from mailworthy.wire import ask, explore
from mailworthy.wire.ask import Dns
from mailworthy.wire.explore import Exploring
from mailworthy.wire.name import to_ascii

World = explore.World | ask.Zone | Mapping[str, ask.Node] | None
Tell = Callable[[int], None]

PATIENCE_S = 120.0
AT_ONCE = 50  # domains
AHEAD = 200  # reports that may be ready before their turn: silent name servers hold up nobody else
_NOBODY = "nobody.invalid"
_SILENT = frozenset({"timeout", "unreachable"})


def _unheard(_: int) -> None:
    """Tell nobody."""


def check_sender(
    domain: str,
    scope: Scope | None = None,
    *,
    world: World = None,
    servers: Sequence[str] = (),
    ca_file: Path | None = None,
    patience_s: float = PATIENCE_S,
    tell: Tell = _unheard,
) -> SenderReport:
    """Look at everything of a domain that receivers look at.

    Answers are not kept: whoever mends a record and checks again sees what DNS says then.

    Args:
        domain: The domain, as typed.
        scope: What is known of the sender, and how far to go.
        world: A dictionary of zone data that takes the place of DNS, or a :class:`~mailworthy.wire.explore.World`.
        servers: Name servers as ``host:port``; the system's where none is named.
        ca_file: The authorities to trust instead of the system's, in PEM.
        patience_s: After how many seconds no more is asked; what is missing by then counts as timed out.
        tell: Is told how many answers there are by now.

    Raises:
        InputError: The domain, a name server or something of ``scope`` can't be read.
        TimedOut: No name server answers about anything.
    """
    if world is not None:
        return _played(domain, scope, world, tell)
    told = check_sender_async(
        domain, scope, servers=servers, ca_file=ca_file, patience_s=patience_s, tell=tell
    )
    return asyncio.run(told)


async def check_sender_async(
    domain: str,
    scope: Scope | None = None,
    *,
    world: World = None,
    servers: Sequence[str] = (),
    ca_file: Path | None = None,
    patience_s: float = PATIENCE_S,
    tell: Tell = _unheard,
) -> SenderReport:
    """Do what :func:`check_sender` does, awaited."""
    if world is not None:
        return _played(domain, scope, world, tell)
    name, scope = _read(domain, scope)
    async with (
        Resolver(name_servers(servers)) as resolver,
        Explorer(resolver, scope.reach, helo=scope.helo, ca_file=ca_file) as explorer,
    ):
        await _refuse_silence(resolver, name)
        return await explorer.hold(_told(audit(name, scope), tell), patience_s=patience_s)


async def _refuse_silence(resolver: Resolver, domain: str) -> None:
    """Tell a resolver that is not there from a domain about which it gets no answer.

    What it is asked first the audit asks as well, and every resolver that is there knows it at once.

    Raises:
        TimedOut: No name server answers about anything.
    """
    for ask_ in (Dns(domain.rpartition(".")[2], "NS"), Dns(domain, "SOA")):
        (answer,) = await resolver.answers((ask_,))
        if answer.why not in _SILENT:
            return
    who = ", ".join(map(str, resolver.servers))
    raise TimedOut(f"{who}: no answer; look after the name server, or name another with --dns", peer=who)


async def check_senders(
    domains: Iterable[str],
    scope: Scope | None = None,
    *,
    servers: Sequence[str] = (),
    ca_file: Path | None = None,
    patience_s: float = PATIENCE_S,
) -> AsyncIterator[SenderReport]:
    """Look at many domains, :data:`AT_ONCE` at a time; reports come in the order of the domains.

    What is no domain spoils nothing: its report says so (``AUDIT-NOT-A-DOMAIN``).

    Args:
        domains: As typed; taken one by one, so memory stays flat.
        scope: As for :func:`check_sender`, the same for all.
        servers: As for :func:`check_sender`.
        ca_file: As for :func:`check_sender`.
        patience_s: For each of them.

    Raises:
        InputError: A name server or something of ``scope`` can't be read; before anything is asked.
        TimedOut: No name server answers about anything.
    """
    told = scope or Scope()
    _prove(told)
    names = iter(domains)
    first = tuple(islice(names, 1))
    free = asyncio.Semaphore(AT_ONCE)
    waiting: deque[asyncio.Task[SenderReport]] = deque()
    async with (
        Resolver(name_servers(servers)) as resolver,
        Explorer(resolver, told.reach, helo=told.helo, ca_file=ca_file) as shared,
    ):

        async def one(domain: str) -> SenderReport:
            async with free, shared.afresh() as explorer:
                return await explorer.hold(audit_typed(domain, _timed(told)), patience_s=patience_s)

        for domain in first:
            with suppress(InputError):
                await _refuse_silence(resolver, to_ascii(domain))
        try:
            for domain in chain(first, names):
                waiting.append(asyncio.create_task(one(domain)))
                if len(waiting) >= AT_ONCE + AHEAD:
                    yield await waiting.popleft()
            while waiting:
                yield await waiting.popleft()
        finally:
            for task in waiting:
                task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)


def _prove(scope: Scope) -> None:
    """Find out what is wrong with a scope before anybody is asked, by an audit of nobody.

    Raises:
        InputError: Something is.
    """
    explore.hold(audit(_NOBODY, scope), explore.World(ask.Zone({_NOBODY: {}})))


def _timed(scope: Scope) -> Scope:
    return scope if scope.now else replace(scope, now=int(now().timestamp()))


def _read(domain: str, scope: Scope | None) -> tuple[str, Scope]:
    return to_ascii(domain), _timed(scope or Scope())


def _played(
    domain: str, scope: Scope | None, world: explore.World | ask.Zone | Mapping[str, ask.Node], tell: Tell
) -> SenderReport:
    """Hold an audit with a world made of dictionaries: nothing is waited for."""
    name, scope = _read(domain, scope)
    if not isinstance(world, explore.World):
        world = explore.World(world if isinstance(world, ask.Zone) else ask.Zone(world))
    return explore.hold(_told(audit(name, scope), tell), world)


def _told(exploring: Exploring[SenderReport], tell: Tell) -> Exploring[SenderReport]:
    """Hold a conversation and count its answers aloud."""
    answered, told = 0, None
    try:
        while True:
            asks = next(exploring) if told is None else exploring.send(told)
            told = yield asks
            answered += len(told)
            tell(answered)
    except StopIteration as end:
        report: SenderReport = end.value
        return report


def write_audit(
    report: SenderReport, out: Path, lang: Lang = Lang.EN, *, sample: bool = False
) -> dict[str, Path]:
    """Write a report as a page and as JSON.

    Args:
        report: What came of an audit.
        out: The folder, made when missing.
        lang: The language of the page and of the findings.
        sample: Whether this is the demo's own sample data.

    Returns:
        The files by what they hold: ``page``, ``json``.

    Raises:
        OSError: The folder cannot be written to.
    """
    from mailworthy.flow.page.page import sender_page  # noqa: PLC0415  # a terminal needs none
    from mailworthy.store.text import write_text  # noqa: PLC0415  # same

    out.mkdir(parents=True, exist_ok=True)
    files = {"page": out / "sender.html", "json": out / "sender.json"}
    write_text(files["page"], sender_page(report, lang, sample=sample))
    write_text(files["json"], json.dumps(report.as_dict(lang), ensure_ascii=False, indent=2) + "\n")
    return files
