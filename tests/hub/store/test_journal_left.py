"""What waits for its tables, on a bad card and in a file that no hub has."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from hub.store.database_file import inspect_database, migrations
from hub.store.errors import Damaged
from hub.store.restore import restore_backup
from hub.store.store import Store
from hub.wire.requests import NewCategory
from hub.wire.upkeep_requests import MakeBackup
from tests.support.branch import Bench, asks, data_in, on_disk
from tests.support.unflushed import ORDERS_IN_TABLE, commit, in_tables, killed


@pytest.fixture
async def store(store: Store) -> Store:
    """Three orders wait in it for their tables."""
    for number in (1, 2, 3):
        await store.commit(commit(number))
    return store


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
    await store.flush()
    for number in range(20, 26):
        await store.commit(commit(number, body=str(number**900).encode()))
    return killed(store, tmp_path / "killed")


async def test_a_byte_that_has_changed_in_what_waits_is_noticed(left: Path) -> None:
    [(slot,)] = on_disk(left, "SELECT body FROM journal WHERE slot = 0")
    for place in range(0, len(slot), 97):
        changed = slot[:place] + bytes([slot[place] ^ 1]) + slot[place + 1 :]

        assert await _opened_with(left, "UPDATE journal SET body = ? WHERE slot = 0", changed) == []


async def test_a_byte_that_has_changed_in_what_was_flushed_harms_nobody(left: Path) -> None:
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
    await store.flush()
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
    await bench.flush()
    await bench.place("Steak")
    database = killed(bench.branch._store, tmp_path / "killed")
    await bench.close()

    assert inspect_database(database)[1:] == (2, 2)


async def test_a_copy_of_a_killed_hubs_file_can_be_restored(tmp_path: Path) -> None:
    bench = await Bench(tmp_path / "galley.db").open()
    await bench.place("Soup")
    copy = killed(bench.branch._store, tmp_path / "killed")
    await bench.close()
    (tmp_path / "new").mkdir()

    target, newest = tmp_path / "new" / "galley.db", max(migrations())
    done = restore_backup(copy, target, epoch="e", stamp="s", newest_schema=newest)

    assert (done.orders, done.seq) == (1, 1)
    again = await Bench(tmp_path / "new" / "galley.db").open()
    assert [order.order_number for order in again.snapshot()] == ["ORD-00001"]
    await again.close()


async def test_a_backup_has_everything_in_its_tables(tmp_path: Path) -> None:
    bench = await Bench(tmp_path / "galley.db").open()
    await bench.place("Soup")

    made = data_in(await bench.branch.backups.make(MakeBackup()))

    assert (made["orders"], made["events"], made["seq"]) == (1, 1, 1)
    assert on_disk(Path(made["file"]), ORDERS_IN_TABLE) == [(1,)]
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
    [alarm] = again.branch.alarms.current()
    assert alarm.message.endswith("2 newer orders saved. Not as they were: ORD-00003.")
    await again.close()
