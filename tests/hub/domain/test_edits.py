"""Changing what was sent: the same line, marked until the kitchen has taken note."""

from typing import Any

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from hub.domain.earlier import AckKind, EarlierLine, EarlierOrder
from hub.domain.edits import acknowledge, edit_line, edit_order
from hub.domain.errors import Code, Refusal
from hub.domain.order_details import Modifier
from hub.domain.orders import Item, LinesEdited, Order, OrderChanged
from hub.domain.rules import cancel_item
from tests.support.tickets import a_line, an_order, minute


def four(status: str, **fields: object) -> Order:
    return an_order(replace(a_line("1", status), quantity=4, **fields))


def edited(order: Order, item_id: str = "1", **changes: Any) -> Order:  # noqa: ANN401 - fields
    change = edit_line(order, item_id, changes, minute(9), "new")
    assert change is not None
    return change.order


def only_line(order: Order) -> Item:
    [item] = order.items
    return item


@pytest.mark.parametrize("status", ["pending", "preparing", "ready"])
def test_fewer_of_a_dish_is_the_same_line_as_far_as_it_was(status: str) -> None:
    before = four(status)

    after = only_line(edited(before, quantity=2))

    was = EarlierLine(version=2, quantity=4)
    assert after == replace(before.items[0], quantity=2, was=was)


def test_a_change_of_a_line_is_told_field_by_field_and_then_whole() -> None:
    change = edit_line(four("preparing"), "1", {"quantity": 2, "seat": 3}, minute(9), "new")

    assert change is not None
    lines, whole = change.events
    assert isinstance(lines, LinesEdited)
    assert [(each.id, each.field, each.before, each.after) for each in lines.changes] == [
        ("1", "quantity", 4, 2),
        ("1", "seat", None, 3),
    ]
    assert whole == OrderChanged()


def test_what_a_line_said_first_stands_until_it_is_acknowledged() -> None:
    order = edited(edited(four("preparing"), quantity=3), quantity=2, notes="no salt")

    assert only_line(order).was == EarlierLine(version=3, quantity=4, notes=None)


def test_a_line_that_says_again_what_it_said_is_not_marked() -> None:
    order = edited(edited(four("preparing"), quantity=2), quantity=4)

    assert only_line(order).was is UNSET


def test_an_edit_that_changes_nothing_is_none() -> None:
    assert edit_line(four("pending"), "1", {"quantity": 4}, minute(9), "new") is None


@pytest.mark.parametrize("status", ["ready", "served"])
def test_more_of_a_line_that_is_ready_is_a_new_line_of_the_difference(status: str) -> None:
    before = four(status, seat=2)

    made, more = edited(before, quantity=6).items

    assert made == before.items[0]
    assert (more.id, more.status, more.quantity, more.seat) == ("new", "pending", 2, 2)
    assert (more.created_at, more.ready_at, more.split_from) == (minute(9), None, "1")


def test_more_of_a_line_that_is_being_made_is_the_same_line() -> None:
    after = only_line(edited(four("preparing"), quantity=6))

    assert (after.quantity, after.status) == (6, "preparing")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"amount": 1.5}, ("Brisket (1.5 kg)", 2, 1.5)),
        ({"quantity": 2}, ("Brisket (2 kg)", 2, 2.0)),
        ({"unit": "lb"}, ("Brisket (0.75 lb)", 1, 0.75)),
        ({"amount": UNSET, "quantity": 3}, ("Brisket", 3, UNSET)),
    ],
)
def test_the_name_of_what_is_weighed_carries_its_new_amount(
    changes: dict[str, Any], said: tuple[object, ...]
) -> None:
    weighed = replace(a_line("1"), name="Brisket (0.75 kg)", amount=0.75, unit="kg")

    after = only_line(edited(an_order(weighed), **changes))

    assert (after.name, after.quantity, after.amount) == said


