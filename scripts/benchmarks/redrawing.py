"""(f) Drawing a whole board of eight full tickets, and only what a second changes of it."""

import asyncio
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec

from display.link.decoding import OrderListing, read_orders
from display.renderer.fonts import Fonts
from display.renderer.glass import SdlWindow
from display.renderer.renderer import Renderer
from display.state.messages import LinkChanged, LinkState, Snapshot
from display.state.model import BoardState
from display.state.settings import BoardSettings
from display.state.update import update
from display.theme import THEMES
from display.view_model.build import build
from display.view_model.layout import Layout
from display.view_model.screen import Screen
from scripts.benchmarks.desktop import HEIGHT, WIDTH, desktop
from scripts.benchmarks.full_board import TICKETS, kitchen
from scripts.benchmarks.harness import ServerUnderTest, hub, percentile
from scripts.benchmarks.report import Options, Quantity, SectionReport

TURNS = 300

_Result = TypeVar("_Result")


def run(folder: Path, options: Options) -> None:
    """Say both, and where the time of the whole board goes."""
    with hub(folder / "hub") as server, desktop() as glass:
        os.environ.update(glass.environment)
        state = asyncio.run(_state(server))
        window = SdlWindow(f"{WIDTH}x{HEIGHT}", 0)
        try:
            _measure(state, window, options.report)
        finally:
            window.close()
    options.report.note(f"on {glass.told}")


def _measure(state: BoardState, window: SdlWindow, report: SectionReport) -> None:
    fonts = Fonts()
    layout = Layout(WIDTH, HEIGHT, 4, 2, fonts.width)
    renderer = Renderer(window.surface, THEMES["dark"], fonts)

    def drawn(now: int) -> tuple[float, float, float]:
        built, screen = _timed(lambda: build(state, now, layout))
        _check(screen)
        painted, areas = _timed(lambda: renderer.draw(screen))
        flipped, _ = _timed(lambda: window.show(areas))
        return built, painted, flipped

    first = sum(drawn(0))
    whole, ticking = [], []
    for turn in range(1, TURNS + 1):
        ticking.append(drawn(turn * 1_000))
        renderer.forget()
        whole.append(drawn(turn * 1_000))
    sides = {"full redraw": whole, "ages of a second later": ticking}
    sums = {name: [sum(each) for each in turns] for name, turns in sides.items()}
    took = Quantity("", "a frame", "ms", digits=2)
    report.series(took, sums, [("full redraw", "ages of a second later")])
    for name, turns in sides.items():
        built, painted, flipped = (percentile([each[n] for each in turns], 0.5) for n in range(3))
        report.note(
            f"  {name}: p99 {percentile(sums[name], 0.99):.2f} ms "
            f"(laid out in {built:.2f}, drawn in {painted:.2f}, flipped in {flipped:.2f})"
        )
    report.note(f"the very first, with no letter drawn before: {first:.1f} ms")


async def _state(server: ServerUnderTest) -> BoardState:
    async with kitchen(server) as tickets:
        listing = msgspec.json.decode(await tickets.orders(), type=OrderListing)
    state, _ = update(
        BoardState(settings=BoardSettings()), LinkChanged(now=0, connection=LinkState.LIVE)
    )
    orders = read_orders(listing.data).orders
    snapshot = Snapshot(
        now=0, epoch="e", seq=listing.seq, hub_ms=time.time_ns() // 1_000_000, orders=orders
    )
    return update(state, snapshot)[0]


def _check(screen: Screen) -> None:
    if len(screen.slots) != TICKETS or screen.pages != 1:
        raise RuntimeError(f"{len(screen.slots)} cells on {screen.pages} pages, not {TICKETS}")


def _timed(work: Callable[[], _Result]) -> tuple[float, _Result]:
    began = time.perf_counter()
    result = work()
    return (time.perf_counter() - began) * 1000, result
