"""The hub is killed and started again: no press is lost, none doubled, and their order is kept."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from display.state.messages import LinkState
from hub.wire.socket_messages import Painted
from tests.support.live import eventually
from tests.support.process import HubProcess
from tests.support.screen import Listener, listening

pytestmark = pytest.mark.system


@pytest.fixture
def hub(tmp_path: Path, hub_process: HubProcess) -> HubProcess:
    """Keep the hub on its port from now on, or the screen would not find it again."""
    hub_process._arguments += ["--port", str(hub_process.port)]
    return hub_process


@pytest.fixture
async def screen(hub: HubProcess, tmp_path: Path) -> AsyncIterator[Listener]:
    token = hub.make_token("kitchen", "the screen")
    async with listening(hub.url, token, tmp_path / "screen") as screen:
        await eventually(screen.live)
        yield screen


async def place(hub: HubProcess, count: int) -> list[str]:
    """Take orders of one soup each; returns their ids."""
    body = {"type": "takeout", "items": [{"name": "Soup", "quantity": 1}]}
    async with hub.client() as client:
        made = [await client.post("/api/orders", json=body) for _ in range(count)]
    return [answer["data"]["id"] for _, answer in made]


async def steps(hub: HubProcess) -> list[tuple[str, str]]:
    """List what has happened to lines, in order: the order's id and the new status."""
    async with hub.client() as client:
        _, answer = await client.get("/api/events?limit=500")
    events: list[dict[str, Any]] = answer["data"]
    return [
        (event["payload"]["orderId"], event["payload"]["item"]["status"])
        for event in events
        if event["type"] == "order:item_status"
    ]


async def test_presses_made_while_the_hub_is_away_are_done_in_their_order(
    hub: HubProcess, screen: Listener
) -> None:
    orders = await place(hub, 4)
    hub.kill()
    await eventually(lambda: not screen.live())

    for order in reversed(orders):
        screen.bump(order, "preparing")
    for order in orders:
        screen.bump(order, "ready")
    hub.start()

    await eventually(lambda: len(screen.answers) == 8)
    wanted = [*((each, "preparing") for each in reversed(orders)), *((o, "ready") for o in orders)]
    assert await steps(hub) == wanted


async def test_the_answers_come_in_the_order_of_the_presses(
    hub: HubProcess, screen: Listener
) -> None:
    orders = await place(hub, 3)
    hub.kill()

    presses = [screen.bump(order, "ready") for order in orders]
    hub.start()

    await eventually(lambda: len(screen.answers) == 3)
    assert [each.press_id for each in screen.answers] == presses


@pytest.mark.timeout(180)
async def test_a_hub_that_is_killed_among_presses_does_each_once(
    hub: HubProcess, screen: Listener
) -> None:
    orders = await place(hub, 40)

    async def press_all() -> None:
        for order in orders:
            screen.bump(order, "preparing")
            screen.bump(order, "ready")
            await asyncio.sleep(0.01)

    pressing = asyncio.create_task(press_all())
    for answered in (5, 30):
        await eventually(lambda wanted=answered: len(screen.answers) >= wanted)  # type: ignore[misc]
        hub.kill()
        hub.start()
    await pressing

    await eventually(lambda: len(screen.answers) == 80)
    assert [each.refusal for each in screen.answers] == [None] * 80
    assert await steps(hub) == [(order, to) for order in orders for to in ("preparing", "ready")]


async def test_presses_outlive_a_restart_of_the_screen(hub: HubProcess, tmp_path: Path) -> None:
    orders = await place(hub, 3)
    token = hub.make_token("kitchen", "the screen")
    url = hub.url
    hub.kill()
    async with listening(url, token, tmp_path / "screen") as first:
        for order in orders:
            first.bump(order, "preparing")
    hub.start()

    async with listening(url, token, tmp_path / "screen") as second:
        await eventually(lambda: len(second.answers) == 3)

    assert await steps(hub) == [(order, "preparing") for order in orders]


async def test_what_was_missed_meanwhile_is_on_the_screen_afterwards(
    hub: HubProcess, screen: Listener
) -> None:
    hub.kill()
    await eventually(lambda: not screen.live())
    hub.start()
    [order] = await place(hub, 1)

    await eventually(lambda: order in screen.orders)


async def test_the_cut_is_said_and_so_is_its_end(hub: HubProcess, screen: Listener) -> None:
    hub.kill()
    await eventually(lambda: not screen.live())
    hub.start()
    await eventually(screen.live)

    assert screen.ways[:2] == [LinkState.LIVE, LinkState.SEARCHING]
    assert screen.ways[-1] is LinkState.LIVE


async def test_what_was_painted_is_reported_again_after_a_cut(
    hub: HubProcess, screen: Listener
) -> None:
    assert screen.link is not None
    await place(hub, 9)
    screen.link.report_painted(Painted(seq=9))
    hub.kill()
    await eventually(lambda: not screen.live())
    hub.start()
    await eventually(screen.live)

    painted = None
    async with hub.client() as client:
        while painted != 9:
            _, answer = await client.get("/api/kitchen/screens")
            painted = next((each["painted_seq"] for each in answer["data"]), None)
