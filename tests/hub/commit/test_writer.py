"""The commit path: many changes share a commit, and nobody is told of anything before it."""

import asyncio
from pathlib import Path

import msgspec

from hub.domain.errors import Code
from hub.domain.orders import ItemStatus, Order, OrderStatus
from hub.wire.edit_requests import EditOrder
from hub.wire.events import Committed, EventType
from tests.support.branch import (
    Bench,
    asks,
    data_in,
    files_in,
    new_order,
    on_disk,
    payload,
    refusal,
    seqs,
    until,
)


async def test_concurrent_commands_share_commits(bench: Bench) -> None:
    writer = bench.branch.writer
    before = writer.changes

    await asyncio.gather(*(bench.place("Soup") for _ in range(200)))

    assert writer.changes == before + 200
    assert writer.commits < 20


async def test_seq_is_gapless_and_in_the_order_told(bench: Bench) -> None:
    orders = await asyncio.gather(*(bench.place("Soup", "Bread") for _ in range(40)))
    await asyncio.gather(*(bench.serve(order) for order in orders))

    assert seqs(bench.events) == list(range(1, len(bench.events) + 1))
    assert len(bench.events) == 40 + 40 * (2 * 3 + 1)


async def test_order_numbers_have_no_gaps(bench: Bench) -> None:
    orders = await asyncio.gather(*(bench.place() for _ in range(25)))

    numbers = sorted(order.order_number for order in orders)
    assert numbers == [f"ORD-{number:05d}" for number in range(1, 26)]


async def test_an_event_is_told_only_when_its_change_can_be_read_back(bench: Bench) -> None:
    # Every publish starts a read; it takes the file's turn, so it sees the disk as it then is.
    found: list[asyncio.Task[list[tuple[int]]]] = []

    def look(event: Committed) -> None:
        assert bench.branch.log.committed >= event.seq
        read = bench.sql("SELECT seq FROM events WHERE seq = ?", (event.seq,))
        found.append(asyncio.create_task(read))

    bench.on_event = look
    await asyncio.gather(*(bench.place() for _ in range(20)))

    assert [await each for each in found] == [[(seq,)] for seq in range(1, 21)]


async def test_nothing_is_told_or_answered_while_a_commit_is_in_flight(bench: Bench) -> None:
    async with bench.frozen():
        running = [asyncio.create_task(bench.place()) for _ in range(3)]
        await bench.in_flight(staged=3)
        for _ in range(50):
            await asyncio.sleep(0)

        assert bench.events == []
        assert not any(task.done() for task in running)
    await asyncio.gather(*running)
    assert seqs(bench.events) == [1, 2, 3]


async def test_the_board_shows_committed_state_while_a_commit_is_in_flight(bench: Bench) -> None:
    order = await bench.place("Soup")
    before = bench.branch.board.orders(None, None)
    async with bench.frozen():
        moved = bench.branch.orders.set_item_status(asks(), order.items[0].id, ItemStatus.PREPARING)
        running = asyncio.create_task(moved)
        await bench.in_flight(staged=3)

        assert bench.branch.board.orders(None, None) == before
        assert bench.snapshot() == [order]
        assert bench.branch.board.seq == 1
        assert data_in(await bench.branch.board.all_day(None))[0]["pending"] == 1
    await running

    assert bench.snapshot()[0].status is OrderStatus.PREPARING
    assert bench.branch.board.seq == 3


async def test_an_answer_comes_after_its_events(bench: Bench) -> None:
    async def place() -> bool:
        order = await bench.place()
        return order.id in {event.draft.order_id for event in bench.events}

    assert all(await asyncio.gather(*(place() for _ in range(10))))


async def test_an_answer_finds_its_own_change_in_what_can_be_seen(bench: Bench) -> None:
    async def place() -> bool:
        order = await bench.place()
        return order in bench.snapshot() and bench.branch.board.seq >= 1

    assert all(await asyncio.gather(*(place() for _ in range(10))))


async def test_changes_of_one_order_in_one_batch_build_on_each_other(bench: Bench) -> None:
    order = await bench.place("Soup")
    item = order.items[0].id
    commits = bench.branch.writer.commits
    async with bench.frozen():
        steps = (ItemStatus.PREPARING, ItemStatus.READY, ItemStatus.SERVED)
        service = bench.branch.orders
        running = [
            asyncio.create_task(service.set_item_status(asks(), item, step)) for step in steps
        ]
        await until(
            lambda: bench.branch.log.staged == 1 + 6 or any(each.done() for each in running)
        )
    answers = await asyncio.gather(*running)

    assert [answer.version for answer in answers] == [2, 3, 4]
    assert bench.branch.writer.commits - commits <= 2
    statuses = [
        payload(event)["item"]["status"]
        for event in bench.events
        if event.draft.type is EventType.ITEM_STATUS
    ]
    assert statuses == ["preparing", "ready", "served"]


