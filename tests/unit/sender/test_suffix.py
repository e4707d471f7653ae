"""The part of a domain that one registers."""

from __future__ import annotations

import pytest

from mailworthy.sender.suffix import is_suffix, registrable

# fmt: off
DOMAINS = [
    # domain                    registered
    ("a.b.example.co.uk",       "example.co.uk"),
    ("EXAMPLE.co.uk",           "example.co.uk"),
    ("co.uk",                   ""),
    ("uk",                      ""),
    ("www.食狮.中国",             "xn--85x722f.xn--fiqs8s"),
    ("someone.github.io",       "someone.github.io"),       # the private section counts
    ("nowhere.unlisted",        "nowhere.unlisted"),
    (".example.com",            ""),
    ("not a domain",            ""),
    ("",                        ""),
]
# fmt: on


@pytest.mark.parametrize(("domain", "registered"), DOMAINS)
def test_registrable(domain, registered):
    assert registrable(domain) == registered


@pytest.mark.parametrize(
    ("domain", "suffix"), [("co.uk", True), ("example.co.uk", False), ("org", True), ("github.io", True)]
)
def test_suffixes(domain, suffix):
    assert is_suffix(domain) is suffix
