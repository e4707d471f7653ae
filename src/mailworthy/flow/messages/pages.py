"""Pages on messages in a folder, one a message, one that leads to them, and everything as JSON."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from mailworthy.finding import Lang
from mailworthy.message.report import MessageReport
from mailworthy.store.text import write_text

if TYPE_CHECKING:
    from mailworthy.message.beside import Beside

UNNAMED = "message"
LONGEST = 100  # characters of a name
_ODD = re.compile(r"[^A-Za-z0-9._-]+")


class Pages:
    """Writes pages, one by one, so memory stays flat.

    Args:
        folder: Where to; made when missing.
        lang: The language of the pages.
        sample: Whether the messages are the demo's own sample.

    Raises:
        OSError: The folder cannot be written to.
    """

    def __init__(self, folder: Path, lang: Lang, *, sample: bool = False) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._lang = lang
        self._sample = sample
        self._names: Counter[str] = Counter()
        self._json = (folder / "messages.jsonl").open("w", encoding="utf-8", errors="backslashreplace")
        self.first: Path | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._json.close()

    def write(self, report: MessageReport, beside: Sequence[Beside] = ()) -> Path:
        """Write a report's page and its line of JSON."""
        from mailworthy.flow.page.page import message_page  # noqa: PLC0415  # JSON alone needs no templates

        page = self._folder / f"{self._named(report.file)}.html"
        write_text(page, message_page(report, self._lang, sample=self._sample, beside=beside))
        self._json.write(json.dumps(as_dict(report, beside, self._lang), ensure_ascii=False) + "\n")
        self.first = self.first or page
        return page

    def _named(self, file: str) -> str:
        """Give a name for a page that no other page of this folder has."""
        name = _ODD.sub("-", file).strip("-.")[-LONGEST:].strip("-.") or UNNAMED
        self._names[name.lower()] += 1
        again = self._names[name.lower()]
        return name if again == 1 else self._named(f"{name}-{again}")


def as_dict(report: MessageReport, beside: Sequence[Beside], lang: Lang) -> dict[str, object]:
    """Give a report's JSON shape, and what other filters say beside it, where they were asked."""
    more: dict[str, object] = {"beside": [one.as_dict(lang) for one in beside]} if beside else {}
    return {**report.as_dict(lang), **more}
