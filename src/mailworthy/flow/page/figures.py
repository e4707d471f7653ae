"""How numbers, shares, money and dates are written in each language."""

from __future__ import annotations

import math
from datetime import UTC, datetime

from mailworthy.finding import Lang

NOTHING = "–"  # in place of what is no number
_MARKS = {Lang.EN: (",", "."), Lang.DE: (".", ","), Lang.JA: (",", ".")}  # thousands, decimals
# fmt: off
_MONTHS = {
    Lang.EN: ("January", "February", "March", "April", "May", "June", "July",
              "August", "September", "October", "November", "December"),
    Lang.DE: ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli",
              "August", "September", "Oktober", "November", "Dezember"),
}
# fmt: on
_YEN = frozenset({"¥", "￥", "円", "JPY"})  # nobody writes parts of a yen, save in a price


def number(value: float, lang: Lang, digits: int = 0) -> str:
    """Write a number with ``digits`` decimals: ``1,234``, ``1.234``."""
    if not math.isfinite(value):
        return NOTHING
    thousands, decimal = _MARKS[lang]
    text = f"{value:,.{digits}f}".replace("-", "−")
    return text.translate({ord(","): thousands, ord("."): decimal})


def percent(share: float, lang: Lang) -> str:
    """Write a share from 0 to 1: ``6.2%``, ``6,2 %``; what is not nothing never reads as nothing, nor a part as all."""
    if not math.isfinite(share):
        return NOTHING
    points = share * 100
    if 0 < points < 0.1:
        return _under(lang)
    if 99.9 < points < 100:
        points = 99.9
    digits = 0 if points == round(points) or 10 <= points <= 99 else 1
    return number(points, lang, digits) + _sign(lang)


def fine_percent(share: float, lang: Lang) -> str:
    """Write a small share from 0 to 1 to the hundredth of a percent: ``0.08%``, ``0,08 %``."""
    return number(share * 100, lang, 0 if share == round(share, 2) else 2) + _sign(lang)


def _sign(lang: Lang) -> str:
    return "\u00a0%" if lang is Lang.DE else "%"  # DIN 5008 sets a blank, which must not break


def _under(lang: Lang) -> str:
    if lang is Lang.JA:
        return "0.1%未満"
    return "under\u00a00.1%" if lang is Lang.EN else "unter\u00a00,1\u00a0%"


def money(amount: float, currency: str, lang: Lang) -> str:
    """Write an amount of money with the currency as the user wrote it: ``€1,234.50``, ``1.234,50 €``."""
    digits = 0 if currency in _YEN else 2
    return _with_currency(number(amount, lang, digits), currency, lang)


def price(amount: float, currency: str, lang: Lang, least: int = 2) -> str:
    """Write a price of one thing, which may be a small part of a cent, with at least so many decimals (yen: none)."""
    return _with_currency(exact(amount, lang, 0 if currency in _YEN else least), currency, lang)


def exact(value: float, lang: Lang, least: int = 0) -> str:
    """Write a number with as many decimals as it needs, ``least`` to six."""
    if not math.isfinite(value):
        return NOTHING
    needed = len(f"{value:.6f}".rstrip("0").partition(".")[2])
    return number(value, lang, max(least, needed))


def _with_currency(text: str, currency: str, lang: Lang) -> str:
    if not currency or text == NOTHING:
        return text
    if currency == "円":
        return text + currency
    if lang is Lang.DE:
        return f"{text}\u00a0{currency}"
    return f"{currency}\u00a0{text}" if currency[-1].isalpha() else f"{currency}{text}"


def date(moment: str, lang: Lang) -> str:
    """Write an RFC 3339 time as date and time of day in UTC; what is no time stays as it is."""
    try:
        at = datetime.fromisoformat(moment).astimezone(UTC)
    except (ValueError, OverflowError):
        return moment
    return f"{_day(at, lang)}{' ' if lang is Lang.JA else ', '}{at:%H:%M} UTC"


def day(text: str, lang: Lang) -> str:
    """Write a day, ``2026-11-22``; what is none stays as it is."""
    try:
        return _day(datetime.fromisoformat(text), lang)
    except ValueError:
        return text


def _day(at: datetime, lang: Lang) -> str:
    if lang is Lang.JA:
        return f"{at.year}年{at.month}月{at.day}日"
    dot = "." if lang is Lang.DE else ""
    return f"{at.day}{dot} {_MONTHS[lang][at.month - 1]} {at.year}"
