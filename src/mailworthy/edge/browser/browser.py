"""One warm Chromium for many messages, started anew after some of them and whenever it dies."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Self, TypeVar

from mailworthy.edge.browser.find import HOW_TO_GET_IT, chromium, missing
from mailworthy.edge.browser.guard import Guard
from mailworthy.edge.browser.shot import HEIGHT, WIDTH, Picture, Requests, Screen, Shot, Trouble
from mailworthy.edge.browser.start import Confined, Home, start
from mailworthy.errors import OutsideError

if TYPE_CHECKING:
    from playwright.sync_api import Browser as Chromium
    from playwright.sync_api import BrowserContext, CDPSession, Page, Playwright

T = TypeVar("T")

MESSAGES = 50  # that one Chromium draws: it never gives all memory back
PATIENCE_S = 10.0  # for one picture
HOPELESS = 2  # pictures of one message that took too long: its others are not tried
WHY = 200  # characters of why Chromium does not start
QUALITY = 75  # of a JPEG
_SIZE = "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"


class Browser:
    """A Chromium that stays warm between messages. Any thread may use it; shots are drawn one after the other.

    It starts at once, beside what its owner does until the first shot.

    Args:
        program: Its path; found where it is not said.
        messages: After how many messages it is started anew.
        patience_s: How long one picture may take.

    Raises:
        OutsideError: There is none, or it does not start.
    """

    def __init__(
        self, program: str | None = None, *, messages: int = MESSAGES, patience_s: float = PATIENCE_S
    ) -> None:
        if lacks := missing():
            raise OutsideError(f"there is no {lacks}: {HOW_TO_GET_IT}", temporary=False)
        self._program = program or chromium() or ""
        self._messages, self._patience_s = messages, patience_s
        self._drawn = 0
        # Playwright's loop belongs to the thread that it was started in, and would be in the way of others there.
        self._thread = ThreadPoolExecutor(1, "chromium")
        self._playwright: Playwright | None = None
        self._running: tuple[Chromium, Home] | None = None
        self.confined = Confined.NOTHING
        self.version = ""
        self._thread.submit(self.warm)  # what goes wrong is told at the first shot, which tries again

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End it, and leave nothing behind."""
        self._thread.submit(self.end).result()
        self._thread.shutdown()

    @contextmanager
    def sitting(self) -> Iterator[Sitting]:
        """Give a place where the pages of one message are drawn; what one message did there, the next one never sees."""
        self._drawn += 1
        if self._drawn > self._messages:
            self._thread.submit(self.end).result()
            self._drawn = 1
        sitting = Sitting(self)
        try:
            yield sitting
        finally:
            sitting.close()

    # --- in the thread of Playwright ----------------------------------------------------------------------------------

    def run(self, work: Callable[[], T]) -> T:
        """Do something in the thread that Playwright belongs to."""
        return self._thread.submit(work).result()

    def warm(self) -> Chromium:
        """Give the running Chromium; start it where none runs."""
        if self._running is None or not self._running[0].is_connected():
            self.end()
            self._start()
        assert self._running
        return self._running[0]

    def kill(self) -> None:
        """End it at once; the next shot starts another."""
        if self._running:
            self._running[1].kill()

    def _start(self) -> None:
        from playwright.sync_api import Error, sync_playwright  # noqa: PLC0415  # the extra `previews` brings it

        try:
            self._playwright = sync_playwright().start()
            browser, home, self.confined = start(self._playwright, self._program)
        except Error as error:
            self.end()
            raise OutsideError(
                f"{self._program} does not start: {_why(error.message)}", peer=self._program
            ) from None
        self._running, self.version = (browser, home), browser.version

    def end(self) -> None:
        """End it in an orderly way, and what drives it; the next shot starts both anew."""
        running, self._running = self._running, None
        playwright, self._playwright = self._playwright, None
        if running:
            with suppress(Exception):  # it may be dead already, in more ways than one can name
                running[0].close()
            running[1].remove()
        if playwright:
            with suppress(Exception):  # same
                playwright.stop()

    @contextmanager
    def watched(self) -> Iterator[threading.Event]:
        """Kill Chromium when one picture takes too long: not everything that is asked of it has a time limit of its own."""
        late = threading.Event()

        def kill() -> None:
            late.set()
            self.kill()

        timer = threading.Timer(self._patience_s, kill)
        timer.start()
        try:
            yield late
        finally:
            timer.cancel()


