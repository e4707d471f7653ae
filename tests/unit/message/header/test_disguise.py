"""Letters that are not what they seem."""

from __future__ import annotations

import pytest

from mailworthy.message.header.disguise import _gappy, _Text

ALIKE, UNSEEN, GAPPY = {"HDR-LETTERS-LOOKALIKE"}, {"HDR-LETTERS-UNSEEN"}, {"HDR-LETTERS-GAPPY"}
# fmt: off
CASES = [
    # Subject                                what is said of it
    ("Your wallet",                          set()),
    ("Your w\u0430llet",                     ALIKE),        # a Cyrillic a
    ("Ваши семена",                          set()),
    ("Über Erbsen, fèves et épinards",       set()),
    ("種まきセール",                          set()),
    ("Your wal\u200blet",                    UNSEEN),
    ("Your wallet \u200b\u200b",             set()),
    ("👩\u200d🌾 sows",                       set()),        # a farmer is joined by one
    ("می\u200cخواهم",                        set()),        # Persian needs it
    ("Seeds for F R E E",                    GAPPY),
    ("V.i.a.g.r.a",                          GAPPY),
    ("W-I-N-N-E-R",                          GAPPY),
    ("U.S.A. and A.C.M.E.",                  set()),
    ("A/B tests",                            set()),
    ("Option A - B - C",                     set()),
    ("c@sh, fr$e, pr1ce",                    GAPPY),
    ("Save on drug$ and Viagr@",             GAPPY),
    ("100 US$, 5 A$",                        set()),
    ("jane@example",                         set()),
    ("B2B, web2print, h2o, mp3s",            set()),
    ("1st, 2nd, 10th",                       set()),
    ("wie geht's",                           set()),
]
# fmt: on


@pytest.mark.parametrize(("value", "expected"), CASES, ids=[str(number) for number in range(len(CASES))])
@pytest.mark.spec("UTS 39 §5")
def test_subjects(said, value, expected):
    assert set(said({"Subject": value})) - {"HDR-RAW-8BIT"} == expected


def test_the_name_of_the_sender_is_looked_at_too(said):
    told = said({"From": "=?utf-8?q?P=D0=B0yPal?= <service@fernhill.example>"})
    assert told["HDR-LETTERS-LOOKALIKE"].where["header"] == "From"


def test_what_cannot_be_seen_is_shown(said):
    assert "<U+200B>" in said({"Subject": "wal\u200blet"})["HDR-LETTERS-UNSEEN"].detail


@pytest.mark.parametrize(
    "text", ["a " * 500, "a." * 500, "a@" * 500, "a1" * 500, "@$" * 500, "." * 1000], ids=range(6)
)
def test_bait_costs_nothing(text):
    list(_gappy([_Text(text, {})]))
