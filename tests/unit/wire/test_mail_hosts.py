"""MX records as they are read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.wire.mail_hosts import exchanges, is_ip, is_name

# fmt: off
READ = [
    # values                                    what they name
    (["10 mx.a.org"],                           [(10, "mx.a.org")]),
    (["20 b.a.org", "3 A.a.org"],               [(3, "a.a.org"), (20, "b.a.org")]),
    (["0 ."],                                   [(0, ".")]),
    (["10 mx.a.org", "nonsense", "x y", "10"],  [(10, "mx.a.org")]),
    (["123456 mx.a.org"],                       []),
    ([],                                        []),
]
NAMES = [
    # what stands in the record     a name      an address
    ("mx.a.org",                    True,       False),
    ("mx_1.a.org",                  True,       False),
    ("org",                         True,       False),
    ("192.0.2.1",                   True,       True),
    ("[192.0.2.1]",                 False,      True),
    ("2001:db8::1",                 False,      True),
    ("mx a.org",                    False,      False),
    ("mx..org",                     False,      False),
    ("a" * 64 + ".org",             False,      False),
    ("a." * 127,                    False,      False),
    ("",                            False,      False),
]
# fmt: on


@pytest.mark.parametrize(("values", "named"), READ)
def test_records(values, named):
    assert list(exchanges(values)) == named


@pytest.mark.parametrize(("host", "name", "ip"), NAMES)
def test_what_stands_for_a_host(host, name, ip):
    assert (is_name(host), is_ip(host)) == (name, ip)


@given(st.lists(st.text()))
def test_any_text_is_read(values):
    exchanges(values)
    for value in values:
        is_name(value)
        is_ip(value)
