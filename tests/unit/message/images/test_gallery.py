"""Pictures as rows of a report, and messages that have too many of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pictures import carrying, data_url, gif, png

from mailworthy.message.check import check
from mailworthy.message.images import look
from mailworthy.message.images.embedded import data_url as read_data_url
from mailworthy.message.images.gallery import PICTURES, hung
from mailworthy.message.links.visits import Visits
from mailworthy.message.reading import read
from mailworthy.message.scope import Scope
from mailworthy.wire.ask import Zone
from mailworthy.wire.explore import Words, World, hold

U = "https://shop.example/"


def test_a_row_tells_what_is_known_of_the_file():
    page = f'<img src="cid:a" width="60" alt="Chair"><a href="{U}"><img src="{U}b.png"></a>'
    octets = gif(600, 300)
    world = World(Zone({}), pictures={octets: Words("Sale")})
    report = hold(check(read(carrying(page, ("a", "image/png", octets))), Scope(read_pictures=True)), world)
    first, second = report.as_dict()["images"]
    assert first.pop("place")["line"] == second.pop("place")["line"] == 1
    assert first == {
        "src": "cid:a", "alt": "Chair", "width": 60.0, "height": None, "linked": False,
        "type": "image/gif", "octets": len(octets), "pixels": [600, 300], "status": None, "text": "Sale",
    }  # fmt: skip
    assert second == {
        "src": f"{U}b.png", "alt": None, "width": None, "height": None, "linked": True,
        "type": None, "octets": None, "pixels": None, "status": None, "text": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    "page",
    [
        f'<img src="{U}a.jpg" alt="act now">' * 5000,
        "".join(f'<a href="{U}{n}"><img src="{U}{n}.jpg" alt="Product" width=99>' for n in range(3000)),
        "".join(f'<img src="{data_url(png(n, 1))}">' for n in range(1, 2000)),
        f'<img src="data:image/png;base64,{"A" * 1_500_000}">',
        f'<img src="{U}{"a" * 500_000}" alt="{"x" * 500_000}" style="{"width:" * 100_000}">',
        "<style>" + "img.a,.b{width:1px}" * 20_000 + "</style>" + '<img class="c">' * 500,
        '<img src="cid:' + "%" * 100_000 + '">',
        "<div>" * 50_000 + "<img>" * 50,
    ],
    ids=range(8),
)
def test_hostile_pages_end(page):
    draft = read(page.encode(), "html")
    assert len(hung(draft, Visits())) <= PICTURES
    for finding in look(draft, Scope(language="en"), Visits(), {}):
        assert len(finding.detail) < 1000
        assert len(finding.also) <= 4


@given(st.text(st.sampled_from(" \"'<>=:/?#;,%&.abcimgsrcaltwidthdata64")))
def test_any_attributes_are_read(text):
    page = f'<img {text}><img src="{text}"><img alt="{text}" width="{text}" style="{text}"><img src="data:{text}">'
    list(look(read(page.encode(), "html"), Scope(), Visits(), {}))


@given(st.binary(max_size=60), st.integers(0, 60))
def test_what_an_address_holds_is_read_back(octets, most):
    assert read_data_url(data_url(octets), most).octets == octets[:most]
    escaped = "".join(f"%{octet:02x}" for octet in octets)
    assert read_data_url(f"data:image/png,{escaped}", most).octets == octets[:most]
