"""A small dictionary of Hunspell, so that languages are looked up where the system has no dictionary of them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

AFFIXES = "SET UTF-8\nWORDCHARS '\n"


def write(folder: Path, name: str, words: Iterable[str], affixes: str = AFFIXES) -> Path:
    """Write a dictionary.

    Args:
        folder: Where; made, if need be.
        name: ``de_DE``.
        words: All it knows.
        affixes: Its rules.

    Returns:
        Its ``.dic``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.aff").write_text(affixes, encoding="utf-8")
    listed = list(words)
    file = folder / f"{name}.dic"
    file.write_text("\n".join([str(len(listed)), *listed, ""]), encoding="utf-8")
    return file
