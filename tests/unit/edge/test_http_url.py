"""Which URLs are fetched: HTTPS, its own port, a public host by its name; all else is refused before anybody is asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.edge.http.trouble import Trouble
from mailworthy.edge.http.url import Url

# fmt: off
GOOD = [
    # as it is written                             host                    what is asked for there
    ("https://web.test/a.svg",                     "web.test",             "/a.svg"),
    ("HTTPS://Web.Test/A.svg",                     "web.test",             "/A.svg"),
    ("https://web.test",                           "web.test",             "/"),
    ("https://web.test?x=1",                       "web.test",             "/?x=1"),
    ("https://web.test#top",                       "web.test",             "/"),
    ("https://web.test/a?b=c/d@e:f#g?h",           "web.test",             "/a?b=c/d@e:f"),
    ("https://web.test:443/",                      "web.test",             "/"),
    ("https://web.test:/",                         "web.test",             "/"),
    ("https://web.test./a",                        "web.test",             "/a"),
    ("https://b\u00fccher.test/\u00fc%20",              "xn--bcher-kva.test",   "/%C3%BC%20"),
    ("https://\uff57\uff45\uff42\u3002test/",                     "web.test",             "/"),
    ("https://1.example.net/",                     "1.example.net",        "/"),
    ("https://mta-sts.xn--p1ai/",                  "mta-sts.xn--p1ai",     "/"),
    ("https://web.test//evil.test/",               "web.test",             "//evil.test/"),
    ("https://web.test/\\..\\x",                   "web.test",             "/\\..\\x"),
]
REFUSED = [
    # as it is written                             why
    ("http://web.test/",                           "forbidden"),
    ("ftp://web.test/",                            "forbidden"),
    ("file:///etc/passwd",                         "forbidden"),
    ("gopher://web.test:25/",                      "forbidden"),
    ("//web.test/",                                "forbidden"),
    ("web.test/",                                  "forbidden"),
    ("",                                           "forbidden"),
    ("https:/web.test/",                           "forbidden"),
    ("https:web.test",                             "forbidden"),
    ("https://jane@web.test/",                     "forbidden"),
    ("https://jane:secret@web.test/",              "forbidden"),
    ("https://web.test@127.0.0.1/",                "forbidden"),
    ("https://@web.test/",                         "forbidden"),
    ("https://web.test:8443/",                     "forbidden"),
    ("https://web.test:25/",                       "forbidden"),
    ("https://web.test:0443/",                     "forbidden"),
    ("https://web.test:443:443/",                  "forbidden"),
    ("https://web.test:x/",                        "forbidden"),
    ("https://127.0.0.1/",                         "forbidden"),
    ("https://127.0.0.1./",                        "forbidden"),
    ("https://192.0.2.1/",                         "forbidden"),  # a public one too: certificates name hosts
    ("https://2130706433/",                        "forbidden"),
    ("https://0x7f000001/",                        "forbidden"),
    ("https://0x7f.1/",                            "forbidden"),
    ("https://0x7f.0x0.0x0.0x1/",                  "forbidden"),
    ("https://0177.0.0.1/",                        "forbidden"),
    ("https://0177.0.0.01/",                       "forbidden"),
    ("https://127.1/",                             "forbidden"),
    ("https://0/",                                 "forbidden"),
    ("https://[::1]/",                             "forbidden"),
    ("https://[::ffff:127.0.0.1]/",                "forbidden"),
    ("https://[::1",                               "forbidden"),
    ("https://[v1.x]/",                            "forbidden"),
    ("https://\uff11\uff12\uff17\uff0e\uff10\uff0e\uff10\uff0e\uff11/",                 "forbidden"),  # full-width digits
    ("https://\u2460\u2461\u2466.0.0.\u2460/",               "forbidden"),  # circled ones
    ("https://127\u30020\u30020\u30021/",                "forbidden"),
    ("https://localhost/",                         "forbidden"),
    ("https://LOCALHOST./",                        "forbidden"),
    ("https://a.localhost/",                       "forbidden"),
    ("https://\u24c1ocalhost/",                         "forbidden"),
    ("https://metadata/",                          "forbidden"),
    ("https:///etc/passwd",                        "malformed"),
    ("https://",                                   "malformed"),
    ("https://./",                                 "malformed"),
    ("https://web..test/",                         "malformed"),
    ("https://web.test../",                        "malformed"),
    ("https://-web.test/",                         "malformed"),
    ("https://web_.test/",                         "malformed"),
    ("https://%77eb.test/",                        "malformed"),
    ("https://web.test%2f@127.0.0.1",              "forbidden"),
    ("https://web.test\\@127.0.0.1/",              "malformed"),
    ("https:\\\\web.test/",                        "forbidden"),
    ("https://web.test/ HTTP/1.1",                 "malformed"),
    ("https://web.test/\r\nHost: evil.test",       "malformed"),
    ("https://web.test/\tx",                       "malformed"),
    ("https://web.test/\x00",                      "malformed"),
    ("https://web\n.test/",                        "malformed"),
    (" https://web.test/",                         "malformed"),
    ("https://" + "a." * 200 + "test/",            "malformed"),
    ("https://" + "x" * 64 + ".test/",             "malformed"),
    ("https://web.test/" + "a" * 8000,             "malformed"),
]
LED = [
    # from                         by                              to
    ("https://web.test/a/b?c",     "d",                            "https://web.test/a/d"),
    ("https://web.test/a/b",       "/d",                           "https://web.test/d"),
    ("https://web.test/a/b",       "../../../d",                   "https://web.test/d"),
    ("https://web.test/a/b",       "?d",                           "https://web.test/a/b?d"),
    ("https://web.test/a/b",       "//other.test/d",               "https://other.test/d"),
    ("https://web.test/a/b",       "https://other.test/d#e",       "https://other.test/d"),
    ("https://web.test/a/b",       "/caf\u00e9",                   "https://web.test/caf%C3%A9"),
]
ASTRAY = [
    # by                                           why
    ("http://web.test/",                           "forbidden"),
    ("file:///etc/passwd",                         "forbidden"),
    ("//127.0.0.1/",                               "forbidden"),
    ("//localhost/",                               "forbidden"),
    ("https://jane@web.test/",                     "forbidden"),
    ("https://web.test:22/",                       "forbidden"),
    ("//[::1",                                     "malformed"),
    ("/a b",                                       "malformed"),
    ("ht\ttps://web.test/",                        "malformed"),
    ("x" * 9000,                                   "malformed"),
]
# fmt: on


@pytest.mark.parametrize(("text", "host", "target"), GOOD)
def test_what_is_asked_of_whom(text, host, target):
    assert Url.read(text) == Url(host, target)
    assert Url.read(str(Url(host, target))) == Url(host, target)


# fmt: off
PLAIN = [
    # as it is written                             what is asked of whom
    ("http://Web.Test/a",                          Url("web.test", "/a", "http")),
    ("HTTP://web.test:80",                         Url("web.test", "/", "http")),
    ("https://web.test:443/a",                     Url("web.test", "/a")),
    ("https://my_shop.web.test./a",                Url("my_shop.web.test", "/a")),  # no host's name, and yet it works
    ("http://B\u00fccher.test",                    Url("xn--bcher-kva.test", "/", "http")),
]
# fmt: on


@pytest.mark.parametrize(("text", "url"), PLAIN)
def test_where_unencrypted_will_do(text, url):
    assert Url.read(text, plain=True) == url
    assert url.port == (80 if url.scheme == "http" else 443)


@pytest.mark.parametrize(("text", "why"), REFUSED)
def test_what_is_refused(text, why):
    with pytest.raises(Trouble) as trouble:
        Url.read(text)
    assert trouble.value.why == why
    assert "\n" not in trouble.value.detail
    assert len(trouble.value.detail) < 500


@pytest.mark.spec("RFC 9110 §10.2.2")
@pytest.mark.parametrize(("start", "location", "end"), LED)
def test_where_a_redirect_leads(start, location, end):
    assert str(Url.read(start).led_to(location)) == end


@pytest.mark.parametrize(("location", "why"), ASTRAY)
def test_where_none_is_followed(location, why):
    with pytest.raises(Trouble) as trouble:
        Url.read("https://web.test/a").led_to(location)
    assert trouble.value.why == why


@given(
    st.text()
    | st.text().map(lambda text: f"https://{text}")
    | st.text().map(lambda text: f"https://a.test/{text}")
)
def test_anything_is_read_or_refused(text):
    for read in (Url.read, Url("web.test", "/").led_to):
        try:
            url = read(text)
        except Trouble:
            continue
        assert url.host.isascii()
        assert url.target.isascii()
        assert url.target.startswith("/")
        assert not any(blank in url.target for blank in " \r\n\t")
