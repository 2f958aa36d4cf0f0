"""``galley-hub backup``, ``backups`` and ``archive``: with a hub that runs, and without."""

import os
import signal
import time
from pathlib import Path

import pytest

from tests.support.branch import files_in, on_disk
from tests.support.commands import an_order
from tests.support.copier import Copier
from tests.support.history import DAY, ids_on_disk, live_through
from tests.support.in_process import HubHere, galley
from tests.support.process import owner_request
from tests.support.terminal import TerminalHere


def placed(hub: HubHere, count: int) -> None:
    for _ in range(count):
        status, _ = owner_request(hub.socket, "POST", "/api/orders", an_order())
        assert status == 201


def test_a_running_hub_makes_a_backup_beside_its_database(hub_here: HubHere) -> None:
    placed(hub_here, 3)

    done = galley("backup", "--data", hub_here.data)

    assert done.returncode == 0, done.stderr
    [name] = files_in(hub_here.data / "backups")
    assert f"{name}: 3 orders, 4 events, " in done.stdout
    assert done.stdout.endswith("Read back and checked.\n")


def test_a_hub_that_does_not_run_makes_one_as_well(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    with HubHere(data) as hub:
        placed(hub, 2)

    done = galley("backup", "--data", data, "--to", tmp_path)

    assert done.returncode == 0, done.stderr
    [name] = [each for each in files_in(tmp_path) if each.endswith(".db")]
    assert len(ids_on_disk(tmp_path / name)) == 2


def test_the_folder_and_the_counts_come_from_the_settings(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    set_up = {"GALLEY_BACKUP_FOLDER": str(stick), "GALLEY_BACKUP_KEEP_HOURLY": "1"}
    for hours in range(2, 5):
        old = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(time.time() - 3600 * hours))
        (stick / f"galley-main-{old}.db").touch()
    with HubHere(tmp_path / "data", environment=set_up | {"GALLEY_BACKUP_KEEP_DAILY": "1"}) as hub:
        done = galley("backup", "--data", hub.data)

    assert "Cleared away: 3 that had had their time." in done.stdout
    assert len(files_in(stick)) == 1


def test_without_a_hub_the_settings_are_read_from_a_file(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    file = tmp_path / "galley.toml"
    file.write_text(f'[backup]\nfolder = "{stick}"\n')
    with HubHere(tmp_path / "data"):
        pass

    done = galley("backup", "--data", tmp_path / "data", "--config", file)

    assert done.returncode == 0, done.stderr
    assert len(files_in(stick)) == 1


def test_the_list_shows_the_newest_first(hub_here: HubHere) -> None:
    for _ in range(2):
        assert galley("backup", "--data", hub_here.data).returncode == 0

    done = galley("backups", "--data", hub_here.data)

    heading, *rows = done.stdout.splitlines()
    assert heading.split() == ["MADE", "(UTC)", "SIZE", "FILE"]
    assert [Path(row.split()[-1]).name for row in rows] == list(
        reversed(files_in(hub_here.data / "backups"))
    )


def test_no_backups_yet_is_said(hub_here: HubHere, tmp_path: Path) -> None:
    done = galley("backups", "--data", hub_here.data, "--in", tmp_path)

    assert done.stdout == "There are no backups yet.\n"


def test_a_folder_that_is_not_there_fails_in_words(hub_here: HubHere, tmp_path: Path) -> None:
    done = galley("backup", "--data", hub_here.data, "--to", tmp_path / "stick")

    assert done.returncode == 1
    assert "stick: there is no such folder. Is the stick plugged in?" in done.stderr
    assert not (tmp_path / "stick").exists()


def test_one_backup_at_a_time(hub_here: HubHere, copier: Copier) -> None:
    with TerminalHere("backup", "--data", hub_here.data) as command:
        with copier.caught(os.getpid()):
            status, answer = owner_request(hub_here.socket, "POST", "/api/backups")
        code = command.ended()

    assert status == 409
    assert answer["error"]["message"] == "A backup is being made already. Wait for it."
    assert code == 0


async def test_nobody_without_a_token_makes_a_backup(hub_here: HubHere) -> None:
    async with hub_here.client() as client:
        client.token = "gly_nobody"
        status, _ = await client.post("/api/backups", json={})

    assert status == 401


def test_a_copier_killed_in_the_middle_is_told_and_leaves_nothing(
    hub_here: HubHere, copier: Copier
) -> None:
    with TerminalHere("backup", "--data", hub_here.data) as command:
        with copier.caught(os.getpid()) as pid:
            os.kill(pid, signal.SIGKILL)
        assert command.ended() == 1

    assert command.shown.startswith("galley-hub: ")
    assert files_in(hub_here.data / "backups") == []


def test_old_history_moves_and_its_archive_goes_along_with_the_backup(tmp_path: Path) -> None:
    with HubHere(tmp_path / "data"):
        pass
    # Noon of a day in 2020: one year's archive, whatever the time of day is now.
    noon = 1_590_000_000_000
    live_through(tmp_path / "data" / "galley.db", 80, since=noon, until=noon + DAY)

    moved = galley("archive", "--data", tmp_path / "data", "--keep-days", "30")
    made = galley("backup", "--data", tmp_path / "data")

    assert moved.stdout == "Moved to the yearly archives: 30 orders, 1040 events.\n"
    assert "galley-main-archive-2020.db: copied along." in made.stdout
    copy = tmp_path / "data" / "backups" / "galley-main-archive-2020.db"
    assert len(ids_on_disk(copy)) == 30
    assert on_disk(copy, "PRAGMA integrity_check") == [("ok",)]


def test_an_archive_that_has_not_changed_is_not_copied_again(tmp_path: Path) -> None:
    with HubHere(tmp_path / "data"):
        pass
    live_through(
        tmp_path / "data" / "galley.db", 80, since=1_590_000_000_000, until=1_590_000_000_000 + DAY
    )
    galley("archive", "--data", tmp_path / "data", "--keep-days", "30")
    first = galley("backup", "--data", tmp_path / "data")

    second = galley("backup", "--data", tmp_path / "data")

    assert "copied along" in first.stdout
    assert "copied along" not in second.stdout


def test_a_round_of_tidying_up_with_nothing_to_do_writes_nothing(hub_here: HubHere) -> None:
    placed(hub_here, 5)
    # With a backup everything goes into its tables, which would be written some time anyway.
    assert galley("backup", "--data", hub_here.data).returncode == 0
    before = _written()

    status, answer = owner_request(hub_here.socket, "POST", "/api/history/move", {"keep_days": 1})

    assert (status, answer["data"]) == (200, {"orders": 0, "events": 0})
    assert _written() == before


@pytest.mark.parametrize("days", ["0", "-1", "x", "40000"])
def test_days_that_are_none_are_refused(tmp_path: Path, days: str) -> None:
    done = galley("archive", "--data", tmp_path, "--keep-days", days)

    assert done.returncode == 2


def _written() -> int:
    lines = Path("/proc/self/io").read_text("ascii").splitlines()
    return int(dict(line.split(": ") for line in lines)["write_bytes"])
