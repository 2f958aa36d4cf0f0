"""Orders asked for and cancelled by their sender's key, over HTTP."""

from hub.domain.permissions import Role
from tests.support.live import Live
from tests.support.wire import refused

LONG = "k" * 300
ORDER = {"type": "takeout", "items": [{"name": "Soup", "quantity": 1}]}


async def place(live: Live, external_id: str) -> str:
    order = await live.place(source="uber eats", external_id=external_id)
    return str(order["id"])


async def test_an_order_is_shown_under_its_key_however_long_that_is(live: Live) -> None:
    for external_id in ("A 17", LONG):
        order = await place(live, external_id)
        key = f"source=uber%20eats&external_id={external_id.replace(' ', '+')}"
        reply = await live.ask("GET", f"/api/orders?{key}", role="waiter")
        assert [each["id"] for each in reply.data] == [order]
        assert reply.json["seq"] > 0
    nobody = await live.ask("GET", "/api/orders?source=uber%20eats&external_id=A")
    assert nobody.data == []


async def test_a_key_without_a_source_is_that_of_the_device(live: Live) -> None:
    order = await live.place(external_id="1")
    again = await live.place(external_id="1")
    other = await live.ask(
        "POST", "/api/orders", {**ORDER, "external_id": "1"}, role=Role.INTEGRATION
    )

    assert (again["id"], again["source"]) == (order["id"], "the waiter")
    assert (other.status, other.data["source"]) == (201, "the integration")
    for role, found in ((Role.WAITER, order["id"]), (Role.INTEGRATION, other.data["id"])):
        reply = await live.ask("GET", "/api/orders?external_id=1", role=role)
        assert [each["id"] for each in reply.data] == [found]
    gone = await live.ask("POST", "/api/orders/cancel?external_id=1", role=Role.INTEGRATION)
    assert gone.data["order"]["id"] == other.data["id"]


async def test_an_id_of_the_senders_own_is_its_key(live: Live) -> None:
    mine = {**ORDER, "id": "till-4501"}
    first, again = [
        await live.ask("POST", "/api/orders", mine, role=Role.INTEGRATION) for _ in range(2)
    ]

    assert (first.status, again.status) == (201, 200)
    assert first.data["id"] == again.data["id"]
    assert first.data["external_id"] == "till-4501"
    assert [each["code"] for each in first.json["warnings"]] == ["id_is_key"]
    assert len((await live.ask("GET", "/api/orders")).data) == 1


async def test_a_line_s_id_of_the_senders_own_is_its_reference(live: Live) -> None:
    steak = {"id": "line-7", "name": "Steak", "quantity": 1}
    tea = {"id": "line-8", "name": "Tea", "quantity": 1}
    mine = {**ORDER, "id": "till-4501", "items": [steak, tea]}
    order = (await live.ask("POST", "/api/orders", mine, role=Role.INTEGRATION)).data
    whole = {"items": [steak | {"quantity": 3}]}
    path = "/api/orders?source=the%20integration&external_id=till-4501"

    put = await live.ask("PUT", path, whole, role=Role.INTEGRATION)

    lines = [
        (each["id"], each["external_id"], each["quantity"], each["status"])
        for each in put.data["items"]
    ]
    ids = [each["id"] for each in order["items"]]
    assert lines == [(ids[0], "line-7", 3, "pending"), (ids[1], "line-8", 1, "cancelled")]
    [warning] = put.json["warnings"]
    assert (warning["code"], warning["field"]) == ("id_is_key", "items[0].id")


async def test_half_a_key_is_refused(live: Live) -> None:
    reply = await live.ask("POST", "/api/orders/cancel?source=x", role="integration")
    assert list(refused(reply, 400, "BAD_REQUEST")["details"]) == ["external_id"]


async def test_an_order_is_cancelled_by_its_key_and_before_it_comes(live: Live) -> None:
    order = await place(live, "1")
    body = {"reason": "guest left"}
    target = "/api/orders/cancel?source=uber%20eats&external_id="

    now = await live.ask("POST", f"{target}1", body, role="integration")
    assert (now.status, now.data["kept_until"]) == (200, None)
    assert (now.data["order"]["id"], now.data["order"]["status"]) == (order, "cancelled")
    ahead = await live.ask("POST", f"{target}2", role="integration")
    assert (ahead.status, ahead.json["data"]["order"]) == (202, None)
    late = await live.place(source="uber eats", external_id="2")
    assert late["status"] == "cancelled"


async def test_who_may_not_cancel_may_not_by_a_key(live: Live) -> None:
    target = "/api/orders/cancel?source=x&external_id=1"
    refused(await live.ask("POST", target, role="waiter"), 403, "FORBIDDEN")
