"""What the tests of several commands share."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.commands import MENU, OrderFile
from tests.support.in_process import HubHere


@pytest.fixture
def hub_here(tmp_path: Path) -> Iterator[HubHere]:
    """Run a hub on a new data folder, on a thread of this process."""
    with HubHere(tmp_path / "data") as hub:
        yield hub


@pytest.fixture
def order_file(tmp_path: Path) -> OrderFile:
    return OrderFile(tmp_path / "orders.jsonl")


@pytest.fixture
def menu_file(tmp_path: Path) -> Path:
    path = tmp_path / "menu.json"
    path.write_text(json.dumps(MENU), "utf-8")
    return path
