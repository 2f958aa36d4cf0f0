"""A backup is whole and checked, or there is none."""

import asyncio
import errno
import os
import resource
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path

import pytest

from hub.store import backup_copy
from hub.store.backup import Backup, BackupLimits, make_backup
from hub.store.errors import BackupFailed
from hub.store.log_length import PAGES_AT_MOST
from tests.support.branch import Bench, files_in, on_disk, until
from tests.support.copier import Copier

NOON = 1_773_489_909_000
_LONG = ("Dish " + "x" * 100,) * 20


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    opened = await Bench(tmp_path / "galley.db").open()
    yield opened
    await opened.close()


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder


@pytest.fixture
def back_up(bench: Bench, target: Path) -> Callable[..., "asyncio.Task[Backup]"]:
    def start(limits: BackupLimits = BackupLimits()) -> "asyncio.Task[Backup]":  # noqa: B008 - a tuple
        running = make_backup(bench.branch._store, target, branch="main", at=NOON, limits=limits)
        return asyncio.create_task(running)

    return start


BackUp = Callable[..., "asyncio.Task[Backup]"]


async def test_it_holds_what_was_committed(bench: Bench, back_up: BackUp) -> None:
    orders = [await bench.place("Soup") for _ in range(3)]

    backup = await back_up()

    assert backup.path.name == "galley-main-20260314T120509Z.db"
    assert (backup.orders, backup.events, backup.seq) == (3, 3, 3)
    assert on_disk(backup.path, "SELECT id FROM orders ORDER BY number") == [
        (order.id,) for order in orders
    ]


async def test_it_is_one_plain_file_for_its_owner_alone(back_up: BackUp, target: Path) -> None:
    backup = await back_up()

    assert files_in(target) == [backup.path.name]
    assert backup.path.stat().st_mode & 0o777 == 0o600
    assert on_disk(backup.path, "PRAGMA journal_mode") == [("delete",)]


async def test_two_of_one_second_are_two(back_up: BackUp, target: Path) -> None:
    await back_up()
    await back_up()

    assert len(files_in(target)) == 2


async def test_what_has_not_changed_is_not_copied_once_more(bench: Bench, back_up: BackUp) -> None:
    await bench.place("Soup")

    first, second = await back_up(), await back_up()

    assert first.path != second.path
    assert first.path.samefile(second.path)
    assert first[1:] == second[1:]


async def test_what_has_changed_is_copied(bench: Bench, back_up: BackUp) -> None:
    first = await back_up()
    await bench.place("Soup")

    second = await back_up()

    assert not first.path.samefile(second.path)
    assert (first.orders, second.orders) == (0, 1)


async def test_an_earlier_copy_that_a_stick_has_changed_is_no_backup_of_today(
    back_up: BackUp,
) -> None:
    first = await back_up()
    with first.path.open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        file.write(b"X")

    second = await back_up()

    assert not first.path.samefile(second.path)


def test_where_a_file_can_have_one_name_only_it_is_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Path) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    like, target = tmp_path / "like", tmp_path / "target"
    like.write_bytes(b"the same")
    assert backup_copy.link_copy(like, like, target)
    target.unlink()
    monkeypatch.setattr(os, "link", refuse)

    assert not backup_copy.link_copy(like, like, target)
    assert not target.exists()


async def test_the_kitchen_goes_on_while_a_stick_hangs(
    bench: Bench, back_up: BackUp, copier: Copier
) -> None:
    before = await bench.place("Soup")
    running = back_up()
    async with hanging(copier):
        after = [await bench.place(*_LONG) for _ in range(50)]
        assert not running.done()

    backup = await running

    assert on_disk(backup.path, "SELECT id FROM orders") == [(before.id,)]
    assert [order.id for order in bench.snapshot()] == [before.id, *(each.id for each in after)]


async def test_a_stick_that_hangs_is_given_up(
    bench: Bench, back_up: BackUp, target: Path, copier: Copier
) -> None:
    running = back_up(BackupLimits(seconds=0))
    async with hanging(copier):
        with pytest.raises(BackupFailed, match="not finished after 0 s and was given up"):
            await running

    assert files_in(target) == []


