"""Old history goes to its year's archive: nothing is lost, and nothing is there twice."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest

from hub.domain.errors import Code, Refusal
from hub.domain.times import instant
from hub.orders.live_orders import RECENT
from hub.store import order_reads, reads
from hub.store.archives import Archives
from hub.store.errors import BackupFailed
from hub.store.row_types import OrderRow
from hub.upkeep import archiving
from hub.wire.order_requests import OrdersQuery
from hub.wire.requests import EventsQuery, Recall
from tests.support.branch import (
    MANAGER,
    OPENING_TIME,
    Bench,
    asks,
    data_in,
    on_disk,
    order_in,
    refusal,
)
from tests.support.history import DAY, ids_on_disk, live_through, seqs_on_disk

# OPENING_TIME is 15 January 2024: 20 days before that lie in the year before.
MANY = 90


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    """Open a branch with 90 orders of the 30 days before, of which the last 50 are in memory."""
    opened = await Bench(tmp_path / "galley.db").open()
    await opened.close()
    live_through(opened.path, MANY, since=OPENING_TIME - 30 * DAY, until=OPENING_TIME)
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
async def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archiving, "_AT_LEAST", 0.0)
    monkeypatch.setattr(archiving, "_REST", 0)


def archived(bench: Bench, year: int) -> Path:
    return bench.path.with_name("archive") / f"{year}.db"


def everything(bench: Bench) -> tuple[list[str], list[int]]:
    """List the orders and events of the closed branch and of its archives."""
    places = [*sorted(bench.path.with_name("archive").glob("*.db")), bench.path]
    return (
        [each for place in places for each in ids_on_disk(place)],
        [each for place in places for each in seqs_on_disk(place)],
    )


async def date_ahead(bench: Bench, first: int, until: int) -> None:
    """Have events been written down while the clock was set to 2037."""
    await bench.close()
    with closing(sqlite3.connect(bench.path)) as file:
        file.execute(
            "UPDATE events SET at = at + ? WHERE seq >= ? AND seq < ?", (5000 * DAY, first, until)
        )
        file.commit()
    await bench.open()


async def moved(bench: Bench, days: int) -> tuple[int, int]:
    return await bench.branch.archiver.move(days)


@pytest.mark.usefixtures("quick")
async def test_what_is_older_goes_to_its_year(bench: Bench) -> None:
    # Ten days stay: 2024-01-05 on, so the days before are of two years.
    orders, _ = await moved(bench, 10)
    await bench.close()

    assert orders == 40
    assert len(ids_on_disk(archived(bench, 2023))) == 40
    limit = OPENING_TIME - OPENING_TIME % DAY - 10 * DAY
    new_year = 1_704_067_200_000
    times = [
        on_disk(place, "SELECT min(at), max(at) FROM events")[0]
        for place in (archived(bench, 2023), archived(bench, 2024), bench.path)
    ]
    assert times[0][1] < new_year <= times[1][0] <= times[1][1] < limit <= times[2][0]


@pytest.mark.usefixtures("quick")
async def test_by_itself_it_moves_once_a_week(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Backups copy an archive whole when it has changed: a card wears with each."""
    service = bench.branch.archiver
    monkeypatch.setattr(service, "_keep_days", 25)
    await service.keep_history()
    counts = [len(await bench.sql("SELECT number FROM orders"))]
    for _ in range(14):
        bench.clock.forward(DAY)
        await service.keep_history()
        counts.append(len(await bench.sql("SELECT number FROM orders")))

    on = [day for day, (before, after) in enumerate(pairwise(counts)) if after < before]

    assert len(on) == 2
    assert on[1] - on[0] == 7


@pytest.mark.usefixtures("quick")
async def test_nothing_is_lost_and_nothing_is_doubled(bench: Bench) -> None:
    await bench.close()
    before = everything(bench)
    await bench.open()

    await moved(bench, 10)
    await bench.close()

    assert everything(bench) == before


@pytest.mark.usefixtures("quick")
async def test_an_order_is_in_the_archive_as_it_was(bench: Bench) -> None:
    [(order_id, body)] = await bench.sql("SELECT id, body FROM orders WHERE number = 1")

    await moved(bench, 10)

    assert on_disk(archived(bench, 2023), "SELECT id, body FROM orders WHERE number = 1") == [
        (order_id, body)
    ]


@pytest.mark.usefixtures("quick")
async def test_the_lines_of_a_moved_order_go_with_it(bench: Bench) -> None:
    await moved(bench, 10)

    assert await bench.sql("SELECT count(*) FROM items WHERE number <= 40") == [(0,)]
    assert await bench.sql("SELECT count(*) FROM items") == [((MANY - 40) * 3,)]


