"""A browser that stands in for tablets: for pictures, figures and tests of the hub's pages."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, Playwright, Route

from scripts.headless import QUIET

_WEB = Path(__file__).parents[1] / "hub/web"

_USE = """async ([store, act, given]) => {
  const database = await new Promise((resolve, reject) => {
    const asked = indexedDB.open("galley");
    // Only the page itself makes it.
    asked.onupgradeneeded = () => asked.transaction.abort();
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  const all = database.transaction(store, "readwrite", { durability: "strict" });
  const found = given.map((each) => all.objectStore(store)[act](...each));
  await new Promise((resolve, reject) => {
    all.oncomplete = resolve;
    all.onerror = all.onabort = () => reject(all.error);
  });
  database.close();
  return found.map((each) => each.result ?? null);
}"""


async def keep(page: Page, kept: Mapping[str, object]) -> None:
    """Keep settings of a device, as its token, in the browser's database, as pages do.

    Args:
        page: of the hub, which has begun.
        kept: by their names.
    """
    await page.evaluate(_USE, ["settings", "put", [[each, name] for name, each in kept.items()]])


async def keep_press(page: Page, press: Mapping[str, object]) -> None:
    """Put something at the end of the row of what the hub is to be told."""
    await page.evaluate(_USE, ["presses", "add", [[press]]])


async def recall(page: Page, *names: str) -> Any:  # noqa: ANN401 - JSON
    """Read what a page has kept, once what was being kept is; of several names, a list."""
    found = await page.evaluate(_USE, ["settings", "get", [[name] for name in names]])
    return found if len(names) > 1 else found[0]


async def serve_sources(page: Page) -> None:
    """Have a page find modules at ``/sources/``, as they are written, whatever the hub serves."""

    async def answer(route: Route) -> None:
        name = route.request.url.partition("/sources/")[2]
        await route.fulfill(path=_WEB / name, content_type="text/javascript")

    await page.route("**/sources/**", answer)


async def start_browser(playwright: Playwright, home: Path, *further: str) -> Browser:
    """Start Chromium without a window, with what is trusted in a home.

    Args:
        playwright: starts it.
        home: of whoever uses it.
        further: what else the browser is told.
    """
    return await playwright.chromium.launch(
        executable_path="/usr/bin/chromium",
        args=[each for each in QUIET if not each.startswith("--remote-debugging")] + list(further),
        env={**os.environ, "HOME": str(home)},
    )
