"""How people name their filters."""

from __future__ import annotations

import pytest

from mailworthy.edge.filters import FilterServer, parse_filter
from mailworthy.errors import InputError

# fmt: off
GOOD = [
    # as written                                 where it is
    ("spamassassin=127.0.0.1:783",               FilterServer("spamassassin", "127.0.0.1", 783)),
    ("spamassassin=127.0.0.1",                   FilterServer("spamassassin", "127.0.0.1", 783)),
    ("spamassassin=[::1]:7830",                  FilterServer("spamassassin", "::1", 7830)),
    ("spamassassin=::1",                         FilterServer("spamassassin", "::1", 783)),
    ("spamassassin=mx.example.com:783",          FilterServer("spamassassin", "mx.example.com", 783)),
    ("rspamd=http://127.0.0.1:11333",            FilterServer("rspamd", "127.0.0.1", 11333)),
    ("rspamd=http://127.0.0.1:11333/",           FilterServer("rspamd", "127.0.0.1", 11333)),
    ("rspamd=http://127.0.0.1:11333/checkv2",    FilterServer("rspamd", "127.0.0.1", 11333)),
    ("rspamd=127.0.0.1",                         FilterServer("rspamd", "127.0.0.1", 11333)),
    ("rspamd=localhost:11334",                   FilterServer("rspamd", "localhost", 11334)),
    ("rspamd=http://mx",                         FilterServer("rspamd", "mx", 80)),
    ("rspamd=https://mx.example.com/rspamd/",    FilterServer("rspamd", "mx.example.com", 443, secure=True, path="/rspamd")),
    ("rspamd=http://[::1]:11333",                FilterServer("rspamd", "::1", 11333)),
]
BAD = [
    ("",                                         "is no filter that is known: write rspamd=http"),
    ("bogofilter=127.0.0.1",                     "'bogofilter' is no filter that is known"),
    ("http://127.0.0.1:11333",                   "is no filter that is known"),
    ("rspamd",                                   "rspamd: it does not say where"),
    ("spamassassin=",                            "spamassassin: it does not say where"),
    ("spamassassin=http://127.0.0.1",            "is no place to ask: write spamassassin=127.0.0.1:783"),
    (f"spamassassin={'a' * 64}.example",         "is no place to ask"),
    ("rspamd=http://a..b:11333",                 "is no place to ask"),
    ("spamassassin=127.0.0.1:0",                 "'0' is not a port"),
    ("spamassassin=127.0.0.1:x",                 "'x' is not a port"),
    ("spamassassin=a b",                         "is no place to ask"),
    ("rspamd=ftp://127.0.0.1",                   "is no place to ask"),
    ("rspamd=http://127.0.0.1?x",                "is no place to ask"),
    ("rspamd=http://[::1",                       "is no place to ask"),
    ("rspamd=http://127.0.0.1:99999",            "'99999' is not a port"),
    ("rspamd=http://a\r\nHost: b",               "is no place to ask"),
]
INNER = [
    ("rspamd=127.0.0.1", True), ("rspamd=http://10.0.0.7", True), ("rspamd=http://[fd00::1]", True), ("rspamd=mx", True),
    ("rspamd=localhost", True), ("rspamd=a.localhost", True), ("rspamd=mx.local", True), ("rspamd=mx.home.arpa", True), ("rspamd=mx.example.com", False), ("rspamd=http://198.51.99.1", False),
]
# fmt: on


@pytest.mark.parametrize(("text", "meant"), GOOD)
def test_good_ones(text, meant):
    assert parse_filter(text) == meant


@pytest.mark.parametrize(("text", "said"), BAD, ids=range(len(BAD)))
def test_bad_ones(text, said):
    with pytest.raises(InputError) as caught:
        parse_filter(text)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_password_in_the_address_is_refused_and_not_repeated():
    with pytest.raises(InputError, match="MAILWORTHY_RSPAMD_PASSWORD") as caught:
        parse_filter("rspamd=http://me:kq7secret@127.0.0.1:11333")
    assert "kq7" not in str(caught.value)


@pytest.mark.spec("RFC 6761 §6.3")
@pytest.mark.spec("RFC 6762 §3")
@pytest.mark.spec("RFC 8375 §3")
@pytest.mark.parametrize(("text", "inner"), INNER)
def test_what_lies_in_a_network_of_ones_own(text, inner):
    assert parse_filter(text).inner is inner