@pytest.mark.usefixtures("quick")
async def test_zero_days_keep_everything(bench: Bench) -> None:
    assert await moved(bench, 0) == (0, 0)
    assert not archived(bench, 2023).parent.exists()


@pytest.mark.usefixtures("quick")
async def test_an_order_that_is_still_open_stays_whatever_its_age(bench: Bench) -> None:
    order = await bench.place("Stock")
    bench.clock.forward(100 * DAY)
    await bench.reopen()

    await moved(bench, 10)

    assert [each.id for each in bench.snapshot()] == [order.id]
    assert await bench.sql("SELECT id FROM orders WHERE active = 1") == [(order.id,)]


@pytest.mark.usefixtures("quick")
async def test_counting_goes_on_where_all_is_old(bench: Bench) -> None:
    last = bench.branch.log.committed
    bench.clock.forward(1000 * DAY)
    await moved(bench, 1)
    await bench.reopen()

    order = await bench.place("Soup")

    assert order.order_number == f"ORD-{MANY + 1:05d}"
    assert bench.branch.log.committed == last + 1


@pytest.mark.usefixtures("quick")
async def test_the_log_is_read_on_from_the_archive_without_a_gap(bench: Bench) -> None:
    last = bench.branch.log.committed
    await moved(bench, 10)
    first = await reads.first_seq(bench.branch._store)
    assert first > 1
    await bench.place("Soup")

    seqs: list[int] = []
    while page := data_in(
        await bench.branch.history.events(
            MANAGER, EventsQuery(after=seqs[-1] if seqs else 0, limit=7)
        )
    ):
        seqs += [each["seq"] for each in page]

    assert seqs == list(range(1, last + 2))


@pytest.mark.usefixtures("quick")
async def test_a_moved_order_is_shown_as_it_was(bench: Bench) -> None:
    [(order_id,)] = await bench.sql("SELECT id FROM orders WHERE number = 1")
    before = await bench.branch.history.order(order_id)
    await moved(bench, 10)

    assert await bench.branch.history.order(order_id) == before


@pytest.mark.usefixtures("quick")
async def test_a_moved_order_is_shown_though_a_later_archive_is_lost(bench: Bench) -> None:
    [(order_id,)] = await bench.sql("SELECT id FROM orders WHERE number = 1")
    await moved(bench, 10)
    archived(bench, 2024).write_text("this is no archive" * 100)

    assert order_in(await bench.branch.history.order(order_id)).id == order_id


@pytest.mark.usefixtures("quick")
async def test_an_order_that_is_in_no_archive_either_is_not_found(bench: Bench) -> None:
    await moved(bench, 10)

    nobody = "00000000-0000-4000-8000-000000000000"
    assert (await refusal(bench.branch.history.order(nobody))).code is Code.NOT_FOUND


@pytest.mark.usefixtures("quick")
async def test_an_archive_that_a_power_cut_left_empty_hides_nothing(bench: Bench) -> None:
    [(order_id,)] = await bench.sql("SELECT id FROM orders WHERE number = 1")
    await moved(bench, 10)
    archived(bench, 2024).with_name("2025.db").touch()

    assert order_in(await bench.branch.history.order(order_id)).id == order_id


@pytest.mark.usefixtures("quick")
async def test_a_moved_order_can_neither_be_recalled_nor_listed(bench: Bench) -> None:
    [(order_id,)] = await bench.sql("SELECT id FROM orders WHERE number = 1")
    await moved(bench, 10)

    late = await refusal(bench.branch.orders.recall(asks(), order_id, Recall()))
    assert late.code is Code.NOT_FOUND
    page = await bench.branch.history.orders(OrdersQuery(limit=500))
    assert len(data_in(page)) == MANY - 40


@pytest.mark.usefixtures("quick")
async def test_events_that_a_wrong_clock_has_dated_in_the_future_hold_nothing_up(
    bench: Bench,
) -> None:
    # More than are looked at in one step, and so more than are moved in one.
    await date_ahead(bench, 100, 100 + archiving.LOOK + 20)

    await moved(bench, 1)

    [(oldest,)] = await bench.sql("SELECT min(at) FROM events")
    assert oldest >= OPENING_TIME - OPENING_TIME % DAY - DAY
    await bench.close()
    assert seqs_on_disk(archived(bench, 2037)) == list(range(100, 100 + archiving.LOOK + 20))


@pytest.mark.usefixtures("quick")
async def test_events_dated_in_the_future_stay_as_long_as_those_behind_them(bench: Bench) -> None:
    limit = OPENING_TIME - OPENING_TIME % DAY - 10 * DAY
    [(first,)] = await bench.sql("SELECT min(seq) FROM events WHERE at >= ?", (limit,))
    await date_ahead(bench, first - 5, first)

    await moved(bench, 10)

    assert await bench.sql("SELECT min(seq) FROM events") == [(first - 5,)]


