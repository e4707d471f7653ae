"""What a sender taught the Bayesian filter as one file, to keep or to carry elsewhere: gzip, a line of JSON for each thing."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Annotated, Any

import msgspec
from sqlalchemy import Connection, Table, insert, select
from sqlalchemy.exc import IntegrityError

from mailworthy.errors import InputError
from mailworthy.store.sql import bayes_message, bayes_token

FORMAT = "mailworthy bayes 1"
LINE_OCTETS = 1_000
AT_ONCE = 10_000

Number = Annotated[int, msgspec.Meta(ge=0, lt=2**62)]
Hash = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{16}$")]


class Begin(msgspec.Struct, tag_field="is", tag="begin", forbid_unknown_fields=True):
    """The first line."""

    format: str
    batches: Number


class Message(msgspec.Struct, tag_field="is", tag="message", forbid_unknown_fields=True):
    """A message that was learnt."""

    digest: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
    spam: bool
    batch: Number
    at: Number


class Token(msgspec.Struct, tag_field="is", tag="token", forbid_unknown_fields=True):
    """A token's counts."""

    hash: Hash
    spam: Number
    ham: Number
    since: Number
    seen_at: Number


class End(msgspec.Struct, tag_field="is", tag="end", forbid_unknown_fields=True):
    """The last line: how many there are between it and the first."""

    lines: Number


Line = Begin | Message | Token | End


def write(file: Path, connection: Connection, number: int, batches: int) -> None:
    """Write what the sender of this number taught."""
    with gzip.GzipFile(file, "wb", mtime=0) as out:
        out.write(msgspec.json.encode(Begin(FORMAT, batches)) + b"\n")
        count = 0
        for line in chain(_messages(connection, number), _tokens(connection, number)):
            out.write(msgspec.json.encode(line) + b"\n")
            count += 1
        out.write(msgspec.json.encode(End(count)) + b"\n")


def read(file: Path, connection: Connection, number: int) -> int:
    """Take in what was written, for a sender who taught nothing yet.

    Returns:
        How many batches there were.

    Raises:
        InputError: The file is no such file, or not whole.
    """
    lines = _lines(file)
    begin = next(lines, None)
    if not isinstance(begin, Begin) or begin.format != FORMAT:
        raise InputError(f"{file}: not what a Bayesian filter was taught")
    count, rest = 0, list[Line]()
    while not rest and (some := list(islice(lines, AT_ONCE))):
        kept = [line for line in some if isinstance(line, Message | Token)]
        for table, kind in ((bayes_message, Message), (bayes_token, Token)):
            _insert(file, connection, table, [_row(each, number) for each in kept if isinstance(each, kind)])
        count += len(kept)
        rest = some[len(kept) :]
    if rest != [End(count)] or next(lines, None) is not None:
        raise InputError(f"{file}: not whole")
    return begin.batches


def _lines(file: Path) -> Iterator[Line]:
    decoder = msgspec.json.Decoder(Line)
    try:
        with gzip.open(file, "rb") as octets:
            while line := octets.readline(LINE_OCTETS):
                yield decoder.decode(line)
    except (msgspec.MsgspecError, EOFError, gzip.BadGzipFile, zlib.error, UnicodeDecodeError) as error:
        raise InputError(f"{file}: not what a Bayesian filter was taught: {error}") from error
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}") from error


def _messages(connection: Connection, number: int) -> Iterator[Message]:
    wanted = select(bayes_message).where(bayes_message.c.sender == number).order_by(bayes_message.c.digest)
    for row in connection.execution_options(yield_per=AT_ONCE).execute(wanted):
        yield Message(row.digest.hex(), row.spam, row.batch, row.at)


def _tokens(connection: Connection, number: int) -> Iterator[Token]:
    wanted = select(bayes_token).where(bayes_token.c.sender == number).order_by(bayes_token.c.hash)
    for row in connection.execution_options(yield_per=AT_ONCE).execute(wanted):
        yield Token(f"{row.hash % 2**64:016x}", row.spam, row.ham, row.since, row.seen_at)


def _row(line: Message | Token, number: int) -> dict[str, Any]:
    row = msgspec.structs.asdict(line) | {"sender": number}
    if isinstance(line, Message):
        return row | {"digest": bytes.fromhex(line.digest)}
    return row | {"hash": int.from_bytes(bytes.fromhex(line.hash), "big", signed=True)}


def _insert(file: Path, connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    try:
        if rows:
            connection.execute(insert(table), rows)
    except IntegrityError as error:
        raise InputError(f"{file}: something stands in it twice") from error
