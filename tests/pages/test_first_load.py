"""What a tablet loads before it shows anything, from a hub that runs from a clone."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from hub.domain.permissions import Role
from tests.support.tablets import HouseOfTablets
from tests.support.wire import exchange, request

MOST = 40 * 1024
"""Bytes of all files, as they are sent."""

PAGES = {
    "": Role.KITCHEN,
    "guest": Role.KITCHEN,
    "in": Role.KITCHEN,
    "manage": Role.MANAGER,
    "pass": Role.CASHIER,
    "ready": Role.READY,
    "station": Role.KITCHEN,
    "waiter": Role.WAITER,
}

# What is asked for before something stands there: what comes later keeps nobody waiting.
_WATCH = """new MutationObserver((_, watching) => {
  const main = document.querySelector("main:not([aria-busy])");
  if (!main?.childElementCount) return;
  window.galleyStood = performance.now();
  watching.disconnect();
}).observe(document, { attributes: true, childList: true, subtree: true });"""

_LOADED = """() => ["navigation", "resource"].flatMap((kind) => performance.getEntriesByType(kind))
  .filter((each) => each.startTime <= window.galleyStood)
  .map((each) => new URL(each.name).pathname)
  .filter((path) => !path.startsWith("/api/"))"""


def test_every_page_is_counted() -> None:
    web = Path(__file__).parents[2] / "hub/web"
    assert {page.stem for page in web.glob("*.html")} == PAGES.keys() - {""} | {"index"}


@pytest.mark.system
@pytest.mark.parametrize("name", PAGES)
async def test_a_page_begins_with_few_bytes(house: HouseOfTablets, name: str) -> None:
    tablet = await house.open(name, role=PAGES[name], station="all")
    # Its address has no code, or it was never let in there: it says so, which is a page as well.
    tablet.allowed.append("status of 40")
    await tablet.page.add_init_script(_WATCH)

    await tablet.page.goto("about:blank")
    await tablet.page.goto(f"{house.url}/{name}")
    await expect(tablet.page.locator("main:not([aria-busy]) > *").first).to_be_attached()
    await tablet.page.wait_for_function("window.galleyStood")

    sizes = {}
    for path in await tablet.page.evaluate(_LOADED):
        sent = await exchange(house.live.port, request("GET", path, {"Accept-Encoding": "gzip"}))
        assert sent.status == 200, path
        sizes[path] = len(sent.body)
    assert len(sizes) >= 3, sizes
    assert sum(sizes.values()) <= MOST, sizes
