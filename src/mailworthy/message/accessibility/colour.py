"""Colours of CSS and of old attributes, and how well one is told from another."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from mailworthy.message.accessibility import data

_HEX = re.compile(r"#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})")
_SHORT = re.compile(r"#[0-9a-f]{3}")
_NO_DIGIT = re.compile(r"[^0-9a-f]")
_OLD = 128  # characters
_FUNCTION = re.compile(r"(rgb|hsl)a?\(([^()]{1,80})\)")
_NUMBER = re.compile(r"(-?\d{0,6}(?:\.\d{1,6})?)(%|deg|turn|rad|grad)?")
_STEPS = 24  # of a search by halves: finer than any screen


class Colour(NamedTuple):
    """A colour: red, green and blue from 0 to 255, and how much of it covers what is behind, 0 to 1."""

    red: float
    green: float
    blue: float
    alpha: float = 1.0

    def over(self, ground: Colour) -> Colour:
        """Give what is seen where it lies on an opaque colour (CSS Color 4 §12, simple alpha compositing)."""
        if self.alpha >= 1:
            return self
        return mixed(self, ground, self.alpha)._replace(alpha=1.0)

    @property
    def name(self) -> str:
        """As CSS writes it, opaque: ``#1a4d2e``."""
        return "#" + "".join(f"{round(one):02x}" for one in self[:3])


WHITE, BLACK = Colour(255, 255, 255), Colour(0, 0, 0)
CLEAR = Colour(0, 0, 0, 0)


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """Give so much of one colour and the rest of another."""
    return Colour(*(share * a + (1 - share) * b for a, b in zip(one[:3], other[:3], strict=True)))


@lru_cache(4096)
def colour(said: str) -> Colour | None:
    """Read a colour.

    Args:
        said: As a style sheet writes it; keywords that take another's colour are not read here.

    Returns:
        None for what is no colour that can be told.

    Source:
        CSS Color 4 §5.1, §5.2, §6.1, §7.
    """
    said = said.strip().lower()
    if said == "transparent":
        return CLEAR
    named = data.colours().get(said)
    if named or _HEX.fullmatch(said):
        return _of_digits(named or said.lstrip("#"))
    found = _FUNCTION.fullmatch(said)
    return _of_function(found[1], found[2]) if found else None


def old_colour(said: str) -> Colour | None:
    """Read a colour as old attributes write it: nearly anything is one (HTML §2.3.6, legacy colour values)."""
    said = said.strip().lower()
    if said in {"", "transparent"} or said in data.colours() or _SHORT.fullmatch(said):
        return colour(said) if said != "transparent" else None
    digits = _NO_DIGIT.sub("0", said[:_OLD].removeprefix("#")) or "0"
    length = -(-len(digits) // 3)
    digits = digits.ljust(3 * length, "0")
    parts = [digits[at : at + length][-8:] for at in range(0, 3 * length, length)]
    while len(parts[0]) > 2 and all(part.startswith("0") for part in parts):
        parts = [part[1:] for part in parts]
    return Colour(*(int(part[:2], 16) for part in parts))


def _of_digits(digits: str) -> Colour:
    if len(digits) <= 4:  # #rgb and #rgba
        digits = "".join(2 * digit for digit in digits)
    red, green, blue, *alpha = (int(digits[at : at + 2], 16) for at in range(0, len(digits), 2))
    return Colour(red, green, blue, alpha[0] / 255 if alpha else 1.0)


def _of_function(name: str, inside: str) -> Colour | None:
    read = [_NUMBER.fullmatch(one) for one in re.split(r"[\s,/]+", inside.strip())]
    values = [(float(one[1]), one[2] or "") for one in read if one and one[1] not in {"", "-", "."}]
    if len(values) != len(read) or len(values) not in {3, 4}:
        return None
    alpha = 1.0
    if len(values) == 4:  # with how much it covers
        number, unit = values.pop()
        alpha = _bound(number / 100 if unit else number)
    return _rgb(values, alpha) if name == "rgb" else _hsl(values, alpha)


def _rgb(values: list[tuple[float, str]], alpha: float) -> Colour:
    red, green, blue = (255 * _bound(number / (100 if unit else 255)) for number, unit in values)
    return Colour(red, green, blue, alpha)


def _hsl(values: list[tuple[float, str]], alpha: float) -> Colour:
    from colorsys import hls_to_rgb  # noqa: PLC0415  # rare in mail

    (hue, unit), (saturation, _), (lightness, _) = values
    turns = hue / {"turn": 1, "rad": 6.283185307, "grad": 400}.get(unit, 360)
    red, green, blue = hls_to_rgb(turns % 1, _bound(lightness / 100), _bound(saturation / 100))
    return Colour(255 * red, 255 * green, 255 * blue, alpha)


def _bound(value: float) -> float:
    return min(max(value, 0.0), 1.0)


# --- contrast -----------------------------------------------------------------------------------------------------


@lru_cache(4096)
def contrast(one: Colour, other: Colour) -> float:
    """Give the contrast ratio of two opaque colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(one: Colour) -> float:
    red, green, blue = (_linear(part / 255) for part in one[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return float(value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4)


@lru_cache(1024)
def enough(ink: Colour, ground: Colour, ratio: float) -> Colour:
    """Give the nearest darker colour of the same kind, or lighter one, that has so much contrast."""
    end = max((BLACK, WHITE), key=lambda one: contrast(one, ground))
    least, most = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (least + most) / 2
        if contrast(_whole(mixed(end, ink, middle)), ground) >= ratio:
            most = middle
        else:
            least = middle
    return _whole(mixed(end, ink, most))


def _whole(one: Colour) -> Colour:
    return Colour(*(round(part) for part in one[:3]))
