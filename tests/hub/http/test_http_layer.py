"""What is wrong with the HTTP itself: the same envelope, from the same hub, over raw sockets."""

import pytest

from tests.support.live import Live
from tests.support.sockets import HANDSHAKE
from tests.support.wire import JSON, exchange, line_to, refused, request

AT_BOTH_DOORS = True

HOST = b"Host: localhost\r\n"
GET = b"GET /healthz HTTP/1.1\r\n" + HOST
POST = b"POST /api/orders HTTP/1.1\r\n" + HOST


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"soup\r\n\r\n", id="garbage"),
        pytest.param(b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03" + b"\0" * 99, id="TLS"),
        pytest.param(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", id="HTTP/2"),
        pytest.param(b"GET /healthz\r\n\r\n", id="HTTP/0.9"),
        pytest.param(b"GET /healthz HTTP/9.9\r\n" + HOST + b"\r\n", id="HTTP of the future"),
        pytest.param(b"GET  HTTP/1.1\r\n" + HOST + b"\r\n", id="no path"),
        pytest.param(b"G\0T / HTTP/1.1\r\n" + HOST + b"\r\n", id="NUL in the method"),
        pytest.param(b"GET /a\0b HTTP/1.1\r\n" + HOST + b"\r\n", id="NUL in the path"),
        pytest.param(b"GET /\xff\xfe HTTP/1.1\r\n" + HOST + b"\r\n", id="bytes in the path"),
        pytest.param(b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", id="long path"),
        pytest.param(GET + b"X: " + b"a" * 20_000 + b"\r\n\r\n", id="long header"),
        pytest.param(GET + b"X" * 20_000 + b": a\r\n\r\n", id="long header name"),
        pytest.param(GET + b"".join(b"X%d: a\r\n" % at for at in range(300)) + b"\r\n",
                     id="many headers"),
        pytest.param(GET + b"no colon\r\n\r\n", id="header without colon"),
        pytest.param(GET + b": nameless\r\n\r\n", id="header without name"),
        pytest.param(GET + b"X: a\0b\r\n\r\n", id="NUL in a header"),
        pytest.param(GET + b"X : a\r\n\r\n", id="space before the colon"),
        pytest.param(POST + b"Content-Length: -1\r\n\r\n", id="negative length"),
        pytest.param(POST + b"Content-Length: two\r\n\r\n{}", id="length in words"),
        pytest.param(POST + b"Content-Length: 99999999999999999999999\r\n\r\n", id="huge length"),
        pytest.param(POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}", id="two lengths"),
        pytest.param(POST + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
                     id="length and chunks"),
        pytest.param(POST + b"Transfer-Encoding: soup\r\n\r\n{}", id="unknown transfer encoding"),
        pytest.param(POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n", id="bad chunk"),
    ],
)  # fmt: skip
async def test_what_is_not_http_gets_the_envelope_and_is_not_echoed(
    live: Live, sent: bytes
) -> None:
    async with line_to(live.port) as line:
        await line.send(sent)
        reply = await line.reply()
        refused(reply, 400, "BAD_REQUEST")
        assert b"soup" not in reply.raw
        assert b"\0" not in reply.raw
        assert await line.rest() == b""


async def test_a_path_that_nobody_made_is_not_echoed(live: Live) -> None:
    for target in (
        "/%3Cscript%3E",
        "/%00%0d%0aSet-Cookie:%20a=b",
        "/%zz",
        "//evil.example",
        "/../x",
    ):
        reply = await exchange(live.port, request("GET", target))
        refused(reply, 404, "NOT_FOUND")
        assert target.encode() not in reply.raw
        assert b"script" not in reply.raw
        assert b"Set-Cookie" not in reply.raw


@pytest.mark.parametrize(
    ("start", "status", "code"),
    [
        (b"OPTIONS * HTTP/1.1", 404, "NOT_FOUND"),
        (b"CONNECT evil.example:80 HTTP/1.1", 421, "MISDIRECTED"),
        (b"TRACE /healthz HTTP/1.1", 405, "METHOD_NOT_ALLOWED"),
        (b"HEAD /ws HTTP/1.1", 400, "BAD_REQUEST"),
    ],
)
async def test_methods_for_other_kinds_of_server_are_refused(
    live: Live, start: bytes, status: int, code: str
) -> None:
    reply = await exchange(live.port, start + b"\r\n" + HOST + b"\r\n")
    assert reply.status == status
    if not start.startswith(b"HEAD"):
        refused(reply, status, code)


UPGRADE = (
    b"GET /ws HTTP/1.1\r\n"
    + HOST
    + b"".join(f"{name}: {value}\r\n".encode() for name, value in HANDSHAKE.items())
)


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("Idempotency-Key", "a", "b"),
        ("Idempotency-Key", "a", "a"),
        ("If-Match", '"1"', '"2"'),
        ("Expect", "100-continue", "100-continue"),
        ("Content-Length", "2", "2"),
        ("Content-Type", "application/json", "application/json"),
        ("Host", "localhost", "localhost"),
    ],
)
async def test_a_header_that_says_one_thing_may_not_come_twice(
    live: Live, name: str, one: str, other: str
) -> None:
    headers = {"Host": "localhost", "Content-Length": "2", "Content-Type": "application/json"}
    headers |= {name: one, name.lower(): other}
    asked = request("POST", "/api/orders", headers, token=live.token("manager"))
    reply = await exchange(live.port, asked + b"{}")
    assert refused(reply, 400, "BAD_REQUEST")["message"].startswith(f"{name}: ")


