"""Draw a message as readers see it: screen by screen, in the dark, without pictures, in clients that drop half of its CSS."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from mailworthy.edge.browser import Browser, Picture, Requests, Screen, Shot, Sitting, Trouble
from mailworthy.finding import Lang
from mailworthy.flow.messages.reading import Given, given_octets
from mailworthy.message.previews import Look, View, Views, Wanted, views
from mailworthy.message.reading import Draft, read
from mailworthy.store.text import write_text

SHEET, PAGE = "contact-sheet.png", "index.html"
SHEET_SCREEN = Screen(1440, 900)
WIDER = 1.05  # a page that is a few pixels wider than its screen is shown nearly as large
LONGEST = 100  # characters of a folder's name
_ENDING = re.compile(r"\.[A-Za-z]{1,8}\Z")
_ODD = re.compile(r"[^A-Za-z0-9._-]+")

Tell = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A view that was drawn.

    Args:
        view: The view.
        picture: What came of it.
        file: The picture's file, in the folder of the message; empty where there was trouble.
    """

    view: View
    picture: Picture
    file: str

    @property
    def wide(self) -> bool:
        """Whether the page is so much wider than the screen that readers notice."""
        return self.picture.width > WIDER * self.view.device.width

    def as_dict(self) -> dict[str, Any]:
        """Give the JSON shape."""
        view, picture, screen = self.view, self.picture, self.view.device
        return {
            "name": view.name,
            "look": view.look.value,
            "device": screen.name,
            "screen": {"width": screen.width, "height": screen.height},
            "client": view.client or None,
            "approximation": view.look in {Look.CLIENT, Look.INVERTED},
            "file": self.file or None,
            "size": len(picture.octets),
            "page": {"width": picture.width, "height": picture.height} if self.file else None,
            "cut": picture.cut,
            "wide": self.wide,
            "trouble": None if picture.trouble is Trouble.NONE else picture.trouble.value,
            "disappears": [loss.as_dict() for loss in view.losses],
        }


@dataclass(frozen=True, slots=True)
class Preview:
    """A message that was drawn.

    Args:
        file: Its name.
        folder: Where its pictures, its page and its contact sheet are.
        draft: The message.
        views: What was to be drawn.
        drawn: What was, in order.
        requests: What its pages asked for, and did not get.
        chromium: The version that drew it.
        confined: What held it: ``sandbox``, ``user``, ``nothing``.
        sheet: Whether a contact sheet came about.
    """

    file: str
    folder: Path
    draft: Draft
    views: Views
    drawn: tuple[Drawn, ...]
    requests: Requests
    chromium: str
    confined: str
    sheet: bool = False

    @property
    def page(self) -> Path:
        """The page that shows all."""
        return self.folder / PAGE

    @property
    def contact_sheet(self) -> Path:
        """The picture that shows all."""
        return self.folder / SHEET

    def as_dict(self) -> dict[str, Any]:
        """Give the JSON shape."""
        pictures = self.views.pictured
        return {
            "file": self.file,
            "folder": str(self.folder),
            "page": PAGE,
            "contact_sheet": SHEET if self.sheet else None,
            "views": [one.as_dict() for one in self.drawn],
            "pictures": {"placeholders": pictures.drawn, "embedded": pictures.embedded} if pictures else None,
            "shortened": self.views.shortened,
            "requests": self.requests.as_dict(),
            "chromium": self.chromium,
            "confined": self.confined,
        }


def preview_message(
    source: bytes | str | Path,
    out: Path,
    wanted: Wanted | None = None,
    *,
    lang: Lang = Lang.EN,
    browser: Browser | None = None,
    sample: bool = False,
) -> Preview:
    """Draw a message, and write its pictures, a contact sheet and a page that shows them into a folder.

    Nothing is asked of any network: no script of the message runs, and every request of its page is answered from memory.

    Args:
        source: A file by its path, or the octets of a message or page.
        out: The folder; made where it is missing.
        wanted: Which views.
        lang: The language of the page.
        browser: A warm browser; one is started where none is given.
        sample: Whether this is the demo's own sample data.

    Raises:
        InputError: The source is empty or no text.
        OutsideError: There is no Chromium, or it does not start.
        OSError: A file can't be read or written.
    """
    if isinstance(source, bytes):
        given = given_octets(source)
    else:
        given = given_octets(Path(source).read_bytes(), str(source))
    with ExitStack() as closing:
        drawing = Drawing(browser or closing.enter_context(Browser()), wanted, lang, sample=sample)
        return drawing.preview(given, out)


