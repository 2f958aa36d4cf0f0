"""Two hundred sockets hear twenty events a second, and then some of them take nothing any more."""

import asyncio
import re
import statistics
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from itertools import cycle
from typing import Any, NamedTuple

from hub.limits import DEFAULT
from tests.support.event_listener import EventListener, Stalled, addresses, held_by
from tests.support.process import Client, HubProcess
from tests.support.waiting import seconds

SOCKETS = 200
STALLED = 20
PER_SECOND = 20
CLOSED_WITHIN = 15.0
SLOWER_AT_MOST = 1.5

_AS_IN_A_BRANCH = {
    "GALLEY_LIMITS_CONNECTIONS": str(DEFAULT.connections),
    "GALLEY_LIMITS_CONNECTIONS_PER_ADDRESS": str(DEFAULT.connections_per_address),
}
LIMITS = _AS_IN_A_BRANCH
"""For the hub: each socket comes from an address of its own, as in a branch."""

_STAMP = re.compile(rb'"notes":"at (\d+)"')
_ORDERS = 20
_LINES = 4
_GLANCE = 0.05
_ARRIVED_WITHIN = 15.0


class Outcome(NamedTuple):
    """What came of it.

    Attributes:
        events: that were published.
        faults: what the others heard not as it was, or not at all.
        closed_after: of each stalled socket, seconds until it was closed.
        still_open: of each stalled one that is older than it may become, its age in seconds.
        alone, beside: the 99th percentile of the seconds from a change to each of the others,
            without stalled sockets and beside them; of each second's, the middle one, so that
            somebody else's moment on the same processors counts for neither.
    """

    events: int
    faults: list[str]
    closed_after: list[float]
    still_open: list[float]
    alone: float
    beside: float

    @property
    def slower(self) -> float:
        """How many times slower the others became."""
        return self.beside / self.alone


async def stalled_sockets(hub: HubProcess, alone: float, beside: float) -> Outcome:
    """Do it.

    Args:
        hub: running; made with ``LIMITS``.
        alone: seconds without stalled sockets, half of them before and half after.
        beside: seconds with them; whenever one is closed another one comes.
    """
    token = hub.make_token("waiter", "tablet")
    places = addresses(SOCKETS)
    times: dict[bool, dict[int, list[float]]] = {False: {}, True: {}}
    stalling = False

    def heard(event: bytes) -> None:
        found = _STAMP.search(event)
        if found:
            asked = int(found[1]) / 1e9
            second = times[stalling].setdefault(int(asked), [])
            second.append(time.perf_counter() - asked)

    ears = [EventListener(token, heard) for _ in range(SOCKETS - STALLED)]
    crowd = _Crowd(places[-STALLED:], hub.port, token)
    async with hub.client() as client, crowd.watched():
        orders = [await _placed(client, number) for number in range(_ORDERS)]
        for ear, place in zip(ears, places, strict=False):
            await ear.connect(place, hub.port)
        await _changes(client, orders, alone / 2)
        stalling = True
        with crowd:
            await _changes(client, orders, beside)
            still_open = [each.age for each in crowd.open if each.age > CLOSED_WITHIN]
            stalling = False
        await _changes(client, orders, alone / 2)
        _, answer = await client.get("/api/kitchen/orders")
        last = answer["seq"]
        await seconds(lambda: all(ear.seq >= last for ear in ears), _ARRIVED_WITHIN)
    faults = [fault for ear in ears for fault in ear.faults]
    faults += [f"stands at event {each.seq} of {last}" for each in ears if each.seq != last]
    for ear in ears:
        ear.drop()
    p99 = {which: _p99(each.values()) for which, each in times.items()}
    return Outcome(last, faults, crowd.closed_after, still_open, p99[False], p99[True])


def _p99(seconds: Iterable[list[float]]) -> float:
    return statistics.median(statistics.quantiles(each, n=100)[98] for each in seconds)


class _Crowd:
    """The stalled sockets: as many as there are places, as long as it is entered."""

    def __init__(self, places: list[str], port: int, token: str) -> None:
        self._token = token
        self._port = port
        self._places = places
        self.closed_after: list[float] = []
        self.open: list[Stalled] = []

    def __enter__(self) -> None:
        self.open = [self._made(place) for place in self._places]

    def __exit__(self, *_: object) -> None:
        leaving, self.open = self.open, []
        for each in leaving:
            each.close()

    def _made(self, place: str) -> Stalled:
        return Stalled(place, self._port, self._token)

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Note when each is closed, and put another one in its place.

        To be begun long before there are any: looking costs the listeners' process some
        milliseconds each time, which must count the same with stalled sockets and without.
        """
        watching = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching

    async def _watch(self) -> None:
        while True:
            before = self.open
            held = await asyncio.to_thread(held_by, self._port)
            for number, each in enumerate(before):
                if each.name not in held and before is self.open:
                    self.closed_after.append(each.age)
                    each.close()
                    another = await asyncio.to_thread(self._made, self._places[number])
                    if before is self.open:
                        before[number] = another
                    else:
                        another.close()
            await asyncio.sleep(_GLANCE)


async def _placed(client: Client, number: int) -> str:
    lines = [{"name": f"Dish {each}", "quantity": 2} for each in range(_LINES)]
    body: dict[str, Any] = {"type": "dine_in", "table_number": str(number), "items": lines}
    status, answer = await client.post("/api/orders", json=body)
    assert status == 201, answer
    return str(answer["data"]["id"])


async def _changes(client: Client, orders: list[str], seconds: float) -> None:
    """Change orders at an even pace; each change is one event, and says when it was asked for."""
    begun = time.perf_counter()
    for number, order in zip(range(round(seconds * PER_SECOND)), cycle(orders)):
        await asyncio.sleep(begun + number / PER_SECOND - time.perf_counter())
        notes = {"notes": f"at {time.perf_counter_ns()}"}
        status, answer = await client.patch(f"/api/orders/{order}", json=notes)
        assert status == 200, answer