@pytest.mark.parametrize("name", ["Upgrade", "Sec-WebSocket-Key", "Sec-WebSocket-Version"])
async def test_a_handshake_may_not_say_two_things_either(live: Live, name: str) -> None:
    again = f"{name}: {HANDSHAKE[name]}\r\n\r\n".encode()
    reply = await exchange(live.port, UPGRADE + again)
    assert refused(reply, 400, "BAD_REQUEST")["message"].startswith(f"{name}: ")


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(GET + b"\r\n", id="an answer"),
        pytest.param(b"HEAD /healthz HTTP/1.1\r\n" + HOST + b"\r\n", id="a head"),
        pytest.param(b"GET /healthz HTTP/1.0\r\n" + HOST + b"\r\n", id="HTTP/1.0"),
        pytest.param(b"GET / HTTP/1.1\r\n" + HOST + b"\r\n", id="the page"),
        pytest.param(b"GET /metrics HTTP/1.1\r\n" + HOST + b"\r\n", id="no token"),
        pytest.param(b"GET /nowhere HTTP/1.1\r\n" + HOST + b"\r\n", id="not found"),
        pytest.param(b"PUT /healthz HTTP/1.1\r\n" + HOST + b"\r\n", id="wrong method"),
        pytest.param(b"GET /healthz HTTP/1.1\r\nHost: evil.example\r\n\r\n", id="misdirected"),
        pytest.param(POST + b"Expect: soup\r\n\r\n", id="an expectation"),
        pytest.param(b"soup\r\n\r\n", id="what the parser refuses"),
        pytest.param(GET + b"X: " + b"a" * 20_000 + b"\r\n\r\n", id="a long header"),
        pytest.param(UPGRADE + b"\r\n", id="an upgrade"),
        pytest.param(b"GET /ws HTTP/1.1\r\n" + HOST + b"\r\n", id="no upgrade"),
    ],
)
async def test_no_answer_names_what_the_hub_is_made_of(live: Live, sent: bytes) -> None:
    async with line_to(live.port) as line:
        await line.send(sent)
        reply = await line.reply(has_body=not sent.startswith(b"HEAD"))
    assert reply.one("server") == "galley"
    assert b"aiohttp" not in reply.raw
    assert b"ython" not in reply.raw


async def test_http_1_0_is_answered_and_closed(live: Live) -> None:
    async with line_to(live.port) as line:
        await line.send(b"GET /healthz HTTP/1.0\r\n" + HOST + b"\r\n")
        assert (await line.reply()).status == 200
        assert await line.rest() == b""


async def test_requests_in_a_row_are_answered_in_their_order(live: Live) -> None:
    async with line_to(live.port) as line:
        await line.send(
            request("GET", "/healthz")
            + request("GET", "/nowhere")
            + request("GET", "/api/kitchen/orders", token=live.token("kitchen"))
            + request("GET", "/healthz")
        )
        assert [(await line.reply()).status for _ in range(4)] == [200, 404, 200, 200]


async def test_garbage_behind_a_request_spoils_only_itself(live: Live) -> None:
    async with line_to(live.port) as line:
        await line.send(request("GET", "/healthz"))
        assert (await line.reply()).status == 200
        await line.send(b"soup\r\n\r\n")
        refused(await line.reply(), 400, "BAD_REQUEST")
        assert await line.rest() == b""


async def test_an_unread_body_is_not_taken_for_the_next_request(live: Live) -> None:
    async with line_to(live.port) as line:
        hidden = request("GET", "/healthz")
        await line.send(request("POST", "/api/orders", JSON, hidden))
        refused(await line.reply(), 401, "UNAUTHORIZED")
        await line.send(request("GET", "/nowhere"))
        refused(await line.reply(), 404, "NOT_FOUND")


@pytest.mark.parametrize("protocol", ["websocket", "h2c"])
async def test_an_upgrade_where_there_is_none_is_ignored(live: Live, protocol: str) -> None:
    headers = HANDSHAKE | {"Upgrade": protocol}
    async with line_to(live.port) as line:
        await line.send(request("GET", "/healthz", headers))
        assert (await line.reply()).status == 200
        await line.send(request("GET", "/healthz"))
        assert (await line.reply()).status == 200


async def test_head_has_the_head_of_get_and_no_body(live: Live) -> None:
    got = await exchange(live.port, request("GET", "/healthz"))
    async with line_to(live.port) as line:
        await line.send(request("HEAD", "/healthz"))
        head = await line.reply(has_body=False)
        assert head.status == 200
        assert head.headers["content-length"] == got.headers["content-length"]
        await line.send(request("HEAD", "/nowhere"))
        assert (await line.reply(has_body=False)).status == 404
        await line.send(request("GET", "/healthz"))
        assert (await line.reply()).body == got.body


async def test_no_answer_tells_what_the_hub_is_made_of(live: Live) -> None:
    for target in ("/healthz", "/nowhere"):
        reply = await exchange(live.port, request("GET", target))
        assert reply.one("server") == "galley"
        assert reply.one("x-content-type-options") == "nosniff"
        assert reply.one("cache-control") == "no-store"
