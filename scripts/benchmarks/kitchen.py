"""Orders for the benchmarks, through the public API."""

import asyncio
from typing import Any

import aiohttp

from scripts.benchmarks.harness import CONNECTIONS, Server

LINES = 4


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


async def placed(server: Server, count: int) -> list[str]:
    """Place orders; returns the ids of their items, oldest order first."""
    numbers = iter(range(count))
    answers: dict[int, list[str]] = {}
    headers = {"Authorization": f"Bearer {server.token}"}
    async with aiohttp.ClientSession(server.url, headers=headers) as session:

        async def place() -> None:
            for number in numbers:
                async with session.post("/api/orders", json=order(number)) as response:
                    response.raise_for_status()
                    data = (await response.json())["data"]
                    answers[number] = [item["id"] for item in data["items"]]

        await asyncio.gather(*(place() for _ in range(CONNECTIONS)))
    return [item for number in sorted(answers) for item in answers[number]]
