"""What a hub writes to its log, at its most talkative, when all that it is told is secret."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.support.planted import MADE_UP, SECRET, everything
from tests.support.process import HubProcess
from tests.support.sockets import Closed, connected
from tests.support.wire import exchange, line_to, request

pytestmark = pytest.mark.system

TALKATIVE = {"GALLEY_LOG_LEVEL": "debug"}


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubProcess]:
    with HubProcess(tmp_path / "data", lan=True, environment=TALKATIVE) as running:
        yield running


async def test_no_secret_stands_in_the_log(hub: HubProcess) -> None:
    for sent in everything(hub.token):
        await exchange(hub.port, sent)
        async with line_to(hub.door) as line:
            await line.send(sent)
            await line.reply()
    for token in (hub.token, MADE_UP):
        async with connected(hub.port) as socket:
            with suppress(ConnectionError, asyncio.IncompleteReadError, Closed):
                await socket.say("auth", token=token)
                await socket.hear()
                await socket.say("join", room=f"branch:{SECRET}")
                await socket.say(SECRET)
                await socket.hear()
    # Plain HTTP where TLS is spoken.
    with suppress(ConnectionError, asyncio.IncompleteReadError):
        await exchange(hub.lan_port, request("GET", f"/{SECRET}", token=hub.token))
    token = hub.token
    made = hub.make_token("kitchen", "grill")
    hub.stop()

    log = hub.log_text()
    assert "refused" in log, "it was not talkative"
    for secret in (SECRET, SECRET.upper(), token, token[4:20], made, made[4:20]):
        assert secret not in log, [line for line in log.splitlines() if secret in line]


async def test_a_refused_request_is_logged_with_its_routes_template(hub: HubProcess) -> None:
    await exchange(hub.port, request("GET", f"/api/orders/{SECRET}", token=hub.token))
    hub.stop()
    assert "GET /api/orders/{id} refused: BAD_REQUEST" in hub.log_text()
