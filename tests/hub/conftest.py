"""A branch of one's own for every test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.branch import Bench


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    opened = await Bench(tmp_path / "galley.db").open()
    yield opened
    await opened.close()
