"""Courses that wait: holding, firing, and what a kitchen sees of it."""

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from hub.domain.courses import fire, hold, part_courses
from hub.domain.errors import Code, Refusal
from hub.domain.orders import (
    Item,
    ItemCancelled,
    ItemStatus,
    Order,
    OrderChanged,
    OrderPlaced,
    OrderStatus,
    OrderWaiting,
)
from hub.domain.rules import add_items, bump, cancel_item, close, move_item, move_order, place
from tests.support.tickets import a_line, an_order, minute

STARTER = replace(a_line("starter"), course=1)
MAIN = replace(a_line("main"), course=2)
SWEET = replace(a_line("sweet"), course=3)


def a_dinner(*items: Item, held: tuple[Item, ...]) -> Order:
    return place(replace(an_order(*items), held=held)).order


def test_a_course_is_fired_by_its_number_and_the_others_wait() -> None:
    change = fire(a_dinner(STARTER, held=(MAIN, SWEET)), minute(30), course=2)

    assert change.order.items == (STARTER, replace(MAIN, fired_at=minute(30)))
    assert change.order.held == (SWEET,)
    assert change.events == (OrderChanged(),)


def test_what_was_fired_last_leaves_nothing_held() -> None:
    assert fire(a_dinner(STARTER, held=(MAIN,)), minute(30)).order.held is UNSET


def test_a_kitchen_hears_of_an_order_when_its_first_line_is_fired() -> None:
    placed = place(replace(an_order(), held=(STARTER, MAIN)))
    assert placed.events == (OrderWaiting(),)
    assert not placed.order.on_board

    change = fire(placed.order, minute(20), course=1)

    assert change.events == (OrderPlaced(),)
    assert change.order.on_board
    assert change.order.counted_from == minute(20)


def test_a_later_course_leaves_the_age_of_the_order_as_it_is() -> None:
    order = a_dinner(STARTER, held=(MAIN,))

    assert fire(order, minute(30)).order.counted_from == order.counted_from


@pytest.mark.parametrize("name", ["fire", "hold"])
def test_nothing_to_do_is_said(name: str) -> None:
    order = a_dinner(replace(STARTER, status=ItemStatus.READY), held=())
    with pytest.raises(Refusal) as refused:
        {"fire": fire, "hold": hold}[name](order, minute(9))

    assert refused.value.code is Code.INVALID_TRANSITION


@pytest.mark.parametrize("at", ["preparing", "ready", "served", "cancelled"])
def test_only_what_nobody_has_begun_is_taken_back(at: str) -> None:
    order = a_dinner(a_line("begun", at), a_line("not begun"), held=())

    change = hold(order, minute(9))

    assert [item.id for item in change.order.items] == ["begun"]
    assert [item.id for item in change.order.held or ()] == ["not begun"]


def test_what_is_held_again_loses_the_time_at_which_it_was_fired() -> None:
    fired = fire(a_dinner(STARTER, held=(MAIN,)), minute(30)).order

    assert hold(fired, minute(31), course=2).order.held == (MAIN,)


def test_the_immediate_course_never_waits() -> None:
    urgent = replace(a_line("allergy"), course="immediate")
    with pytest.raises(Refusal):
        hold(a_dinner(urgent, held=()), minute(9))

    assert part_courses([urgent], (), {"allergy"}, by_course=True) == ((urgent,), ())


def test_an_order_with_a_held_line_is_neither_ready_nor_served() -> None:
    order = a_dinner(STARTER, held=(MAIN,))

    for status in (ItemStatus.READY, ItemStatus.SERVED):
        order = bump(order, status, None, minute(9)).order
        assert order.status is OrderStatus.PREPARING


@pytest.mark.parametrize("to", [OrderStatus.PREPARING, OrderStatus.READY])
def test_an_order_of_which_all_is_held_cannot_be_moved_along(to: OrderStatus) -> None:
    order = replace(a_dinner(held=(MAIN,)), status=OrderStatus.PENDING)
    allowed = OrderStatus.PREPARING if to is OrderStatus.READY else OrderStatus.PENDING
    with pytest.raises(Refusal) as refused:
        move_order(replace(order, status=allowed), to, minute(9), "why not")

    assert refused.value.code is Code.INVALID_TRANSITION


def test_a_held_line_takes_no_step() -> None:
    with pytest.raises(Refusal) as refused:
        move_item(a_dinner(STARTER, held=(MAIN,)), "main", ItemStatus.PREPARING, minute(9))

    assert refused.value.details["current"] == "held"


def test_a_held_line_that_is_cancelled_comes_on_no_ticket() -> None:
    change = cancel_item(a_dinner(STARTER, held=(MAIN,)), "main", "changed their mind", minute(9))

    assert change.order.items == (STARTER,)
    assert [item.status for item in change.order.held or ()] == [ItemStatus.CANCELLED]
    assert [type(each) for each in change.events] == [ItemCancelled, OrderChanged]


def test_what_was_cancelled_while_it_was_held_is_not_fired() -> None:
    order = cancel_item(a_dinner(STARTER, held=(MAIN, SWEET)), "main", "no more", minute(9)).order

    assert [item.id for item in fire(order, minute(10)).order.items] == ["starter", "sweet"]


def test_a_cancelled_order_has_nothing_left_to_fire() -> None:
    order = move_order(
        a_dinner(STARTER, held=(MAIN,)), OrderStatus.CANCELLED, minute(9), "guests left"
    ).order

    assert order.status is OrderStatus.CANCELLED
    with pytest.raises(Refusal):
        fire(order, minute(10))


def test_an_order_that_gives_way_lets_go_of_what_is_held() -> None:
    order = close(a_dinner(a_line("1", "served"), held=(MAIN,)), "too many orders", minute(9)).order

    assert order.status is OrderStatus.COMPLETED
    assert [item.status for item in order.held or ()] == [ItemStatus.CANCELLED]


def test_another_round_may_wait_too() -> None:
    change = add_items(an_order("served"), [], minute(9), held=[MAIN])

    assert change.order.held == (MAIN,)
    assert change.order.status is OrderStatus.PREPARING


@pytest.mark.parametrize(
    ("lines", "before", "waiting"),
    [
        ([STARTER, MAIN, SWEET], [], ["main", "sweet"]),
        ([MAIN, SWEET], [], ["sweet"]),
        ([MAIN], [STARTER], ["main"]),
        ([MAIN], [STARTER, replace(SWEET, id="fired")], []),
        ([a_line("bread")], [STARTER], []),
    ],
)
def test_a_house_that_holds_courses_lets_each_but_the_first_wait(
    lines: list[Item], before: list[Item], waiting: list[str]
) -> None:
    now, later = part_courses(lines, before, (), by_course=True)

    assert [item.id for item in later] == waiting
    assert len(now) + len(later) == len(lines)
    assert part_courses(lines, before, (), by_course=False) == (tuple(lines), ())


def test_a_ticket_that_has_nothing_left_but_what_is_held_leaves_the_board() -> None:
    change = cancel_item(a_dinner(STARTER, held=(MAIN,)), "starter", "not hungry", minute(9))

    assert not change.order.on_board
    assert [type(each) for each in change.events] == [ItemCancelled, OrderChanged]
