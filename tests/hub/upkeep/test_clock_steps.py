"""The wall clock is set, or the machine starts anew: the orders' times follow, all at once."""

import asyncio

import msgspec
import pytest

from hub.clock.hub_time import Mark
from hub.commit.idempotency import REMEMBER
from hub.domain.times import instant, milliseconds
from hub.wire.events import EventType
from tests.support.branch import (
    OPENING_TIME,
    Bench,
    data_in,
    new_order,
    on_disk,
    payload,
    seqs,
    until,
)

_HOUR, _DAY = 3_600_000, 86_400_000
_steps = pytest.mark.parametrize("by", [-_HOUR, _DAY, -OPENING_TIME, 2**31 * 1000 - OPENING_TIME])


async def _set_by(bench: Bench, by: int) -> None:
    bench.clock.set(bench.clock.wall() + by)
    await bench.branch.clock_steps.look()


async def _start_anew(bench: Bench, wall: int) -> None:
    await bench.close()
    bench.clock.start_anew(wall)
    await bench.open()


async def _mark(bench: Bench) -> Mark:
    [[mark]] = await bench.sql("SELECT value FROM meta WHERE name = 'clock'")
    return msgspec.json.decode(mark, type=Mark)


@_steps
async def test_open_orders_follow_a_step(bench: Bench, by: int) -> None:
    taken = milliseconds((await bench.place()).created_at)
    await _set_by(bench, by)
    [order] = bench.snapshot()
    assert milliseconds(order.created_at) == taken + by


async def test_all_of_them_follow_in_one_transaction(bench: Bench) -> None:
    for _ in range(5):
        await bench.place()
    commits = bench.branch.writer.commits
    await _set_by(bench, _DAY)
    assert bench.branch.writer.commits == commits + 1
    assert {order.created_at for order in bench.snapshot()} == {instant(OPENING_TIME + _DAY)}


async def test_every_open_order_is_told_of(bench: Bench) -> None:
    orders = [await bench.place() for _ in range(3)]
    told = len(bench.events)
    await _set_by(bench, _DAY)
    news = bench.events[told:]
    assert {event.draft.type for event in news} == {EventType.ORDER_UPDATED}
    assert [payload(event)["orderId"] for event in news] == [order.id for order in orders]
    assert seqs(bench.events) == list(range(1, len(bench.events) + 1))


async def test_an_order_that_has_left_the_kitchen_follows_silently(bench: Bench) -> None:
    order = await bench.serve(await bench.place())
    told = len(bench.events)
    await _set_by(bench, _DAY)
    after = data_in(await bench.branch.history.order(order.id))
    assert after["items"][0]["served_at"] == instant(OPENING_TIME + _DAY)
    assert len(bench.events) == told


async def test_what_can_be_recalled_still_can(bench: Bench) -> None:
    order = await bench.serve(await bench.place())
    await _set_by(bench, _DAY)
    [recent] = data_in(bench.branch.board.recent(None, 50))
    assert recent["id"] == order.id


async def test_the_history_is_sorted_by_the_new_times(bench: Bench) -> None:
    await bench.place()
    # In its table already: a row that waits for it would bring its time along.
    await bench.flush()
    await _set_by(bench, _DAY)
    assert await bench.sql("SELECT created_at FROM orders") == [(instant(OPENING_TIME + _DAY),)]


async def test_an_order_that_is_on_its_way_to_disk_follows_as_well(bench: Bench) -> None:
    async with bench.frozen():
        placing = asyncio.create_task(bench.place())
        await bench.in_flight(1)
        bench.clock.set(OPENING_TIME + _DAY)
        correcting = asyncio.create_task(bench.branch.clock_steps.look())
        await until(lambda: bool(bench.branch.writer._open) or correcting.done())
    await asyncio.gather(placing, correcting)
    assert [order.created_at for order in bench.snapshot()] == [instant(OPENING_TIME + _DAY)]


