"""What is refused before anyone is asked who they are: host, origin, tokens in a URL, method."""

import logging

import pytest

from hub.limits import DEFAULT
from tests.support.live import Live
from tests.support.wire import JSON, SecurePort, exchange, refused, request

AT_BOTH_DOORS = True

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
        "evillocalhost",
        "evil.galley-main.local",
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
    headers = JSON | {"Host": host, "Origin": f"{scheme_of(live)}://{host}"}
    sent = request("POST", "/api/orders", headers, ORDER, token=live.token("waiter"))
    assert (await exchange(live.port, sent)).status == 201


async def test_a_page_of_the_hubs_name_that_came_the_other_way_is_not_its_own(live: Live) -> None:
    other = {"http": "https", "https": "http"}[scheme_of(live)]
    headers = JSON | {"Origin": f"{other}://localhost"}
    sent = request("POST", "/api/orders", headers, ORDER, token=live.token("waiter"))
    refused(await exchange(live.port, sent), 403, "FORBIDDEN_ORIGIN")


@pytest.mark.parametrize("header", ["X-Forwarded-Host", "X-Original-Host", "Forwarded"])
async def test_a_host_is_not_taken_from_what_a_proxy_would_write(live: Live, header: str) -> None:
    headers = {"Host": "evil.example", header: "host=localhost" if header == "Forwarded" else
               "localhost"}  # fmt: skip
    refused(await exchange(live.port, request("GET", "/healthz", headers)), 421, "MISDIRECTED")


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded"])
async def test_an_address_is_not_taken_from_what_a_proxy_would_write(
    live: Live, header: str
) -> None:
    for number in range(DEFAULT.failures_per_minute):
        headers = {header: f"for=10.0.0.{number}" if header == "Forwarded" else f"10.0.0.{number}"}
        sent = request("GET", "/api/orders", headers, token="gly_nobodys")
        refused(await exchange(live.port, sent), 401, "UNAUTHORIZED")
    sent = request("GET", "/api/orders", {header: "10.0.1.1"}, token="gly_nobodys")
    refused(await exchange(live.port, sent), 429, "RATE_LIMITED")


@pytest.mark.parametrize(
    "sent",
    [
        request("GET", "/healthz"),
        request("GET", "/"),
        request("GET", "/nowhere"),
        request("GET", "/api/orders"),
        request("GET", "/healthz", {"Host": "evil.example"}),
        request("POST", "/api/orders", JSON | {"Origin": "http://evil.example"}, ORDER),
        request(
            "OPTIONS",
            "/api/orders",
            {"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"},
        ),
        b"nonsense\r\n\r\n",
    ],
)
async def test_every_answer_tells_browsers_to_be_careful(live: Live, sent: bytes) -> None:
    headers = (await exchange(live.port, sent)).headers
    assert headers["x-content-type-options"] == ["nosniff"]
    assert headers["x-frame-options"] == ["DENY"]
    assert headers["referrer-policy"] == ["no-referrer"]
    assert "default-src 'none'" in headers["content-security-policy"][0]
    assert not [each for each in headers if each.startswith("access-control-")]
    assert "set-cookie" not in headers


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


def scheme_of(live: Live) -> str:
    return "https" if isinstance(live.port, SecurePort) else "http"
