"""Which pictures there are of a message, and what each is of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.errors import InputError
from mailworthy.message.clients.known import known
from mailworthy.message.previews import Cause, Look, Wanted, devices, views
from mailworthy.message.previews.difference import NO_STYLES, USUAL, clients_named, difference
from mailworthy.message.previews.edits import edited
from mailworthy.message.reading import read
from mailworthy.message.reading.page import ELEMENTS, read_html

BOTH = b"""Subject: x
Content-Type: multipart/alternative; boundary=b

--b
Content-Type: text/plain

plain <words> & more
--b
Content-Type: text/html

<style>p{color:red}</style><p style="border-radius:4px">rich</p>
--b--
"""


def draft(page: str = "", **how):
    return read(page.encode(), "html") if page else read(BOTH, **how)


ALL = [
    "phone", "android", "tablet", "desktop", "phone-dark", "desktop-dark", "phone-inverted", "desktop-no-images", "phone-text",
    "desktop-outlook-windows", "desktop-gmail-desktop-webmail", "desktop-no-styles",
]  # fmt: skip

# fmt: off
WANTED = [
    # what is wanted                                                     which views there are
    (Wanted(),                                                           ALL),
    (Wanted(dark=False),                                                 [name for name in ALL if "dark" not in name and "inverted" not in name]),
    (Wanted(clients=()),                                                 ALL[:9]),
    (Wanted(("phone",), dark=False, clients=()),                         ["phone", "phone-no-images", "phone-text"]),
    (Wanted(("desktop", "android"), clients=("yahoo.ios",)),             ["desktop", "android", "android-dark", "desktop-dark", "android-inverted",
                                                                          "desktop-no-images", "desktop-text", "desktop-yahoo-ios"]),
]
# fmt: on


@pytest.mark.parametrize(("wanted", "names"), WANTED)
def test_which_views_there_are(wanted, names):
    assert [view.name for view in views(draft(), wanted).views] == names


def test_a_message_of_text_alone_is_text_on_each_screen():
    found = views(read(b"Subject: x\n\nhello"), Wanted())
    assert [view.name for view in found.views] == [f"{name}-text" for name in devices()]
    assert found.pictured is None


def test_a_message_of_nothing_has_no_view():
    assert views(read(b"Subject: x\n\n"), Wanted()).views == ()


def test_text_is_shown_as_text():
    (text,) = (view for view in views(draft(), Wanted()).views if view.look is Look.TEXT)
    assert "plain &lt;words&gt; &amp; more" in text.html


def test_a_page_with_too_many_elements_is_cut():
    found = views(draft("<b>x</b>" * (ELEMENTS + 500)), Wanted(("desktop",), dark=False, clients=()))
    assert found.shortened
    assert found.views[0].html.count("<b>") == ELEMENTS


META = '<meta name="viewport" content="width=device-width">'

# fmt: off
VIEWPORTS = [
    # page                                                        what is drawn
    ("<!doctype html><html><head><title>x</title></head>y",       f"<!doctype html><html><head>{META}<title>x</title></head>y"),
    ("<!doctype html><html lang=en><p>y",                         f"<!doctype html><html lang=en>{META}<p>y"),
    ("<!doctype html><p>y",                                       f"<!doctype html>{META}<p>y"),
    ("<p>y",                                                      f"{META}<p>y"),
    ('<meta name=Viewport content="width=600"><p>y',              '<meta name=Viewport content="width=600"><p>y'),
]
# fmt: on


@pytest.mark.parametrize(("page", "drawn"), VIEWPORTS)
def test_a_page_that_says_nothing_to_phones_is_as_wide_as_the_screen(page, drawn):
    """As in mail apps; and its document type stays the first, since without it browsers lay out by old rules."""
    assert views(draft(page), Wanted()).views[0].html == drawn


def test_devices_are_told_by_what_they_are():
    assert {name: (one.width, one.mobile) for name, one in devices().items()} == {
        "phone": (390, True),
        "android": (360, True),
        "tablet": (820, True),
        "desktop": (1280, False),
    }


# --- what clients leave -------------------------------------------------------------------------------------------

# fmt: off
DIFFERENCES = [
    # client                    page                                                      what is left                               what disappears
    ("outlook.windows",         '<p style="color:red;border-radius:4px">x</p>',           '<p style="color:red;">x</p>',             ["css-border-radius"]),
    ("apple-mail.ios",          '<p style="color:red;border-radius:4px">x</p>',           None,                                      []),
    ("outlook.windows",         "<style>p{color:red}@media print{p{color:blue}}</style>", "<style>p{color:red}</style>",             ["css-at-media"]),
    ("outlook.windows",         "<!--[if !mso]><!--><p style='float:left'>x</p><!--<![endif]-->y", "y",                              []),
    ("gmail.desktop-webmail",   '<p style="position:fixed;color:red">x</p>',              '<p style=";color:red">x</p>',             ["css-position"]),
    ("gmail.desktop-webmail",   "<!--[if mso]><b>w</b><![endif]-->x",                     None,                                      []),
    (NO_STYLES,                 '<style>p{color:red}</style><p style="float:left">x</p>', '<style></style><p style="float:left">x</p>', []),
]
# fmt: on


@pytest.mark.parametrize(("client", "page", "left", "lost"), DIFFERENCES)
def test_what_a_client_leaves_of_a_page(client, page, left, lost):
    found = difference(read_html(page), client)
    assert edited(page, found.edits) == (page if left is None else left)
    assert [loss.slug for loss in found.losses if loss.cause is Cause.FEATURE] == lost


def test_losses_are_counted_those_that_stand_most_often_first():
    page = '<p style="float:left"></p>' * 3 + '<p style="border-radius:4px"></p>' * 5
    first, second = difference(read_html(page), "outlook.windows").losses
    assert (first.slug, first.count, first.examples) == ("css-border-radius", 5, ("border-radius: 4px",))
    assert (second.slug, second.count) == ("css-float", 3)
    assert first.as_dict() == {
        "cause": "feature",
        "feature": "css-border-radius",
        "title": known().features["css-border-radius"].title,
        "count": 5,
        "examples": ["border-radius: 4px"],
    }


# fmt: off
NAMED = [
    ("outlook.windows",                       ("outlook.windows",)),
    ("no-styles",                             ("no-styles",)),
    (" Outlook.Windows , NO-STYLES ",         ("outlook.windows", "no-styles")),
    ("no-styles,yahoo",                       ("yahoo.desktop-webmail", "no-styles")),
]
# fmt: on


@pytest.mark.parametrize(("text", "clients"), NAMED)
def test_clients_by_name(text, clients):
    assert clients_named(text) == clients


@pytest.mark.parametrize("text", ["nobody", "outlook.beos", ",", "no-styles,nobody"])
def test_clients_that_nobody_knows(text):
    with pytest.raises(InputError, match=r"known are|of outlook there are"):
        clients_named(text)


def test_usual_clients_are_known():
    assert set(USUAL) <= {*known().clients, NO_STYLES}


# --- anything at all ------------------------------------------------------------------------------------------------

PIECES = st.sampled_from((
    "<p>", "</p>", "<img src=x>", '<img src="cid:a" srcset=b>', "<style>", "</style>", "p{float:left}", "@media x{", "}", "<!--[if mso]>",
    "<!--[if !mso]><!-->", "<!--<![endif]-->", "<![endif]-->", "<xml>", "</xml>", "<v:x>", '<p style="mso-hide:all', '"', ">", "text", "\x00", "é日",
))  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_page_has_its_views(page):
    found = views(read(page.encode(), "html"), Wanted())
    assert len({view.name for view in found.views}) == len(found.views)
    assert all(isinstance(view.html, str) for view in found.views)
