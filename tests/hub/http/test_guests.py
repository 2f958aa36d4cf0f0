"""What guests read with a link from their waiter: their own table, and nothing besides."""

from hub.domain.permissions import Role
from tests.support.live import Live
from tests.support.sockets import joined
from tests.support.wire import Reply, exchange, refused, request


async def ask_as_guest(live: Live, path: str, *, method: str = "GET", target: str = "") -> Reply:
    token = f"gly_{path.removeprefix('/guest#')}"
    return await exchange(live.port, request(method, target or "/api/guest", token=token))


async def link(live: Live, session: str, body: object = None) -> str:
    target = f"/api/sessions/{session}/link"
    reply = await live.ask("POST", target, body, role=Role.WAITER)
    assert (reply.status, reply.data["session"]["id"]) == (201, session)
    path = reply.data["path"]
    assert isinstance(path, str)
    return path


async def test_a_link_shows_the_tables_own_orders_with_how_far_each_line_is(live: Live) -> None:
    session, _ = await live.seat("5")
    other, _ = await live.seat("6")
    mine = await live.place("Soup", "Bread", session_id=session, allergies=["nuts"], notes="VIP")
    await live.place("Steak", session_id=other)
    await live.place("Tea", table_number="5")
    await live.move(mine["items"][0]["id"], "preparing")

    reply = await ask_as_guest(live, await link(live, session))

    assert reply.data["session"]["table_number"] == "5"
    [order] = reply.data["orders"]
    assert [(each["name"], each["status"]) for each in order["items"]] == [
        ("Soup", "preparing"),
        ("Bread", "pending"),
    ]
    assert (order["allergies"], order["allergy_known"]) == (["nuts"], False)
    for secret in (b"Steak", b"Tea", b"VIP"):
        assert secret not in reply.body


async def test_the_guests_are_told_once_the_kitchen_knows_of_the_allergy(live: Live) -> None:
    session, _ = await live.seat("5")
    order = await live.place("Soup", session_id=session, allergies=["nuts"])
    path = await link(live, session)
    ack = {"what": "allergy"}
    await live.ask("POST", f"/api/orders/{order['id']}/ack", ack, role=Role.KITCHEN)

    assert (await ask_as_guest(live, path)).data["orders"][0]["allergy_known"] is True


async def test_a_guest_can_read_and_do_nothing_else(live: Live) -> None:
    session, _ = await live.seat("5")
    other, _ = await live.seat("6")
    order = await live.place("Soup", session_id=session)
    path = await link(live, session)

    for method, target in (
        ("GET", "/api/orders"),
        ("GET", f"/api/orders/{order['id']}"),
        ("GET", f"/api/sessions/{other}"),
        ("GET", "/api/sessions"),
        ("GET", "/api/ready"),
        ("GET", "/api/attention"),
        ("POST", f"/api/sessions/{session}/link"),
        ("DELETE", f"/api/sessions/{session}"),
    ):
        reply = await ask_as_guest(live, path, method=method, target=target)
        refused(reply, 403, "FORBIDDEN")


async def test_a_wrong_link_and_one_that_was_renewed_show_nothing(live: Live) -> None:
    session, token = await live.seat("5")
    old = await link(live, session)
    async with joined(live.port, token) as socket:
        new = await link(live, session, {"renew": True})
        assert await socket.close_code() == 4401

    refused(await ask_as_guest(live, old), 401, "UNAUTHORIZED")
    refused(await ask_as_guest(live, "/guest#" + "A" * 43), 401, "UNAUTHORIZED")
    assert (await ask_as_guest(live, new)).status == 200


async def test_guests_who_have_left_still_read_and_are_shown_that_it_is_closed(live: Live) -> None:
    session, _ = await live.seat("5")
    path = await link(live, session)
    await live.ask("DELETE", f"/api/sessions/{session}", role=Role.WAITER)

    assert (await ask_as_guest(live, path)).data["session"]["closed_at"]
    await live.ask("DELETE", f"/api/sessions/{session}?at_once=true", role=Role.WAITER)
    refused(await ask_as_guest(live, path), 401, "UNAUTHORIZED")


async def test_staff_find_the_session_of_a_table(live: Live) -> None:
    here, _ = await live.seat("5")
    await live.seat("6")
    gone, _ = await live.seat("7")
    await live.ask("DELETE", f"/api/sessions/{gone}")

    found = await live.ask("GET", "/api/sessions?table=5", role=Role.WAITER)
    every = await live.ask("GET", "/api/sessions", role=Role.WAITER)

    assert [each["id"] for each in found.data] == [here]
    assert [each["table_number"] for each in every.data] == ["5", "6"]
    assert b"gly_" not in every.body


async def test_whoever_has_no_table_has_no_orders_of_one(live: Live) -> None:
    refused(await live.ask("GET", "/api/guest"), 404, "NOT_FOUND")
    refused(await live.ask("GET", "/api/guest", role=Role.WAITER), 403, "FORBIDDEN")
