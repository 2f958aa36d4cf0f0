"""Alerts and the disk: one that cannot be written is written later, and nothing else suffers."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from hub.commit.change import HUB
from hub.domain.errors import Refusal
from hub.domain.permissions import Role
from hub.orders.unpainted import AT_ONCE, Grace
from hub.store.errors import DiskFull, StoreBroken, StoreError
from hub.store.rows import Rows
from hub.store.store import Store
from hub.store.tables import EVENTS
from hub.wire.events import EventType
from tests.support.branch import Bench, asks, payload, until

_SOON = Grace(within=0, after_start=0, retry_after=0.01)


@asynccontextmanager
async def looking_out(bench: Bench, grace: Grace = _SOON) -> AsyncIterator[None]:
    """Let a branch with a device of the kitchen look out; it must not end by itself."""
    await bench.branch.devices.make(asks(), Role.KITCHEN, "grill screen")
    task = asyncio.create_task(bench.branch.alerts.run(grace))
    yield
    assert not task.done()
    task.cancel()


def alerted(bench: Bench) -> list[str]:
    """List the orders of all alerts that were told."""
    alerts = [each for each in bench.events if each.draft.type is EventType.KITCHEN_ALERT]
    return [payload(each)["orderId"] for each in alerts]


async def test_alerts_that_do_not_fit_on_the_disk_come_once_there_is_room(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    placed = [await bench.place("Soup") for _ in range(2 * AT_ONCE)]
    await bench.branch.devices.make(asks(), Role.KITCHEN, "grill screen")
    async with bench.full():
        with suppress(Refusal):
            while True:
                placed.append(await bench.place("Soup"))
        task = asyncio.create_task(bench.branch.alerts.run(_SOON))
        await until(lambda: "alerts could not be written" in caplog.text)
        assert alerted(bench) == []
    await until(lambda: len(alerted(bench)) == len(placed))
    task.cancel()

    assert alerted(bench) == [order.id for order in placed]


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
    order = await bench.place("Soup")
    async with looking_out(bench):
        await until(lambda: "1 alerts could not be written" in caplog.text)
        disk.fails = None
        await until(lambda: alerted(bench) == [order.id])


async def test_an_alert_whose_reason_is_over_is_not_written_late(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    disk = _Disk(bench.branch._store, DiskFull("full"))
    monkeypatch.setattr(bench.branch._store, "commit", disk.commit)
    cooked, missed = await bench.place("Soup"), await bench.place("Bread")
    async with looking_out(bench, _SOON._replace(retry_after=0.5)):
        await until(lambda: "2 alerts could not be written" in caplog.text)
        await bench.serve(cooked)
        disk.fails = None
        await until(lambda: alerted(bench) != [])
    assert alerted(bench) == [missed.id]


async def test_an_alert_is_in_the_log_as_the_hubs_own_event(bench: Bench) -> None:
    order = await bench.place("Soup")
    async with looking_out(bench):
        await until(lambda: alerted(bench) == [order.id])

    [(seq, actor, order_id, told)] = await bench.sql(
        "SELECT seq, actor, order_id, payload FROM events WHERE type = 'kitchen:alert'"
    )
    assert (seq, actor, order_id) == (bench.branch.board.seq, HUB, order.id)
    assert json.loads(told) == {
        "code": "NOT_ON_SCREEN",
        "message": "ORD-00001 is on no screen.",
        "orderId": order.id,
        "station": None,
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
        assert bench.branch.alerts._tracker.next_due is None


async def test_an_alert_is_no_trouble_of_the_hubs_own(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await bench.place("Soup")
    async with looking_out(bench):
        await until(lambda: "ORD-00001 is on no screen" in caplog.text)
    assert [each for each in caplog.records if each.levelno > logging.INFO] == []
