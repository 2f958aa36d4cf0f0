"""A restore is decided by one rename: all of it is on the disk by then, or nothing has happened."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import pytest

from hub.domain.permissions import Role
from hub.store.database_file import migrations
from hub.store.restore import ready_path, restore_backup, undecided_path
from hub.wire.upkeep_requests import MakeBackup
from tests.support.branch import Bench, asks, data_in
from tests.support.syncs import noted_syncs

STAMP = "20240115T143000Z"


class Branch(NamedTuple):
    """A closed branch of which there is a backup, and the token of a device that was in both."""

    bench: Bench
    backup: Path
    device: str
    token: str

    def restore(self) -> None:
        newest = max(migrations())
        restore_backup(
            self.backup, self.bench.path, epoch="anew", stamp=STAMP, newest_schema=newest
        )


@pytest.fixture
async def branch(tmp_path: Path) -> AsyncIterator[Branch]:
    bench = await Bench(tmp_path / "galley.db").open()
    made = data_in(await bench.branch.devices.make(asks(), Role.KITCHEN, "grill"))
    await bench.place("Soup")
    backup = data_in(await bench.branch.backups.make(MakeBackup()))["file"]
    await bench.close()
    yield Branch(bench, Path(backup), made["id"], made["token"])
    await bench.close()


async def test_it_is_on_the_disk_before_it_is_decided(
    branch: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = branch.bench.path
    ready = ready_path(database, STAMP)
    decided: list[bool] = []
    syncs = noted_syncs(monkeypatch, lambda: decided.append(ready.exists()))

    branch.restore()

    before = [sync for sync, is_decided in zip(syncs, decided, strict=True) if not is_decided]
    whole = [sync for sync in before if sync.path == undecided_path(database)]
    # What is put in place is what was synced last, with the new epoch in it.
    assert whole[-1].content == database.read_bytes()
    assert b"anew" in database.read_bytes()


async def test_whoever_was_sent_away_since_the_backup_stays_outside(branch: Branch) -> None:
    bench = await branch.bench.open()
    await bench.branch.devices.revoke(asks(), branch.device)
    await bench.close()

    branch.restore()

    await bench.open()
    assert bench.branch.devices.find_principal(branch.token) is None


async def test_whoever_was_let_in_since_the_backup_is_let_in(branch: Branch) -> None:
    bench = await branch.bench.open()
    made = data_in(await bench.branch.devices.make(asks(), Role.WAITER, "floor"))
    await bench.close()

    branch.restore()

    await bench.open()
    assert bench.branch.devices.find_principal(made["token"]) is not None
    assert bench.branch.devices.find_principal(branch.token) is not None
