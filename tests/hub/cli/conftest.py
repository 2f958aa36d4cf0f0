"""What the tests of several commands share."""

import json
from pathlib import Path

import pytest

from tests.support.commands import MENU, OrderFile


@pytest.fixture
def order_file(tmp_path: Path) -> OrderFile:
    return OrderFile(tmp_path / "orders.jsonl")


@pytest.fixture
def menu_file(tmp_path: Path) -> Path:
    path = tmp_path / "menu.json"
    path.write_text(json.dumps(MENU), "utf-8")
    return path
