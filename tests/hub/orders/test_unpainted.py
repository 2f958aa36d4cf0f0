"""Alarms need no disk; an alert that cannot be written is written later, and nobody suffers."""

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Generator
from contextlib import asynccontextmanager

import pytest

from hub.commit.change import HUB
from hub.domain.permissions import Role
from hub.orders.paint_tracker import PaintLook, PaintTracker
from hub.orders.unpainted import Grace
from hub.store.errors import DiskFull, StoreBroken, StoreError
from hub.store.rows import Rows
from hub.store.store import Store
from hub.store.tables import EVENTS
from hub.wire.events import EventType
from hub.wire.requests import NewMenuItem, NewStation
from tests.support.branch import Bench, asks, payload, until

_SOON = Grace(within=0, after_start=0, settle=0.01, retry_after=0.01)


@asynccontextmanager
async def looking_out(bench: Bench, grace: Grace = _SOON) -> AsyncIterator[None]:
    """Let a branch with a device of the kitchen look out; it must not end by itself."""
    await bench.branch.devices.make(asks(), Role.KITCHEN, "grill screen")
    task = asyncio.create_task(bench.branch.alerts.run(grace))
    yield
    assert not task.done()
    task.cancel()


def alerted(bench: Bench) -> list[str]:
    """List the messages of all alerts that were told."""
    alerts = [each for each in bench.events if each.draft.type is EventType.KITCHEN_ALERT]
    return [payload(each)["message"] for each in alerts]


def standing(bench: Bench) -> list[tuple[str, object]]:
    """List the alarms that stand: what each says, and of how many orders."""
    return [(each.message, each.count) for each in bench.branch.alarms.current()]


async def test_an_alarm_stands_although_nothing_can_be_written(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    disk = _Disk(bench.branch._store, DiskFull("full"))
    monkeypatch.setattr(bench.branch._store, "commit", disk.commit)
    await bench.place("Soup")
    async with looking_out(bench):
        await until(lambda: "alerts could not be written" in caplog.text)
        assert ("ORD-00001 is on no screen.", 1) in standing(bench)
        assert alerted(bench) == []
        disk.fails = None
        await until(lambda: alerted(bench) == ["ORD-00001 is on no screen."])


async def test_there_is_one_alarm_for_many_orders_and_it_counts_them(bench: Bench) -> None:
    for _ in range(70):
        await bench.place("Soup")
    async with looking_out(bench):
        await until(lambda: standing(bench) == [("ORD-00001 and 69 more are on no screen.", 70)])
        await until(lambda: alerted(bench) == ["ORD-00001 and 69 more are on no screen."])
        later = await bench.place("Soup")
        await until(lambda: standing(bench) == [("ORD-00001 and 70 more are on no screen.", 71)])
        await bench.serve(later)
        await until(lambda: standing(bench) == [("ORD-00001 and 69 more are on no screen.", 70)])
    assert len(alerted(bench)) == 1


async def test_an_alarm_ends_by_itself(bench: Bench) -> None:
    order = await bench.place("Soup")
    async with looking_out(bench):
        await until(lambda: len(standing(bench)) == 1)
        await bench.serve(order)
        await until(lambda: standing(bench) == [])


class _Disk:
    """A disk that takes no alerts while ``fails`` says why."""

    def __init__(self, store: Store, fails: StoreError) -> None:
        self.fails: StoreError | None = fails
        self._commit = store.commit

    async def commit(self, rows: Rows) -> None:
        if self.fails is not None and any(row.type == "kitchen:alert" for row in rows.of(EVENTS)):
            raise self.fails
        await self._commit(rows)


async def test_an_alert_survives_a_disk_that_fails(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    disk = _Disk(bench.branch._store, StoreBroken("disk I/O error"))
    monkeypatch.setattr(bench.branch._store, "commit", disk.commit)
    await bench.place("Soup")
    async with looking_out(bench):
        await until(lambda: "1 alerts could not be written" in caplog.text)
        disk.fails = None
        await until(lambda: alerted(bench) == ["ORD-00001 is on no screen."])


async def test_an_alert_whose_reason_is_over_is_not_written_late(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    disk = _Disk(bench.branch._store, DiskFull("full"))
    monkeypatch.setattr(bench.branch._store, "commit", disk.commit)
    cooked = await bench.place("Soup")
    async with looking_out(bench, _SOON._replace(retry_after=0.5)):
        await until(lambda: "1 alerts could not be written" in caplog.text)
        await bench.serve(cooked)
        await until(lambda: bench.branch.alerts.unpainted == 0)
        disk.fails = None
        await bench.branch.menu.add_station(asks(), NewStation(id="grill", name="Grill"))
        steak = NewMenuItem(name="Steak", station="grill")
        await bench.branch.menu.add_item(asks(), steak)
        await bench.place("Steak")
        await until(lambda: alerted(bench) != [])
    assert alerted(bench) == ["ORD-00002 is on no screen of grill."]


async def test_an_alert_is_in_the_log_as_the_hubs_own_event(bench: Bench) -> None:
    order = await bench.place("Soup")
    async with looking_out(bench):
        await until(lambda: len(alerted(bench)) == 1)

    [(seq, actor, order_id, told)] = await bench.sql(
        "SELECT seq, actor, order_id, payload FROM events WHERE type = 'kitchen:alert'"
    )
    assert (seq, actor, order_id) == (bench.branch.board.seq, HUB, order.id)
    assert json.loads(told) == {
        "code": "NOT_ON_SCREEN",
        "message": "ORD-00001 is on no screen.",
        "orderId": order.id,
        "station": None,
        "number": 1,
        "count": 1,
    }


async def test_at_rest_nothing_is_written(bench: Bench) -> None:
    await bench.place("Soup")
    async with looking_out(bench):
        await until(lambda: len(alerted(bench)) == 1)
        commits = bench.branch.writer.commits
        # The task's next turns would come at once: there is nothing that it could wait for.
        for _ in range(100):
            await asyncio.sleep(0)
        assert bench.branch.writer.commits == commits
        assert bench.branch.alerts._due is None


async def test_an_alert_is_no_trouble_of_the_hubs_own(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await bench.place("Soup")
    async with looking_out(bench):
        await until(lambda: "ORD-00001 is on no screen" in caplog.text)
    assert [each for each in caplog.records if each.levelno > logging.INFO] == []


async def test_looking_at_a_long_board_leaves_the_loop_to_others(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[float] = []

    def look(*_: object) -> Generator[None, None, PaintLook]:
        looks.append(time.monotonic())
        while time.monotonic() < looks[-1] + 0.005:
            yield
        # The next order comes due at once, and so does the one after it.
        return PaintLook({}, {}, looks[-1])

    monkeypatch.setattr(PaintTracker, "look", look)
    await bench.place("Soup")
    async with looking_out(bench):
        await until(lambda: len(looks) > 1)

    assert looks[1] - looks[0] > 20 * 0.005
