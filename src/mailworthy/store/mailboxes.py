"""Which messages of which mailboxes are recorded, and how far each mailbox is read: what all that is collected has in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.sqlite import insert

from mailworthy.store.sql import mailbox, mark, opened
from mailworthy.store.sql.opening import as_our_errors

EVERYWHERE = 0  # the mailbox of marks that hold in all of them
AT_ONCE = 400  # values in one question: SQLite takes 32,766, older ones 999


class MailboxStore:
    """A store that takes in messages of mailboxes, each once.

    Args:
        path: The file, made when missing.
        now: Gives the present moment in UTC.

    Raises:
        InputError: The file is no store.
        OutsideError: It cannot be opened.
    """

    purpose: ClassVar[str] = ""
    """Put before a mailbox's name: who reads the same mailbox for something else has not read it yet."""
    elsewhere: ClassVar[bool] = True
    """Whether a message that is known by its content is known in every mailbox."""

    def __init__(self, path: Path, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._path = path
        self._now = now
        self._engine = opened(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._engine.dispose()

    def seen(self, box: str, marks: Sequence[str]) -> dict[str, bool]:
        """Tell which messages are recorded already.

        Args:
            box: The mailbox's name, without secrets.
            marks: ``uid:VALIDITY:UID``, ``uidl:…``, ``jmap:…``; ``sha256:…`` of the content.

        Returns:
            The known marks, each with whether its message is what was looked for, and may be moved or deleted.
        """
        with as_our_errors(self._path), self._engine.connect() as connection:
            number = connection.scalar(select(mailbox.c.id).where(mailbox.c.name == self.purpose + box))
            return self._known(connection, number, marks)

    def place(self, box: str) -> str:
        """Give what was last kept of how far the mailbox is read; empty where nothing was."""
        with as_our_errors(self._path), self._engine.connect() as connection:
            wanted = select(mailbox.c.place).where(mailbox.c.name == self.purpose + box)
            return connection.scalar(wanted) or ""

    def _marked(
        self,
        connection: Connection,
        box: str,
        found: Sequence[tuple[Sequence[str], bool]],
        place: str | None,
    ) -> list[bool]:
        """Mark messages as recorded, and tell of each whether it is new.

        Args:
            connection: Within a transaction that records them too.
            box: The mailbox's name.
            found: For each message its marks, and whether it may be moved or deleted.
            place: How far the mailbox is read now; None leaves it as it was.
        """
        number = self._number(connection, box, place)
        known = self._known(connection, number, [each for marks, _ in found for each in marks])
        new = []
        for marks, movable in found:
            new.append(not any(each in known for each in marks))
            # One that is known by its content is now also known by its number in this mailbox.
            known |= dict.fromkeys(
                marks, movable if new[-1] else any(known.get(each, False) for each in marks)
            )
        self._mark(connection, number, {each: known[each] for marks, _ in found for each in marks})
        return new

    def _number(self, connection: Connection, box: str, place: str | None) -> int:
        """Give the mailbox's number. Writes first, so that two processes never hold two views of what is known."""
        name = self.purpose + box
        connection.execute(insert(mailbox).values(name=name, place="").on_conflict_do_nothing())
        if place is not None:
            connection.execute(update(mailbox).where(mailbox.c.name == name).values(place=place))
        return int(connection.scalar(select(mailbox.c.id).where(mailbox.c.name == name)) or 0)

    def _known(self, connection: Connection, number: int | None, marks: Sequence[str]) -> dict[str, bool]:
        boxes = {number or EVERYWHERE, EVERYWHERE} if self.elsewhere else {number}
        found: dict[str, bool] = {}
        for begin in range(0, len(marks), AT_ONCE):
            some = marks[begin : begin + AT_ONCE]
            wanted = select(mark.c.mark, mark.c.bounce).where(
                mark.c.mailbox.in_(boxes), mark.c.mark.in_(some)
            )
            found.update(tuple(row) for row in connection.execute(wanted))
        return found

    def _mark(self, connection: Connection, number: int, marks: Mapping[str, bool]) -> None:
        rows = [
            {
                "mailbox": EVERYWHERE if self.elsewhere and each.startswith("sha256:") else number,
                "mark": each,
                "bounce": movable,
            }
            for each, movable in marks.items()
        ]
        if rows:
            connection.execute(insert(mark).on_conflict_do_nothing(), rows)
