"""Whoever follows the log gets every event, in order, at least once, whatever happens meanwhile."""

import asyncio

import pytest

from hub.commit import followers
from hub.commit.followers import Batch
from hub.store import reads
from tests.support.branch import Bench, seqs, until

_NAME = "head-office"
_DAY = 24 * 3600 * 1000


class _Follower:
    """Takes what it is handed, unless it is told to fail."""

    def __init__(self) -> None:
        self.seqs: list[int] = []
        self.epochs: set[str] = set()
        self.fails = 0
        self.held: asyncio.Event | None = None

    async def handle(self, batch: Batch) -> None:
        if self.held is not None:
            await self.held.wait()
        if self.fails:
            self.fails -= 1
            raise ConnectionError("no line")
        self.epochs.add(batch.epoch)
        self.seqs += [event.seq for event in batch.events]

    async def has(self, bench: Bench, last: int) -> None:
        await until(lambda: self.seqs[-1:] == [last])
        assert bench.branch.log.committed == last


def _follow(bench: Bench) -> _Follower:
    follower = _Follower()
    bench.branch.followers.follow(_NAME, follower.handle)
    return follower


async def _cursor(bench: Bench) -> list[int]:
    rows = await bench.sql("SELECT seq FROM cursors WHERE name = ?", (_NAME,))
    return [seq for (seq,) in rows]


async def test_a_new_follower_begins_with_what_happens_from_now_on(bench: Bench) -> None:
    await bench.place("Soup")
    follower = _follow(bench)

    await bench.place("Bread")

    await follower.has(bench, 2)
    assert follower.seqs == [2]
    assert follower.epochs == {bench.branch.epoch}


async def test_every_event_comes_once_and_in_order(bench: Bench) -> None:
    follower = _follow(bench)

    orders = await asyncio.gather(*(bench.place("Soup", "Bread") for _ in range(150)))
    await asyncio.gather(*(bench.serve(order) for order in orders))

    await follower.has(bench, len(bench.events))
    assert follower.seqs == seqs(bench.events)


async def test_what_happened_while_the_hub_was_off_the_follower_comes_first(bench: Bench) -> None:
    follower = _follow(bench)
    await bench.place("Soup")
    await follower.has(bench, 1)
    await bench.reopen()
    await asyncio.gather(*(bench.place("Bread") for _ in range(5)))

    again = _follow(bench)

    await again.has(bench, 6)
    assert again.seqs == [2, 3, 4, 5, 6]


async def test_a_follower_that_fails_gets_the_same_events_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(followers, "_RETRY_AFTER", 0.01)
    follower = _follow(bench)
    follower.fails = 3

    await bench.place("Soup")
    await bench.place("Bread")

    await follower.has(bench, 2)
    assert follower.seqs == [1, 2]


async def test_a_slow_follower_holds_nobody_up(bench: Bench) -> None:
    follower = _follow(bench)
    follower.held = asyncio.Event()

    orders = await asyncio.gather(*(bench.place("Soup") for _ in range(20)))
    assert len(bench.snapshot()) == len(orders)
    assert follower.seqs == []

    follower.held.set()
    await follower.has(bench, 20)


async def test_a_cursor_is_written_with_the_next_change_and_has_no_commit_of_its_own(
    bench: Bench,
) -> None:
    follower = _follow(bench)
    await bench.place("Soup")
    await follower.has(bench, 1)
    commits = bench.branch.writer.commits

    await bench.place("Bread")
    await follower.has(bench, 2)

    assert bench.branch.writer.commits == commits + 1
    assert await _cursor(bench) == [1]
    await bench.branch.writer.settle()
    assert await _cursor(bench) == [1]


async def test_a_hub_that_is_stopped_hands_nothing_out_twice(bench: Bench) -> None:
    follower = _follow(bench)
    await bench.place("Soup")
    await follower.has(bench, 1)
    await bench.reopen()
    again = _follow(bench)

    await bench.place("Bread")

    await again.has(bench, 2)
    assert again.seqs == [2]


async def test_a_follower_sees_an_order_in_memory_by_the_time_that_it_is_told(
    bench: Bench,
) -> None:
    shown: list[int] = []

    async def look(batch: Batch) -> None:
        shown.extend(
            event.seq
            for event in batch.events
            if event.seq <= bench.branch.log.committed
            and bench.branch.live_orders.get_committed(event.order_id or "") is not None
        )

    bench.branch.followers.follow(_NAME, look)
    await asyncio.gather(*(bench.place("Soup") for _ in range(30)))

    await until(lambda: len(shown) == 30)


async def test_a_follower_reads_on_in_the_archive(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.upkeep.archiving._REST", 0)
    monkeypatch.setattr("hub.upkeep.archiving._AT_LEAST", 0)
    follower = _follow(bench)
    await bench.place("Soup")
    await follower.has(bench, 1)
    await bench.reopen()
    await asyncio.gather(*(bench.place("Bread") for _ in range(150)))
    bench.clock.forward(400 * 24 * 3600 * 1000)
    await bench.place("Tart")
    moved = await bench.branch.archiver.move(30)
    assert moved.events == 151

    again = _follow(bench)

    await again.has(bench, 152)
    assert again.seqs == list(range(2, 153))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have old history moved without a rest."""
    monkeypatch.setattr("hub.upkeep.archiving._REST", 0)
    monkeypatch.setattr("hub.upkeep.archiving._AT_LEAST", 0)


@pytest.mark.usefixtures("quick")
async def test_what_a_follower_has_not_handled_stays_and_the_kitchen_is_told(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(followers, "AT_ONCE", 5)
    follower = _follow(bench)
    follower.held = asyncio.Event()
    for _ in range(10):
        await bench.place("Soup")
    bench.clock.forward(40 * _DAY)

    await bench.branch.archiver.move(10)

    assert await reads.first_seq(bench.branch._store) == 1
    [alarm] = bench.branch.alarms.current()
    assert alarm.code == "FOLLOWER_BEHIND"
    assert alarm.message.startswith("head-office is 10 events behind")

    follower.held.set()
    await bench.place("Bread")
    await follower.has(bench, 11)
    await until(lambda: bench.branch.followers._followers[_NAME].seq == 11)
    await bench.branch.archiver.move(10)
    assert await reads.first_seq(bench.branch._store) == 11
    assert bench.branch.alarms.current() == ()


@pytest.mark.usefixtures("quick")
async def test_what_was_held_for_a_follower_for_long_enough_moves_all_the_same(
    bench: Bench,
) -> None:
    _follow(bench).held = asyncio.Event()
    await bench.place("Soup")
    bench.clock.forward(10 * _DAY + followers.HOLD + 2 * _DAY)
    await bench.place("Bread")

    await bench.branch.archiver.move(10)

    assert await reads.first_seq(bench.branch._store) == 2