async def test_nobody_sees_the_new_time_before_the_new_times(bench: Bench) -> None:
    await bench.place()
    async with bench.frozen():
        bench.clock.set(OPENING_TIME + _DAY)
        correcting = asyncio.create_task(bench.branch.clock_steps.look())
        await bench.in_flight(2)
        shown, [order] = bench.branch.time.shown.now(), bench.snapshot()
    assert (shown, order.created_at) == (OPENING_TIME, instant(OPENING_TIME))
    await correcting
    assert bench.branch.time.shown.now() == OPENING_TIME + _DAY


async def test_what_is_placed_meanwhile_is_by_the_new_time(bench: Bench) -> None:
    async with bench.frozen():
        bench.clock.set(OPENING_TIME + _DAY)
        correcting = asyncio.create_task(bench.branch.clock_steps.look())
        await until(lambda: bench.branch.time.now() != OPENING_TIME)
        placing = asyncio.create_task(bench.place())
        await until(lambda: bench.branch.log.staged == 1)
    await asyncio.gather(correcting, placing)
    assert [order.created_at for order in bench.snapshot()] == [instant(OPENING_TIME + _DAY)]


async def test_on_a_full_disk_everything_stays_by_the_old_time_until_there_is_room(
    bench: Bench,
) -> None:
    for _ in range(40):
        await bench.place("Soup", notes="as hot as it can be made, " * 15)
    before = bench.snapshot()
    async with bench.full():
        await _set_by(bench, _DAY)
        assert bench.branch.time.now() == OPENING_TIME
        assert bench.snapshot() == before
    await bench.branch.clock_steps.look()
    assert bench.branch.time.now() == OPENING_TIME + _DAY
    assert {order.created_at for order in bench.snapshot()} == {instant(OPENING_TIME + _DAY)}


async def test_nothing_is_written_while_the_clock_goes_as_it_should(bench: Bench) -> None:
    units = bench.branch.writer.changes
    for _ in range(100):
        bench.clock.forward(1_000)
        await bench.branch.clock_steps.look()
    assert bench.branch.writer.changes == units


async def test_how_late_it_is_is_written_down_at_the_end(bench: Bench) -> None:
    bench.clock.forward(_HOUR)
    await bench.close()
    [[mark]] = on_disk(bench.path, "SELECT value FROM meta WHERE name = 'clock'")
    assert msgspec.json.decode(mark, type=Mark).at == OPENING_TIME + _HOUR
    await bench.open()


async def test_a_machine_that_starts_anew_with_a_stopped_clock_marks_old_orders(
    bench: Bench,
) -> None:
    await bench.place()
    await _start_anew(bench, OPENING_TIME - _HOUR)
    await bench.place()
    assert [order.age_at_least is True for order in bench.snapshot()] == [True, False]


async def test_it_is_told_in_the_log_as_well(bench: Bench) -> None:
    await bench.place()
    await _start_anew(bench, OPENING_TIME - _HOUR)
    assert payload(bench.events[-1])["order"]["age_at_least"] is True


async def test_a_key_is_remembered_for_a_day_whatever_the_clock_says(bench: Bench) -> None:
    async def place() -> str:
        service = bench.branch.intake
        answer = await bench.once("key", lambda command: service.place(command, new_order()))
        return str(data_in(answer)["id"])

    first = await place()
    for by in (3 * _DAY, -_HOUR, -OPENING_TIME, 2**31 * 1000):
        await _set_by(bench, by)
        await bench.branch.idempotency_keys.purge()
        assert await place() == first
    await _start_anew(bench, 2**31 * 1000)
    await bench.branch.idempotency_keys.purge()
    assert await place() == first
    bench.clock.forward(REMEMBER + 1)
    await bench.branch.idempotency_keys.purge()
    assert await place() != first


async def test_a_new_file_knows_of_no_earlier_time(bench: Bench) -> None:
    mark = await _mark(bench)
    assert (mark.base, mark.disbelieved, mark.through) == (OPENING_TIME, None, 0)
