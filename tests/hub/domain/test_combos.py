"""Combos: parts under a heading that is no line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from hub.domain.combos import parts_of, scale_parts, status_of_combo
from hub.domain.courses import fire, hold
from hub.domain.errors import Refusal
from hub.domain.order_details import Combo
from hub.domain.orders import Item, ItemStatus, Order
from hub.domain.rules import bump, cancel_item
from tests.support.tickets import a_line, an_order, minute

MENU = Combo(id="menu", name="Burger menu", quantity=2)


def a_part(name: str, status: str = "pending", quantity: int = 2) -> Item:
    return replace(a_line(name, status), parent_id=MENU.id, quantity=quantity)


def a_meal(*statuses: str, held: tuple[Item, ...] = ()) -> Order:
    parts = [a_part(str(number), status) for number, status in enumerate(statuses)]
    return replace(an_order(*parts, a_line("soup")), groups=(MENU,), held=held)


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        (["pending", "pending"], "pending"),
        (["pending", "preparing"], "preparing"),
        (["ready", "pending"], "preparing"),
        (["ready", "served"], "ready"),
        (["served", "served"], "served"),
        (["ready", "cancelled"], "ready"),
        (["cancelled", "cancelled"], "cancelled"),
    ],
)
def test_a_combo_is_as_far_as_its_parts(parts: list[str], status: str) -> None:
    assert status_of_combo(a_meal(*parts), MENU.id) == status


def test_cancelling_a_combo_cancels_what_is_left_of_its_parts_and_nothing_else() -> None:
    order = a_meal("served", "pending", held=(a_part("held"),))

    change = cancel_item(order, MENU.id, "wrong table", minute(9))

    assert [item.status.value for item in change.order.lines] == [
        *("served", "cancelled", "pending"),
        "cancelled",
    ]


def test_a_combo_is_held_and_fired_as_one() -> None:
    held = hold(a_meal("pending", "pending"), minute(1), only=[MENU.id]).order
    assert [item.id for item in held.items] == ["soup"]

    assert len(parts_of(fire(held, minute(2), only=[MENU.id]).order, MENU.id)) == 2


def test_a_cook_bumps_a_combo_by_its_heading() -> None:
    order = bump(a_meal("pending", "preparing"), ItemStatus.READY, None, minute(1), [MENU.id]).order

    assert [item.status.value for item in order.items] == ["ready", "ready", "pending"]


def test_a_combo_that_there_is_not_is_not_found() -> None:
    with pytest.raises(Refusal):
        cancel_item(a_meal("pending"), "another menu", "wrong table", minute(9))


@given(st.integers(1, 20), st.integers(1, 20), st.integers(1, 4))
def test_a_scaled_combo_has_all_that_is_to_be_made(before: int, after: int, each: int) -> None:
    combo = replace(MENU, quantity=before)
    part = a_part("fries", quantity=each * before)
    order = replace(an_order(part, a_part("gone", "cancelled")), groups=(combo,))

    scaled = scale_parts(order, combo, after)

    assert scaled.combo.quantity == after
    assert [part.quantity for part in scaled.parts] == [each * after]


def test_what_does_not_go_up_evenly_is_rounded_up() -> None:
    order = replace(an_order(a_part("sauce", quantity=1)), groups=(MENU,))

    assert [part.quantity for part in scale_parts(order, MENU, 3).parts] == [2]
