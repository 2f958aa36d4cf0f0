"""When a commit fails nothing happened; what turns out to be durable after all is told."""

import asyncio
from typing import Any

import pytest

from hub.background import CRITICAL
from hub.commit.change import HUB
from hub.domain.errors import Code, Refusal
from hub.domain.orders import ItemStatus
from hub.domain.permissions import Role
from hub.store.row_types import EventRow, ItemRow, MetaRow
from hub.store.rows import Rows
from hub.store.tables import EVENTS, ITEMS, META
from hub.wire.requests import NewStation
from tests.support.branch import (
    Bench,
    asks,
    new_order,
    order_in,
    refusal,
    seqs,
    until,
)

_LONG = "x" * 500


def _big(count: int = 100) -> tuple[str, ...]:
    return tuple(f"Dish {number} {_LONG[:90]}" for number in range(count))


async def _well(bench: Bench) -> None:
    await until(lambda: bench.branch.writer.trouble is None)


async def test_a_full_disk_is_refused_as_such(bench: Bench) -> None:
    async with bench.full():
        why = await refusal(bench.place(*_big()))

    assert why.code is Code.STORAGE_FULL
    assert why.retry_after is not None


async def test_a_full_disk_changes_nothing(bench: Bench) -> None:
    order = await bench.place("Soup")
    async with bench.full():
        await refusal(bench.place(*_big()))

    assert bench.snapshot() == [order]
    assert seqs(bench.events) == [1]
    assert bench.branch.board.seq == bench.branch.log.staged == 1
    assert await bench.sql("SELECT count(*) FROM events") == [(1,)]
    assert await bench.sql("SELECT count(*) FROM orders") == [(1,)]


async def test_seq_and_order_numbers_go_on_without_a_gap_after_a_full_disk(bench: Bench) -> None:
    await bench.place("Soup")
    async with bench.full():
        await refusal(bench.place(*_big()))

    order = await bench.place(*_big())

    assert order.order_number == "ORD-00002"
    assert seqs(bench.events) == [1, 2]
    assert bench.branch.writer.trouble is None


async def test_reads_go_on_while_the_disk_is_full(bench: Bench) -> None:
    order = await bench.place("Soup")
    async with bench.full():
        await refusal(bench.place(*_big()))

        assert order_in(await bench.branch.history.order(order.id)) == order
        assert bench.branch.writer.trouble is not None
        assert bench.branch.writer.trouble.code is Code.STORAGE_FULL


async def test_a_change_that_still_fits_ends_the_trouble(bench: Bench) -> None:
    order = await bench.place("Soup")
    async with bench.full():
        await refusal(bench.place(*_big()))
        await bench.branch.orders.set_item_status(asks(), order.items[0].id, ItemStatus.PREPARING)

        assert bench.branch.writer.trouble is None


async def test_everything_staged_behind_a_failed_batch_is_refused_as_well(bench: Bench) -> None:
    order = await bench.place("Soup")
    item = order.items[0].id
    async with bench.full():
        async with bench.frozen():
            first = asyncio.create_task(bench.place(*_big()))
            await bench.in_flight(staged=2)
            behind = asyncio.create_task(
                bench.branch.orders.set_item_status(asks(), item, ItemStatus.PREPARING)
            )
            await until(lambda: len(bench.branch.writer._open) == 1)
        refused = [await refusal(first), await refusal(behind)]

    assert [why.code for why in refused] == [Code.STORAGE_FULL] * 2
    assert bench.snapshot() == [order]
    assert seqs(bench.events) == [1]


async def test_a_line_of_a_refused_order_can_be_placed_again_under_its_id(bench: Bench) -> None:
    big = new_order(*_big(), id="11111111-1111-4111-8111-111111111111")
    async with bench.full():
        await refusal(bench.branch.intake.place(asks(), big))

    assert (await bench.branch.intake.place(asks(), big)).created


async def test_a_refused_menu_edit_is_forgotten(bench: Bench) -> None:
    async with bench.full():
        async with bench.frozen():
            first = asyncio.create_task(bench.place(*_big()))
            await bench.in_flight(staged=1)
            station = NewStation(id="grill", name="Grill")
            behind = asyncio.create_task(bench.branch.menu.add_station(asks(), station))
            await until(lambda: len(bench.branch.writer._open) == 1)
        await refusal(first)
        assert (await refusal(behind)).code is Code.STORAGE_FULL

    assert bench.branch.menu.menu.stations == {}
    assert (await bench.branch.menu.add_station(asks(), station)).created


async def test_a_refused_token_is_worth_nothing(bench: Bench) -> None:
    async with bench.full():
        async with bench.frozen():
            first = asyncio.create_task(bench.place(*_big()))
            await bench.in_flight(staged=1)
            behind = asyncio.create_task(bench.branch.devices.make(asks(), Role.WAITER, "floor"))
            await until(lambda: len(bench.branch.writer._open) == 1)
        await asyncio.wait([first, behind])

    assert bench.branch.devices.none_yet
    await asyncio.gather(refusal(first), refusal(behind))


