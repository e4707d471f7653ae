"""An mbox, however it was written, gives the messages that were put into it."""

from __future__ import annotations

import io
import mailbox
from email.message import Message

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.store import mbox
from mailworthy.store.mbox import is_mbox, messages

MARK = b"From jane@a.example Mon Oct  5 08:00:00 2026\n"
ONE = b"Subject: one\n\nfirst\n"
TWO = b"Subject: two\n\nsecond\n"


class Crumbs:
    """A stream that never gives more than a few octets at once."""

    def __init__(self, octets: bytes, most: int) -> None:
        self._stream, self._most = io.BytesIO(octets), most

    def read(self, size: int, /) -> bytes:
        return self._stream.read(min(size, self._most))


def read(octets: bytes, most: int = 1 << 20) -> list[bytes]:
    return list(messages(Crumbs(octets, most)))


# fmt: off
FILES = [
    # what                                  the file                                                        its messages
    ("one message",                         MARK + ONE,                                                     [ONE]),
    ("two, a blank line between",           MARK + ONE + b"\n" + MARK + TWO,                                [ONE + b"\n", TWO]),
    ("two, none between",                   MARK + ONE + MARK + TWO,                                        [ONE, TWO]),
    ("no line end at the end",              MARK + ONE + b"\n" + MARK + TWO[:-1],                           [ONE + b"\n", TWO[:-1]]),
    ("lines ended by CRLF",                 (MARK + ONE + b"\n" + MARK + TWO).replace(b"\n", b"\r\n"),
                                            [(ONE + b"\n").replace(b"\n", b"\r\n"), TWO.replace(b"\n", b"\r\n")]),
    ("Thunderbird's separator",             b"From - Mon Oct  5 08:00:00 2026\n" + ONE,                     [ONE]),
    ("a zone in the separator",             b"From a@b Mon Oct  5 08:00:00 +0200 2026\n" + ONE,             [ONE]),
    ("quoted once (mboxo, mboxrd)",         MARK + b"Subject: q\n\n>From here on\n",                        [b"Subject: q\n\nFrom here on\n"]),
    ("quoted twice (mboxrd)",               MARK + b"Subject: q\n\n>>From here on\n",                       [b"Subject: q\n\n>From here on\n"]),
    ("a sentence, not quoted",              MARK + b"Subject: q\n\nFrom here on all is well.\n",            [b"Subject: q\n\nFrom here on all is well.\n"]),
    ("a sentence after a blank line",       MARK + b"Subject: q\n\n\nFrom 8:00 on all is well.\n",          [b"Subject: q\n\n\nFrom 8:00 on all is well.\n"]),
    ("not quoted, measured (mboxcl2)",      MARK + b"Content-Length: 58\nSubject: q\n\nforwarded:\n\n" + MARK + b"\n" + b"\n" + MARK + TWO,
                                            [b"Content-Length: 58\nSubject: q\n\nforwarded:\n\n" + MARK + b"\n" + b"\n", TWO]),
    ("measured wrongly, too much",          MARK + b"Content-Length: 9999\n" + ONE + b"\n" + MARK + TWO,    [b"Content-Length: 9999\n" + ONE + b"\n", TWO]),
    ("measured wrongly, too little",        MARK + b"Content-Length: 2\n" + ONE + b"\n" + MARK + TWO,       [b"Content-Length: 2\n" + ONE + b"\n", TWO]),
    ("a separator alone",                   MARK,                                                           [b""]),
]
# fmt: on


@pytest.mark.parametrize(("octets", "meant"), [row[1:] for row in FILES], ids=[row[0] for row in FILES])
@pytest.mark.parametrize("most", [1 << 20, 7, 1])
def test_messages_of_a_file(monkeypatch, octets, meant, most):
    monkeypatch.setattr(mbox, "BLOCK_BYTES", 64)
    assert is_mbox(octets)
    assert read(octets, most) == meant


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"From",
        b"From jane\n",
        b"Subject: From a@b Mon Oct  5 08:00:00 2026\n",
        b"\n" + MARK,
        b">" + MARK,
    ],
)
def test_what_is_no_mbox(octets):
    assert not is_mbox(octets)


def test_a_byte_order_mark_may_stand_in_front():
    assert is_mbox(b"\xef\xbb\xbf" + MARK)


BODY = st.text(st.sampled_from("aF\n >rom:"), max_size=60) | st.just(
    "From a\n\nFrom b@c Mon Oct  5 08:00:00 2026\n"
)


@given(st.lists(BODY, min_size=1, max_size=6))
def test_what_the_standard_library_writes_is_read_back(tmp_path_factory, bodies):
    """mboxo quotes each ``From`` line, and nobody can tell a quoted one from one that began with ``>``."""
    path = tmp_path_factory.mktemp("mbox") / "box"
    box = mailbox.mbox(path)
    for number, body in enumerate(bodies):
        message = Message()
        message["Subject"] = str(number)
        message.set_payload(body.replace(">From", "From"))
        box.add(message)
    box.close()
    with path.open("rb") as stream:
        found = list(messages(stream))
    assert [one.split(b"\n", 1)[0] for one in found] == [b"Subject: %d" % n for n in range(len(bodies))]
    assert [one.partition(b"\n\n")[2].rstrip() for one in found] == [
        body.replace(">From", "From").encode().rstrip() for body in bodies
    ]


def test_of_a_huge_message_the_beginning_is_kept(monkeypatch):
    monkeypatch.setattr(mbox, "LARGEST_BYTES", 1000)
    monkeypatch.setattr(mbox, "BLOCK_BYTES", 4096)
    huge = MARK + b"Subject: huge\n\n" + b"all work and no play\n" * 10_000
    first, second = read(huge + b"\n" + MARK + TWO)
    assert first.startswith(b"Subject: huge\n\nall work")
    assert len(first) <= 1000
    assert second == TWO


class Endless:
    """A stream of many messages that is never held as a whole."""

    def __init__(self, count: int) -> None:
        self._left = count

    def read(self, size: int, /) -> bytes:
        if not self._left:
            return b""
        some = min(self._left, 1000)
        self._left -= some
        return (MARK + ONE + b"\n") * some


@pytest.mark.slow
def test_a_million_messages_never_fill_memory():
    import tracemalloc

    tracemalloc.start()
    try:
        assert sum(1 for _ in messages(Endless(1_000_000))) == 1_000_000
        assert tracemalloc.get_traced_memory()[1] < 16 << 20
    finally:
        tracemalloc.stop()


HOSTILE = [
    ("lengths that lie, over and over", (MARK + b"Content-Length: 4000000\n\nx\n\n") * 20_000, 20_000),
    ("separators of nothing", MARK * 20_000 + ONE, 20_000),
    ("no separator behind the first", MARK + b"From " * 400_000, 1),
    ("a separator without end", MARK + b"\nFrom " + b"1:11 " * 400_000, 1),
]


@pytest.mark.parametrize(("octets", "count"), [row[1:] for row in HOSTILE], ids=[row[0] for row in HOSTILE])
def test_hostile_files_end_soon(octets, count):
    """The watchdog of the test run is the measure: work that grows with the square would take hours."""
    assert len(read(octets)) == count
