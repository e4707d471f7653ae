"""The world a flow meets: which name servers, with what memory, at what time."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias, TypeVar

from mailworthy.edge.dns import Resolver, Server, advice, hold, hold_sync, parse_server, system_servers
from mailworthy.store.answers import AnswerCache
from mailworthy.wire import ask
from mailworthy.wire.ask import Asking

R = TypeVar("R")

World: TypeAlias = ask.Zone | Mapping[str, ask.Node] | None  # zone data that takes the place of DNS
Named: TypeAlias = Sequence[str]  # name servers, as people write them


def home() -> Path:
    """Give the folder where state lives: ``MAILWORTHY_HOME``, else the platform's data folder."""
    named = os.environ.get("MAILWORTHY_HOME")
    if named:
        return Path(named)
    import platformdirs  # noqa: PLC0415  # only where it is needed

    return Path(platformdirs.user_data_dir("mailworthy"))


def name_servers(named: Named) -> tuple[Server, ...]:
    """Give the name servers to ask: those named, else the system's.

    Raises:
        InputError: One of them can't be read.
    """
    return tuple(parse_server(text) for text in named) or system_servers()


def resolver_advice(named: Named) -> str:
    """Say what would make questions about many domains quicker, in one line; empty where nothing would."""
    return advice(name_servers(named))


def held(asking: Asking[R], world: World, named: Named) -> R:
    """Hold a conversation with a world made of a dictionary, or with name servers where there is none."""
    if world is not None:
        return ask.hold(asking, _zone(world))
    return hold_sync(asking, name_servers(named))


async def held_async(asking: Asking[R], world: World, named: Named) -> R:
    """Do what :func:`held` does, awaited."""
    if world is not None:
        return ask.hold(asking, _zone(world))
    async with Resolver(name_servers(named)) as resolver:
        return await hold(asking, resolver)


def _zone(world: ask.Zone | Mapping[str, ask.Node]) -> ask.Zone:
    return world if isinstance(world, ask.Zone) else ask.Zone(world)


def answer_cache(servers: Sequence[Server], *, job_began: float | None = None) -> AnswerCache:
    """Open the memory of answers; each choice of name servers has its own, for they may see different worlds."""
    who = "+".join(sorted(str(server) for server in servers)).replace("/", "_").replace(":", "_")
    return AnswerCache(home() / "dns" / f"{who[:200]}.sqlite", now=time.time, job_began=job_began)


def now() -> datetime:
    """Give the present moment, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def random_label() -> str:
    """Give a label that nobody has registered."""
    return "mw" + secrets.token_hex(9)
