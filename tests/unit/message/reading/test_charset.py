"""Charsets: declared, wrong, missing; the text is read, and what was wrong is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.message.reading.charset import CharsetFault, decoded

JA = "配信停止はこちらからお願いします。株式会社テスト"
DE = "Grüße aus München, schöne Übung für größere Öfen"
NONE, MISSING, UNKNOWN, WRONG = (
    CharsetFault.NONE,
    CharsetFault.MISSING,
    CharsetFault.UNKNOWN,
    CharsetFault.WRONG,
)
BROKEN, SUPERSET, META_DIFFERS = CharsetFault.BROKEN, CharsetFault.SUPERSET, CharsetFault.META_DIFFERS

# fmt: off
CASES = [
    # octets                             declared        text          used               fault
    (b"plain",                           "",             "plain",      "ascii",           NONE),
    (b"plain",                           "utf-8",        "plain",      "utf-8",           NONE),
    (b"plain",                           "no-such",      "plain",      "ascii",           UNKNOWN),
    (DE.encode(),                        "utf-8",        DE,           "utf-8",           NONE),
    (DE.encode(),                        "UTF8",         DE,           "utf-8",           NONE),
    (DE.encode(),                        "",             DE,           "utf-8",           MISSING),
    (DE.encode(),                        "us-ascii",     DE,           "utf-8",           WRONG),
    (DE.encode(),                        "iso-8859-1",   DE,           "utf-8",           WRONG),
    (DE.encode(),                        "no-such",      DE,           "utf-8",           UNKNOWN),
    (DE.encode("latin-1"),               "iso-8859-1",   DE,           "iso8859-1",       NONE),
    (DE.encode("latin-1"),               "utf-8",        DE,           "cp1252",          WRONG),
    (DE.encode("latin-1"),               "",             DE,           "cp1252",          MISSING),
    ("5 € “now”".encode("cp1252"),       "iso-8859-1",   "5 € “now”",  "cp1252",          SUPERSET),
    ("5 € “now”".encode("cp1252"),       "windows-1252", "5 € “now”",  "cp1252",          NONE),
    (JA.encode("iso2022_jp"),            "iso-2022-jp",  JA,           "iso2022_jp_ext",  NONE),
    (JA.encode("iso2022_jp"),            "",             JA,           "iso2022_jp_ext",  MISSING),
    (b"\x1b$BFCE5$O-!\x1b(B, \x1b(J-j\x1b$@-j\x1b(B", "iso-2022-jp", "特典は①, -j㈱", "iso2022_jp_ext", SUPERSET),
    (b"\x1b$BFCE5$O\x7e\x7e\x7f\x1b(B",  "iso-2022-jp",  "特典は" + 3 * "\ufffd", "iso2022_jp_ext", BROKEN),
    (JA.encode("iso2022_jp"),            "utf-8",        JA,           "iso2022_jp_ext",  WRONG),
    (JA.encode("cp932"),                 "shift_jis",    JA,           "cp932",           NONE),
    (JA.encode("cp932"),                 "",             JA,           "cp932",           MISSING),
    (JA.encode("cp932"),                 "utf-8",        JA,           "cp932",           WRONG),
    (JA.encode("euc_jp"),                "euc-jp",       JA,           "euc_jp",          NONE),
    (JA.encode("euc_jp"),                "",             JA,           "euc_jp",          MISSING),
    (JA.encode(),                        "shift_jis",    JA,           "utf-8",           WRONG),
    ("①㈱～".encode("cp932"),             "shift_jis",    "①㈱～",       "cp932",           NONE),  # beyond JIS X 0208, and usual
    (b"\xef\xbb\xbf" + DE.encode(),      "",             DE,           "utf-8",           NONE),
    (b"\xef\xbb\xbf" + DE.encode(),      "iso-8859-1",   DE,           "utf-8",           WRONG),
    (b"\xff\xfe" + DE.encode("utf-16-le"), "utf-16",     DE,           "utf-16-le",       NONE),
    (DE.encode("utf-16-be"),             "utf-16be",     DE,           "utf-16-be",       NONE),
    (JA.encode() + b"\xff",              "utf-8",        JA + "\ufffd", "utf-8",          BROKEN),
    (b"a\r\nb\rc\n",                     "",             "a\nb\nc\n",  "ascii",           NONE),
    (b"",                                "",             "",           "ascii",           NONE),
]
PAGES = [
    # octets                                                        declared      used         fault
    (f'<meta charset="utf-8">{DE}'.encode(),                        "",           "utf-8",     MISSING),
    (f"<META CHARSET = iso-8859-1>{DE}".encode("latin-1"),          "",           "iso8859-1", MISSING),
    (f'<meta http-equiv="Content-Type" content="text/html; charset=shift_jis">{JA}'.encode("cp932"), "", "cp932", MISSING),
    (f'<meta charset="iso-8859-1">{DE}'.encode(),                   "utf-8",      "utf-8",     META_DIFFERS),
    (f'<meta charset="windows-1252">{DE}'.encode("latin-1"),        "iso-8859-1", "iso8859-1", NONE),
    (f'<meta charset="utf-8">{DE}'.encode("latin-1"),               "",           "cp1252",    MISSING),  # what it says is not so
]
# fmt: on


@pytest.mark.spec("RFC 2045 §5.2")
@pytest.mark.parametrize(("octets", "declared", "text", "used", "fault"), CASES)
def test_text_and_fault(octets, declared, text, used, fault):
    found = decoded(octets, declared)
    assert (found.text, found.used, found.fault) == (text, used, fault)


@pytest.mark.parametrize(("octets", "declared", "used", "fault"), PAGES)
def test_a_page_names_its_own(octets, declared, used, fault):
    found = decoded(octets, declared, page=True)
    assert (found.used, found.fault) == (used, fault)
    assert DE in found.text or JA in found.text


def test_only_a_page_names_its_own():
    assert decoded('<meta charset="iso-8859-1">é'.encode(), "utf-8").meta == ""


NAMES = st.sampled_from(
    [
        "",
        "utf-8",
        "utf-7",
        "utf-16",
        "hz",
        "iso-2022-jp",
        "iso-2022-kr",
        "shift_jis",
        "euc-kr",
        "gb2312",
        "big5",
        "latin1",
        "x",
        "zlib",
    ]
)


@given(st.binary(), NAMES | st.text(max_size=20), st.booleans())
def test_anything_is_read_and_may_be_written(octets, declared, page):
    found = decoded(octets, declared, page=page)
    assert "\r" not in found.text
    found.text.encode()  # no half of a character is left