@pytest.mark.usefixtures("quick")
async def test_a_step_that_ended_between_its_halves_is_done_once_more(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bench.close()
    before = everything(bench)
    await bench.open()
    # What a power cut leaves: the archive has them, and the database as well.
    monkeypatch.setattr(bench.branch.writer, "check", _no_power)
    archiver = bench.branch.archiver
    limit = OPENING_TIME - 10 * DAY
    for move in (archiver._move_orders(limit), archiver._move_events(limit, OPENING_TIME)):
        with pytest.raises(Refusal):
            await move
    assert len(ids_on_disk(archived(bench, 2023))) == archiving.ORDERS
    assert len(seqs_on_disk(archived(bench, 2023))) == archiving.EVENTS
    await bench.reopen()

    await moved(bench, 10)
    await bench.close()

    assert everything(bench) == before


@pytest.mark.usefixtures("quick")
async def test_an_order_that_changes_while_it_is_moved_stays_as_it_is_now(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    [(order_id,)] = await bench.sql("SELECT id FROM orders WHERE number = 5")
    put = Archives.put
    edited: list[object] = []

    async def edit_meanwhile(archives: Archives, orders: object, events: object) -> None:
        await put(archives, orders, events)  # type: ignore[arg-type]
        if not edited:
            edited.append(order_in(await bench.branch.orders.recall(asks(), order_id, Recall())))

    monkeypatch.setattr(Archives, "put", edit_meanwhile)
    await moved(bench, 10)
    await bench.reopen()

    found = order_in(await bench.branch.history.order(order_id))
    assert found.status == "ready"
    assert await bench.sql("SELECT count(*) FROM items WHERE number = 5") == [(3,)]


@pytest.mark.usefixtures("quick")
async def test_an_order_that_was_changed_and_left_memory_meanwhile_stays_as_it_is_now(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    [(order_id,)] = await bench.sql("SELECT id FROM orders WHERE number = 5")
    put = Archives.put
    done: list[object] = []

    async def serve_again_meanwhile(archives: Archives, orders: object, events: object) -> None:
        await put(archives, orders, events)  # type: ignore[arg-type]
        if not done:
            done.append(order_id)
            await bench.serve(
                order_in(await bench.branch.orders.recall(asks(), order_id, Recall()))
            )
            for _ in range(RECENT):
                await bench.serve(await bench.place("Soup"))
            assert bench.branch.live_orders.get_latest(order_id) is None

    monkeypatch.setattr(Archives, "put", serve_again_meanwhile)
    await bench.branch.archiver._orders_step(await _oldest(bench))

    # Once moved back and forth, it is two versions on.
    assert order_in(await bench.branch.history.order(order_id)).version > 8
    assert await bench.sql("SELECT count(*) FROM items WHERE number = 5") == [(3,)]


@pytest.mark.usefixtures("quick")
async def test_an_order_on_its_way_out_cannot_be_changed_any_more(bench: Bench) -> None:
    [(order_id,)] = await bench.sql("SELECT id FROM orders WHERE number = 1")
    async with bench.frozen():
        leaving = bench.branch.live_orders.hide([order_id])
        editing = asyncio.create_task(bench.branch.orders.recall(asks(), order_id, Recall()))
    why = await refusal(editing)
    bench.branch.live_orders.unhide(leaving)

    assert why.code is Code.NOT_FOUND
    again = await bench.branch.orders.recall(asks(), order_id, Recall())
    assert order_in(again).status == "ready"


@pytest.mark.usefixtures("quick")
async def test_an_archive_that_cannot_be_written_takes_nothing_away(bench: Bench) -> None:
    folder = archived(bench, 2023).parent
    folder.mkdir()
    archived(bench, 2023).write_text("this is no archive" * 100)

    with pytest.raises(BackupFailed, match=r"2023\.db is no archive, or it is damaged"):
        await moved(bench, 10)

    assert await bench.sql("SELECT count(*) FROM orders") == [(MANY,)]


async def test_a_cook_never_waits_for_more_than_a_step(bench: Bench) -> None:
    moving = asyncio.create_task(bench.branch.archiver.move(10))
    commits: list[int] = []
    while not moving.done():
        before = bench.branch.writer.commits
        await bench.place("Soup")
        commits.append(bench.branch.writer.commits - before)
    await moving

    # Its own commit, and at most the step that was under way.
    assert commits
    assert max(commits) <= 2


async def _oldest(bench: Bench) -> list[OrderRow]:
    store = bench.branch._store
    return await order_reads.old_orders(store, instant(OPENING_TIME), ("", 0), archiving.ORDERS)


def _no_power() -> None:
    raise Refusal(Code.STORAGE_ERROR, "cut")
