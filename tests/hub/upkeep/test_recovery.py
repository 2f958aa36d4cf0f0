"""A branch whose file is damaged, or gone: what is brought back, and what is said of it."""

import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from hub.orders.live_orders import OrderEntry
from hub.orders.sender_keys import CancelledAhead
from hub.store import salvage
from hub.store.errors import Damaged
from hub.upkeep import recovery
from hub.wire.edit_requests import MoveItem
from hub.wire.house_requests import NewDiningTable, NewDiningTables, SetAvailability
from hub.wire.order_requests import CancelByKey, KeyQuery
from hub.wire.people import NewPerson, PersonRole
from hub.wire.requests import NewCategory, NewMenuItem
from hub.wire.upkeep_requests import MakeBackup
from tests.support.branch import MANAGER, Bench, asks, data_in, on_disk

HOUR = 3600 * 1000


class Branch:
    """A closed branch: two orders in its backup, and two that were taken since."""

    def __init__(self, bench: Bench, backup: Path) -> None:
        self.bench = bench
        self.path = bench.path
        self.backup = backup

    def change(self, sql: str) -> None:
        """Change what stands in the file, as a card might."""
        change(self.path, sql)

    async def numbers(self) -> list[str]:
        await self.bench.open()
        return [order.order_number for order in self.bench.snapshot()]

    def alarms(self) -> list[str]:
        return [each.message for each in self.bench.branch.alarms.current()]


def change(database: Path, sql: str) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript(sql)
        connection.commit()


def make_evidence(folder: Path) -> None:
    (folder / "manager.token").write_text("gly_made-up")


@pytest.fixture
async def branch(tmp_path: Path) -> AsyncIterator[Branch]:
    bench = await Bench(tmp_path / "galley.db").open()
    make_evidence(tmp_path)
    for dish in ("Soup", "Steak"):
        await bench.place(dish)
    backup = data_in(await bench.branch.backups.make(MakeBackup()))["file"]
    for dish in ("Salad", "Ice cream"):
        await bench.place(dish)
    await bench.close()
    yield Branch(bench, Path(backup))
    await bench.close()


DAMAGE = "UPDATE orders SET body = replace(body, 'Salad', 'Salat')"
ALL = ["ORD-00001", "ORD-00002", "ORD-00003", "ORD-00004"]
LESS_ONE = ["ORD-00001", "ORD-00002", "ORD-00004"]


async def test_a_file_that_is_whole_raises_no_alarm(branch: Branch) -> None:
    assert await branch.numbers() == ALL
    assert branch.alarms() == []


async def test_a_new_branch_raises_no_alarm(tmp_path: Path) -> None:
    bench = await Bench(tmp_path / "galley.db").open()

    assert bench.branch.alarms.current() == ()

    await bench.close()


async def test_of_a_damaged_file_every_whole_order_since_the_backup_is_saved(
    branch: Branch,
) -> None:
    branch.change(DAMAGE)

    assert await branch.numbers() == LESS_ONE
    [alarm] = branch.alarms()
    assert alarm == (
        "The hub's orders were damaged: backup of 2024-01-15T14:30Z restored, 1 newer orders "
        "saved. Not as they were: ORD-00003."
    )


async def test_the_damaged_file_is_set_aside_as_it_was(branch: Branch) -> None:
    branch.change(DAMAGE)
    damaged = branch.path.read_bytes()

    await branch.numbers()

    [aside] = branch.path.parent.glob("galley-before-*.db")
    assert aside.read_bytes() == damaged


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE orders SET active = 0 WHERE number = 3",
        "DELETE FROM orders WHERE number = 3",
        "UPDATE orders SET status = 'ready' WHERE number = 3",
        "UPDATE orders SET id = 'x' || id WHERE number = 3",
        "UPDATE orders SET sum = sum + 1 WHERE number = 3",
    ],
)
async def test_whatever_of_a_live_order_is_changed_it_is_noticed_and_named(
    branch: Branch, sql: str
) -> None:
    branch.change(sql)

    assert await branch.numbers() == LESS_ONE
    assert branch.alarms()[0].endswith("Not as they were: ORD-00003.")


@pytest.mark.parametrize("what", ["deleted", "emptied", "garbage"])
async def test_a_file_that_is_no_database_any_more_is_restored_and_said_so(
    branch: Branch, what: str
) -> None:
    if what == "deleted":
        branch.path.unlink()
    else:
        branch.path.write_bytes(b"" if what == "emptied" else b"no database" * 1000)

    assert await branch.numbers() == ALL[:2]
    assert branch.alarms()[0].endswith("Everything since then may be missing.")


