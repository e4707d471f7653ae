"""Records as people paste them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from remedies import _STRING

from mailworthy.sender.dns_record import DnsRecord

# fmt: off
HOSTS = [
    # name                      zone            as a control panel wants it
    ("_dmarc.a.org",            "a.org",        "_dmarc"),
    ("a.org",                   "a.org",        "@"),
    ("_dmarc.news.a.org",       "a.org",        "_dmarc.news"),
    ("_dmarc.news.a.org",       "news.a.org",   "_dmarc"),
    ("_dmarc.ba.org",           "a.org",        "_dmarc.ba.org"),       # another zone: the whole name
]
LINES = [
    # record                                            one line of a zone file
    (DnsRecord("a.org", "TXT", "v=spf1 -all"),          'a.org. 3600 IN TXT "v=spf1 -all"'),
    (DnsRecord("a.org", "TXT", ""),                     'a.org. 3600 IN TXT ""'),
    (DnsRecord("a.org", "TXT", 'a"b\\c', ttl_s=60),     'a.org. 60 IN TXT "a\\"b\\\\c"'),
    (DnsRecord("a.org", "TXT", "a\n\x1b\x7fb"),         'a.org. 3600 IN TXT "a\\010\\027\\127b"'),
    (DnsRecord("a.org", "MX", "0 ."),                   "a.org. 3600 IN MX 0 ."),
    (DnsRecord("a.org", "TXT", "x" * 256),              f'a.org. 3600 IN TXT "{"x" * 255}" "x"'),
]
# fmt: on


@pytest.mark.parametrize(("name", "zone", "host"), HOSTS)
def test_hosts(name, zone, host):
    assert DnsRecord(name, "TXT", "").host(zone) == host


@pytest.mark.spec("RFC 1035 §5.1")
@pytest.mark.parametrize(("record", "line"), LINES)
def test_lines(record, line):
    assert record.line() == line


@pytest.mark.spec("RFC 1035 §3.3.14")
@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), max_size=2000))
def test_long_texts_are_split_and_nothing_is_lost(text):
    record = DnsRecord("a.org", "TXT", text)
    assert "".join(record.strings()) == text
    assert all(len(string) <= 255 for string in record.strings())
    assert len(_STRING.findall(record.data())) == len(record.strings())


def test_the_shape_in_json():
    assert DnsRecord("_dmarc.a.org", "TXT", "v=DMARC1").as_dict("a.org") == {
        "name": "_dmarc.a.org", "host": "_dmarc", "zone": "a.org", "type": "TXT", "ttl_s": 3600, "value": "v=DMARC1",
        "strings": ["v=DMARC1"], "line": '_dmarc.a.org. 3600 IN TXT "v=DMARC1"',
    }  # fmt: skip
