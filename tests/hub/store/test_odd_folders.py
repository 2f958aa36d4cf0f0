"""One odd thing in a folder never ends the work on what else lies there."""

import os
import stat
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from hub.domain.times import instant
from hub.store import archives, backup_folder, restore, salvage
from hub.store.archives import Archives
from hub.store.errors import BackupFailed
from hub.store.row_types import OrderRow
from hub.wire.upkeep_requests import BackupsQuery, MakeBackup
from tests.support.branch import OPENING_TIME, Bench, data_in, files_in

OLDEST = "galley-MAIN-20200101T000000Z.db"
GOOD = "galley-MAIN-20210101T000000Z.db"


def _dangling(path: Path) -> None:
    path.symlink_to(path.with_name("nowhere"))


def _endless(path: Path) -> None:
    path.symlink_to(path)


def _socket(path: Path) -> None:
    # Not bound: a socket's address is shorter than many a path.
    os.mknod(path, stat.S_IFSOCK | 0o600)


ODD = {
    "a dangling link": _dangling,
    "a link to itself": _endless,
    "a folder": Path.mkdir,
    "a pipe": os.mkfifo,
    "a socket": _socket,
}


@pytest.fixture(params=list(ODD.values()), ids=list(ODD))
def odd(request: pytest.FixtureRequest) -> Callable[[Path], None]:
    made: Callable[[Path], None] = request.param
    return made


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    opened = await Bench(tmp_path / "galley.db").open("MAIN")
    yield opened
    await opened.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "backups"
    made.mkdir()
    return made


async def test_backups_go_on_beside_it(
    bench: Bench, folder: Path, odd: Callable[[Path], None]
) -> None:
    odd(folder / OLDEST)
    (folder / os.fsdecode(b"galley-MAIN-\xff.db")).touch()
    (folder / GOOD).touch()

    made = data_in(await bench.branch.backups.make(MakeBackup(keep_daily=1, keep_hourly=1)))

    assert made["removed"] == [GOOD]
    listed = data_in(await bench.branch.backups.list_backups(BackupsQuery()))
    assert [each["file"] for each in listed] == [made["file"]]


def test_a_folder_in_an_unfinished_backup_s_place_keeps_no_other_there(folder: Path) -> None:
    left = [backup_folder.partial_path(folder / f"galley-MAIN-{each}.db") for each in range(4)]
    for each in left:
        each.touch()
    left[1].unlink()
    left[1].mkdir()

    backup_folder.clear_partials(folder, "MAIN")

    assert files_in(folder) == [left[1].name]


async def test_a_backup_that_cannot_be_removed_keeps_no_other_there(
    bench: Bench, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (OLDEST, GOOD):
        (folder / name).touch()
    unlink = Path.unlink

    def stuck(path: Path, *, missing_ok: bool = False) -> None:
        if path.name == OLDEST:
            raise PermissionError(1, "Operation not permitted")
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", stuck)

    made = data_in(await bench.branch.backups.make(MakeBackup(keep_daily=1, keep_hourly=1)))

    assert made["removed"] == [GOOD]


async def test_an_archive_that_cannot_be_copied_keeps_no_other_from_it(
    tmp_path: Path, folder: Path
) -> None:
    kept = Archives(tmp_path / "archive")
    await kept.put([_order(1), _order(2)], [])
    (tmp_path / "archive" / "2025.db").write_bytes(b"no database at all")

    with pytest.raises(BackupFailed, match=r"2025\.db"):
        await kept.copy_to(folder, "MAIN")

    assert files_in(folder) == ["galley-MAIN-archive-2024.db"]


async def test_archives_are_read_beside_it(tmp_path: Path, odd: Callable[[Path], None]) -> None:
    kept = Archives(tmp_path / "archive")
    await kept.put([_order(1)], [])
    odd(tmp_path / "archive" / "2031.db")

    assert await kept.read_order("order 1") == b"{}"
    assert [each.name for each in archives.list_archives(tmp_path / "archive")] == ["2024.db"]


def test_the_newest_good_backup_is_found_beside_it(
    folder: Path, odd: Callable[[Path], None]
) -> None:
    odd(folder / "galley-MAIN-20300101T000000Z.db")
    (folder / GOOD).touch()

    assert salvage.is_gone(folder.parent / "galley.db", [folder])
    assert [path.name for _, path in salvage._list_candidates([folder], None)] == [GOOD]


def test_nothing_odd_is_put_in_place_of_the_database(
    tmp_path: Path, odd: Callable[[Path], None]
) -> None:
    database = tmp_path / "galley.db"
    database.write_bytes(b"orders")
    odd(restore.ready_path(database, "20300101T000000Z"))

    assert restore.finish(database) is None

    assert database.read_bytes() == b"orders"


def _order(number: int) -> OrderRow:
    at = instant(OPENING_TIME + (number - 1) * 366 * 24 * 3600 * 1000)
    return OrderRow(
        id=f"order {number}",
        number=number,
        active=False,
        status="served",
        created_at=at,
        session_id=None,
        request=None,
        body=b"{}",
    )
