"""Lines that go to another order stay what they are: nothing is cooked twice."""

from collections.abc import Callable

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from hub.domain.edits import edit_line
from hub.domain.errors import Code, Refusal
from hub.domain.moving import Carried, SplitPart, merge, move_lines, split, start_split
from hub.domain.order_details import Combo, SenderKey
from hub.domain.orders import Item, LineChange, LinesEdited, Order, OrderChanged, OrderPlaced
from hub.domain.transitions import MAX_LINES
from tests.support.tickets import a_line, an_order, minute

Run = Callable[[], Carried]

OTHER = "00000000-0000-4000-8000-000000000002"


def other(*lines: Item | str, **fields: object) -> Order:
    """Make an order that was taken five minutes after the first one."""
    order = an_order(
        *(
            replace(a_line(f"b{number}", each), created_at=minute(5))
            if isinstance(each, str)
            else each
            for number, each in enumerate(lines, start=1)
        )
    )
    return replace(order, id=OTHER, order_number="ORD-00002", created_at=minute(5), **fields)


def split_off(source: Order, *parts: SplitPart) -> Carried:
    shell = start_split(source, OTHER, "ORD-00002", minute(9))
    return split(source, shell, parts, iter(["new 1", "new 2"]), minute(9))


@pytest.mark.parametrize("status", ["pending", "preparing", "ready", "served"])
def test_a_line_that_is_moved_stays_the_same_line_as_far_as_it_was(status: str) -> None:
    source = an_order(status, "pending")

    moved = move_lines(source, other("pending"), {"1"}, minute(9))

    assert [item.id for item in moved.source.order.items] == ["2"]
    carried = moved.target.order.items[-1]
    assert carried == replace(source.items[0], came_from=source.id)


def test_a_line_that_comes_back_is_where_it_began() -> None:
    source = an_order("preparing", "pending")
    there = move_lines(source, other("pending"), {"1"}, minute(9))

    back = move_lines(there.target.order, there.source.order, {"1"}, minute(10))

    assert sorted(back.target.order.items, key=lambda item: item.id) == list(source.items)


def test_both_orders_are_told_of_whole() -> None:
    source, target = an_order("preparing", "pending"), other("pending")

    moved = move_lines(source, target, {"1"}, minute(9))

    line = LineChange(id="1", field="order_id", before=source.id, after=target.id)
    for transition in moved[:2]:
        assert transition.events == (LinesEdited((line,)), OrderChanged())
        assert transition.order.version == 2


def test_an_order_whose_last_line_is_moved_away_waits_for_another_off_the_board() -> None:
    moved = move_lines(an_order("preparing"), other("pending"), {"1"}, minute(9))

    left = moved.source.order
    assert (left.status, left.on_board, left.items) == ("pending", False, ())
    assert left.empty_until == minute(19)


def test_an_order_is_as_old_as_the_oldest_line_that_comes_to_it() -> None:
    moved = move_lines(an_order("preparing", "pending"), other("pending"), {"1"}, minute(9))

    assert moved.target.order.counted_from == minute(0)


def test_what_is_ready_makes_no_order_older() -> None:
    moved = move_lines(an_order("ready", "pending"), other("pending"), {"1"}, minute(9))

    assert moved.target.order.counted_from == minute(5)


def test_the_allergies_of_an_order_go_with_a_line_that_leaves_it() -> None:
    source = replace(an_order("pending", "pending"), allergies=("nuts",))

    moved = move_lines(source, other("pending"), {"1"}, minute(9))

    assert moved.target.order.items[-1].allergies == ("nuts",)


def test_a_combo_is_moved_whole_with_its_heading() -> None:
    menu = Combo(id="menu", name="Burger menu", quantity=1)
    parts = (replace(a_line(each), parent_id="menu") for each in ("1", "2"))
    source = replace(an_order(*parts, a_line("3")), groups=(menu,))

    moved = move_lines(source, other("pending"), {"1"}, minute(9))

    assert [item.id for item in moved.source.order.items] == ["3"]
    assert moved.source.order.groups is UNSET
    assert moved.target.order.groups == (menu,)


def test_keys_follow_their_lines() -> None:
    source = replace(an_order("pending", "pending"), source="till", external_id="17")
    target = other("pending", source="app", external_id="x")

    moved = move_lines(source, target, {"1"}, minute(9))
    back = move_lines(moved.target.order, moved.source.order, {"b1"}, minute(10))

    assert moved.target.order.also_known_as == (SenderKey("till", "17"),)
    assert back.target.order.also_known_as == (SenderKey("app", "x"),)


