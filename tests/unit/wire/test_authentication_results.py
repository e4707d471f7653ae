"""Authentication-Results: generous in reading, strict in writing, and believed only of one's own server."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.wire.authentication_results import (
    AuthenticationResults,
    MethodResult,
    Property,
    of_server,
    read,
    write,
)

# fmt: off
READ = [
    # field                                             server, results
    ("mx.a.org; none",                                  "mx.a.org", []),
    ("mx.a.org 1; none",                                "mx.a.org", []),
    ("",                                                "",         []),
    ("mx.a.org;",                                       "mx.a.org", []),
    ("mx.a.org; SPF=Pass smtp.MailFrom=b.org;",         "mx.a.org", [("spf", "pass", "", [("smtp", "mailfrom", "b.org")])]),
    ('mx.a.org; dkim = fail reason = "bad; key" header . d = b.org', "mx.a.org",
     [("dkim", "fail", "bad; key", [("header", "d", "b.org")])]),
    ("mx.a.org; dkim=pass header.b=ab+/c== header.i=@b.org", "mx.a.org",
     [("dkim", "pass", "", [("header", "b", "ab+/c=="), ("header", "i", "@b.org")])]),
    ('mx.a.org; auth=pass smtp.auth="x y"@b.org',       "mx.a.org", [("auth", "pass", "", [("smtp", "auth", "x y@b.org")])]),
    ("mx.a.org; iprev=pass policy.iprev=2001:db8::1",   "mx.a.org", [("iprev", "pass", "", [("policy", "iprev", "2001:db8::1")])]),
    ("mx.a.org; dmarc=none action=none",                "mx.a.org", [("dmarc", "none", "", [("", "action", "none")])]),
    (("foo.a.net (foobar) 1 (baz); dkim (I like it) / 1 (One yay) = (wait for it) fail policy (A dot can go here) . (like that) "
     "expired (surprised) = (as I wasn't expecting it) 1362471462"), "foo.a.net", [("dkim", "fail", "", [("policy", "expired", "1362471462")])]),
    ("(c) mx.a.org (c) ; (c) spf (c) = (c) pass (c) smtp (c) . (c) helo (c) = (c) b.org", "mx.a.org",
     [("spf", "pass", "", [("smtp", "helo", "b.org")])]),
]
# fmt: on

WORD = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True)
TEXT = st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), max_size=30)
PROPERTY = st.builds(Property, st.sampled_from(["smtp", "header", "body", "policy"]), WORD, TEXT)
RESULT = st.builds(
    MethodResult,
    WORD.filter(lambda word: word != "none"),
    WORD,
    TEXT,
    st.lists(PROPERTY.filter(lambda one: one.name != "reason"), max_size=3).map(tuple),
    TEXT.map(str.strip),
)
FIELD = st.builds(
    AuthenticationResults,
    st.from_regex(r"[a-z][a-z0-9.]{0,20}", fullmatch=True),
    st.lists(RESULT, max_size=4).map(tuple),
)


def _told(results):
    return [
        (one.method, one.result, one.reason, [(each.type, each.name, each.value) for each in one.properties])
        for one in results
    ]


@pytest.mark.spec("RFC 8601 §2.2")
@pytest.mark.parametrize(("value", "server", "results"), READ)
def test_reading(value, server, results):
    found = read(value)
    assert (found.server, _told(found.results)) == (server, results)


def test_method_version_and_comment():
    (one,) = read("mx.a.org; dkim/1=pass (2048-bit key; \\(good\\)) header.d=b.org").results
    assert (one.method, one.version, one.comment) == ("dkim", "1", "2048-bit key; (good)")
    assert one.value("header", "d") == "b.org"
    assert one.value("header", "i") == ""


def test_what_is_no_result_is_kept_apart():
    found = read("mx.a.org; dkim=none header.d=none;b.org; spf=pass")
    assert [one.method for one in found.results] == ["dkim", "spf"]
    assert found.odd == ("b.org",)


@pytest.mark.spec("RFC 8601 §7.1")
def test_strangers_are_not_believed():
    fields = [
        "mx.a.org; spf=pass",
        "evil.net; dkim=pass",
        "MX.A.ORG 1; dkim=fail",
        "; arc=pass",
        "mx.a.org.evil.net; x=y",
    ]
    assert [one.results[0].method for one in of_server("mx.a.org", fields)] == ["spf", "dkim"]
    assert of_server("", fields) == ()


@given(FIELD)
def test_what_is_written_is_read_the_same(field):
    again = read(write(field).removeprefix("Authentication-Results:"))
    assert again == field


@given(FIELD)
def test_what_is_written_is_one_field_of_ascii(field):
    """Lines end in CRLF, and each but the first is folded: nothing in a value can begin another field."""
    text = write(field)
    assert text.isascii()
    assert text.endswith("\r\n")
    first, *more = text.removesuffix("\r\n").split("\r\n")
    assert first.startswith("Authentication-Results: ")
    assert all(line.startswith(" ") and line.strip() for line in more)


@pytest.mark.parametrize(
    "evil", ["x\r\nBcc: all@b.org", "a\nb", "\x00", 'quote"d', "back\\slash", "(unclosed"]
)
def test_hostile_values_stay_values(evil):
    field = AuthenticationResults(
        "mx.a.org", (MethodResult("spf", "fail", evil, (Property("smtp", "mailfrom", evil),), evil),)
    )
    text = write(field)
    assert "\nBcc" not in text
    (one,) = read(text.removeprefix("Authentication-Results:")).results
    assert one.properties[0].value == "".join(c if c.isprintable() else " " for c in evil)


@given(st.text() | st.text(alphabet='a.=;/ "()\\\r\n@'))
def test_any_text_is_read(text):
    read(text)


@pytest.mark.parametrize("piece", ['"\\', "(", "a=", "a = ", "=", ". ", "a . ", ";", '"', "/", "a.b=c "])
def test_megabytes_are_read_in_bounded_time(piece):
    read("mx.a.org;" + piece * 300_000)
