"""The five jobs of a waiter, done with a waiter's token and nothing else."""

from typing import Any

import pytest

from hub.domain.permissions import Role
from tests.support.live import Live
from tests.support.wire import Reply, refused


@pytest.fixture(autouse=True)
async def menu(live: Live) -> None:
    await live.ask("POST", "/api/menu/stations", {"id": "grill", "name": "Grill"})
    cooking = {"name": "How done", "min": 1, "max": 1, "ask": True, "items": [{"name": "rare"}]}
    steak = {"name": "Steak", "station": "grill", "modifier_groups": [cooking]}
    fish = {"name": "Sea bream", "station": "grill", "allergens": ["fish"]}
    for dish in (steak, fish):
        await live.ask("POST", "/api/menu/items", dish)
    tables = {"tables": [{"name": "5", "zone": "Terrace", "seats": 4}]}
    await live.ask("PUT", "/api/tables", tables)


async def waiter(live: Live, method: str, target: str, body: object = None, **how: Any) -> Reply:  # noqa: ANN401
    return await live.ask(method, target, body, role=Role.WAITER, **how)


async def take(live: Live, *names: str, **fields: object) -> Any:  # noqa: ANN401 - JSON
    lines = [{"name": name, "quantity": 1} for name in names]
    body = {"type": "dine_in", "table_number": "5", "items": lines, **fields}
    return (await waiter(live, "POST", "/api/orders", body)).data


async def test_takes_an_order_with_choices_an_allergy_and_a_seat(live: Live) -> None:
    [table] = (await waiter(live, "GET", "/api/tables")).data["tables"]
    menu = (await waiter(live, "GET", "/api/menu")).data
    assert (await waiter(live, "GET", "/api/menu/often")).status == 200
    [steak] = [each for each in menu["items"] if each["name"] == "Steak"]
    [group] = steak["modifier_groups"]
    assert (group["ask"], group["min"]) == (True, 1)
    line = {
        "menu_item_id": steak["id"],
        "quantity": 1,
        "seat": 2,
        "allergies": ["nuts"],
        "modifiers": [{"modifier_id": group["items"][0]["id"]}],
    }
    body = {"type": "dine_in", "table_number": table["name"], "items": [line], "server": "Ana"}

    reply = await waiter(live, "POST", "/api/orders", body, headers={"Idempotency-Key": "tab-1"})
    again = await waiter(live, "POST", "/api/orders", body, headers={"Idempotency-Key": "tab-1"})

    [item] = reply.data["items"]
    assert (reply.status, item["seat"], item["allergies"]) == (201, 2, ["nuts"])
    assert again.data["id"] == reply.data["id"]


async def test_sends_what_waited_for_the_hub_and_is_told_what_was_not_taken(live: Live) -> None:
    menu = (await waiter(live, "GET", "/api/menu")).data
    [fish] = [each for each in menu["items"] if each["name"] == "Sea bream"]
    gone = {"available": False}
    sold_out = f"/api/menu/items/{fish['id']}/availability"
    assert (await waiter(live, "POST", sold_out, gone)).status == 200

    lines = [{"name": name, "quantity": 1} for name in ("Sea bream", "Steak")]
    body = {"type": "dine_in", "table_number": "5", "accept": "rest", "items": lines}
    reply = await waiter(live, "POST", "/api/orders", body)

    assert [each["name"] for each in reply.data["items"]] == ["Steak"]
    [warning] = [each for each in reply.json["warnings"] if each["field"].startswith("items[0]")]
    assert "Sea bream" in warning["message"] or warning["code"]
    assert (await waiter(live, "POST", sold_out, {"available": True})).status == 200


async def test_adds_a_round_changes_a_line_and_fires_a_course(live: Live) -> None:
    order = await take(live, "Steak")
    base = f"/api/orders/{order['id']}"

    more = {"items": [{"name": "Sea bream", "quantity": 1, "held": True, "course": 2}]}
    assert (await waiter(live, "POST", f"{base}/items", more)).status == 200
    edit = f"{base}/items/{order['items'][0]['id']}"
    changed = await waiter(live, "PATCH", edit, {"quantity": 2, "notes": "no salt"})
    fired = await waiter(live, "POST", f"{base}/fire", {"course": 2})

    assert changed.data["items"][0]["quantity"] == 2
    assert [each["name"] for each in fired.data["items"]] == ["Steak", "Sea bream"]