def test_a_mark_goes_along_and_stands_by_the_version_of_its_new_order() -> None:
    source = an_order("preparing", "pending")
    for _ in range(5):
        source = replace(source, version=source.version + 1)
    change = edit_line(source, "1", {"notes": "no salt"}, minute(8), "x")
    assert change is not None

    moved = move_lines(change.order, other("pending"), {"1"}, minute(9))

    was = moved.target.order.items[-1].was
    assert was
    assert (was.version, was.notes) == (2, None)


def test_a_merged_order_is_closed_and_says_where_its_lines_are() -> None:
    source, target = other("preparing", "ready"), an_order("pending")

    moved = merge(source, target, minute(9))

    gone, stays = moved.source.order, moved.target.order
    assert (gone.status, gone.items, gone.merged_into) == ("completed", (), target.id)
    assert [item.id for item in stays.items] == ["1", "b1", "b2"]
    assert stays.status == "preparing"


def test_what_was_said_of_both_orders_is_kept() -> None:
    source = other("pending", notes="birthday", allergies=("nuts", "milk"), guests=2)
    target = replace(an_order("pending"), notes="window", allergies=("milk",), guests=3)

    order = merge(source, target, minute(9)).target.order

    assert (order.notes, order.allergies, order.guests) == (
        "window\nbirthday",
        ("milk", "nuts"),
        5,
    )
    assert order.was
    assert (order.was.notes, order.was.allergies) == ("window", ("milk",))


def test_split_lines_are_an_order_of_their_own_of_the_same_guests() -> None:
    source = replace(
        an_order("preparing", "pending"),
        table_number="7",
        allergies=("nuts",),
        source="till",
        external_id="17",
    )

    moved = split_off(source, SplitPart("1"))

    new = moved.target.order
    assert new.items == (replace(source.items[0], came_from=source.id),)
    assert (new.status, new.table_number, new.allergies) == ("preparing", "7", ("nuts",))
    assert (new.external_id, new.also_known_as) == (UNSET, (SenderKey("till", "17"),))
    assert (new.created_at, new.counted_from) == (minute(9), minute(0))
    assert moved.target.events == (OrderPlaced(),)
    assert [item.id for item in moved.source.order.items] == ["2"]


def test_some_pieces_of_a_line_can_be_split_off_as_far_as_they_are() -> None:
    source = an_order(replace(a_line("1", "preparing"), quantity=4))

    moved = split_off(source, SplitPart("1", 3))

    [stays], [goes] = moved.source.order.items, moved.target.order.items
    assert (stays.id, stays.quantity, stays.status, stays.was) == ("1", 1, "preparing", UNSET)
    assert (goes.id, goes.quantity, goes.status) == ("new 1", 3, "preparing")
    assert (goes.split_from, goes.started_at) == ("1", stays.started_at)


@pytest.mark.parametrize(
    "parts", [[SplitPart("1", 5)], [SplitPart("1"), SplitPart("1")]], ids=["more", "twice"]
)
def test_what_is_not_there_cannot_be_split_off(parts: list[SplitPart]) -> None:
    source = an_order(replace(a_line("1"), quantity=4))

    with pytest.raises(Refusal) as refused:
        split_off(source, *parts)

    assert refused.value.code is Code.BAD_REQUEST


@pytest.mark.parametrize("status", ["completed", "cancelled"])
def test_nothing_goes_to_or_from_an_order_that_is_closed(status: str) -> None:
    closed = an_order("cancelled" if status == "cancelled" else "served")
    if status == "completed":
        closed = replace(closed, status=status, completed_at=minute(4))
    runs: list[Run] = [
        lambda: move_lines(closed, other("pending"), {"1"}, minute(9)),
        lambda: move_lines(other("pending"), closed, {"b1"}, minute(9)),
        lambda: merge(closed, other("pending"), minute(9)),
        lambda: merge(other("pending"), closed, minute(9)),
        lambda: split_off(closed, SplitPart("1")),
    ]
    for run in runs:
        with pytest.raises(Refusal) as refused:
            run()
        assert refused.value.code is Code.INVALID_TRANSITION


def test_an_order_holds_no_more_lines_for_being_merged() -> None:
    with pytest.raises(Refusal) as refused:
        merge(other("pending", "pending"), an_order(*["pending"] * (MAX_LINES - 1)), minute(9))

    assert refused.value.code is Code.BAD_REQUEST


def test_an_order_is_not_merged_into_itself() -> None:
    order = an_order("pending")

    runs: list[Run] = [
        lambda: merge(order, order, minute(9)),
        lambda: move_lines(order, order, {"1"}, minute(9)),
    ]
    for run in runs:
        with pytest.raises(Refusal) as refused:
            run()
        assert refused.value.code is Code.BAD_REQUEST