async def test_without_a_backup_all_that_is_whole_is_kept(branch: Branch) -> None:
    branch.backup.unlink()
    await branch.bench.open()
    await branch.bench.branch.menu.add_category(asks(), NewCategory(id="mains", name="Mains"))
    await branch.bench.close()
    branch.change(DAMAGE)

    assert await branch.numbers() == LESS_ONE
    assert "there is no backup, 3 newer orders saved" in branch.alarms()[0]
    [category] = branch.bench.branch.menu.menu.categories.values()
    assert category.name == "Mains"


async def test_without_a_backup_tables_and_counts_are_kept_as_well(branch: Branch) -> None:
    branch.backup.unlink()
    await branch.bench.open()
    tables = NewDiningTables(tables=(NewDiningTable(name="T1"),))
    await branch.bench.branch.floor.replace(asks(), tables)
    cake = data_in(await branch.bench.branch.menu.add_item(asks(), NewMenuItem(name="Cake")))
    counted = SetAvailability(available=True, left=3)
    await branch.bench.branch.availability.set(asks(), cake["id"], counted)
    await branch.bench.close()
    branch.change(DAMAGE)

    await branch.numbers()

    [table] = branch.bench.branch.floor.view().tables
    assert table.name == "T1"
    assert branch.bench.branch.availability.count_left(cake["id"]) == 3


async def test_people_and_their_pins_are_kept_with_a_backup_and_without(branch: Branch) -> None:
    await branch.bench.open()
    people = branch.bench.branch.people
    ada = (await people.add(asks(), NewPerson(name="Ada", role=PersonRole.WAITER))).value.id
    await people.set_pin(asks(), ada, "4815")
    made = data_in(await branch.bench.branch.backups.make(MakeBackup()))
    branch.backup = Path(made["file"])
    await branch.bench.close()
    for there_is_a_backup in (True, False):
        branch.change("UPDATE orders SET body = '{}' WHERE number = 3")
        if not there_is_a_backup:
            branch.backup.unlink()
        await branch.bench.open()
        assert branch.alarms()
        assert (await branch.bench.branch.people.verify(MANAGER, ada, "4815")).proof
        await branch.bench.close()


TILL = "till"


async def test_without_a_backup_what_waits_keeps_its_time_and_keys_find_their_orders(
    branch: Branch,
) -> None:
    branch.backup.unlink()
    await branch.bench.open()
    hub = branch.bench.branch
    later = "2024-01-15T18:30:00Z"
    due = await branch.bench.place("Cake", due_at=later, source=TILL, external_id="1")
    ahead = KeyQuery(source=TILL, external_id="2")
    await hub.keyed_orders.cancel(asks(), ahead, CancelByKey(reason="not coming"))
    dish = data_in(await hub.menu.add_item(asks(), NewMenuItem(name="Steak")))["id"]
    sold_out = SetAvailability(available=False, until="2024-01-15T20:00:00Z")
    await hub.availability.set(asks(), dish, sold_out)
    await branch.bench.close()
    branch.change(DAMAGE)
    await branch.bench.open()
    hub, clock = branch.bench.branch, branch.bench.clock

    found = await hub.sender_keys.find_all([(TILL, "1"), (TILL, "2")], clock.now())
    assert isinstance(found[TILL, "1"], OrderEntry)
    assert isinstance(found[TILL, "2"], CancelledAhead)
    clock.forward(6 * HOUR)
    await hub.timers.do_due()
    assert due.id in {order.id for order in branch.bench.snapshot()}
    assert hub.menu.item(dish).available


async def test_an_order_that_was_taken_after_the_backup_still_comes_at_its_time(
    branch: Branch,
) -> None:
    await branch.bench.open()
    due = await branch.bench.place("Cake", due_at="2024-01-15T18:30:00Z")
    await branch.bench.close()
    branch.change(DAMAGE)
    await branch.bench.open()
    assert due.id not in {order.id for order in branch.bench.snapshot()}

    branch.bench.clock.forward(6 * HOUR)
    await branch.bench.branch.timers.do_due()

    assert due.id in {order.id for order in branch.bench.snapshot()}


async def test_a_line_that_moved_after_the_backup_is_brought_along_where_it_went(
    branch: Branch,
) -> None:
    await branch.bench.open()
    soup, steak = branch.bench.snapshot()[:2]
    new = MoveItem(order_id=steak.id)
    await branch.bench.branch.moves.move_item(asks(), soup.id, soup.items[0].id, new)
    await branch.bench.close()
    branch.change(DAMAGE)
    await branch.bench.open()

    assert [item.name for item in branch.bench.snapshot()[0].items] == ["Steak", "Soup"]
    found = await branch.bench.branch.live_orders.fetch_by_item(soup.items[0].id)
    assert found is not None
    assert found.order.id == steak.id


