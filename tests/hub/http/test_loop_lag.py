"""How long the loop was held: measured exactly, forgotten after a while, and shown."""

import asyncio
import re
import time
from pathlib import Path

from hub.http.loop_lag import WINDOW, LoopLag, WatchedLoop
from tests.support.live import alive

HELD = 0.2


class Watched:
    """A loop's rounds, by a clock that goes only when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.lag = LoopLag(lambda: self.now)

    def turn(self, took: float, *, waited: float) -> None:
        self.lag.begin_round()
        self.now += took
        self.lag.end_round()
        self.now += waited


def test_the_longest_round_counts_and_waiting_does_not() -> None:
    loop = Watched()
    for took, waited in ((0.25, 1.0), (0.5, 20.0), (0.125, 5.0)):
        loop.turn(took, waited=waited)

    assert loop.lag.longest == 0.5


def test_a_round_is_remembered_for_one_window_at_least_and_two_at_most() -> None:
    loop = Watched()
    loop.turn(0.5, waited=WINDOW)
    loop.turn(0.25, waited=WINDOW - 1)

    assert loop.lag.longest == 0.5
    loop.turn(0.125, waited=1)
    assert loop.lag.longest == 0.25


def test_after_a_long_rest_nothing_is_remembered() -> None:
    loop = Watched()
    loop.turn(0.5, waited=10 * WINDOW)

    assert loop.lag.longest == 0.0


def test_a_hub_whose_loop_was_held_shows_for_how_long(tmp_path: Path) -> None:
    async def held() -> tuple[float, str]:
        async with alive(tmp_path / "data") as live:
            loop = asyncio.get_running_loop()
            assert isinstance(loop, WatchedLoop)
            loop.call_soon(time.sleep, HELD)
            await asyncio.sleep(0)
            figures = (await live.ask("GET", "/metrics")).body.decode()
            return loop.lag.longest, figures

    with asyncio.Runner(loop_factory=WatchedLoop) as runner:
        longest, figures = runner.run(held())

    [shown] = re.findall(r"^galley_loop_lag_seconds (\S+)$", figures, re.MULTILINE)
    assert HELD <= float(shown) <= longest
    assert "# TYPE galley_loop_lag_seconds gauge" in figures
