"""Bodies and queries that are not what they should be: each refused by name, over a raw socket."""

import asyncio
import json
import re
from collections.abc import Awaitable

import pytest

import hub.http.request
from tests.support.live import Live
from tests.support.wire import JSON, Reply, chunked, exchange, line_to, refused, request

AT_BOTH_DOORS = True

GOOD = b'{"type":"dine_in","items":[{"name":"Soup","quantity":1}]}'
UNKNOWN = "01890000-0000-7000-8000-000000000000"


def order(**fields: object) -> bytes:
    return json.dumps({**json.loads(GOOD), **fields}).encode()


def item(**fields: object) -> bytes:
    return order(items=[{"name": "Soup", "quantity": 1, **fields}])


def post(live: Live, body: bytes, target: str = "/api/orders", **headers: str) -> bytes:
    given = JSON | {name.replace("_", "-"): value for name, value in headers.items()}
    return request("POST", target, given, body, token=live.token("waiter"))


def seat(live: Live, body: bytes, **headers: str) -> bytes:
    return post(live, body, "/api/sessions", **headers)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        pytest.param(b"soup", "body", id="not JSON"),
        pytest.param(GOOD[:-1], "body", id="truncated"),
        pytest.param(GOOD + b"}", "body", id="with something behind it"),
        pytest.param(b"", "body", id="empty"),
        pytest.param(b" ", "body", id="blank"),
        pytest.param(b"\xef\xbb\xbf" + GOOD, "body", id="with a byte order mark"),
        pytest.param(GOOD.replace(b"Soup", b"So\xffp"), "body", id="not UTF-8"),
        pytest.param(GOOD.decode().encode("utf-16"), "body", id="UTF-16"),
        pytest.param(order(course=float("nan")), "body", id="NaN"),
        pytest.param(order(course=float("-inf")), "body", id="minus infinity"),
        pytest.param(GOOD.replace(b"1", b"1e999"), "body", id="infinity in disguise"),
        pytest.param(order(notes="\ud800"), "notes", id="lone surrogate"),
        pytest.param(order(notes="a\0b"), "notes", id="NUL"),
        pytest.param(b'{"type":"dine_in",' + GOOD[1:], "type", id="duplicate key"),
        pytest.param(order(notes="x")[:-1] + b',"x":' + b"[" * 40 + b"]" * 40 + b"}", "body",
                     id="deeper than 32"),
        pytest.param(b"[" * 60_000, "body", id="deep without end"),
        pytest.param(item(quantity=2**63), "items[0].quantity", id="integer over 64 bits"),
        pytest.param(GOOD.replace(b"1", b"1" * 5000), "body", id="integer of 5000 digits"),
        pytest.param(item(quantity=[1]), "items[0].quantity", id="wrong type"),
        pytest.param(item(quantity=True), "items[0].quantity", id="a boolean for a number"),
        pytest.param(b"[]", "body", id="an array for an object"),
        pytest.param(order(colour="red"), "colour", id="unknown field"),
        pytest.param(item(size="L"), "items[0].size", id="unknown field inside"),
        pytest.param(item(quantity=0), "items[0].quantity", id="below the range"),
        pytest.param(item(quantity=10_000), "items[0].quantity", id="above the range"),
        pytest.param(item(notes="x" * 2001), "items[0].notes", id="too long"),
        pytest.param(order(items=[]), "items", id="no lines"),
        pytest.param(order(type="buffet"), "type", id="no such type"),
        pytest.param(order(id="soup"), "id", id="bad UUID"),
    ],
)  # fmt: skip
async def test_a_body_that_does_not_fit_is_refused_by_field(
    live: Live, body: bytes, field: str
) -> None:
    sent = post(live, body, Prefer="handling=strict")
    error = refused(await exchange(live.port, sent), 400, "BAD_REQUEST")
    assert field in error["details"]
    assert field in error["message"]


