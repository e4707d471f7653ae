"""Stage two, with a network: what DNS says about the domains. A list that is checked offline never loads this."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b

from mailworthy.address.domain import mail_domain
from mailworthy.address.facts import DomainState
from mailworthy.address.verdict import SOFT_DOMAIN
from mailworthy.edge.dns import Resolver, Server, captive, hold, hold_many
from mailworthy.errors import TimedOut
from mailworthy.flow.check_address import SECOND_LOOK
from mailworthy.flow.lists.domains import KnownDomains
from mailworthy.flow.lists.options import ListOptions, Progress, Tell
from mailworthy.flow.world import answer_cache, name_servers, random_label
from mailworthy.store.answers import AnswerCache
from mailworthy.store.job import Start

IN_FLIGHT = 3000  # conversations held at once
SILENT = 300  # domains without an answer in a row: single dead ones never come so close together
SILENT_IN_ALL = 20  # and so many where the whole list has no more


def ask_about(
    known: KnownDomains, names: Sequence[str], options: ListOptions, start: Start, tell: Tell
) -> None:
    """Ask DNS about every domain; answers that an earlier run of the job has recorded are not asked for again."""
    servers = name_servers(options.servers)
    with answer_cache(servers, job_began=start.began_at) as cache:
        resolver = Resolver(servers, keeper=cache)
        asyncio.run(_ask(known, names, options, resolver, probe=_probe(start), tell=tell))
        if not known.rewritten:
            _look_twice(known, names, cache, start.began_at)


async def _ask(
    known: KnownDomains,
    names: Sequence[str],
    options: ListOptions,
    resolver: Resolver,
    *,
    probe: str,
    tell: Tell,
) -> None:
    async with resolver:
        known.rewritten = await hold(captive(random_label()), resolver)
        if known.rewritten:
            return  # its "yes" means nothing, and so does its "no"
        silence = _Silence(resolver.servers)
        askings = ((number, mail_domain(names[number], probe, options.reach)) for number in _numbers(names))
        total = max(1, len(names) - 1)
        async for batch in hold_many(askings, resolver, window=IN_FLIGHT):
            known.states.update(batch)
            silence.after(state for _, state in batch)
            tell(Progress("asking", len(known.states) / total, len(known.states)))
        silence.end(len(known.states))


class _Silence:
    """Notices that name servers have stopped answering: without them a job would go on for days and tell nothing.

    Args:
        servers: Who was asked.
    """

    def __init__(self, servers: Sequence[Server]) -> None:
        self._servers = servers
        self._unanswered = 0

    def after(self, states: Iterable[DomainState]) -> None:
        """Take up some more results.

        Raises:
            TimedOut: So many in a row went unanswered that it can't be the domains.
        """
        for state in states:
            self._unanswered = self._unanswered + 1 if state.reason in SOFT_DOMAIN else 0
        self._refuse(SILENT)

    def end(self, domains: int) -> None:
        """All was asked: that not one of many domains was answered for is no news about the domains either."""
        if self._unanswered == domains:
            self._refuse(SILENT_IN_ALL)

    def _refuse(self, most: int) -> None:
        if self._unanswered >= most:
            who = ", ".join(map(str, self._servers))
            raise TimedOut(
                f"{who}: no answer about {self._unanswered} domains in a row; look after the name server, or name "
                "another with --dns, then go on with --resume",
                peer=who,
            )


def _probe(start: Start) -> str:
    """Give the job's own label that nobody has registered: the same when it goes on, or it would ask once more."""
    return "mw" + blake2b(start.seed.to_bytes(8), digest_size=9).hexdigest()


def _numbers(names: Sequence[str]) -> Iterator[int]:
    return iter(range(1, len(names)))


def _look_twice(known: KnownDomains, names: Sequence[str], cache: AnswerCache, began: int) -> None:
    """A domain that is missing for the first time is looked at again a day later before anything is removed."""
    numbers = {names[number]: number for number in known.states}
    missing = {name for name, number in numbers.items() if known.states[number].reason == "domain_unknown"}
    since = cache.missing_since(numbers)
    long_ago = began - SECOND_LOOK.total_seconds()
    known.missing_before = {
        numbers[name] for name, first in since.items() if name in missing and first <= long_ago
    }
    unsure = {name for name, number in numbers.items() if known.states[number].reason in SOFT_DOMAIN}
    cache.note_found(since.keys() - missing - unsure)
    cache.note_missing(missing, began)
