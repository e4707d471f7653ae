"""Keeps what senders taught the Bayesian filter: counts of tokens, and which messages they come from, each once.

A training is one transaction: counts and messages are kept together or not at all. Nothing is ever learnt but by
:meth:`BayesStore.train`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from sqlalchemy import Connection, Executable, bindparam, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from mailworthy.errors import InputError
from mailworthy.message.bayes.counts import Counts, counted
from mailworthy.message.bayes.tokens import Hashes, Tokens
from mailworthy.store import bayes_file
from mailworthy.store.sql import bayes_message, bayes_sender, bayes_token, opened
from mailworthy.store.sql.opening import as_our_errors

AT_ONCE = 900  # values in one question

Labelled = tuple[bytes, bool, Tokens]


@dataclass(frozen=True, slots=True)
class Trained:
    """What came of a training, in messages.

    Args:
        learnt: New ones.
        known: Learnt before as the same: left as they are.
        moved: Learnt before as the other: taken out there, and learnt anew.
        contradicted: Given both as spam and as ham: left out.
    """

    learnt: int
    known: int
    moved: int
    contradicted: int


class BayesStore:
    """What senders taught, in the file that all else is in.

    Args:
        path: The file, made when missing.
        now: Gives the present moment in UTC.

    Raises:
        InputError: The file is no store.
        OutsideError: It cannot be opened.
    """

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

    def train(
        self, sender: str, *, spam: Sequence[Tokens] = (), ham: Sequence[Tokens] = (), fresh: bool = False
    ) -> Trained:
        """Learn messages, all or none.

        Args:
            sender: Whose store; any name.
            spam: Messages that are spam.
            ham: Messages that are not.
            fresh: Forget first what this sender taught before.
        """
        with as_our_errors(self._path), self._engine.begin() as connection:
            number, batch = _begun(connection, sender)
            if fresh:
                _forget(connection, number)
            given, contradicted = _labelled(spam, ham)
            known = _known(connection, number, given)
            fresh_ones = [each for each in given.values() if each[0] not in known]
            moved = [each for each in given.values() if known.get(each[0], (each[1], 0))[0] is not each[1]]
            _take_out(connection, number, moved, known)
            _keep(connection, number, batch, [*fresh_ones, *moved], int(self._now().timestamp()))
        return Trained(len(fresh_ones), len(given) - len(fresh_ones) - len(moved), len(moved), contradicted)

    def untrain(self, sender: str, messages: Iterable[Tokens]) -> int:
        """Take messages out again, as if they had never been learnt.

        Returns:
            How many; those that were not learnt change nothing.
        """
        with as_our_errors(self._path), self._engine.begin() as connection:
            number, _ = _begun(connection, sender)
            given = {digest(told): (digest(told), False, told) for told in messages}
            known = _known(connection, number, given)
            _take_out(connection, number, [given[each] for each in known], known)
        return len(known)

    def counts(self, sender: str, among: Hashes | None = None) -> Counts:
        """Give what a sender taught.

        Args:
            sender: Whose store; one that was never taught anything has no counts.
            among: Only the counts of these tokens: quick, for one message.
        """
        with as_our_errors(self._path), self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")  # one view of both tables, while others may train
            number = connection.scalar(select(bayes_sender.c.id).where(bayes_sender.c.name == _clean(sender)))
            if number is None:
                return Counts.none()
            rows = _tokens(connection, number, among)
            by_label = _messages(connection, number)
        hashes = rows[:, 0].view(np.uint64)
        order = np.argsort(hashes)
        spam, ham = rows[order, 1], rows[order, 2]
        return Counts(hashes[order], spam, ham, by_label.get(True, 0), by_label.get(False, 0))

    def senders(self) -> tuple[str, ...]:
        """Give the names of all who taught anything, sorted."""
        with as_our_errors(self._path), self._engine.connect() as connection:
            return tuple(connection.scalars(select(bayes_sender.c.name).order_by(bayes_sender.c.name)))

    def forget(self, sender: str) -> None:
        """Forget all that a sender taught."""
        with as_our_errors(self._path), self._engine.begin() as connection:
            connection.execute(delete(bayes_sender).where(bayes_sender.c.name == _clean(sender)))

    def prune(self, sender: str, before: datetime) -> int:
        """Forget tokens that stood in one message only, learnt before some moment; the messages stay known.

        Returns:
            How many tokens. A message of theirs can still be taken out: what is gone of it is not taken twice.
        """
        rare = (bayes_token.c.spam + bayes_token.c.ham == 1) & (bayes_token.c.seen_at < before.timestamp())
        with as_our_errors(self._path), self._engine.begin() as connection:
            number, _ = _begun(connection, sender)
            gone = connection.execute(delete(bayes_token).where(bayes_token.c.sender == number, rare))
            return gone.rowcount

    def export(self, sender: str, file: Path) -> None:
        """Write all that a sender taught into one file."""
        with as_our_errors(self._path), self._engine.begin() as connection:
            bayes_file.write(file, connection, *_begun(connection, sender))

    def take_in(self, sender: str, file: Path) -> None:
        """Read a file that :meth:`export` wrote, whole or not at all.

        Raises:
            InputError: The sender taught something already, so that messages might count twice; or it is no such file.
        """
        with as_our_errors(self._path), self._engine.begin() as connection:
            number, _ = _begun(connection, sender)
            if _messages(connection, number):
                raise InputError(f"{sender}: has learnt already; forget that first, or name another sender")
            batches = bayes_file.read(file, connection, number)
            mine = bayes_sender.c.id == number
            connection.execute(update(bayes_sender).where(mine).values(batches=batches))


def digest(told: Tokens) -> bytes:
    """Give what tells a message from others: which tokens stand in it, in no order."""
    return blake2b(np.sort(told.hashes).tobytes(), digest_size=16).digest()


def _begun(connection: Connection, sender: str) -> tuple[int, int]:
    """Give the sender's number and the number of this batch. Writes first, so that two processes take turns."""
    name = _clean(sender)
    again = {"batches": bayes_sender.c.batches + 1}
    begun = insert(bayes_sender).values(name=name, batches=1)
    connection.execute(begun.on_conflict_do_update(index_elements=["name"], set_=again))
    wanted = select(bayes_sender.c.id, bayes_sender.c.batches).where(bayes_sender.c.name == name)
    row = connection.execute(wanted).one()
    return int(row.id), int(row.batches)


