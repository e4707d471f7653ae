"""How plainly a link stands out: size and contrast, as far as inline styles say them (WCAG 2.2 §1.4.3)."""

from __future__ import annotations

import pytest

from mailworthy.message.law.conspicuous import look_of
from mailworthy.message.reading import read

# fmt: off
LOOKS = [
    # page, the link in it                                                                      size  contrast
    ("<a href='u' style='font-size:12px;color:#000'>x</a>",                                     12.0, 21.0),
    ("<p style='font-size:9pt'><a href='u'>x</a></p>",                                          12.0, None),
    ("<a href='u'><span style='font-size:4px;color:white'>x</span></a>",                         4.0, 1.0),   # the words' own style counts
    ("<table bgcolor='#000000'><tr><td><a href='u' style='color:#ffffff'>x</a></table>",        None, 21.0),
    ("<div style='background:#777777'><a href='u' style='color:rgb(119,119,119)'>x</a></div>",  None, 1.0),
    ("<div style='background:url(a.png)'><a href='u' style='color:#fff'>x</a></div>",           None, None),  # nobody knows
    ("<style>a{color:red}</style><a href='u' style='color:#fff'>x</a>",                         None, None),  # a style sheet may say
    ("<font color='silver'><a href='u'>x</a></font>",                                           None, 1.8),
    ("<a href='u' style='font-size:1em;color:var(--x)'>x</a>",                                  None, None),
    ("<a href='u' style='color:rgba(0,0,0,.1)'>x</a>",                                          None, None),
    ("<a href='u' style='font-size:2px'><img src='a.png' alt='x'></a>",                         None, None),  # a picture's letters are not read
]
# fmt: on


@pytest.mark.parametrize(("html", "size", "contrast"), LOOKS)
def test_looks(html, size, contrast):
    look = look_of(read(html.encode(), "html").parts[0], 0)
    assert look.size == size
    assert look.contrast == (None if contrast is None else pytest.approx(contrast, abs=0.05))


def test_smaller_and_paler_is_worse():
    def bad(style):
        return look_of(read(f"<a href='u' style='{style}'>x</a>".encode(), "html").parts[0], 0).badness

    assert (
        bad("font-size:12px;color:#555")
        == 0
        < bad("font-size:8px;color:#555")
        < bad("font-size:8px;color:#eee")
    )
