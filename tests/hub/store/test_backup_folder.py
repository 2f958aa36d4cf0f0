"""The folder for backups: a stick that is not there must not be taken for one that is."""

from pathlib import Path

import pytest

from hub.store import backup_folder
from hub.store.errors import BackupFailed


def test_a_folder_that_is_there_can_be_used(tmp_path: Path) -> None:
    backup_folder.check(tmp_path, fstab=tmp_path / "none")


def test_a_missing_folder_is_named_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(BackupFailed, match=r"stick: there is no such folder\. Is the stick"):
        backup_folder.check(tmp_path / "stick", fstab=tmp_path / "none")

    assert not (tmp_path / "stick").exists()


def test_an_empty_mount_point_is_not_taken_for_its_stick(tmp_path: Path) -> None:
    stick = tmp_path / "my stick"
    (stick / "galley").mkdir(parents=True)
    table = tmp_path / "fstab"
    table.write_text(f"# what\nUUID=1 {tmp_path}/my\\040stick ext4 nofail 0 0\nUUID=2 / ext4\n")

    with pytest.raises(BackupFailed, match=r"nothing is mounted there\. Is the stick plugged in"):
        backup_folder.check(stick / "galley", fstab=table)


def test_what_the_table_does_not_name_needs_no_mount(tmp_path: Path) -> None:
    table = tmp_path / "fstab"
    table.write_text("UUID=1 /somewhere/else ext4 nofail 0 0\nUUID=2 / ext4 defaults 0 1\n")

    backup_folder.check(tmp_path, fstab=table)


def test_a_mount_point_with_something_mounted_can_be_used(tmp_path: Path) -> None:
    table = tmp_path / "fstab"
    table.write_text("proc /proc proc defaults 0 0\n")

    # Something is mounted there, so that is not what is wrong with it.
    with pytest.raises(BackupFailed, match="there is no such folder"):
        backup_folder.check(Path("/proc/galley"), fstab=table)


@pytest.mark.parametrize("place", ["/media/galley-test/b", "/mnt/galley-test/b"])
def test_where_sticks_are_mounted_one_has_to_be(place: str) -> None:
    with pytest.raises(BackupFailed, match="nothing is mounted there"):
        backup_folder.check(Path(place))


def test_a_part_of_a_path_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BackupFailed, match="has to be a whole path"):
        backup_folder.check(Path("backups"))


def test_a_backup_that_does_not_fit_is_refused_with_both_sizes(tmp_path: Path) -> None:
    database = tmp_path / "galley.db"
    database.touch()

    with pytest.raises(
        BackupFailed, match=r"takes 1,000,000,000 MB, and [\d,.]+ MB are free"
    ) as why:
        backup_folder.check_room(tmp_path, 10**15, database)

    assert why.value.full


def test_what_was_never_finished_is_cleared_and_nothing_else(tmp_path: Path) -> None:
    mine, others = tmp_path / "galley-b1-20260101T000000Z.db", tmp_path / "galley-b2-x.db"
    for path in (mine, others):
        backup_folder.partial_path(path).touch()
    mine.touch()

    backup_folder.clear_partials(tmp_path, "b1")

    assert sorted(tmp_path.iterdir()) == [backup_folder.partial_path(others), mine]


def test_the_newest_backup_comes_first_and_others_branches_do_not(tmp_path: Path) -> None:
    times = (1_700_000_000_000, 1_600_000_000_000, 1_800_000_000_000)
    for at in times:
        (tmp_path / backup_folder.make_name("main", at)).write_bytes(b"12345")
    (tmp_path / backup_folder.make_name("other", times[0])).touch()

    found = backup_folder.list_backups(tmp_path, "main")

    assert [int(each.at.timestamp()) * 1000 for each in found] == sorted(times, reverse=True)
    assert {each.size for each in found} == {5}
