"""Files that nobody but their owner may read: keys."""

from __future__ import annotations

import os
from pathlib import Path

from mailworthy.errors import InputError

OWNER_ONLY = 0o600


def write_private(file: Path, octets: bytes) -> None:
    """Write a new file that nobody but its owner may read; it is so from its first moment.

    Args:
        file: Where. What stands there is never overwritten: a key that is lost can't be made again.
        octets: What.

    Raises:
        InputError: Something stands there already.
    """
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    except FileExistsError:
        raise InputError(f"{file}: there is a file already; name another") from None
    with os.fdopen(handle, "wb") as out:
        out.write(octets)
        out.flush()
        os.fsync(out.fileno())
