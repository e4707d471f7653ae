"""Numbers, shares, money and dates as each language writes them."""

from __future__ import annotations

import math

import pytest

from mailworthy.finding import Lang
from mailworthy.flow.page import Speech, figures

EN, DE, JA = Lang.EN, Lang.DE, Lang.JA

# fmt: off
NUMBERS = [
    # value                    en                       de                       ja
    (0,                        "0",                     "0",                     "0"),
    (999,                      "999",                   "999",                   "999"),
    (1_234,                    "1,234",                 "1.234",                 "1,234"),
    (123_456_789_012_345,      "123,456,789,012,345",   "123.456.789.012.345",   "123,456,789,012,345"),
    (-12,                      "−12",                   "−12",                   "−12"),
    (math.nan,                 "–",                     "–",                     "–"),
    (math.inf,                 "–",                     "–",                     "–"),
]
SHARES = [
    # share      en            de              ja
    (0.0,        "0%",         "0\u00a0%",     "0%"),
    (0.0009,     "under\u00a00.1%", "unter\u00a00,1\u00a0%", "0.1%未満"),
    (0.001,      "0.1%",       "0,1\u00a0%",   "0.1%"),
    (0.03,       "3%",         "3\u00a0%",     "3%"),
    (0.0624,     "6.2%",       "6,2\u00a0%",   "6.2%"),
    (0.1249,     "12%",        "12\u00a0%",    "12%"),
    (0.99999,    "99.9%",      "99,9\u00a0%",  "99.9%"),
    (1.0,        "100%",       "100\u00a0%",   "100%"),
    (math.nan,   "–",          "–",            "–"),
]
AMOUNTS = [
    # amount      currency    en                  de                      ja
    (1234.5,      "€",        "€1,234.50",        "1.234,50\u00a0€",      "€1,234.50"),
    (1234.5,      "USD",      "USD\u00a01,234.50", "1.234,50\u00a0USD",   "USD\u00a01,234.50"),
    (1234.5,      "¥",        "¥1,234",           "1.234\u00a0¥",         "¥1,234"),
    (1234.5,      "円",       "1,234円",          "1.234円",              "1,234円"),
    (1234.5,      "",         "1,234.50",         "1.234,50",             "1,234.50"),
    (math.nan,    "€",        "–",                "–",                    "–"),
]
PRICES = [
    # price       currency    en               de
    (0.0009,      "€",        "€0.0009",       "0,0009\u00a0€"),
    (0.012,       "€",        "€0.012",        "0,012\u00a0€"),
    (2.0,         "€",        "€2.00",         "2,00\u00a0€"),
    (0.2,         "円",       "0.2円",         "0,2円"),
    (math.inf,    "€",        "–",             "–"),
]
MOMENTS = [
    # RFC 3339                         en                               de                                ja
    ("2026-03-09T14:05:31Z",           "9 March 2026, 14:05 UTC",       "9. März 2026, 14:05 UTC",        "2026年3月9日 14:05 UTC"),
    ("2026-12-31T23:30:00-01:00",      "1 January 2027, 00:30 UTC",     "1. Januar 2027, 00:30 UTC",      "2027年1月1日 00:30 UTC"),
    ("yesterday",                      "yesterday",                     "yesterday",                      "yesterday"),
    ("0001-01-01T00:00:00+23:00",      "0001-01-01T00:00:00+23:00",     "0001-01-01T00:00:00+23:00",      "0001-01-01T00:00:00+23:00"),
]
SPANS = [
    # seconds    en              de              ja
    (0.0,        "0.0 s",        "0,0 s",        "0.0秒"),
    (8.42,       "8.4 s",        "8,4 s",        "8.4秒"),
    (59.4,       "59 s",         "59 s",         "59秒"),
    (60,         "1 min 0 s",    "1 min 0 s",    "1分0秒"),
    (3599.6,     "1 h 0 min",    "1 h 0 min",    "1時間0分"),
    (math.nan,   "–",            "–",            "–"),
]
# fmt: on


@pytest.mark.parametrize(("value", "en", "de", "ja"), NUMBERS)
def test_numbers(value, en, de, ja):
    assert [figures.number(value, lang) for lang in Lang] == [en, de, ja]


@pytest.mark.parametrize(("share", "en", "de", "ja"), SHARES)
def test_shares(share, en, de, ja):
    assert [figures.percent(share, lang) for lang in Lang] == [en, de, ja]


@pytest.mark.parametrize(("amount", "currency", "en", "de", "ja"), AMOUNTS)
def test_money(amount, currency, en, de, ja):
    assert [figures.money(amount, currency, lang) for lang in Lang] == [en, de, ja]


@pytest.mark.parametrize(("amount", "currency", "en", "de"), PRICES)
def test_prices_keep_the_parts_of_a_cent(amount, currency, en, de):
    assert [figures.price(amount, currency, lang) for lang in (EN, DE)] == [en, de]


@pytest.mark.parametrize(("moment", "en", "de", "ja"), MOMENTS)
def test_dates(moment, en, de, ja):
    assert [figures.date(moment, lang) for lang in Lang] == [en, de, ja]


@pytest.mark.parametrize(("seconds", "en", "de", "ja"), SPANS)
def test_durations(seconds, en, de, ja):
    assert [Speech(lang).duration(seconds) for lang in Lang] == [en, de, ja]
