"""A whole order as it should be: what is there is found, what is new is cooked once."""

from collections.abc import Mapping
from itertools import count
from typing import Any

import pytest
from msgspec.structs import replace

from hub.domain.moving import merge, move_lines
from hub.domain.order_details import Modifier
from hub.domain.orders import Item, ItemCancelled, Order
from hub.domain.sought_lines import Sought
from hub.domain.whole_order import Making, Whole, make_whole
from tests.support.tickets import a_line, an_order, minute

REASON = "removed by till"


def wants(
    name: str,
    quantity: int = 1,
    item_id: str | None = None,
    **said: Any,  # noqa: ANN401 - fields
) -> Sought:
    like = Item(id="", name=name, quantity=quantity, created_at=minute(9), **said)
    return Sought(like, {"quantity": quantity, **said}, item_id)


def line(number: int, name: str, status: str = "pending", quantity: int = 1, **more: Any) -> Item:  # noqa: ANN401 - fields
    return replace(a_line(str(number), status), name=name, quantity=quantity, **more)


def put(
    orders: Order | list[Order], *sought: Sought, changes: Mapping[str, Any] | None = None
) -> Whole:
    several = [orders] if isinstance(orders, Order) else orders
    ids = (f"new {number}" for number in count(1))
    origin = an_order("pending").id
    return make_whole(several, origin, sought, changes or {}, Making(REASON, minute(9), ids))


def after(orders: Order, *sought: Sought) -> list[tuple[str, str, int, str]]:
    [transition] = put(orders, *sought).transitions
    order = orders if transition is None else transition.order
    return [(item.id, item.name, item.quantity, item.status.value) for item in order.items]


def test_the_same_order_sent_again_changes_nothing() -> None:
    order = an_order(line(1, "Rice", "preparing", 2), line(2, "Soup", "ready"))

    for sought in ([wants("Rice", 2), wants("Soup")], [wants("Soup"), wants("Rice", 2)]):
        assert put(order, *sought).transitions == (None,)


def test_what_is_new_is_added_and_what_is_gone_is_taken_off() -> None:
    order = an_order(line(1, "Rice", "preparing"), line(2, "Soup"))

    assert after(order, wants("Rice"), wants("Tea")) == [
        ("1", "Rice", 1, "preparing"),
        ("2", "Soup", 1, "cancelled"),
        ("new 1", "Tea", 1, "pending"),
    ]
    [change] = put(order, wants("Rice"), wants("Tea")).transitions
    assert change is not None
    gone = change.order.items[1]
    assert gone.cancel_reason == REASON
    assert change.events[0] == ItemCancelled(gone)


def test_what_has_come_furthest_stays_when_there_is_to_be_less() -> None:
    order = an_order(line(1, "Rice"), line(2, "Rice", "ready"), line(3, "Rice", "preparing"))

    assert after(order, wants("Rice", 2)) == [
        ("1", "Rice", 1, "cancelled"),
        ("2", "Rice", 1, "ready"),
        ("3", "Rice", 1, "preparing"),
    ]


def test_lines_of_one_dish_are_summed() -> None:
    order = an_order(line(1, "Rice", "preparing", 3))

    assert after(order, wants("Rice", 1), wants("Rice", 2)) == [("1", "Rice", 3, "preparing")]


@pytest.mark.parametrize(
    ("status", "lines"),
    [
        ("preparing", [("1", "Rice", 5, "preparing")]),
        ("ready", [("1", "Rice", 2, "ready"), ("new 1", "Rice", 3, "pending")]),
        ("served", [("1", "Rice", 2, "served"), ("new 1", "Rice", 3, "pending")]),
    ],
)
def test_more_of_what_is_ready_is_a_line_of_its_own(status: str, lines: list[Any]) -> None:
    assert after(an_order(line(1, "Rice", status, 2)), wants("Rice", 5)) == lines


def test_a_line_is_known_by_its_id_before_anything_else() -> None:
    order = an_order(line(1, "Rice", notes="hot"), line(2, "Rice", "preparing"))

    [change] = put(order, wants("Rice", 1, "1", notes="cold"), wants("Rice", 1)).transitions

    assert change is not None
    assert [(item.notes, item.status) for item in change.order.items] == [
        ("cold", "pending"),
        (None, "preparing"),
    ]


def test_a_line_is_known_by_its_id_before_what_was_a_part_of_it() -> None:
    part = line(2, "Rice", "ready", split_from="1")
    order = an_order(line(1, "Rice", quantity=2), part)

    assert put(order, wants("Rice", 2, "1"), wants("Rice", 1, "2")).transitions == (None,)
    assert put(order, wants("Rice", 3, "1")).transitions == (None,)


def test_a_line_is_known_by_its_senders_number() -> None:
    order = an_order(
        line(1, "Rice", "preparing", external_id="a"), line(2, "Rice", external_id="b")
    )

    [change] = put(order, wants("Rice", 1, external_id="b")).transitions

    assert change is not None
    assert [item.status for item in change.order.items] == ["cancelled", "pending"]


