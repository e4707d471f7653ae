"""Say what one address is worth."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from mailworthy.address.check import Verdict, check
from mailworthy.address.verdict import SOFT_DOMAIN
from mailworthy.edge.dns import Resolver, captive, hold
from mailworthy.errors import OutsideError
from mailworthy.flow.world import answer_cache, name_servers, now, random_label
from mailworthy.store.answers import AnswerCache
from mailworthy.wire import ask
from mailworthy.wire.reach import Reach

SECOND_LOOK = timedelta(days=1)  # a domain must be missing for this long before its addresses are removed


def check_address(
    text: str,
    *,
    offline: bool = False,
    world: ask.Zone | Mapping[str, ask.Node] | None = None,
    servers: Sequence[str] = (),
    reach: Reach = Reach(),  # noqa: B008  # frozen
) -> Verdict:
    """Say what one address is worth.

    Args:
        text: The address as typed; anything is taken.
        offline: Ask nothing of any network; what passes is ``unknown``.
        world: A dictionary of zone data that takes the place of DNS, in the shape that :class:`~mailworthy.wire.ask.Zone` takes.
        servers: Name servers as ``host:port``; the system's where none is named.
        reach: Inner networks that count as reachable.

    Raises:
        InputError: A name server can't be read.
        OutsideError: The cache of answers can't be used, or the name server answers for domains that don't exist.
    """
    if offline:
        world = ask.Zone({})
    if world is not None:
        zone = world if isinstance(world, ask.Zone) else ask.Zone(world)
        return ask.hold(check(text, now=now(), probe=random_label(), offline=offline, reach=reach), zone)
    return asyncio.run(check_address_async(text, servers=servers, reach=reach))


async def check_address_async(
    text: str,
    *,
    servers: Sequence[str] = (),
    reach: Reach = Reach(),  # noqa: B008  # frozen
) -> Verdict:
    """Say what one address is worth, inside a running event loop; see :func:`check_address`."""
    (verdict,) = await check_addresses([text], servers=servers, reach=reach)
    return verdict


async def check_addresses(
    texts: Sequence[str],
    *,
    servers: Sequence[str] = (),
    reach: Reach = Reach(),  # noqa: B008  # frozen
) -> list[Verdict]:
    """Say what some addresses are worth, all at once; see :func:`check_address`."""
    asked, began = name_servers(servers), now()
    with answer_cache(asked) as cache:
        missing = _Missing(cache, began)
        async with Resolver(asked, keeper=cache) as resolver:
            if await hold(captive(random_label()), resolver):
                raise OutsideError(
                    f"the name server {resolver.servers[0]} answers for domains that don't exist, so nothing can be "
                    "told by it; name another with --dns",
                    peer=str(resolver.servers[0]),
                    temporary=False,
                )
            verdicts = await asyncio.gather(
                *(
                    hold(
                        check(
                            text, now=began, probe=random_label(), reach=reach, missing_before=missing.before
                        ),
                        resolver,
                    )
                    for text in texts
                )
            )
        missing.remember({domain for verdict in verdicts if (domain := _there(verdict))})
    return verdicts


def _there(verdict: Verdict) -> str:
    """Give the domain if DNS said that there is such a name; empty where it said no, or nothing."""
    found_out = verdict.checks["domain"] is not None
    unsure = found_out and verdict.checks["domain"]["reason"] in {"domain_unknown", *SOFT_DOMAIN}
    return verdict.normalized.rpartition("@")[2] if found_out and not unsure else ""


class _Missing:
    """Domains seen missing now, and whether they were a day ago, too."""

    def __init__(self, cache: AnswerCache, began: datetime) -> None:
        self._cache = cache
        self._began = began
        self._seen: set[str] = set()

    def before(self, domain: str) -> bool:
        self._seen.add(domain)
        since = self._cache.missing_since([domain]).get(domain)
        return since is not None and since <= (self._began - SECOND_LOOK).timestamp()

    def remember(self, there: set[str]) -> None:
        """Note what was missing; what is there begins anew should it ever be missing again."""
        if self._seen:
            self._cache.note_missing(self._seen, self._began.timestamp())
        if back := self._cache.missing_since(there):
            self._cache.note_found(back)
