"""What is committed and not in its tables yet: as durable, and as visible, as if it were."""

import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from hub.domain.orders import ItemStatus
from hub.protocol.requests import MakeBackup, NewCategory
from hub.store import journal, reads
from hub.store.errors import Damaged, StoreBroken
from hub.store.looking import looked_at
from hub.store.restoring import restored
from hub.store.rows import AnswerRow, EventRow, ItemRow, MenuKey, OrderRow, Rows
from hub.store.store import Store
from tests.support.branch import Bench, asks, data_in, on_disk, until

_AT = "2024-01-15T10:30:00.000Z"
_ORDERS = "SELECT number FROM orders ORDER BY number"


def commit(number: int, *, seq: int | None = None, body: bytes = b'{"version":1}') -> Rows:
    """Make what a new order commits: a row of each kind."""
    rows = Rows()
    order_id = f"order-{number}"
    rows.orders[number] = OrderRow(number, order_id, True, "pending", _AT, None, None, body)
    rows.items.append(ItemRow(f"item-{number}", number))
    rows.events.append(EventRow(seq or number, "order:new", 0, order_id, None, None, body))
    rows.answers.append(AnswerRow("till", f"key-{number}", b"digest", 201, 1, number, body))
    return rows


def with_menu() -> Rows:
    rows = Rows()
    rows.menu[MenuKey("station", "grill")] = b'{"id":"grill","name":"Grill"}'
    return rows


async def in_tables(store: Store) -> list[int]:
    return [row[0] for row in await store.fetch_posted(_ORDERS)]


def killed(store: Store, folder: Path) -> Path:
    """Copy a store's files as they lie there now, as after a kill or a power cut."""
    folder.mkdir()
    for file in store.path.parent.glob("galley.db*"):
        shutil.copy(file, folder)
    return folder / store.path.name


@pytest.fixture
async def store(path: Path) -> AsyncIterator[Store]:
    opened = await Store.open(path)
    for number in (1, 2, 3):
        await opened.commit(commit(number))
    yield opened
    await opened.close()


# Seen and kept.


async def test_what_a_kitchen_does_all_day_waits_for_its_tables(store: Store) -> None:
    assert await in_tables(store) == []


async def test_whoever_reads_sees_it_all_the_same(store: Store) -> None:
    assert [row.number for row in await reads.active_orders(store)] == [1, 2, 3]
    assert [row.seq for row in await reads.log_page(store, 0, 10)] == [1, 2, 3]
    assert await reads.answer_of(store, "till", "key-2", 2) == (201, 1, b'{"version":1}')


async def test_a_single_order_is_seen_as_it_is_now(store: Store) -> None:
    await store.post()
    later = Rows()
    later.orders[2] = commit(2).orders[2]._replace(status="ready", body=b'{"version":2}')
    later.events.append(EventRow(4, "order:updated", 0, "order-2", None, None, b"{}"))
    await store.commit(later)

    by_id = await reads.order_by_id(store, "order-2")
    by_item = await reads.order_by_item(store, "item-2")

    assert by_id is not None
    assert (by_id.status, by_id.body) == ("ready", b'{"version":2}')
    assert by_item == by_id
    assert await in_tables(store) == [1, 2, 3]


async def test_lines_that_are_taken_are_known(store: Store) -> None:
    await store.post()
    await store.commit(commit(4))

    assert await reads.known_items(store, ["item-1", "item-4", "item-5"]) == {"item-1", "item-4"}
    found = await reads.order_by_item(store, "item-4")
    assert found is not None
    assert found.number == 4


async def test_reading_writes_nothing(store: Store) -> None:
    log = store.path.with_name("galley.db-wal")
    before = log.read_bytes(), store.path.read_bytes()

    await reads.log_page(store, 0, 10)

    assert (log.read_bytes(), store.path.read_bytes()) == before
    assert await in_tables(store) == []


async def test_a_hub_that_is_killed_has_lost_nothing(store: Store, tmp_path: Path) -> None:
    await store.post()
    for number in (4, 5):
        await store.commit(commit(number))

    left = await Store.open(killed(store, tmp_path / "killed"))

    assert await in_tables(left) == [1, 2, 3, 4, 5]
    assert [row.seq for row in await reads.log_page(left, 0, 10)] == [1, 2, 3, 4, 5]
    await left.close()


async def test_what_was_posted_is_never_posted_again(store: Store, tmp_path: Path) -> None:
    await store.post()

    left = await Store.open(killed(store, tmp_path / "killed"))

    assert await in_tables(left) == [1, 2, 3]
    await left.commit(commit(4))
    assert [row.number for row in await reads.active_orders(left)] == [1, 2, 3, 4]
    await left.close()


