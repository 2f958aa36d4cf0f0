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
    OrderPlaced,
    OrderStatus,
    OrderWaiting,
    Transition,
)
from hub.domain.status import status_of
from tests.support.strategies import Command, commands, new_orders, unhurried
from tests.support.tickets import minute

Steps = list[tuple[Order, Transition]]

FORWARD = {("pending", "preparing"), ("preparing", "ready"), ("ready", "served")}
BACK = {(to, at) for at, to in FORWARD}
WHOLE = {OrderChanged, OrderPlaced, OrderWaiting}
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
            held=order.held or (),
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
        refused.run(latest, minute(len(wanted) + 1))
    except Refusal:
        after = carried_out(order, [*wanted, refused])
        assert [change.order for _, change in after] == [change.order for _, change in history]
    assert repr(latest) == image


@unhurried
@given(histories())
def test_a_line_bears_the_times_of_exactly_the_steps_it_has_taken(history: Steps) -> None:
    for _, change in history:
        for item in change.order.lines:
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
        for was in before.lines:
            now = change.order.item(was.id)
            assert now is not None
            assert (was.id, was.name, was.quantity) == (now.id, now.name, now.quantity)
        assert len(set(change.order.line_ids)) == len(change.order.line_ids)


@unhurried
@given(histories())
def test_what_happened_leads_from_the_order_before_to_the_one_after(history: Steps) -> None:
    for before, change in history:
        lines = {item.id: item for item in before.items}
        for each in change.events:
            # A line on no screen is done as soon as it is fired; the whole order follows.
            if isinstance(each, ItemMoved) and each.item.id in lines:
                step = (lines[each.item.id].status, each.item.status)
                ways = BACK if each.recalled else FORWARD
                # A step of one station of several may leave the line as far as it was.
                assert step in ways or (each.item.at and step[0] is step[1])
                lines[each.item.id] = each.item
            elif isinstance(each, ItemCancelled) and each.item.id in lines:
                assert lines[each.item.id].live
                lines[each.item.id] = each.item
        if not WHOLE.intersection(map(type, change.events)):
            assert tuple(lines.values()) == change.order.items
            assert (before.held, before.groups) == (change.order.held, change.order.groups)


@unhurried
@given(histories())
def test_the_order_is_told_of_last_and_once_exactly_when_more_than_lines_changed(
    history: Steps,
) -> None:
    for before, change in history:
        told = [each for each in change.events if type(each) in WHOLE]
        # Lines on no screen follow along, whatever is done.
        told_of = [
            each
            for each in change.events
            if not (isinstance(each, ItemMoved) and not each.item.attended)
        ]
        edited = [type(each) in WHOLE for each in told_of] == [True]
        set_of_lines = [item.id for item in change.order.items] != [
            item.id for item in before.items
        ]
        other = set_of_lines or change.order.held != before.held
        if edited or other or change.order.status is not before.status:
            assert len(told) == 1
            assert type(change.events[-1]) in WHOLE
        else:
            assert told == [] or change.order.on_board is not before.on_board


@unhurried
@given(histories())
def test_a_line_is_as_far_as_its_stations_are(history: Steps) -> None:
    for _, change in history:
        for item in change.order.lines:
            if item.at and item.live:
                steps = {step.status for step in item.at}
                assert (item.status is ItemStatus.PENDING) is (steps == {ItemStatus.PENDING})
                done = steps <= {ItemStatus.READY, ItemStatus.SERVED}
                assert (item.status in {ItemStatus.READY, ItemStatus.SERVED}) is done
                assert (item.status is ItemStatus.SERVED) is (steps == {ItemStatus.SERVED})


@unhurried
@given(histories())
def test_nothing_that_is_held_is_begun_and_its_order_is_never_ready(history: Steps) -> None:
    for _, change in history:
        order = change.order
        waiting = [item for item in order.held or () if item.live]
        assert all(item.status is ItemStatus.PENDING for item in waiting)
        assert not waiting or order.status in {
            OrderStatus.PENDING,
            OrderStatus.CONFIRMED,
            OrderStatus.PREPARING,
        }


@unhurried
@given(histories())
def test_a_kitchen_is_told_of_an_order_as_new_exactly_when_it_comes_to_the_board(
    history: Steps,
) -> None:
    for before, change in history:
        new = change.events == (OrderPlaced(),)
        assert new is (change.order.on_board and not before.on_board and before.active)


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
