"""Mailboxes as people wrote them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.message.reading.mailbox import MAILBOXES, Mailbox, mailboxes

# fmt: off
CASES = [
    # a field                                                       name and address of each
    ("a@b.example",                                                 [("", "a@b.example")]),
    ("Ann <a@b.example>",                                           [("Ann", "a@b.example")]),
    ('"Shop, Inc." <a@b.example>',                                  [("Shop, Inc.", "a@b.example")]),
    ("=?utf-8?q?M=C3=BCller=2C_Eva?= <a@b.example>, c@d.example",   [("Müller, Eva", "a@b.example"), ("", "c@d.example")]),
    ('"=?utf-8?b?5pel5pys?=" <a@b.example>',                        [("日本", "a@b.example")]),  # quoted against the rule, and usual
    ("a@b.example (Ann)",                                           [("Ann", "a@b.example")]),
    ("a@b.example <c@d.example>",                                   [("a@b.example", "c@d.example")]),
    ("Team: a@b.example, c@d.example;",                             [("", "a@b.example"), ("", "c@d.example")]),
    ("undisclosed-recipients:;",                                    []),
    ("Ann",                                                         [("Ann", "")]),
    ("<>",                                                          []),
    ("Ann < a@b.example >",                                         [("Ann", "a@b.example")]),
    ("Ann <a@b.example",                                            [("Ann", "a@b.example")]),
    ('<"a b"@c.example>',                                           [("", '"a b"@c.example')]),
    ("Ann\n <a@b.example>",                                         [("Ann", "a@b.example")]),
    ("",                                                            []),
]
# fmt: on


@pytest.mark.spec("RFC 5322 §3.4")
@pytest.mark.parametrize(("field", "found"), CASES)
def test_names_and_addresses(field, found):
    assert mailboxes(field) == tuple(Mailbox(*one) for one in found)


@given(st.text(alphabet=st.characters(max_codepoint=255)))
def test_any_field(field):
    assert len(mailboxes(field)) <= MAILBOXES + 1
