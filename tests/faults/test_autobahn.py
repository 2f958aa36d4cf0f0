"""Autobahn's fuzzing client on the hub's way with WebSockets."""

import asyncio
from pathlib import Path

import pytest
from aiohttp import web

from hub.http.websocket_sender import new_socket
from tests.support.autobahn import Found, fuzzed
from tests.support.echoing import MakeSocket, echoing

# It fetches Debian and Python 2, once.
pytestmark = [pytest.mark.long, pytest.mark.system, pytest.mark.timeout(400)]

AIOHTTP_TAKES = {
    "7.9.5": "a close frame with code 1100, which nobody has defined: aiohttp answers it with the "
    "same code"
}
"""What fails because of aiohttp, and does no harm: the connection ends either way."""


async def ended(folder: Path, make: MakeSocket = new_socket, *cases: str) -> dict[str, Found]:
    async with echoing(make) as port:
        if cases:
            return await asyncio.to_thread(fuzzed, port, folder, cases)
        return await asyncio.to_thread(fuzzed, port, folder)


def bad(found: dict[str, Found]) -> set[str]:
    return {case for case, each in found.items() if not each.good}


async def test_what_the_hub_makes_of_websocket_frames_is_what_the_standard_says(
    tmp_path: Path,
) -> None:
    found = await ended(tmp_path)

    assert len(found) > 240
    assert bad(found) == set(AIOHTTP_TAKES)


async def test_a_server_that_leaves_pings_unanswered_is_seen(tmp_path: Path) -> None:
    def unanswering(frame_bytes: int, heartbeat: float) -> web.WebSocketResponse:
        return web.WebSocketResponse(autoping=False, autoclose=False)

    assert "2.1" in bad(await ended(tmp_path, unanswering, "2.1"))
