"""Reads bounces from wherever they are: files, folders, archives, standard input, a mailbox; what platforms and logs tell too."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from mailworthy.bounce.record import Bounce
from mailworthy.bounce.rules import Rule
from mailworthy.edge.mailbox import After, Login, is_mailbox, open_mailbox, parse_where
from mailworthy.errors import InputError
from mailworthy.flow.bounces.reading import Read, Reader, read_all
from mailworthy.flow.report_bounces import store_path
from mailworthy.store.mail_files import mail_files, mail_stream
from mailworthy.store.mail_streams import HEAD_BYTES, MailFile, Peeked, is_archive
from mailworthy.store.mbox import LARGEST_BYTES, Readable

if TYPE_CHECKING:
    from mailworthy.bounce.event import Event
    from mailworthy.store.bounces import BounceStore

FILES = "files"  # what the store calls what came from no mailbox
AT_ONCE = 200  # messages recorded together
_MAIL = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:>?From |[A-Za-z][A-Za-z0-9-]{0,60}[ \t]*:)")

Source = str | Path | Readable | Sequence[str | Path]


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read.

    Args:
        rules: Your own rules for replies, tried first.
        verp: Patterns of your return paths with tokens.
        jobs: How many processes may read files side by side.
        store: The file that remembers what was read. None: for mailboxes the one in the folder where state lives, for
            anything else none.
        login: The proof that a mailbox is yours; without it a mailbox cannot be read.
        after: What becomes of a mailbox's bounces once they are recorded.
        ca_file: The authorities to trust instead of the system's, in PEM.
        every_s: Look into a mailbox again after so many seconds, for ever; 0: look once.
    """

    rules: Sequence[Rule] = ()
    verp: Sequence[str] = ()
    jobs: int = 1
    store: Path | None = None
    login: Login | None = None
    after: After = field(default_factory=After)
    ca_file: Path | None = None
    every_s: float = 0.0


def read_bounces(
    source: Source,
    options: ReadOptions | None = None,
    *,
    note: Callable[[str], None] = lambda _line: None,
    tell: Callable[[int], None] = lambda _octets: None,
) -> Iterator[list[Bounce]]:
    """Read what came back, message by message.

    Args:
        source: A file or folder or several of them (single messages, mbox, Maildir, archives; events of platforms and
            logs too), a binary stream, or the URL of a mailbox.
        options: How to read.
        note: Is told in one line what could not be read, or will be tried again.
        tell: Is told the octets of each file's messages as they are read.

    Returns:
        For each message its records, one at least. Of a mailbox only what was not recorded before, once it is.

    Raises:
        InputError: The source cannot be read.
        OutsideError: The mailbox or the store cannot be used.
    """
    chosen = options or ReadOptions()
    reader = Reader(chosen.rules, chosen.verp)
    if is_mailbox(source):
        return _mailbox(str(source), chosen, reader, note)
    return _files(_Files(source, chosen, reader, note, tell))


def total_bytes(paths: Sequence[Path]) -> int:
    """Give how many octets there are to read; 0 where that cannot be told before, as with archives."""
    total = 0
    for path in paths:
        if path.is_dir():
            total += sum(each.stat().st_size for each in path.rglob("*") if each.is_file())
        else:
            with path.open("rb") as file:
                if is_archive(file.read(512)):
                    return 0
            total += path.stat().st_size
    return total


# --- mailboxes --------------------------------------------------------------------------------------------------------


def _mailbox(
    url: str, options: ReadOptions, reader: Reader, note: Callable[[str], None]
) -> Iterator[list[Bounce]]:
    from mailworthy.flow.collecting import Collector  # noqa: PLC0415  # files may be read without it
    from mailworthy.store.bounces import BounceStore  # noqa: PLC0415  # and without a database

    where, login = parse_where(url), options.login
    if login is None:
        raise InputError(f"{where.name}: a password or a token is needed")
    with BounceStore(options.store or store_path()) as store:
        yield from Collector(
            lambda: open_mailbox(where, login, options.after, ca_file=options.ca_file),
            store,
            reader,
            every_s=options.every_s,
            note=note,
        ).collect()


