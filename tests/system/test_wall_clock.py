"""A real hub whose wall clock is set under it, or stood still while the machine was off."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import pytest

from hub.domain.times import milliseconds
from hub.realtime.subscriber import MAX_MESSAGES
from tests.support.faked_time import FakedTime
from tests.support.live import eventually
from tests.support.process import HubProcess
from tests.support.screen import Listener, listening, now

pytestmark = pytest.mark.system

_HOUR, _DAY = 3_600, 86_400
_JUMP = 1_000
"""Milliseconds by which no age may jump."""

_NOW = int(time.time())
WALLS = {
    "an hour back": -_HOUR,
    "a day on": _DAY,
    "1970": 60 - _NOW,
    "2038": 2**31 - 5 - _NOW,
}
"""By how many seconds the wall clock is wrong. In the last one 32 bits are full 5 s later."""

steps = pytest.mark.parametrize("wrong_by", WALLS.values(), ids=WALLS)


class Kitchen:
    """A hub with a clock that is set from outside, and a screen that has been there all along."""

    def __init__(self, hub: HubProcess, clock: FakedTime, folder: Path) -> None:
        self.hub = hub
        self.clock = clock
        self.taken: dict[str, int] = {}
        self._answered: dict[str, int] = {}
        self._folder = folder
        self._screens = 0
        self._token = hub.make_token("kitchen", "screens")

    async def place(self, key: str) -> str:
        """Take an order; the same key is the same order."""
        body = {"type": "dine_in", "items": [{"name": "Soup", "quantity": 1}]}
        sent = now()
        async with self.hub.client() as client:
            status, answer = await client.post(
                "/api/orders", json=body, headers={"Idempotency-Key": key}
            )
        assert status == 201, answer
        order_id = str(answer["data"]["id"])
        self.taken.setdefault(order_id, sent)
        self._answered.setdefault(order_id, now())
        return order_id

    @asynccontextmanager
    async def screen(self) -> AsyncIterator[Listener]:
        """Have one more screen, which shows what there is."""
        self._screens += 1
        folder = self._folder / f"screen-{self._screens}"
        folder.mkdir()
        async with listening(lambda: self.hub.url, self._token, folder) as screen:
            await eventually(lambda: set(screen.orders) == set(self.taken))
            yield screen

    async def orders(self) -> list[dict[str, Any]]:
        """Ask for the open orders."""
        async with self.hub.client(self._token) as client:
            status, answer = await client.get("/api/kitchen/orders")
        assert status == 200, answer
        return list(answer["data"])

    async def followed(self, screen: Listener, wrong_by: int) -> None:
        """Wait until the newest order has its new times, and watch the screen meanwhile."""
        newest = list(self.taken)[-1]
        wall = time.time() * 1000 + wrong_by * 1000
        before = {order: screen.state.age(screen.orders[order], now()) for order in screen.orders}
        began = now()
        deadline = time.monotonic() + 20
        while True:
            at = now()
            for order, was in before.items():
                shown = screen.state.age(screen.orders[order], at)
                assert abs(shown - was - (at - began)) <= _JUMP
            taken = milliseconds(screen.orders[newest].created_at)
            if abs(taken + (at - self.taken[newest]) - wall) < 60_000:
                return
            assert time.monotonic() < deadline, self.hub.log_text()
            await asyncio.sleep(0.05)

    def ages_off(self, screen: Listener) -> list[int]:
        """Say by how much each age on a screen is off, in ms.

        The hub took an order at some time between the request and its answer.
        """
        at = now()
        ages = {order: screen.state.age(screen.orders[order], at) for order in self.taken}
        return [
            max(0, age - (at - self.taken[order]), (at - self._answered[order]) - age)
            for order, age in ages.items()
        ]

    async def polled_age_off(self) -> float:
        """Say by how much the newest order's age is off by a poll's head and body, in ms."""
        headers = {"Authorization": f"Bearer {self.hub.token}"}
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.get(f"{self.hub.url}/api/kitchen/orders") as answer,
        ):
            *_, order = (await answer.json())["data"]
        at = parsedate_to_datetime(answer.headers["Date"]).timestamp() * 1000
        true = now() - self.taken[order["id"]]
        return at - milliseconds(order["created_at"]) - true

    def restart(self, wrong_by: int) -> None:
        """Kill the hub, set the wall clock, and start the hub anew."""
        self.hub.kill()
        self.clock.set(wrong_by)
        self.hub.start()

    def cut_power(self, wrong_by: int) -> None:
        """Do the same to the whole machine: what the hub had known of its clocks is of no use."""
        self.hub.kill()
        with closing(sqlite3.connect(self.hub.data / "galley.db")) as database, database:
            [[mark]] = database.execute("SELECT value FROM meta WHERE name = 'clock'")
            other = msgspec.json.decode(mark) | {"boot": "another run of the machine"}
            database.execute(
                "UPDATE meta SET value = ? WHERE name = 'clock'",
                (msgspec.json.encode(other).decode(),),
            )
        self.clock.set(wrong_by)
        self.hub.start()


@pytest.fixture
def even() -> bool:
    """Whether there is a clock to notice a step by."""
    return True


@pytest.fixture
def kitchen(tmp_path: Path, *, even: bool) -> Iterator[Kitchen]:
    """Open a kitchen at the right time."""
    clock = FakedTime(tmp_path / "clock", even=even)
    # Where no clock is even, an order of a minute is a day old, and would be completed as such.
    environment = {**clock.environment, "GALLEY_ORDERS_CLOSE_AFTER_HOURS": "12" if even else "0"}
    with HubProcess(tmp_path / "data", environment=environment) as hub:
        yield Kitchen(hub, clock, tmp_path)


@steps
async def test_a_wall_clock_that_is_set_moves_no_age(kitchen: Kitchen, wrong_by: int) -> None:
    await kitchen.place("first")
    await kitchen.place("second")
    async with kitchen.screen() as screen:
        kitchen.clock.set(wrong_by)
        await kitchen.followed(screen, wrong_by)
        async with kitchen.screen() as later:
            assert max(kitchen.ages_off(later)) <= _JUMP
        assert max(kitchen.ages_off(screen)) <= _JUMP


async def test_neither_do_more_ages_than_may_wait_for_a_screen(kitchen: Kitchen) -> None:
    for number in range(MAX_MESSAGES + 1):
        await kitchen.place(f"order-{number}")
    async with kitchen.screen() as screen:
        kitchen.clock.set(_DAY)
        await kitchen.followed(screen, _DAY)
        assert max(kitchen.ages_off(screen)) <= _JUMP


@pytest.mark.parametrize("even", [False], ids=["no even clock"])
async def test_without_an_even_clock_the_same_ages_are_wrong(kitchen: Kitchen) -> None:
    await kitchen.place("first")
    kitchen.clock.set(_DAY)
    async with kitchen.screen() as later:
        assert max(kitchen.ages_off(later)) > _JUMP


@steps
async def test_after_a_step_everything_goes_on_as_before(kitchen: Kitchen, wrong_by: int) -> None:
    ids = [await kitchen.place("first"), await kitchen.place("second")]
    async with kitchen.screen() as screen:
        kitchen.clock.set(wrong_by)
        await kitchen.followed(screen, wrong_by)
        assert await kitchen.place("first") == ids[0]
        ids.append(await kitchen.place("third"))
        press = screen.bump(ids[0], "ready")
        await eventually(lambda: [a.press_id for a in screen.answers if not a.refusal] == [press])
        await eventually(lambda: screen.orders[ids[0]].status == "ready")
        assert [order.id for order in screen.state.board()] == ids
    assert [order["id"] for order in await kitchen.orders()] == ids
    async with kitchen.hub.client() as client:
        _, log = await client.get("/api/events?after=0&limit=500")
    assert [event["seq"] for event in log["data"]] == list(range(1, len(log["data"]) + 1))


@steps
async def test_a_screen_that_polls_gets_the_hubs_time(kitchen: Kitchen, wrong_by: int) -> None:
    await kitchen.place("first")
    async with kitchen.screen() as screen:
        kitchen.clock.set(wrong_by)
        await kitchen.followed(screen, wrong_by)
    assert abs(await kitchen.polled_age_off()) <= 2 * _JUMP


async def test_so_does_one_that_polls_while_the_hub_believes_no_stopped_clock(
    kitchen: Kitchen,
) -> None:
    kitchen.cut_power(-_HOUR)
    await kitchen.place("first")
    assert abs(await kitchen.polled_age_off()) <= 2 * _JUMP


@steps
async def test_a_restart_with_another_wall_clock_moves_no_age(
    kitchen: Kitchen, wrong_by: int
) -> None:
    await kitchen.place("first")
    await kitchen.place("second")
    kitchen.restart(wrong_by)
    async with kitchen.screen() as screen:
        assert max(kitchen.ages_off(screen)) <= _JUMP
        assert not screen.state.at_least
        assert await kitchen.place("first") == next(iter(kitchen.taken))


async def test_after_a_power_cut_with_a_stopped_clock_old_tickets_are_at_least_so_old(
    kitchen: Kitchen,
) -> None:
    old = await kitchen.place("first")
    kitchen.cut_power(-_HOUR)
    await kitchen.place("second")
    async with kitchen.screen() as screen:
        assert screen.state.at_least == {old}
        kitchen.clock.set(0)
        await kitchen.followed(screen, 0)
        at = now()
        assert screen.state.age(screen.orders[old], at) <= at - kitchen.taken[old] + _JUMP
        assert kitchen.ages_off(screen)[1] <= _JUMP
        assert screen.state.at_least == {old}


async def test_when_the_clock_is_set_old_orders_keep_the_time_they_were_taken_at(
    kitchen: Kitchen,
) -> None:
    await kitchen.place("first")
    [before] = await kitchen.orders()
    kitchen.cut_power(-_HOUR)
    await kitchen.place("second")
    async with kitchen.screen() as screen:
        kitchen.clock.set(0)
        await kitchen.followed(screen, 0)
    old, new = await kitchen.orders()
    assert old["created_at"] == before["created_at"]
    assert abs(milliseconds(new["created_at"]) - time.time() * 1000) < 60_000
