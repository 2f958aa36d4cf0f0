"""A snapshot and its subscription belong to one moment."""

import asyncio
from typing import Any

import pytest

from hub.store.rows import Rows
from tests.support.live import Live
from tests.support.sockets import Socket, joined
from tests.support.wire import DEADLINE


async def stop(socket: Socket) -> list[dict[str, Any]]:
    """Return all that was told so far: a pong is in line behind it."""
    await socket.say("ping")
    return (await socket.hear_until("pong"))[:-1]


async def test_an_order_that_lands_right_after_a_snapshot_is_heard(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    board, store = live.hub.branch.board, live.hub.branch._store
    check_station, commit = board.check_station, store.commit
    durable, asked = asyncio.Event(), asyncio.Event()

    async def commit_and_wait(rows: Rows) -> None:
        await commit(rows)
        durable.set()
        async with asyncio.timeout(DEADLINE):
            await asked.wait()

    def let_it_land_next(station: str | None) -> None:
        # The writer is in line from here on: whatever this step leaves for later comes after it.
        asked.set()
        check_station(station)

    async with joined(live.port, live.token("waiter")) as socket:
        await socket.say("leave", room=live.room)
        await socket.hear_until("left")
        monkeypatch.setattr(store, "commit", commit_and_wait)
        monkeypatch.setattr(board, "check_station", let_it_land_next)
        placing = asyncio.create_task(live.place())
        async with asyncio.timeout(DEADLINE):
            await durable.wait()
        await socket.say("join", room=live.kitchen_room, snapshot=True)
        answer = await socket.hear()
        order = await placing
        heard = await stop(socket)

    assert (answer["type"], answer["orders"]) == ("joined", [])
    assert [(each["seq"], each["payload"]["orderId"]) for each in heard] == [
        (answer["seq"] + 1, order["id"])
    ]
