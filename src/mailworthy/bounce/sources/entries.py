"""Reports that list recipients one below the other, each with its words: the shape that most MTAs share.

``<addr>:`` and a paragraph (qmail, Yahoo), an indented address and deeper lines (Exim), an address and a sentence on one
line: one reader walks the lines, and each dialect says what begins an entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

WORDS_LINES = 25  # of one entry: multi-line replies have a dozen


@dataclass(frozen=True, slots=True)
class Entry:
    """One recipient and what is said of it.

    Args:
        recipient: The address; empty where the entry has another head (a pipe, "an undisclosed address").
        head: The line that begins the entry.
        words: The lines below, or the rest of the head.
    """

    recipient: str
    head: str
    words: tuple[str, ...]


def entries(
    lines: Sequence[str],
    begins: Callable[[str], tuple[str, str] | None],
    ends: Callable[[str, str], bool] | None = None,
) -> Iterator[Entry]:
    """Give the entries of a report.

    Args:
        lines: The report.
        begins: Gives (recipient, rest of the line) where a line begins an entry, else None.
        ends: Tells of a head and a later line whether the line no longer belongs to the entry; by default a blank line
            after words ends it.
    """
    head = recipient = ""
    words: list[str] = []
    for line in lines:
        begun = begins(line)
        if begun is not None:
            if head:
                yield Entry(recipient, head, tuple(words))
            head, recipient, words = line, begun[0], [begun[1]] if begun[1].strip() else []
        elif head and (ends(head, line) if ends else bool(words) and not line.strip()):
            yield Entry(recipient, head, tuple(words))
            head = ""
        elif head and line.strip() and len(words) < WORDS_LINES:
            words.append(line)
    if head:
        yield Entry(recipient, head, tuple(words))


def indent(line: str) -> int:
    """Count the blanks in front; a tab counts as eight."""
    bare = line.lstrip(" \t")
    return len(line[: len(line) - len(bare)].expandtabs())
