"""A hub for each test, which must come out of it serving, and without a word of trouble."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.live import Live, alive


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Have what a module says of the hub hold at both of its doors, if the module asks for it."""
    if "live" in metafunc.fixturenames and getattr(metafunc.module, "AT_BOTH_DOORS", False):
        metafunc.parametrize("live", ["http", "https"], indirect=True)


@pytest.fixture
async def live(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest
) -> AsyncIterator[Live]:
    async with alive(tmp_path / "data", lan=getattr(request, "param", "http") == "https") as hub:
        yield hub
    for when in ("setup", "call", "teardown"):
        said = [each for each in caplog.get_records(when) if each.levelno >= logging.WARNING]
        assert not said, [each.getMessage() for each in said]
