"""Any octets in a file are a message, or one line of ours; never another error, and never the end of the rest."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.store.mail_files import mail_files
from mailworthy.store.mbox import messages

MARK = b"From jane@a.example Mon Oct  5 08:00:00 2026\n"
BOX = (MARK + b"Subject: one\n\nfirst\n\n") * 3


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.eml", BOX)
        archive.writestr("b/c.eml", BOX)
    return out.getvalue()


def _tar(mode: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        for name in ("a.eml", "long/" * 40 + "b.eml"):
            info = tarfile.TarInfo(name)
            info.size = len(BOX)
            archive.addfile(info, io.BytesIO(BOX))
    return out.getvalue()


SOUND = {
    "mbox": BOX,
    "gz": gzip.compress(BOX),
    "zip": _zip(),
    "tar": _tar("w"),
    "tar.gz": _tar("w:gz"),
    "tar.xz": _tar("w:xz"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("any")
    (made / "z.eml").write_bytes(b"Subject: last\n\n")
    return made


def survives(folder, octets: bytes) -> None:
    (folder / "a").write_bytes(octets)
    notes: list[str] = []
    found = list(mail_files([folder], notes.append))
    assert found[-1].raw == b"Subject: last\n\n"
    assert len(found) > 1 or notes or octets[257:262] == b"ustar" or octets.startswith(b"PK")
    assert all(note and "\n" not in note for note in notes)


@given(octets=st.binary(max_size=2000))
def test_any_octets(folder, octets):
    survives(folder, octets)


@given(
    name=st.sampled_from(sorted(SOUND)),
    changes=st.lists(st.tuples(st.integers(0, 1 << 16), st.integers(0, 255)), max_size=8),
    cut=st.none() | st.integers(0, 1 << 16),
)
def test_spoilt_archives(folder, name, changes, cut):
    octets = bytearray(SOUND[name])
    for place, value in changes:
        octets[place % len(octets)] = value
    survives(folder, bytes(octets[: cut % len(octets)] if cut is not None else octets))


@given(
    pieces=st.lists(
        st.sampled_from(
            [MARK, b"\n", b"From ", b">From x\n", b"Content-Length: 40\n", b"\r\n", b"\0", b"text\n"]
        )
    )
)
def test_no_octet_of_an_mbox_is_lost_but_separators_and_quotes(pieces):
    octets = MARK + b"".join(pieces)
    assert b"".join(messages(io.BytesIO(octets))).count(b"text") == octets.count(b"text")
