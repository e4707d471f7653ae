"""Where reports are to be sent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.sender.destination import MOST, read, read_all

# fmt: off
GOOD = [
    # URI                               scheme      domain      limit
    ("mailto:d@a.org",                  "mailto",   "a.org",    ""),
    ("MAILTO:d@A.org",                  "mailto",   "a.org",    ""),
    ("mailto:d%2Br@a.org?subject=x",    "mailto",   "a.org",    ""),
    ("mailto:d@a.org!10M",              "mailto",   "a.org",    "10m"),
    ("mailto:d@a.org!0",                "mailto",   "a.org",    "0"),
    ("https://u@a.org:8443/r?x#y",      "https",    "a.org",    ""),
    ("http://a.org",                    "http",     "a.org",    ""),
    ("tel:+49",                         "tel",      "",         ""),
]
BAD = ["", "d@a.org", "mailto:", "mailto:d", "mailto:d@", "mailto:d @a.org", "https:a.org", "https://", "mailto:d@a.org!",
       "mailto:d@a.org!10p", "mailto:d@a.org!99999999999999999999", "https://a.org/%", "https://a.org/%zz", "mailto:d@-a.org",
       "mailto:d@ä.example", "://a.org", "1a:b"]
# fmt: on


@pytest.mark.spec("RFC 6068 §2")
@pytest.mark.parametrize(("uri", "scheme", "domain", "limit"), GOOD)
def test_good_ones(uri, scheme, domain, limit):
    found = read(uri)
    assert (found.scheme, found.domain, found.limit) == (scheme, domain, limit)


@pytest.mark.parametrize("uri", BAD)
def test_bad_ones(uri):
    assert read(uri) is None


def test_a_list_keeps_order_and_names_what_is_bad():
    good, bad = read_all("mailto:b@a.org , x,https://a.org,")
    assert [one.uri for one in good] == ["mailto:b@a.org", "https://a.org"]
    assert bad == ("x", "")


@given(st.text() | st.text(alphabet="mailto:@!%,/.a1"))
def test_any_text_is_read(text):
    good, bad = read_all(text)
    assert 1 <= len(good) + len(bad) <= MOST
