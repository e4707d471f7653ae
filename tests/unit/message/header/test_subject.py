"""The subject."""

from __future__ import annotations

import pytest

from mailworthy.finding import Severity
from mailworthy.message import header
from mailworthy.message.reading import read
from mailworthy.message.scope import Scope

# fmt: off
CASES = [
    # Subject                                        what is said of it
    ("Sow now: peas and beans",                      set()),
    (None,                                           {"HDR-SUBJECT-MISSING"}),
    ("   ",                                          {"HDR-SUBJECT-MISSING"}),
    ("BUY SEED TRAYS TODAY",                         {"HDR-SUBJECT-CAPS"}),
    ("JETZT SÄEN: ERBSEN UND BOHNEN",                {"HDR-SUBJECT-CAPS"}),
    ("KAUFEN Sie heute Samen",                       set()),
    ("NASA and IKEA sow peas",                       set()),
    ("DIN EN ISO 9001",                              set()),
    ("【FINAL SALE】春の種まきフェア開催中です",       set()),
    ("いま種まき：エンドウ",                           set()),
    ("Sow now!",                                     {"HDR-SUBJECT-EXCLAIMS"}),
    ("Sow now! Peas",                                set()),
    ("Sow now!!",                                    {"HDR-SUBJECT-PUNCT"}),
    ("Sow! Now!",                                    {"HDR-SUBJECT-PUNCT"}),
    ("Really??",                                     {"HDR-SUBJECT-PUNCT"}),
    ("本日まで！種まきセール！",                       {"HDR-SUBJECT-EXCLAIMS"}),
    ("本日まで！！種まきセール",                       {"HDR-SUBJECT-PUNCT"}),
    ("Re: your seeds",                               {"HDR-SUBJECT-FAKE-RE"}),
    ("RE[2]: your seeds",                            {"HDR-SUBJECT-FAKE-RE"}),
    ("AW: Ihre Samen",                               {"HDR-SUBJECT-FAKE-RE"}),
    ("返信：種について",                               {"HDR-SUBJECT-FAKE-RE"}),
    ("Ref: 2026-7",                                  set()),
    ("Really: your seeds",                           set()),
    ("Recipes: beans",                               set()),
    ("Fwd: your seeds",                              set()),        # people forward without naming what
    ("a" * 70,                                       set()),
    ("a" * 71,                                       {"HDR-SUBJECT-LONG"}),
    ("種" * 35,                                      set()),
    ("種" * 36,                                      {"HDR-SUBJECT-LONG"}),
    ("*** Sow now ***",                              {"HDR-SUBJECT-SYMBOLS"}),
    ("🌱 Sow now 🌻",                                 set()),
    ("🌱🌻🌼 Sow now",                                {"HDR-SUBJECT-SYMBOLS"}),
    ("Sow now...",                                   set()),
    ("Trays for $10",                                {"HDR-SUBJECT-MONEY"}),
    ("Samen ab 5 €",                                 {"HDR-SUBJECT-MONEY"}),
    ("10 trays",                                     set()),
    ("Sow now          XKQVZ",                       {"HDR-SUBJECT-TRAIL"}),
    ("Sow now          18070",                       {"HDR-SUBJECT-TRAIL"}),
    ("Sow now          beans",                       set()),
    ("Sow now qkdjtqsscr",                           {"HDR-SUBJECT-TRAIL"}),
    ("Order 2026-11-17",                             set()),
    ("jane@example.net, your seeds",                 {"HDR-SUBJECT-RECIPIENT"}),
    ("Jane, your seeds",                             set()),
    ("Exlusive seeds",                               {"HDR-SUBJECT-MISSPELT"}),
    ("Exclusive seeds",                              set()),
    ("こんにちわ、種の季節です",                        {"HDR-SUBJECT-MISSPELT"}),
]
# fmt: on


@pytest.mark.parametrize(("value", "expected"), CASES, ids=[str(number) for number in range(len(CASES))])
def test_subjects(said, value, expected):
    assert set(said({"Subject": value})) - {"HDR-RAW-8BIT"} == expected


@pytest.mark.parametrize(("language", "fake"), [("it", True), ("en", False), ("", False)])
def test_one_letter_is_an_answer_in_italian_only(said, language, fake):
    told = said({"Subject": "R: i tuoi semi"}, scope=Scope(language=language))
    assert ("HDR-SUBJECT-FAKE-RE" in told) == fake


def test_a_real_answer_names_what_it_answers(said):
    assert not said({"Subject": "Re: your seeds", "In-Reply-To": "<7@example.net>"})


@pytest.mark.parametrize(
    ("body", "severity"),
    [
        ("Seeds.\n\n> Do you have seeds?", Severity.INFO),
        ("Seeds.\n\n-----Original Message-----\nFrom: Ann", Severity.INFO),
        ("Seeds.\n\n----- Ursprüngliche Nachricht -----\nVon: Ann", Severity.INFO),
        ("Seeds -> trays.\n-----------\nTrays", None),
        ("> Seeds\n\nTo unsubscribe click https://a.example/u", None),  # a campaign
    ],
)
def test_who_quotes_answers(said, body, severity):
    assert said({"Subject": "Re: your seeds"}, body=body)["HDR-SUBJECT-FAKE-RE"].severity is severity


def test_a_campaign_is_never_forwarded(said):
    told = said({"Subject": "Fwd: your seeds"}, body="Seeds.\n\nTo unsubscribe click https://a.example/u")
    assert "HDR-SUBJECT-FAKE-RE" in told


def test_a_template_has_a_subject_and_no_header():
    draft = read(
        b"<p>Seeds</p>", "html", sender="Fernhill <news@fernhill.example>", subject="BUY SEED TRAYS TODAY!!"
    )
    found = list(header.look(draft, Scope()))
    assert {one.code for one in found} == {"HDR-SUBJECT-CAPS", "HDR-SUBJECT-PUNCT"}
    assert found[0].where == {"header": "Subject", "snippet": "BUY SEED TRAYS TODAY!!"}


def test_of_a_template_alone_nothing_is_said():
    assert not list(header.look(read(b"<p>Seeds</p>", "html"), Scope()))


def test_merge_tags_are_no_capitals(said):
    assert not said({"Subject": "*|FIRSTNAME|*, your seeds for *|CITYNAME|*"})
