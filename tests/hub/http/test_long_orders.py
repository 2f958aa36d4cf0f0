"""Orders of up to a mebibyte: taken, however many send them at once; other requests are shorter."""

import asyncio
import json
from contextlib import AsyncExitStack

from hub.http.large_bodies import AT_ONCE
from hub.limits import ORDER_BODY
from tests.support.live import Live
from tests.support.wire import JSON, chunked, exchange, line_to, refused, request


def order_of(size: int, **fields: object) -> bytes:
    """Write an order whose note makes its body just so long."""
    order = {"type": "dine_in", "items": [{"name": "Soup", "quantity": 1}], **fields, "notes": ""}
    room = size - len(json.dumps(order))
    return json.dumps({**order, "notes": "n" * room}).encode()


def post(live: Live, body: bytes) -> bytes:
    return request("POST", "/api/orders", JSON, body, token=live.token("integration"))


async def test_an_order_of_a_mebibyte_is_taken_and_read_whole(live: Live) -> None:
    body = order_of(ORDER_BODY)
    reply = await exchange(live.port, post(live, body))

    assert reply.status == 201
    assert [each["code"] for each in reply.json["warnings"]] == ["text_cut"]
    assert len(reply.data["notes"]) == 2000
    shown = await live.ask("GET", f"/api/orders/{reply.data['id']}")
    assert shown.data["raw_note"] == json.loads(body)["notes"]


async def test_a_byte_more_is_too_large_and_so_are_64_kib_elsewhere(live: Live) -> None:
    reply = await exchange(live.port, post(live, order_of(ORDER_BODY + 1)))
    assert refused(reply, 413, "PAYLOAD_TOO_LARGE")["details"] == {"max_bytes": ORDER_BODY}

    long = b'{"table_number":"%b"}' % (b"7" * 65_536)
    sent = request("POST", "/api/sessions", JSON, long, token=live.token("waiter"))
    refused(await exchange(live.port, sent), 413, "PAYLOAD_TOO_LARGE")


async def test_many_long_orders_at_once_are_all_taken(live: Live) -> None:
    bodies = [post(live, order_of(400_000, table_number=str(n))) for n in range(3 * AT_ONCE)]
    replies = await asyncio.gather(*(exchange(live.port, body) for body in bodies))

    assert {reply.status for reply in replies} == {201}


async def test_a_short_order_does_not_wait_for_long_ones_that_do_not_come(live: Live) -> None:
    begun = post(live, order_of(400_000))[:100_000]
    async with AsyncExitStack() as senders:
        for _ in range(AT_ONCE):
            line = await senders.enter_async_context(line_to(live.port))
            await line.send(begun)
        # They are given up after 5 s; whoever waited for that would be late.
        async with asyncio.timeout(2):
            assert (await live.place("Soup"))["items"][0]["name"] == "Soup"


async def test_an_order_in_chunks_is_taken(live: Live) -> None:
    body = order_of(100_000)
    head = JSON | {"Transfer-Encoding": "chunked"}
    sent = request("POST", "/api/orders", head, token=live.token("integration"))
    reply = await exchange(live.port, sent + chunked(body))

    assert reply.status == 201
