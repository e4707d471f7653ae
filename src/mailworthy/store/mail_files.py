"""Messages out of files and folders: single ones, mbox, Maildir, archives. What is bad never spoils the rest."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from mailworthy.errors import InputError
from mailworthy.store.mail_streams import HEAD_BYTES, MailFile, Peeked, in_stream, is_archive
from mailworthy.store.mbox import LARGEST_BYTES, Readable, is_mbox

LITTER = {"Thumbs.db", "desktop.ini"}

Note = Callable[[str], None]


def mail_files(paths: Sequence[Path], note: Note) -> Iterator[MailFile]:
    """Give all messages in files and folders, in the order of their names.

    Args:
        paths: Files (one message, mbox, zip, tar, each of the latter three also packed) and folders (walked; Maildirs
            by their rules).
        note: Is told in one line about each file in a folder or member of an archive that cannot be read.

    Raises:
        InputError: A file that was named itself cannot be read.
        OSError: The same, by the system's word.
    """
    for path in paths:
        path.stat()
    for path in paths:
        if path.is_dir():
            yield from _folder(path, "" if len(paths) == 1 else f"{path}/", note)
        else:
            yield from _file(path, str(path), note)


def mail_stream(stream: Readable, name: str = "-") -> Iterator[MailFile]:
    """Give the message, or the messages of an mbox, that a stream holds. It is read to its end: its writer may wait for that.

    Raises:
        InputError: It is packed.
    """
    peeked = Peeked(stream)
    head = peeked.head(HEAD_BYTES)
    if is_archive(head):
        raise InputError(
            f"{name}: packed; unpack it on the way in, as in `gunzip < FILE | mailworthy bounce read -`"
        )
    yield from in_stream(peeked, name)
    while peeked.read(HEAD_BYTES):
        pass


def _folder(folder: Path, above: str, note: Note) -> Iterator[MailFile]:
    try:
        names = sorted(os.listdir(folder))  # noqa: PTH208  # names alone: a million paths take much more
    except OSError as error:
        note(f"{above or folder}: {error.strerror}")
        return
    maildir = {"cur", "new"} <= set(names)
    for name in names:
        path = folder / name
        if path.is_dir():
            if _entered(path, maildir=maildir):
                yield from _folder(path, f"{above}{name}/", note)
        elif not (maildir or name.startswith(".") or name in LITTER):  # a Maildir's own files are no messages
            yield from _noted(path, above + name, note)


def _entered(folder: Path, *, maildir: bool) -> bool:
    if folder.is_symlink() or (maildir and folder.name == "tmp"):
        return False
    return maildir or not folder.name.startswith(".")


def _noted(path: Path, name: str, note: Note) -> Iterator[MailFile]:
    try:
        if stat.S_ISREG(path.stat().st_mode):
            yield from _file(path, name, note)
    except OSError as error:
        note(f"{name}: {error.strerror}")
    except InputError as error:
        note(str(error))


def _file(path: Path, name: str, note: Note) -> Iterator[MailFile]:
    with path.open("rb", buffering=0) as file:
        raw = file.read(HEAD_BYTES)
        if len(raw) == HEAD_BYTES and not is_archive(raw) and not is_mbox(raw):
            raw += Peeked(file).head(LARGEST_BYTES - HEAD_BYTES)
    if is_archive(raw):
        from mailworthy.store.mail_archives import in_archive  # noqa: PLC0415  # slow to load, and rarely needed

        yield from in_archive(path, name, note)
    elif is_mbox(raw):
        with path.open("rb") as file:
            yield from in_stream(Peeked(file), name)
    else:
        yield MailFile(name, raw, path)
