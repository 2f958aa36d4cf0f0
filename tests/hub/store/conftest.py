"""A file of one's own for every test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hub.store.store import Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "galley.db"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[Store]:
    opened = await Store.open(path)
    yield opened
    await opened.close()
