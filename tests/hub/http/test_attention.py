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


async def test_it_is_said_in_the_language_that_is_asked_for(live: Live) -> None:
    await live.ask("POST", "/api/menu/stations", {"id": "grill", "name": "Grill"})
    await live.place("Soup")
    live.hub.branch.alarms.sound("BOARD_FULL", "Too many open orders of the till.")
    said = {}
    for language in ("en", "de-CH, en;q=0.5", "nl"):
        asked = {"Accept-Language": language}
        reply = await live.ask("GET", "/api/attention", headers=asked)
        said[language] = {each["code"]: (each["what"], each["todo"]) for each in reply.data}
        tag = {"If-None-Match": reply.one("etag")}
        other = await live.ask("GET", "/api/attention", headers=tag)
        assert other.status == (200 if language.startswith("de") else 304)

    english, german, dutch = said.values()
    assert english["BOARD_FULL"][0] == "Too many open orders of the till."
    assert german["BOARD_FULL"][0] == "Zu viele offene Bestellungen: der Hub schließt die ältesten."
    assert english["NOT_ROUTED"][0].startswith("No station makes Soup: ")
    assert "Soup" in german["NOT_ROUTED"][0]
    assert not {*german.values()} & {*english.values()}
    assert english == dutch


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
