"""Files that are the owner's alone: whole, or not there, whenever the power goes."""

from pathlib import Path

import pytest

from hub.common.atomic_file import write_private
from tests.support.syncs import Sync, noted_syncs


def test_it_is_on_the_disk_before_it_has_its_name_and_then_so_is_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "key"
    path.write_bytes(b"old")
    at_each: list[bytes] = []
    syncs = noted_syncs(monkeypatch, lambda: at_each.append(path.read_bytes()))

    write_private(path, b"new")

    assert syncs == [Sync(tmp_path / "key.new", b"new"), Sync(tmp_path, None)]
    assert at_each == [b"old", b"new"]


def test_nobody_else_reads_it_whatever_was_there_before(tmp_path: Path) -> None:
    path = tmp_path / "key"
    for left in (path, tmp_path / "key.new"):
        left.touch(mode=0o644)

    write_private(path, b"new")

    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["key"]
