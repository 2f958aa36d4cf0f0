import pygame
import pytest

from display.inputs.keys import NAMES, name


@pytest.mark.parametrize(
    ("scancode", "expected"),
    [
        (pygame.KSCAN_LCTRL, "left ctrl"),
        (pygame.KSCAN_RALT, "right alt"),
        (pygame.KSCAN_KP_MINUS, "keypad minus"),
        (pygame.KSCAN_KP_ENTER, "keypad enter"),
        (pygame.KSCAN_KP0, "keypad 0"),
        (pygame.KSCAN_DOWN, "down"),
        (pygame.KSCAN_LEFT, "left"),
        (pygame.KSCAN_RIGHT, "right"),
        (pygame.KSCAN_UP, "up"),
        (pygame.KSCAN_SPACE, "space"),
        (pygame.KSCAN_RETURN, "enter"),
        (pygame.KSCAN_BACKSPACE, "backspace"),
        (pygame.KSCAN_0, "0"),
        (pygame.KSCAN_1, "1"),
        (pygame.KSCAN_9, "9"),
        (pygame.KSCAN_F12, "f12"),
        (pygame.KSCAN_NONUSBACKSLASH, "<"),
        (pygame.KSCAN_CAPSLOCK, "caps lock"),
    ],
)
def test_a_place_on_the_keyboard_has_the_name_that_pygame_numbers_it_for(
    scancode: int, expected: str
) -> None:
    assert name(scancode, 0) == expected


def test_no_two_places_share_a_name() -> None:
    named = [each for each in (name(scancode, 0) for scancode in range(1, 256)) if each in NAMES]

    assert len(named) == len(set(named))
    # One goes by what is printed on it.
    assert set(named) == NAMES - {"?"}


def test_a_digit_goes_by_its_place_under_a_layout_that_has_other_characters_there() -> None:
    azerty_ampersand = name(pygame.KSCAN_1, ord("&"))

    assert azerty_ampersand == "1"


def test_a_letter_goes_by_what_is_printed_on_it() -> None:
    azerty_a = name(pygame.KSCAN_Q, pygame.K_a)

    assert azerty_a == "a"


def test_a_letter_that_no_profile_can_write_goes_by_its_place() -> None:
    cyrillic_em = name(pygame.KSCAN_V, ord("м"))

    assert cyrillic_em == "v"


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (pygame.K_LCTRL, "left ctrl"),
        (pygame.K_RETURN, "enter"),
        (pygame.K_SPACE, "space"),
        (pygame.K_KP_MINUS, "keypad minus"),
        (pygame.K_7, "7"),
        (pygame.K_u, "u"),
    ],
)
def test_a_made_up_event_without_a_scancode_has_the_same_name(key: int, expected: str) -> None:
    assert name(0, key) == expected


def test_a_key_that_nobody_has_named_goes_by_its_number() -> None:
    assert name(250, 0) == "key 250"