async def test_a_large_commit_takes_as_many_slots_as_it_needs(store: Store, tmp_path: Path) -> None:
    body = b'{"version":1,"notes":"%s"}' % bytes(range(35, 91)) * 500
    await store.commit(commit(4, body=body))
    await store.commit(commit(5))
    [(slots,)] = await store.fetch_posted("SELECT count(*) FROM journal")

    left = await Store.open(killed(store, tmp_path / "killed"))

    assert slots == 1
    assert await in_tables(left) == [1, 2, 3, 4, 5]
    found = await reads.order_by_id(left, "order-4")
    assert found is not None
    assert found.body == body
    await left.close()


async def test_a_closed_file_has_all_of_it_in_its_tables(path: Path) -> None:
    store = await Store.open(path)
    await store.commit(commit(1))

    await store.close()

    assert on_disk(path, _ORDERS) == [(1,)]


# When it is posted.


async def test_it_is_posted_when_enough_has_gathered(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "POST_AT", 2_000)

    await store.commit(commit(4, body=b"x" * 1_500))

    assert await in_tables(store) == [1, 2, 3, 4]
    assert not store.unposted


async def test_it_is_posted_with_what_is_rare(store: Store) -> None:
    await store.commit(with_menu())

    assert await in_tables(store) == [1, 2, 3]
    assert [entry.id for entry in await reads.menu(store)] == ["grill"]


async def test_a_commit_that_writes_nothing_posts_nothing(store: Store) -> None:
    await store.commit(Rows())

    assert await in_tables(store) == []


async def test_its_slots_are_used_again(store: Store) -> None:
    await store.post()
    for number in range(4, 40):
        await store.commit(commit(number, body=b"x" * 300))
        if number % 9 == 0:
            await store.post()

    assert await store.fetch_posted("SELECT count(*) FROM journal") == [(1,)]


async def test_somebody_who_reads_has_the_writer_post(tmp_path: Path) -> None:
    bench = await Bench(tmp_path / "galley.db").open()
    await bench.place("Soup")
    store = bench.branch._store
    assert await in_tables(store) == []

    await bench.sql(_ORDERS)

    await until(lambda: not store.unposted)
    assert await in_tables(store) == [1]
    await bench.close()


async def test_steps_of_an_order_are_one_row_in_the_end(tmp_path: Path) -> None:
    bench = await Bench(tmp_path / "galley.db").open()
    order = await bench.place("Soup")
    for status in (ItemStatus.PREPARING, ItemStatus.READY, ItemStatus.SERVED):
        await bench.branch.orders.set_item_status(asks(), order.items[0].id, status)
    store = bench.branch._store
    assert await in_tables(store) == []
    await bench.close()

    assert on_disk(bench.path, "SELECT status FROM orders") == [("served",)]
    assert on_disk(bench.path, "SELECT count(*) FROM events") == [(7,)]


# What cannot be.


async def test_a_line_that_is_taken_is_refused_before_it_is_acknowledged(store: Store) -> None:
    await store.post()
    for taken in ("item-1", "item-4"):
        other = commit(5, seq=5 if taken == "item-4" else 4)
        other.items[0] = ItemRow(taken, 5)
        if taken == "item-4":
            await store.commit(commit(4))

        with pytest.raises(StoreBroken, match="UNIQUE"):
            await store.commit(other)

        await store.reopen()
        assert 5 not in await in_tables(store)
    assert [row.number for row in await reads.active_orders(store)] == [1, 2, 3, 4]


async def test_events_that_do_not_follow_never_wait(store: Store) -> None:
    await store.commit(commit(9))

    assert await in_tables(store) == [1, 2, 3, 9]


async def test_after_a_failure_nothing_is_written_before_the_file_is_opened_anew(
    store: Store,
) -> None:
    other = commit(4)
    other.items[0] = ItemRow("item-1", 4)
    with pytest.raises(StoreBroken):
        await store.commit(other)

    with pytest.raises(StoreBroken, match="not been opened anew"):
        await store.commit(commit(4))

    await store.reopen()
    await store.commit(commit(4))
    assert [row.number for row in await reads.active_orders(store)] == [1, 2, 3, 4]


# Damage.


async def _opened_with(database: Path, sql: str, *values: object) -> list[int]:
    """Change a killed hub's file, open it, and list what it holds then."""
    changed = database.with_name("changed")
    shutil.copytree(database.parent, changed, ignore=shutil.ignore_patterns("changed"))
    on_disk_change(changed / database.name, sql, *values)
    try:
        store = await Store.open(changed / database.name)
    except Damaged:
        return []
    finally:
        shutil.rmtree(changed)
    numbers = await in_tables(store)
    await store.close()
    return numbers


def on_disk_change(database: Path, sql: str, *values: object) -> None:
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute(sql, values).rowcount == 1
        connection.commit()


