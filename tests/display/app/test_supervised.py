"""What a screen tells the service manager that started it."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from display.app.process import StatusLine, supervise
from hub.common.sd_notify import ServiceManager
from tests.support.namespaces import wait_until
from tests.support.service_manager import NotifyMessages, listening

READY, ALIVE, STOPPING = "READY=1", "WATCHDOG=1", "STOPPING=1"


@pytest.fixture
def ear(tmp_path: Path) -> Iterator[NotifyMessages]:
    with listening(tmp_path / "notify") as ear:
        yield ear


async def heard(ear: NotifyMessages, message: str, times: int = 1) -> None:
    await asyncio.to_thread(ear.wait_for, message, times)


async def test_it_is_ready_first_and_stopping_last(ear: NotifyMessages) -> None:
    async with supervise(ServiceManager(address=ear.address), StatusLine()):
        await heard(ear, ALIVE)
    await heard(ear, STOPPING)

    assert (ear.messages[0], ear.messages[-1]) == (READY, STOPPING)
    assert (ear.heard(READY), ear.heard(STOPPING)) == (1, 1)


async def test_it_feeds_the_watchdog_again_and_again(ear: NotifyMessages) -> None:
    async with supervise(ServiceManager(address=ear.address, watchdog=0.1), StatusLine()):
        await heard(ear, ALIVE, times=5)

    assert ear.heard(READY) == 1


async def test_a_loop_that_stands_still_feeds_nothing(ear: NotifyMessages) -> None:
    async with supervise(ServiceManager(address=ear.address, watchdog=0.1), StatusLine()):
        await heard(ear, ALIVE, times=2)
        before = ear.heard(ALIVE)
        # On the loop's own thread: nothing of it turns until another thread has heard nothing.
        with pytest.raises(AssertionError, match="not within"):
            ear.wait_for(ALIVE, times=before + 2, within=0.5)

        await heard(ear, ALIVE, times=before + 2)


async def test_it_says_how_things_stand_now(ear: NotifyMessages) -> None:
    standing = StatusLine()
    async with supervise(ServiceManager(address=ear.address, watchdog=0.1), standing):
        await heard(ear, "STATUS=Starting.")
        standing.describe = lambda: "The board is shown."
        await heard(ear, "STATUS=The board is shown.")

    assert ear.heard("STATUS=Starting.") >= 1


async def test_without_a_manager_nothing_is_said(ear: NotifyMessages) -> None:
    async with supervise(ServiceManager(), StatusLine()):
        await asyncio.sleep(0)

    assert ear.messages == []


async def test_a_manager_that_has_gone_does_not_stop_the_screen(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    gone = ServiceManager(address=str(tmp_path / "gone"), watchdog=0.1)
    async with supervise(gone, StatusLine()):
        await asyncio.to_thread(wait_until, lambda: "was not told" in caplog.text, "it is logged")

    assert "No such file" in caplog.text
