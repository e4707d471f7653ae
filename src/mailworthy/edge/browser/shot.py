"""What is to be drawn, and what came of it: values without a browser."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import Enum

HEIGHT = 6000  # CSS pixels of a picture: what stands below is cut
WIDTH = 1600  # same: what stands to the right


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen that a page is drawn for.

    Args:
        width: In CSS pixels.
        height: Same.
        scale: Device pixels a CSS pixel.
        mobile: Whether the page's viewport meta counts, as on phones: a page without one is laid out wide and shown small.
    """

    width: int
    height: int
    scale: float = 1.0
    mobile: bool = False


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture that is wanted.

    Args:
        html: The page.
        screen: What it is drawn for.
        dark: Whether the reader prefers dark colours (Media Queries 5 §12.5).
        inverted: Whether the browser darkens the page on its own, whatever the page says.
        images: Whether pictures of the web have a placeholder; otherwise they are refused.
        png: A PNG instead of a JPEG.
    """

    html: str
    screen: Screen
    dark: bool = False
    inverted: bool = False
    images: bool = True
    png: bool = False


class Trouble(Enum):
    """Why a picture could not be had."""

    NONE = "none"
    TIME = "time"  # it took too long
    CRASH = "crash"  # the browser died of it, twice


@dataclass(frozen=True, slots=True)
class Picture:
    """What came of a shot.

    Args:
        octets: JPEG or PNG, a pixel for each CSS pixel; empty where there was trouble.
        width: Of the page as it was laid out, in CSS pixels; wider than the screen where it would be shown small or scroll sideways.
        height: Of the page.
        cut: Whether the page is longer, or wider, than the picture.
        trouble: Why there is none.
    """

    octets: bytes
    width: int = 0
    height: int = 0
    cut: bool = False
    trouble: Trouble = Trouble.NONE

    @property
    def shown(self) -> tuple[int, int]:
        """Width and height of the picture itself."""
        return min(self.width, WIDTH), min(self.height, HEIGHT)


@dataclass(slots=True)
class Requests:
    """What pages asked for while they were drawn. None of it left the machine.

    Args:
        pictures: Web pictures, answered with a placeholder.
        refused: All else, by what it was for: ``document``, ``stylesheet``, ``font``, ``other`` …
    """

    pictures: int = 0
    refused: Counter[str] = field(default_factory=Counter)

    def as_dict(self) -> dict[str, object]:
        """Give the JSON shape."""
        return {"left": 0, "placeholders": self.pictures, "refused": dict(sorted(self.refused.items()))}