async def test_every_field_that_does_not_fit_is_named_at_once(live: Live) -> None:
    body = order(type=1, colour=2, items=[{"quantity": []}, {"quantity": 1, "seat": []}])
    sent = post(live, body, Prefer="handling=strict")
    error = refused(await exchange(live.port, sent), 400, "BAD_REQUEST")
    assert set(error["details"]) == {"type"}
    sent = post(live, body.replace(b'"type": 1', b'"type": "dine_in"'), Prefer="handling=strict")
    error = refused(await exchange(live.port, sent), 400, "BAD_REQUEST")
    assert {"colour", "items[0].quantity", "items[1].seat"} <= set(error["details"])


async def test_a_refused_body_changes_nothing(live: Live) -> None:
    sent = post(live, order(colour="red"), Prefer="handling=strict")
    refused(await exchange(live.port, sent), 400, "BAD_REQUEST")
    assert (await live.ask("GET", "/api/orders")).data == []


@pytest.mark.parametrize(
    "target",
    [
        "/api/kitchen/orders?status=served",
        "/api/kitchen/orders?status=",
        "/api/kitchen/orders?status=ready&status=ready",
        "/api/kitchen/orders?colour=red",
        "/api/kitchen/orders?station=nowhere",
        "/api/kitchen/orders?status=%ff",
        "/api/kitchen/orders?status=%00",
        "/api/kitchen/orders?status",
        "/api/kitchen/recent?limit=0",
        "/api/kitchen/recent?limit=many",
        "/api/kitchen/recent?limit=99999999999999999999999",
        "/api/events?after=-1",
        "/api/orders?cursor=soup",
        "/api/orders?from=yesterday",
        "/api/auth/me?x=1",
    ],
)
async def test_a_query_that_does_not_fit_is_refused(live: Live, target: str) -> None:
    refused(await live.ask("GET", target), 400, "BAD_REQUEST")


@pytest.mark.parametrize("wrong", ["soup", f"{UNKNOWN}0", "%00", "%ff%zz", "..", "gly_" + "x" * 43])
async def test_a_path_parameter_that_is_no_uuid_is_refused_and_not_echoed(
    live: Live, wrong: str
) -> None:
    reply = await live.ask("GET", f"/api/orders/{wrong}")
    error = refused(reply, 400, "BAD_REQUEST")
    assert "id" in error["details"]
    assert wrong.encode() not in reply.raw


@pytest.mark.parametrize("body", [b'{"a":1}', b"[]", b"null", b"0", b'""', b"soup", b"{}{}", b" "])
async def test_a_body_where_none_belongs_is_refused(live: Live, body: bytes) -> None:
    token = live.token("manager")
    for method, target in (("GET", "/api/kitchen/orders"), ("DELETE", f"/api/devices/{UNKNOWN}")):
        reply = await exchange(live.port, request(method, target, JSON, body, token=token))
        assert "body" in refused(reply, 400, "BAD_REQUEST")["details"]


async def test_an_empty_object_is_no_body_wherever_none_is_needed(live: Live) -> None:
    described = (await live.ask("GET", "/openapi.json")).json["paths"]
    bodiless = [
        (method.upper(), re.sub(r"\{[a-z_]+\}", UNKNOWN, path))
        for path, methods in described.items()
        for method, route in methods.items()
        if "requestBody" not in route
    ]
    assert len(bodiless) > 20
    for method, target in bodiless:
        # The second of two would find no test order to take away.
        if target in {"/ws", "/api/drill/order"}:
            continue
        bare = await live.ask(method, target)
        empty = await live.ask(method, target, {})
        assert empty.status == bare.status, (method, target, empty.raw)
        assert b"body: " not in empty.raw


async def test_an_empty_object_and_no_body_are_the_same_under_one_key(live: Live) -> None:
    order = await live.place("Soup")
    line = order["items"][0]["id"]
    await live.move(line, "preparing")
    key = {"Idempotency-Key": "again"}
    target = f"/api/kitchen/items/{line}/recall"
    first = await live.ask("POST", target, headers=key)
    again = await live.ask("POST", target, {}, headers=key)
    assert (first.status, again.status) == (200, 200)
    assert first.data == again.data


