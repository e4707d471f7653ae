"""From, as receivers read it."""

from __future__ import annotations

import pytest

# fmt: off
CASES = [
    # From                                                        what is said of it
    ("Fernhill Seeds <news@fernhill.example>",                    set()),
    ("Fernhill Seeds <news@mail.fernhill.example>",               set()),
    (None,                                                        {"HDR-NO-FROM"}),
    ("Fernhill Seeds",                                            {"HDR-FROM-INVALID"}),
    ("Fernhill Seeds <news@fernhill>",                            {"HDR-FROM-INVALID"}),
    ("Fernhill Seeds <>",                                         {"HDR-FROM-INVALID"}),
    ("Fernhill Seeds <news>",                                     {"HDR-FROM-INVALID"}),
    ("Anna <a@fernhill.example>, Ben <b@fernhill.example>",       {"HDR-FROM-SEVERAL"}),
    ("Anna <a@fernhill.example>, Anna <A@fernhill.example>",      set()),
    ('"Seeds, Fernhill" <news@fernhill.example>',                 set()),
    ("Fernhill <xkqvzjwq@fernhill.example>",                      {"HDR-FROM-CRYPTIC"}),
    ("Fernhill <b-7f3a9c1e5d8840aa9912-jane=example.net@fernhill.example>", set()),
    ("Fernhill <48151623@fernhill.example>",                      {"HDR-FROM-CRYPTIC"}),
    ("Anna <anna1985@fernhill.example>",                          {"HDR-FROM-DIGITS"}),
    ("Anna <anna85@fernhill.example>",                            set()),
    ("Fernhill <48151623@qq.com>",                                set()),
    ("Fernhill <noreply@fernhill.example>",                       {"HDR-NO-REPLY"}),
    ("Fernhill <no-reply+7@fernhill.example>",                    {"HDR-NO-REPLY"}),
    ("news@fernhill.example",                                     {"HDR-FROM-NO-NAME"}),
    ("{{ sender_name }} <{{ sender }}>",                          set()),
    ("Fernhill <news@xq7zkwv9pjt3f.com>",                         {"HDR-FROM-DOMAIN-ODD"}),
]
# fmt: on


@pytest.mark.parametrize(("value", "expected"), CASES, ids=[str(number) for number in range(len(CASES))])
@pytest.mark.spec("RFC 5322 §3.6.2")
def test_from(said, value, expected):
    assert set(said({"From": value})) == expected


def test_a_free_provider_is_named_in_mail_to_many_only(said):
    free = {"From": "Anna Fern <anna.fern@yahoo.com>"}
    assert "HDR-FROM-FREE" not in said(free)
    many = said(
        {
            **free,
            "List-Unsubscribe": "<https://a.example/u>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    )
    assert many["HDR-FROM-FREE"].where["snippet"] == "anna.fern@yahoo.com"


def test_somebody_reads_the_replies(said):
    assert not said({"From": "Fernhill <noreply@fernhill.example>", "Reply-To": "shop@fernhill.example"})
