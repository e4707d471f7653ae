"""Messages, pages and texts out of files, folders, archives and streams, and what each of them is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from mailworthy.errors import InputError
from mailworthy.message.reading.draft import MESSAGE_OCTETS, Kind
from mailworthy.store.mail_files import mail_files
from mailworthy.store.mail_streams import HEAD_BYTES, MailFile, Peeked, in_stream, is_archive
from mailworthy.store.mbox import LARGEST_BYTES, Readable, is_mbox

Note = Callable[[str], None]

STREAM = "-"
PAGES = frozenset({".html", ".htm", ".xhtml"})
TEXTS = frozenset({".txt", ".text"})
MAILS = frozenset({".eml", ".emlx"})
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")  # of text, at its very beginning
_OTHERS = (b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"%PDF-", b"{\\rtf")  # files that may begin without a NUL
_FIELD = re.compile(rb"([A-Za-z][A-Za-z0-9-]{0,60})[ \t]*:")
_FIELDS = {  # one of them stands in every message's header
    b"from", b"to", b"subject", b"date", b"received", b"return-path", b"message-id", b"mime-version", b"content-type",
}  # fmt: skip
_EMLX = re.compile(rb"\s{0,16}(\d{1,12})[ \t]{0,16}\r?\n")


@dataclass(frozen=True, slots=True)
class Given:
    """What is to be checked.

    Args:
        name: Its file, as people find it again; in an mbox also its number, in an archive its member.
        octets: As they stand there.
        kind: What it is.
    """

    name: str
    octets: bytes
    kind: Kind


def given(paths: Sequence[Path], note: Note, *, kind: Kind | None = None) -> Iterator[Given]:
    """Give all messages, pages and texts in files and folders. What cannot be read spoils nothing else.

    Args:
        paths: Files (a message, a page, a text, an mbox, an archive of them) and folders (walked; Maildirs by their rules).
            In a folder only what looks like one of these is taken.
        note: Is told in one line about each file that cannot be read.
        kind: What each of them is, where that is known.
    """
    for path in paths:
        above = path if path.is_dir() else Path()
        try:
            for file in mail_files([path], note):
                if file.path in paths or _taken(file):
                    yield from _noted(file, str(above / file.name), note, kind)
        except InputError as error:
            note(str(error))
        except OSError as error:
            note(f"{path}: {error.strerror or type(error).__name__}")


def given_stream(stream: Readable, *, kind: Kind | None = None, name: str = STREAM) -> Iterator[Given]:
    """Give the message, page or text that a stream holds, or the messages of an mbox.

    Raises:
        InputError: It is packed, empty, or nothing of these.
    """
    peeked = Peeked(stream)
    head = peeked.head(HEAD_BYTES)
    if is_archive(head):
        raise InputError(f"{name}: packed; unpack it on the way in, or name the file")
    if kind is None and is_mbox(head):
        for file in in_stream(peeked, name):
            yield Given(file.name, file.raw, "eml")
        return
    octets = peeked.head(MESSAGE_OCTETS + 1)
    while peeked.read(HEAD_BYTES):  # its writer may wait for that
        pass
    yield _given(MailFile(name, octets), name, kind)


def _taken(file: MailFile) -> bool:
    """Tell what is worth a look in a folder from what else lies there, such as pictures and style sheets."""
    suffix = _suffix(file.name)
    return suffix in PAGES | TEXTS | MAILS or has_header(file.raw)


def _noted(file: MailFile, name: str, note: Note, kind: Kind | None) -> Iterator[Given]:
    try:
        yield _given(file, name, kind)
    except (InputError, OSError) as error:
        note(str(error) if isinstance(error, InputError) else f"{name}: {error.strerror}")
        return
    if file.path is None and len(file.raw) >= LARGEST_BYTES:
        note(
            f"{name}: larger than {LARGEST_BYTES >> 20} MiB: only its beginning was looked at; save it as a file"
        )


def _given(file: MailFile, name: str, kind: Kind | None) -> Given:
    octets = file.raw
    if file.path and len(octets) >= LARGEST_BYTES:
        with file.path.open("rb") as whole:
            octets = whole.read(MESSAGE_OCTETS + 1)
    return given_octets(octets, name, kind)


def given_octets(octets: bytes, name: str = "", kind: Kind | None = None) -> Given:
    """Give octets as what they are.

    Raises:
        InputError: They are empty, or neither a message nor text.
    """
    if not octets.strip():
        raise InputError(f"{name or 'the message'}: empty; there is nothing to check")
    told = _without_list(octets) if _suffix(name) == ".emlx" else octets
    return Given(name, told, kind or kind_of(name, octets))


def kind_of(name: str, octets: bytes) -> Kind:
    """Tell what is given, by what it begins with, then by its file's name.

    Raises:
        InputError: It is neither a message nor text.
    """
    suffix = _suffix(name)
    if suffix in MAILS or has_header(octets):
        return "eml"
    head = octets[:HEAD_BYTES]
    if head.startswith(_OTHERS) or (b"\0" in head and not head.startswith(_MARKS)):
        raise InputError(f"{name}: neither a message nor a page nor text")
    if suffix in PAGES:
        return "html"
    return "html" if suffix not in TEXTS and _page(head) else "text"


def has_header(octets: bytes) -> bool:
    """Tell whether octets begin as a message does: with fields, one of them one that every message has."""
    head = octets[:HEAD_BYTES].removeprefix(_MARKS[0]).lstrip(b"\r\n")
    if head.startswith((b"From ", b">From ")):
        head = head.partition(b"\n")[2]
    names: set[bytes] = set()
    for line in head.splitlines():
        if line[:1] in {b" ", b"\t"} and names:
            continue
        field = _FIELD.match(line)
        if field is None:
            break
        names.add(field[1].lower())
    return not names.isdisjoint(_FIELDS)


def _page(head: bytes) -> bool:
    text = head.replace(b"\0", b"") if head.startswith(_MARKS[1:]) else head.removeprefix(_MARKS[0])
    return text.lstrip(b"\xff\xfe \t\r\n").startswith(b"<")


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def _without_list(octets: bytes) -> bytes:
    """Leave out what Apple Mail writes around a message: its length before it, so that places stay as they are, a list behind."""
    told = _EMLX.match(octets)
    return octets[: told.end() + int(told[1])].replace(told[1], b" " * len(told[1]), 1) if told else octets
