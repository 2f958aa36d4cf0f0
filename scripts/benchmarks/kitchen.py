"""Orders for the benchmarks, through the public API."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from http import HTTPStatus
from typing import Any, TypeVar

import aiohttp

from hub.domain.eviction import BoardBounds
from scripts.benchmarks.harness import CONNECTIONS, ServerUnderTest

_T = TypeVar("_T")

LINES = 4

FULL_BOARD = BoardBounds().orders - CONNECTIONS
"""Open orders that can be placed at once: as many as a hub keeps, but for those that the last
presses of a load begin when it has ended already."""


def order(number: int) -> dict[str, Any]:
    """Write the request of one order with four lines."""
    dishes = ("Chicken Burrito", "Side Salad", "Lemonade", "Chips and Guacamole")
    return {
        "type": "dine_in",
        "table_number": str(number % 40 + 1),
        "items": [
            {"name": dish, "quantity": 1, "modifiers": [{"name": "no onions"}]} for dish in dishes
        ],
    }


async def place_orders(server: ServerUnderTest, count: int) -> list[str]:
    """Place orders on a board that may hold others.

    Those that somebody works on are served, or a new one would give way to them; those that nobody
    has begun give way to the new ones by themselves.

    Args:
        server: a hub.
        count: how many, at most a full board of them.

    Returns:
        the ids of their items, oldest order first.

    Raises:
        ValueError: the first of them would give way to the last.
        aiohttp.ClientResponseError: the hub refuses.
    """
    if count > FULL_BOARD:
        raise ValueError(f"a board holds at most {FULL_BOARD:,} open orders")
    answers: dict[int, list[str]] = {}
    headers = {"Authorization": f"Bearer {server.token}"}
    async with aiohttp.ClientSession(server.url, headers=headers, raise_for_status=True) as session:

        async def place(number: int) -> None:
            async with session.post("/api/orders", json=order(number)) as response:
                data = (await response.json())["data"]
                answers[number] = [item["id"] for item in data["items"]]

        for status in ("preparing", "ready"):
            await _serve(session, f"/api/kitchen/orders?status={status}")
        await _for_each(range(count), place)
    return [item for number in sorted(answers) for item in answers[number]]


async def clear_board(server: ServerUnderTest) -> None:
    """Serve all that stands on a board."""
    headers = {"Authorization": f"Bearer {server.token}"}
    async with aiohttp.ClientSession(server.url, headers=headers, raise_for_status=True) as session:
        await _serve(session, "/api/kitchen/orders")


async def _serve(session: aiohttp.ClientSession, board: str) -> None:
    async def serve(order_id: str) -> None:
        url = f"/api/kitchen/orders/{order_id}/bump"
        async with session.post(url, json={"status": "served"}, raise_for_status=False) as answer:
            # A last press that was still under way may have served it.
            if answer.status != HTTPStatus.BAD_REQUEST:
                answer.raise_for_status()

    async with session.get(board) as response:
        standing = (await response.json())["data"]
    await _for_each([each["id"] for each in standing], serve)


async def _for_each(values: Iterable[_T], ask: Callable[[_T], Awaitable[None]]) -> None:
    left = iter(values)

    async def work() -> None:
        for value in left:
            await ask(value)

    await asyncio.gather(*(work() for _ in range(CONNECTIONS)))
