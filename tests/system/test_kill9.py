"""``kill -9`` again and again while devices write: what was acknowledged is there, once."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self

import pytest

from tests.support.audit import (
    CLEAN,
    Effect,
    Event,
    audit,
    effects_of,
    read_log,
    read_orders,
    replayed,
)
from tests.support.process import Client, HubProcess
from tests.support.writers import Acknowledged, Writer

pytestmark = pytest.mark.system

ROUNDS = 20
WRITERS = 8
READY_WITHIN = 2.0
"""Seconds from the start of the process to /readyz: what the hub promises after a power cut."""

_ASKED_AGAIN = 300

# Who is killed leaves no coverage behind; and what is promised is promised without a tracer.
_UNMEASURED = {"COVERAGE_PROCESS_CONFIG": ""}


@pytest.mark.timeout(180)
@pytest.mark.parametrize("seed", [20_260_105])
async def test_no_acknowledged_write_is_lost_or_doubled_by_kill_9(
    tmp_path: Path, seed: int
) -> None:
    thrown = random.Random(seed)
    hub = HubProcess(tmp_path / "data", environment=_UNMEASURED).start()
    try:
        async with Restarts(hub) as restarts:
            writers = [
                Writer(
                    f"device-{number}",
                    restarts.client,
                    random.Random(thrown.random()),
                    restarts.took,
                )
                for number in range(WRITERS)
            ]
            stop = asyncio.Event()
            async with asyncio.TaskGroup() as group:
                for writer in writers:
                    group.create_task(writer.work(stop))
                for _ in range(ROUNDS):
                    await restarts.survive(writers, thrown.uniform(0.0, 0.4))
                stop.set()
            client = restarts.client()
            log = await read_log(client)
            assert audit(all_effects(writers), log) == CLEAN
            assert replayed(log) == await read_orders(client)
            await assert_answered_as_before(client, writers, thrown)
            assert await read_log(client, log[-1]["seq"]) == []
        assert sum(writer.retries for writer in writers) >= ROUNDS
        assert "Traceback" not in hub.log_text()
    finally:
        hub.stop()


class Restarts:
    """A hub that is killed and started anew on the same folder, and the devices' way to it."""

    def __init__(self, hub: HubProcess) -> None:
        self._hub = hub
        self._client = hub.client()
        self.took = asyncio.Event()
        self._log: Counter[Effect] = Counter()
        self._seq = 0

    def client(self) -> Client:
        return self._client

    async def survive(self, writers: list[Writer], seconds: float) -> None:
        """Kill the hub some time after it took a write, start it, and look for what it took."""
        self.took.clear()
        await self.took.wait()
        await asyncio.sleep(seconds)
        await asyncio.to_thread(self._hub.kill)
        promised = all_effects(writers)
        await self._start()
        # The writers go on: all that was promised before the kill stands before this.
        status, board = await self._client.get("/api/kitchen/orders")
        assert status == 200, board
        new = await read_log(self._client, self._seq, board["seq"])
        assert [event["seq"] for event in new] == list(
            range(self._seq + 1, self._seq + len(new) + 1)
        )
        self._seq += len(new)
        self._log.update(effects_of(new))
        assert promised - self._log == Counter(), "an acknowledged write is missing"

    async def _start(self) -> None:
        started = time.monotonic()
        await asyncio.to_thread(self._hub.start)
        client = await self._hub.client().__aenter__()
        status = 0
        while status != 200:
            status, _ = await client.get("/readyz")
            took = time.monotonic() - started
            assert took < READY_WITHIN, f"{status} after {took:.2f} s"
        old, self._client = self._client, client
        await old.__aexit__()

    async def __aenter__(self) -> Self:
        await self._client.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.__aexit__()


def acknowledged(writers: Iterable[Writer]) -> list[Acknowledged]:
    return [each for writer in writers for each in writer.acknowledged]


def all_effects(writers: Iterable[Writer]) -> Counter[Effect]:
    return sum((writer.effects for writer in writers), Counter())


async def assert_answered_as_before(
    client: Client, writers: list[Writer], thrown: random.Random
) -> None:
    """Whatever is asked again under its key, from whichever run, gets its first answer."""
    asked = acknowledged(writers)
    for write, answer in thrown.sample(asked, min(_ASKED_AGAIN, len(asked))):
        assert await write.sent(client) == answer


def new_order(seq: int, name: str) -> Event:
    order = {"id": name, "items": [{"id": f"{name}-item", "name": name}]}
    return {"seq": seq, "type": "order:new", "payload": {"order": order}}


def item_moved(seq: int, item: str, status: str) -> Event:
    payload: dict[str, Any] = {"item": {"id": item, "status": status}}
    return {"seq": seq, "type": "order:item_status", "payload": payload}


class TestTheAuditor:
    """The auditor itself, on histories that are known to be wrong."""

    LOG = (
        new_order(1, "soup"),
        item_moved(2, "soup-item", "preparing"),
        item_moved(3, "soup-item", "ready"),
    )

    def test_a_true_history_is_clean(self) -> None:
        assert audit(effects_of(self.LOG), self.LOG) == CLEAN

    @pytest.mark.parametrize("missing", [0, 1, 2])
    def test_a_lost_write_is_found(self, missing: int) -> None:
        left = [event for at, event in enumerate(self.LOG) if at != missing]
        log = [{**event, "seq": seq} for seq, event in enumerate(left, start=1)]
        found = audit(effects_of(self.LOG), log)
        assert found == CLEAN._replace(lost=effects_of([self.LOG[missing]]))

    @pytest.mark.parametrize("twice", [0, 1, 2])
    def test_a_doubled_write_is_found(self, twice: int) -> None:
        log = [*self.LOG, {**self.LOG[twice], "seq": 4}]
        found = audit(effects_of(self.LOG), log)
        assert found == CLEAN._replace(doubled=effects_of([self.LOG[twice]]))

    def test_an_order_doubled_under_another_id_is_found(self) -> None:
        again = new_order(4, "soup")
        again["payload"]["order"]["id"] = "another"
        found = audit(effects_of(self.LOG), [*self.LOG, again])
        assert found.doubled == effects_of([again])

    def test_a_gap_is_found(self) -> None:
        log = [*self.LOG[:2], {**self.LOG[2], "seq": 4}]
        assert audit(effects_of(log), log) == CLEAN._replace(gaps=[4])

    def test_a_log_that_does_not_begin_at_one_is_found(self) -> None:
        log = [{**event, "seq": event["seq"] + 1} for event in self.LOG]
        assert audit(effects_of(log), log).gaps == [2, 3, 4]
