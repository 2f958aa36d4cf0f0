"""Tablets: pages of a real hub in a real browser, watched while a test goes on.

Whatever a page asks of anybody but its hub, every complaint of the browser, of its policy as well,
and every error that nobody caught fails the test, unless it says beforehand that it comes.
"""

import shutil
import subprocess
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from msgspec.structs import replace
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page

from hub.app import run_hub
from hub.config_sections import PeopleSettings, ReadySettings
from hub.domain.permissions import Role
from hub.network.tls.authority import AUTHORITY
from hub.paths import TLS
from scripts.tablet_browser import keep
from tests.support.live import GENEROUS, ON_LOOPBACK, UNHURRIED, Live, served_on

SIZES: Mapping[str, tuple[int, int]] = {
    "phone": (360, 640),
    "long phone": (360, 800),
    "tablet": (768, 1024),
    "laptop": (1280, 800),
    "monitor": (1920, 1080),
}
"""Glasses that every page is looked at on: CSS pixels, width and height."""

AXE = Path(__file__).parents[2] / "scripts/vendor.d/node_modules/axe-core/axe.min.js"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

_TOO_NARROW = """() => {
  const shown = [...document.querySelectorAll("button, a.button")]
    .filter((each) => each.offsetParent !== null);
  const out = (each) => {
    const {left, right} = each.getBoundingClientRect();
    return left < -1 || right > innerWidth + 1;
  };
  return shown.filter((each) => each.scrollWidth > each.clientWidth + 1 || out(each))
    .map((each) => each.textContent.trim());
}"""


class Trust(NamedTuple):
    """A browser's home, and the folder of a new hub whose authority is trusted there."""

    home: Path
    data: Path


def make_trust(folder: Path, data: Path) -> Trust:
    """Make a browser's home in which a hub's authority is trusted.

    Args:
        folder: for it.
        data: the folder of a hub that has run, and has no orders.
    """
    database = folder / ".pki" / "nssdb"
    database.mkdir(parents=True)
    certutil = ("certutil", "-d", f"sql:{database}")
    subprocess.run((*certutil, "-N", "--empty-password"), check=True)
    found = data / TLS / AUTHORITY
    subprocess.run((*certutil, "-A", "-t", "C,,", "-n", "galley", "-i", found), check=True)
    return Trust(folder, data)


class HouseOfTablets:
    """A hub on a network, with tablets.

    Args:
        data: the hub's folder.
        browser: for the tablets.
        trust: whose keys the hub has.

    Attributes:
        live: the hub while it runs.
        people: whether tablets ask who stands at them, from the next start on.
        ready: what the board of ready numbers does, from the next start on.
    """

    live: Live

    def __init__(self, data: Path, browser: Browser, trust: Trust) -> None:
        self._data = data
        self._browser = browser
        self._trust = trust
        self._port = 0
        self._hub = AsyncExitStack()
        self._devices: dict[str, tuple[str, str]] = {}
        self.people = PeopleSettings()
        self.ready = ReadySettings()
        self.tablets: list[TabletPage] = []

    @property
    def url(self) -> str:
        """Where its pages are."""
        return f"https://127.0.0.1:{self._port}"

    async def start(self) -> None:
        """Start the hub, at the port where it was before."""
        if not self._data.exists():
            shutil.copytree(self._trust.data, self._data)
        lan = replace(ON_LOOPBACK, port=self._port)
        settings = served_on(lan, limits=GENEROUS, people=self.people, ready=self.ready)
        hub = await self._hub.enter_async_context(run_hub(self._data, settings, grace=UNHURRIED))
        self.live = Live(hub)
        if self._port:
            self.live._devices = self._devices
        else:
            await self.live.open(role for role in Role if role is not Role.CUSTOMER)
            self._devices = self.live._devices
        assert hub.lan is not None
        self._port = hub.lan.port

    async def stop(self) -> None:
        """Stop the hub; its tablets stay."""
        await self._hub.aclose()

    async def add(
        self, *, size: str = "phone", past_warning: Browser | None = None, locale: str = "en-GB"
    ) -> "TabletPage":
        """Bring a tablet that was never here, with nothing on it.

        Args:
            size: of :data:`SIZES`.
            locale: of its owner.
            past_warning: a browser in which somebody goes past the warning; None for one that
                trusts the hub's authority.
        """
        width, height = SIZES[size]
        context = await (past_warning or self._browser).new_context(
            viewport={"width": width, "height": height},
            ignore_https_errors=past_warning is not None,
            has_touch=True,
            locale=locale,
        )
        tablet = TabletPage(context, await context.new_page(), self.url)
        self.tablets.append(tablet)
        return tablet

    async def open(
        self,
        name: str,
        *,
        role: Role = Role.KITCHEN,
        size: str = "laptop",
        trusted: bool = True,
        token: str | None = None,
        **kept: object,
    ) -> "TabletPage":
        """Open a page on a tablet of its own.

        Args:
            name: of the page, as in its address.
            role: whose token it has.
            size: of :data:`SIZES`.
            trusted: whether it trusts the hub's authority; else somebody went past the warning.
            token: in place of the role's; empty for a tablet that was never let in.
            kept: settings of the device, as ``theme`` and ``language``.
        """
        tablet = await self.add(size=size, past_warning=None if trusted else self._browser)
        # The first look is a stranger's, which makes the browser's database and asks for nothing.
        await tablet.page.goto(f"{self.url}/{name}")
        given = self.live.token(role) if token is None else token
        await keep(tablet.page, {"token": given or None, **kept})
        await tablet.page.goto("about:blank")
        await tablet.page.goto(f"{self.url}/{name}")
        return tablet


