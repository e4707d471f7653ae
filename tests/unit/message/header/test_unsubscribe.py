"""The way out that clients show as a button."""

from __future__ import annotations

import pytest

POST = "List-Unsubscribe=One-Click"
# fmt: off
CASES = [
    # List-Unsubscribe                                   -Post    what is said of it
    ("<https://a.example/u>",                            POST,    set()),
    ("<https://a.example/u>, <mailto:u@a.example>",      POST,    set()),
    ("<mailto:u@a.example>, <https://a.example/u>",      POST,    set()),
    ("<https://a.example/\n u>",                         POST,    set()),
    ("<https://a.example/u>",                            "list-unsubscribe=one-click", set()),
    ("<https://a.example/u>",                            None,    {"HDR-NO-ONE-CLICK"}),
    ("<https://a.example/u>",                            "yes",   {"HDR-NO-ONE-CLICK"}),
    ("<mailto:u@a.example>",                             None,    {"HDR-NO-ONE-CLICK"}),
    ("<http://a.example/u>",                             POST,    {"HDR-LIST-UNSUB-NOT-HTTPS"}),
    ("<mailto:u@a.example>",                             POST,    {"HDR-LIST-UNSUB-NOT-HTTPS"}),
    ("https://a.example/u",                              POST,    {"HDR-LIST-UNSUB-INVALID"}),
    ("<tel:12345>",                                      POST,    {"HDR-LIST-UNSUB-INVALID"}),
    ("<>",                                               POST,    {"HDR-LIST-UNSUB-INVALID"}),
    ("<{{ unsubscribe_url }}>",                          None,    set()),
]
# fmt: on


@pytest.mark.parametrize(
    ("ways", "post", "expected"), CASES, ids=[str(number) for number in range(len(CASES))]
)
@pytest.mark.spec("RFC 2369 §3.2")
@pytest.mark.spec("RFC 8058 §3.1")
def test_the_way_out(said, ways, post, expected):
    assert set(said({"List-Unsubscribe": ways, "List-Unsubscribe-Post": post})) == expected


def test_mail_to_many_without_one(said):
    told = said(body="Seeds.\n\nTo unsubscribe click https://a.example/u")
    assert told["HDR-NO-LIST-UNSUB"].severity is None  # the row's own: a warning


def test_what_may_be_a_receipt_is_told_gently(said):
    told = said(
        {"Content-Type": "text/html"}, body="<p>Your order <img src='https://a.example/logo.png'></p>"
    )
    assert told["HDR-NO-LIST-UNSUB"].severity.value == "info"


def test_a_letter_needs_none(said):
    assert not said(body="See you tomorrow. Anna")


def test_lists_of_people_need_no_one_click(said):
    assert not said(
        {"List-Unsubscribe": "<mailto:leave@a.example>", "List-Post": "<mailto:garden@a.example>"}
    )


@pytest.mark.spec("RFC 2919 §2")
@pytest.mark.parametrize(
    ("value", "fine"),
    [("<news.a.example>", True), ("News <news.a.example>", True), ("news", False), ("<news>", False)],
)
def test_list_id(said, value, fine):
    told = said(
        {"List-Id": value, "List-Unsubscribe": "<https://a.example/u>", "List-Unsubscribe-Post": POST}
    )
    assert ("HDR-LIST-ID-INVALID" not in told) == fine
