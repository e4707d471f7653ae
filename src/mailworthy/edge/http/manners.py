"""How often and how many at once one asks the servers of a domain, so that nobody feels a check."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from mailworthy.edge.http.trouble import Trouble
from mailworthy.wire import name

AT_ONCE = 2  # of a domain
BURST = 40  # as many as a newsletter has; then
PERIOD_S = 1.0  # for each
DOMAINS = 4096  # that are remembered, those last asked

SILENT = 3  # times in a row; a host that did not answer so often is not asked again in a run

_SILENT = frozenset({"timeout", "unreachable", "no_route"})
_SOCKETS = 32  # at once, of all domains


class Pace:
    """How long to wait before the next request to a domain: a burst goes at once, then one a period.

    Args:
        burst: Requests.
        period_s: Seconds for each that follows; a domain that is left alone gets its burst back at this rate.
    """

    def __init__(self, burst: int = BURST, period_s: float = PERIOD_S) -> None:
        self._ahead_s = burst * period_s
        self._period_s = period_s
        self._due: OrderedDict[str, float] = OrderedDict()

    def wait_s(self, domain: str, now: float) -> float:
        """Take a turn and give how long it is off.

        Args:
            domain: Whose servers.
            now: Seconds on a clock that never goes back.
        """
        due = max(self._due.pop(domain, now), now) + self._period_s
        self._due[domain] = due
        if len(self._due) > DOMAINS:
            self._due.popitem(last=False)
        return max(0.0, due - self._ahead_s - now)


class Silence:
    """Which hosts are not asked again, since they never answered: a hundred links to one would each take their time."""

    def __init__(self) -> None:
        self._times: OrderedDict[str, tuple[int, Trouble]] = OrderedDict()

    def note(self, host: str, trouble: Trouble | None) -> None:
        """Remember whether a host answered.

        Args:
            host: Its name.
            trouble: Why it did not; None where it did.
        """
        times, _ = self._times.pop(host, (0, trouble))
        if trouble is not None:
            self._times[host] = times + 1, trouble
            if len(self._times) > DOMAINS:
                self._times.popitem(last=False)

    def trouble(self, host: str) -> Trouble | None:
        """Give why a host is not asked again; None where it may be."""
        times, trouble = self._times.get(host, (0, None))
        return trouble if times >= SILENT else None


class Manners:
    """Holds requests back until their turn comes.

    Args:
        pace: How often.
    """

    def __init__(self, pace: Pace | None = None) -> None:
        self._pace = pace or Pace()
        self._silence = Silence()
        self._sockets = asyncio.Semaphore(_SOCKETS)
        self._busy: dict[str, tuple[asyncio.Semaphore, int]] = {}

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for a turn at a host's domain and keep it as long as the context lasts; what is raised there is remembered.

        Args:
            host: Its name, as A-labels in lower case.

        Raises:
            Trouble: The host was silent too often.
        """
        domain = name.registrable(host)
        async with self._slot(domain):
            silent = self._silence.trouble(host)
            if silent:
                raise Trouble(silent.why, silent.detail)
            await asyncio.sleep(self._pace.wait_s(domain, asyncio.get_running_loop().time()))
            async with self._sockets:
                try:
                    yield
                except Trouble as trouble:
                    self._silence.note(host, trouble if trouble.why in _SILENT else None)
                    raise
                self._silence.note(host, None)

    @asynccontextmanager
    async def _slot(self, domain: str) -> AsyncIterator[None]:
        """Wait until fewer than :data:`AT_ONCE` are at a domain."""
        free, waiting = self._busy.get(domain) or (asyncio.Semaphore(AT_ONCE), 0)
        self._busy[domain] = free, waiting + 1
        try:
            async with free:
                yield
        finally:
            free, waiting = self._busy.pop(domain)
            if waiting > 1:
                self._busy[domain] = free, waiting - 1
