"""A glass that feels fingers: keys for them, an order behind its chip, and what refuses a touch."""

import pytest
from msgspec.structs import replace

from display.inputs.profiles import KEYBOARD, PROFILES, Press
from display.inputs.touch import press_at
from display.state.lists import SHOWN_ORDER
from display.state.messages import Action
from display.view_model.build import build
from display.view_model.chip import CHIP_KEY
from display.view_model.layout import FINGER, Layout
from display.view_model.screen import Box, Panel, Rect, Text, Tone
from display.view_model.screen import Screen as Picture
from display.view_model.shown_order import SHOWN_KEY
from tests.support.one_screen import LAYOUT, Screen, a_line, an_order, measure, requests

TOUCH = replace(LAYOUT, touch=True)
CHOOSING = (Action.PREVIOUS, Action.BUMP, Action.NEXT)
SIZES = [(800, 480), (1024, 600), (1080, 1920), (1920, 1080), (3840, 2160)]


def full_board() -> Screen:
    """Give a board with more orders than it has room for."""
    orders = [an_order(number, *(a_line(f"D{line}") for line in range(8))) for number in range(30)]
    screen = Screen(*orders)
    screen.state = replace(screen.state, keys=KEYBOARD.key_names())
    screen.paint()
    return screen.at(20_000)


def look(screen: Screen, layout: Layout = TOUCH) -> Picture:
    return build(screen.state, screen.now, layout)


def middle(rect: Rect) -> tuple[int, int]:
    return rect.x + rect.w // 2, rect.y + rect.h // 2


def panels(picture: Picture, prefix: str) -> list[Panel]:
    return [panel for panel in picture.panels if panel.key.startswith(prefix)]


def touch_chip(screen: Screen, number: int) -> None:
    [chip] = panels(look(screen, LAYOUT), f"{CHIP_KEY}o{number}")
    press = press_at(*middle(chip.rect), look(screen, LAYOUT))
    assert press == Press(Action.PAGE, order_id=f"o{number}")
    assert requests(screen.press(press.action, touched=press.order_id)) == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("bar", PROFILES)
def test_keys_for_fingers_say_what_they_do_and_do_it(bar: str, size: tuple[int, int]) -> None:
    screen = full_board()
    screen.state = replace(screen.state, keys=PROFILES[bar].key_names())
    picture = look(screen, Layout(*size, 4, 2, measure, touch=True))

    keys = panels(picture, "key ")
    meant = [press_at(*middle(key.rect), picture) for key in keys]
    assert meant == [Press(Action(key.key.removeprefix("key "))) for key in keys]
    assert {Press(Action.HELP), Press(Action.UNDO)} <= set(meant)
    for key in keys:
        assert min(key.rect.w, key.rect.h) >= FINGER
        assert key.rect.x + key.rect.w <= size[0]
        assert key.rect.y + key.rect.h <= size[1]


def test_the_key_that_shows_all_keys_stays_while_something_is_said() -> None:
    screen = full_board()
    screen.press(Action.SORT)
    assert screen.notices

    [key] = panels(look(screen), "key ")
    assert press_at(*middle(key.rect), look(screen)) == Press(Action.HELP)


def test_what_is_said_leaves_room_for_that_key() -> None:
    screen = full_board()
    screen.press(Action.SORT)
    [key], [bar] = panels(look(screen), "key "), panels(look(screen), "bottom")

    texts = [part for part in bar.parts if isinstance(part, Text)]
    assert texts
    assert max(part.rect.x + part.rect.w for part in texts) <= key.rect.x


def test_a_glass_that_feels_no_fingers_has_no_higher_bar_for_them() -> None:
    assert (LAYOUT.foot, replace(LAYOUT, height=480, touch=True).foot) == (LAYOUT.bar, FINGER)


def test_an_open_list_has_keys_to_choose_and_to_take() -> None:
    screen = full_board()
    screen.press(Action.HELP)
    picture = look(screen)

    meant = {press_at(*middle(key.rect), picture) for key in panels(picture, "key ")}
    assert meant == {Press(each) for each in (*CHOOSING, Action.HELP)}