def preview_messages(
    given: Iterable[Given],
    out: Path,
    wanted: Wanted | None = None,
    *,
    lang: Lang = Lang.EN,
    tell: Tell | None = None,
) -> Iterator[Preview]:
    """Draw many messages with one warm browser: each into a folder of its own, one alone into ``out`` itself.

    Args:
        given: The messages.
        out: The folder of all; made where it is missing.
        wanted: Which views.
        lang: The language of the pages.
        tell: Hears the file, how many of its views are done, and how many there are.

    Raises:
        OutsideError: There is no Chromium, or it does not start.
        OSError: A file can't be written.
    """
    messages = iter(given)
    first, second = next(messages, None), next(messages, None)
    if first is None:
        return
    names = _Names()
    with Browser() as browser:
        drawing = Drawing(browser, wanted, lang, tell=tell)
        yield drawing.preview(first, out / names.name(first.name) if second else out)
        for one in (second, *messages) if second else ():
            yield drawing.preview(one, out / names.name(one.name))


class Drawing:
    """Draws messages, one by one.

    Args:
        browser: A warm browser.
        wanted: Which views.
        lang: The language of pages.
        tell: As for :func:`preview_messages`.
        sample: Whether this is the demo's own sample data.
    """

    def __init__(
        self,
        browser: Browser,
        wanted: Wanted | None,
        lang: Lang,
        *,
        tell: Tell | None = None,
        sample: bool = False,
    ) -> None:
        self._browser, self._wanted, self._lang = browser, wanted or Wanted(), lang
        self._tell = tell or (lambda _file, _done, _all: None)
        self._sample = sample

    def preview(self, given: Given, folder: Path) -> Preview:
        """Draw a message, and write what comes of it into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        draft = read(given.octets, given.kind)
        found = views(draft, self._wanted)
        with self._browser.sitting() as sitting:
            drawn = tuple(self._drawn(found.views, sitting, folder, given.name))
            sheet = self._sheet(given.name, drawn, sitting, folder)
        preview = Preview(
            given.name,
            folder,
            draft,
            found,
            drawn,
            sitting.requests,
            self._browser.version,
            self._browser.confined.value,
            sheet=sheet,
        )
        self._page(preview)
        return preview

    def _drawn(self, wanted: Iterable[View], sitting: Sitting, folder: Path, name: str) -> Iterator[Drawn]:
        wanted = tuple(wanted)
        for number, view in enumerate(wanted):
            self._tell(name, number, len(wanted))
            picture = sitting.draw(_shot(view))
            file = "" if picture.trouble is not Trouble.NONE else f"{view.name}.jpg"
            if file:
                (folder / file).write_bytes(picture.octets)
            yield Drawn(view, picture, file)
        self._tell(name, len(wanted), len(wanted))

    def _sheet(self, name: str, drawn: tuple[Drawn, ...], sitting: Sitting, folder: Path) -> bool:
        """Let Chromium put the pictures together."""
        from mailworthy.flow.page.previews import contact_sheet  # noqa: PLC0415  # brings templates

        picture = sitting.draw(Shot(contact_sheet(name, drawn, self._lang), SHEET_SCREEN, png=True))
        if picture.octets:
            (folder / SHEET).write_bytes(picture.octets)
        return bool(picture.octets)

    def _page(self, preview: Preview) -> None:
        from mailworthy.flow.page.previews import preview_page  # noqa: PLC0415  # as above

        write_text(preview.page, preview_page(preview, self._lang, sample=self._sample))


def _shot(view: View) -> Shot:
    device = view.device
    return Shot(
        view.html,
        Screen(device.width, device.height, device.scale, mobile=device.mobile),
        dark=view.look is Look.DARK,
        inverted=view.look is Look.INVERTED,
        images=view.look is not Look.NO_IMAGES,
    )


class _Names:
    """Gives each message a folder that no other has."""

    def __init__(self) -> None:
        self._taken: Counter[str] = Counter()

    def name(self, file: str) -> str:
        name = (
            _ODD.sub("-", _ENDING.sub("", PurePath(file).name)).strip("-.")[-LONGEST:].strip("-.")
            or "message"
        )
        self._taken[name.lower()] += 1
        again = self._taken[name.lower()]
        return name if again == 1 else self.name(f"{name}-{again}")