async def test_a_backup_is_given_up_before_the_log_takes_the_hubs_room(
    bench: Bench, back_up: BackUp, target: Path, copier: Copier
) -> None:
    running = back_up(BackupLimits(log_bytes=50_000))
    async with hanging(copier):
        while not running.done():
            await bench.place(*_LONG)
        with pytest.raises(BackupFailed, match="So much was changed meanwhile"):
            await running

    assert files_in(target) == []


def pull_out(stick: Path) -> None:
    """Have another folder, an empty one, in the place of a stick's."""
    stick.rename(stick.with_name("pulled"))
    stick.mkdir()


async def test_nothing_is_left_in_the_folder_below_a_stick_that_was_pulled(
    bench: Bench, back_up: BackUp, target: Path
) -> None:
    store = bench.branch._store
    async with bench.frozen():
        running = back_up()
        # It has looked at the folder, and waits for its turn to copy.
        await until(lambda: bool(store._turn._waiters))
        pull_out(target)

    with pytest.raises(BackupFailed, match="no longer what it was when the backup began"):
        await running

    assert files_in(target) == []


async def test_the_log_is_written_back_again_after_a_backup(bench: Bench, back_up: BackUp) -> None:
    await back_up()

    assert await bench.sql("PRAGMA wal_autocheckpoint") == [(PAGES_AT_MOST,)]


async def test_a_file_opened_anew_meanwhile_makes_no_backup(
    bench: Bench, back_up: BackUp, target: Path, copier: Copier
) -> None:
    running = back_up()
    async with hanging(copier):
        await bench.branch._store.reopen()

    with pytest.raises(BackupFailed, match="opened anew"):
        await running
    assert files_in(target) == []


@pytest.mark.system
async def test_a_damaged_database_makes_no_backup(
    bench: Bench, back_up: BackUp, target: Path
) -> None:
    for _ in range(100):
        await bench.place(*_LONG)
    await bench.flush()
    await bench.sql("PRAGMA wal_checkpoint(TRUNCATE)")
    [(page,)] = await bench.sql("SELECT rootpage FROM sqlite_schema WHERE name = 'orders_created'")
    _scratch(bench.path, (page - 1) * 4096)

    with pytest.raises(BackupFailed, match="the backup is no good: it is damaged"):
        await back_up()
    assert files_in(target) == []


async def test_a_log_with_a_gap_makes_no_backup(
    bench: Bench, back_up: BackUp, target: Path
) -> None:
    for _ in range(3):
        await bench.place("Soup")
    await bench.flush()
    await bench.branch._store.execute("DELETE FROM events WHERE seq = 2")

    with pytest.raises(BackupFailed, match="its event log has gaps: 2 events from 1 to 3"):
        await back_up()
    assert files_in(target) == []


async def test_a_stick_that_takes_no_large_files_says_so(
    bench: Bench, back_up: BackUp, target: Path
) -> None:
    await bench.sql("PRAGMA wal_checkpoint(TRUNCATE)")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, limits[1]))
    try:
        with pytest.raises(BackupFailed, match="larger than a file may be there") as why:
            await back_up()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    assert why.value.full
    assert files_in(target) == []


@pytest.mark.system
def test_what_is_read_back_otherwise_than_written_is_no_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, copy = tmp_path / "a.db", tmp_path / "b.db"
    with closing(sqlite3.connect(source)) as database:
        database.execute("CREATE TABLE t (x)")

    # No medium here lies on demand, so the one step between writing and reading back does.
    monkeypatch.setattr(os, "posix_fadvise", lambda *_: _scratch(copy, 5000))

    with pytest.raises(backup_copy.CopyFailed, match="gives back something else"):
        backup_copy.copy_file(source, copy)


class hanging:  # noqa: N801 - used as a context
    """Have the process that copies hang."""

    def __init__(self, copier: Copier) -> None:
        self._caught = copier.caught(os.getpid())

    async def __aenter__(self) -> None:
        await asyncio.to_thread(self._caught.__enter__)

    async def __aexit__(self, *_: object) -> None:
        self._caught.__exit__(None, None, None)


def _scratch(file: Path, offset: int) -> None:
    # By another process: closing the file in this one would take the hub's lock away.
    script = f"printf scratched | dd of={file} bs=1 seek={offset} conv=notrunc status=none"
    subprocess.run(["/bin/sh", "-c", script], check=True)