@pytest.fixture
async def left(store: Store, tmp_path: Path) -> Path:
    """A killed hub's file: three orders in its tables, three more in two slots, one slot unused."""
    for number in range(4, 20):
        await store.commit(commit(number, body=str(number**900).encode()))
    await store.post()
    for number in range(20, 26):
        await store.commit(commit(number, body=str(number**900).encode()))
    return killed(store, tmp_path / "killed")


async def test_a_byte_that_has_changed_in_what_waits_is_noticed(left: Path) -> None:
    [(slot,)] = on_disk(left, "SELECT body FROM journal WHERE slot = 0")
    for place in range(0, len(slot), 97):
        changed = slot[:place] + bytes([slot[place] ^ 1]) + slot[place + 1 :]

        assert await _opened_with(left, "UPDATE journal SET body = ? WHERE slot = 0", changed) == []


async def test_a_byte_that_has_changed_in_what_was_posted_harms_nobody(left: Path) -> None:
    [(last,)] = on_disk(left, "SELECT max(slot) FROM journal")
    sql = f"UPDATE journal SET body = zeroblob(length(body)) WHERE slot = {last}"  # noqa: S608

    assert await _opened_with(left, sql) == list(range(1, 26))


@pytest.mark.parametrize("slot", [0, 1])
async def test_a_slot_that_is_missing_is_noticed(left: Path, slot: int) -> None:
    assert await _opened_with(left, f"DELETE FROM journal WHERE slot = {slot}") == []  # noqa: S608


async def test_a_slot_that_is_still_as_it_was_before_is_noticed(
    store: Store, left: Path, tmp_path: Path
) -> None:
    """A card that has lost the write of one page."""
    [(current,)] = on_disk(left, "SELECT body FROM journal WHERE slot = 0")
    await store.post()
    for number in range(26, 32):
        await store.commit(commit(number, body=str(number**900).encode()))
    later = killed(store, tmp_path / "later")

    assert await _opened_with(later, "UPDATE journal SET body = ? WHERE slot = 0", current) == []


async def test_events_that_their_table_has_lost_are_noticed(left: Path) -> None:
    assert await _opened_with(left, "DELETE FROM events WHERE seq = 19") == []


# Whoever looks into a file that no hub has.


async def test_a_look_counts_what_waits(tmp_path: Path) -> None:
    bench = await Bench(tmp_path / "galley.db").open()
    await bench.place("Soup")
    await bench.post()
    await bench.place("Steak")
    database = killed(bench.branch._store, tmp_path / "killed")
    await bench.close()

    assert looked_at(database)[1:] == (2, 2)


async def test_a_copy_of_a_killed_hubs_file_can_be_restored(tmp_path: Path) -> None:
    bench = await Bench(tmp_path / "galley.db").open()
    await bench.place("Soup")
    copy = killed(bench.branch._store, tmp_path / "killed")
    await bench.close()
    (tmp_path / "new").mkdir()

    done = restored(copy, tmp_path / "new" / "galley.db", epoch="e", stamp="s", newest_schema=5)

    assert (done.orders, done.seq) == (1, 1)
    again = await Bench(tmp_path / "new" / "galley.db").open()
    assert [order.order_number for order in again.snapshot()] == ["ORD-00001"]
    await again.close()


async def test_a_backup_has_everything_in_its_tables(tmp_path: Path) -> None:
    bench = await Bench(tmp_path / "galley.db").open()
    await bench.place("Soup")

    made = data_in(await bench.branch.backups.make(MakeBackup()))

    assert (made["orders"], made["events"], made["seq"]) == (1, 1, 1)
    assert on_disk(Path(made["file"]), _ORDERS) == [(1,)]
    await bench.close()


async def test_what_waits_in_a_damaged_file_is_saved(tmp_path: Path) -> None:
    bench = await Bench(tmp_path / "galley.db").open()
    for dish in ("Soup", "Steak"):
        await bench.place(dish)
    await bench.branch.backups.make(MakeBackup())
    await bench.place("Salad")
    await bench.branch.menu.add_category(asks(), NewCategory(id="mains", name="Mains"))
    await bench.place("Ice cream")
    [soup, *_] = bench.snapshot()
    await bench.serve(soup)
    folder = tmp_path / "killed"
    left = killed(bench.branch._store, folder)
    shutil.copytree(tmp_path / "backups", folder / "backups")
    (folder / "manager.token").write_text("gly_made-up")
    await bench.close()
    on_disk_change(
        left, "UPDATE orders SET body = replace(body, 'Salad', 'Salat') WHERE number = 3"
    )

    again = await Bench(left).open()

    numbers = [order.order_number for order in again.snapshot()]
    assert numbers == ["ORD-00002", "ORD-00004"]
    [alarm] = again.branch.alarms.standing()
    assert alarm.message.endswith("2 newer orders saved. Not as they were: ORD-00003.")
    await again.close()
