"""What holds of an order whatever is done to it, in whatever sequence."""

from hypothesis import given
from hypothesis import strategies as st

from hub.domain.errors import Refusal
from hub.domain.orders import (
    Item,
    ItemCancelled,
    ItemMoved,
    ItemStatus,
    Order,
    OrderChanged,
    OrderStatus,
    Transition,
)
from hub.domain.status import status_of
from tests.support.strategies import Command, commands, new_orders, unhurried
from tests.support.tickets import minute

Steps = list[tuple[Order, Transition]]

FORWARD = {("pending", "preparing"), ("preparing", "ready"), ("ready", "served")}
BACK = {(to, at) for at, to in FORWARD}
STAMPS = {
    "pending": [],
    "preparing": ["started_at"],
    "ready": ["started_at", "ready_at"],
    "served": ["started_at", "ready_at", "served_at"],
}


def carried_out(order: Order, wanted: list[Command]) -> Steps:
    """Run the commands, a minute apart, and keep what was done: (before, change)."""
    done: Steps = []
    for number, command in enumerate(wanted, start=1):
        try:
            change = command.run(order, minute(number))
        except Refusal:
            continue
        done.append((order, change))
        order = change.order
    return done


@st.composite
def histories(draw: st.DrawFn) -> Steps:
    order = draw(new_orders(minute(0)))
    return carried_out(order, draw(st.lists(commands(), min_size=10, max_size=40)))


def stamps(item: Item) -> list[str]:
    return [name for name in STAMPS["served"] if getattr(item, name) is not None]


@unhurried
@given(histories())
def test_the_status_follows_the_lines(history: Steps) -> None:
    for _, change in history:
        order = change.order
        assert order.status is status_of(
            order.items,
            confirmed=order.confirmed_at is not None,
            completed=order.completed_at is not None,
        )


@unhurried
@given(histories())
def test_the_version_grows_by_one_with_every_change(history: Steps) -> None:
    assert [change.order.version for _, change in history] == list(range(2, len(history) + 2))


@unhurried
@given(histories())
def test_a_change_is_stamped_with_its_time(history: Steps) -> None:
    for before, change in history:
        assert change.order.updated_at > before.updated_at
        assert change.order.created_at == before.created_at


@unhurried
@given(new_orders(minute(0)), st.lists(commands(), min_size=10, max_size=40), st.data())
def test_a_refused_command_changes_nothing(
    order: Order, wanted: list[Command], data: st.DataObject
) -> None:
    refused = data.draw(commands())
    history = carried_out(order, wanted)
    latest = history[-1][1].order if history else order
    image = repr(latest)
    try:
        refused.run(latest, minute(99))
    except Refusal:
        after = carried_out(order, [*wanted, refused])
        assert [change.order for _, change in after] == [change.order for _, change in history]
    assert repr(latest) == image


@unhurried
@given(histories())
def test_a_line_bears_the_times_of_exactly_the_steps_it_has_taken(history: Steps) -> None:
    for _, change in history:
        for item in change.order.items:
            if item.live:
                assert stamps(item) == STAMPS[item.status]
            else:
                assert stamps(item) in STAMPS.values()


@unhurried
@given(histories())
def test_the_times_of_a_line_are_in_order(history: Steps) -> None:
    for _, change in history:
        for item in change.order.items:
            times = [item.created_at, item.started_at, item.ready_at, item.served_at]
            known = [each for each in (*times, item.cancelled_at) if each is not None]
            assert known == sorted(known)
            assert known[-1] <= change.order.updated_at


@unhurried
@given(histories())
def test_a_line_has_a_reason_and_a_time_of_cancelling_exactly_when_it_is_cancelled(
    history: Steps,
) -> None:
    for _, change in history:
        for item in change.order.items:
            gone = item.status is ItemStatus.CANCELLED
            assert (item.cancelled_at is not None) is gone
            assert bool(item.cancel_reason) is gone


@unhurried
@given(histories())
def test_no_line_is_ever_lost_and_none_changes_what_it_is(history: Steps) -> None:
    for before, change in history:
        kept = change.order.items[: len(before.items)]
        for was, now in zip(before.items, kept, strict=True):
            assert (was.id, was.name, was.quantity) == (now.id, now.name, now.quantity)


@unhurried
@given(histories())
def test_what_happened_leads_from_the_order_before_to_the_one_after(history: Steps) -> None:
    for before, change in history:
        lines = {item.id: item for item in before.items}
        for each in change.events:
            if isinstance(each, ItemMoved):
                step = (lines[each.item.id].status, each.item.status)
                assert step in (BACK if each.recalled else FORWARD)
                lines[each.item.id] = each.item
            elif isinstance(each, ItemCancelled):
                assert lines[each.item.id].live
                lines[each.item.id] = each.item
        added = change.order.items[len(before.items) :]
        assert (*lines.values(), *added) == change.order.items


@unhurried
@given(histories())
def test_the_order_is_told_of_last_and_once_exactly_when_more_than_lines_changed(
    history: Steps,
) -> None:
    for before, change in history:
        told = [each for each in change.events if isinstance(each, OrderChanged)]
        edited = change.events == (OrderChanged(),)
        if edited or change.order.status is not before.status:
            assert told == [OrderChanged()]
            assert change.events[-1] == OrderChanged()
        else:
            assert told == []
            assert len(before.items) == len(change.order.items)


@unhurried
@given(histories())
def test_nothing_is_changed_without_being_told(history: Steps) -> None:
    for _, change in history:
        assert change.events


@unhurried
@given(histories())
def test_a_closed_order_stays_closed(history: Steps) -> None:
    closed = {OrderStatus.COMPLETED, OrderStatus.CANCELLED}
    # One whose last line was taken off may get another for a while.
    assert not [
        before for before, _ in history if before.status in closed and not before.empty_until
    ]