def _clean(name: str) -> str:
    return name.encode("utf-8", "replace").decode()  # no database can hold half a surrogate pair


def _forget(connection: Connection, number: int) -> None:
    for table in (bayes_token, bayes_message):
        connection.execute(delete(table).where(table.c.sender == number))


def _labelled(spam: Sequence[Tokens], ham: Sequence[Tokens]) -> tuple[dict[bytes, Labelled], int]:
    """Give each message once, by its digest, and how many were given as both."""
    as_spam, as_ham = ({digest(told): told for told in each} for each in (spam, ham))
    both = as_spam.keys() & as_ham.keys()
    given = [(key, True, told) for key, told in as_spam.items()]
    given += [(key, False, told) for key, told in as_ham.items()]
    return {each[0]: each for each in given if each[0] not in both}, len(both)


def _known(
    connection: Connection, number: int, given: Mapping[bytes, Labelled]
) -> dict[bytes, tuple[bool, int]]:
    """Give label and batch of the messages that were learnt before."""
    found: dict[bytes, tuple[bool, int]] = {}
    keys = list(given)
    for begin in range(0, len(keys), AT_ONCE):
        wanted = select(bayes_message.c.digest, bayes_message.c.spam, bayes_message.c.batch).where(
            bayes_message.c.sender == number, bayes_message.c.digest.in_(keys[begin : begin + AT_ONCE])
        )
        found.update((row.digest, (row.spam, row.batch)) for row in connection.execute(wanted))
    return found


