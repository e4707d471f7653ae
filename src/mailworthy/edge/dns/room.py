"""How many questions may be in flight: as many as the servers keep up with."""

from __future__ import annotations

START = 200  # the smallest buffer that Linux gives to a socket by itself, 160 KiB, holds these
LEAST = 16


class Room:
    """Opens with every answer, and halves while many tries stay without one.

    A burst that is larger than a server's buffer is lost without a word, and a dead server must not use up a whole list
    in failures. Single losses narrow nothing: there are always some domains whose servers are silent.

    Args:
        window: How many there may be at most.
    """

    def __init__(self, window: int) -> None:
        self.now = min(START, window)
        self.lost = 0  # tries without an answer since the last weighing
        self._got = 0
        self._window = window
        self._ceiling = window

    def answered(self) -> None:
        """Count an answer, and make room for one more question."""
        self._got += 1
        if self.now < self._ceiling:
            self.now += 1

    def weigh(self) -> None:
        """Narrow or widen; to be called once in the time that a try may take."""
        lost, got = self.lost, self._got
        self.lost = self._got = 0
        if lost > LEAST and lost * 4 > got:
            self.now = max(min(LEAST, self._window), self.now // 2)
            if got:  # silence alone says that the server is gone, not how much it can take
                self._ceiling = self.now
        else:
            self._ceiling = min(self._window, self._ceiling * 2)
