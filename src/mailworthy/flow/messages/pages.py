"""Pages on messages in a folder, one a message, one that leads to them, and everything as JSON."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path, PurePath
from types import TracebackType
from typing import TYPE_CHECKING, Self

from mailworthy.finding import Lang
from mailworthy.flow.messages.reading import MAILS, PAGES, TEXTS, Given
from mailworthy.message.report import MessageReport
from mailworthy.store.text import write_text

if TYPE_CHECKING:
    from mailworthy.flow.page.message_batch import Row
    from mailworthy.flow.page.message_previews import Preview
    from mailworthy.flow.preview_message import Drawing
    from mailworthy.message.beside import Beside

INDEX = "index.html"
UNNAMED = "message"
LONGEST = 100  # characters of a name
DEVICES = ("phone", "desktop")  # screens whose pictures a page shows
_ODD = re.compile(r"[^A-Za-z0-9._-]+")


class Pages:
    """Writes pages, one by one, so memory stays flat.

    Args:
        folder: Where to; made when missing.
        lang: The language of the pages.
        sample: Whether the messages are the demo's own sample.
        previews: Whether each message is drawn, too: its page shows some pictures, a folder beside it holds all.

    Raises:
        OutsideError: Previews are wanted, and there is no Chromium.
        OSError: The folder cannot be written to.
    """

    def __init__(self, folder: Path, lang: Lang, *, sample: bool = False, previews: bool = False) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._lang = lang
        self._sample = sample
        self._names: Counter[str] = Counter(("index",))
        self._rows: list[Row] = []
        self._closing = ExitStack()
        self._drawing = _drawing(self._closing, lang, sample=sample) if previews else None
        self._json = self._closing.enter_context(
            (folder / "messages.jsonl").open("w", encoding="utf-8", errors="backslashreplace")
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.close()
        if error is None and len(self._rows) > 1:
            from mailworthy.flow.page.page import messages_page  # noqa: PLC0415  # as below

            write_text(self._folder / INDEX, messages_page(self._rows, self._lang))

    @property
    def first(self) -> Path | None:
        """The page to open first: the only one, or the one that leads to all; None where there is none."""
        if not self._rows:
            return None
        return self._folder / (INDEX if len(self._rows) > 1 else self._rows[0].page)

    def write(self, report: MessageReport, beside: Sequence[Beside] = ()) -> Path:
        """Write a report's page and its line of JSON."""
        from mailworthy.flow.page.message_batch import row  # noqa: PLC0415  # as below
        from mailworthy.flow.page.page import message_page  # noqa: PLC0415  # JSON alone needs no templates

        page = self._folder / f"{self._named(_stem(report.file))}.html"
        shown = message_page(
            report,
            self._lang,
            sample=self._sample,
            beside=beside,
            previews=list(self._drawn(report, page.stem)),
        )
        write_text(page, shown)
        self._json.write(json.dumps(as_dict(report, beside, self._lang), ensure_ascii=False) + "\n")
        self._rows.append(row(report, page.name))
        return page

    def _drawn(self, report: MessageReport, name: str) -> Iterator[Preview]:
        """Draw a message into a folder beside its page; give the pictures that the page shows."""
        if self._drawing is None:
            return
        from mailworthy.flow.page.message_previews import Preview  # noqa: PLC0415  # as below
        from mailworthy.flow.page.previews import view_name  # noqa: PLC0415  # same
        from mailworthy.flow.page.words import Speech  # noqa: PLC0415  # same
        from mailworthy.flow.preview_message import PAGE  # noqa: PLC0415  # same

        folder, speech = f"{name}-previews", Speech(self._lang)
        given = Given(report.file, report.draft.source.raw, report.draft.kind)
        for one in self._drawing.preview(given, self._folder / folder).drawn:
            if one.file:
                picture = one.picture
                yield Preview(
                    view_name(one.view, speech),
                    picture.octets,
                    "image/jpeg",
                    *picture.shown,
                    f"{folder}/{one.file}",
                    f"{folder}/{PAGE}",
                )

    def _named(self, file: str) -> str:
        """Give a name for a page that no other page of this folder has."""
        name = _ODD.sub("-", file).strip("-.")[-LONGEST:].strip("-.") or UNNAMED
        self._names[name.lower()] += 1
        again = self._names[name.lower()]
        return name if again == 1 else self._named(f"{name}-{again}")


def _drawing(closing: ExitStack, lang: Lang, *, sample: bool) -> Drawing:
    from mailworthy.edge.browser import Browser  # noqa: PLC0415  # only where previews are wanted
    from mailworthy.flow.preview_message import Drawing  # noqa: PLC0415  # same
    from mailworthy.message.previews import Wanted  # noqa: PLC0415  # same

    return Drawing(closing.enter_context(Browser()), Wanted(devices=DEVICES), lang, sample=sample)


def _stem(file: str) -> str:
    path = PurePath(file)
    return str(path.with_suffix("")) if path.suffix.lower() in MAILS | PAGES | TEXTS else file


def as_dict(report: MessageReport, beside: Sequence[Beside], lang: Lang) -> dict[str, object]:
    """Give a report's JSON shape, and what other filters say beside it, where they were asked."""
    codes = {one.code for one in report.findings}
    more: dict[str, object] = {"beside": [one.as_dict(lang, codes) for one in beside]} if beside else {}
    return {**report.as_dict(lang), **more}
