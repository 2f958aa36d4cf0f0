"""The rule of the door over HTTP: whose requests are taken leniently, and who asks for it."""

import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from hub.app import run_hub
from hub.commit.command import Command
from hub.config_sections import BranchSettings, LanSettings
from hub.domain.permissions import Role
from hub.http.auth import OWNER
from tests.support.live import Live, served_on
from tests.support.wire import JSON, exchange, refused, request

SOUP = {"name": "Soup", "quantity": 1}
ODD = {
    "type": "dine_in",
    "tableNumber": 5,
    "customer_name": "",
    "notes": None,
    "deliveryFee": 700,
    "items": [{"name": "Burger\r\n", "quantity": 1.0, "notes": ""}],
}
STRICT = {"Prefer": "respond-async, handling=strict"}


def codes(answer: Any) -> list[str]:  # noqa: ANN401 - JSON
    return [each["code"] for each in answer.get("warnings", [])]


@pytest.mark.parametrize("role", [Role.INTEGRATION, Role.WAITER, Role.MANAGER])
async def test_an_order_is_taken_leniently_whoever_brings_it(live: Live, role: Role) -> None:
    reply = await live.ask("POST", "/api/orders", ODD, role=role)

    assert reply.status == 201
    assert (reply.data["table_number"], reply.data["customer_name"]) == ("5", None)
    assert reply.data["items"][0]["name"] == "Burger"
    assert codes(reply.json) == ["unknown_field"]


async def test_so_is_a_round(live: Live) -> None:
    order = await live.place()
    more = {"items": [{"name": "Tea", "quantity": "1", "size": "L"}]}

    reply = await live.ask("POST", f"/api/orders/{order['id']}/items", more, role="waiter")

    assert reply.status == 200
    assert [each["name"] for each in reply.data["items"]] == ["Soup", "Tea"]
    assert codes(reply.json) == ["unknown_field"]


async def test_other_requests_are_so_from_an_integration_only(live: Live) -> None:
    order = await live.place()
    target = f"/api/orders/{order['id']}"

    refused(await live.ask("PATCH", target, {"colour": 1}, role="waiter"), 400, "BAD_REQUEST")
    reply = await live.ask("PATCH", target, {"colour": 1, "notes": "x"}, role="integration")
    assert (reply.status, reply.data["notes"], codes(reply.json)) == (200, "x", ["unknown_field"])
    moved = {"status": "Confirmed", "reason": ""}
    assert (await live.ask("PATCH", f"{target}/status", moved, role="integration")).status == 200
    refused(await live.ask("PATCH", f"{target}/status", moved, role="cashier"), 400, "BAD_REQUEST")


async def test_who_prefers_it_strict_is_refused_what_would_be_a_warning(live: Live) -> None:
    reply = await live.ask("POST", "/api/orders", ODD, role="integration", headers=STRICT)

    assert list(refused(reply, 400, "BAD_REQUEST")["details"]) == ["deliveryFee"]
    assert reply.headers["preference-applied"] == ["handling=strict"]
    without = {name: value for name, value in ODD.items() if name != "deliveryFee"}
    reply = await live.ask("POST", "/api/orders", without, role="integration", headers=STRICT)
    assert reply.status == 201
    assert reply.headers["preference-applied"] == ["handling=strict"]


async def test_who_prefers_it_lenient_gets_that_where_there_is_a_choice(live: Live) -> None:
    order = await live.place()
    lenient = {"Prefer": 'handling="lenient"; wait=1'}

    body = {"colour": 1, "notes": "x"}
    target = f"/api/orders/{order['id']}"
    reply = await live.ask("PATCH", target, body, role="waiter", headers=lenient)
    assert (reply.status, codes(reply.json)) == (200, ["unknown_field"])
    assert reply.headers["preference-applied"] == ["handling=lenient"]
    seat = await live.ask("POST", "/api/sessions", {"table_number": 7}, headers=lenient)
    refused(seat, 400, "BAD_REQUEST")
    assert "preference-applied" not in seat.headers


@pytest.mark.parametrize("preference", ["handling=whatever", "handling", "wait=3", ""])
async def test_another_preference_changes_nothing(live: Live, preference: str) -> None:
    headers = {"Prefer": preference}
    reply = await live.ask("POST", "/api/orders", ODD, role="integration", headers=headers)

    assert reply.status == 201
    assert "preference-applied" not in reply.headers


async def test_what_was_said_the_first_time_is_said_again_under_its_key(live: Live) -> None:
    key = {"Idempotency-Key": "once"}
    first = await live.ask("POST", "/api/orders", ODD, headers=key)
    again = await live.ask("POST", "/api/orders", ODD, headers=key)

    assert first.body == again.body
    assert codes(again.json) == ["unknown_field"]


async def test_a_time_without_an_offset_is_by_the_branchs_own_clock(tmp_path: Path) -> None:
    branch = BranchSettings(time_zone="Pacific/Kiritimati")
    settings = replace(served_on(LanSettings(enabled=False)), branch=branch)
    async with run_hub(tmp_path, settings) as hub:
        assert hub.port is not None
        made = await hub.branch.devices.make(Command(who=OWNER), Role.INTEGRATION, "till")
        head = {"Authorization": f"Bearer {made.value.token}", **JSON}
        order = {"type": "takeout", "due_at": "2099-12-04T18:30:00", "items": [SOUP]}
        for path, body in (("/api/orders", order), ("/api/orders/batch", {"orders": [order]})):
            sent = request("POST", path, head, json.dumps(body).encode())
            reply = await exchange(hub.port, sent)
            [taken] = (
                [reply.data] if path == "/api/orders" else [each["order"] for each in reply.data]
            )
            assert taken["due_at"] == "2099-12-04T04:30:00.000Z"
