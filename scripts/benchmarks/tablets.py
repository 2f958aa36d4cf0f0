"""Pages of the hub in Chromium, as tablets have them: (r) redrawn, (s) thirty at once, (t) a night.

(r) A station's page draws an event on a processor that is slowed down to a cheap tablet's. Beside
it, in the same page and in turns, the markup that stands there is set as a whole by innerHTML,
which is what a page without a library does; making that markup isn't even counted. Both are over
when the browser has laid the page out.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import chain
from pathlib import Path

import aiohttp
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from scripts.benchmarks import browser
from scripts.benchmarks.full_board import BusyKitchen, kitchen
from scripts.benchmarks.harness import ServerUnderTest, hub, percentile, screen_token
from scripts.benchmarks.processes import memory
from scripts.benchmarks.report import HUB, Options, Quantity
from scripts.tablet_browser import keep, start_browser

TICKETS = 40
SLOWED = 6
PAGES = 30
_GLASS = (3840, 2160)
"""Of a page with room for so many tickets."""

_TABLET = (1280, 800)
_BLOCKS, _PRESSES = 8, 25
_EVENTS, _THIRDS = 3_000, 3
_WITHIN = 60_000.0

# What an event costs: its handler, the frames that it asks for, and the layout after each of them.
_WATCH = """(() => {
  window.galleyTimes = [];
  window.galleyCame = [];
  const own = window.WebSocket, frame = window.requestAnimationFrame.bind(window);
  let open = null;
  const timed = (act) => {
    const began = performance.now();
    act();
    document.body?.offsetHeight;
    if (open !== null) open.spent += performance.now() - began;
  };
  window.requestAnimationFrame = (act) => frame((at) => timed(() => act(at)));
  const end = () => frame(() => frame(() => frame(() => {
    window.galleyTimes.push(open.spent);
    open = null;
  })));
  window.WebSocket = class extends own {
    set onmessage(hear) {
      super.onmessage = hear && ((message) => {
        if (!message.data.includes('"payload"')) return hear(message);
        window.galleyCame.push(Date.now());
        if (open !== null) return hear(message);
        open = { spent: 0 };
        timed(() => hear(message));
        end();
      });
    }
  };
})()"""

_PLAIN = """() => {
  const glass = document.querySelector(".glass");
  const markup = glass.innerHTML.replaceAll(/<!--.*?-->/g, "");
  const twin = glass.cloneNode(false);
  const { left, top, width, height } = glass.getBoundingClientRect();
  Object.assign(twin.style, { position: "fixed", left: `${left}px`, top: `${top}px`,
    width: `${width}px`, height: `${height}px` });
  document.body.append(twin);
  twin.innerHTML = markup;
  twin.getBoundingClientRect();
  const began = performance.now();
  twin.innerHTML = markup;
  document.body.offsetHeight;
  const taken = performance.now() - began;
  twin.remove();
  return taken;
}"""

_PAGE_SIDE, _PLAIN_SIDE = "page", "innerHTML"
_WHAT = f"event to laid out, {TICKETS} tickets, processor slowed {SLOWED} times"


def redraw(folder: Path, options: Options) -> None:
    """Say what an event costs a page of many tickets."""
    browser.installed()
    with hub(folder / "hub") as server:
        asyncio.run(_redraw(server, folder, options))


async def _redraw(server: ServerUnderTest, folder: Path, options: Options) -> None:
    async with kitchen(server, TICKETS) as board, _device(server, folder, _GLASS) as context:
        page = await _open(context, server)
        tickets = await page.locator("article.ticket").count()
        options.report.note(f"{tickets} parts of tickets stand on the page")
        session = await context.new_cdp_session(page)
        await session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
        blocks = [await _block(page, board) for _ in range(_BLOCKS)]
        sides = {
            _PAGE_SIDE: [ours for ours, _ in blocks],
            _PLAIN_SIDE: [plain for _, plain in blocks],
        }
        halves = {side: [percentile(each, 0.5) for each in taken] for side, taken in sides.items()}
        slow = {side: [percentile(list(chain(*taken)), 0.99)] for side, taken in sides.items()}
        pair = [(_PAGE_SIDE, _PLAIN_SIDE)]
        options.report.series(Quantity("p50", f"{_WHAT}, p50", "ms", digits=1), halves, pair)
        options.report.series(Quantity("p99", f"{_WHAT}, p99", "ms", digits=1), slow, pair)


async def _block(page: Page, board: BusyKitchen) -> tuple[list[float], list[float]]:
    plain = []
    await page.evaluate("window.galleyTimes.length = 0")
    for number in range(_PRESSES):
        await board.press(1)
        await page.wait_for_function(f"window.galleyTimes.length > {number}")
        plain.append(float(await page.evaluate(_PLAIN)))
    return [float(each) for each in await page.evaluate("window.galleyTimes")], plain


def thirty(folder: Path, options: Options) -> None:
    """Say what thirty pages cost the hub, and how long an event takes to them."""
    browser.installed()
    with hub(folder / "hub") as server:
        asyncio.run(_thirty(server, folder, options))


async def _thirty(server: ServerUnderTest, folder: Path, options: Options) -> None:
    async with kitchen(server) as board, _device(server, folder) as context:
        before = memory([server.pid]).resident
        alone, _ = await _ways(server, board, [])
        pages = [await _open(context, server) for _ in range(PAGES)]
        sockets, lasts = await _ways(server, board, pages)
        report = options.report
        after = memory([server.pid]).resident
        report.value(Quantity("rss", "resident before any page", "MiB", digits=1), before, HUB)
        report.value(Quantity("rss", f"resident with {PAGES} pages", "MiB", digits=1), after, HUB)
        for what, taken in (
            ("from a press to a socket beside no page", alone),
            (f"from a press to a socket beside {PAGES} pages", sockets),
            (f"from a press to the last of {PAGES} pages in one browser", lasts),
        ):
            for name, share in (("p50", 0.5), ("p99", 0.99)):
                quantity = Quantity(name, f"{what}, {name}", "ms", digits=1)
                report.value(quantity, percentile(taken, share), HUB)


async def _ways(
    server: ServerUnderTest, board: BusyKitchen, pages: Sequence[Page]
) -> tuple[list[float], list[float]]:
    """Time presses to a socket of its own, and to the last of some pages; in ms."""
    headers = {"Authorization": f"Bearer {server.token}"}
    sockets: list[float] = []
    lasts: list[float] = []
    async with (
        aiohttp.ClientSession(server.url, headers=headers) as session,
        session.ws_connect("/ws") as socket,
    ):
        for _ in range(_PRESSES * 2):
            [sent] = await board.press(1)
            while '"order:item_status"' not in await socket.receive_str():
                pass
            sockets.append(1000 * (time.time() - sent))
            if pages:
                lasts.append(max([await _arrival(page) for page in pages]) - 1000 * sent)
    return sockets, lasts


async def _arrival(page: Page) -> float:
    await page.wait_for_function("window.galleyCame.length > 0", polling=20)
    return float(await page.evaluate("window.galleyCame.splice(0).at(-1)"))


def night(folder: Path, options: Options) -> None:
    """Say what a page has kept after thousands of events, at thirds of them."""
    browser.installed()
    with hub(folder / "hub") as server:
        asyncio.run(_night(server, folder, options))


async def _night(server: ServerUnderTest, folder: Path, options: Options) -> None:
    headers = {"Authorization": f"Bearer {server.token}"}
    async with (
        kitchen(server) as _,
        _device(server, folder) as context,
        aiohttp.ClientSession(server.url, headers=headers, raise_for_status=True) as session,
    ):
        page = await _open(context, server)
        cdp = await context.new_cdp_session(page)
        await cdp.send("Performance.enable")
        events = 0
        for third in range(_THIRDS + 1):
            while events < _EVENTS * third // _THIRDS:
                events += await _cook_one(session)
            # What the last frames have drawn is there before the garbage is taken away.
            await page.wait_for_timeout(2_000)
            await cdp.send("HeapProfiler.collectGarbage")
            found = (await cdp.send("Performance.getMetrics"))["metrics"]
            values = {each["name"]: float(each["value"]) for each in found}
            heap = values["JSHeapUsedSize"] / 1024**2
            what = f"JavaScript's heap of /station after {events} events"
            options.report.value(Quantity("heap", what, "MiB", digits=2), heap, _PAGE_SIDE)
            what = f"nodes of /station after {events} events"
            options.report.value(Quantity("nodes", what, "nodes"), values["Nodes"], _PAGE_SIDE)


async def _cook_one(session: aiohttp.ClientSession) -> int:
    """Have an order come, be cooked and go; returns how many events that were."""
    lines = [{"name": name, "quantity": 1} for name in ("Soup", "Salad", "Steak")]
    body = {"type": "dine_in", "items": lines}
    async with session.post("/api/orders", json=body) as answer:
        order = (await answer.json())["data"]
    for status in ("preparing", "ready", "served"):
        path = f"/api/kitchen/orders/{order['id']}/bump"
        async with session.post(path, json={"status": status}) as answer:
            await answer.read()
    return 1 + 3 * len(lines)


@asynccontextmanager
async def _device(
    server: ServerUnderTest, folder: Path, size: tuple[int, int] = _TABLET
) -> AsyncIterator[BrowserContext]:
    """Have a kitchen's tablet in a browser, let in to a hub."""
    token = await asyncio.to_thread(screen_token, server, "page")
    async with async_playwright() as playwright:
        started: Browser = await start_browser(playwright, folder)
        width, height = size
        # A policy of the hub's pages forbids innerHTML.
        context = await started.new_context(
            viewport={"width": width, "height": height}, bypass_csp=True
        )
        stranger = await context.new_page()
        await stranger.goto(f"{server.url}/station")
        await keep(stranger, {"token": token, "station": "all"})
        await stranger.close()
        await context.add_init_script(_WATCH)
        yield context
        await started.close()


async def _open(context: BrowserContext, server: ServerUnderTest) -> Page:
    page = await context.new_page()
    page.set_default_timeout(_WITHIN)
    await page.goto(f"{server.url}/station")
    await page.locator("article.ticket").first.wait_for()
    return page
