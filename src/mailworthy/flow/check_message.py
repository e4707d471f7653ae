"""Check messages as filters, the law and readers see them: one, or thousands; by what they hold alone, or with what the world says."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from mailworthy.flow.messages.knowing import spellers
from mailworthy.message.check import check
from mailworthy.message.reading import read
from mailworthy.message.report import MessageReport
from mailworthy.message.scope import Scope
from mailworthy.wire import ask, explore
from mailworthy.wire.ask import Zone
from mailworthy.wire.explore import Exploring, Picture, Question, Told, Words
from mailworthy.wire.reach import Reach

if TYPE_CHECKING:
    from mailworthy.edge.dns import Resolver
    from mailworthy.edge.explore import Explorer
    from mailworthy.edge.ocr import Tesseract
    from mailworthy.flow.messages.reading import Given
    from mailworthy.flow.world import Named
    from mailworthy.message.reading.draft import Kind

# Those of flow.world, which is loaded only where somebody asks: it brings the resolver and an event loop along.
World: TypeAlias = explore.World | Zone | Mapping[str, ask.Node] | None
Source: TypeAlias = bytes | str | Path

AT_ONCE = 40  # messages whose questions are out at the same time


def check_message(
    source: Source,
    scope: Scope | None = None,
    *,
    kind: Kind | None = None,
    sender: str = "",
    subject: str = "",
    world: World = None,
    servers: Named = (),
    reach: Reach | None = None,
    languagetool: str = "",
) -> MessageReport:
    """Look at a message as filters, the law and readers see it.

    Nothing is asked of any network unless ``servers``, ``scope.ask``, ``scope.blocklists``, ``scope.visit`` or ``languagetool``
    say so.

    Args:
        source: A file by its path, or what is to be checked itself: octets, or a text that has a line break or begins
            with ``<``; any other text is taken for a path.
        scope: What is known beside the message.
        kind: ``eml`` for a message, ``html`` or ``text`` for a page or text without header; told from the source where
            it is not said.
        sender: From, as in a header, where there is no header.
        subject: Same.
        world: A dictionary of zone data that takes the place of DNS, or more of the world made of dictionaries.
        servers: Name servers to ask, as ``host:port``.
        reach: What may be connected to; public hosts where it is not said.
        languagetool: The address of a LanguageTool server of the user's, that reads what nobody here can.

    Raises:
        InputError: The source is empty or no text; or something of ``scope`` or a name server can't be read.
        OSError: The file can't be read.
    """
    given = _one(source, kind)
    reports = check_messages(
        [given],
        scope,
        sender=sender,
        subject=subject,
        world=world,
        servers=servers,
        reach=reach,
        languagetool=languagetool,
    )
    (report,) = reports
    return report


async def check_message_async(
    source: Source,
    scope: Scope | None = None,
    *,
    kind: Kind | None = None,
    sender: str = "",
    subject: str = "",
    world: World = None,
    servers: Named = (),
    reach: Reach | None = None,
    languagetool: str = "",
) -> MessageReport:
    """Do what :func:`check_message` does, awaited."""
    given = _one(source, kind)
    told = _scoped(scope, world, servers, languagetool)
    exploring = _exploring(given, told, sender, subject)
    if world is not None or not (_asks(told) or told.read_pictures):
        return explore.hold(exploring, _world(world))
    with _answers(told, servers) as resolver:
        async with resolver, _explorer(resolver, reach, languagetool) as explorer:
            return await explorer.hold(exploring)


def check_messages(
    given: Iterable[Given],
    scope: Scope | None = None,
    *,
    sender: str = "",
    subject: str = "",
    world: World = None,
    servers: Named = (),
    reach: Reach | None = None,
    languagetool: str = "",
) -> Iterator[MessageReport]:
    """Look at many messages; reports come in their order, one by one, so memory stays flat.

    Args:
        given: What to check.
        scope: As for :func:`check_message`, the same for all.
        sender: As for :func:`check_message`, of those that have no header.
        subject: Same.
        world: As for :func:`check_message`.
        servers: Same.
        reach: Same.
        languagetool: Same.

    Raises:
        InputError: Something of ``scope`` or a name server can't be read.
    """
    told = _scoped(scope, world, servers, languagetool)
    explorings = (_exploring(each, told, sender, subject) for each in given)
    if world is not None or not _asks(told):
        answers = _Here() if world is None and told.read_pictures else _world(world)
        return (explore.hold(exploring, answers) for exploring in explorings)
    return _asked(explorings, told, servers, reach, languagetool)


def _one(source: Source, kind: Kind | None) -> Given:
    from mailworthy.flow.messages.reading import given_octets  # noqa: PLC0415  # the store's walkers come along

    if isinstance(source, str) and ("\n" in source or source.lstrip().startswith("<")):
        source = source.encode("utf-8", "surrogateescape")
    if isinstance(source, bytes):
        return given_octets(source, kind=kind)
    return given_octets(Path(source).read_bytes(), str(source), kind)


def _scoped(scope: Scope | None, world: World, servers: Named, languagetool: str) -> Scope:
    scope = scope or Scope()
    return replace(
        scope,
        now=scope.now or int(time.time()),
        ask=scope.ask or world is not None or bool(servers),
        proofread=scope.proofread or bool(languagetool),
        spellers=(scope.spellers or spellers()) if scope.spelling else None,
    )


def _asks(scope: Scope) -> bool:
    return scope.ask or scope.blocklists is not None or scope.visit or scope.proofread


def _exploring(given: Given, scope: Scope, sender: str, subject: str) -> Exploring[MessageReport]:
    """Read and check one message, when its turn comes."""
    draft = read(given.octets, given.kind, sender=sender, subject=subject)
    report = yield from check(draft, scope)
    return replace(report, file=given.name)


def _world(world: World) -> explore.World:
    """Give what answers; nobody does where there is no world, and what needs it is told as not checked."""
    if isinstance(world, explore.World):
        return world
    return explore.World(world if isinstance(world, Zone) else Zone(world or {"": "forbidden"}))


class _Here:
    """What this machine answers without asking anybody: the words in pictures. Of all else it says that nobody is asked."""

    def __init__(self) -> None:
        self._nobody = _world(None)
        self._tesseract: Tesseract | None = None  # one for all messages: it remembers what it read

    def __call__(self, asks: tuple[Question, ...]) -> tuple[Told, ...]:
        return tuple(
            self._words(one) if isinstance(one, Picture) else self._nobody((one,))[0] for one in asks
        )

    def _words(self, ask: Picture) -> Words:
        import asyncio  # noqa: PLC0415  # only where a message carries pictures

        from mailworthy.edge.ocr import Tesseract  # noqa: PLC0415  # same

        self._tesseract = self._tesseract or Tesseract()
        return asyncio.run(self._tesseract.words(ask))


def _asked(
    explorings: Iterator[Exploring[MessageReport]],
    scope: Scope,
    servers: Named,
    reach: Reach | None,
    languagetool: str,
) -> Iterator[MessageReport]:
    """Hold conversations with the world, some at a time; their reports come in their order."""
    import asyncio  # noqa: PLC0415  # only where somebody asks

    async def one(exploring: Exploring[MessageReport], shared: Explorer) -> MessageReport:
        async with shared.afresh() as explorer:
            return await explorer.hold(exploring)

    async def together(shared: Explorer) -> list[MessageReport]:
        return await asyncio.gather(*(one(each, shared) for each in islice(explorings, AT_ONCE)))

    with asyncio.Runner() as runner, _answers(scope, servers) as resolver:
        explorer = _explorer(resolver, reach, languagetool)
        try:
            while some := runner.run(together(explorer)):
                yield from some
        finally:
            runner.run(resolver.close())


def _explorer(resolver: Resolver, reach: Reach | None, languagetool: str) -> Explorer:
    from mailworthy.edge.explore import Explorer  # noqa: PLC0415  # only where somebody asks

    return Explorer(resolver, reach, languagetool=languagetool)


@contextmanager
def _answers(scope: Scope, servers: Named) -> Iterator[Resolver]:
    """Open what answers questions: where lists are asked, slowly, and with a memory, as they want it."""
    from mailworthy.edge.dns import Resolver  # noqa: PLC0415  # only where somebody asks
    from mailworthy.flow.check_blocklists import polite_resolver  # noqa: PLC0415  # same
    from mailworthy.flow.world import answer_cache, name_servers  # noqa: PLC0415  # same

    asked = name_servers(servers)
    if scope.blocklists is None:
        yield Resolver(asked)
        return
    with answer_cache(asked) as cache:
        yield polite_resolver(asked, cache, scope.keys)
