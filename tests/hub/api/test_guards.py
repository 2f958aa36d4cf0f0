"""What is refused before anyone is asked who they are: host, origin, tokens in a URL, method."""

import logging

import pytest

from tests.support.live import Live
from tests.support.wire import JSON, exchange, refused, request

ORDER = b'{"type":"dine_in","items":[{"name":"Soup","quantity":1}]}'


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST:8080",
        "localhost.",
        "127.0.0.1",
        "127.0.0.1:1",
        "192.168.7.20:8080",
        "[::1]",
        "[::1]:8080",
        "galley-main.local",
    ],
)
async def test_the_hub_answers_to_ip_literals_and_its_own_name(live: Live, host: str) -> None:
    assert (await exchange(live.port, request("GET", "/healthz", {"Host": host}))).status == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8080",
        "localhost.evil.example",
        "galley-other.local",
        "127.0.0.1.evil.example",
        "127.1",
        "0x7f000001",
        "",
        ":8080",
        "localhost:http",
        "localhost:99999",
        "localhost:80:80",
        "localhost/x",
        "localhost?",
        "localhost#",
        "user@localhost",
        "local\thost",
        "local host",
        "::1",
        "[::1",
        "[localhost]",
        "%6cocalhost",
        b"localhos\xff",
        "x" * 4000,
    ],
)
async def test_a_foreign_or_malformed_host_is_misdirected(live: Live, host: str | bytes) -> None:
    reply = await exchange(live.port, request("GET", "/healthz", {"Host": host}))
    refused(reply, 421, "MISDIRECTED")
    assert b"evil" not in reply.raw


async def test_the_host_of_an_absolute_request_line_counts(live: Live) -> None:
    target = "http://evil.example/healthz"
    refused(await exchange(live.port, request("GET", target)), 421, "MISDIRECTED")
    own = "http://localhost/healthz"
    assert (await exchange(live.port, request("GET", own))).status == 200


@pytest.mark.parametrize("hosts", [b"", b"Host: localhost\r\nHost: localhost\r\n"])
async def test_exactly_one_host_must_be_given(live: Live, hosts: bytes) -> None:
    sent = b"GET /healthz HTTP/1.1\r\n" + hosts + b"\r\n"
    refused(await exchange(live.port, sent), 400, "BAD_REQUEST")


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "https://localhost.evil.example",
        "http://localhost:1",
        "null",
        "",
        "http://[",
        "localhost",
        "file://localhost",
        "http://evil.example@localhost",
    ],
)
async def test_a_write_from_a_foreign_page_is_refused(live: Live, origin: str) -> None:
    headers = JSON | {"Origin": origin}
    sent = request("POST", "/api/orders", headers, ORDER, token=live.token("waiter"))
    refused(await exchange(live.port, sent), 403, "FORBIDDEN_ORIGIN")
    assert (await live.ask("GET", "/api/orders")).data == []


async def test_a_write_with_two_origins_is_refused(live: Live) -> None:
    headers = JSON | {"Origin": "http://localhost", "origin": "http://localhost"}
    sent = request("POST", "/api/orders", headers, ORDER, token=live.token("waiter"))
    refused(await exchange(live.port, sent), 403, "FORBIDDEN_ORIGIN")


async def test_a_write_from_the_hubs_own_page_is_taken(live: Live) -> None:
    host = f"127.0.0.1:{live.port}"
    headers = JSON | {"Host": host, "Origin": f"http://{host}"}
    sent = request("POST", "/api/orders", headers, ORDER, token=live.token("waiter"))
    assert (await exchange(live.port, sent)).status == 201


@pytest.mark.parametrize(
    "query",
    [
        "token={token}",
        "access_token={token}",
        "status=ready&AUTH={token}",
        "x={token}",
        "{token}",
        "x=%67ly_{token}",
        "token=",
        "status={token}",
    ],
)
async def test_a_token_in_a_url_is_refused_anywhere(
    live: Live, query: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    token = live.token("kitchen")
    for path in ("/api/kitchen/orders", "/healthz", "/ws", "/nowhere"):
        reply = await exchange(
            live.port, request("GET", f"{path}?{query.format(token=token)}", token=token)
        )
        refused(reply, 400, "TOKEN_IN_URL")
        assert token.encode() not in reply.raw
    assert token not in caplog.text


@pytest.mark.parametrize(
    ("method", "target", "allowed"),
    [
        ("POST", "/api/kitchen/orders", {"GET"}),
        ("DELETE", "/api/orders", {"GET", "POST"}),
        ("GET", "/api/kitchen/items/x/status", {"PATCH"}),
        ("PUT", "/healthz", {"GET"}),
        ("POST", "/ws", {"GET"}),
        ("TRACE", "/api/orders", {"GET", "POST"}),
        ("OPTIONS", "/api/orders", {"GET", "POST"}),
    ],
)
async def test_a_wrong_method_is_told_the_right_ones(
    live: Live, method: str, target: str, allowed: set[str]
) -> None:
    reply = await exchange(live.port, request(method, target))
    error = refused(reply, 405, "METHOD_NOT_ALLOWED")
    assert allowed <= set(reply.one("allow").split(", "))
    assert allowed <= set(error["details"]["allowed"])
