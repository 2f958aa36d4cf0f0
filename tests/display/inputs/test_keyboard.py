"""The keyboard, driven with pygame's own events."""

import pygame
import pytest

from display.inputs.keyboard import Keyboard, PressedKey
from display.inputs.profiles import CLASSIC_BAR, PROFILES, Press
from display.state.messages import Action
from hub.common.screen_troubles import describe_trouble


def down(scancode: int, key: int = 0) -> pygame.event.Event:
    return pygame.event.Event(pygame.KEYDOWN, scancode=scancode, key=key, mod=0, unicode="")


def up(scancode: int, key: int = 0) -> pygame.event.Event:
    return pygame.event.Event(pygame.KEYUP, scancode=scancode, key=key, mod=0, unicode="")


@pytest.fixture
def bar() -> Keyboard:
    return Keyboard(CLASSIC_BAR)


def test_a_bare_modifier_bumps_when_it_goes_down(bar: Keyboard) -> None:
    assert bar.press_of(down(pygame.KSCAN_LCTRL, pygame.K_LCTRL)) == Press(Action.BUMP)


def test_the_key_printed_one_sends_zero_and_means_the_first_slot(bar: Keyboard) -> None:
    assert bar.press_of(down(pygame.KSCAN_0, pygame.K_0)) == Press(Action.BUMP, 0)


def test_letting_go_means_nothing(bar: Keyboard) -> None:
    bar.press_of(down(pygame.KSCAN_LCTRL))

    assert bar.press_of(up(pygame.KSCAN_LCTRL)) is None


def test_a_key_that_repeats_counts_once(bar: Keyboard) -> None:
    presses = [bar.press_of(down(pygame.KSCAN_LCTRL)) for _ in range(5)]

    assert presses == [Press(Action.BUMP), None, None, None, None]


def test_a_key_counts_again_after_it_came_up(bar: Keyboard) -> None:
    bar.press_of(down(pygame.KSCAN_LCTRL))
    bar.press_of(up(pygame.KSCAN_LCTRL))

    assert bar.press_of(down(pygame.KSCAN_LCTRL)) == Press(Action.BUMP)


def test_two_keys_at_once_both_count(bar: Keyboard) -> None:
    presses = [bar.press_of(down(pygame.KSCAN_LCTRL)), bar.press_of(down(pygame.KSCAN_SPACE))]

    assert presses == [Press(Action.BUMP), Press(Action.NEXT)]


def test_a_key_without_a_meaning_does_nothing(bar: Keyboard) -> None:
    assert bar.press_of(down(pygame.KSCAN_Z, pygame.K_z)) is None


def test_events_that_are_no_keys_mean_nothing(bar: Keyboard) -> None:
    assert bar.press_of(pygame.event.Event(pygame.MOUSEMOTION, pos=(1, 1))) is None


def test_an_event_without_a_scancode_is_understood_by_its_key() -> None:
    event = pygame.event.Event(pygame.KEYDOWN, key=pygame.K_u)

    assert Keyboard(PROFILES["keyboard"]).press_of(event) == Press(Action.UNDO)


def test_learning_hears_of_keys_without_a_meaning_too(bar: Keyboard) -> None:
    assert bar.key_down(down(pygame.KSCAN_F7)) == PressedKey("f7")


def test_a_key_held_for_ten_seconds_is_said_to_be_stuck(bar: Keyboard) -> None:
    bar.press_of(down(pygame.KSCAN_KP_MINUS))
    bar.troubles(5_000)

    assert bar.troubles(14_999) == ()
    assert tuple(map(describe_trouble, bar.troubles(15_000))) == ("Key keypad minus is stuck",)


def test_a_key_without_a_meaning_can_be_stuck_as_well(bar: Keyboard) -> None:
    bar.press_of(down(pygame.KSCAN_Z))
    bar.troubles(0)

    assert tuple(map(describe_trouble, bar.troubles(10_000))) == ("Key z is stuck",)


def test_a_stuck_key_that_comes_free_is_forgotten(bar: Keyboard) -> None:
    bar.press_of(down(pygame.KSCAN_KP_MINUS))
    bar.troubles(0)
    bar.press_of(up(pygame.KSCAN_KP_MINUS))

    assert bar.troubles(20_000) == ()


def test_the_time_begins_anew_with_every_press(bar: Keyboard) -> None:
    bar.press_of(down(pygame.KSCAN_SPACE))
    bar.troubles(0)
    bar.press_of(up(pygame.KSCAN_SPACE))
    bar.press_of(down(pygame.KSCAN_SPACE))
    bar.troubles(9_000)

    assert bar.troubles(12_000) == ()


def test_repeats_do_not_begin_the_time_anew(bar: Keyboard) -> None:
    bar.press_of(down(pygame.KSCAN_SPACE))
    bar.troubles(0)
    bar.press_of(down(pygame.KSCAN_SPACE))

    assert tuple(map(describe_trouble, bar.troubles(10_000))) == ("Key space is stuck",)
