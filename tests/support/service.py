"""Cooks at work: each has some tickets before it, and moves a line of one after the other.

As a screen's presses and a till's orders do, every request has a key.
"""

import asyncio
import json
import signal
import time
import uuid
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import cycle
from typing import Any, NamedTuple

import aiohttp

from scripts.benchmarks.processes import bytes_written
from tests.support.counting_hub import SAID, Counted, read
from tests.support.process import HubProcess
from tests.support.real_orders import real_orders

OPEN = 40
"""Tickets that are open at the same time, over all cooks."""

_STEPS = ("preparing", "ready", "served")
_Ticket = deque[tuple[str, str]]


class Cost(NamedTuple):
    """What a stretch of a service has cost.

    Attributes:
        changes: that were acknowledged.
        seconds: that they took.
        sent: bytes of the requests' bodies.
        durable: what the hub was to make durable.
        written: bytes that the hub has caused to be written to the disk, as the kernel counts them.
    """

    changes: int
    seconds: float
    sent: int
    durable: Counted
    written: int


async def cost(hub: HubProcess, cooks: int, changes: int) -> Cost:
    """Have orders placed and cooked, and say what that has cost.

    Args:
        hub: a counting one, on a folder of a real disk: a tmpfs counts nothing.
        cooks: how many work at the same time, each with one request under way.
        changes: how many.
    """
    # Until then, tickets gather.
    await served(hub.url, hub.token, cooks, OPEN)
    before, written, began = await _counted(hub), bytes_written(hub.pid), time.monotonic()
    sent = await served(hub.url, hub.token, cooks, changes)
    seconds, written = time.monotonic() - began, bytes_written(hub.pid) - written
    return Cost(changes, seconds, sent, (await _counted(hub)).since(before), written)


async def _counted(hub: HubProcess) -> Counted:
    hub.tell(signal.SIGUSR1)
    return read(await asyncio.to_thread(hub.wait_for_line, SAID))


def requests() -> Iterator[dict[str, Any]]:
    """Make the requests of real orders, again and again."""
    for number, lines in cycle(real_orders().items()):
        items = [
            {
                "name": line.name,
                "quantity": line.quantity,
                "modifiers": [{"name": each} for each in line.modifiers],
            }
            for line in lines
        ]
        yield {"type": "takeout", "customer_name": f"guest {number}", "items": items}


async def served(url: str, token: str, cooks: int, changes: int) -> int:
    """Have orders placed and cooked until so many changes are acknowledged.

    Args:
        url: of the hub.
        token: of a device that may take orders and cook.
        cooks: how many work at the same time, each with one request under way.
        changes: how many.

    Returns:
        the bytes of the requests' bodies.
    """
    left = iter(range(changes))
    orders = requests()
    headers = {"Authorization": f"Bearer {token}"}
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(url, headers=headers, connector=connector) as session:
        each = (_cook(session, left, orders, max(1, OPEN // cooks)) for _ in range(cooks))
        return sum(await asyncio.gather(*each))


async def _cook(
    session: aiohttp.ClientSession,
    left: Iterable[int],
    orders: Iterator[dict[str, Any]],
    share: int,
) -> int:
    tickets: deque[_Ticket] = deque()
    sent = 0
    for _ in left:
        if len(tickets) < share:
            size, order = await _asked(session, "POST", "/api/orders", next(orders))
            ticket = deque((item["id"], step) for step in _STEPS for item in order["items"])
        else:
            ticket = tickets.popleft()
            item, step = ticket.popleft()
            size, _ = await _asked(
                session, "PATCH", f"/api/kitchen/items/{item}/status", {"status": step}
            )
        sent += size
        if ticket:
            tickets.append(ticket)
    return sent


async def _asked(
    session: aiohttp.ClientSession, method: str, path: str, body: dict[str, Any]
) -> tuple[int, Any]:
    data = json.dumps(body).encode()
    headers = {"Content-Type": "application/json", "Idempotency-Key": uuid.uuid4().hex}
    async with session.request(method, path, data=data, headers=headers) as answer:
        answer.raise_for_status()
        return len(data), (await answer.json())["data"]
