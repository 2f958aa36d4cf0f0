"""A hub for each test, which must come out of it serving, and without a word of trouble."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.live import Live, alive


@pytest.fixture
async def live(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Live]:
    async with alive(tmp_path / "data") as hub:
        yield hub
    for when in ("setup", "call", "teardown"):
        said = [each for each in caplog.get_records(when) if each.levelno >= logging.WARNING]
        assert not said, [each.getMessage() for each in said]
