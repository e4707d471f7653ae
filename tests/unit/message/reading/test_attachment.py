"""What people open rather than read."""

from __future__ import annotations

import pytest

from mailworthy.message.reading import read
from mailworthy.message.reading.attachment import endings

# fmt: off
ENDINGS = [
    ("invoice.pdf.exe",           ("pdf", "exe")),
    ("invoice.PDF .EXE . ",       ("pdf", "exe")),
    ("a.tar.gz",                  ("tar", "gz")),
    ("a.b.c.d.e",                 ("c", "d", "e")),
    ("read me",                   ()),
    (".htaccess",                 ("htaccess",)),
    ("10.0.pdf",                  ("0", "pdf")),
    ("",                          ()),
]
PARTS = [
    # the header of a part                                                         attached  name          inline
    ("Content-Type: application/pdf; name=a.pdf",                                  True,     "a.pdf",      False),
    ("Content-Type: text/plain\nContent-Disposition: attachment; filename=a.txt",  True,     "a.txt",      False),
    ("Content-Type: text/plain; name=a.txt",                                       False,    "",           False),
    ("Content-Type: text/plain\nContent-Disposition: inline",                      False,    "",           False),
    ("Content-Type: image/png\nContent-ID: <x@y>",                                 True,     "",           True),
    ("Content-Type: image/png\nContent-ID: <x@y>\nContent-Disposition: attachment", True,    "",           False),
    ("Content-Type: text/x-amp-html",                                              False,    "",           False),
    ("Content-Type: message/rfc822",                                               True,     "",           False),
    ("Content-Type: a/b\nContent-Disposition: attachment; filename*=utf-8''%E6%97%A5.pdf.exe", True, "日.pdf.exe", False),
    ('Content-Type: a/b\nContent-Disposition: attachment; filename="=?utf-8?q?=C3=BC.zip?="', True, "ü.zip",  False),
    ("Content-Type: a/b; name=b.zip\nContent-Disposition: attachment; filename=a.txt", True, "a.txt",      False),
]
# fmt: on


@pytest.mark.parametrize(("name", "found"), ENDINGS)
def test_endings(name, found):
    assert endings(name) == found


@pytest.mark.spec("RFC 2183 §2")
@pytest.mark.parametrize(("header", "attached", "name", "inline"), PARTS)
def test_what_a_part_says_of_itself(header, attached, name, inline):
    draft = read(f"Content-Type: multipart/mixed; boundary=b\n\n--b\n{header}\n\nabc\n--b--\n".encode())
    assert [(one.part, one.name, one.inline, one.size) for one in draft.attachments] == (
        [(0, name, inline, 3)] if attached else []
    )
    assert draft.parts[0].attached is attached
