"""What the header filter says of a message of which one or two fields are not as they should be."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from mailworthy.finding import Finding
from mailworthy.message import header
from mailworthy.message.reading import read
from mailworthy.message.scope import Scope

NOW = 1_795_132_800  # 20 November 2026
SOUND = {
    "From": "Fernhill Seeds <news@fernhill.example>",
    "To": "Jane <jane@example.net>",
    "Subject": "Sow now: peas and beans",
    "Date": "Tue, 17 Nov 2026 09:00:00 +0000",
    "Message-ID": "<7@fernhill.example>",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=utf-8",
}
Said = Callable[..., dict[str, Finding]]


@pytest.fixture
def said() -> Said:
    """Give what is said of the sound message with other fields: by code."""

    def look(
        fields: Mapping[str, str | None] | None = None,
        *more: str,
        body: str = "The new seeds are here.",
        scope: Scope | None = None,
    ) -> dict[str, Finding]:
        told = {**SOUND, **(fields or {})}
        lines = [f"{name}: {value}" for name, value in told.items() if value is not None]
        raw = "\n".join([*lines, *more, "", body]).encode("utf-8", "surrogateescape")
        found = header.look(read(raw), scope or Scope(now=NOW))
        return {finding.code: finding for finding in found}

    return look