async def test_the_key_of_an_order_that_is_lost_finds_no_other_that_gets_its_number(
    branch: Branch,
) -> None:
    branch.backup.unlink()
    await branch.bench.open()
    lost = await branch.bench.place("Cake", source=TILL, external_id="9")
    await branch.bench.flush()
    await branch.bench.close()
    branch.change(DAMAGE)
    number = int(lost.order_number.removeprefix("ORD-"))
    assert number == 5
    branch.change("DELETE FROM orders WHERE number = 5; DELETE FROM events;")
    await branch.bench.open()

    other = await branch.bench.place("Tea")

    assert other.order_number == lost.order_number
    key = (TILL, "9")
    assert await branch.bench.branch.sender_keys.find(key, branch.bench.clock.now()) is None


async def test_a_file_that_is_gone_without_a_backup_is_said_to_be(branch: Branch) -> None:
    branch.backup.unlink()
    branch.path.unlink()

    assert await branch.numbers() == []
    assert branch.alarms() == [
        "The hub's orders were gone: there is no backup. Everything may be missing."
    ]


async def test_a_backup_that_is_damaged_itself_gives_way_to_the_one_before(branch: Branch) -> None:
    older = branch.backup.with_name("galley-main-20231231T120000Z.db")
    older.write_bytes(branch.backup.read_bytes())
    change(branch.backup, DAMAGE.replace("Salad", "Soup").replace("Salat", "Sour"))
    branch.change(DAMAGE)

    assert await branch.numbers() == LESS_ONE
    assert "backup of 2023-12-31T12:00Z restored" in branch.alarms()[0]


async def test_of_two_good_backups_the_newest_is_brought_back(branch: Branch) -> None:
    older = branch.backup.with_name("galley-main-20231231T120000Z.db")
    older.write_bytes(branch.backup.read_bytes())
    branch.change(DAMAGE)

    await branch.numbers()

    assert "backup of 2024-01-15T14:30Z restored" in branch.alarms()[0]


async def test_a_backup_of_another_branch_is_never_brought_back(branch: Branch) -> None:
    other = branch.backup.with_name("galley-other-20250115T143000Z.db")
    other.write_bytes(branch.backup.read_bytes())
    change(other, "UPDATE meta SET value = 'other' WHERE name = 'branch'")
    branch.path.unlink()

    await branch.bench.open("main")

    assert "backup of 2024-01-15T14:30Z restored" in branch.alarms()[0]


async def test_the_alarm_goes_on_after_a_restart_for_half_a_day(branch: Branch) -> None:
    branch.change(DAMAGE)
    await branch.numbers()
    said = branch.alarms()

    await branch.bench.close()
    branch.bench.clock.forward(11 * HOUR)
    await branch.numbers()
    assert branch.alarms() == said

    await branch.bench.close()
    branch.bench.clock.forward(2 * HOUR)
    await branch.numbers()
    assert branch.alarms() == []


async def test_what_was_restored_is_in_the_log(branch: Branch) -> None:
    branch.change(DAMAGE)
    await branch.numbers()

    last = branch.bench.events[-1]

    assert last.draft.type == "kitchen:alert"
    assert json.loads(last.draft.payload)["code"] == "RESTORED_FROM_BACKUP"


async def test_a_rescue_that_was_cut_short_is_finished_by_the_next_start(
    branch: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    branch.change(DAMAGE)

    def cut(*_: object) -> None:
        raise OSError("the power has gone")

    with monkeypatch.context() as patch:
        patch.setattr(salvage, "salvage_orders", cut)
        with pytest.raises(OSError, match="power"):
            await branch.bench.open()

    assert await branch.numbers() == LESS_ONE
    assert "1 newer orders saved" in branch.alarms()[0]


async def test_a_restored_branch_has_another_epoch(branch: Branch) -> None:
    [(before,)] = on_disk(branch.path, "SELECT value FROM meta WHERE name = 'epoch'")
    branch.change(DAMAGE)

    await branch.numbers()

    assert branch.bench.branch.epoch != before


async def test_numbers_go_on_behind_those_of_orders_that_were_lost(branch: Branch) -> None:
    branch.change(DAMAGE)
    await branch.numbers()

    order = await branch.bench.place("Coffee")

    assert order.order_number == "ORD-00005"


async def test_a_closed_order_that_is_damaged_is_left_out_and_refused_by_itself(
    branch: Branch,
) -> None:
    await branch.bench.open()
    [_, _, salad, _] = branch.bench.snapshot()
    await branch.bench.serve(salad)
    await branch.bench.close()
    branch.change(DAMAGE)

    assert await branch.numbers() == LESS_ONE
    assert branch.alarms() == []
    with pytest.raises(Damaged, match="ORD-00003"):
        await branch.bench.branch.history.order(salad.id)


def test_the_alarm_outlasts_a_shift() -> None:
    assert recovery.STANDS_FOR >= 8 * HOUR
