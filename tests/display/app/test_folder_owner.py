"""Root does not leave files in the folder of the user whose screen it is."""

import os
from pathlib import Path

import pytest

from display.__main__ import main
from display.app.commands import FolderOwnerError, check_owner

SOMEBODY = 65534


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    folder = tmp_path / "theirs"
    folder.mkdir()
    os.chown(folder, SOMEBODY, SOMEBODY)
    return folder


@pytest.mark.root
@pytest.mark.parametrize("below", ["", "new/data"])
def test_root_is_told_whose_folder_it_is(theirs: Path, below: str) -> None:
    with pytest.raises(
        FolderOwnerError, match=r"this folder is of user \w+.*sudo -u '\w+' galley-display"
    ):
        check_owner(theirs / below)


@pytest.mark.root
def test_a_screen_of_root_s_leaves_another_s_pairing_where_it_is(
    theirs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (theirs / "paired.json").touch()

    assert main(["--pair", "--data", str(theirs)]) == 1

    assert "this folder is of user" in capsys.readouterr().err
    assert [each.name for each in theirs.iterdir()] == ["paired.json"]


def test_in_one_s_own_folder_nothing_is_said(tmp_path: Path) -> None:
    check_owner(tmp_path / "screen")
