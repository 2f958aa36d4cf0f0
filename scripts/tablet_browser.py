"""A browser that stands in for tablets: for pictures, figures and tests of the hub's pages."""

import os
from pathlib import Path

from playwright.async_api import Browser, Playwright

from scripts.headless import QUIET

KEEP = """async (kept) => {
  const main = [...document.querySelectorAll("script[type=module]")].at(-1).src;
  const store = await import(new URL("store.js", main).href);
  for (const [name, value] of Object.entries(kept)) await store.keep(name, value);
}"""
"""In a page of the hub: keep the device's token and settings, by the page's own modules."""


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