# --- files and streams ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Files:
    source: Source
    options: ReadOptions
    reader: Reader
    note: Callable[[str], None]
    tell: Callable[[int], None]


def _files(job: _Files) -> Iterator[list[Bounce]]:
    with ExitStack() as stack:
        store = None
        if job.options.store:
            from mailworthy.store.bounces import BounceStore  # noqa: PLC0415  # only where something is kept

            store = stack.enter_context(BounceStore(job.options.store))
        yield from _of_stream(job, store) if hasattr(job.source, "read") else _of_paths(job, store)


def _of_stream(job: _Files, store: BounceStore | None) -> Iterator[list[Bounce]]:
    stream = Peeked(cast("Readable", job.source))
    if _tells_events(stream.head(HEAD_BYTES)):
        yield from _events(cast("IO[bytes]", stream), "-", job, store)
    else:
        yield from _mails(mail_stream(stream), job, store)


def _of_paths(job: _Files, store: BounceStore | None) -> Iterator[list[Bounce]]:
    source = [job.source] if isinstance(job.source, str | Path) else cast("Sequence[str | Path]", job.source)
    files = mail_files([Path(each) for each in source], job.note)
    elsewhere: list[MailFile] = []
    more = True
    while more:
        yield from _mails(_until_events(files, elsewhere, job.tell), job, store)
        more = bool(elsewhere)
        for file in elsewhere:
            yield from _events_file(file, job, store)
        elsewhere.clear()


def _until_events(
    files: Iterator[MailFile], elsewhere: list[MailFile], tell: Callable[[int], None]
) -> Iterator[MailFile]:
    """Give messages up to a file that holds events; that one is put aside."""
    for file in files:
        tell(len(file.raw))
        if _tells_events(file.raw):
            elsewhere.append(file)
            return
        yield file


def _tells_events(head: bytes) -> bool:
    if _MAIL.match(head) or not head.strip():
        return False
    from mailworthy.flow.read_events import holds_events  # noqa: PLC0415  # reads tables: slow to load

    return holds_events(head[:HEAD_BYTES])


def _mails(files: Iterable[MailFile], job: _Files, store: BounceStore | None) -> Iterator[list[Bounce]]:
    read = read_all(files, job.reader, job.options.jobs)
    while some := list(islice(read, AT_ONCE if store else 1)):
        yield from _kept(some, store)


def _kept(some: Sequence[Read], store: BounceStore | None) -> Iterator[list[Bounce]]:
    if store:
        store.keep(FILES, [((mark,), records) for mark, records in some])
    yield from (records for _, records in some)


def _events_file(file: MailFile, job: _Files, store: BounceStore | None) -> Iterator[list[Bounce]]:
    """Read a file of events. One that turns out to be none is taken for a message, as which it says nothing."""
    if file.path is None and len(file.raw) >= LARGEST_BYTES:
        job.note(f"{file.name}: too large inside an archive; unpack it first")
        return
    try:
        yield from _events(file.path or BytesIO(file.raw), file.name, job, store)
    except InputError as error:
        job.note(f"{file.name}: {error}")


def _events(
    source: Path | IO[bytes], name: str, job: _Files, store: BounceStore | None
) -> Iterator[list[Bounce]]:
    from mailworthy.flow.read_events import EventOptions, events_in  # noqa: PLC0415  # as above

    found = events_in(source, options=EventOptions(rules=job.options.rules), name=name)
    while some := list(islice(found, AT_ONCE)):
        named = [_named(event, name) for event in some]
        if store:
            store.add_events(named)
        yield from ([event.bounce] for event in named if event.bounce is not None)


def _named(event: Event, name: str) -> Event:
    return replace(event, bounce=replace(event.bounce, file=name)) if event.bounce is not None else event
