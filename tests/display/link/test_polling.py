"""Something on the way lets no WebSocket through: the screen asks, until it does."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from display.state.messages import LinkState
from hub.domain.permissions import Role
from hub.domain.times import milliseconds
from tests.display.link.conftest import StandBefore
from tests.support.live import Live, alive, eventually
from tests.support.screen import Listener, listening


@pytest.fixture
async def live(tmp_path: Path) -> AsyncIterator[Live]:
    async with alive(tmp_path / "data") as live:
        yield live


@pytest.fixture
async def url(live: Live, stand_before: StandBefore) -> str:
    """Start a way to the hub that is too narrow for a WebSocket; returns its address."""
    return await stand_before(live.port, sockets=False)


@pytest.fixture
async def screen(
    live: Live, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Listener]:
    monkeypatch.setattr("display.link.link.POLL_EVERY", 0.1)
    async with listening(url, live.token(Role.KITCHEN), tmp_path / "screen") as screen:
        yield screen


async def test_a_screen_without_a_socket_polls(screen: Listener) -> None:
    await eventually(lambda: bool(screen.ways))
    assert screen.ways == [LinkState.POLLING]


async def test_it_hears_of_new_orders(live: Live, screen: Listener) -> None:
    await eventually(lambda: screen.state.connection is LinkState.POLLING)

    order = await live.place("Soup")

    await eventually(lambda: order["id"] in screen.orders)


async def test_a_ticket_that_is_called_off_stays_struck_or_leaves_with_a_word(
    live: Live, screen: Listener
) -> None:
    begun, untouched = [await live.place("Soup") for _ in range(2)]
    await eventually(lambda: len(screen.orders) == 2)
    screen.bump(begun["id"], "preparing")
    await eventually(lambda: screen.orders[begun["id"]].status == "preparing")

    for each in (begun, untouched):
        cancel = {"status": "cancelled", "reason": "guests left"}
        await live.ask("PATCH", f"/api/orders/{each['id']}/status", cancel)

    await eventually(lambda: screen.orders.keys() == {begun["id"]} and bool(screen.state.notices))
    assert screen.state.is_struck(screen.orders[begun["id"]])
    [notice] = screen.state.notices
    assert notice.order is not None
    assert notice.order.id == untouched["id"]


async def test_it_knows_the_run_of_the_hubs_log(live: Live, screen: Listener) -> None:
    await eventually(lambda: screen.state.connection is LinkState.POLLING)

    assert screen.state.replica.epoch == live.hub.branch.epoch


async def test_ages_begin_near_nothing(live: Live, screen: Listener) -> None:
    await eventually(lambda: screen.state.connection is LinkState.POLLING)
    asked = screen.listeners.now()
    order = await live.place("Soup")
    placed = screen.listeners.now()

    # What the hub wrote is between the two, give or take the second that its answers are short of.
    ahead = screen.state.hub_ahead
    assert ahead is not None
    assert asked - 1000 <= milliseconds(order["created_at"]) - ahead <= placed + 1000


async def test_its_presses_reach_the_hub(live: Live, screen: Listener) -> None:
    order = await live.place("Soup")
    await eventually(lambda: order["id"] in screen.orders)

    screen.bump(order["id"], "preparing")

    await eventually(lambda: screen.orders[order["id"]].status == "preparing")


async def test_what_it_logs_of_that_holds_no_token(
    live: Live, url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    token = live.token(Role.KITCHEN)
    with caplog.at_level(logging.DEBUG):
        async with listening(url, token, tmp_path / "screen") as screen:
            await eventually(lambda: screen.state.connection is LinkState.POLLING)

    assert "no line to the hub: WSServerHandshakeError: 502" in caplog.text
    assert token not in caplog.text
