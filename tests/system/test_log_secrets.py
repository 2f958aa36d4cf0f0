"""What a hub writes to its log, at its most talkative, when all that it is told is secret."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.support.process import HubProcess
from tests.support.sockets import Closed, connected
from tests.support.wire import JSON, exchange, line_to, request

pytestmark = pytest.mark.system

SECRET = "Planted7Secret"
MADE_UP = f"gly_{SECRET}{'x' * 29}"
TALKATIVE = {"GALLEY_LOG_LEVEL": "debug"}


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubProcess]:
    with HubProcess(tmp_path / "data", lan=True, environment=TALKATIVE) as running:
        yield running


def everything(token: str) -> list[bytes]:
    """Write requests that carry a secret in every place where there can be one."""
    order = b'{"type": "takeout", "notes": "%s", "items": []}' % SECRET.encode()
    return [
        request("GET", f"/api/orders/{SECRET}", token=token),
        request("GET", f"/{SECRET}/x?y={SECRET}", token=token),
        request("GET", f"/api/orders?token={MADE_UP}"),
        request("GET", f"/api/orders?status={MADE_UP}", token=token),
        request("GET", f"/api/orders?cursor={SECRET}", token=token),
        request("GET", f"/api/menu/items/%67ly_{quote(SECRET)}", token=token),
        request("GET", f"http://{SECRET}.example/api/orders", token=token),
        request("GET", "/api/orders", {"Host": f"{SECRET}.example"}, token=token),
        request("GET", "/api/orders", token=MADE_UP),
        request("GET", "/api/orders", {"Authorization": f"Basic {SECRET}"}),
        request("GET", "/api/orders", {"Cookie": f"s={SECRET}"}, token=token),
        request("GET", "/ws", {"Sec-WebSocket-Protocol": SECRET}, token=token),
        request("POST", "/api/orders", JSON, order, token=token),
        request("POST", "/api/orders", JSON | {"Idempotency-Key": f"{SECRET} x"}, order,
                token=token),
        request("POST", "/api/orders", JSON | {"Origin": f"http://{SECRET}"}, order, token=token),
        request("POST", "/api/orders", JSON, b'{"%s' % SECRET.encode(), token=token),
        request("POST", "/api/auth/pair", JSON, b'{"code": "%s", "device_name": "x"}'
                % SECRET.encode()),
        request(SECRET.upper(), "/api/orders", token=token),
        f"GET /{SECRET} {SECRET}/1.1\r\n\r\n".encode(),
        f"{SECRET}\r\n\r\n".encode(),
        request("GET", "/api/orders", {f"X {SECRET}": SECRET}, token=token),
    ]  # fmt: skip


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
