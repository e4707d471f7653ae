"""The logo's file: what the profile asks for, what it keeps out, and what may not be read at all."""

from __future__ import annotations

import gzip
import re
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.errors import InputError
from mailworthy.sender.bimi.logo import DEPTH, MOST_FAULTS, MOST_OCTETS, SVG, TITLE_CHARACTERS, Wrong, read

NS = 'xmlns="http://www.w3.org/2000/svg"'
ROOT = f'<svg {NS} version="1.2" baseProfile="tiny-ps" viewBox="0 0 9 9">'
TITLE = "<title>Tea</title>"


def _svg(inner='<path d="M1 1h7v7z"/>', root=ROOT, title=TITLE):
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{root}{title}{inner}</svg>'.encode()


PREFIXED = (
    b'<s:svg xmlns:s="http://www.w3.org/2000/svg" version="1.2" baseProfile="tiny-ps" viewBox="0,0,9,9">'
    b"<s:title>Tea</s:title></s:svg>"
)

# fmt: off
FINE = [
    # what it is                        the file
    ("plain",                           _svg()),
    ("packed",                          gzip.compress(_svg())),
    ("with a mark of its encoding",     b"\xef\xbb\xbf" + _svg()),
    ("UTF-16",                          _svg().decode().replace("UTF-8", "UTF-16").encode("utf-16")),
    ("shapes and a gradient",           _svg('<defs><linearGradient id="g"><stop offset="0"/></linearGradient></defs>'
                                             '<g fill="url(#g)"><rect/><circle/><use href="#g"/><text>T</text></g>')),
    ("a reference within, quoted",      _svg('<path fill="url( \'#g\' )"/>')),
    ("xlink within",                    _svg('<use xlink:href=" #g"/>', ROOT.replace(NS, f'{NS} xmlns:xlink="http://www.w3.org/1999/xlink"'))),
    ("a prefix",                        PREFIXED),
    ("square sides",                    _svg(root=ROOT.replace("viewBox", 'width="64px" height="64" viewBox'))),
    ("a title in CDATA",                _svg(title="<title><![CDATA[Tea & more]]></title>")),
    ("a title as long as may be",       _svg(title=f"<title>{'T' * TITLE_CHARACTERS}</title>")),
    ("shifted",                         _svg(root=ROOT.replace("0 0 9 9", "-4.5 -4.5 9 9.0"))),
]
FAULTY = [
    # what is wrong                     the file                                                        kind               which
    ("no version",                      _svg(root=ROOT.replace('version="1.2" ', "")),                  Wrong.DECLARATION, "version="),
    ("another version",                 _svg(root=ROOT.replace('"1.2"', '"1.1"')),                      Wrong.DECLARATION, 'version="1.1"'),
    ("no profile",                      _svg(root=ROOT.replace('baseProfile="tiny-ps" ', "")),          Wrong.DECLARATION, "baseProfile="),
    ("another profile",                 _svg(root=ROOT.replace("tiny-ps", "tiny")),                     Wrong.DECLARATION, 'baseProfile="tiny"'),
    ("x at the root",                   _svg(root=ROOT.replace("viewBox", 'x="0px" viewBox')),          Wrong.DECLARATION, 'x="0px"'),
    ("no title",                        _svg(title=""),                                                 Wrong.DECLARATION, "<title>"),
    ("an empty title",                  _svg(title="<title> \n</title>"),                               Wrong.DECLARATION, "<title>"),
    ("a title of something else",       _svg(title="<g><title>Tea</title></g>"),                        Wrong.DECLARATION, "<title>"),
    ("a title that is too long",        _svg(title=f"<title>{'T' * 65}</title>"),                       Wrong.DECLARATION, "<title> 65 > 64"),
    ("a script",                        _svg("<script>alert(1)</script>"),                              Wrong.ACTIVE,      "<script>"),
    ("a script of another language",    _svg('<h:script xmlns:h="http://www.w3.org/1999/xhtml"/>'),     Wrong.ACTIVE,      "<h:script>"),
    ("a handler",                       _svg('<g onclick="f()"/>'),                                     Wrong.ACTIVE,      'onclick="f()"'),
    ("a handler at the root",           _svg(root=ROOT.replace("viewBox", 'onload="f()" viewBox')),     Wrong.ACTIVE,      'onload="f()"'),
    ("animation",                       _svg('<rect><animate attributeName="x"/></rect>'),              Wrong.ACTIVE,      "<animate>"),
    ("a set",                           _svg('<rect><set attributeName="x"/></rect>'),                  Wrong.ACTIVE,      "<set>"),
    ("a picture",                       _svg("<image/>"),             Wrong.ACTIVE,      "<image>"),
    ("a link",                          _svg('<a href="#x"/>'),                                         Wrong.ACTIVE,      "<a>"),
    ("another document in it",          _svg("<foreignObject/>"),                                       Wrong.ACTIVE,      "<foreignObject>"),
    ("a reference elsewhere",           _svg('<use href="http://a.org/x.svg#g"/>'),                     Wrong.ACTIVE,      'href="http://a.org/x.svg#g"'),
    ("a reference to data",             _svg('<use href="data:image/svg+xml,x"/>'),                     Wrong.ACTIVE,      'href="data:image/svg+xml,x"'),
    ("a paint elsewhere",               _svg('<path fill="url(x.svg#g)"/>'),                            Wrong.ACTIVE,      'fill="url(x.svg#g)"'),
    ("another base",                    _svg('<g xml:base="https://a.org/"/>'),                         Wrong.ACTIVE,      'xml:base="https://a.org/"'),
    ("a style sheet elsewhere",         b'<?xml-stylesheet href="a.css"?>' + _svg().partition(b"\n")[2], Wrong.ACTIVE,     "<?xml-stylesheet?>"),
    ("a document type",                 b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/x.dtd">' + _svg().partition(b"\n")[2],
                                                                                                        Wrong.ACTIVE,      "<!DOCTYPE>"),
    ("a style sheet",                   _svg("<style>.a{fill:red}</style>"),                            Wrong.NOT_TINY,    "<style>"),
    ("a style",                         _svg('<path style="fill:red"/>'),                               Wrong.NOT_TINY,    "style="),
    ("a mask",                          _svg("<mask/>"),                                                Wrong.NOT_TINY,    "<mask>"),
    ("a drawing program's element",     _svg('<i:view xmlns:i="urn:i"/>'),                              Wrong.NOT_TINY,    "<i:view>"),
    ("no frame",                        _svg(root=ROOT.replace(' viewBox="0 0 9 9"', "")),              Wrong.SHAPE,       "viewBox="),
    ("a wide frame",                    _svg(root=ROOT.replace("0 0 9 9", "0 0 9.1 9")),                Wrong.SHAPE,       'viewBox="0 0 9.1 9"'),
    ("an empty frame",                  _svg(root=ROOT.replace("0 0 9 9", "0 0 0 0")),                  Wrong.SHAPE,       'viewBox="0 0 0 0"'),
    ("half a frame",                    _svg(root=ROOT.replace("0 0 9 9", "0 0 9")),                    Wrong.SHAPE,       'viewBox="0 0 9"'),
    ("a frame of words",                _svg(root=ROOT.replace("0 0 9 9", "a b c c")),                  Wrong.SHAPE,       'viewBox="a b c c"'),
    ("unequal sides",                   _svg(root=ROOT.replace("viewBox", 'width="10" height="9" viewBox')), Wrong.SHAPE,  'width="10" height="9"'),
]
REFUSED = [
    # what it is                        the file                                                        what is said
    ("nothing",                         b"",                                                            "XML is broken"),
    ("a web page",                      b"<html><title>404</title></html>",                             "no SVG: <html>"),
    ("of no language",                  b"<svg/>",                                                      "no SVG: <svg>"),
    ("a picture",                       b"\x89PNG\r\n\x1a\n",                                           "XML is broken"),
    ("broken off",                      _svg()[:-6],                                                    "XML is broken"),
    ("entities",                        b'<!DOCTYPE svg [<!ENTITY a "aaa">]>' + _svg().partition(b"\n")[2], "entities"),
    ("entities of its own",             b'<!DOCTYPE svg SYSTEM "x"><!ENTITY a "b">' + _svg().partition(b"\n")[2], "entities"),
    ("broken compression",              b"\x1f\x8b" + b"x" * 40,                                        "compression .gzip. is broken"),
    ("compression broken off",          gzip.compress(_svg())[:-9],                                     "broken off"),
    ("too large",                       _svg("<g/>" * 70_000),                                          "over 262144 octets"),
    ("too large, packed",               gzip.compress(b" " * 100_000_000),                              "over 262144 octets"),
    ("nested too deep",                 _svg("<g>" * DEPTH + "</g>" * DEPTH),                           "over 64 deep"),
]
# fmt: on