def _keep(connection: Connection, number: int, batch: int, given: Sequence[Labelled], now: int) -> None:
    if not given:
        return
    told = [
        {"sender": number, "digest": key, "spam": spam, "batch": batch, "at": now} for key, spam, _ in given
    ]
    connection.execute(insert(bayes_message), told)
    row = insert(bayes_token)
    sums = {name: bayes_token.c[name] + row.excluded[name] for name in ("spam", "ham")}
    added = row.on_conflict_do_update(
        index_elements=["sender", "hash"], set_=sums | {"seen_at": row.excluded.seen_at}
    )
    own = {"sender": number, "since": batch, "seen_at": now}
    _many(connection, added, [own | each for each in _rows(_counted(given))])


def _take_out(
    connection: Connection,
    number: int,
    given: Sequence[Labelled],
    known: Mapping[bytes, tuple[bool, int]],
) -> None:
    """Subtract messages, as what and when they were learnt: what was pruned of them since is not there to be subtracted."""
    learnt = [(key, *known[key], told) for key, _, told in given]
    for batch, group in groupby(sorted(learnt, key=lambda each: each[2]), key=lambda each: each[2]):
        counts = _counted([(key, spam, told) for key, spam, _, told in group])
        rows = [{"of": number, "until": batch} | each for each in _rows(counts, "less_")]
        _many(connection, _LESS, rows)
        _many(connection, _UNSEEN, rows)
    _many(connection, _UNLEARNT, [{"of": number, "key": key} for key, _, _ in given])


_TOKEN = (bayes_token.c.sender == bindparam("of")) & (bayes_token.c.hash == bindparam("less_hash"))
_LESS = (
    update(bayes_token)
    .where(_TOKEN, bayes_token.c.since <= bindparam("until"))
    .values({name: bayes_token.c[name] - bindparam(f"less_{name}") for name in ("spam", "ham")})
)
_UNSEEN = delete(bayes_token).where(_TOKEN, bayes_token.c.spam + bayes_token.c.ham == 0)
_UNLEARNT = delete(bayes_message).where(
    bayes_message.c.sender == bindparam("of"), bayes_message.c.digest == bindparam("key")
)


def _many(connection: Connection, statement: Executable, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        connection.execute(statement, rows)


def _counted(given: Sequence[Labelled]) -> Counts:
    return counted([told for _, spam, told in given if spam], [told for _, spam, told in given if not spam])


def _rows(counts: Counts, before: str = "") -> list[dict[str, Any]]:
    columns = (counts.hashes.view(np.int64).tolist(), counts.spam.tolist(), counts.ham.tolist())
    names = [f"{before}{name}" for name in ("hash", "spam", "ham")]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _tokens(connection: Connection, number: int, among: Hashes | None) -> np.ndarray[Any, np.dtype[np.int64]]:
    columns = (bayes_token.c.hash, bayes_token.c.spam, bayes_token.c.ham)
    wanted = select(*columns).where(bayes_token.c.sender == number)
    if among is None:
        rows = [tuple(row) for row in connection.execute(wanted)]
    else:
        keys = among.view(np.int64).tolist()
        parts = (keys[begin : begin + AT_ONCE] for begin in range(0, len(keys), AT_ONCE))
        rows = [
            tuple(row)
            for part in parts
            for row in connection.execute(wanted.where(bayes_token.c.hash.in_(part)))
        ]
    return np.array(rows, dtype=np.int64).reshape(-1, 3)


def _messages(connection: Connection, number: int) -> dict[bool, int]:
    label = bayes_message.c.spam
    wanted = select(label, func.count()).where(bayes_message.c.sender == number).group_by(label)
    return {spam: count for spam, count in connection.execute(wanted)}  # noqa: C416  # rows are no pairs to mypy
