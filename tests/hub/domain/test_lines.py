"""Lines that come and go: placing, another round, cancelling, and what is written on a ticket."""

import pytest
from msgspec.structs import replace

from hub.domain.earlier import EarlierLine, EarlierOrder
from hub.domain.edits import edit_order
from hub.domain.errors import Code, Refusal
from hub.domain.orders import (
    ItemCancelled,
    ItemStatus,
    Order,
    OrderChanged,
    OrderPlaced,
    OrderStatus,
    Priority,
)
from hub.domain.rules import add_items, cancel_item, place
from hub.domain.transitions import MAX_LINES
from tests.support.tickets import a_line, an_order, minute, statuses

COMPLETED = replace(an_order("served"), status=OrderStatus.COMPLETED, completed_at=minute(8))
CANCELLED = an_order("cancelled")


def test_a_placed_order_is_told_as_new() -> None:
    order = an_order("pending", "pending")

    change = place(order)

    assert change.order is order
    assert change.events == (OrderPlaced(),)


def test_an_order_holds_up_to_the_limit_of_lines() -> None:
    order = an_order(*["pending"] * MAX_LINES)

    assert place(order).order is order


@pytest.mark.parametrize(
    "order",
    [
        pytest.param(an_order(*["pending"] * (MAX_LINES + 1)), id="too many"),
        pytest.param(an_order(a_line("1"), a_line("1")), id="doubled"),
        pytest.param(an_order(), id="none"),
    ],
)
def test_an_order_with_lines_that_cannot_be_is_not_placed(order: Order) -> None:
    with pytest.raises(Refusal) as refused:
        place(order)

    assert refused.value.code is Code.BAD_REQUEST
    assert "items" in refused.value.details


@pytest.mark.parametrize("at", ["pending", "preparing", "ready"])
def test_a_cancelled_line_stays_with_its_reason(at: str) -> None:
    before = an_order(at, "pending")

    change = cancel_item(before, "1", "dropped it", minute(9))

    gone = replace(
        before.items[0],
        status=ItemStatus.CANCELLED,
        cancelled_at=minute(9),
        cancel_reason="dropped it",
        was=EarlierLine(version=2, status=at),
    )
    assert change.order.items == (gone, before.items[1])
    assert change.events[0] == ItemCancelled(gone)


@pytest.mark.parametrize("at", ["served", "cancelled"])
def test_a_line_that_is_served_or_cancelled_cannot_be_cancelled(at: str) -> None:
    with pytest.raises(Refusal) as refused:
        cancel_item(an_order(at, "pending"), "1", "dropped it", minute(9))

    assert refused.value.code is Code.INVALID_TRANSITION
    assert refused.value.details == {"current": at, "requested": "cancelled", "allowed": []}


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        (["pending"], "pending"),
        (["preparing"], "preparing"),
        (["ready"], "preparing"),
        (["served"], "preparing"),
        (["cancelled", "pending"], "pending"),
    ],
)
def test_another_round_goes_behind_the_lines_there_are(lines: list[str], status: str) -> None:
    change = add_items(an_order(*lines), [a_line("new")], minute(9))

    assert statuses(change.order) == [*lines, "pending"]
    assert change.order.status == status


def test_another_round_is_told_with_the_whole_order_once() -> None:
    change = add_items(an_order("served"), [a_line("a"), a_line("b")], minute(9))

    assert change.events == (OrderChanged(),)


def test_a_round_that_would_break_the_limit_is_refused_whole() -> None:
    order = an_order(*["cancelled"] * (MAX_LINES - 2), "pending")

    assert len(add_items(order, [a_line("a")], minute(9)).order.items) == MAX_LINES
    with pytest.raises(Refusal) as refused:
        add_items(order, [a_line("a"), a_line("b")], minute(9))
    assert refused.value.code is Code.BAD_REQUEST


def test_a_round_with_a_line_that_is_there_already_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        add_items(an_order("pending"), [a_line("1")], minute(9))

    assert refused.value.code is Code.BAD_REQUEST


@pytest.mark.parametrize("order", [COMPLETED, CANCELLED], ids=["completed", "cancelled"])
def test_a_closed_order_takes_no_more_items(order: Order) -> None:
    with pytest.raises(Refusal) as refused:
        add_items(order, [a_line("new")], minute(9))

    assert refused.value.code is Code.INVALID_TRANSITION
    assert refused.value.details["current"] == order.status


def test_an_edit_changes_what_is_written_and_nothing_else() -> None:
    before = an_order("preparing")

    fields = {"notes": "birthday", "priority": Priority.RUSH, "table_number": "12"}
    change = edit_order(before, fields, minute(9))

    assert change.order == replace(
        before,
        notes="birthday",
        priority=Priority.RUSH,
        table_number="12",
        updated_at=minute(9),
        version=before.version + 1,
        was=EarlierOrder(version=2, notes=None, priority="normal", table_number=None),
    )
    assert change.events == (OrderChanged(),)


@pytest.mark.parametrize("order", [COMPLETED, CANCELLED], ids=["completed", "cancelled"])
def test_a_closed_order_cannot_be_edited(order: Order) -> None:
    with pytest.raises(Refusal) as refused:
        edit_order(order, {"priority": Priority.RUSH}, minute(9))

    assert refused.value.code is Code.INVALID_TRANSITION


def test_a_station_sees_its_own_lines_and_those_of_every_station() -> None:
    grill, bar, anywhere = a_line("1", station="grill"), a_line("2", station="bar"), a_line("3")

    seen = an_order(grill, bar, anywhere).part_for("grill")

    assert seen is not None
    assert seen.items == (grill, anywhere)


def test_a_station_does_not_see_an_order_without_lines_for_it() -> None:
    assert an_order(a_line("1", station="bar")).part_for("grill") is None
