"""Conditions of conditional comments, as Word reads them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.message.previews.conditions import word_reads

# fmt: off
CASES = [
    # condition                  does Word read what stands under it?
    ("mso",                      True),
    ("MSO",                      True),
    (" mso ",                    True),
    ("gte mso 9",                True),
    ("gt mso 15",                True),
    ("gt mso 16",                False),
    ("lt mso 12",                False),
    ("lte mso 16",               True),
    ("mso 16",                   True),
    ("mso 12",                   False),
    ("!mso",                     False),
    ("!(mso)",                   False),
    ("!!mso",                    True),
    ("IE",                       False),
    ("!IE",                      True),
    ("lt IE 9",                  False),
    ("(gte mso 9)|(IE)",         True),
    ("(lt mso 12) | (IE)",       False),
    ("(gte mso 9)&(vml)",        True),
    ("mso & IE",                 False),
    ("mso | IE & IE",            True),  # & binds closer
    ("gte vml 1",                True),
    ("true",                     True),
    ("false",                    False),
    ("",                         False),
    ("(",                        False),
    ("!",                        True),
    ("mso)",                     True),
    ("&|",                       False),
]
# fmt: on


@pytest.mark.parametrize(("condition", "reads"), CASES)
def test_a_condition(condition, reads):
    assert word_reads(condition) is reads


@given(st.text(alphabet="()!&| msoIEgtle019", max_size=300))
def test_anything_is_told(condition):
    assert word_reads(condition) in {True, False}


def test_brackets_without_end():
    assert word_reads("(" * 100_000) in {True, False}
