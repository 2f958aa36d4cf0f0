"""Closed orders that are opened again, and lines that are taken back."""

import pytest
from msgspec.structs import replace

from hub.domain.errors import Code, Refusal
from hub.domain.moving import merge
from hub.domain.orders import Order, OrderStatus
from hub.domain.reopening import reopen, restore
from hub.domain.rules import cancel_item, close, move_order
from tests.support.tickets import a_line, an_order, minute, statuses


def completed() -> Order:
    return move_order(an_order("served", "served"), OrderStatus.COMPLETED, minute(9), None).order


def test_a_cancelled_order_is_opened_again_as_far_as_it_was() -> None:
    order = cancel_item(an_order("preparing", "ready", "pending"), "3", "sold out", minute(8)).order
    gone = move_order(order, OrderStatus.CANCELLED, minute(9), "guest left").order

    again = reopen(gone, minute(39)).order

    assert statuses(again) == ["preparing", "ready", "cancelled"]
    assert (again.status, again.order_number) == ("preparing", order.order_number)
    assert again.items[:2] == order.items[:2]


def test_what_was_held_is_held_again() -> None:
    order = replace(an_order("preparing"), held=(a_line("2"),))
    gone = move_order(order, OrderStatus.CANCELLED, minute(9), "guest left").order

    again = reopen(gone, minute(10)).order

    assert (again.held, again.items) == (order.held, order.items)


def test_a_completed_order_is_served_again() -> None:
    again = reopen(completed(), minute(20)).order

    assert (again.status, again.completed_at) == ("served", None)


def test_an_order_that_gave_way_is_opened_again_whole() -> None:
    order = an_order("served", "preparing")

    again = reopen(close(order, "no room", minute(9)).order, minute(10)).order

    assert statuses(again) == ["served", "preparing"]
    assert (again.status, again.completed_at) == ("preparing", None)


@pytest.mark.parametrize("after", [40, 600])
def test_after_half_an_hour_it_stays_closed(after: int) -> None:
    gone = move_order(an_order("pending"), OrderStatus.CANCELLED, minute(9), None).order

    with pytest.raises(Refusal) as refused:
        reopen(gone, minute(after))

    assert refused.value.code is Code.INVALID_TRANSITION


def test_what_is_open_or_was_merged_is_not_opened_again() -> None:
    order = an_order("pending")
    merged = merge(replace(order, id="other", items=()), order, minute(5)).source.order

    for each in (order, merged):
        with pytest.raises(Refusal) as refused:
            reopen(each, minute(6))
        assert refused.value.code is Code.INVALID_TRANSITION


def test_a_void_is_taken_back_as_far_as_the_line_was() -> None:
    order = an_order("preparing")
    gone = cancel_item(order, "1", "wrong table", minute(8)).order

    again = restore(gone, {"1"}, minute(8.1)).order

    assert again.items == order.items
    assert (again.status, again.empty_until) == (order.status, order.empty_until)


def test_a_served_line_is_ready_again() -> None:
    again = restore(an_order("served", "ready"), {"1"}, minute(9)).order

    assert statuses(again) == ["ready", "ready"]


@pytest.mark.parametrize("order", [an_order("ready"), completed()], ids=["untouched", "completed"])
def test_where_there_is_nothing_to_take_back_nothing_is(order: Order) -> None:
    with pytest.raises(Refusal) as refused:
        restore(order, {"1"}, minute(9))

    assert refused.value.code is Code.INVALID_TRANSITION