async def test_serves_what_is_ready_and_takes_it_back_within_eight_seconds(live: Live) -> None:
    order = await take(live, "Steak")
    await live.ask("POST", f"/api/kitchen/orders/{order['id']}/bump", {"status": "ready"})
    [table] = (await waiter(live, "GET", "/api/tables/open")).data
    assert (table["table"], table["ready"]) == ("5", 1)

    served = {"status": "served"}
    bump = f"/api/kitchen/orders/{order['id']}/bump"
    assert (await waiter(live, "POST", bump, served)).data["status"] == "served"
    lines = {"items": [order["items"][0]["id"]]}
    back = await waiter(live, "POST", f"/api/orders/{order['id']}/restore", lines)

    assert back.data["items"][0]["status"] == "ready"


async def test_voids_a_line_of_its_own_order_with_a_reason_and_takes_that_back(live: Live) -> None:
    order = await take(live, "Steak", "Sea bream")
    [reason, *_] = (await waiter(live, "GET", "/api/reasons")).data["void"]
    line = order["items"][0]["id"]

    void = f"/api/kitchen/orders/{order['id']}/items/{line}/cancel"
    voided = await waiter(live, "POST", void, {"reason": reason})
    back = await waiter(live, "POST", f"/api/orders/{order['id']}/restore", {"items": [line]})

    status = {each["id"]: each["status"] for each in voided.data["items"]}
    assert status[line] == "cancelled"
    assert [each["status"] for each in back.data["items"]] == ["pending", "pending"]
    # The undo of a whole order that was just sent.
    gone = {"status": "cancelled", "reason": reason}
    cancelled = await waiter(live, "PATCH", f"/api/orders/{order['id']}/status", gone)
    assert cancelled.data["status"] == "cancelled"


async def test_takes_some_pieces_of_a_line_off_and_says_why(live: Live) -> None:
    order = await take(live, "Steak", "Steak")
    line = order["items"][0]["id"]
    path = f"/api/orders/{order['id']}/items/{line}"
    await waiter(live, "PATCH", path, {"quantity": 5})

    fewer = await waiter(live, "PATCH", path, {"quantity": 3, "reason": "Taken down wrong"})
    more = await waiter(live, "PATCH", path, {"quantity": 4, "reason": "another guest came"})
    gone = await waiter(live, "PATCH", path, {"quantity": 0, "reason": "Sent twice"})

    assert [each.data["items"][0]["quantity"] for each in (fewer, more)] == [3, 4]
    events = (await live.ask("GET", "/api/events?limit=500")).data
    told = [each["payload"]["changes"] for each in events if each["type"] == "order:items_changed"]
    assert [[change.get("reason") for change in each] for each in told] == [
        [None],
        ["Taken down wrong"],
        [None],
    ]
    assert gone.data["items"][0]["cancel_reason"] == "Sent twice"


async def test_voids_nothing_that_somebody_else_has_sent(live: Live) -> None:
    lines = [{"name": "Steak", "quantity": 1}]
    body = {"type": "dine_in", "items": lines}
    order = (await live.ask("POST", "/api/orders", body, role=Role.CASHIER)).data
    void = f"/api/kitchen/orders/{order['id']}/items/{order['items'][0]['id']}/cancel"

    refused(await waiter(live, "POST", void, {"reason": "not mine"}), 403, "FORBIDDEN")


async def test_a_shared_tablet_asks_for_a_pin_and_says_who_has_sent(live: Live) -> None:
    person = (await live.ask("POST", "/api/people", {"name": "Ana", "role": "waiter"})).data
    await live.ask("PUT", f"/api/people/{person['id']}/pin", {"pin": "4815"})
    assert [each["name"] for each in (await waiter(live, "GET", "/api/people")).data] == ["Ana"]
    verify = f"/api/people/{person['id']}/verify"

    refused(await waiter(live, "POST", verify, {"pin": "0000"}), 403, "FORBIDDEN")
    slowed = await waiter(live, "POST", verify, {"pin": "4815"})
    refused(slowed, 429, "RATE_LIMITED")
    assert int(slowed.one("retry-after")) >= 1
    # Another tablet is not let in by this one's proof, and the right PIN is taken a second later.
    await live.ask("PUT", f"/api/people/{person['id']}/pin", {"pin": "4815"})
    proof = (await waiter(live, "POST", verify, {"pin": "4815"})).data["proof"]
    header = {"Galley-Person": proof}
    me = await waiter(live, "GET", "/api/auth/me", headers=header)
    assert me.data["person_id"] == person["id"]
    other = await live.ask("GET", "/api/auth/me", role=Role.CASHIER, headers=header)
    refused(other, 403, "FORBIDDEN")
