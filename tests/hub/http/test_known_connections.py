"""When every place is taken, who has shown a valid token stays, and a stranger gives way."""

from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest

from tests.support.live import GENEROUS, Live, alive
from tests.support.sockets import connected
from tests.support.wire import Line, line_to, request

PLACES = 3
FEW = msgspec.structs.replace(GENEROUS, connections=PLACES)


@pytest.fixture(params=["http", "https"])
async def live(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Live]:
    async with alive(tmp_path / "data", lan=request.param == "https", limits=FEW) as live:
        yield live


async def healthy(line: Line) -> bool:
    await line.send(request("GET", "/healthz"))
    return (await line.reply()).status == 200


async def crowd(live: Live) -> None:
    """Have more strangers come than there are places."""
    for _ in range(PLACES * 2):
        async with line_to(live.port) as line:
            assert await healthy(line)


async def test_a_request_with_a_valid_token_keeps_its_connection(live: Live) -> None:
    async with line_to(live.port) as known, line_to(live.port) as a, line_to(live.port) as b:
        await known.send(request("GET", "/api/orders", token=live.token("waiter")))
        assert (await known.reply()).status == 200
        assert await healthy(a)
        assert await healthy(b)
        await crowd(live)
        assert await healthy(known)


async def test_a_request_with_a_wrong_token_does_not(live: Live) -> None:
    async with line_to(live.port) as wrong, line_to(live.port) as a, line_to(live.port) as b:
        await wrong.send(request("GET", "/api/orders", token="gly_nobodys"))
        assert (await wrong.reply()).status == 401
        assert await healthy(a)
        assert await healthy(b)
        await crowd(live)
        with suppress(ConnectionError):
            assert await wrong.rest() == b""


async def test_a_socket_that_has_said_who_it_is_keeps_its_connection(live: Live) -> None:
    async with connected(live.port) as known, line_to(live.port) as a, line_to(live.port) as b:
        await known.say("auth", token=live.token("kitchen"))
        assert (await known.hear())["type"] == "auth:success"
        assert await healthy(a)
        assert await healthy(b)
        await crowd(live)
        await known.say("ping")
        assert (await known.hear())["type"] == "pong"
