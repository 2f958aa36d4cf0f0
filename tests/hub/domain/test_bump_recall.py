"""Bump and recall: a ticket moved as a whole, and the last move taken back."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from hub.domain.errors import Code, Refusal
from hub.domain.orders import ItemMoved, ItemStatus, Order, OrderChanged, OrderStatus, Transition
from hub.domain.recalls import TakenBack, recall, recall_item, take_back
from hub.domain.rules import bump, move_order
from tests.support.tickets import a_line, an_order, minute, statuses


def moves(change: Transition) -> list[tuple[str, str]]:
    return [
        (each.item.id, each.item.status.value)
        for each in change.events
        if isinstance(each, ItemMoved)
    ]


@pytest.mark.parametrize(
    ("lines", "to", "after"),
    [
        (["pending", "pending"], "preparing", ["preparing", "preparing"]),
        (["pending", "ready"], "preparing", ["preparing", "ready"]),
        (["pending", "preparing", "ready"], "ready", ["ready", "ready", "ready"]),
        (["pending", "preparing", "ready"], "served", ["served", "served", "served"]),
        (["pending", "cancelled"], "served", ["served", "cancelled"]),
    ],
)
def test_a_bump_moves_every_live_line_that_is_behind(
    lines: list[str], to: str, after: list[str]
) -> None:
    assert statuses(bump(an_order(*lines), ItemStatus(to), None, minute(9)).order) == after


def test_a_bump_goes_step_by_step_and_tells_each_step() -> None:
    change = bump(an_order("pending", "preparing"), ItemStatus.SERVED, None, minute(9))

    assert moves(change) == [
        ("1", "preparing"),
        ("1", "ready"),
        ("1", "served"),
        ("2", "ready"),
        ("2", "served"),
    ]


def test_a_bump_is_one_change_and_tells_of_the_order_last() -> None:
    order = an_order("pending", "preparing")

    change = bump(order, ItemStatus.SERVED, None, minute(9))

    assert change.order.version == order.version + 1
    assert [each for each in change.events if each == OrderChanged()] == [OrderChanged()]
    assert change.events[-1] == OrderChanged()


def test_a_bump_stamps_every_step_it_takes() -> None:
    line = bump(an_order("pending"), ItemStatus.SERVED, None, minute(9)).order.items[0]

    assert (line.started_at, line.ready_at, line.served_at) == (minute(9), minute(9), minute(9))


def test_a_station_bumps_its_own_lines_and_those_of_every_station() -> None:
    order = an_order(a_line("1", station="grill"), a_line("2", station="bar"), a_line("3"))

    change = bump(order, ItemStatus.READY, "grill", minute(9))

    assert statuses(change.order) == ["ready", "pending", "ready"]


@pytest.mark.parametrize(
    ("lines", "to", "allowed"),
    [
        (["preparing"], "preparing", ["ready", "served"]),
        (["ready", "served"], "preparing", ["served"]),
        (["served"], "served", []),
        (["cancelled"], "ready", []),
        (["pending"], "pending", ["preparing", "ready", "served"]),
        (["pending"], "cancelled", ["preparing", "ready", "served"]),
    ],
)
def test_a_bump_that_moves_nothing_is_refused(
    lines: list[str], to: str, allowed: list[str]
) -> None:
    order = an_order(*lines)

    with pytest.raises(Refusal) as refused:
        bump(order, ItemStatus(to), None, minute(9))

    assert refused.value.code is Code.INVALID_TRANSITION
    assert refused.value.details == {
        "current": order.status,
        "requested": to,
        "allowed": allowed,
    }


def test_a_station_without_lines_of_the_order_has_nothing_to_bump() -> None:
    with pytest.raises(Refusal) as refused:
        bump(an_order(a_line("1", station="bar")), ItemStatus.READY, "grill", minute(9))

    assert refused.value.details["allowed"] == []


@pytest.mark.parametrize(
    ("at", "back"), [("served", "ready"), ("ready", "preparing"), ("preparing", "pending")]
)
def test_a_recalled_line_goes_one_step_back_and_forgets_when_it_took_it(at: str, back: str) -> None:
    change = recall_item(an_order(at), "1", minute(9))

    assert change.order.items == (a_line("1", back),)
    assert change.events[0] == ItemMoved(a_line("1", back), recalled=True)


@pytest.mark.parametrize("at", ["pending", "cancelled"])
def test_a_line_that_took_no_step_cannot_be_recalled(at: str) -> None:
    with pytest.raises(Refusal) as refused:
        recall_item(an_order(at, "preparing"), "1", minute(9))

    assert refused.value.code is Code.INVALID_TRANSITION
    assert refused.value.details == {"current": at, "requested": "recall", "allowed": []}


@pytest.mark.parametrize(
    ("lines", "after"),
    [
        (["served", "served"], ["ready", "ready"]),
        (["ready", "ready"], ["preparing", "preparing"]),
        (["preparing", "pending"], ["pending", "pending"]),
        (["served", "ready", "preparing"], ["ready", "ready", "preparing"]),
        (["ready", "preparing", "pending"], ["preparing", "preparing", "pending"]),
        (["served", "cancelled"], ["ready", "cancelled"]),
    ],
)
def test_a_recall_takes_the_furthest_lines_one_step_back(
    lines: list[str], after: list[str]
) -> None:
    assert statuses(recall(an_order(*lines), None, minute(9)).order) == after


def test_a_station_recalls_the_furthest_of_its_own_lines() -> None:
    order = an_order(
        a_line("1", "ready", "grill"), a_line("2", "served", "bar"), a_line("3", "preparing")
    )

    change = recall(order, "grill", minute(9))

    assert statuses(change.order) == ["preparing", "served", "preparing"]


def test_a_recall_after_a_bump_gives_the_lines_back_as_they_were() -> None:
    order = an_order("preparing", "preparing")

    change = recall(bump(order, ItemStatus.READY, None, minute(5)).order, None, minute(6))

    assert change.order.items == order.items


def test_a_recalled_order_keeps_its_place_in_time() -> None:
    order = an_order("served", "served")

    change = recall(order, None, minute(9))

    assert change.order.active
    assert change.order.created_at == order.created_at
    assert change.order.order_number == order.order_number


def test_an_order_that_was_confirmed_is_confirmed_again_when_all_is_recalled() -> None:
    order = move_order(an_order("pending"), OrderStatus.CONFIRMED, minute(1), "").order
    order = bump(order, ItemStatus.PREPARING, None, minute(2)).order

    assert recall(order, None, minute(3)).order.status is OrderStatus.CONFIRMED


@pytest.mark.parametrize("lines", [["pending", "pending"], ["cancelled"]])
def test_an_order_that_took_no_step_cannot_be_recalled(lines: list[str]) -> None:
    with pytest.raises(Refusal) as refused:
        recall(an_order(*lines), None, minute(9))

    assert refused.value.code is Code.INVALID_TRANSITION


@pytest.mark.parametrize(
    "go_back",
    [
        lambda order: recall(order, None, minute(9)),
        lambda order: recall_item(order, "1", minute(9)),
        lambda order: take_back(
            order, [TakenBack("1", ItemStatus.SERVED, ItemStatus.READY)], minute(9)
        ),
    ],
    ids=["order", "item", "bump"],
)
def test_a_completed_order_cannot_be_recalled(go_back: Callable[[Order], Transition]) -> None:
    served = an_order("served")
    completed = replace(served, status=OrderStatus.COMPLETED, completed_at=minute(8))

    with pytest.raises(Refusal) as refused:
        go_back(completed)

    assert refused.value.code is Code.INVALID_TRANSITION


def test_a_bump_of_named_lines_leaves_the_others_alone() -> None:
    change = bump(an_order("pending", "pending"), ItemStatus.READY, None, minute(9), {"2"})

    assert statuses(change.order) == ["pending", "ready"]


def test_a_bump_of_a_line_that_is_not_on_the_order_moves_nothing() -> None:
    with pytest.raises(Refusal) as refused:
        bump(an_order("pending"), ItemStatus.READY, None, minute(9), {"1", "nobody's"})

    assert refused.value.code is Code.NOT_FOUND


def test_named_lines_that_were_cancelled_meanwhile_do_not_keep_a_bump_from_the_others() -> None:
    order = an_order("pending", "cancelled")

    change = bump(order, ItemStatus.READY, None, minute(9), {"1", "2"})

    assert statuses(change.order) == ["ready", "cancelled"]


def test_taking_a_bump_back_gives_each_line_what_it_had_before() -> None:
    order = an_order("pending", "preparing", "ready")
    bumped = bump(order, ItemStatus.READY, None, minute(5)).order
    undo = [
        TakenBack("1", ItemStatus.READY, ItemStatus.PENDING),
        TakenBack("2", ItemStatus.READY, ItemStatus.PREPARING),
    ]

    assert take_back(bumped, undo, minute(6)).order.items == order.items


def test_taking_two_steps_back_tells_of_both() -> None:
    undo = [TakenBack("1", ItemStatus.READY, ItemStatus.PENDING)]

    change = take_back(an_order("ready"), undo, minute(6))

    assert moves(change) == [("1", "preparing"), ("1", "pending")]
    assert all(each.recalled for each in change.events if isinstance(each, ItemMoved))


def test_nothing_is_taken_back_when_a_line_has_gone_on_meanwhile() -> None:
    undo = [
        TakenBack("1", ItemStatus.READY, ItemStatus.PENDING),
        TakenBack("2", ItemStatus.READY, ItemStatus.PENDING),
    ]
    with pytest.raises(Refusal) as refused:
        take_back(an_order("ready", "served"), undo, minute(6))

    assert refused.value.code is Code.INVALID_TRANSITION
    assert refused.value.details["current"] == "served"


def test_a_line_that_was_cancelled_meanwhile_does_not_keep_the_others_from_going_back() -> None:
    undo = [
        TakenBack("1", ItemStatus.READY, ItemStatus.PREPARING),
        TakenBack("2", ItemStatus.READY, ItemStatus.PREPARING),
    ]

    change = take_back(an_order("ready", "cancelled"), undo, minute(6))

    assert statuses(change.order) == ["preparing", "cancelled"]


@pytest.mark.parametrize(
    "undo",
    [
        TakenBack("1", ItemStatus.PREPARING, ItemStatus.PREPARING),
        TakenBack("1", ItemStatus.PREPARING, ItemStatus.SERVED),
        TakenBack("1", ItemStatus.PREPARING, ItemStatus.CANCELLED),
        TakenBack("2", ItemStatus.CANCELLED, ItemStatus.PENDING),
    ],
)
def test_taking_back_never_leads_forward_or_brings_a_cancelled_line_back(undo: TakenBack) -> None:
    with pytest.raises(Refusal) as refused:
        take_back(an_order("preparing", "cancelled"), [undo], minute(6))

    assert refused.value.code is Code.INVALID_TRANSITION
