"""Events replayed onto a snapshot give what a fresh snapshot gives.

The replica knows JSON and no rules; here it is fed what the hub would send.
"""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.errors import Refusal
from hub.domain.menu import MenuItem
from hub.domain.orders import ItemStatus, Order, Transition
from hub.domain.recalls import recall, recall_item
from hub.domain.rules import bump, cancel_item, place
from hub.wire.drafts import draft_of
from hub.wire.events import Committed
from hub.wire.menu_drafts import availability_draft
from hub.wire.rooms import kitchen_room, rooms_of_event, session_room
from tests.support.replica import OutOfOrder, Replica
from tests.support.strategies import STATIONS, Command, commands, new_orders, unhurried
from tests.support.tickets import a_line, an_order, minute

KITCHEN = kitchen_room("b1")
ORDERS = 3


class Hub:
    """Orders and a log in memory, told about as the hub would."""

    def __init__(self) -> None:
        self.orders: dict[str, Order] = {}
        self.log: list[Committed] = []

    def commit(self, change: Transition) -> None:
        order = change.order
        self.orders[order.id] = order
        for event in change.events:
            draft = draft_of(event, order)
            rooms = rooms_of_event("b1", draft.session_id)
            self.log.append(Committed(len(self.log) + 1, 0, draft, rooms))

    def snapshot(
        self, *, station: str | None = None, session: str | None = None
    ) -> list[dict[str, Any]]:
        chosen = [
            order.part_for(station)
            for order in self.orders.values()
            if order.on_board and session in {None, order.session_id}
        ]
        chosen.sort(key=lambda order: (order.counted_from, order.id) if order else ("", ""))
        return [msgspec.json.decode(msgspec.json.encode(each)) for each in chosen if each]

    def events(self, room: str, after: int, station: str | None = None) -> list[dict[str, Any]]:
        told = [each for each in self.log if each.seq > after and room in each.rooms]
        frames = (each.frame(room, station=station if each.draft.shared else None) for each in told)
        return [msgspec.json.decode(frame) for frame in frames]


@st.composite
def services(draw: st.DrawFn) -> list[Order | tuple[int, Command]]:
    """Draw what happens in a kitchen: orders that come in, and commands for the nth of them."""
    new = [draw(new_orders(minute(0), number)) for number in range(1, ORDERS + 1)]
    wanted = st.tuples(st.integers(0, ORDERS - 1), commands())
    happens: list[Order | tuple[int, Command]] = []
    for order in new:
        happens += [order, *draw(st.lists(wanted, min_size=8, max_size=20))]
    return happens


def serve(hub: Hub, happens: list[Order | tuple[int, Command]]) -> None:
    for number, each in enumerate(happens, start=len(hub.log)):
        if isinstance(each, Order):
            hub.commit(place(each))
            continue
        known = list(hub.orders.values())
        if each[0] < len(known):
            try:
                change = each[1].run(known[each[0]], minute(number))
            except Refusal:
                continue
            hub.commit(change)


@unhurried
@given(services(), st.integers(0, 50), st.sampled_from((*STATIONS, "bar,grill", "grill,cellar")))
def test_a_screen_that_joins_at_any_moment_ends_with_the_kitchens_orders(
    happens: list[Order | tuple[int, Command]], joins_at: int, station: str | None
) -> None:
    hub = Hub()
    serve(hub, happens[:joins_at])
    screen = Replica(hub.snapshot(station=station), len(hub.log), station=station)
    joined = len(hub.log)

    serve(hub, happens[joins_at:])
    for event in hub.events(KITCHEN, joined, station):
        screen.apply(event)

    assert screen.orders == hub.snapshot(station=station)
    assert screen.seq == len(hub.log)


@unhurried
@given(services())
def test_a_tables_room_gives_its_own_orders_and_no_others(
    happens: list[Order | tuple[int, Command]],
) -> None:
    hub = Hub()
    serve(hub, happens)
    guests = Replica([], 0, contiguous=False)

    for event in hub.events(session_room("table-1"), 0):
        guests.apply(event)

    assert guests.orders == hub.snapshot(session="table-1")


def test_a_served_order_that_is_recalled_comes_back_whole() -> None:
    hub = Hub()
    hub.commit(place(an_order("pending", "pending")))
    hub.commit(bump(hub.orders[an_order("pending").id], ItemStatus.SERVED, None, minute(1)))
    screen = Replica(hub.snapshot(), len(hub.log))
    joined = len(hub.log)

    hub.commit(recall_item(hub.orders[an_order("pending").id], "1", minute(2)))
    for event in hub.events(KITCHEN, joined):
        screen.apply(event)

    assert [order["status"] for order in screen.orders] == ["ready"]
    assert screen.orders == hub.snapshot()


@pytest.mark.parametrize("back", ["recall", "cancel"])
def test_a_line_step_that_changes_the_status_is_followed_by_the_whole_order(back: str) -> None:
    order = an_order("served", "served") if back == "recall" else an_order("ready", "pending")
    change = (
        recall(order, None, minute(2))
        if back == "recall"
        else cancel_item(order, "2", "dropped it", minute(2))
    )
    hub = Hub()

    hub.commit(change)

    assert hub.events(KITCHEN, 0)[-1]["type"] == "order:updated"


def test_orders_stand_in_the_order_of_their_numbers_past_five_digits() -> None:
    numbers = ["ORD-100000", "ORD-99999"]
    orders: list[dict[str, Any]] = [
        {"id": each, "order_number": each, "created_at": ""} for each in numbers
    ]

    assert [each["id"] for each in Replica(orders, 0).orders] == ["ORD-99999", "ORD-100000"]


@pytest.mark.parametrize("seq", [4, 5, 7])
def test_a_replica_refuses_an_event_out_of_order(seq: int) -> None:
    replica = Replica([], 5)
    sold_out = availability_draft(MenuItem(id="1", name="soup", available=False))
    event = msgspec.json.decode(Committed(seq, 0, sold_out, (KITCHEN,)).frame(KITCHEN))

    with pytest.raises(OutOfOrder):
        replica.apply(event)

    assert replica.seq == 5


def test_a_replica_of_a_room_with_gaps_still_refuses_what_it_has_seen() -> None:
    replica = Replica([], 0, contiguous=False)
    hub = Hub()
    hub.commit(place(an_order(a_line("1"))))
    event = hub.events(KITCHEN, 0)[0]
    event["seq"] = 9
    replica.apply(event)

    with pytest.raises(OutOfOrder):
        replica.apply(event)
