"""Backups while eight devices write, on media that fail, and archives that are interrupted."""

import asyncio
import os
import random
import re
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.support.audit import Effect, effects_of, read_log
from tests.support.branch import files_in, on_disk
from tests.support.commands import an_order, orders_of
from tests.support.copier import Copier, wait_until_gone
from tests.support.history import DAY, ids_on_disk, live_through, seqs_on_disk
from tests.support.in_process import HubHere, galley
from tests.support.process import Client, HubProcess, owner_request
from tests.support.terminal import TerminalHere
from tests.support.writers import Writer

pytestmark = pytest.mark.system

WRITERS = 8
BACKUPS = 6

# Who is killed leaves no coverage behind.
_UNMEASURED = {"COVERAGE_PROCESS_CONFIG": ""}


class Floor:
    """Eight devices at work, and what they have been promised so far."""

    def __init__(self, client: Client) -> None:
        thrown = random.Random(20_261_124)
        self.took = asyncio.Event()
        self.writers = [
            Writer(f"device-{number}", lambda: client, random.Random(thrown.random()), self.took)
            for number in range(WRITERS)
        ]

    @property
    def promised(self) -> Counter[Effect]:
        return sum((writer.effects for writer in self.writers), Counter())


@pytest.fixture
async def floor(hub_process: HubProcess) -> AsyncIterator[Floor]:
    stop = asyncio.Event()
    async with hub_process.client() as client:
        floor = Floor(client)
        async with asyncio.TaskGroup() as group:
            for writer in floor.writers:
                group.create_task(writer.work(stop))
            yield floor
            stop.set()


async def test_a_backup_holds_all_that_was_acknowledged_before_it_began(
    hub_process: HubProcess, floor: Floor, tmp_path: Path
) -> None:
    for number in range(BACKUPS):
        floor.took.clear()
        await floor.took.wait()
        promised = floor.promised
        folder = tmp_path / f"backup-{number}"
        folder.mkdir()

        done = await asyncio.to_thread(galley, "backup", "--data", hub_process.data, "--to", folder)

        assert done.returncode == 0, done.stderr
        assert floor.promised - promised, "nobody wrote meanwhile"
        [backup] = folder.iterdir()
        assert promised - await asyncio.to_thread(_effects_in, backup, tmp_path) == Counter()


def _effects_in(backup: Path, tmp_path: Path) -> Counter[Effect]:
    """Bring a backup back as a hub of its own, and ask that hub for its log."""
    data = tmp_path / f"restored-{backup.parent.name}"
    assert galley("restore", backup, "--data", data).returncode == 0

    async def asked(hub: HubHere) -> Counter[Effect]:
        async with hub.client(hub.make_token("manager", "auditor")) as client:
            return effects_of(await read_log(client))

    with HubHere(data) as hub:
        return asyncio.run(asked(hub))


@pytest.fixture
def stick(tmp_path: Path) -> Iterator[Path]:
    """Plug a stick in that has room for little."""
    place = tmp_path / "stick"
    place.mkdir()
    _plug_in(place)
    yield place
    if place.is_mount():
        _pull_out(place)


@pytest.mark.root
def test_a_full_stick_is_said_to_be_full(hub_process: HubProcess, stick: Path) -> None:
    with (stick / "photos").open("wb") as photos:
        _fill(photos.fileno())

    done = galley("backup", "--data", hub_process.data, "--to", stick)

    assert done.returncode == 1
    assert re.search(r"stick is too full: a backup takes 0\.[1-9] MB, and 0\.0 MB are", done.stderr)
    assert files_in(stick) == ["photos"]


@pytest.mark.root
def test_a_stick_that_fills_up_meanwhile_is_said_to_be_full(
    copier: Copier, hub_process: HubProcess, stick: Path
) -> None:
    with _started(hub_process, stick) as command:
        with copier.caught(hub_process.pid), (stick / "photos").open("wb") as photos:
            _fill(photos.fileno())
        code = command.ended()

    assert code == 1
    assert "stick is full. Delete some of the oldest backups" in command.shown
    assert files_in(stick) == ["photos"]


@pytest.mark.root
def test_a_stick_that_is_pulled_out_makes_no_backup(
    copier: Copier, hub_process: HubProcess, stick: Path
) -> None:
    with _started(hub_process, stick) as command:
        with copier.caught(hub_process.pid):
            _pull_out(stick)
            status, _ = owner_request(hub_process.socket, "POST", "/api/orders", an_order())
        code = command.ended()

    assert (status, code) == (201, 1)
    assert "Is the stick still plugged in?" in command.shown
    assert files_in(stick) == []


@pytest.mark.root
def test_the_next_backup_after_a_pulled_stick_is_good(
    copier: Copier, hub_process: HubProcess, stick: Path
) -> None:
    with _started(hub_process, stick) as command:
        with copier.caught(hub_process.pid) as pid:
            _pull_out(stick)
        command.ended()
    wait_until_gone(pid)
    _plug_in(stick)

    assert galley("backup", "--data", hub_process.data, "--to", stick).returncode == 0
    assert len(files_in(stick)) == 1


def test_kill_9_while_history_moves_loses_and_doubles_nothing(tmp_path: Path) -> None:
    hub = HubProcess(tmp_path / "data", environment=_UNMEASURED).start()
    hub.stop()
    noon = 1_590_000_000_000
    live_through(hub.data / "galley.db", 300, since=noon - 400 * DAY, until=noon)
    orders = ids_on_disk(hub.data / "galley.db")
    seqs = seqs_on_disk(hub.data / "galley.db")
    thrown = random.Random(9)
    for _ in range(8):
        hub.start()
        with TerminalHere("archive", "--keep-days", "30", "--data", hub.data) as moving:
            before = _state(hub.data)
            while _state(hub.data) == before and moving.going:
                time.sleep(0)
            time.sleep(thrown.uniform(0, 0.05))
            hub.kill()
    interrupted = len(_ids_of_killed(hub.data, tmp_path))
    with hub:
        done = galley("archive", "--keep-days", "30", "--data", hub.data)
        assert done.returncode == 0, done.stderr
        assert len(orders_of(hub.socket)) == 50

    places = [*sorted((hub.data / "archive").glob("*.db")), hub.data / "galley.db"]
    assert interrupted > 50
    assert [each for place in places for each in ids_on_disk(place)] == orders
    assert [each for place in places for each in seqs_on_disk(place)] == seqs
    assert {on_disk(place, "PRAGMA integrity_check")[0][0] for place in places} == {"ok"}


def _ids_of_killed(data: Path, tmp_path: Path) -> list[str]:
    """List the orders of a killed hub's database, from a copy of it and its log."""
    for side in ("", "-wal"):
        shutil.copy(data / f"galley.db{side}", tmp_path / f"killed.db{side}")
    return ids_on_disk(tmp_path / "killed.db")


def _state(data: Path) -> list[tuple[str, int]]:
    folder = data / "archive"
    return [(each.name, each.stat().st_size) for each in sorted(folder.glob("*.db"))]


def _started(hub: HubProcess, folder: Path) -> TerminalHere:
    return TerminalHere("backup", "--data", hub.data, "--to", folder, columns=200)


def _plug_in(stick: Path) -> None:
    subprocess.run(["/bin/mount", "-t", "tmpfs", "-o", "size=4m", "none", stick], check=True)


def _pull_out(stick: Path) -> None:
    subprocess.run(["/bin/umount", "-l", stick], check=True)


def _fill(handle: int) -> None:
    try:
        while True:
            os.write(handle, b"x" * 4096)
    except OSError:
        return
