"""``GET /api/attention`` over HTTP: who may ask, what refused orders leave there, 304."""

from hub.domain.permissions import Role
from tests.support.live import Live
from tests.support.wire import refused


async def test_a_refused_order_needs_a_person(live: Live) -> None:
    bad = {"type": "dine_in", "items": [{"name": "Soup", "quantity": {}}]}
    reply = await live.ask("POST", "/api/orders", bad, role=Role.INTEGRATION)
    assert reply.status == 400
    batch = {"orders": [{"type": 7}]}
    await live.ask("POST", "/api/orders/batch", batch, role=Role.INTEGRATION)

    shown = (await live.ask("GET", "/api/attention", role=Role.WAITER)).data

    [found] = [each for each in shown if each["code"] == "ORDERS_REFUSED"]
    assert found["values"] == {"count": 2, "code": "BAD_REQUEST"}
    assert found["act"] == "check_sender"


async def test_what_has_not_changed_is_not_sent_again(live: Live) -> None:
    first = await live.ask("GET", "/api/attention")
    tag = first.one("etag")

    for tags in (tag, f'"1", W/{tag}', "*"):
        again = await live.ask("GET", "/api/attention", headers={"If-None-Match": tags})
        assert (again.status, again.body, again.one("etag")) == (304, b"", tag)
    other = await live.ask("GET", "/api/attention", headers={"If-None-Match": '"1"'})
    assert (other.status, other.data) == (200, first.data)


async def test_an_order_that_has_not_changed_is_not_sent_again(live: Live) -> None:
    order = await live.place("Soup")
    target, known = f"/api/orders/{order['id']}", {"If-None-Match": '"1"'}

    assert (await live.ask("GET", target, headers=known)).status == 304
    await live.move(order["items"][0]["id"], "preparing")
    assert (await live.ask("GET", target, headers=known)).status == 200


async def test_guests_and_the_board_of_numbers_see_nothing_of_it(live: Live) -> None:
    refused(await live.ask("GET", "/api/attention", role=Role.READY), 403, "FORBIDDEN")