def test_a_changed_modifier_is_an_edit_of_the_line_that_is_being_made() -> None:
    order = an_order(line(1, "Rice", "preparing"))
    no_egg = (Modifier("No egg"),)

    [change] = put(order, wants("Rice", modifiers=no_egg)).transitions

    assert change is not None
    [item] = change.order.items
    assert (item.id, item.status, item.modifiers) == ("1", "preparing", no_egg)
    assert item.was


def test_some_pieces_of_a_line_can_be_wanted_otherwise() -> None:
    order = an_order(line(1, "Rice", "preparing", 4))
    no_egg = (Modifier("No egg"),)

    [change] = put(order, wants("Rice", 3), wants("Rice", 1, modifiers=no_egg)).transitions

    assert change is not None
    same, other = change.order.items
    assert (same.id, same.quantity, same.modifiers) == ("1", 3, ())
    assert (other.quantity, other.status, other.modifiers) == (1, "preparing", no_egg)
    assert other.split_from == "1"


def test_a_field_that_is_left_out_stays() -> None:
    order = an_order(line(1, "Rice", notes="hot", seat=3))

    assert put(order, wants("Rice")).transitions == (None,)


def test_a_served_line_that_is_missing_stays_and_is_said() -> None:
    order = an_order(line(1, "Rice", "served"), line(2, "Soup"))

    whole = put(order, wants("Soup"))

    assert whole.transitions == (None,)
    assert [(each.code, each.item.id) for each in whole.oddities] == [("served", "1")]


def test_what_the_kitchen_took_off_is_not_made_again_for_who_has_not_heard() -> None:
    order = an_order(line(1, "Rice", "cancelled"), line(2, "Soup"))

    whole = put(order, wants("Rice", 1, "1"), wants("Soup", 1, "2"))

    assert whole.transitions == (None,)
    assert [each.code for each in whole.oddities] == ["cancelled"]


def test_what_the_sender_took_off_is_made_anew_when_it_wants_it_again() -> None:
    order = an_order(line(1, "Rice", "cancelled", cancel_reason=REASON), line(2, "Soup"))

    assert after(order, wants("Rice", 1, "1"), wants("Soup"))[-1] == (
        "new 1",
        "Rice",
        1,
        "pending",
    )


def test_a_line_that_was_moved_elsewhere_is_not_cooked_again() -> None:
    order = an_order(line(1, "Rice", "preparing"), line(2, "Soup"))
    table = replace(an_order(a_line("9")), id="other")
    moved = move_lines(order, table, {"1"}, minute(5))
    both = [moved.source.order, moved.target.order]

    assert put(both, wants("Rice"), wants("Soup")).transitions == (None, None)


def test_a_line_that_came_from_elsewhere_is_known_by_its_id_and_not_cooked_again() -> None:
    moved = line(2, "Soup", "preparing", came_from="another order")
    order = an_order(line(1, "Rice"), moved)

    assert put(order, wants("Rice", 1, "1"), wants("Soup", 1, "2")).transitions == (None,)
    assert after(order, wants("Rice", 1, "1")) == [
        ("1", "Rice", 1, "pending"),
        ("2", "Soup", 1, "preparing"),
    ]


def test_a_line_that_was_moved_is_taken_off_where_it_is() -> None:
    order = an_order(line(1, "Rice", "preparing"), line(2, "Soup"))
    table = replace(an_order(a_line("9")), id="other")
    moved = move_lines(order, table, {"1"}, minute(5))

    here, there = put([moved.source.order, moved.target.order], wants("Soup")).transitions

    assert here is None
    assert there is not None
    assert [(item.id, item.status) for item in there.order.items] == [
        ("9", "pending"),
        ("1", "cancelled"),
    ]


def test_a_merged_order_is_changed_where_its_lines_are_and_no_other_line() -> None:
    order = an_order(line(1, "Rice", "preparing"), line(2, "Soup"))
    table = replace(an_order(a_line("9")), id="other")
    merged = merge(order, table, minute(5)).target.order

    [change] = put([merged], wants("Rice"), wants("Tea")).transitions

    assert change is not None
    assert [(item.id, item.status) for item in change.order.items] == [
        ("9", "pending"),
        ("1", "preparing"),
        ("2", "cancelled"),
        ("new 1", "pending"),
    ]
    assert change.order.items[-1].came_from == order.id


def test_what_is_weighed_is_one_piece_however_much_it_is() -> None:
    weighed = line(1, "Brisket (0.75 kg)", "preparing", amount=0.75, unit="kg")
    more = {"amount": 1.5, "unit": "kg"}
    like = replace(weighed, id="", name="Brisket (1.5 kg)", quantity=2, amount=1.5)

    [change] = put(an_order(weighed), Sought(like, more)).transitions

    assert change is not None
    [item] = change.order.items
    assert (item.id, item.name, item.quantity) == ("1", "Brisket (1.5 kg)", 2)


def test_fields_of_the_order_change_along() -> None:
    order = an_order(line(1, "Rice"))

    [change] = put(order, wants("Rice"), changes={"table_number": "12"}).transitions

    assert change is not None
    assert (change.order.table_number, change.order.version) == ("12", 2)