def _why(told: str) -> str:
    """Give the line that matters of what Playwright tells: the last that the program said itself, else the first."""
    lines = told.splitlines() or [""]
    said = [line.partition("[err]")[2].strip() for line in lines if "[err]" in line]
    return (said[-1] if said else lines[0])[:WHY]


class Sitting:
    """One message at the browser: a page as phones have it, and one as desktops do, both used for all shots.

    Args:
        browser: The browser.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._easels: dict[tuple[bool, float], _Easel] = {}
        self._hopeless = 0
        self.requests = Requests()

    def draw(self, shot: Shot) -> Picture:
        """Draw a page. A page that takes too long, or that kills the browser twice, has no picture, and the next one has its chance.

        Raises:
            OutsideError: Chromium does not start.
        """
        if self._hopeless >= HOPELESS:
            return Picture(b"", trouble=Trouble.TIME)
        return self._browser.run(lambda: self._drawn(shot))

    def close(self) -> None:
        """Forget everything about the message."""
        self._browser.run(self._leave)

    def _drawn(self, shot: Shot) -> Picture:
        from playwright.sync_api import Error  # noqa: PLC0415  # the extra `previews` brings it

        for _ in range(2):
            self._browser.warm()
            with self._browser.watched() as late:
                try:
                    return self._easel(shot.screen).draw(shot)
                except Error:
                    pass
            self._leave()
            self._browser.end()
            if late.is_set():
                self._hopeless += 1
                return Picture(b"", trouble=Trouble.TIME)
        return Picture(b"", trouble=Trouble.CRASH)

    def _easel(self, screen: Screen) -> _Easel:
        kind = screen.mobile, screen.scale
        chromium = self._browser.warm()
        if kind not in self._easels:
            self._easels[kind] = _Easel(chromium, screen, Guard(self.requests))
        return self._easels[kind]

    def _leave(self) -> None:
        easels, self._easels = self._easels, {}
        for easel in easels.values():
            with suppress(Exception):  # the browser may be dead
                easel.close()


class _Easel:
    """A page of the browser, used again and again."""

    def __init__(self, chromium: Chromium, screen: Screen, guard: Guard) -> None:
        self._guard = guard
        self._shown: tuple[str, bool] | None = None
        self._set: dict[str, Any] = {}
        self._context: BrowserContext = chromium.new_context(
            java_script_enabled=False,
            service_workers="block",
            accept_downloads=False,
            viewport={"width": screen.width, "height": screen.height},
            device_scale_factor=screen.scale,
            is_mobile=screen.mobile,
            has_touch=screen.mobile,
            reduced_motion="reduce",
        )
        self._context.route("**/*", guard.answer)
        self._page: Page = self._context.new_page()
        self._deep: CDPSession | None = None

    def draw(self, shot: Shot) -> Picture:
        """Draw a page."""
        self._light(shot)
        self._turn("size", (shot.screen.width, shot.screen.height), self._resize)
        if self._shown != (shot.html, shot.images):
            self._shown = None
            self._page.goto(self._guard.admit(shot.html, images=shot.images))
            self._shown = shot.html, shot.images
        width, height = self._page.evaluate(_SIZE)
        how: dict[str, Any] = {"type": "png"} if shot.png else {"type": "jpeg", "quality": QUALITY}
        how["clip"] = {"x": 0, "y": 0, "width": min(width, WIDTH), "height": min(height, HEIGHT)}
        octets = self._page.screenshot(full_page=True, scale="css", animations="disabled", **how)
        return Picture(octets, width, height, cut=width > WIDTH or height > HEIGHT)

    def close(self) -> None:
        """Close it, with all that the page left."""
        self._context.close()

    def _light(self, shot: Shot) -> None:
        scheme = "dark" if shot.dark else "light"
        self._turn("scheme", scheme, lambda value: self._page.emulate_media(color_scheme=value))
        if shot.inverted or self._deep:
            self._turn("inverted", shot.inverted, self._invert)

    def _turn(self, name: str, value: Any, turn: Callable[[Any], None]) -> None:
        """Set what is not yet set so."""
        if self._set.get(name) != value:
            turn(value)
            self._set[name] = value

    def _resize(self, size: tuple[int, int]) -> None:
        self._page.set_viewport_size({"width": size[0], "height": size[1]})

    def _invert(self, on: bool) -> None:
        self._deep = self._deep or self._context.new_cdp_session(self._page)
        self._deep.send("Emulation.setAutoDarkModeOverride", {"enabled": on} if on else {})
