"""What waits in the journal goes to its tables while nobody presses a key."""

import asyncio

import pytest

from hub.commit import writer as writer_module
from hub.store import journal, log_length
from tests.support.branch import Bench, until

_ORDERS = 10


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


async def test_it_is_entered_a_little_at_a_time(
    idle: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = idle.branch._store
    for _ in range(_ORDERS):
        await idle.place("Soup")
    monkeypatch.setattr(journal, "SLICE", 1)
    monkeypatch.setattr(journal, "FLUSH_AT", store.unflushed.size * 3 // 2)

    async def count() -> int:
        [(found,)] = await store.fetch_flushed("SELECT count(*) FROM orders")
        return int(found)

    seen = set[int]()
    # The writer looks at what waits when it has had something to do.
    await idle.place("Soup")
    while store.unflushed:
        seen.add(await count())
        await asyncio.sleep(0)

    assert len(seen) > _ORDERS / 2
    assert await count() == _ORDERS + 1


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


async def test_the_log_is_written_back_behind_the_answer(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = bench.branch._store
    for _ in range(_ORDERS):
        await bench.place("Soup")
    monkeypatch.setattr(log_length, "_WORTH_IT", 1 + _ORDERS)
    before = store.path.read_bytes()
    await store.flush()
    assert store.checkpoint_wanted
    assert store.path.read_bytes() == before

    await bench.place("Steak")
    await until(lambda: not store.checkpoint_wanted)
    await bench.branch.writer.pulse()

    assert store.path.read_bytes() != before


async def test_a_log_is_not_written_back_before_there_is_a_pause(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = bench.branch._store
    monkeypatch.setattr(writer_module, "_PAUSE", 60.0)
    monkeypatch.setattr(log_length, "_WORTH_IT", 1)
    for _ in range(_ORDERS):
        await bench.place("Soup")
    await bench.branch.writer.pulse()

    assert store.checkpoint_wanted


async def test_a_log_that_is_too_long_is_written_back_whoever_presses(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = bench.branch._store
    monkeypatch.setattr(writer_module, "_PAUSE", 60.0)
    monkeypatch.setattr(log_length, "_WORTH_IT", 1)
    monkeypatch.setattr(log_length, "_TOO_LONG", 2)
    for _ in range(_ORDERS):
        await bench.place("Soup")
    await bench.branch.writer.pulse()

    assert not store.log.is_too_long
