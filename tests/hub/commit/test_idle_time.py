"""What waits in the journal goes to its tables while nobody presses a key."""

import asyncio

import pytest

from hub.commit import writer as writer_module
from hub.store import journal
from tests.support.branch import Bench, until


@pytest.fixture
def idle(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Bench:
    monkeypatch.setattr(writer_module, "_IDLE", 0.01)
    return bench


async def _gather(bench: Bench, size: int) -> None:
    while bench.branch._store.unflushed.size <= size:
        await asyncio.gather(*(bench.place(*["Soup"] * 20) for _ in range(10)))


async def test_a_journal_that_is_half_full_is_emptied_when_nobody_presses(idle: Bench) -> None:
    await _gather(idle, journal.FLUSH_AT // 2)
    commits = idle.branch.writer.commits

    await until(lambda: not idle.branch._store.unflushed)

    assert idle.branch.writer.commits == commits
    assert len(await idle.sql("SELECT number FROM orders")) == len(idle.snapshot())


async def test_a_journal_with_little_in_it_is_left_alone(idle: Bench) -> None:
    await idle.place("Soup")

    assert idle.branch._store.unflushed
    assert not idle.branch._store.flush_wanted


async def test_a_disk_that_is_full_by_then_is_told_and_loses_nothing(
    idle: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_module, "_LOOK_FOR_ROOM_EVERY", 0.05)
    # The journal has its pages by then, and is written in place.
    monkeypatch.setattr(writer_module, "_IDLE", 60.0)
    await _gather(idle, journal.FLUSH_AT * 3 // 4)
    async with idle.full():
        await _gather(idle, journal.FLUSH_AT // 2)
        monkeypatch.setattr(writer_module, "_IDLE", 0.01)
        await idle.branch.writer.settle()
        placed = len(idle.snapshot())
        await until(lambda: idle.branch.writer.trouble is not None)
        assert idle.branch._store.unflushed

    await until(lambda: idle.branch.writer.trouble is None)
    await until(lambda: not idle.branch._store.unflushed)
    assert len(idle.snapshot()) == placed


async def test_orders_go_ahead_between_two_presses(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = bench.branch._store
    monkeypatch.setattr(journal, "FLUSH_AT", 100_000)
    await asyncio.gather(*(bench.place("Soup") for _ in range(journal.SLICE + 2)))
    assert not store.unflushed.slice_wanted
    monkeypatch.setattr(journal, "_STAY", 2)

    await bench.place("Soup")
    await until(lambda: not store.unflushed.slice_wanted)

    [(ahead,)] = await store.fetch_flushed("SELECT count(*) FROM orders")
    assert ahead >= journal.SLICE
    assert store.unflushed
