"""Lines of files of any size."""

from __future__ import annotations

import gzip

import pytest

from mailworthy.errors import InputError
from mailworthy.store.lines import head_of, lines_of

MIB = 1 << 20
FILES = [
    # octets                              lines
    (b"", []),
    (b"a", [b"a"]),
    (b"a\n", [b"a"]),
    (b"a\r\nb\n\nc", [b"a", b"b", b"", b"c"]),
    (b"\xff\n\x00", [b"\xff", b"\x00"]),
]


@pytest.mark.parametrize(("octets", "lines"), FILES)
def test_lines_come_without_their_ends(tmp_path, octets, lines):
    path = tmp_path / "mail.log"
    path.write_bytes(octets)
    assert list(lines_of(path)) == lines


def test_lines_cross_what_is_read_at_once(tmp_path):
    lines = [b"%d " % number + b"x" * 1000 for number in range(3000)]
    path = tmp_path / "mail.log.gz"
    path.write_bytes(gzip.compress(b"\n".join(lines)))
    assert list(lines_of(path)) == lines
    assert head_of(path, 3) == b"0 x"


@pytest.mark.parametrize("size", [101, MIB - 1, MIB, 5 * MIB])
def test_an_overlong_line_is_cut_and_the_next_is_whole(tmp_path, size):
    path = tmp_path / "mail.log"
    path.write_bytes(b"x" * size + b"\nnext")
    assert list(lines_of(path, longest=100)) == [b"x" * 100, b"next"]


def test_a_packed_file_that_breaks_off_is_told(tmp_path):
    path = tmp_path / "mail.log.gz"
    path.write_bytes(gzip.compress(b"x" * 10_000)[:20])
    with pytest.raises(InputError, match="damaged"):
        list(lines_of(path))
