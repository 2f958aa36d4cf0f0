"""``[compat] original_api``: clients of the API that this one grew from come in, or do not.

The client here does what that API's documentation says, and what its server wanted: the token in
the socket's URL, numbers for tables.
"""

import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from hub.domain.permissions import Role
from tests.support.live import Live, alive
from tests.support.sockets import Closed, Socket, handshake
from tests.support.wire import refused

NOBODYS = "gly_" + "x" * 43
ORDER = {"type": "dine_in", "tableNumber": 12, "items": [{"name": "Soup", "quantity": 1}]}


@pytest.fixture
async def open_hub(tmp_path: Path) -> AsyncIterator[Live]:
    """Run a hub that lets such clients in."""
    async with alive(tmp_path, original_api=True) as hub:
        yield hub


def socket_url(token: str) -> str:
    return f"/ws?token={token}"


async def heard(socket: Socket, kind: str) -> dict[str, Any]:
    while (message := await socket.hear())["type"] != kind:
        pass
    return message


async def test_its_token_stands_in_the_url_and_it_hears_the_kitchen(open_hub: Live) -> None:
    target = socket_url(open_hub.token("kitchen"))
    async with handshake(open_hub.port, target=target) as (reply, socket):
        assert reply.status == 101
        assert (await socket.hear())["type"] == "auth:success"
        placed = await open_hub.ask("POST", "/api/orders", ORDER, role=Role.WAITER)
        told = await heard(socket, "order:new")

    assert placed.status == 201
    assert told["payload"]["orderId"] == placed.data["id"]
    assert told["payload"]["tableNumber"] == 12


async def test_a_table_that_is_no_number_stays_a_name(open_hub: Live) -> None:
    target = socket_url(open_hub.token("kitchen"))
    async with handshake(open_hub.port, target=target) as (_, socket):
        await heard(socket, "auth:success")
        await open_hub.place("Soup", table_number="T4", notes='"tableNumber":"5"')
        told = await heard(socket, "order:new")

    assert told["payload"]["tableNumber"] == "T4"
    assert told["payload"]["order"]["notes"] == '"tableNumber":"5"'


async def test_other_sockets_hear_names_of_tables(open_hub: Live) -> None:
    async with handshake(open_hub.port, token=open_hub.token("kitchen")) as (_, socket):
        await heard(socket, "auth:success")
        await open_hub.ask("POST", "/api/orders", ORDER, role=Role.WAITER)
        assert (await heard(socket, "order:new"))["payload"]["tableNumber"] == "12"


@pytest.mark.parametrize("token", [NOBODYS, "", "soup"])
async def test_a_token_that_is_not_good_closes_its_socket_with_4001(
    open_hub: Live, token: str
) -> None:
    async with handshake(open_hub.port, target=socket_url(token)) as (reply, socket):
        assert reply.status == 101
        assert (await socket.hear())["type"] == "auth:error"
        with pytest.raises(Closed) as closed:
            await socket.hear()
    assert closed.value.code == 4001


async def test_a_token_that_is_revoked_closes_its_socket_with_4001(open_hub: Live) -> None:
    device, token = await open_hub.make(Role.KITCHEN, "an old tablet")
    async with handshake(open_hub.port, target=socket_url(token)) as (_, socket):
        await heard(socket, "auth:success")
        await open_hub.revoke(device)
        assert await socket.close_code() == 4001


async def test_who_says_its_token_in_a_message_is_closed_with_4401_as_ever(open_hub: Live) -> None:
    async with handshake(open_hub.port) as (_, socket):
        await socket.say("auth", token=NOBODYS)
        await socket.hear()
        assert await socket.close_code() == 4401


@pytest.mark.parametrize("path", ["/api/kitchen/items/7/status", "/api/orders/soup/status"])
async def test_an_id_that_is_none_is_not_found(open_hub: Live, path: str) -> None:
    refused(await open_hub.ask("PATCH", path, {"status": "preparing"}), 404, "NOT_FOUND")


async def test_a_table_may_be_a_number_wherever_one_is_sent(open_hub: Live) -> None:
    seated = await open_hub.ask("POST", "/api/sessions", {"table_number": 7})
    order = await open_hub.place("Soup")
    moved = await open_hub.ask(
        "PATCH", f"/api/orders/{order['id']}", {"table_number": 8}, role=Role.WAITER
    )

    assert seated.data["session"]["table_number"] == "7"
    assert moved.data["table_number"] == "8"


async def test_its_token_is_in_no_log(open_hub: Live, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for token in (open_hub.token("kitchen"), NOBODYS):
        async with handshake(open_hub.port, target=socket_url(token)) as (_, socket):
            await socket.hear()
    assert "gly_" not in caplog.text


@pytest.mark.parametrize(
    "target",
    ["/api/orders?token={}", "/ws?token={}&token=a", "/ws?token=a&room={}", "/ws?api_key={}"],
)
async def test_a_token_anywhere_else_in_a_url_is_refused(open_hub: Live, target: str) -> None:
    asked = target.format(open_hub.token("manager"))
    async with handshake(open_hub.port, target=asked) as (reply, _):
        refused(reply, 400, "TOKEN_IN_URL")


async def test_without_the_setting_nothing_of_it_is_let_pass(live: Live) -> None:
    async with handshake(live.port, target=socket_url(live.token("kitchen"))) as (reply, _):
        refused(reply, 400, "TOKEN_IN_URL")
    path = "/api/kitchen/items/7/status"
    refused(await live.ask("PATCH", path, {"status": "preparing"}), 400, "BAD_REQUEST")
    seated = await live.ask("POST", "/api/sessions", {"table_number": 7})
    refused(seated, 400, "BAD_REQUEST")
