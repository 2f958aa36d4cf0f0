"""Chromium without a monitor, with the board's page in it, over its DevTools protocol."""

import asyncio
import base64
import itertools
import json
import shutil
import subprocess
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from scripts.benchmarks.desktop import HEIGHT, WIDTH
from scripts.benchmarks.harness import Missing
from scripts.headless import QUIET

_PAGE = Path(__file__).parent / "page/board.html"

_OPTIONS = (
    *QUIET,
    # A page that was handed over has no address, and only from a local one may it ask the hub.
    "--disable-features=LocalNetworkAccessChecks",
    f"--window-size={WIDTH},{HEIGHT}",
)
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_STARTED_WITHIN = 30.0


class Page:
    """The one page of a browser.

    Args:
        socket: the page's end of the DevTools protocol.
        pid: of the browser.
    """

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, pid: int) -> None:
        self.pid = pid
        self._socket = socket
        self._ids = itertools.count(1)
        self._loaded = False

    async def open(self, hub: str, token: str) -> int:
        """Show the board, as a page of the hub's own: from no other does the hub take a socket.

        Args:
            hub: its address. It is never asked for the page; the browser is handed it.
            token: of a screen.

        Returns:
            how many tickets stand on it.
        """
        url = f"{hub}/board.html"
        size = {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False}
        await self._tell("Emulation.setDeviceMetricsOverride", size)
        await self._tell("Fetch.enable", {"patterns": [{"urlPattern": url}]})
        await self._tell("Page.enable", {})
        await self._tell("Page.navigate", {"url": url})
        while not self._loaded:
            await self._heard()
        await self._tell("Page.disable", {})
        await self._tell("Fetch.disable", {})
        return int(await self.evaluate(f"begin({json.dumps(token)})"))

    async def evaluate(self, expression: str) -> Any:  # noqa: ANN401 - JSON
        """Evaluate JavaScript, wait for what it promises, and return it."""
        asked = {"expression": expression, "awaitPromise": True, "returnByValue": True}
        said = await self._tell("Runtime.evaluate", asked)
        if "exceptionDetails" in said:
            raise RuntimeError(f"the page failed: {said['exceptionDetails']}")
        return said["result"].get("value")

    async def picture(self, file: Path) -> None:
        """Write a PNG of the page, to look at."""
        said = await self._tell("Page.captureScreenshot", {})
        await asyncio.to_thread(file.write_bytes, base64.b64decode(said["data"]))

    async def _tell(self, method: str, parameters: dict[str, Any]) -> dict[str, Any]:
        number = await self._say(method, parameters)
        while (said := await self._heard()).get("id") != number:
            pass
        if "error" in said:
            raise RuntimeError(f"{method}: {said['error']['message']}")
        result: dict[str, Any] = said["result"]
        return result

    async def _heard(self) -> dict[str, Any]:
        said: dict[str, Any] = await self._socket.receive_json(timeout=_STARTED_WITHIN)
        if said.get("method") == "Fetch.requestPaused":
            await self._hand_over(said["params"]["requestId"])
        elif said.get("method") == "Page.loadEventFired":
            self._loaded = True
        return said

    async def _hand_over(self, request: str) -> None:
        body = base64.b64encode(await asyncio.to_thread(_PAGE.read_bytes)).decode()
        headers = [{"name": "Content-Type", "value": "text/html; charset=utf-8"}]
        answer = {"requestId": request, "responseCode": 200, "responseHeaders": headers}
        await self._say("Fetch.fulfillRequest", answer | {"body": body})

    async def _say(self, method: str, parameters: dict[str, Any]) -> int:
        number = next(self._ids)
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        return number


def installed() -> str:
    """Return Chromium's command.

    Raises:
        Missing: there is none.
    """
    for name in _NAMES:
        if found := shutil.which(name):
            return found
    raise Missing("Chromium, to compare with: sudo apt-get install chromium")


@asynccontextmanager
async def browsing(folder: Path) -> AsyncIterator[Page]:
    """Have a browser with one empty page.

    Args:
        folder: for its profile; must not exist.

    Raises:
        Missing: there is no Chromium.
    """
    command = [installed(), *_OPTIONS, f"--user-data-dir={folder}", "about:blank"]
    with subprocess.Popen(  # noqa: ASYNC220, S603 - it is waited for below
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            port = await asyncio.to_thread(_port, folder / "DevToolsActivePort")
            async with (
                aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session,
                session.ws_connect(await _first_page(session), max_msg_size=0) as socket,
            ):
                yield Page(socket, process.pid)
        finally:
            process.terminate()


def _port(file: Path) -> int:
    deadline = time.monotonic() + _STARTED_WITHIN
    while time.monotonic() < deadline:
        if file.exists() and (line := file.read_text("utf-8").partition("\n")[0]):
            return int(line)
        time.sleep(0.05)
    raise TimeoutError("Chromium did not start")


async def _first_page(session: aiohttp.ClientSession) -> str:
    async with session.get("/json/list") as answer:
        pages = await answer.json()
    return str(next(each for each in pages if each["type"] == "page")["webSocketDebuggerUrl"])
