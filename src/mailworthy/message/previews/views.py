"""Which pictures there are of a message, and the page that each of them is of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from mailworthy.message.previews.devices import Device, devices
from mailworthy.message.previews.difference import USUAL, difference
from mailworthy.message.previews.edits import Edit, edited
from mailworthy.message.previews.loss import Loss
from mailworthy.message.previews.pictures import Pictured, pictured
from mailworthy.message.previews.plain import text_page
from mailworthy.message.reading import Draft
from mailworthy.message.reading.html import Html
from mailworthy.message.reading.place import Span

_AS_WIDE_AS_THE_SCREEN = '<meta name="viewport" content="width=device-width">'


class Look(Enum):
    """How a message is looked at."""

    LIGHT = "light"
    DARK = "dark"  # the reader prefers dark colours, and the page says what that means
    INVERTED = "inverted"  # the client darkens the page on its own
    NO_IMAGES = "no_images"
    TEXT = "text"  # the plain text part
    CLIENT = "client"  # as a client that does without some features


@dataclass(frozen=True, slots=True)
class View:
    """One picture of a message.

    Args:
        look: How it is looked at.
        device: The screen.
        html: The page to draw.
        client: ``family.platform`` for :attr:`Look.CLIENT`; else empty.
        losses: What disappears there.
    """

    look: Look
    device: Device
    html: str
    client: str = ""
    losses: tuple[Loss, ...] = ()

    @property
    def name(self) -> str:
        """A name that no other view of the message has, fit for a file."""
        end = self.client.replace(".", "-") or self.look.value.replace("_", "-")
        return self.device.name if self.look is Look.LIGHT else f"{self.device.name}-{end}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which views are wanted.

    Args:
        devices: Names of :func:`~mailworthy.message.previews.devices.devices`, at least one.
        dark: Whether dark ones too.
        clients: Whose view, of caniemail's ``family.platform`` and ``no-styles``.
    """

    devices: tuple[str, ...] = tuple(devices())
    dark: bool = True
    clients: tuple[str, ...] = USUAL


@dataclass(frozen=True, slots=True)
class Views:
    """All views of a message.

    Args:
        views: In the order in which they are shown.
        pictured: What became of its pictures; None where it has no page.
        shortened: Whether only the beginning of its page is drawn: it has more elements than are looked at.
    """

    views: tuple[View, ...]
    pictured: Pictured | None = None
    shortened: bool = False


def views(draft: Draft, wanted: Wanted) -> Views:
    """Give the views of a message; none where it has neither page nor text."""
    screens = [devices()[name] for name in wanted.devices]
    page = draft.page.html if draft.page else None
    texts = tuple(_texts(draft, screens[:1] if page else screens))
    if page is None:
        return Views(texts)
    end = (
        [Edit(Span(page.elements[-1].span.end, len(page.source)))] if page.left_out and page.elements else []
    )
    at_hand = pictured(draft, page)
    phones = [*end, *_viewport(page)]
    edits = [*phones, *at_hand.edits]
    shown = edited(page.source, edits)
    wide = next((one for one in screens if not one.mobile), screens[0])
    small = next((one for one in screens if one.mobile), screens[0])
    found = [View(Look.LIGHT, screen, shown) for screen in screens]
    if wanted.dark:
        found += (View(Look.DARK, screen, shown) for screen in dict.fromkeys((small, wide)))
        found.append(View(Look.INVERTED, small, shown))
    found.append(
        View(Look.NO_IMAGES, wide, edited(page.source, [*phones, *pictured(draft, page, images=False).edits]))
    )
    found += texts
    found += _clients(page, edits, wide, wanted.clients)
    return Views(tuple(found), at_hand, shortened=bool(end))


def _viewport(page: Html) -> Iterator[Edit]:
    """Let a page that says nothing to phones be as wide as the screen: mail apps do, where browsers take 980 px."""
    if any(meta.attrs.get("name", "").strip().lower() == "viewport" for meta in page.of("meta")):
        return
    first = next(page.of("head", "html"), None) or page.doctype
    end = first.span.end if first else 0
    yield Edit(Span(end, end), _AS_WIDE_AS_THE_SCREEN)


def _texts(draft: Draft, screens: list[Device]) -> Iterator[View]:
    if draft.plain:
        html = text_page(draft.plain.text)
        yield from (View(Look.TEXT, screen, html) for screen in screens)


def _clients(page: Html, edits: list[Edit], screen: Device, clients: tuple[str, ...]) -> Iterator[View]:
    for client in clients:
        found = difference(page, client)
        html = edited(page.source, [*found.edits, *edits])
        yield View(Look.CLIENT, screen, html, client, found.losses)
