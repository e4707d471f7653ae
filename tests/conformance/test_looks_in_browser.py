"""Colours, sizes and faces as we work them out, and as Chromium does: light, dark, on a phone."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from mailworthy.message.accessibility.colour import WHITE, Colour, colour
from mailworthy.message.accessibility.computed import DARK_CANVAS, Look, Looks
from mailworthy.message.accessibility.media import DARK, DESKTOP, PHONE, Window
from mailworthy.message.reading import read
from mailworthy.message.reading.html import Html

pytestmark = pytest.mark.system("chromium")

CORPORA = Path(os.environ.get("MAILWORTHY_CORPORA", Path(__file__).parents[3] / "shared" / "corpora"))
FOUND = (
    "cerberus-cerberus-responsive.html",
    "email-templates-20-index.html",
    "postmark-templates-templates-basic-full-invoice-content.html",
    "responsive-html-email-template-index.html",
    "foundation-emails-templates-order.html",
    "developer-newsletter-archive-31feb2021.html",
)
# fmt: off
WRITTEN = {
    "inherited": "<body style='color:#123;font:italic bold 14px/1.5 Georgia,serif'><div><p>a <b style='font-weight:lighter'>b</b> <a href=x>c</a> <a name=y>d</a></p><table><tr><td>e<th>f</table></div>",
    "sizes": "<div style='font-size:20px'><p style='font-size:.8em'>a<small>b<small>c</small></small><span style='font-size:120%'>d<span style='font-size:1.5rem'>e</span></span></p><h1>f</h1><h2>g</h2><h3>h</h3><h4>i</h4><h5>j</h5><h6>k</h6><p style='font-size:larger'>l</p><p style='font-size:x-large'>m</p><p style='font-size:10pt'>n</p><p style='font-size:12'>o</p><p style='font-size:.5in'>p</p>",
    "fonts of old": "<font size=1 color=red face='Arial, Helvetica'>a<font size=+2>b</font><font size=-1>c</font></font><basefont size=5><font size=9>d</font><font color=abc>e</font><center>f<table><tr><td>g</table></center>",
    "old attributes": "<body bgcolor=#eeeeee text=navy><table bgcolor=ffffff align=center><tr bgcolor=silver><td align=right bgcolor=nocolour>a<td background=a.png>b<tr><td valign=top style='background:none'>c</table><p align=justify>d<div align=center><table><tr><td>e</table><p>f</div>",
    "cascade": "<style>p{color:red}.a{color:green}#b{color:blue}p.a.c{color:teal}body p{color:gray;font-size:12px!important}div > p + p{background:#eee}*{line-height:1.2}td:first-child{font-weight:700}[data-q=z]{color:purple}a:link{color:orange}a:hover{color:red}p:not(.a){text-align:center}</style><div><p>1<p class=a>2<p class='a c'>3<p id=b style='color:black'>4<p style='font-size:30px' data-q=z>5<a href=x>6</a></div><table><tr><td>7<td>8</table>",
    "important": "<style>.a{color:green!important}.b{color:red}td{background:#111!important;background-color:#222}</style><p class=a style='color:red'>1<p class='b' style='color:blue!important'>2<p class='a' style='color:blue!important'>3<table><tr><td style='background:#fff'>4<td bgcolor=red>5</table>",
    "backgrounds": "<div style='background:#111 url(a.png) no-repeat center/cover'><p>1<p style='background-color:rgb(255 255 255 / 50%)'>2</div><div style='background:rgba(0,0,0,.5)'><p style='background:hsl(120 50% 50% / .25)'>3<p style='background:transparent'>4<p style='background:222222'>5</div><div style='background:#eee'><p style='background:inherit'>6<p style='background-image:linear-gradient(red,blue)'>7<p style='background:no-repeat'>8<p style='background:bogus red'>9</div>",
    "colours": "".join(f"<p style='color:{one}'>a" for one in ("#abc", "#abcd", "RED", "rgb(1,2,3)", "rgba(10%,20%,30%,.4)", "hsl(400,50%,50%)", "hsl(.5turn 20% 30%)", "currentcolor", "inherit", "#12345", "red !important", "rebeccapurple", "transparent")),
    "dark": "<meta name=color-scheme content='light dark'><style>@media (prefers-color-scheme:dark){.d{background:#000!important;color:#ddd!important}.e{color:pink}}</style><p>1<p class=d style='background:#fff;color:#222'>2<a href=x>3</a><p class=e style='color:red'>4<div style='background:#fff'><p>5</div>",
    "dark by rules alone": "<style>@media (prefers-color-scheme:dark){body{background:#222;color:#eee}a{color:#9cf!important}}@media (prefers-color-scheme:light){p{font-size:17px}}</style><p>1<a href=x>2</a>",
    "windows": "<style>@media only screen and (max-width:600px){p{font-size:18px!important}.m{display:none!important}}@media (min-width:601px){p{color:green}}@media print{p{color:red}}@media (width>=400px) and (max-width:2000px){b{color:blue}}</style><p style='font-size:12px'>1<b>2</b><p class=m>3",
    "hidden": "<style>.h{display:none}</style><p class=h>1<b>2</b><p hidden>3<p style='visibility:hidden'>4<b style='visibility:visible'>5</b><p style='display:none;display:block'>6",
    "fragment": "<style>body{background:#ddd;color:#333;font-family:Verdana}html{background:#111}</style><td>1<p>2</p><tr><td>3",
}
# fmt: on
# What holds for what: forms have looks of their own, and what is in the head has none.
OTHERS = frozenset(
    (
        "head",
        "style",
        "title",
        "meta",
        "script",
        "link",
        "base",
        "html",
        "body",
        "img",
        "br",
        "hr",
        "input",
        "select",
        "option",
        "button",
        "textarea",
        "basefont",
        "center",
    )
)  # fmt: skip
ASK = r"""() => [...document.querySelectorAll("[data-number]")].map(element => {
  const style = getComputedStyle(element), grounds = [];
  let pictured = false;
  for (let one = element; one; one = one.parentElement) {
    const its = getComputedStyle(one), parts = its.backgroundColor.match(/[\d.]+/g).map(Number);
    pictured ||= its.backgroundImage !== "none" || its.position === "absolute";
    grounds.push(its.backgroundColor);
    if (pictured || parts.length < 4 || parts[3] === 1) break;
  }
  return {number: Number(element.dataset.number), ink: style.color, grounds, pictured, size: parseFloat(style.fontSize),
          weight: Number(style.fontWeight), align: style.textAlign, face: style.fontFamily, display: style.display};
})"""


@pytest.fixture(scope="module")
def page(program) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        page.route("**/*", lambda route: route.abort())
        yield page
        browser.close()


def numbered(html: Html) -> str:
    """Give a page whose elements say their number."""
    source = html.source
    for one in reversed(html.elements):
        at = one.span.start + 1 + len(one.tag)
        source = f'{source[:at]} data-number="{one.number}"{source[at:]}'
    return source


def computed(page: Page, html: Html, window: Window) -> list[dict[str, object]]:
    """Give what the browser makes of each element."""
    page.goto("about:blank")  # a page's colour scheme outlives its content
    page.set_viewport_size({"width": int(window.width), "height": 800})
    page.emulate_media(color_scheme="dark" if window.dark else "light")
    page.set_content(numbered(html), wait_until="domcontentloaded")
    return [one for one in page.evaluate(ASK) if html.elements[one["number"]].tag not in OTHERS]


def differences(ours: Look, its: dict, canvas: Colour) -> Iterator[str]:
    """Name what differs; what we say cannot be told differs from nothing."""
    ground = canvas
    for one in reversed(its["grounds"]):
        ground = colour(one).over(ground)
    if ours.ink is not None and not _alike(ours.ink, colour(its["ink"])):
        yield f"ink {ours.ink.name} {its['ink']}"
    if its["pictured"] != (ours.ground is None) or (ours.ground and not _alike(ours.ground, ground)):
        yield f"ground {ours.ground} {its['grounds']}"
    if ours.size is not None and abs(ours.size - its["size"]) > 0.1:
        yield f"size {ours.size} {its['size']}"
    if ours.weight != its["weight"]:
        yield f"weight {ours.weight} {its['weight']}"
    if _plain(ours.align) != _plain(its["align"]):
        yield f"align {ours.align} {its['align']}"
    if ours.face and ours.face != its["face"].partition(",")[0].strip(" '\"").lower():
        yield f"face {ours.face} {its['face']}"
    if its["display"] == "none" and ours.shown:
        yield "shown"


def _alike(one: Colour, other: Colour) -> bool:
    return (
        all(abs(a - b) <= 1 for a, b in zip(one[:3], other[:3], strict=True))
        and abs(one[3] - other[3]) < 0.02
    )


def _plain(align: str) -> str:
    return re.sub("-webkit-|start|left|^-", "", align)


def held_against(page: Page, octets: bytes) -> list[str]:
    """Give what differs on a page, in all windows."""
    html = read(octets, "html").page.html
    looks, wrong = Looks(html), []
    for window in (DESKTOP, DARK, PHONE):
        canvas = DARK_CANVAS if window.dark and looks.dark else WHITE
        ours = looks.of(window)
        asked = computed(page, html, window)
        assert asked
        for its in asked:
            one = html.elements[its["number"]]
            said = differences(ours[one.number], its, canvas)
            wrong += (f"{window} {html.source[slice(*one.span)][:80]} {what}" for what in said)
    return wrong


@pytest.mark.parametrize("name", WRITTEN)
def test_written_pages(page, name):
    assert held_against(page, b"<!DOCTYPE html>" + WRITTEN[name].encode()) == []


@pytest.mark.corpora
@pytest.mark.parametrize("name", FOUND)
def test_pages_of_others(page, name):
    octets = (CORPORA / "messages" / "found" / name).read_bytes()
    standard = octets if b"<!doctype" in octets[:300].lower() else b"<!DOCTYPE html>" + octets
    assert held_against(page, standard) == []
