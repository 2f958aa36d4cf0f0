"""``python -m scripts.page_pictures``: a picture of every page, of a hub in the middle of dinner.

A hub is started, the demo's dinner is put into it, and each page is opened on a device of its own
in Chromium, at the size that shows it best.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

import aiohttp
from playwright.async_api import Browser, Page, async_playwright

from scripts.benchmarks.harness import ServerUnderTest, hub, screen_token
from scripts.demo.link import DemoLink
from scripts.demo.orders import TABLES
from scripts.demo.service import Service
from scripts.page_pictures.palette import write_palette
from scripts.tablet_browser import keep, start_browser

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs/pictures"
_WEB = ROOT / "hub/web"
_MENU = ROOT / "scripts/sample-menu.json"
_SEED = 7
_READY = 5
_WITHIN = 15_000
_NAMES = {
    "kitchen": "Grill tablet",
    "manager": "Office",
    "pass": "Pass",
    "ready": "Television",
    "waiter": "Ana",
}
_MAY_SOUND = "--autoplay-policy=no-user-gesture-required"
_STAND_STILL = 800
"""Milliseconds that a page has for what moves on it once it stands."""


class Shot(NamedTuple):
    """A picture.

    Attributes:
        name: of the file, behind ``pages-``.
        page: whose it is, as in its address.
        role: of the device; empty for one that was not let in.
        size: of its glass, in CSS pixels.
        seen: what has to be there first, as a selector.
        kept: the device's settings.
        taps: what is tapped one after the other before the picture is taken, as selectors.
        scale: pixels of the picture in a CSS pixel.
    """

    name: str
    page: str
    role: str
    size: tuple[int, int]
    seen: str
    kept: Mapping[str, object] = {}
    taps: tuple[str, ...] = ()
    scale: float = 1


SHOTS = (
    Shot("station", "station", "kitchen", (1280, 800), "article.ticket", {"station": "all"}),
    Shot(
        "station-phone",
        "station",
        "kitchen",
        (360, 800),
        "article.ticket",
        {"station": "grill", "theme": "light"},
    ),
    Shot("pass", "pass", "pass", (1280, 800), "[data-order]"),
    Shot("waiter", "waiter", "waiter", (360, 800), "[data-name='table-12']"),
    Shot(
        "waiter-order",
        "waiter",
        "waiter",
        (360, 800),
        "[data-name='table-3']",
        taps=(
            "[data-name='table-3']",
            "[data-name='allergy']",
            "[data-name='allergen-nuts']",
            "[data-name='sheet-done']",
            "[data-name^='dish-'] >> nth=0",
            "[data-name^='dish-'] >> nth=2",
            "[data-name^='dish-'] >> nth=3",
        ),
    ),
    Shot("ready", "ready", "ready", (1920, 1080), "section.ready li", scale=0.5),
    Shot("manage", "manage", "manager", (1280, 800), "main h1, #page h1"),
    Shot(
        "manage-dish",
        "manage",
        "manager",
        (1280, 800),
        "main h1, #page h1",
        taps=("a[href='#menu']", "[data-name^='more-']", "[data-name='change-dish']"),
    ),
    Shot(
        "manage-routing",
        "manage",
        "manager",
        (1280, 800),
        "main h1, #page h1",
        taps=("a[href='#routing']", "form .button.main"),
    ),
    Shot(
        "manage-screens",
        "manage",
        "manager",
        (1280, 800),
        "main h1, #page h1",
        taps=("a[href='#stations']", "[data-name='send-test']", ".ticks .sign-ready"),
    ),
    Shot("guest", "guest", "", (360, 640), "li"),
    Shot("in", "in", "", (360, 640), "button"),
)
"""Every picture that the docs show. Of a page that is not in the tree none is taken."""


def main() -> None:
    """Take a picture of every page."""
    parser = argparse.ArgumentParser(prog="scripts/screenshots --pages", description=main.__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=PICTURES)
    parser.add_argument("--only", default="", metavar="NAME", help="of one picture, as station")
    wanted = parser.parse_args()
    folder: Path = wanted.folder
    folder.mkdir(parents=True, exist_ok=True)
    shots = [
        each
        for each in SHOTS
        if wanted.only in {"", each.name} and (_WEB / f"{each.page}.html").exists()
    ]
    with (
        tempfile.TemporaryDirectory(prefix="galley-pictures-") as home,
        hub(Path(home) / "hub", lan=True, variables={"GALLEY_READY_DINE_IN": "true"}) as server,
    ):
        tokens = {role: screen_token(server, _NAMES[role], role) for role in _roles(shots)}
        asyncio.run(_take(server, Path(home), shots, tokens, folder))


def _roles(shots: list[Shot]) -> set[str]:
    return {each.role for each in shots if each.role} | {"waiter", "kitchen"}


async def _take(
    server: ServerUnderTest,
    home: Path,
    shots: list[Shot],
    tokens: Mapping[str, str],
    folder: Path,
) -> None:
    async with async_playwright() as playwright:
        browser = await start_browser(playwright, home, _MAY_SOUND)
        # A kitchen whose orders nobody sees is told so on every page.
        kitchen = Shot("kitchen", "station", "kitchen", (1280, 800), "nav", {"station": "all"})
        await _open(browser, server.secure_url, "/station", kitchen, tokens["kitchen"])
        link = await _serve_dinner(server, tokens["waiter"])
        for shot in shots:
            path = link if shot.page == "guest" else f"/{shot.page}"
            png = await _shoot(browser, server.secure_url, path, shot, tokens.get(shot.role))
            file = folder / f"pages-{shot.name}.png"
            await asyncio.to_thread(write_palette, png, file)
            print(file)
        await browser.close()


async def _shoot(browser: Browser, url: str, path: str, shot: Shot, token: str | None) -> bytes:
    page = await _open(browser, url, path, shot, token)
    for each in shot.taps:
        await page.locator(each).first.tap()
    await page.wait_for_timeout(_STAND_STILL)
    png = await page.screenshot()
    await page.context.close()
    return png


async def _open(browser: Browser, url: str, path: str, shot: Shot, token: str | None) -> Page:
    width, height = shot.size
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=shot.scale,
        ignore_https_errors=True,
        has_touch=True,
        locale="en-GB",
    )
    page = await context.new_page()
    page.set_default_timeout(_WITHIN)
    if token is not None:
        # The first look is a stranger's: it has the page's modules, and asks for nothing.
        await page.goto(f"{url}/{shot.page}")
        await keep(page, {"token": token, **shot.kept})
        await page.goto("about:blank")
    await page.goto(f"{url}{path}")
    await page.locator(shot.seen).first.wait_for()
    return page


async def _serve_dinner(server: ServerUnderTest, waiter: str) -> str:
    """Fill a hub with a dinner; returns the path of a guest's page."""
    command = [sys.executable, "-m", "hub", "menu", "import", "--data", str(server.data)]
    await asyncio.to_thread(
        subprocess.run, [*command, "--yes", str(_MENU)], check=True, stdout=subprocess.DEVNULL
    )
    headers = {"Authorization": f"Bearer {server.token}"}
    async with aiohttp.ClientSession(server.url, headers=headers) as session:
        tables = [{"name": name, "seats": 4} for name in TABLES]
        await _ask(session, "PUT", "/api/tables", {"tables": tables})
        await _ask(session, "POST", "/api/backups", {})
        await Service(DemoLink(session), _SEED, 1.0).open()
        board = (await _ask(session, "GET", "/api/kitchen/orders"))["data"]
        for order in board[:_READY]:
            path = f"/api/kitchen/orders/{order['id']}/bump"
            await _ask(session, "POST", path, {"status": "ready"})
        session.headers["Authorization"] = f"Bearer {waiter}"
        order, link = await _seat_guests(session)
        session.headers["Authorization"] = f"Bearer {server.token}"
        await _ask(session, "POST", f"/api/orders/{order['id']}/ack", {"what": "allergy"})
        first, second, *_ = order["items"]
        stations = (await _ask(session, "GET", "/api/menu"))["data"]["stations"]
        grill, *_, bar = [each["id"] for each in stations]
        weekend = {"weekdays": ["fri", "sat"], "from": "18:00", "until": "22:00"}
        rules = [
            {"order_type": "takeout", "stations": [grill], **weekend},
            {"zone": "Terrace", "source": "web shop", "stations": [bar]},
        ]
        await _ask(session, "PUT", "/api/menu/routes", {"rules": rules})
        for item, status in ((first, "preparing"), (first, "ready"), (second, "preparing")):
            path = f"/api/kitchen/items/{item['id']}/status"
            await _ask(session, "PATCH", path, {"status": status})
        return link


async def _seat_guests(session: aiohttp.ClientSession) -> tuple[Any, str]:
    seated = await _ask(session, "POST", "/api/sessions", {"table_number": "12"})
    number = seated["data"]["session"]["id"]
    menu = (await _ask(session, "GET", "/api/menu"))["data"]["items"]
    lines = [{"menu_item_id": each["id"], "quantity": 1} for each in menu[:4]]
    order = {"type": "dine_in", "table_number": "12", "session_id": number, "items": lines}
    order |= {"allergies": ["nuts"], "guests": 2}
    placed = (await _ask(session, "POST", "/api/orders", order))["data"]
    made = await _ask(session, "POST", f"/api/sessions/{number}/link", {})
    return placed, str(made["data"]["path"])


async def _ask(session: aiohttp.ClientSession, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
    async with session.request(method, path, json=body) as answer:
        answer.raise_for_status()
        return await answer.json()


if __name__ == "__main__":
    main()