def test_more_of_a_ready_roast_is_a_new_line_of_what_is_missing() -> None:
    weighed = replace(a_line("1", "ready"), name="Brisket (0.75 kg)", amount=0.75, unit="kg")

    made, more = edited(an_order(weighed), amount=2.0).items

    assert made == weighed
    assert (more.name, more.quantity, more.amount) == ("Brisket (1.25 kg)", 2, 1.25)


@pytest.mark.parametrize("status", ["served", "cancelled"])
def test_a_line_that_is_done_with_cannot_be_changed(status: str) -> None:
    order = an_order(a_line("1", status), "pending")

    with pytest.raises(Refusal) as refused:
        edit_line(order, "1", {"notes": "late"}, minute(9), "new")

    assert refused.value.code is Code.INVALID_TRANSITION


def test_a_late_edit_of_the_ticket_is_marked_too() -> None:
    change = edit_order(four("pending"), {"table_number": "12", "guests": 3}, minute(9))

    assert change.order.was == EarlierOrder(version=2, table_number=None)


def test_an_acknowledged_edit_is_marked_no_more() -> None:
    order = edited(four("preparing"), quantity=2, modifiers=(Modifier("no salt"),))

    seen = acknowledge(order, AckKind.EDIT, order.version, None, minute(10))

    assert seen is not None
    assert only_line(seen.order).was is UNSET
    assert seen.order.version == 3
    assert seen.events == (OrderChanged(),)


def test_what_was_changed_after_the_cook_looked_stays_marked() -> None:
    seen = edited(four("preparing"), quantity=2)
    order = edited(seen, quantity=1)

    change = acknowledge(order, AckKind.EDIT, seen.version, None, minute(10))

    assert change is not None
    assert only_line(change.order).was == EarlierLine(version=3, quantity=4)


def test_each_station_of_a_line_has_to_take_note() -> None:
    both = replace(a_line("1", "preparing"), station="grill", stations=("grill", "fry"))
    order = edited(an_order(both), notes="well done")

    grill = acknowledge(order, AckKind.EDIT, order.version, "grill", minute(10))
    assert grill is not None
    assert only_line(grill.order).was != UNSET
    fry = acknowledge(grill.order, AckKind.EDIT, order.version, "fry", minute(11))

    assert fry is not None
    assert only_line(fry.order).was is UNSET


def test_another_station_s_line_stays_marked() -> None:
    order = an_order(a_line("1", "preparing", "grill"), a_line("2", "preparing", "bar"))
    for line in ("1", "2"):
        order = edited(order, line, notes="no ice")

    change = acknowledge(order, AckKind.EDIT, order.version, "bar", minute(10))

    assert change is not None
    assert [bool(item.was) for item in change.order.items] == [True, False]


@pytest.mark.parametrize("what", [AckKind.EDIT, AckKind.ALLERGY, AckKind.REMAKE])
def test_a_line_that_was_taken_off_is_struck_until_that_is_acknowledged(what: AckKind) -> None:
    order = cancel_item(an_order("preparing", "pending"), "1", "guest left", minute(8)).order

    other = acknowledge(order, what, order.version, None, minute(9))
    assert other is not None
    assert other.order.items[0].was == EarlierLine(version=2, status="preparing")
    seen = acknowledge(other.order, AckKind.CANCELLED, order.version, None, minute(10))

    assert seen is not None
    assert seen.order.items[0].was is UNSET


def test_the_same_is_noted_once() -> None:
    order = edited(four("pending"), quantity=2)
    change = acknowledge(order, AckKind.EDIT, order.version, None, minute(9))
    assert change is not None

    for station in (None, "grill"):
        assert acknowledge(change.order, AckKind.EDIT, 2, station, minute(10)) is None


def test_what_has_not_happened_yet_cannot_be_acknowledged() -> None:
    with pytest.raises(Refusal) as refused:
        acknowledge(four("pending"), AckKind.EDIT, 2, None, minute(9))

    assert refused.value.code is Code.BAD_REQUEST
