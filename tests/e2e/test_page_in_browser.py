"""The report page in a real browser: each language, light and dark, phone and desktop, on paper."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import bounce_sample
import message_sample
import preview_sample
import pytest
import report_sample
import sender_sample
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from mailworthy.finding import Lang
from mailworthy.flow.page import (
    bounce_page,
    list_page,
    message_page,
    messages_page,
    reports_page,
    sender_page,
)
from mailworthy.flow.page.message_batch import row
from mailworthy.flow.page.message_previews import Preview
from mailworthy.flow.page.previews import preview_page
from mailworthy.flow.read_reports import summarise_reports
from mailworthy.sender.reports.summary import summed

pytestmark = pytest.mark.system("chromium")

ROOT = Path(__file__).parents[2]
PHONE, DESKTOP = 360, 1280
QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
DOT = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
PAGES = {
    "ordinary": partial(list_page, report_sample.ordinary()),
    "empty": partial(list_page, report_sample.empty()),
    "offline": partial(list_page, report_sample.offline()),
    "huge": partial(list_page, report_sample.huge()),
    "hostile": partial(list_page, report_sample.hostile()),
    "bounces": partial(bounce_page, bounce_sample.ordinary()),
    "bounces-long": partial(bounce_page, bounce_sample.long()),
    "bounces-none": partial(bounce_page, bounce_sample.empty()),
    "bounces-hostile": partial(bounce_page, bounce_sample.hostile()),
    "reports": partial(reports_page, summarise_reports(ROOT / "examples" / "reports")),
    "reports-none": partial(reports_page, summed([])),
    "sender": partial(sender_page, sender_sample.faulty()),
    "sender-sound": partial(sender_page, sender_sample.sound()),
    "sender-shallow": partial(sender_page, sender_sample.shallow()),
    "sender-many": partial(sender_page, sender_sample.many()),
    "sender-none": partial(sender_page, sender_sample.absent()),
    "sender-hostile": partial(sender_page, sender_sample.hostile()),
    "message": partial(message_page, message_sample.faulty()),
    "message-designed": partial(
        message_page,
        message_sample.designed(),
        previews=[Preview("At phone width", DOT, "image/png", 390, 844, "phone.png")] * 3,
    ),
    "message-japanese": partial(message_page, message_sample.japanese()),
    "message-hostile": partial(message_page, message_sample.hostile()),
    "previews": partial(preview_page, preview_sample.ordinary()),
    "previews-hostile": partial(preview_page, preview_sample.hostile()),
    "messages": partial(
        messages_page, [row(message_sample.faulty(), "a.html"), row(message_sample.letter(), "b.html")]
    ),
}
FULLY = ("ordinary", "bounces", "sender")  # in every look
LOOKS = [(lang, theme, width) for lang in Lang for theme in ("light", "dark") for width in (PHONE, DESKTOP)]


@dataclass
class Seen:
    """A page that was opened, and what it did on its own."""

    page: Page
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def browser(program) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program("chromium"), args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def show(browser: Browser, tmp_path: Path):
    """Write a report's page to a file and open it as a reader would."""
    contexts = []

    def open_(name: str, lang: Lang = Lang.EN, theme: str = "light", width: int = DESKTOP) -> Seen:
        file = tmp_path / "report.html"
        file.write_text(PAGES[name](lang), encoding="utf-8")
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
        contexts.append(context)
        seen = Seen(context.new_page())
        seen.page.on("console", lambda message: seen.said.append(message.text))
        seen.page.on("pageerror", lambda error: seen.said.append(str(error)))
        seen.page.on("dialog", lambda dialog: seen.said.append(dialog.message))
        seen.page.on("request", lambda request: seen.asked.append(request.url))
        seen.page.goto(file.as_uri())
        return seen

    yield open_
    for context in contexts:
        context.close()


def faults(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{fault['id']}: {fault['nodes'][0]['html'][:200]}" for fault in found]


@pytest.mark.parametrize("name", FULLY)
@pytest.mark.parametrize(("lang", "theme", "width"), LOOKS)
def test_everybody_can_read_it(show, name, lang, theme, width):
    page = show(name, lang, theme, width).page
    for more in page.locator("details").all():
        more.locator("summary").click()
    assert faults(page) == []


@pytest.mark.parametrize("name", [name for name in PAGES if name not in FULLY])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_everybody_can_read_the_odd_ones_too(show, name, theme):
    assert faults(show(name, Lang.DE, theme, PHONE).page) == []


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("name", list(PAGES))
def test_nothing_runs_over_the_edge_of_a_phone(show, name, lang):
    page = show(name, lang, width=PHONE).page
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE


@pytest.mark.parametrize("name", list(PAGES))
def test_it_asks_nobody_and_complains_of_nothing(show, name):
    seen = show(name)
    seen.page.wait_for_load_state("networkidle")
    assert seen.said == []
    assert [url for url in seen.asked if not url.startswith("data:image/")] == [seen.page.url]


def test_the_policy_lets_the_style_in(show):
    page = show("ordinary").page
    assert page.evaluate("getComputedStyle(document.querySelector('.figures')).display") == "grid"


def test_dark_is_dark_and_light_is_light(show):
    def paper(theme: str) -> int:
        colour = show("ordinary", theme=theme).page.evaluate(
            "getComputedStyle(document.body).backgroundColor"
        )
        return int(colour.removeprefix("rgb(").partition(",")[0])

    assert paper("dark") < 40
    assert paper("light") > 240


def test_all_drawings_have_a_size(show):
    page = show("ordinary", width=PHONE).page
    for drawing in page.locator("section > svg[role=img], figure svg[role=img]").all():
        box = drawing.bounding_box()
        assert box
        assert box["width"] > 300
        assert box["height"] > 20


def test_the_texts_of_a_chart_stay_inside_it(show):
    page = show("ordinary", Lang.DE, width=PHONE).page
    outside = page.evaluate(
        """() => [...document.querySelectorAll('svg[role=img] text')].filter(text => {
            const box = text.getBoundingClientRect();
            return box.width && (box.right > innerWidth || box.left < 0);
        }).map(text => text.textContent)"""
    )
    assert outside == []


def test_paper_shows_what_the_screen_folds_away(show):
    page = show("ordinary", theme="dark").page
    folded = page.locator("details .name").first
    assert not folded.is_visible()
    page.emulate_media(media="print")
    assert folded.is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_it_prints(show):
    pdf = show("ordinary").page.pdf(prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF")
    assert 4 <= pdf.count(b"/Type /Page\n") <= 14


def test_a_record_is_selected_by_one_click(show):
    """For whoever pastes it elsewhere: all of it, and nothing beside it."""
    page = show("sender").page
    record = page.locator(".record pre").first
    record.click()
    assert page.evaluate("getSelection().toString()").strip() == record.inner_text().strip()


def test_paper_keeps_the_titles_of_notes(show):
    page = show("sender").page
    page.emulate_media(media="print")
    assert page.locator(".note summary").first.is_visible()
    assert page.locator(".note .pairs").first.is_visible()
    assert not page.locator(".more:not(.note) summary").first.is_visible()
