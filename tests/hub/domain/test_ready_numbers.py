"""The board of ready numbers: which number, which name, in which order, for how long."""

from typing import Any

import pytest
from msgspec import UNSET

from hub.domain.orders import Item, ItemStatus, Order, OrderType
from hub.domain.ready_numbers import (
    MINUTE,
    GuestNames,
    ReadyRules,
    find_next_leave,
    list_ready_numbers,
    ready_since,
    shorten_name,
)
from hub.domain.times import Instant, instant

NOON = 1_705_320_000_000
USUAL = ReadyRules()


def at(minutes: float) -> Instant:
    return instant(round(NOON + minutes * MINUTE))


def line(status: ItemStatus, ready: float | None = None, **fields: Any) -> Item:  # noqa: ANN401
    return Item(
        id="1",
        name="Soup",
        quantity=1,
        status=status,
        created_at=at(0),
        ready_at=None if ready is None else at(ready),
        **fields,
    )


def order(*items: Item, number: str = "A1", **fields: Any) -> Order:  # noqa: ANN401
    return Order(
        id=number,
        order_number="ORD-00001",
        display_number=number or UNSET,
        type=fields.pop("type", OrderType.TAKEOUT),
        created_at=fields.pop("created_at", at(0)),
        updated_at=at(0),
        items=items or (line(ItemStatus.PENDING),),
        **fields,
    )


def shown(*orders: Order, rules: ReadyRules = USUAL, now: float = 5) -> list[tuple[Any, ...]]:
    rows = list_ready_numbers(orders, rules, round(NOON + now * MINUTE))
    return [(row.number, row.status.value, row.since) for row in rows]


def test_what_waits_to_be_begun_is_in_the_making_for_its_guest() -> None:
    assert shown(order(created_at=at(1))) == [("A1", "preparing", at(1))]


def test_an_order_is_ready_when_every_live_line_is() -> None:
    half = order(line(ItemStatus.READY, 2), line(ItemStatus.PREPARING))
    gone = order(line(ItemStatus.READY, 2), line(ItemStatus.CANCELLED), line(ItemStatus.SERVED, 1))
    held = order(line(ItemStatus.READY, 2), held=(line(ItemStatus.PENDING),))

    assert [ready_since(each) for each in (half, gone, held)] == [None, at(2), None]


def test_it_is_ready_since_its_last_line_was() -> None:
    both = order(line(ItemStatus.READY, 2), line(ItemStatus.READY, 3))

    assert shown(both) == [("A1", "ready", at(3))]


def test_a_line_that_no_screen_shows_keeps_nobody_waiting() -> None:
    drink = order(line(ItemStatus.READY, 2), line(ItemStatus.PENDING, screen=False))

    assert shown(drink) == [("A1", "ready", at(2))]


def test_the_newest_ready_number_comes_first_and_the_oldest_in_the_making() -> None:
    orders = [
        order(number="1", created_at=at(0)),
        order(line(ItemStatus.READY, 2), number="2"),
        order(line(ItemStatus.READY, 4), number="3"),
        order(number="4", created_at=at(1)),
    ]

    assert [row[0] for row in shown(*orders)] == ["3", "2", "1", "4"]


def test_a_number_leaves_after_its_time_and_the_board_knows_when() -> None:
    ready, rules = order(line(ItemStatus.READY, 2)), ReadyRules(stays=10 * MINUTE)

    assert shown(ready, rules=rules, now=11.9)
    assert shown(ready, rules=rules, now=12) == []
    rows = list_ready_numbers([ready, order()], rules, NOON)
    assert find_next_leave(rows, rules) == NOON + 12 * MINUTE
    assert find_next_leave(rows[1:], rules) is None


def test_what_is_eaten_at_a_table_stands_there_only_if_the_house_wants_it() -> None:
    eaten, fetched = order(type=OrderType.DINE_IN), order(type=OrderType.DELIVERY, number="U7")

    assert [row[0] for row in shown(eaten, fetched)] == ["U7"]
    assert [row[0] for row in shown(eaten, rules=ReadyRules(dine_in=True))] == ["A1"]


def test_the_hubs_own_number_stands_for_one_that_nobody_was_told() -> None:
    assert shown(order(number=""))[0][0] == "ORD-00001"


@pytest.mark.parametrize(
    ("name", "first", "initial"),
    [
        ("Ana", "Ana", "Ana"),
        ("Ana Maria Silva", "Ana", "Ana S."),
        ("Silva, Ana", "Ana", "Ana S."),
        ("  Ana   Silva ", "Ana", "Ana S."),
        ("Ana +49 170 1234567", "Ana", "Ana"),
        ("Ana (0170)", "Ana", "Ana"),
        ("+49 170 1234567", None, None),
        ("ana@example.com", None, None),
        ("0170/1234567 Ana", None, None),
        ("A" * 200, "A" * 24, "A" * 24),
        ("李 雷", "李", "李 雷."),
        (", Ana", "Ana", "Ana"),
        (",", None, None),
        (None, None, None),
    ],
)
def test_a_name_is_as_short_as_the_house_wants_it_and_never_a_way_to_reach_somebody(
    name: str | None, first: str | None, initial: str | None
) -> None:
    assert shorten_name(name, GuestNames.OFF) is None
    assert shorten_name(name, GuestNames.FIRST) == first
    assert shorten_name(name, GuestNames.INITIAL) == initial