async def _submit(bench: Bench, rows: Rows) -> Refusal:
    change = bench.branch.writer.begin(HUB)
    change.rows.merge(rows)
    return await refusal(bench.branch.writer.commit(change))


async def test_an_integer_too_large_for_sqlite_does_not_kill_the_writer(bench: Bench) -> None:
    poison = Rows()
    poison.put(EVENTS, EventRow(2**70, "order:new", 0, None, None, None, b"{}"))

    assert (await _submit(bench, poison)).code is Code.STORAGE_ERROR

    await _well(bench)
    assert (await bench.place("Soup")).order_number == "ORD-00001"
    assert seqs(bench.events) == [1]


async def test_a_row_that_is_taken_does_not_kill_the_writer(bench: Bench) -> None:
    order = await bench.place("Soup")
    poison = Rows()
    poison.put(ITEMS, ItemRow(order.items[0].id, 99))

    assert (await _submit(bench, poison)).code is Code.STORAGE_ERROR

    await _well(bench)
    await bench.place("Bread")
    assert seqs(bench.events) == [1, 2]


async def test_a_poisoned_batch_takes_its_fellows_along_and_leaves_nothing_behind(
    bench: Bench,
) -> None:
    poison = Rows()
    poison.put(EVENTS, EventRow(2**70, "order:new", 0, None, None, None, b"{}"))
    async with bench.frozen():
        ahead = asyncio.create_task(bench.place("Soup"))
        await bench.in_flight(staged=1)
        fellow = asyncio.create_task(bench.place("Bread"))
        poisoned = asyncio.create_task(_submit(bench, poison))
        await until(lambda: len(bench.branch.writer._open) == 2)

    assert (await ahead).order_number == "ORD-00001"
    assert (await refusal(fellow)).code is (await poisoned).code is Code.STORAGE_ERROR
    await _well(bench)
    assert [order.items[0].name for order in bench.snapshot()] == ["Soup"]
    assert await bench.sql("SELECT count(*) FROM events") == [(1,)]


async def test_while_the_file_is_opened_anew_changes_are_refused_before_they_are_staged(
    bench: Bench,
) -> None:
    order = await bench.place("Soup")
    poison = Rows()
    poison.put(ITEMS, ItemRow(order.items[0].id, 99))
    await _submit(bench, poison)

    why = await refusal(bench.place("Bread"))

    assert why.code is Code.STORAGE_ERROR
    assert bench.branch.log.staged == 1
    await _well(bench)


async def test_each_refusal_is_an_exception_of_its_own(bench: Bench) -> None:
    poison = Rows()
    poison.put(EVENTS, EventRow(2**70, "order:new", 0, None, None, None, b"{}"))
    await _submit(bench, poison)

    first, second = await refusal(bench.place()), await refusal(bench.place())

    # One that is raised again and again holds on to the frames of every time.
    assert first is not second
    await _well(bench)


async def test_a_change_that_lands_badly_leaves_nobody_waiting_and_is_heard(bench: Bench) -> None:
    heard: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: heard.append(context))
    writer = bench.branch.writer

    def stumble() -> None:
        raise LookupError("nobody thought of this")

    changes = writer.begin(HUB), writer.begin(HUB)
    changes[0].put(META, MetaRow("mark", "kept"))
    changes[0].then(stumble)
    submitting = [asyncio.create_task(writer.commit(each)) for each in changes]
    await until(lambda: len(heard) > 0)
    assert all(each.done.done() for each in changes)

    refused = await asyncio.gather(*submitting, return_exceptions=True)
    codes = [each.code for each in refused if isinstance(each, Refusal)]
    assert codes == [Code.STORAGE_ERROR] * 2
    assert [context[CRITICAL] for context in heard] == [True]
    assert await bench.sql("SELECT value FROM meta WHERE name = 'mark'") == [("kept",)]
    assert (await refusal(bench.place("Soup"))).code is Code.STORAGE_ERROR


async def test_want_of_memory_is_the_writers_end_and_no_reason_to_open_the_file_anew(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: heard.append(context))
    opened: list[str] = []

    async def commit(_rows: Rows) -> None:
        raise MemoryError

    async def reopen() -> None:
        opened.append("anew")

    monkeypatch.setattr(bench.branch._store, "commit", commit)
    monkeypatch.setattr(bench.branch._store, "reopen", reopen)

    assert (await refusal(bench.place("Soup"))).code is Code.STORAGE_ERROR

    await until(lambda: len(heard) > 0)
    assert isinstance(heard[0]["exception"], MemoryError)
    assert heard[0][CRITICAL] is True
    assert opened == []
