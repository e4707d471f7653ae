"""Does it go to many?"""

from __future__ import annotations

import pytest

from mailworthy.message.header.bulk import Bulk
from mailworthy.message.header.header import Header
from mailworthy.message.reading import read
from mailworthy.message.scope import Scope

_PAGE = "Content-Type: text/html\n\n<p>Seeds <img src='a.png'>"
# fmt: off
CASES = [
    # header and body                                          how sure it is
    ("\nsee you tomorrow",                                     Bulk.NO),
    ("List-Unsubscribe: <https://a.example/u>\n\nseeds",       Bulk.YES),
    ("List-Id: <a.example>\n\nseeds",                          Bulk.YES),
    ("Precedence: bulk\n\nseeds",                              Bulk.YES),
    ("Precedence: normal\n\nseeds",                            Bulk.NO),
    ("\nTo unsubscribe click here",                            Bulk.YES),
    ("\nHier können Sie sich vom Newsletter abmelden.",        Bulk.YES),
    ("\nNewsletter abbestellen: https://a.example",            Bulk.YES),
    ("\n配信停止はこちら",                                      Bulk.YES),
    ("\nSe désabonner",                                        Bulk.YES),
    ("In-Reply-To: <7@a>\n\n> To unsubscribe click here",      Bulk.NO),
    ("To: " + ", ".join(f"r{n}@a.example" for n in range(25)) + "\n\nseeds", Bulk.YES),
    (_PAGE,                                                    Bulk.MAYBE),
    ("Content-Type: text/html\n\n<p>See you tomorrow</p>",     Bulk.NO),
]
# fmt: on


@pytest.mark.parametrize(("source", "expected"), CASES, ids=[str(number) for number in range(len(CASES))])
def test_bulk(source, expected):
    draft = read(f"From: a@b.example\n{source}".encode())
    assert Header(draft, Scope()).bulk is expected
