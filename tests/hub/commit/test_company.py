"""On a slow disk presses that come together share a commit, and nobody else waits for them."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from hub.commit import writer as writer_module
from hub.commit.change import HUB
from hub.store.rows import Rows
from tests.support.branch import Bench


@pytest.fixture
async def slow(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bench]:
    """A branch on a disk that takes its time, whose last commit was of three changes."""
    commit = bench.branch._store.commit

    async def commit_slowly(rows: Rows) -> None:
        await asyncio.sleep(2 * writer_module._SLOW)
        await commit(rows)

    monkeypatch.setattr(bench.branch._store, "commit", commit_slowly)
    # What is tested is what ends the waiting, not the clock.
    monkeypatch.setattr(writer_module, "_SHARE", 1000)
    monkeypatch.setattr(writer_module, "_AT_MOST", 20.0)
    await asyncio.gather(*(_change(bench) for _ in range(3)))
    yield bench
    monkeypatch.setattr(writer_module, "_AT_MOST", 0.0)


async def _change(bench: Bench) -> None:
    await bench.branch.writer.commit(bench.branch.writer.begin(HUB))


async def test_those_who_were_answered_together_share_the_next_commit(slow: Bench) -> None:
    before = slow.branch.writer.commits

    first = asyncio.create_task(_change(slow))
    for _ in range(20):
        await asyncio.sleep(0)
    await asyncio.gather(first, _change(slow), _change(slow))

    assert slow.branch.writer.commits == before + 1


async def test_who_comes_alone_waits_for_nobody_the_next_time(
    slow: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_module, "_AT_MOST", 0.001)
    await _change(slow)
    monkeypatch.setattr(writer_module, "_AT_MOST", 20.0)

    async with asyncio.timeout(10):
        await _change(slow)
        await _change(slow)


async def test_on_a_quick_disk_nobody_waits(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer_module, "_SLOW", 10.0)
    monkeypatch.setattr(writer_module, "_AT_MOST", 20.0)
    await asyncio.gather(*(_change(bench) for _ in range(3)))

    async with asyncio.timeout(10):
        await _change(bench)


async def test_a_hub_that_stops_waits_for_no_company(slow: Bench) -> None:
    alone = asyncio.create_task(_change(slow))
    for _ in range(20):
        await asyncio.sleep(0)

    async with asyncio.timeout(10):
        await slow.branch.writer.stop()

    await alone
