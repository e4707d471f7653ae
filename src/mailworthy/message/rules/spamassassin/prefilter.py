"""A thousand patterns in one look: only those whose words stand in a text are run, and only where they stand."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

from mailworthy.message.rules.spamassassin.literals import Words

SHORT = 3  # octets; shorter words stand everywhere, and are looked for line by line


class Prefilter:
    """Which of many patterns may match which of many lines.

    Args:
        needs: What has to stand in all that each pattern matches; None where that cannot be told.
    """

    def __init__(self, needs: Sequence[Words | None]) -> None:
        """Build the automaton."""
        import ahocorasick  # noqa: PLC0415  # not for a help page

        self._always: list[int] = []
        self._short: list[tuple[int, tuple[str, ...]]] = []
        self._times = {number: need.times for number, need in enumerate(needs) if need and need.times > 1}
        users: dict[str, list[int]] = {}
        for number, need in enumerate(needs):
            if need is None or not need.worth:
                self._always.append(number)
                continue
            words = [word.decode("latin-1") for word in need.words]
            short = tuple(sorted(word for word in words if len(word) < SHORT))
            if short:
                self._short.append((number, short))
            for word in words:
                if len(word) >= SHORT:
                    users.setdefault(word, []).append(number)
        self._automaton: Any = None
        if users:
            self._automaton = ahocorasick.Automaton()
            for word, numbers in users.items():
                self._automaton.add_word(word, tuple(numbers))
            self._automaton.make_automaton()

    def candidates(self, lines: Sequence[bytes]) -> Iterator[tuple[int, Sequence[int]]]:
        """Give the patterns that may match, each with the indices of the lines where, in order."""
        texts = [line.lower().decode("latin-1") for line in lines]
        everywhere = range(len(lines))
        for number in self._always:
            yield number, everywhere
        where = self._counted(texts)
        stands: dict[str, list[int]] = {}
        for number, words in self._short:
            counts = where.setdefault(number, Counter())
            for word in words:
                if word not in stands:
                    stands[word] = [index for index, text in enumerate(texts) if word in text]
                for index in stands[word]:
                    counts[index] += texts[index].count(word) if number in self._times else 1
        for number, counts in where.items():
            times = self._times.get(number, 1)
            lines_ = sorted(index for index, count in counts.items() if count >= times)
            if lines_:
                yield number, lines_

    def _counted(self, texts: Sequence[str]) -> dict[int, Counter[int]]:
        """Count the long words of each pattern in each line."""
        where: dict[int, Counter[int]] = {}
        if self._automaton is None:
            return where
        ends = list(accumulate(len(text) + 1 for text in texts))
        for end, numbers in self._automaton.iter("\n".join(texts)):
            line = bisect_right(ends, end)
            for number in numbers:
                where.setdefault(number, Counter())[line] += 1
        return where