def test_a_finger_on_a_chip_shows_that_order_whole_and_bumps_nothing() -> None:
    screen = full_board()
    assert "ticket o29/0" not in {panel.key for panel in look(screen).panels}

    touch_chip(screen, 29)

    [card] = panels(look(screen), "ticket o29/0")
    assert {part.text for part in card.parts if isinstance(part, Text)} >= {"D0", "D7", "#29"}
    assert "o29" not in {part.order_id for part in look(screen).shown}


def test_a_finger_on_the_order_that_is_shown_puts_it_away() -> None:
    screen = full_board()
    touch_chip(screen, 29)
    [shown] = panels(look(screen), SHOWN_KEY)

    press = press_at(*middle(shown.rect), look(screen))

    assert press is not None
    screen.press(press.action, touched=press.order_id)
    assert screen.state.open_list is None


@pytest.mark.parametrize("key", [None, 0])
def test_no_key_bumps_while_an_order_is_shown(key: int | None) -> None:
    screen = full_board()
    touch_chip(screen, 29)

    assert requests(screen.press(slot=key)) == []
    assert screen.state.open_list is None


def test_another_chip_shows_its_order_instead() -> None:
    screen = full_board()
    touch_chip(screen, 29)
    touch_chip(screen, 28)

    assert screen.state.open_list is not None
    assert screen.state.open_list.order_id == "o28"


def test_the_order_goes_away_by_itself() -> None:
    screen = full_board()
    touch_chip(screen, 29)
    opened = screen.now
    screen.tick(opened + 14_999)
    assert screen.state.open_list is not None
    assert screen.state.open_list.name == SHOWN_ORDER
    screen.tick(opened + 15_000)

    assert screen.state.open_list is None


def test_a_chip_that_has_just_come_to_where_it_stands_refuses_a_finger() -> None:
    screen = full_board()
    screen.bumped(screen.board[-3], "served")
    screen.paint()
    screen.at(screen.now + 999)

    screen.press(Action.PAGE, touched="o29")

    assert screen.state.open_list is None
    assert screen.notices[-1].startswith("This spot has just changed")
    screen.at(screen.now + 1)
    screen.press(Action.PAGE, touched="o29")
    assert screen.state.open_list is not None


def test_a_ticket_that_no_number_means_shows_how_it_is_chosen() -> None:
    orders = [an_order(number) for number in range(12)]
    screen = Screen(*orders)
    screen.state = replace(screen.state, keys=PROFILES["classic-bar"].key_names())
    screen.paint()

    signs = {
        panel.key: next(part.text for part in panel.parts if isinstance(part, Text))
        for panel in panels(look(screen, LAYOUT), "ticket ")
    }
    assert [signs[f"ticket o{number}/0"] for number in (0, 9, 10, 11)] == ["1", "10", "↕", "↕"]


def test_where_a_key_means_ten_more_tickets_have_numbers_up_to_twenty() -> None:
    orders = [an_order(number) for number in range(22)]
    screen = Screen(*orders)
    screen.state = replace(screen.state, keys=KEYBOARD.key_names())
    screen.at(30_000).paint()
    numbers = sorted(screen.state.painted.places.keys)
    [legend] = panels(look(screen, LAYOUT), "legend")

    assert numbers == list(range(20))
    said = [part.text for part in legend.parts if isinstance(part, Text)]
    assert said[: said.index("11\N{EN DASH}20") + 1] == [
        "1\N{EN DASH}0",
        "its ticket",
        "TAB",
        "1\N{EN DASH}0",
        "11\N{EN DASH}20",
    ]


@pytest.mark.parametrize("size", SIZES)
def test_the_ticket_that_bump_means_has_twice_the_frame_and_is_named_below(
    size: tuple[int, int],
) -> None:
    screen = full_board()
    layout = Layout(*size, 4, 2, measure)
    picture = look(screen, layout)
    part = picture.shown[0]
    assert part.order_id == picture.places.framed
    [card] = panels(picture, f"ticket {part.order_id}/0")
    [frame] = [each for each in card.parts if isinstance(each, Box) and each.tone is Tone.CHOSEN]

    assert frame.rect == card.rect
    assert frame.rect.x + layout.between == part.left
    assert frame.width >= layout.between + max(2, layout.unit // 8)
    said = [each.text for each in panels(picture, "legend")[0].parts if isinstance(each, Text)]
    assert said[said.index("ENTER") + 1] == "#0"
