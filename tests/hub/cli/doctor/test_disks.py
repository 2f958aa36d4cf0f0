"""Room and read-only machine."""

from pathlib import Path

import pytest

from hub.cli.doctor import machine
from hub.common.checks import Level


@pytest.mark.parametrize(
    ("free", "level"),
    [
        (0, Level.PROBLEM),
        (machine.TOO_LOW - 1, Level.PROBLEM),
        (machine.TOO_LOW, Level.WARNING),
        (machine.LOW - 1, Level.WARNING),
        (machine.LOW, Level.OK),
    ],
)
def test_room_is_judged_by_what_a_busy_evening_takes(free: int, level: Level) -> None:
    assert machine.judge_room("room", Path("/data"), free).level is level


def test_a_real_folder_has_its_room_told(tmp_path: Path) -> None:
    (found,) = machine.check_room("room", tmp_path)
    assert f"are free in {tmp_path}" in found.text


def test_a_folder_that_has_gone_is_a_problem(tmp_path: Path) -> None:
    (found,) = machine.check_room("room", tmp_path / "stick")
    assert (found.level, "Is the stick plugged in?" in found.text) == (Level.PROBLEM, True)


@pytest.fixture
def mounts(tmp_path: Path) -> Path:
    return tmp_path / "mounts"


@pytest.mark.parametrize(
    ("table", "problems"),
    [
        ("/dev/a / ext4 rw,noatime 0 0", 0),
        ("/dev/a / ext4 ro,noatime 0 0", 1),
        ("/dev/a / ext4 ro 0 0\n/dev/b {here} ext4 rw 0 0", 0),
        ("/dev/a / ext4 rw 0 0\n/dev/b {here} ext4 ro 0 0", 1),
        ("/dev/a / ext4 rw 0 0\n/dev/b {here}/elsewhere ext4 ro 0 0", 0),
        ("/dev/a {here} ext4 rw 0 0\n/dev/b {here} ext4 ro,relatime 0 0", 1),
        ("/dev/a / ext4 rw,errors=remount-ro 0 0", 0),
    ],
)
def test_a_disk_that_is_only_read_is_found_by_its_folder(
    mounts: Path, tmp_path: Path, table: str, problems: int
) -> None:
    folder = tmp_path / "my stick"
    folder.mkdir()
    mounts.write_text(table.format(here=str(folder).replace(" ", "\\040")))
    assert [each.level for each in machine.check_writable(folder, mounts)] == [
        Level.PROBLEM
    ] * problems


def test_this_machines_own_table_is_understood(tmp_path: Path) -> None:
    assert list(machine.check_writable(tmp_path)) == []
