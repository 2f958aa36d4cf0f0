"""Tests of pages share one browser and one event loop in each process that runs tests."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from hub.app import run_hub
from scripts.tablet_browser import start_browser
from tests.support.live import ON_LOOPBACK, served_on
from tests.support.tablets import HouseOfTablets, Trust, house_of_tablets, make_trust


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have them run where the browser does: it belongs to the loop that has started it."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and "system" in item.keywords:
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def trust(tmp_path_factory: pytest.TempPathFactory) -> Trust:
    """The folder that all hubs here begin with, and a browser's home that trusts its authority."""
    data = tmp_path_factory.mktemp("keys") / "data"
    async with run_hub(data, served_on(ON_LOOPBACK)):
        pass
    return make_trust(tmp_path_factory.mktemp("browser"), data)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(trust: Trust) -> AsyncIterator[Browser]:
    """The browser of all tablets."""
    async with async_playwright() as playwright:
        started = await start_browser(playwright, trust.home)
        yield started
        await started.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def wary_browser(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    """A browser that trusts no hub: it warns, and somebody may go past that."""
    async with async_playwright() as playwright:
        started = await start_browser(playwright, tmp_path_factory.mktemp("wary"))
        yield started
        await started.close()


@pytest_asyncio.fixture(loop_scope="session")
async def house(tmp_path: Path, browser: Browser, trust: Trust) -> AsyncIterator[HouseOfTablets]:
    """A hub with tablets, of this test alone."""
    async with house_of_tablets(tmp_path / "data", browser, trust) as running:
        yield running
