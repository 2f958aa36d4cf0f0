"""The backups that there are: the newest first, because that is the one to bring back."""

from pathlib import Path

from hub.store.backup_folder import backups_in
from hub.store.backup_names import name_of


def test_the_newest_backup_comes_first_and_others_branches_do_not(tmp_path: Path) -> None:
    times = (1_700_000_000_000, 1_600_000_000_000, 1_800_000_000_000)
    for at in times:
        (tmp_path / name_of("main", at)).write_bytes(b"12345")
    (tmp_path / name_of("other", times[0])).touch()

    found = backups_in(tmp_path, "main")

    assert [int(each.at.timestamp()) * 1000 for each in found] == sorted(times, reverse=True)
    assert {each.size for each in found} == {5}
