"""Text that people are not to see: deceit is told, craft is not."""

from __future__ import annotations

import pytest
from content_look import looked

SPAM = "casino winner million dollars free money best price guaranteed loans"
NOTE = "a sentence about oak that stands nowhere else in the letter"
LONG = " ".join(f"word{number}" for number in range(60))
BODY = (
    "<h1>The new chairs are here</h1><p>They are made of oak from our own forest, oiled by hand, and delivered "
    "within one week. Visit the workshop on Saturday morning.</p>"
)

# fmt: off
DECEIT = [
    # what hides it                                                     how it is told
    (f'<div style="display:none">{SPAM}</div>',                         "display"),
    (f'<div style="display:none">{LONG}</div>',                         "display"),
    (f"<div hidden>{SPAM}</div>",                                       "attribute"),
    (f'<div style="visibility:hidden">{SPAM}</div>',                    "visibility"),
    (f'<span style="font-size:0">{NOTE}</span>',                        "font_size"),
    (f'<span style="font-size:1px">{NOTE}</span>',                      "font_size"),
    (f'<p style="opacity:0">{NOTE}</p>',                                "opacity"),
    (f'<p style="position:absolute;left:-9999px">{NOTE}</p>',           "off_screen"),
    (f'<p style="text-indent:-9999px">{NOTE}</p>',                      "off_screen"),
    (f'<p style="color:transparent">{NOTE}</p>',                        "color"),
    (f'<p style="color:#fff">{NOTE}</p>',                               "background"),
    (f'<p style="color:#FDFDFD">{NOTE}</p>',                            "background"),
    (f'<p style="color:rgb(255, 255, 255)">{NOTE}</p>',                 "background"),
    (f"<font color=white>{NOTE}</font>",                                "background"),
    (f'<table bgcolor="#336699"><tr><td><font color="#336699">{NOTE}</font></table>', "background"),
    (f'<div style="background:#123456 none">x<p><b style="color:#123456">{NOTE}</b></div>', "background"),
    (f'<style>.ghost {{color: #ffffff}}</style><p class="ghost">{NOTE}</p>', "background"),
    (f"<style>p {{color: white}} b {{color: black}}</style><p>{NOTE}</p>",   "background"),
    (f'<style>.ghost {{display: none}}</style><div class="ghost">{SPAM}</div>',  "display"),
    (f'<style>p.ghost {{font-size: 0}}</style><p class="ghost">{NOTE}</p>',      "font_size"),
    (f'<style>#ghost {{visibility: hidden}}</style><p id="ghost">{LONG}</p>',    "visibility"),
    ('<div style="display:none"><a href="https://elsewhere.example/">one more page that only robots find</a></div>', "display"),
]
CRAFT = [
    '<div style="display:none">a preheader may stand behind other words, too</div>',
    f"<!--[if mso]><p>{SPAM}</p><![endif]-->",
    '<div style="display:none">The new chairs are here: made of oak from our own forest, oiled by hand</div>',
    f'<style>@media (max-width:600px) {{.phone {{display:block !important}}}}</style><div class="phone" style="display:none;max-height:0">{LONG}</div>',
    f'<style>@media (max-width:600px) {{table.phone {{max-height:none}}}}</style><table class="phone"><tr><td style="display:none">{LONG}</table>',
    '<td style="font-size:0;line-height:0">&nbsp;</td>',
    '<div style="font-size:0">- - - |</div>',
    f'<p style="background:#1a4d2e;color:#fff">{NOTE}</p>',
    f'<table><tr><td bgcolor="#1a4d2e"><a href="https://shop.example/" style="color:#fff">{NOTE}</a></table>',
    f'<div style="background-image:url(https://shop.example/sky.jpg)"><p style="color:#fff">{NOTE}</p></div>',
    f'<table><tr><td background="https://shop.example/sky.jpg"><font color="#ffffff">{NOTE}</font></table>',
    f'<style>.dark td {{background: #000}}</style><table class="dark"><tr><td style="color:#fff">{NOTE}</table>',
    f'<style>.dark {{background: #000; color: #fff}}</style><div class="dark"><p>{NOTE}</p></div>',
    f"<style>@media (prefers-color-scheme: dark) {{p {{color: #fff}}}}</style><p>{NOTE}</p>",
    f'<style>a:hover {{color: #fff}}</style><a href="https://shop.example/">{NOTE}</a>',
    f'<p style="color:rgba(255,255,255,.5)">{NOTE}</p>',
    '<p style="color:#fff">short</p>',
    f'<style>.phone {{display:none}} @media (max-width:600px) {{.phone {{display:block}}}}</style><div class="phone">{LONG}</div>',
    f'<style>.phone {{display:none}}</style><div class="phone" style="display:block">{LONG}</div>',
    f'<style>.phone {{display:none}} .phone {{display:block}}</style><div class="phone">{LONG}</div>',
    f'<style>.mail .phone {{display:none}}</style><div class="phone">{LONG}</div>',
    '<style>.phone {display:none}</style><div class="phone">The new chairs are here. They are made of oak from our own forest, oiled by hand, and delivered within one week. Visit the workshop on Saturday morning. The new chairs are here. They are made of oak from our own forest</div>',
]
# fmt: on


@pytest.mark.parametrize(("hidden", "way"), DECEIT, ids=range(len(DECEIT)))
def test_deceit(hidden, way):
    assert looked(BODY + hidden)["CONTENT-HIDDEN-TEXT"].detail.startswith(way)


@pytest.mark.parametrize("hidden", CRAFT, ids=range(len(CRAFT)))
def test_craft(hidden):
    assert "CONTENT-HIDDEN-TEXT" not in looked(BODY + hidden)


@pytest.mark.parametrize(
    "style",
    ["display:none", "font-size:1px;color:#fff", "max-height:0;overflow:hidden", "opacity:0", "color:#fff"],
)
def test_one_preheader_is_craft_however_it_is_hidden(style):
    """Inboxes show it beside the subject: it is hidden from nobody."""
    preheader = f'<div style="{style}">Last chance: oak chairs for less until Sunday, delivery is free</div>'
    filler = '<div style="display:none">&zwnj;&nbsp;&zwnj;&nbsp;&#847; &#847;</div>'
    assert "CONTENT-HIDDEN-TEXT" not in looked(preheader + filler + BODY)


def test_a_preheader_is_no_cover_for_what_stands_beside_it():
    preheader = '<div style="display:none">Oak from our own forest</div>'
    said = looked(f'{preheader}<div style="display:none">{SPAM}</div>{BODY}')["CONTENT-HIDDEN-TEXT"]
    assert said.where["snippet"].startswith("casino")
    assert said.count == 1


def test_a_preheader_made_of_trigger_phrases_is_none():
    assert "CONTENT-HIDDEN-TEXT" in looked(f'<div style="display:none">{SPAM}</div>{BODY}')


def test_what_stands_inside_in_another_colour_is_seen():
    """Only the words that nobody sees are quoted."""
    said = looked(f'{BODY}<p style="color:#fff">{NOTE} <b style="color:#000">and this</b></p>')[
        "CONTENT-HIDDEN-TEXT"
    ]
    assert "and this" not in said.detail
