"""The messages of the corpora: those for spam filters, and templates and messages for content checks."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Literal

Kind = Literal["eml", "html", "text"]
_KINDS: dict[str, Kind] = {".eml": "eml", ".txt": "text"}  # the rest are pages


@dataclass(frozen=True, slots=True)
class Given:
    """One file: its name, its octets, what it is."""

    name: str
    raw: bytes
    kind: Kind


def messages(corpora: Path, *, every: int = 1) -> Iterator[Given]:
    """Give all messages, or every so many of them; those for spam filters need the program ``zstd``."""
    for number, one in enumerate(_all(corpora)):
        if number % every == 0:
            yield one


def _all(corpora: Path) -> Iterator[Given]:
    for folder in ("made", "found"):
        for path in sorted((corpora / "messages" / folder).iterdir()):
            yield Given(path.name, path.read_bytes(), _KINDS.get(path.suffix, "html"))
    yield from _packed(corpora / "spam" / "spam-dev.tar.zst")


def _packed(archive: Path) -> Iterator[Given]:
    unpack = shutil.which("zstd")
    if unpack is None:
        return
    octets = subprocess.run([unpack, "-d", "-c", str(archive)], check=True, capture_output=True).stdout
    with tarfile.open(fileobj=BytesIO(octets)) as packed:
        for member in packed:
            file = (
                packed.extractfile(member) if member.isfile() and not member.name.endswith(".jsonl") else None
            )
            if file:
                yield Given(member.name, file.read(), "eml")