@pytest.mark.parametrize(("what", "octets"), FINE, ids=[row[0] for row in FINE])
def test_what_is_fine(what, octets):
    logo = read(octets)
    assert logo.faults == ()
    assert logo.title
    assert logo.svg.startswith((b"<", b"\xef\xbb\xbf", b"\xff\xfe"))


@pytest.mark.parametrize(("what", "octets", "wrong", "text"), FAULTY, ids=[row[0] for row in FAULTY])
def test_what_is_wrong(what, octets, wrong, text):
    logo = read(octets)
    assert [(fault.wrong, fault.text) for fault in logo.faults] == [(wrong, text)]
    assert logo.wrong(wrong) == (text,)


@pytest.mark.parametrize(("what", "octets", "said"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_is_not_read(what, octets, said):
    with pytest.raises(InputError, match=said):
        read(octets)


def test_a_packed_logo_is_the_same_logo():
    assert read(gzip.compress(_svg())).sha256 == read(_svg()).sha256


def test_faults_are_bounded_and_told_once():
    assert len(read(_svg("<script/>" * 500)).faults) == 1
    assert len(read(_svg("".join(f'<g on{"ab" * n}="f()"/>' for n in range(1, 90)))).faults) == MOST_FAULTS


@pytest.mark.parametrize(("what", "octets", "wrong", "text"), FAULTY, ids=[row[0] for row in FAULTY])
def test_the_opening_mends_the_declaration(what, octets, wrong, text):
    """What is shown to put in place of the first lines leaves nothing of the declaration to mend, and breaks nothing."""
    before = read(octets)
    after = read(_opened(octets, before.opening))
    assert after.wrong(Wrong.DECLARATION) == ()
    assert set(after.faults) <= set(before.faults)


def _opened(octets, opening):
    """Put other first lines into a file, as one does with a text editor."""
    text = re.sub(r"\A(?:<[?!][^>]*>\s*)*", "", octets.decode())
    return re.sub(r"\A<svg[^>]*>(<title>[^<]*</title>)?", lambda _: opening, text).encode()


def test_the_opening_keeps_what_the_drawing_needs():
    root = ROOT.replace(
        NS, f'{NS} xmlns:xlink="http://www.w3.org/1999/xlink" fill="a&amp;&lt;&quot;b"'
    ).replace("tiny-ps", "tiny")
    opening = read(_svg('<use xlink:href="#g"/>', root)).opening
    assert 'fill="a&amp;&lt;&quot;b"' in opening
    assert read(_opened(_svg('<use xlink:href="#g"/>', root), opening)).faults == ()


# --- hostile files ------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        b"<svg ", NS.encode(), b"<g>", b"</g>", b"<title>", b"</title>", b"]]>", b"<![CDATA[", b"<!--", b"-->", b"<?a", b"?>",
        b"<!DOCTYPE", b"<!ENTITY", b"[", b"]", b"&a;", b"&#0;", b"&#x10ffff;", b'"', b"'", b"url(", b"viewBox=", b'x="', b"\x00",
        b"\xff\xfe", b"\xfe\xff", b"\x1f\x8b", b"xmlns:", b"a:b:c", b"on", b" " * 40, b"<", b">", b"/>",
    ]
)  # fmt: skip


