"""A postal address: found by how countries write it, or declared and looked for."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from mailworthy.message.law.postal import address, tagged
from mailworthy.message.law.shown import Shown, shown
from mailworthy.message.reading import read

_TABLE = tomllib.loads(files("mailworthy.message.law").joinpath("data", "postal.toml").read_text("utf-8"))
_FOUND = [(row["name"], text) for row in _TABLE["country"] for text in row["found"]]
_NOT = [(row["name"], text) for row in _TABLE["country"] for text in row["not"]]

# fmt: off
FOOTERS = [
    # what stands in a footer                                                    how sure; None: no address
    ("© 2026 Acme. 203 Fake St. Mountain View, San Francisco, California, USA",     "guess"),   # no code
    ("[Company Name, LLC]\n1234 Street Rd.\nSuite 1234",                            "guess"),
    ("Our mailing address is:\n*|HTML:LIST_ADDRESS_HTML|*",                         "likely"),
    ("[Sender_Name]\n[Sender_Address], [Sender_City], [Sender_State] [Sender_Zip]", "likely"),
    ("{{ organization.address }}",                                                  "likely"),
    ("%%Member_Addr%% %%Member_City%%",                                             "likely"),
    ("Sent to {{ email_address }}",                                                 None),
    ("Sent to %%emailaddr%%, {{ contact.email }}",                                  None),
    ("Call 1-800-555-1923 or 408-341-0600",                                         None),
    ("Windows 11, build 10.0.22621, is installed on 12345 computers",               None),
    ("USt-IdNr. DE123456789, HRB 12345, Tel. 0341 123456",                          None),
    ("電話 03-0000-0000",                                                           None),
    ("",                                                                            None),
]
DECLARED = [
    # declared                                            as it stands                                                found
    ("412 Orchard Lane, Suite 5, Burlington, VT 05401",   "412 Orchard Ln., Ste. 5 · Burlington VT 05401",            True),
    ("Lindenstraße 12, 04109 Leipzig",                    "LINDENSTR. 12\n04109 LEIPZIG",                             True),
    ("Lindenstr. 12, 04109 Leipzig",                      "Lindenstrasse 12 | 04109 Leipzig",                         True),
    ("東京都文京区本郷1-2-3",                             "〒113-0033 東京都文京区本郷１－２－３",                    True),
    ("412 Orchard Lane, Burlington, VT 05401",            "PO Box 7, Burlington, VT 05401",                           False),  # another
    ("Lindenstraße 12, 04109 Leipzig",                    "04109 Leipzig",                                            False),
]
# fmt: on


def _shown(text: str) -> Shown:
    seen = shown(read(text.encode(), "text"))
    return seen or Shown(read(b"x", "text").parts[0], text, len(text), 0)


@pytest.mark.parametrize(("country", "text"), _FOUND)
def test_an_address_is_found_as_its_country_writes_it(country, text):
    found = address(_shown(f"Acme\n{text}\nUnsubscribe"))
    assert found is not None
    assert found.sure == "likely"


@pytest.mark.parametrize(("country", "text"), _NOT)
def test_what_only_looks_like_a_code_is_none(country, text):
    assert address(_shown(text)) is None


@pytest.mark.parametrize(("text", "sure"), FOOTERS)
def test_footers(text, sure):
    found = address(_shown(text))
    assert (found.sure if found else None) == sure


@pytest.mark.parametrize(("declared", "text", "there"), DECLARED)
def test_a_declared_address_is_found_however_it_is_set(declared, text, there):
    found = address(_shown(f"Sale!\nAcme\n{text}\nBye"), declared)
    assert (found is not None) is there
    assert found is None or found.sure == "certain"


def test_the_place_of_a_declared_address_is_that_of_its_words():
    seen = _shown("Sale!\nAcme\n412 Orchard Ln.\nBurlington VT 05401\nBye")
    found = address(seen, "412 Orchard Lane, Burlington, VT 05401")
    assert seen.text[found.start : found.end] == "412 Orchard Ln.\nBurlington VT 05401"


def test_only_a_declared_address_counts_once_one_is_declared():
    assert address(_shown("12 Main Street, Austin, TX 78701"), "1 Elm Street, Boston, MA 02108") is None


def test_an_event_far_above_the_footer_is_a_guess():
    text = "Meet us at 100 Main Street, Austin, TX 78701.\n" + "And then we talk about gardens.\n" * 80
    assert address(_shown(text)).sure == "guess"


def test_a_tag_that_stands_in_no_text_counts():
    part = read(b"<p>x<a href='{{ company_address }}'></a>", "html").parts[0]
    assert tagged(part)
    assert not tagged(read(b"<p>{{ email_address }}", "html").parts[0])
