"""The learn-keys screen with real keys' events, on a picture in memory."""

from collections.abc import Sequence
from pathlib import Path

import pygame
import pytest

from display.app.setup_screens import WRITTEN_FOR_MS, LearnKeys
from display.inputs.learn_keys import ASKED, SKIP_MS
from display.inputs.profiles import Press, load_profile
from display.renderer.glass import Canvas
from display.state.messages import Action


class Desk(Canvas):
    """A picture in memory with somebody at the keys, and a clock."""

    def __init__(self) -> None:
        super().__init__((1280, 720))
        self.now = 0
        self.drawn = 0
        self._waiting: list[pygame.event.Event] = []

    def press(self, *scancodes: int) -> None:
        for scancode in scancodes:
            for kind in (pygame.KEYDOWN, pygame.KEYUP):
                self._waiting.append(pygame.event.Event(kind, scancode=scancode, key=0))

    def shut(self) -> None:
        self._waiting.append(pygame.event.Event(pygame.QUIT))

    def events(self) -> Sequence[pygame.event.Event]:
        waiting, self._waiting = self._waiting, []
        return waiting

    def show(self, areas: Sequence[pygame.Rect]) -> None:
        self.drawn += 1


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "front.toml"


@pytest.fixture
def learning(desk: Desk, file: Path) -> LearnKeys:
    return LearnKeys(desk, "dark", file, lambda: desk.now)


def test_the_keys_that_were_pressed_stand_in_the_file(
    desk: Desk, learning: LearnKeys, file: Path
) -> None:
    bump, following = pygame.KSCAN_LCTRL, pygame.KSCAN_SPACE
    desk.press(bump, following, *[bump] * (len(ASKED) - 2))

    learning.turn()

    profile = load_profile(file)
    assert profile.name == "front"
    assert profile.keys == {"left ctrl": Press(Action.BUMP), "space": Press(Action.NEXT)}


def test_the_end_is_shown_for_a_while(desk: Desk, learning: LearnKeys) -> None:
    desk.press(*[pygame.KSCAN_LCTRL] * len(ASKED))

    assert learning.turn() is None
    desk.now = WRITTEN_FOR_MS - 1
    assert learning.turn() is None
    desk.now = WRITTEN_FOR_MS
    assert learning.turn() is True


def test_a_bar_with_one_key_can_be_learnt_by_waiting(
    desk: Desk, learning: LearnKeys, file: Path
) -> None:
    desk.press(pygame.KSCAN_RETURN)
    for _ in ASKED:
        learning.turn()
        desk.now += SKIP_MS

    assert load_profile(file).keys == {"enter": Press(Action.BUMP)}


def test_a_window_closed_half_way_writes_nothing(
    desk: Desk, learning: LearnKeys, file: Path
) -> None:
    desk.press(pygame.KSCAN_RETURN)
    desk.shut()

    assert learning.turn() is False
    assert not file.exists()


def test_each_key_is_seen_on_the_glass(desk: Desk, learning: LearnKeys) -> None:
    learning.turn()
    before = desk.surface.copy().get_buffer().raw
    desk.press(pygame.KSCAN_RETURN)
    learning.turn()

    assert desk.surface.get_buffer().raw != before
    assert desk.drawn == 2


def test_nothing_is_drawn_while_nothing_changes(desk: Desk, learning: LearnKeys) -> None:
    for _ in range(5):
        learning.turn()

    assert desk.drawn == 1


async def test_it_runs_until_all_has_been_asked_for(desk: Desk, learning: LearnKeys) -> None:
    desk.press(*[pygame.KSCAN_LCTRL] * len(ASKED))
    learning.turn()
    desk.now = WRITTEN_FOR_MS

    assert await learning.run()
