"""The two transition tables, exactly as the wire contract writes them."""

from itertools import product

import pytest
from msgspec.structs import replace

from hub.domain.errors import Code, Refusal
from hub.domain.orders import ItemStatus, Order, OrderStatus
from hub.domain.rules import move_item, move_order
from tests.support.tickets import an_order, minute, statuses

ITEM_TABLE: dict[str, list[str]] = {
    "pending": ["preparing"],
    "preparing": ["ready"],
    "ready": ["served"],
    "served": [],
    "cancelled": [],
}
ORDER_TABLE: dict[str, list[str]] = {
    "pending": ["confirmed", "preparing", "cancelled"],
    "confirmed": ["preparing", "cancelled"],
    "preparing": ["ready", "cancelled"],
    "ready": ["served", "cancelled"],
    "served": ["completed"],
    "completed": [],
    "cancelled": [],
}
ITEM_STEPS = [(at, to) for at, allowed in ITEM_TABLE.items() for to in allowed]
ORDER_STEPS = [(at, to) for at, allowed in ORDER_TABLE.items() for to in allowed]


def order_in(status: str) -> Order:
    if status == "confirmed":
        order = an_order("pending", "pending")
        return replace(order, status=OrderStatus.CONFIRMED, confirmed_at=minute(1))
    if status == "completed":
        order = an_order("served", "served")
        return replace(order, status=OrderStatus.COMPLETED, completed_at=minute(9))
    return an_order(status, status)


@pytest.mark.parametrize("status", list(OrderStatus))
def test_an_order_can_be_in_every_status(status: OrderStatus) -> None:
    assert order_in(status.value).status is status


@pytest.mark.parametrize(("at", "to"), ITEM_STEPS)
def test_a_line_takes_the_steps_of_the_table(at: str, to: str) -> None:
    change = move_item(an_order(at, "pending"), "1", ItemStatus(to), minute(9))

    assert statuses(change.order) == [to, "pending"]


@pytest.mark.parametrize(
    ("at", "to"), [step for step in product(ITEM_TABLE, ITEM_TABLE) if step not in ITEM_STEPS]
)
def test_a_line_takes_no_other_step(at: str, to: str) -> None:
    with pytest.raises(Refusal) as refused:
        move_item(an_order(at, "pending"), "1", ItemStatus(to), minute(9))

    assert refused.value.code is Code.INVALID_TRANSITION
    assert refused.value.details == {"current": at, "requested": to, "allowed": ITEM_TABLE[at]}


@pytest.mark.parametrize(
    ("at", "to", "field"),
    [
        ("pending", "preparing", "started_at"),
        ("preparing", "ready", "ready_at"),
        ("ready", "served", "served_at"),
    ],
)
def test_a_step_is_stamped_with_its_time_and_nothing_else_changes(
    at: str, to: str, field: str
) -> None:
    before = an_order(at)

    change = move_item(before, "1", ItemStatus(to), minute(9))

    expected = replace(before.items[0], status=ItemStatus(to), **{field: minute(9)})
    assert change.order.items == (expected,)


def test_a_line_of_another_order_is_not_found() -> None:
    with pytest.raises(Refusal) as refused:
        move_item(an_order("pending"), "7", ItemStatus.PREPARING, minute(1))

    assert refused.value.code is Code.NOT_FOUND


@pytest.mark.parametrize(("at", "to"), ORDER_STEPS)
def test_an_order_takes_the_steps_of_its_table(at: str, to: str) -> None:
    change = move_order(order_in(at), OrderStatus(to), minute(9), "guests left")

    assert change.order.status == to


@pytest.mark.parametrize(
    ("at", "to"), [step for step in product(ORDER_TABLE, ORDER_TABLE) if step not in ORDER_STEPS]
)
def test_an_order_takes_no_other_step(at: str, to: str) -> None:
    with pytest.raises(Refusal) as refused:
        move_order(order_in(at), OrderStatus(to), minute(9), "guests left")

    assert refused.value.code is Code.INVALID_TRANSITION
    assert refused.value.details == {"current": at, "requested": to, "allowed": ORDER_TABLE[at]}


@pytest.mark.parametrize(
    ("lines", "to", "after"),
    [
        (["pending", "pending"], "confirmed", ["pending", "pending"]),
        (["pending", "pending"], "preparing", ["preparing", "preparing"]),
        (
            ["pending", "preparing", "ready", "served"],
            "ready",
            ["ready", "ready", "ready", "served"],
        ),
        (["ready", "served"], "served", ["served", "served"]),
        (["pending", "cancelled", "ready"], "ready", ["ready", "cancelled", "ready"]),
        (["preparing", "served", "cancelled"], "cancelled", ["cancelled"] * 3),
    ],
)
def test_an_orders_live_lines_that_are_behind_move_with_it(
    lines: list[str], to: str, after: list[str]
) -> None:
    change = move_order(an_order(*lines), OrderStatus(to), minute(9), "guests left")

    assert statuses(change.order) == after


def test_cancelling_an_order_gives_its_reason_to_the_lines_that_were_live() -> None:
    order = an_order("preparing", "cancelled")

    change = move_order(order, OrderStatus.CANCELLED, minute(9), "guests left")

    assert [item.cancel_reason for item in change.order.items] == ["guests left", "out of stock"]
    assert [item.cancelled_at for item in change.order.items] == [minute(9), minute(1)]


def test_confirming_and_completing_are_stamped() -> None:
    confirmed = move_order(order_in("pending"), OrderStatus.CONFIRMED, minute(1), "")
    completed = move_order(order_in("served"), OrderStatus.COMPLETED, minute(9), "")

    assert confirmed.order.confirmed_at == minute(1)
    assert completed.order.completed_at == minute(9)
