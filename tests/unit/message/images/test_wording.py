"""What pictures say, where it is written beside them and where it was read in them."""

from __future__ import annotations

import pytest
from images_look import TEXT, severities, told
from pictures import carrying, data_url, gif

from mailworthy.message.phrases import own_phrases
from mailworthy.wire.explore import Words

U = "https://shop.example/"
BIG = 'width="600" height="300"'
PUSHY = "Act now! You have won $5,000 cash, no risk, claim your prize before midnight"
OFFER = "Last days of summer: every bench and table ten percent cheaper until Sunday"
# fmt: off
WRITTEN = [
    # page                                                                        IMG-SPAM-WORDS
    (f'<img src="{U}a.jpg" {BIG} alt="{PUSHY}">',                                 "warning"),
    (f'<img src="{U}a.jpg" {BIG} alt="Chair" title="{PUSHY}">',                   "warning"),
    (f'<img src="{U}act-now_you-have-won_no-risk_claim-your-prize.jpg?v=1" {BIG} alt="Chair">', "warning"),
    (f'<p>{PUSHY}</p><img src="{U}a.jpg" {BIG} alt="{PUSHY}">',                   None),  # the text has it: counted there
    (f'<img src="{U}a.jpg" {BIG} alt="Act now">',                                 None),  # one phrase is no more than a hint
    (f'<img src="{U}a.jpg" {BIG} alt="Free delivery on all chairs: order now, save 20 %">', None),
    (f'<img src="{U}a.jpg" {BIG} alt="You have won the act"><img src="{U}b.jpg" {BIG} alt="now on stage">', None),
]
# fmt: on


@pytest.mark.parametrize(("page", "severity"), WRITTEN, ids=range(len(WRITTEN)))
def test_wording_beside_pictures(page, severity):
    assert severities(told(page)).get("IMG-SPAM-WORDS") == severity


def test_the_very_words_are_shown_at_their_picture():
    found = told(f'<img src="{U}a.jpg" {BIG} alt="Chair">\n<img src="{U}b.jpg" {BIG} alt="{PUSHY}">')
    finding = found["IMG-SPAM-WORDS"]
    assert "“You have won”" in finding.detail
    assert finding.where["line"] == 2
    assert finding.where["snippet"] in PUSHY


def test_phrases_of_the_users_own_count():
    own = own_phrases('[own.phrases]\n"oak feast" = 3\n"bench bonanza" = 3\n"table triumph" = 3', "own.toml")
    page = f'<img src="{U}a.jpg" {BIG} alt="Oak feast, bench bonanza, table triumph">'
    assert "IMG-SPAM-WORDS" not in told(page)
    assert "IMG-SPAM-WORDS" in told(page, phrases=own)


def test_wording_that_was_read_in_a_picture():
    """Of a part that the page shows, of an attachment that it does not, and of an address that holds the picture."""
    picture = gif(600, 300)
    shown = carrying(f'{TEXT}<img src="cid:a" {BIG} alt="Chair">', ("a", "image/gif", picture))
    found = told(shown, words={1: Words(PUSHY)}, read_pictures=True)
    assert severities(found)["IMG-SPAM-WORDS"] == "warning"
    assert found["IMG-SPAM-WORDS"].where["element"] == "img"
    attached = carrying(TEXT, ("chair.gif", "image/gif", picture))
    assert told(attached, words={1: Words(PUSHY)}, read_pictures=True)["IMG-SPAM-WORDS"].where["part"] == 1
    src = data_url(picture, "image/gif")
    held = told(f'<img src="{src}" {BIG} alt="Chair">', words={src: Words(PUSHY)}, read_pictures=True)
    assert held["IMG-SPAM-WORDS"].where["line"] == 1


@pytest.mark.parametrize(
    ("text", "alt", "unsaid"),
    [
        ("", "A chair", True),
        ("", OFFER, False),
        (OFFER, "A chair", False),
        ("Last days of summer: ten percent cheaper", "Every bench", False),  # most of it
    ],
)
def test_words_that_stand_nowhere_else(text, alt, unsaid):
    page = f'<p>{text}</p><img src="cid:a" {BIG} alt="{alt}">'
    found = told(
        carrying(page, ("a", "image/gif", gif(600, 300))), words={1: Words(OFFER)}, read_pictures=True
    )
    assert ("IMG-WORDS-UNSAID" in found) is unsaid
    if unsaid:
        assert found["IMG-WORDS-UNSAID"].fix == f'alt="{OFFER}"'


@pytest.mark.parametrize(
    ("page", "sides", "told_so"),
    [
        (TEXT, (600, 300), True),
        (TEXT * 10, (600, 300), False),  # words enough
        (TEXT, (200, 60), False),  # a logo
    ],
)
def test_a_message_that_leans_on_pictures_says_that_nobody_read_them(page, sides, told_so):
    message = carrying(f'{page}<img src="cid:a" alt="Chair">', ("a", "image/gif", gif(*sides)))
    assert severities(told(message)).get("IMG-WORDS-UNREAD") == ("skipped" if told_so else None)
    assert "IMG-WORDS-UNREAD" not in told(message, words={1: Words("")}, read_pictures=True)


@pytest.mark.parametrize("why", ["not_installed", "language", "timeout", "malformed"])
def test_why_pictures_were_not_read(why):
    message = carrying(f'{TEXT}<img src="cid:a" {BIG} alt="Chair">', ("a", "image/gif", gif(600, 300)))
    assert told(message, words={1: Words(why=why)}, read_pictures=True)["IMG-WORDS-UNREAD"].detail == why


def test_a_picture_of_the_web_is_nothing_to_read():
    assert "IMG-WORDS-UNREAD" not in told(f'<img src="{U}a.jpg" {BIG} alt="Chair">')
