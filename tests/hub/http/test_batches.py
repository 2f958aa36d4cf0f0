"""Several orders in one request: each is taken, or refused, by itself."""

from typing import Any

from tests.support.live import Live
from tests.support.wire import Reply, refused

SOUP = {"name": "Soup", "quantity": 1}


async def send(live: Live, *orders: object, **headers: str) -> Reply:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    body = {"orders": orders}
    return await live.ask("POST", "/api/orders/batch", body, role="integration", headers=given)


def order(**fields: object) -> dict[str, Any]:
    return {"type": "takeout", "items": [SOUP], **fields}


async def numbers(live: Live) -> list[str]:
    return [each["order_number"] for each in (await live.ask("GET", "/api/kitchen/orders")).data]


async def test_one_that_cannot_be_read_keeps_none_of_the_others_back(live: Live) -> None:
    reply = await send(live, order(tableNumber=5), order(type=None), order(colour="red"))

    assert reply.status == 200
    first, second, third = reply.data
    assert (first["created"], first["order"]["table_number"]) == (True, "5")
    assert list(second["error"]["details"]) == ["type"]
    assert [each["code"] for each in third["warnings"]] == ["unknown_field"]
    assert await numbers(live) == ["ORD-00001", "ORD-00002"]


async def test_a_batch_sent_again_doubles_none_that_can_be_told_apart(live: Live) -> None:
    key = {"source": "shop", "external_id": "1"}
    for again in (False, True):
        [one] = (await send(live, order(**key))).data
        assert one["created"] is not again
    for _ in range(2):
        assert (await send(live, order(), order(), Idempotency_Key="batch7")).status == 200
    assert len(await numbers(live)) == 3


async def test_who_prefers_it_strict_is_told_of_each_what_is_odd(live: Live) -> None:
    reply = await send(live, order(), order(colour="red"), Prefer="handling=strict")

    assert reply.data[0]["created"]
    assert list(reply.data[1]["error"]["details"]) == ["colour"]


async def test_more_than_fifty_are_refused_and_none_is_taken(live: Live) -> None:
    reply = await send(live, *[order()] * 51)

    assert list(refused(reply, 400, "BAD_REQUEST")["details"]) == ["orders"]
    assert await numbers(live) == []


async def test_what_was_cut_is_kept_whole_of_each(live: Live) -> None:
    reply = await send(live, order(notes="a" * 3000), order(notes="b" * 3000))

    for result, letter in zip(reply.data, "ab", strict=True):
        shown = await live.ask("GET", f"/api/orders/{result['order']['id']}")
        assert shown.data["raw_note"] == letter * 3000
