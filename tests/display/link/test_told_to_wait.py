"""A hub that is asked too much says when to come again, and the screen does as it is told."""

from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from hub.domain.permissions import Role
from tests.support.live import GENEROUS, Live, alive, eventually
from tests.support.screen import Listener, listening

BURST = 2
# Slow enough that a screen which came again by its own measure would be refused more than once.
SLOW = msgspec.structs.replace(GENEROUS, writes_per_second=0.5, write_burst=BURST)


@pytest.fixture
async def live(tmp_path: Path) -> AsyncIterator[Live]:
    async with alive(tmp_path / "data", limits=SLOW) as live:
        yield live


@pytest.fixture
async def screen(live: Live, tmp_path: Path) -> AsyncIterator[Listener]:
    url = f"http://127.0.0.1:{live.port}"
    async with listening(url, live.token(Role.KITCHEN), tmp_path / "screen") as screen:
        await eventually(screen.live)
        yield screen


async def too_many_presses(live: Live, screen: Listener) -> list[str]:
    """Make two presses more than may be made at once; returns their ids when all are answered."""
    orders = [await live.place("Soup"), await live.place("Fish")]
    made = [
        screen.bump(order["id"], status) for order in orders for status in ("preparing", "ready")
    ]
    assert len(made) == BURST + 2
    await eventually(lambda: len(screen.answers) == len(made))
    return made


async def test_presses_that_came_too_fast_are_done_in_their_order(
    live: Live, screen: Listener
) -> None:
    made = await too_many_presses(live, screen)
    assert [(each.press_id, each.refusal) for each in screen.answers] == [
        (press, None) for press in made
    ]


async def test_the_screen_comes_again_when_it_was_told_to_and_not_before(
    live: Live, screen: Listener
) -> None:
    await too_many_presses(live, screen)
    figures = (await live.ask("GET", "/metrics")).body.decode()
    assert 'galley_refusals_total{code="RATE_LIMITED"} 2.0' in figures
