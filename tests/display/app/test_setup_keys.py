"""A key wakes the screens that come before a board as it wakes the board."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pygame
import pytest

from display.app.event_watch import LOOK_EVERY
from display.app.setup_screens import LearnKeys, PairScreen
from display.inputs.keyboard import Keyboard
from display.inputs.profiles import KEYBOARD, Press
from display.renderer.glass import SdlWindow
from display.renderer.reopening_window import LOOK_FOR_MONITOR, ReopeningWindow
from display.state.messages import Action
from display.state.pairing_stages import SETTLE_MS, Candidate
from tests.support.wired_glass import Wired, key, rounds

HUBS = tuple(
    Candidate(branch=name, name=name, urls=("http://127.0.0.1:1",)) for name in ("Bar", "Grill")
)


class Clock:
    """Stands still, so that nothing is due."""

    def __init__(self) -> None:
        self.ms = 1_000_000

    def __call__(self) -> int:
        return self.ms


@pytest.fixture
def glass() -> Iterator[Wired]:
    made = Wired()
    yield made
    made.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pairing(glass: Wired, clock: Clock) -> PairScreen:
    screen = PairScreen(glass, Keyboard(KEYBOARD), "dark", "front", clock)
    screen.take_hubs(HUBS)
    return screen


@pytest.fixture
def learning(glass: Wired, clock: Clock, tmp_path: Path) -> LearnKeys:
    return LearnKeys(glass, "dark", tmp_path / "front.toml", clock)


@asynccontextmanager
async def running(screen: PairScreen | LearnKeys) -> AsyncIterator[None]:
    task = asyncio.create_task(screen.run())
    await rounds()
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_key_chooses_a_hub_at_once(glass: Wired, pairing: PairScreen) -> None:
    async with running(pairing):
        glass.press()
        await rounds()

        assert pairing.pairing.hub == HUBS[0]


async def test_a_button_moves_on_in_the_list_at_once(glass: Wired, pairing: PairScreen) -> None:
    async with running(pairing):
        before = glass.shown
        pairing.press(Press(Action.NEXT))
        await rounds()

        assert glass.shown == before + 1


async def test_a_hub_that_was_found_is_shown_at_once(glass: Wired, pairing: PairScreen) -> None:
    async with running(pairing):
        before = glass.shown
        pairing.take_hubs(HUBS[:1])
        await rounds()

        assert glass.shown == before + 1


async def test_the_only_hub_is_asked_as_soon_as_it_has_been_the_only_one_for_long_enough(
    pairing: PairScreen, clock: Clock
) -> None:
    pairing.take_hubs(HUBS[:1])
    clock.ms += SETTLE_MS - 5

    assert pairing._due() == clock.ms + 5


async def test_a_pairing_screen_at_rest_does_not_look_at_its_keys(
    glass: Wired, pairing: PairScreen
) -> None:
    async with running(pairing):
        before = glass.looks
        await asyncio.sleep(4 * LOOK_EVERY)

        assert glass.looks == before


async def test_a_key_that_came_along_while_the_hubs_were_shown_is_taken_at_once(
    glass: Wired, pairing: PairScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(pairing):
        monkeypatch.setattr(glass, "show", lambda _: glass.queued.append(key()))
        pairing.press(Press(Action.NEXT))
        await rounds()

        assert pairing.pairing.hub == HUBS[0]


async def test_a_key_is_learnt_at_once(glass: Wired, learning: LearnKeys) -> None:
    async with running(learning):
        before = glass.shown
        glass.press()
        await rounds()

        assert glass.shown == before + 1


async def test_a_screen_that_learns_keys_does_not_look_for_them(
    glass: Wired, learning: LearnKeys
) -> None:
    async with running(learning):
        before = glass.looks
        await asyncio.sleep(4 * LOOK_EVERY)

        assert glass.looks == before


async def test_a_key_that_came_along_while_a_question_was_shown_is_learnt_at_once(
    glass: Wired, learning: LearnKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[None] = []

    def show(_: object) -> None:
        if not shown:
            glass.queued.append(key())
        shown.append(None)

    monkeypatch.setattr(glass, "show", show)
    async with running(learning):
        assert len(shown) == 2


async def test_the_seconds_that_are_left_are_counted_when_they_are_over(
    glass: Wired, learning: LearnKeys, clock: Clock
) -> None:
    async with running(learning):
        glass.press()
        await rounds()
        clock.ms += 1_700

        assert learning._due() == clock.ms + 300


def test_a_pairing_screen_outlasts_its_monitor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "offscreen")
    clock = Clock()
    glass = ReopeningWindow(
        SdlWindow("640x360", 0), lambda: SdlWindow("640x360", 0), lambda: clock.ms / 1000
    )
    screen = PairScreen(glass, Keyboard(KEYBOARD), "dark", "front", clock)
    screen.turn()
    pygame.display.quit()
    glass.events()
    screen.take_hubs(HUBS)

    assert not screen.turn()
    clock.ms += int(LOOK_FOR_MONITOR * 1000)
    screen._take_events()
    assert screen.turn()
    glass.close()
