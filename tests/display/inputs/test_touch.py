"""Touches on pictures that the real view model has put together."""

import pygame
import pytest

from display.inputs.profiles import Press
from display.inputs.touch import press_at, press_of
from display.state.messages import Action, Snapshot
from display.state.model import BoardState, OpenList
from display.state.settings import BoardSettings
from display.state.update import update
from display.view_model.build import build
from display.view_model.layout import Layout
from display.view_model.screen import Rect, Screen
from hub.domain.orders import Item, Order, OrderType, order_number
from hub.domain.times import instant

AT = instant(1_772_366_400_000)


def measure(text: str, size: int, *, bold: bool = False, condensed: bool = False) -> int:
    return len(text) * size // 2


LAYOUT = Layout(1920, 1080, 4, 2, measure)


def order(number: int) -> Order:
    item = Item(id=f"i{number}", name="Soup", quantity=1, station="grill", created_at=AT)
    return Order(
        id=f"o{number}",
        order_number=order_number(number),
        type=OrderType.DINE_IN,
        created_at=AT,
        updated_at=AT,
        items=(item,),
    )


def board(tickets: int, panel: str | None = None) -> Screen:
    orders = tuple(order(number) for number in range(1, tickets + 1))
    snapshot = Snapshot(now=0, epoch="e", seq=1, hub_ms=1_772_366_400_000, orders=orders)
    state, _ = update(BoardState(settings=BoardSettings()), snapshot)
    if panel is not None:
        fields = {name: getattr(state, name) for name in state.__struct_fields__}
        state = BoardState(**(fields | {"open_list": OpenList(panel)}))
    return build(state, 100, LAYOUT)


def middle(rect: Rect) -> tuple[int, int]:
    return rect.x + rect.w // 2, rect.y + rect.h // 2


def test_a_touch_on_a_ticket_means_that_ticket() -> None:
    screen = board(8)

    for part in screen.shown:
        rect = Rect(part.left, part.top, part.width, part.height)
        assert press_at(*middle(rect), screen) == Press(Action.BUMP, order_id=part.order_id)
    assert {part.order_id for part in screen.shown} == {f"o{number}" for number in range(1, 9)}


def test_a_touch_on_the_age_of_a_ticket_means_the_ticket() -> None:
    age = next(panel.rect for panel in board(1).panels if panel.key == "age o1")

    assert press_at(*middle(age), board(1)) == Press(Action.BUMP, order_id="o1")


def test_a_touch_where_no_ticket_stands_means_nothing() -> None:
    assert press_at(*middle(LAYOUT.cells[5]), board(2)) is None


def test_a_touch_between_two_tickets_means_neither() -> None:
    first, second = board(8).shown[:2]
    between = (first.top + first.height + second.top) // 2

    assert press_at(first.left + 50, between, board(8)) is None


@pytest.mark.parametrize(
    ("x", "y", "action"),
    [
        (100, 10, Action.ALL_DAY),
        (1800, 10, Action.RECALL),
        (100, 1070, Action.UNDO),
        (1800, 1070, Action.PAGE),
    ],
)
def test_the_bars_do_what_they_talk_about(x: int, y: int, action: Action) -> None:
    assert press_at(x, y, board(3)) == Press(action)


@pytest.mark.parametrize(
    ("share", "action"), [(0.1, Action.PREVIOUS), (0.5, Action.BUMP), (0.95, Action.NEXT)]
)
def test_the_open_recall_list_is_moved_through_by_thirds(share: float, action: Action) -> None:
    screen = board(8, panel="recall")
    rect = next(panel.rect for panel in screen.panels if panel.key == "overlay")

    assert press_at(rect.x + 40, rect.y + round(share * rect.h), screen) == Press(action)


def test_beside_an_open_list_no_ticket_can_be_bumped() -> None:
    assert press_at(20, 100, board(8)) == Press(Action.BUMP, order_id="o1")
    assert press_at(20, 100, board(8, panel="recall")) is None


def test_an_open_list_can_be_closed_by_the_bar_that_opened_it() -> None:
    assert press_at(1800, 10, board(8, panel="recall")) == Press(Action.RECALL)


def test_a_finger_counts_once_though_it_sends_two_events() -> None:
    x, y = 100, 100
    events = [
        pygame.event.Event(pygame.FINGERDOWN, x=x / 1920, y=y / 1080, finger_id=1, touch_id=1),
        pygame.event.Event(pygame.MOUSEBUTTONDOWN, pos=(x, y), button=1, touch=True),
        pygame.event.Event(pygame.MOUSEBUTTONUP, pos=(x, y), button=1, touch=True),
    ]

    presses = [press_of(event, board(1)) for event in events]

    assert presses == [None, Press(Action.BUMP, order_id="o1"), None]


def test_the_wheel_and_the_other_buttons_mean_nothing() -> None:
    x, y = middle(LAYOUT.cells[0])
    events = [
        pygame.event.Event(pygame.MOUSEBUTTONDOWN, pos=(x, y), button=button)
        for button in (2, 3, 4, 5)
    ]

    assert [press_of(event, board(1)) for event in events] == [None] * 4
