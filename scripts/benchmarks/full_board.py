"""A board of full tickets on a hub, as a busy kitchen has it: eight of them, or more."""

import asyncio
import itertools
import json
import random
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import aiohttp

from scripts.benchmarks.harness import ServerUnderTest

TICKETS = 8

_MENU = Path(__file__).parents[1] / "sample-menu.json"
_PAUSES = (0.03, 0.07)
"""Seconds between two presses, so that each is painted by itself, in no step with any frame."""

_MOST_WAITED = 30.0


_Step = tuple[str, str, dict[str, str] | None]


class BusyKitchen:
    """The tickets, and a cook who presses their lines.

    Args:
        session: speaks to the hub as a manager.
    """

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session
        self._steps: Iterator[_Step] = iter(())
        self._chance = random.Random(8)  # noqa: S311 - a figure to be had again, no secret

    async def open(self, tickets: int) -> None:
        """Place so many orders, with some lines begun and some ready."""
        menu = json.loads(await asyncio.to_thread(_MENU.read_bytes))
        await self._ask("POST", "/api/menu/import", menu)
        dishes = {dish["name"]: dish for dish in menu["items"]}
        items = []
        for number in range(tickets):
            placed = await self._ask("POST", "/api/orders", _order(number, dishes))
            items += [item["id"] for item in placed["items"]]
        for item in items[::3]:
            await self._ask(*_moved(item, "preparing"))
        self._steps = itertools.cycle(_steps(items[1::3]))

    async def press(self, times: int) -> list[float]:
        """Press one line after the other forward and back, so that no ticket ever leaves.

        Returns:
            when each press was sent, in Unix seconds. Each of them makes one
            ``order:item_status``, in this order.
        """
        sent = []
        for step in itertools.islice(self._steps, times):
            await asyncio.sleep(self._chance.uniform(*_PAUSES))
            sent.append(time.time())
            await self._ask(*step)
        return sent

    async def painted(self, *names: str, after: int = -1) -> int:
        """Wait until screens have painted all there is.

        Args:
            names: of the screens.
            after: the last event of which there has to be a later one.

        Returns:
            the last event that they have all painted.

        Raises:
            TimeoutError: they have not after half a minute.
        """
        deadline = time.monotonic() + _MOST_WAITED
        while time.monotonic() < deadline:
            async with self._session.get("/api/kitchen/screens") as answer:
                listed = await answer.json()
            seq: int = listed["seq"]
            current = {
                screen["name"] for screen in listed["data"] if (screen["painted_seq"] or 0) >= seq
            }
            if seq > after and current.issuperset(names):
                return seq
            await asyncio.sleep(0.05)
        raise TimeoutError(f"{' and '.join(names)} have not painted the board")

    async def _ask(self, method: str, path: str, body: object) -> Any:  # noqa: ANN401 - JSON
        async with self._session.request(method, path, json=body) as answer:
            answer.raise_for_status()
            return (await answer.json())["data"]


@asynccontextmanager
async def kitchen(server: ServerUnderTest, tickets: int = TICKETS) -> AsyncIterator[BusyKitchen]:
    """Have so many tickets on a hub that has none yet."""
    headers = {"Authorization": f"Bearer {server.token}"}
    async with aiohttp.ClientSession(server.url, headers=headers) as session:
        made = BusyKitchen(session)
        await made.open(tickets)
        yield made


@contextmanager
def at_work(server: ServerUnderTest) -> Iterator[tuple[BusyKitchen, asyncio.Runner]]:
    """Have the same for turns that are no coroutines, with the loop on which it is used."""
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        try:
            yield runner.run(stack.enter_async_context(kitchen(server))), runner
        finally:
            runner.run(stack.aclose())


def _order(number: int, dishes: dict[str, Any]) -> dict[str, Any]:
    """Write an order that fills its cell: ten lines below the head."""
    lines = (
        ("Steak frites", "medium rare", None),
        ("Sweet potato fries", "aioli", "aside, please"),
        (("Crème brûlée", "حمص Hummus")[number % 2], None, None),
        ("Espresso", None, None),
    )
    return {
        "type": "dine_in",
        "table_number": str(11 + number),
        "customer_name": ("Ana", "Bo", "Ömer", "Zoë")[number % 4],
        "priority": "rush" if number == 1 else "normal",
        "notes": "Birthday! Candle on it",
        "items": [
            {
                "menu_item_id": dishes[name]["id"],
                "quantity": 1 + number % 3,
                "modifiers": [
                    {"modifier_id": each["id"]}
                    for each in dishes[name]["modifiers"]
                    if each["name"] == modifier
                ],
                "notes": notes,
            }
            for name, modifier, notes in lines
        ],
    }


def _moved(item: str, status: str) -> _Step:
    return "PATCH", f"/api/kitchen/items/{item}/status", {"status": status}


def _steps(items: list[str]) -> list[_Step]:
    recalled: list[_Step] = [("POST", f"/api/kitchen/items/{item}/recall", None) for item in items]
    return [
        *(_moved(item, "preparing") for item in items),
        *(_moved(item, "ready") for item in items),
        *recalled,
        *recalled,
    ]