@st.composite
def _damaged(draw):
    octets = bytearray(_svg('<g onload="x"><use href="#g"/></g><path style="a"/>'))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(octets)))
        octets[at : at + draw(st.integers(0, 12))] = draw(PIECES | st.binary(max_size=6))
    return bytes(octets)


@given(_damaged() | st.binary(max_size=300) | st.lists(PIECES, max_size=20).map(b"".join))
def test_any_octets_are_read_or_refused(octets):
    for packed in (octets, gzip.compress(octets)):
        logo, said = _read(packed)
        assert len(said) < 300
        if logo:
            assert len(logo.faults) <= MOST_FAULTS
            assert all(len(fault.text) <= 120 for fault in logo.faults)


def _read(octets):
    """Give the logo, or what is said of it."""
    try:
        return read(octets), ""
    except InputError as fault:
        return None, str(fault)


VALUES = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=20)
ATTRIBUTES = st.dictionaries(
    st.sampled_from(
        ["version", "baseProfile", "x", "y", "viewBox", "fill", "onload", "width", "height", "xml:lang"]
    ),
    VALUES,
)


@given(ATTRIBUTES, VALUES, st.sampled_from(["", "s"]))
def test_the_opening_of_any_logo_mends_its_declaration(attributes, title, prefix):
    colon = f"{prefix}:" if prefix else ""
    space = f'xmlns:{prefix}="{SVG}"' if prefix else f'xmlns="{SVG}"'
    written = " ".join(f"{key}={quoteattr(value)}" for key, value in attributes.items())
    logo, said = _read(
        f"<{colon}svg {space} {written}><{colon}title>{escape(title)}</{colon}title></{colon}svg>".encode()
    )
    if logo:
        assert read(f"{logo.opening}</{colon}svg>".encode()).wrong(Wrong.DECLARATION) == ()
    else:
        assert "XML is broken" in said  # U+FFFE and U+FFFF are no characters of XML


@pytest.mark.timeout(60)  # a watchdog: each takes well under a second
@pytest.mark.parametrize(
    "inner",
    [
        "<!--" + "-" * 200_000,
        "<g " + "a" * 200_000,
        '<g a="' + "url( " * 50_000 + '"/>',
        "<title>" + "T" * 200_000 + "</title>",
        "<!DOCTYPE" * 20_000,
        "<!DOCTYPE " + "a" * 200_000,
        "<?" + "a" * 200_000 + "?>",
        '<g viewBox="' + "1," * 100_000 + '"/>',
    ],
    ids=range(8),
)
def test_large_things_are_bounded(inner):
    for octets in (_svg(inner), _svg(inner).replace(_svg("").partition(b"<title>")[0], b"")):
        assert len(octets) <= MOST_OCTETS
        _read(octets)
