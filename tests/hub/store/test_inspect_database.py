"""A look at a database that no hub has: it tells what is wrong, and leaves everything alone."""

import hashlib
import os
from pathlib import Path

import pytest

from hub.store.database_file import inspect_database
from hub.store.errors import CannotOpen, InUse
from tests.support.process import HubProcess, owner_request


def _digests(folder: Path) -> dict[str, str]:
    files = [each for each in folder.iterdir() if each.name.startswith("galley.db")]
    return {each.name: hashlib.sha256(each.read_bytes()).hexdigest() for each in files}


@pytest.fixture
def killed(hub_process: HubProcess) -> Path:
    """Have a hub take an order and be killed; what it wrote is in its log, not in the file yet."""
    order = {"type": "takeout", "items": [{"name": "Soup", "quantity": 1}]}
    status, _ = owner_request(hub_process.socket, "POST", "/api/orders", order)
    assert status == 201
    hub_process.kill()
    return hub_process.data / "galley.db"


@pytest.mark.system
def test_what_a_killed_hub_has_left_in_its_log_is_counted(killed: Path) -> None:
    looked = inspect_database(killed)
    assert (looked.branch, looked.orders, looked.seq) == ("main", 1, 2)


@pytest.mark.system
def test_a_look_changes_no_file_and_leaves_none(killed: Path) -> None:
    before = _digests(killed.parent)
    assert killed.with_name("galley.db-wal").stat().st_size > 0
    inspect_database(killed)
    assert _digests(killed.parent) == before


@pytest.mark.system
def test_a_database_that_a_hub_has_is_in_use(hub_process: HubProcess) -> None:
    with pytest.raises(InUse):
        inspect_database(hub_process.data / "galley.db")


@pytest.mark.system
def test_a_damaged_database_is_told(hub_process: HubProcess) -> None:
    hub_process.stop()
    database = hub_process.data / "galley.db"
    with database.open("r+b") as file:
        file.seek(2 * 4096)
        file.write(os.urandom(6 * 4096))
    with pytest.raises(CannotOpen, match=r"galley\.db"):
        inspect_database(database)


def test_what_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "galley.db").write_bytes(b"soup" * 2000)
    with pytest.raises(CannotOpen, match="cannot be read"):
        inspect_database(tmp_path / "galley.db")
