"""The writer fails over something that nobody thought of: the hub starts anew and goes on."""

import uuid
from pathlib import Path

import aiohttp
import pytest

from tests.support.careless_hub import program
from tests.support.commands import an_order
from tests.support.live import eventually
from tests.support.process import Client, HubProcess
from tests.support.screen import listening

pytestmark = pytest.mark.system

ORDERS = 20


async def placed(client: Client, number: int) -> int:
    """Place an order under a key of its own; 0 stands for no answer at all."""
    key = {"Idempotency-Key": str(uuid.uuid5(uuid.NAMESPACE_OID, str(number)))}
    order = an_order(f"Dish {number}")
    try:
        status, _ = await client.post("/api/orders", json=order, headers=key)
    except aiohttp.ClientError:
        return 0
    return status


async def test_a_writer_that_fails_leaves_nobody_waiting_and_loses_and_doubles_nothing(
    tmp_path: Path,
) -> None:
    with HubProcess(tmp_path / "data", program=program("landing")) as hub:
        token = hub.make_token("kitchen", "screen")
        async with listening(hub.url, token, tmp_path) as screen, hub.client() as client:
            answers = set()
            for number in range(ORDERS):
                while (status := await placed(client, number)) != 201:
                    answers.add(status)

            await eventually(lambda: len(screen.orders) == ORDERS)
            _, listed = await client.get("/api/kitchen/orders")

    assert 503 in answers
    assert answers <= {0, 503}
    assert hub.log_text().count("writer has failed") == 1
    assert sorted(order["items"][0]["name"] for order in listed["data"]) == sorted(
        f"Dish {number}" for number in range(ORDERS)
    )