async def test_what_is_written_is_what_was_answered(bench: Bench) -> None:
    order = await bench.place("Soup", "Bread")
    served = await bench.serve(order)
    await bench.close()

    [(body, status, active)] = on_disk(bench.path, "SELECT body, status, active FROM orders")
    assert msgspec.json.decode(body, type=Order) == served
    assert (status, active) == ("served", 0)


async def test_stopping_commits_everything_handed_over(tmp_path: Path) -> None:
    bench = await Bench(tmp_path / "galley.db").open()
    running = [asyncio.create_task(bench.place()) for _ in range(30)]
    await until(lambda: bench.branch.log.staged == 30)

    await bench.close()

    assert len(await asyncio.gather(*running)) == 30
    assert seqs(bench.events) == list(range(1, 31))
    assert on_disk(bench.path, "SELECT count(*) FROM orders") == [(30,)]


async def test_stopping_while_a_commit_is_in_flight_commits_what_came_behind_it_too(
    tmp_path: Path,
) -> None:
    bench = await Bench(tmp_path / "galley.db").open()
    async with bench.frozen():
        first = asyncio.create_task(bench.place("Soup"))
        await bench.in_flight(staged=1)
        second = asyncio.create_task(bench.place("Bread"))
        await until(lambda: len(bench.branch.writer._open) == 1)
        closing = asyncio.create_task(bench.close())
        await asyncio.sleep(0)
    await asyncio.gather(first, second, closing)

    assert on_disk(bench.path, "SELECT seq FROM events ORDER BY seq") == [(1,), (2,)]


async def test_a_writer_stops_only_when_nothing_is_left_to_commit(tmp_path: Path) -> None:
    bench = await Bench(tmp_path / "galley.db").open()
    async with bench.frozen():
        first = asyncio.create_task(bench.place("Soup"))
        await bench.in_flight(staged=1)
        second = asyncio.create_task(bench.place("Bread"))
        await until(lambda: len(bench.branch.writer._open) == 1)
        stopping = asyncio.create_task(bench.branch.writer.stop())
        await asyncio.sleep(0)
    await stopping

    assert [order.order_number for order in (await first, await second)] == [
        "ORD-00001",
        "ORD-00002",
    ]
    await bench.close()


async def test_after_stopping_every_command_is_refused(tmp_path: Path) -> None:
    bench = await Bench(tmp_path / "galley.db").open()
    order = await bench.place()
    branch = bench.branch
    await bench.close()

    placing = await refusal(branch.intake.place(asks(), new_order()))
    editing = await refusal(branch.edits.edit(asks(), order.id, EditOrder(notes="late")))

    assert placing.code is editing.code is Code.STORAGE_ERROR
    assert placing.retry_after is not None
    assert on_disk(bench.path, "SELECT count(*) FROM events") == [(1,)]


async def test_a_closed_branch_leaves_a_file_that_opens_clean(tmp_path: Path) -> None:
    bench = await Bench(tmp_path / "galley.db").open()
    order = await bench.place("Soup")
    await bench.close()

    assert files_in(tmp_path) == ["galley.db"]
    assert on_disk(bench.path, "PRAGMA integrity_check") == [("ok",)]
    await bench.open()
    assert bench.snapshot() == [order]
    assert bench.branch.board.seq == 1
    await bench.close()


async def test_a_caller_who_goes_away_does_not_undo_the_change(bench: Bench) -> None:
    async with bench.frozen():
        running = asyncio.create_task(bench.place("Soup"))
        await bench.in_flight(staged=1)
        running.cancel()
        await asyncio.wait([running])
    await until(lambda: bench.branch.log.committed == 1)

    assert seqs(bench.events) == [1]
    assert len(bench.snapshot()) == 1


async def test_whoever_pressed_the_key_is_answered_before_the_sockets_are_told(
    bench: Bench,
) -> None:
    came: list[str] = []
    loop = asyncio.get_running_loop()

    def send(_event: Committed) -> None:
        loop.call_soon(came.append, "sockets")

    bench.on_event = send

    await bench.place("Soup")
    came.append("answer")
    await until(lambda: len(came) == 2)

    assert came == ["answer", "sockets"]
