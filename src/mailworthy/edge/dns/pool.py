"""All name servers in use, and whose turn it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from mailworthy.edge.dns.question import Question
from mailworthy.edge.dns.upstream import Upstream


class Pool:
    """The name servers of one resolver, all alike.

    Args:
        upstreams: One or more.
        clock: Seconds that never run backwards.
    """

    def __init__(self, upstreams: Sequence[Upstream], clock: Callable[[], float]) -> None:
        self._upstreams = tuple(upstreams)
        self._only = upstreams[0] if len(upstreams) == 1 else None
        self._clock = clock
        self._turn = 0

    def __iter__(self) -> Iterator[Upstream]:
        return iter(self._upstreams)

    def choose(self, question: Question) -> Upstream | None:
        """Take the next server, rather one that lives and was not the last, never one that said it cannot."""
        if self._only is not None:
            return None if question.failed else self._only
        able = [upstream for upstream in self._upstreams if upstream not in question.failed]
        if len(able) > 1:
            now = self._clock()
            awake = [upstream for upstream in able if not upstream.rests(now)] or able
            last = question.current and question.current.upstream
            able = [upstream for upstream in awake if upstream is not last] or awake
        self._turn += 1
        return able[self._turn % len(able)] if able else None

    def elsewhere(self, upstream: Upstream) -> bool:
        """Tell whether another server is likely to answer."""
        now = self._clock()
        return any(other is not upstream and not other.rests(now) for other in self._upstreams)

    def due(self) -> Iterator[tuple[Question, Upstream]]:
        """Give the questions that had to wait for a server's pace and may go now."""
        for upstream in self._upstreams:
            waiting = upstream.waiting
            while waiting and (waiting[0].done or upstream.pace.take()):
                question = waiting.popleft()
                if not question.done:  # a late answer to an earlier try may have ended it
                    yield question, upstream

    @property
    def waits(self) -> bool:
        """Whether a question waits for a server's pace."""
        return any(upstream.waiting for upstream in self._upstreams)

    def hang_up(self) -> None:
        """Close the TCP connections."""
        for upstream in self._upstreams:
            upstream.hang_up()

    def close(self) -> None:
        """Close all sockets."""
        for upstream in self._upstreams:
            upstream.close()

    async def ended(self) -> None:
        """Wait until nothing of them is left in the event loop."""
        for upstream in self._upstreams:
            await upstream.ended()
