"""Encoded words."""

from __future__ import annotations

import pytest

# fmt: off
CASES = [
    # Subject                                                what is said of it
    ("=?utf-8?q?Jetzt_s=C3=A4en?=",                          set()),
    ("=?utf-8?b?SmV0enQgc8OkZW4=?=",                         set()),
    ("=?iso-2022-jp?b?GyRCJCQbKEI=?=",                       set()),
    ("=?utf-8?q?Sow_now?=",                                  set()),                        # q hides nothing
    ("=?utf-8?b?U293IG5vdzogcGVhcw==?=",                     {"HDR-ENCODED-NEEDLESS"}),
    ("=?utf-8?b?U293IG5vdw==?= =?utf-8?b?c8OkZW4=?=",        set()),                        # cut by a program
    ("=?utf-8?q?Jetzt_s=C3=A4en",                            {"HDR-ENCODED-BROKEN"}),
    ("=?nonsense?q?Sow_now?=",                               {"HDR-ENCODED-BROKEN"}),
    ("=?utf-8?q?Jetzt_s=C3en?=",                             {"HDR-ENCODED-BROKEN"}),
    ("=?utf-8?x?Sow_now?=",                                  {"HDR-ENCODED-BROKEN"}),
    ("=?utf-8?q?" + "s=C3=A4" * 20 + "?=",                   set()),
    ("=?utf-8?q?" + "s=C3=A4" * 30 + "?=",                   {"HDR-ENCODED-LONG"}),
    ("1 =? 2, a mathematical subject",                       set()),
]
# fmt: on


@pytest.mark.parametrize(("value", "expected"), CASES, ids=[str(number) for number in range(len(CASES))])
@pytest.mark.spec("RFC 2047 §2")
def test_subjects(said, value, expected):
    assert set(said({"Subject": value})) - {"HDR-SUBJECT-LONG"} == expected


@pytest.mark.spec("RFC 2047 §5")
def test_no_address_is_encoded(said):
    assert "HDR-ENCODED-BROKEN" in said({"To": "<=?utf-8?q?jane?=@example.net>"})
