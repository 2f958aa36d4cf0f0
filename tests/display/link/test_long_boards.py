"""A screen takes whatever board a hub can hold, also over a slow network."""

import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from display.link import socket_client
from display.state.messages import LinkState
from hub.domain.permissions import Role
from hub.http import websocket_sender
from hub.http.answers import SLICE
from hub.wire.responses import Pieces
from tests.support.live import Live, alive, eventually
from tests.support.screen import listening

_MIB = 1024 * 1024


@pytest.fixture
async def live(tmp_path: Path) -> AsyncIterator[Live]:
    async with alive(tmp_path / "data") as live:
        yield live


async def _many(live: Live, count: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """Have the hub show many large orders; returns how many bytes they have."""
    lines = [{"name": f"dish {each}", "quantity": 1, "notes": "n" * 450} for each in range(100)]
    reply = await live.ask("POST", "/api/orders", {"type": "dine_in", "items": lines})
    order_id = reply.data["id"]
    entry = live.hub.branch.live_orders.get_committed(order_id)
    assert entry is not None
    bodies = tuple(
        entry.body.replace(order_id.encode(), b"%036d" % number) for number in range(count)
    )
    monkeypatch.setattr(live.hub.branch.board, "snapshot", lambda *_whose: bodies)
    return sum(map(len, bodies))


async def test_a_screen_takes_twice_what_a_hub_may_hold(
    live: Live, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = await _many(live, 600, monkeypatch)
    assert size > 2 * 12 * _MIB
    url = f"http://127.0.0.1:{live.port}"
    async with listening(url, live.token(Role.KITCHEN), tmp_path) as screen:
        await eventually(lambda: len(screen.orders) == 600)
        assert screen.ways == [LinkState.LIVE]


async def test_a_screen_waits_for_a_snapshot_as_long_as_more_of_it_comes(
    live: Live, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = Pieces.slices

    def slowly(self: Pieces, size: int) -> Iterator[bytes]:
        for each in at_once(self, size):
            time.sleep(0.03)
            yield each

    size = await _many(live, 20, monkeypatch)
    # All of it takes longer than a silence may.
    assert size // SLICE * 0.03 > 1.5
    monkeypatch.setattr(Pieces, "slices", slowly)
    monkeypatch.setattr(socket_client, "SILENT_AFTER", 1.5)
    monkeypatch.setattr(websocket_sender, "SIGN_OF_LIFE_EVERY", 0.1)
    url = f"http://127.0.0.1:{live.port}"
    async with listening(url, live.token(Role.KITCHEN), tmp_path) as screen:
        await eventually(lambda: len(screen.orders) == 20)
        assert screen.ways == [LinkState.LIVE]