@pytest.mark.parametrize(
    "header",
    [
        {"Content-Type": ""},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "application/json; charset=latin-1"},
        {"Content-Type": "application/json; charset=utf-8; boundary=x"},
        {"Content-Type": "application/json, application/json"},
        {"Content-Encoding": "gzip"},
        {"Content-Encoding": "identity"},
        {"Content-Encoding": "soup"},
    ],
    ids=lambda header: " ".join(*header.items()),
)
async def test_another_media_type_or_any_encoding_is_refused(
    live: Live, header: dict[str, str]
) -> None:
    sent = request("POST", "/api/orders", JSON | header, GOOD, token=live.token("waiter"))
    refused(await exchange(live.port, sent), 415, "UNSUPPORTED_MEDIA_TYPE")


async def test_a_missing_media_type_is_refused(live: Live) -> None:
    sent = request("POST", "/api/orders", None, GOOD, token=live.token("waiter"))
    refused(await exchange(live.port, sent), 415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize("media", ["application/json", 'Application/JSON; charset="UTF-8"'])
async def test_json_in_utf8_is_taken_however_it_is_written(live: Live, media: str) -> None:
    reply = await exchange(live.port, post(live, GOOD, Content_Type=media))
    assert reply.status == 201


async def test_a_body_over_64_kib_is_refused_before_it_is_sent(live: Live) -> None:
    head = seat(live, b"", Content_Length=str(64 * 1024 + 1))
    error = refused(await exchange(live.port, head), 413, "PAYLOAD_TOO_LARGE")
    assert error["details"] == {"max_bytes": 64 * 1024}


async def test_a_body_of_exactly_64_kib_is_read(live: Live) -> None:
    body = GOOD + b" " * (64 * 1024 - len(GOOD))
    assert (await exchange(live.port, post(live, body))).status == 201


async def test_chunks_over_64_kib_are_refused(live: Live) -> None:
    head = seat(live, b"", Transfer_Encoding="chunked")
    body = chunked(*[b" " * 4096] * 17)
    refused(await exchange(live.port, head + body), 413, "PAYLOAD_TOO_LARGE")


async def test_chunks_that_come_one_at_a_time_are_limited_together(live: Live) -> None:
    async with line_to(live.port) as line:
        await line.send(seat(live, b"", Transfer_Encoding="chunked"))
        for _ in range(65):
            await line.send(b"400\r\n" + b" " * 1024 + b"\r\n")
            # Both ends are in this loop: the hub takes each before the next one comes.
            for _ in range(5):
                await asyncio.sleep(0)
        await line.send(chunked())
        refused(await line.reply(), 413, "PAYLOAD_TOO_LARGE")


async def test_a_body_in_chunks_is_read(live: Live) -> None:
    head = post(live, b"", Transfer_Encoding="chunked")
    reply = await exchange(live.port, head + chunked(GOOD[:10], GOOD[10:]))
    assert reply.status == 201


async def test_a_client_that_goes_away_in_its_body_changes_nothing(live: Live) -> None:
    async with line_to(live.port) as line:
        await line.send(post(live, b"", Content_Length=str(len(GOOD))) + GOOD[:-1])
    async with line_to(live.port) as line:
        await line.send(post(live, b"", Transfer_Encoding="chunked") + b"5\r\n{}")
    assert (await live.ask("GET", "/api/orders")).data == []


async def test_a_client_may_ask_whether_to_go_on(live: Live) -> None:
    async with line_to(live.port) as line:
        head = post(live, b"", Expect="100-continue", Content_Length=str(len(GOOD)))
        await line.send(head)
        assert (await line.reply()).status == 100
        await line.send(GOOD)
        assert (await line.reply()).status == 201


async def test_a_client_that_asks_is_told_no_at_once(live: Live) -> None:
    head = seat(live, b"", Expect="100-continue", Content_Length="70000")
    refused(await exchange(live.port, head), 413, "PAYLOAD_TOO_LARGE")


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_any_other_expectation_is_refused(live: Live, method: str) -> None:
    body = GOOD if method == "POST" else b""
    headers = JSON | {"Expect": "tea"}
    sent = request(method, "/api/orders", headers, body, token=live.token("waiter"))
    refused(await exchange(live.port, sent), 417, "EXPECTATION_FAILED")


@pytest.mark.parametrize("key", ["", "a b", "x" * 65, "é"])
async def test_a_key_that_is_no_key_is_refused(live: Live, key: str) -> None:
    error = refused(
        await exchange(live.port, post(live, GOOD, Idempotency_Key=key)), 400, "BAD_REQUEST"
    )
    assert "Idempotency-Key" in error["details"]


async def test_a_key_reused_with_another_body_is_a_conflict(live: Live) -> None:
    assert (await exchange(live.port, post(live, GOOD, Idempotency_Key="k1"))).status == 201
    again = post(live, order(notes="x"), Idempotency_Key="k1")
    refused(await exchange(live.port, again), 409, "IDEMPOTENCY_CONFLICT")


async def test_a_key_reused_with_the_same_body_gets_the_first_answer(live: Live) -> None:
    first = await exchange(live.port, post(live, GOOD, Idempotency_Key="k1"))
    again = await exchange(live.port, post(live, GOOD, Idempotency_Key="k1"))
    assert (again.status, again.body) == (first.status, first.body)
    assert len((await live.ask("GET", "/api/orders")).data) == 1


async def test_a_key_stands_for_what_was_asked_of_one_order_and_not_of_another(
    live: Live,
) -> None:
    first, second = [await live.place() for _ in range(2)]
    key = {"Idempotency-Key": "k1"}

    def bump(order: dict[str, str]) -> Awaitable[Reply]:
        target = f"/api/kitchen/orders/{order['id']}/bump"
        return live.ask("POST", target, {"status": "ready"}, role="kitchen", headers=key)

    assert (await bump(first)).data["status"] == "ready"
    refused(await bump(second), 409, "IDEMPOTENCY_CONFLICT")


async def test_a_stale_version_is_refused_with_both_versions(live: Live) -> None:
    placed = await live.place()
    target = f"/api/orders/{placed['id']}"
    reply = await live.ask("PATCH", target, {"notes": "a"}, headers={"If-Match": '"99"'})
    error = refused(reply, 412, "STALE")
    assert error["details"] == {"current": placed["version"], "requested": 99}


@pytest.mark.parametrize("version", ["soup", '"-1"', '"1", "2"', 'W/"1"'])
async def test_a_version_that_is_none_is_refused(live: Live, version: str) -> None:
    placed = await live.place()
    target = f"/api/orders/{placed['id']}"
    reply = await live.ask("PATCH", target, {"notes": "a"}, headers={"If-Match": version})
    assert "If-Match" in refused(reply, 400, "BAD_REQUEST")["details"]


async def test_the_version_in_the_etag_is_the_one_to_match(live: Live) -> None:
    placed = await live.place()
    target = f"/api/orders/{placed['id']}"
    first = await live.ask("PATCH", target, {"notes": "a"})
    again = await live.ask("PATCH", target, {"notes": "b"}, headers={"If-Match": first.one("etag")})
    assert again.data["notes"] == "b"


async def test_a_step_out_of_the_table_is_refused_with_what_is_allowed(live: Live) -> None:
    placed = await live.place()
    error = refused(await live.move(placed["items"][0]["id"], "served"), 400, "INVALID_TRANSITION")
    assert error["details"] == {
        "current": "pending",
        "requested": "served",
        "allowed": ["preparing"],
    }


async def test_only_what_repeats_is_remembered(live: Live) -> None:
    placed = await live.place("Soup")
    remembered = hub.http.request._decode_short
    remembered.cache_clear()
    assert (await live.move(placed["items"][0]["id"], "preparing")).status == 200
    assert remembered.cache_info().currsize == 1
    secret = await live.ask("PUT", f"/api/people/{UNKNOWN}/pin", {"pin": "4711"})
    assert secret.status == 404
    assert remembered.cache_info().currsize == 1
