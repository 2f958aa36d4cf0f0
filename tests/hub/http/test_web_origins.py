"""CORS: pages of the origins in the configuration may call the API, and no others."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.live import Live, alive
from tests.support.sockets import handshake
from tests.support.wire import JSON, Reply, exchange, refused, request

SHOP = "https://shop.example"
ORDER = b'{"type":"takeout","items":[{"name":"Soup","quantity":1}]}'
STRANGERS = (
    "https://shop.example.evil.example",
    "https://shop.example:444",
    "http://shop.example",
    "https://SHOP.example",
    "https://shop.example/",
    "https://evil.example",
    "null",
    "",
    "*",
)
_ALLOWS = "access-control-allow-origin"


@pytest.fixture
async def open_hub(tmp_path: Path) -> AsyncIterator[Live]:
    """Run a hub that a shop's page may call."""
    async with alive(tmp_path, origins=(SHOP, "http://192.168.7.9:3000")) as hub:
        yield hub


def asked_by(origin: str, **headers: str) -> dict[str, str]:
    return {"Origin": origin, **{name.replace("_", "-"): each for name, each in headers.items()}}


async def preflight(live: Live, origin: str, target: str = "/api/orders") -> Reply:
    headers = asked_by(
        origin,
        Access_Control_Request_Method="POST",
        Access_Control_Request_Headers="authorization,content-type,idempotency-key",
    )
    return await exchange(live.port, request("OPTIONS", target, headers))


async def test_a_page_of_a_listed_origin_is_told_what_it_may_ask(open_hub: Live) -> None:
    reply = await preflight(open_hub, SHOP)

    assert reply.status == 200
    assert reply.one("server") == "galley"
    assert reply.one(_ALLOWS) == SHOP
    assert "POST" in reply.one("access-control-allow-methods")
    takes = reply.one("access-control-allow-headers").lower()
    assert {"authorization", "content-type", "idempotency-key"} <= set(takes.split(", "))
    assert "access-control-allow-credentials" not in reply.headers
    assert "Origin" in reply.one("vary")


async def test_it_places_an_order_and_reads_the_answer(open_hub: Live) -> None:
    sent = request(
        "POST", "/api/orders", JSON | asked_by(SHOP), ORDER, token=open_hub.token("waiter")
    )
    placed = await exchange(open_hub.port, sent)
    token = open_hub.token("waiter")
    read = await exchange(open_hub.port, request("GET", "/api/orders", asked_by(SHOP), token=token))

    assert (placed.status, placed.one(_ALLOWS)) == (201, SHOP)
    assert "ETag" in placed.one("access-control-expose-headers")
    assert (read.status, read.one(_ALLOWS)) == (200, SHOP)


async def test_it_reads_why_it_was_refused(open_hub: Live) -> None:
    reply = await exchange(open_hub.port, request("GET", "/api/orders", asked_by(SHOP)))

    refused(reply, 401, "UNAUTHORIZED")
    assert reply.one(_ALLOWS) == SHOP


async def test_it_may_open_a_socket(open_hub: Live) -> None:
    async with handshake(open_hub.port, asked_by(SHOP)) as (reply, _):
        assert reply.status == 101


async def test_a_browser_that_protects_the_network_is_told_that_it_may(open_hub: Live) -> None:
    headers = asked_by(
        SHOP, Access_Control_Request_Method="GET", Access_Control_Request_Private_Network="true"
    )
    reply = await exchange(open_hub.port, request("OPTIONS", "/api/orders", headers))
    assert reply.one("access-control-allow-private-network") == "true"


@pytest.mark.parametrize("origin", STRANGERS)
async def test_no_other_page_is_told_anything(open_hub: Live, origin: str) -> None:
    asked = await preflight(open_hub, origin)
    read = await exchange(open_hub.port, request("GET", "/healthz", asked_by(origin)))
    sent = request(
        "POST", "/api/orders", JSON | asked_by(origin), ORDER, token=open_hub.token("waiter")
    )
    refused(await exchange(open_hub.port, sent), 403, "FORBIDDEN_ORIGIN")
    async with handshake(open_hub.port, asked_by(origin), open_hub.token("kitchen")) as (reply, _):
        refused(reply, 403, "FORBIDDEN_ORIGIN")

    assert asked.status == 405
    assert _ALLOWS not in asked.headers
    assert _ALLOWS not in read.headers


async def test_two_origins_are_none(open_hub: Live) -> None:
    headers = JSON | {"Origin": SHOP, "origin": SHOP}
    sent = request("POST", "/api/orders", headers, ORDER, token=open_hub.token("waiter"))
    refused(await exchange(open_hub.port, sent), 403, "FORBIDDEN_ORIGIN")


async def test_a_foreign_host_is_told_nothing_even_in_a_question_before(open_hub: Live) -> None:
    headers = asked_by(SHOP, Access_Control_Request_Method="POST", Host="evil.example")
    refused(
        await exchange(open_hub.port, request("OPTIONS", "/api/orders", headers)),
        421,
        "MISDIRECTED",
    )


async def test_a_question_without_a_page_is_a_method_that_nothing_takes(open_hub: Live) -> None:
    reply = await exchange(open_hub.port, request("OPTIONS", "/api/orders"))
    refused(reply, 405, "METHOD_NOT_ALLOWED")


async def test_without_the_setting_there_is_no_cors(live: Live) -> None:
    asked = await preflight(live, SHOP)
    assert asked.status == 405
    assert _ALLOWS not in asked.headers
    sent = request("POST", "/api/orders", JSON | asked_by(SHOP), ORDER, token=live.token("waiter"))
    refused(await exchange(live.port, sent), 403, "FORBIDDEN_ORIGIN")
    async with handshake(live.port, asked_by(SHOP)) as (reply, _):
        refused(reply, 403, "FORBIDDEN_ORIGIN")
