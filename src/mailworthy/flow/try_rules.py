"""Try a user's own rules on mail that is there, before they are switched on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from mailworthy.flow.messages.knowing import text_of
from mailworthy.flow.messages.reading import Note, given
from mailworthy.message.reading import Draft, read
from mailworthy.message.rules import HitRate, OwnRules, own_rules, tried

Tell = Callable[[int, int], None]


def read_rules(file: Path) -> OwnRules:
    """Read a file of rules, and hold each against its examples.

    Raises:
        InputError: It holds no rules, or one does not do what its examples say.
    """
    return own_rules(text_of(file), str(file))


def try_rules(
    rules: OwnRules,
    paths: Sequence[Path],
    *,
    note: Note = lambda _: None,
    tell: Tell = lambda _messages, _octets: None,
) -> tuple[HitRate, ...]:
    """Say how often each rule hits.

    Args:
        rules: Which, those that are not enabled too.
        paths: Messages, mboxes, Maildirs, archives, folders; read one by one, so memory stays flat.
        note: Is told in one line about each file that cannot be read.
        tell: Is told how many messages are done, and how many octets the last of them has.
    """
    return tried(rules, _drafts(paths, note, tell))


def _drafts(paths: Sequence[Path], note: Note, tell: Tell) -> Iterator[tuple[str, Draft]]:
    for number, one in enumerate(given(paths, note), 1):
        yield one.name, read(one.octets, one.kind)
        tell(number, len(one.octets))
