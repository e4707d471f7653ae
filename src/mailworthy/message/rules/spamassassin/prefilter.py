"""A thousand patterns in one look: only those whose words stand in a text are run."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any

SHORT = 3  # octets; shorter words stand everywhere, each is looked for by itself
EVERYWHERE: None = None


class Prefilter:
    """Which of many patterns may match which of many lines.

    Args:
        needs: For each pattern the words of which one has to stand in what it matches; None where there are none.
    """

    def __init__(self, needs: Sequence[frozenset[bytes] | None]) -> None:
        """Build the automaton."""
        import ahocorasick  # noqa: PLC0415  # not for a help page

        self.always: list[int] = []
        self.short: list[tuple[int, tuple[str, ...]]] = []
        users: dict[str, list[int]] = {}
        for number, words in enumerate(needs):
            if words is None or b"" in words:
                self.always.append(number)
            elif min(map(len, words)) < SHORT:
                self.short.append((number, tuple(sorted(word.decode("latin-1") for word in words))))
            else:
                for octets in words:
                    users.setdefault(octets.decode("latin-1"), []).append(number)
        self._found: Any = ahocorasick.Automaton()
        for word, numbers in users.items():
            self._found.add_word(word, tuple(numbers))
        if users:
            self._found.make_automaton()
        self._empty = not users

    def candidates(self, lines: Iterable[bytes]) -> dict[int, list[int] | None]:
        """Give the patterns that may match, each with the lines where: their indices in order, None for all."""
        lines = list(lines)
        text = b"\n".join(lines).lower().decode("latin-1")
        found: dict[int, list[int] | None] = dict.fromkeys(self.always, EVERYWHERE)
        for number, words in self.short:
            if any(word in text for word in words):
                found[number] = EVERYWHERE
        if self._empty:
            return found
        ends = list(accumulate(len(line) + 1 for line in lines))
        where: dict[int, set[int]] = {}
        for end, numbers in self._found.iter(text):
            line = bisect_right(ends, end)
            for number in numbers:
                where.setdefault(number, set()).add(line)
        return found | {number: sorted(at) for number, at in where.items()}
