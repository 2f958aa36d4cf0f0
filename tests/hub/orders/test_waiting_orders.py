"""Orders that no kitchen sees yet: they come to the board when their time has come, and once."""

import json

import msgspec

from hub.domain.orders import Order, OrderStatus
from hub.domain.times import instant
from hub.wire.edit_requests import EditOrder
from hub.wire.events import EventType
from hub.wire.requests import Bump, BumpStatus, NewMenuItem, NewStation
from tests.support.branch import Bench, answer_in, asks, order_in, payload, refusal
from tests.support.replica import Replica

MINUTE = 60_000


async def wait_for_its_time(bench: Bench, minutes: int) -> Order:
    """Place an order that waits for so long."""
    due = instant(bench.clock.now() + minutes * MINUTE)
    return await bench.place("Soup", due_at=due, prep_minutes=0)


def told(bench: Bench) -> list[str]:
    return [event.draft.type.value for event in bench.events]


async def test_an_order_comes_to_the_board_when_its_time_has_come(bench: Bench) -> None:
    order = await wait_for_its_time(bench, 30)
    assert told(bench) == [EventType.ORDER_SCHEDULED]
    assert bench.snapshot() == []
    bench.clock.forward(29 * MINUTE)
    await bench.branch.timers.do_due()
    assert bench.snapshot() == []
    bench.clock.forward(1 * MINUTE)

    await bench.branch.timers.do_due()

    [shown] = bench.snapshot()
    assert (shown.id, shown.release_at) == (order.id, msgspec.UNSET)
    assert shown.released_at == shown.counted_from == instant(bench.branch.time.now())
    assert told(bench)[-1] == EventType.ORDER_NEW
    assert payload(bench.events[-1])["order"]["released_at"] == shown.released_at


async def test_what_became_due_while_the_hub_was_off_comes_at_its_start(bench: Bench) -> None:
    order = await wait_for_its_time(bench, 30)
    await bench.close()
    bench.clock.forward(45 * MINUTE)
    await bench.open()

    await bench.branch.timers.do_due()

    assert [each.id for each in bench.snapshot()] == [order.id]


async def test_a_change_of_an_order_that_waits_is_told_and_shows_it_to_nobody(
    bench: Bench,
) -> None:
    order = await wait_for_its_time(bench, 30)

    await bench.branch.edits.edit(asks(), order.id, EditOrder(notes="no salt"))

    assert told(bench)[-1] == EventType.ORDER_SCHEDULED
    assert payload(bench.events[-1])["releaseAt"] == order.release_at
    assert bench.snapshot() == []


async def test_one_that_somebody_begins_with_waits_no_longer(bench: Bench) -> None:
    order = await wait_for_its_time(bench, 30)

    await bench.branch.orders.bump(asks(), order.id, Bump(status=BumpStatus.PREPARING))

    assert told(bench)[-1] == EventType.ORDER_NEW
    [shown] = bench.snapshot()
    assert (shown.status, shown.release_at) == (OrderStatus.PREPARING, msgspec.UNSET)
    before = len(bench.events)
    bench.clock.forward(60 * MINUTE)
    await bench.branch.timers.do_due()
    assert len(bench.events) == before


async def test_a_replica_that_follows_shows_what_the_board_shows(bench: Bench) -> None:
    order = await wait_for_its_time(bench, 30)
    replica = Replica([], bench.branch.log.committed)
    first = len(bench.events)
    await bench.branch.edits.edit(asks(), order.id, EditOrder(notes="no salt"))
    await bench.place("Bread")
    bench.clock.forward(31 * MINUTE)
    await bench.branch.timers.do_due()

    for event in bench.events[first:]:
        replica.apply(msgspec.json.decode(event.frame(event.rooms[0])))

    names = [[item["name"] for item in each["items"]] for each in replica.orders]
    assert names == [["Bread"], ["Soup"]]
    assert replica.orders == [json.loads(each) for each in bench.branch.board.snapshot(None, None)]


async def test_what_waits_is_listed_beside_the_board_the_next_one_first(bench: Bench) -> None:
    later = await wait_for_its_time(bench, 60)
    sooner = await wait_for_its_time(bench, 30)
    await bench.place("Bread")

    listed = json.loads(bench.branch.board.upcoming(None))
    assert [each["id"] for each in listed] == [sooner.id, later.id]
    assert listed[0]["release_at"] == sooner.release_at
    assert answer_in(bench.branch.board.orders(None, None))["upcoming"] == listed

    await bench.branch.orders.bump(asks(), sooner.id, Bump(status=BumpStatus.PREPARING))
    assert [each["id"] for each in json.loads(bench.branch.board.upcoming(None))] == [later.id]


async def test_a_station_is_shown_only_what_it_will_have_to_make(bench: Bench) -> None:
    for station in ("grill", "bar"):
        await bench.branch.menu.add_station(asks(), NewStation(id=station, name=station))
    await bench.branch.menu.add_item(asks(), NewMenuItem(name="Steak", station="grill"))
    due = instant(bench.clock.now() + 60 * MINUTE)
    await bench.place("Steak", due_at=due)

    [shown] = json.loads(bench.branch.board.upcoming("grill"))
    assert shown["stations"] == ["grill"]
    assert json.loads(bench.branch.board.upcoming("bar")) == []


async def test_an_earlier_time_brings_an_order_that_waits_to_the_board(bench: Bench) -> None:
    order = await wait_for_its_time(bench, 30)
    later = instant(bench.clock.now() + 90 * MINUTE)

    longer = order_in(
        await bench.branch.edits.edit(asks(), order.id, EditOrder(due_at=later, prep_minutes=30))
    )
    assert longer.release_at == instant(bench.clock.now() + 60 * MINUTE)
    assert told(bench)[-1] == EventType.ORDER_SCHEDULED
    await bench.branch.edits.edit(asks(), order.id, EditOrder(asap=True))

    assert told(bench)[-1] == EventType.ORDER_NEW
    assert [each.id for each in bench.snapshot()] == [order.id]


async def test_what_is_no_time_is_refused_in_an_edit(bench: Bench) -> None:
    order = await wait_for_its_time(bench, 30)

    why = await refusal(bench.branch.edits.edit(asks(), order.id, EditOrder(due_at="tomorrow 12")))

    assert list(why.details) == ["due_at"]
