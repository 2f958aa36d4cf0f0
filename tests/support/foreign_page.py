"""A page of another origin than the hub's, in a real browser; what it tells of itself."""

import asyncio
import json
import os
import signal
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from aiohttp import web

from scripts.headless import QUIET

DEADLINE = 60.0
_OPTIONS = (
    *QUIET,
    # Newer browsers protect a local network by themselves. Here the hub has to.
    "--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests",
    # Whoever installed the hub's authority is the one to protect.
    "--ignore-certificate-errors",
)


class ForeignPage:
    """Serves one page, and hears from it what it could do. The page has to call ``tell(found)``.

    Attributes:
        port: where the page is.
    """

    def __init__(self, script: str) -> None:
        self.port: int | None = None
        self.found: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._script = script

    async def answer(self, asked: web.BaseRequest) -> web.StreamResponse:
        if asked.method == "POST":
            if not self.found.done():
                self.found.set_result(json.loads(await asked.text()))
            return web.Response(text="thanks", headers={"Access-Control-Allow-Origin": "*"})
        if asked.path != "/":
            return web.Response(status=404)
        told = f"http://127.0.0.1:{self.port}/"
        page = (
            "<!doctype html><meta charset=utf-8><body><script>"
            f"const tell = found => fetch({told!r}, "
            "{method: 'POST', mode: 'no-cors', body: JSON.stringify(found)});"
            f"{self._script}</script>"
        )
        return web.Response(text=page, content_type="text/html")


async def told_by(
    profile: Path, url: str, foreign: ForeignPage, names: Mapping[str, str] | None = None
) -> Any:  # noqa: ANN401 - JSON
    """Open a page in a new browser, and return what it tells.

    Args:
        profile: folder for the browser's profile; must not exist.
        url: of the page.
        foreign: hears it.
        names: host names, and the addresses that they lead to.
    """
    rules = ",".join(f"MAP {name} {address}" for name, address in (names or {}).items())
    log = profile.with_suffix(".log")
    with log.open("wb") as errors:
        browser = await asyncio.create_subprocess_exec(
            "chromium",
            *_OPTIONS,
            *([f"--host-resolver-rules={rules}"] if rules else []),
            f"--user-data-dir={profile}",
            url,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=errors,
            stderr=errors,
            start_new_session=True,
        )
    try:
        async with asyncio.timeout(DEADLINE):
            return await foreign.found
    except TimeoutError:
        raise AssertionError(f"the page told nothing:\n{log.read_text('utf-8')}") from None
    finally:
        with suppress(ProcessLookupError):
            os.killpg(browser.pid, signal.SIGKILL)
        await browser.wait()
