"""Root at work in another user's data folder leaves nothing there that is root's."""

import asyncio
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from hub.__main__ import main
from hub.app import run_hub
from hub.cli.data_folder import as_owner_of, become_owner_of
from hub.cli.output import CommandError
from tests.support.commands import MENU

pytestmark = pytest.mark.root

SOMEBODY = 65534
"""Whose folder it is: nobody's in particular."""


@pytest.fixture
def home() -> Iterator[Path]:
    """Somebody's folder, in a place that everybody may pass through."""
    # Pytest's own folder is root's alone.
    base = Path(tempfile.mkdtemp(prefix="galley-owner-"))
    base.chmod(0o711)
    made = base / "home"
    made.mkdir(mode=0o700)
    os.chown(made, SOMEBODY, SOMEBODY)
    before = os.umask(0o077)
    yield made
    os.umask(before)
    shutil.rmtree(base)


@pytest.fixture
def data(home: Path) -> Path:
    """A hub's data folder of somebody's, with a database."""
    made = home / "data"

    async def once() -> None:
        async with run_hub(made):
            pass

    with as_owner_of(home):
        asyncio.run(once())
    return made


def owners(folder: Path) -> set[int]:
    return {each.lstat().st_uid for each in (folder, *folder.rglob("*"))}


def ids() -> tuple[int, int]:
    return os.geteuid(), os.getegid()


@pytest.mark.parametrize(
    "command",
    [
        ["token", "create", "--role", "manager", "--name", "Boss"],
        ["devices"],
        ["archive"],
        ["events", "tail"],
        ["doctor"],
        ["menu", "export"],
    ],
    ids=lambda words: words[0],
)
def test_a_command_that_runs_a_hub_itself_leaves_the_owner_s_files(
    data: Path, command: list[str]
) -> None:
    # Whatever is missing is made anew.
    shutil.rmtree(data / "tls")

    main([*command, "--data", str(data)])

    assert (data / "tls").exists() == (command != ["doctor"])
    assert owners(data) == {SOMEBODY}
    assert ids() == (0, 0)


def test_a_file_of_root_s_own_is_read_and_written_by_root(data: Path, tmp_path: Path) -> None:
    menu, orders, out = tmp_path / "menu.json", tmp_path / "orders.jsonl", tmp_path / "out.jsonl"
    menu.write_text(json.dumps(MENU))
    orders.write_text('{"type": "dine_in", "items": [{"name": "Soup", "quantity": 1}]}\n')

    assert main(["menu", "import", str(menu), "--data", str(data)]) == 0
    assert main(["orders", "import", str(orders), "--data", str(data)]) == 0
    assert main(["export", str(out), "--data", str(data)]) == 0
    assert main(["menu", "export", str(tmp_path / "menu.csv"), "--data", str(data)]) == 0

    assert "Soup" in out.read_text()
    assert owners(data) == {SOMEBODY}
    assert owners(tmp_path) == {0}


def test_a_folder_that_is_made_in_somebody_s_is_somebody_s(home: Path, tmp_path: Path) -> None:
    menu = tmp_path / "menu.json"
    menu.write_text(json.dumps(MENU))

    assert main(["menu", "import", str(menu), "--data", str(home / "new" / "data")]) == 0

    assert owners(home) == {SOMEBODY}


def test_a_restored_database_is_its_owner_s(data: Path, home: Path) -> None:
    backup = home / "galley-main-20260101T000000Z.db"
    shutil.copy(data / "galley.db", backup)
    os.chown(backup, SOMEBODY, SOMEBODY)

    assert main(["restore", str(backup), "--data", str(data)]) == 0

    assert owners(data) == {SOMEBODY}


def test_a_hub_that_is_served_is_its_owner_s_for_good(home: Path) -> None:
    child = os.fork()
    if child == 0:
        # Whatever happens, this copy of the tests must end here.
        try:
            os._exit(_served(home / "data"))
        finally:
            os._exit(2)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert owners(home) == {SOMEBODY}


def _served(data: Path) -> int:
    # A program in root's home cannot be read by the folder's owner, and says so.
    with suppress(CommandError):
        become_owner_of(data)
    data.mkdir()
    try:
        os.seteuid(0)
    except PermissionError:
        return int((os.getuid(), os.geteuid(), os.getgid()) != (SOMEBODY,) * 3)
    return 1


def test_in_a_folder_of_root_s_own_root_stays_root(tmp_path: Path) -> None:
    with as_owner_of(tmp_path / "data"):
        assert ids() == (0, 0)
