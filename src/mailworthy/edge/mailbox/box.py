"""What all mailboxes have in common, whatever they speak."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from mailworthy.errors import InputError

AT_ONCE = 100  # messages listed, fetched and recorded together
LARGEST_BYTES = 4 << 20  # of one message; what a report says stands before the message that it returns
HELD_BYTES = 16 << 20  # of messages fetched together


class Deed(Enum):
    """What may become of what was looked for, once it was read: bounces, or reports."""

    LEAVE = "leave"
    FLAG = "flag"
    MOVE = "move"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class After:
    """What becomes of what was looked for, bounces or reports, once its records are safe.

    Args:
        deed: What is done.
        folder: Where they are moved.
    """

    deed: Deed = Deed.LEAVE
    folder: str = ""

    def __str__(self) -> str:
        return f"{self.deed.value}:{self.folder}" if self.folder else self.deed.value


def parse_after(text: str) -> After:
    """Read ``leave``, ``flag``, ``move:FOLDER`` or ``delete``.

    Raises:
        InputError: It is none of them.
    """
    word, _, folder = text.partition(":")
    if word == Deed.MOVE.value and folder:
        return After(Deed.MOVE, folder)
    if folder or word not in {Deed.LEAVE.value, Deed.FLAG.value, Deed.DELETE.value}:
        raise InputError(f"{text!r}: write leave, flag, move:FOLDER or delete")
    return After(Deed(word))


@dataclass(frozen=True, slots=True)
class Listed:
    """Some messages of a mailbox, not yet fetched.

    Args:
        marks: One a message, such as ``uid:VALIDITY:UID``.
        place: How far the mailbox is read once these are done with: to be kept, and handed in next time.
    """

    marks: tuple[str, ...]
    place: str


class Mailbox(Protocol):
    """A mailbox that is open.

    Everything raises :class:`~mailworthy.errors.OutsideError`; ``Unreachable`` and ``TimedOut`` where opening it again
    may help.
    """

    name: str
    """What the store calls it: without secrets, the same each time."""
    lasting: bool
    """Whether marks hold beyond this session."""

    def new(self, place: str) -> Iterator[Listed]:
        """List what came since a place, oldest first; everything where it is empty or holds no more."""

    def fetch(self, marks: Sequence[str]) -> Iterator[tuple[str, str, bytes]]:
        """Give each message's mark, its name for people and its first octets; those that are gone are left out."""

    def settle(self, marks: Sequence[str]) -> None:
        """Do with messages what was told; those that are gone are left out."""

    def wait(self, seconds: float) -> None:
        """Return when something may have come, at the latest after some seconds."""

    def close(self) -> None:
        """End the session; what was deleted is now gone."""


def bounded(sizes: Iterable[tuple[str, int]]) -> Iterator[list[str]]:
    """Divide messages, each with its size in octets, so that what is fetched together fits into memory."""
    some: list[str] = []
    held = 0
    for name, size in sizes:
        size_bytes = min(size, LARGEST_BYTES)
        if some and held + size_bytes > HELD_BYTES:
            yield some
            some, held = [], 0
        some.append(name)
        held += size_bytes
    if some:
        yield some
