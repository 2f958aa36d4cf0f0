"""The journal goes to its tables a few commits at a time, and whoever presses waits for no more."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest

from hub.store import journal, log_length, order_reads, reads
from hub.store import store as store_module
from hub.store.errors import Damaged
from hub.store.row_types import AnswerRow, EventRow, TimerRow
from hub.store.rows import Rows
from hub.store.store import Store
from hub.store.tables import ANSWERS, EVENTS, ORDERS, TIMERS
from tests.support.branch import no_room
from tests.support.unflushed import commit, in_tables, killed, order_row

_ORDERS = 40


@pytest.fixture
async def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Store]:
    """A store with several slices in its journal."""
    opened = await Store.open(tmp_path / "galley.db")
    for number in range(1, _ORDERS + 1):
        await opened.commit(commit(number))
    # Ten commits to a slice.
    monkeypatch.setattr(journal, "SLICE", opened.unflushed.size // 4)
    yield opened
    await opened.close()


async def _change(store: Store, number: int, body: bytes = b'{"version":2}') -> None:
    rows = Rows()
    rows.put(ORDERS, order_row(number, body))
    seq = store.unflushed.last + 1
    rows.put(EVENTS, EventRow(seq, "order:updated", 0, f"order-{number}", None, None, b"{}"))
    await store.commit(rows)


async def _versions(store: Store) -> list[bytes]:
    return [row.body for row in await order_reads.active_orders(store)]


async def _count(store: Store) -> tuple[int, int, int]:
    [found] = await store.fetch_flushed(
        "SELECT (SELECT count(*) FROM events), (SELECT count(*) FROM items), "
        "(SELECT count(*) FROM answers)"
    )
    events, items, answers = found
    return events, items, answers


async def test_the_first_commits_go_first_with_all_that_they_hold(store: Store) -> None:
    await store.flush(whole=False)

    entered = await in_tables(store)
    assert entered == list(range(1, len(entered) + 1))
    assert 0 < len(entered) < _ORDERS / 2
    assert await _count(store) == (len(entered),) * 3


async def test_an_order_that_has_changed_since_is_entered_once_and_as_it_is_then(
    store: Store,
) -> None:
    await _change(store, 2)
    await store.flush(whole=False)
    first = await in_tables(store)
    assert 2 not in first

    while store.unflushed:
        await store.flush(whole=False)

    assert await in_tables(store) == list(range(1, _ORDERS + 1))
    assert (await _versions(store))[1] == b'{"version":2}'
    # What they add up to is as it was written, too.
    await store.reopen()


async def test_a_line_is_found_whose_order_waits_longer_than_it(store: Store) -> None:
    await _change(store, 2)
    await store.flush(whole=False)

    found = await order_reads.order_by_item(store, "item-2")

    assert found is not None
    assert (found.number, found.body) == (2, b'{"version":2}')


async def test_reads_find_everything_once_in_between(store: Store) -> None:
    await _change(store, 2)
    rows = Rows()
    rows.put(TIMERS, TimerRow("kind", "id", 1, 1, b"{}"))
    rows.put(EVENTS, EventRow(_ORDERS + 2, "order:updated", 0, None, None, None, b"{}"))
    # The key of the first order, used once more after it had been forgotten.
    rows.put(ANSWERS, AnswerRow("till", "key-1", b"digest", 200, 2, 99, b"{}"))
    await store.commit(rows)
    wanted = _ORDERS + 2

    while store.unflushed:
        assert [row.seq for row in await reads.log_page(store, 0, 99)] == [*range(1, wanted + 1)]
        assert len(await reads.answer_keys(store, 0)) == _ORDERS + 1
        assert [row.number for row in await order_reads.active_orders(store)] == [
            *range(1, _ORDERS + 1)
        ]
        assert await reads.answer_of(store, "till", "key-1", 99) == (200, 2, b"{}")
        assert [row.id for row in await reads.timers(store)] == ["id"]
        await store.flush(whole=False)

    assert await _count(store) == (wanted, _ORDERS, _ORDERS + 1)


async def test_a_full_journal_is_entered_slice_by_slice_along_with_commits(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "FLUSH_AT", store.unflushed.size)
    entered = [0]
    while store.unflushed:
        await _change(store, 1, b'{"version":%d}' % len(entered))
        entered.append(len(await in_tables(store)))

    steps = [after - before for before, after in pairwise(entered)]
    assert len(steps) > 2
    assert all(0 < step < _ORDERS / 2 for step in steps)
    assert (await _versions(store))[0] == b'{"version":%d}' % len(steps)
    assert await _count(store) == (_ORDERS + len(steps), _ORDERS, _ORDERS)


async def test_it_is_emptied_faster_than_commits_fill_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = store.unflushed.size
    monkeypatch.setattr(journal, "FLUSH_AT", most)
    monkeypatch.setattr(journal, "SLICE", 1)
    sizes = [most]
    while sizes[-1] >= most:
        await _change(store, 1)
        sizes.append(store.unflushed.size)

    assert max(sizes) < 1.5 * most
    assert len(sizes) < _ORDERS / 2


async def test_a_hub_that_is_killed_in_between_has_everything_once_and_as_it_was(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "FLUSH_AT", store.unflushed.size)
    turn = 0
    while store.unflushed:
        turn += 1
        await _change(store, turn)
        before = await _versions(store), await reads.answer_keys(store, 0)

        again = await Store.open(killed(store, tmp_path / f"killed-{turn}"))

        try:
            after = await _versions(again), await reads.answer_keys(again, 0)
            assert after == before
            assert await in_tables(again) == list(range(1, _ORDERS + 1))
            assert await _count(again) == (_ORDERS + turn, _ORDERS, _ORDERS)
        finally:
            await again.close()
    assert turn > 2


async def test_a_killed_hubs_orders_are_counted_once(store: Store, tmp_path: Path) -> None:
    await store.flush(whole=False)
    await _change(store, 1)
    with closing(sqlite3.connect(killed(store, tmp_path / "killed"))) as database:
        counted = journal.summarize(database)

    assert counted == (_ORDERS, _ORDERS + 1)


async def test_damage_in_an_order_that_went_ahead_is_noticed(store: Store, tmp_path: Path) -> None:
    await store.flush(whole=False)
    file = killed(store, tmp_path / "killed")
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("UPDATE orders SET body = '{}' WHERE number = 1")

    with pytest.raises(Damaged):
        await Store.open(file)


@pytest.mark.parametrize("lost", ["seq = (SELECT max(seq) FROM events)", "seq > 5", "1"])
async def test_events_that_their_table_has_lost_are_noticed_in_between(
    store: Store, tmp_path: Path, lost: str
) -> None:
    await store.flush(whole=False)
    file = killed(store, tmp_path / "killed")
    with closing(sqlite3.connect(file)) as database, database:
        database.execute(f"DELETE FROM events WHERE {lost}")  # noqa: S608 - constants

    with pytest.raises(Damaged):
        await Store.open(file)


async def test_once_all_is_entered_a_start_reads_no_slot_but_the_first(store: Store) -> None:
    await store.flush()
    [(slot, body), *_] = await store.fetch_flushed(journal.SLOTS)

    assert slot == 0
    assert not any(body[16:])
    assert journal.read_slots([(slot, body), (1, b"damaged")], _ORDERS) == ([], True)


async def test_a_log_that_cannot_be_written_back_is_left_alone_for_a_while(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_length, "_WORTH_IT", 1)
    more = "WITH a (b) AS (VALUES (hex(zeroblob(99999)))) INSERT INTO meta SELECT 'a', b FROM a"
    monkeypatch.setattr(store_module, "_WRITE_BACK", more)
    async with no_room(store):
        await _change(store, 1)
        assert store.checkpoint_wanted

        await store.checkpoint()

        assert not store.checkpoint_wanted


async def test_the_log_is_not_written_back_into_a_file_that_is_held_still(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with store.hold_still():
        before = store.path.read_bytes()
        await _change(store, 1)
        monkeypatch.setattr(log_length, "_WORTH_IT", 1)
        await store.flush()
        await store.checkpoint()
        assert store.path.read_bytes() == before

    await store.checkpoint()
    assert store.path.read_bytes() != before