class TabletPage:
    """One tablet with a page of the hub on it.

    Attributes:
        page: what Playwright works with.
        problems: what went wrong, in the browser's words.
        allowed: parts of problems that are meant to come.
    """

    def __init__(self, context: BrowserContext, page: Page, url: str) -> None:
        self.context = context
        self.page = page
        self.problems: list[str] = []
        # A page tries whether it may sound at once, as on a kiosk that was set up so.
        self.allowed: list[str] = ["The AudioContext was not allowed to start"]
        self._host = urlsplit(url).netloc
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.problems.append(f"not caught: {error}"))
        page.on("request", lambda request: self._look_at(request.url))
        page.on("websocket", lambda socket: self._look_at(socket.url))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.problems.append(f"{message.type}: {message.text}")

    def _look_at(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"about", "blob", "data"} and parts.netloc != self._host:
            self.problems.append(f"asked somebody else: {url}")

    def check(self) -> None:
        """Fail with what went wrong and was not meant to."""
        found = [
            each for each in self.problems if not any(allowed in each for allowed in self.allowed)
        ]
        assert found == [], found

    async def find_barriers(self) -> list[str]:
        """Look at the page as WCAG 2.2 AA does; returns what is wrong, with where."""
        # Through the debugger, which the page's policy does not bind.
        session = await self.context.new_cdp_session(self.page)
        await session.send("Runtime.evaluate", {"expression": AXE.read_text("utf-8")})
        found: dict[str, Any] = await self.page.evaluate(
            "(rules) => axe.run(document, {runOnly: rules})", _RULES
        )
        return [
            f"{each['id']}: {node['target']} {node['failureSummary']}"
            for each in found["violations"]
            for node in each["nodes"]
        ]

    async def narrow_buttons(self) -> list[str]:
        """List the words of buttons that have no room for them, or stand beside the glass."""
        found: list[str] = await self.page.evaluate(_TOO_NARROW)
        return found


@asynccontextmanager
async def house_of_tablets(
    data: Path, browser: Browser, trust: Trust
) -> AsyncIterator[HouseOfTablets]:
    """Run a hub with tablets; at the end, nothing may have gone wrong on any of them."""
    house = HouseOfTablets(data, browser, trust)
    await house.start()
    try:
        yield house
        for tablet in house.tablets:
            tablet.check()
    finally:
        for tablet in house.tablets:
            await tablet.context.close()
        await house.stop()
