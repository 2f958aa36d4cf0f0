"""The devices that have a token: when they were last heard, and sending them away."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from hub.domain.permissions import Role
from hub.store import reads
from tests.support.live import Live, alive
from tests.support.sockets import joined
from tests.support.wire import DEADLINE, exchange, refused, request

DEVICES = "/api/devices"
UNKNOWN = "01890000-0000-7000-8000-000000000000"


async def devices(live: Live) -> dict[str, Any]:
    listed = (await live.ask("GET", DEVICES)).data
    return {each["name"]: each for each in listed}


async def test_a_device_that_was_never_heard_says_so(live: Live) -> None:
    waiter = (await devices(live))["the waiter"]

    assert waiter["id"] == live.device(Role.WAITER)
    assert waiter["role"] == "waiter"
    assert (waiter["last_seen_at"], waiter["address"], waiter["connected"]) == (None, None, False)


async def test_a_device_is_seen_with_its_address_when_it_asks(live: Live) -> None:
    await live.ask("GET", "/api/orders", role=Role.WAITER)

    waiter = (await devices(live))["the waiter"]
    assert waiter["address"] == "127.0.0.1"
    assert waiter["last_seen_at"] >= waiter["created_at"]


async def test_a_device_with_a_socket_is_connected(live: Live) -> None:
    async with joined(live.port, live.token(Role.KITCHEN)):
        assert (await devices(live))["the kitchen"]["connected"] is True


async def test_a_device_without_its_socket_is_not(live: Live) -> None:
    async with joined(live.port, live.token(Role.KITCHEN)) as socket:
        seen = (await devices(live))["the kitchen"]["last_seen_at"]
        socket.drop()
        async with asyncio.timeout(DEADLINE):
            listed = await devices(live)
            while listed["the kitchen"]["connected"]:
                listed = await devices(live)

    assert listed["the kitchen"]["last_seen_at"] >= seen


async def test_guests_are_no_devices(live: Live) -> None:
    session, token = await live.seat()
    await exchange(live.port, request("GET", f"/api/sessions/{session}", token=token))

    assert "table 7" not in await devices(live)


async def test_a_revoked_device_is_sent_away(live: Live) -> None:
    token = live.token(Role.KITCHEN)
    async with joined(live.port, token) as socket:
        await live.ask("DELETE", f"{DEVICES}/{live.device(Role.KITCHEN)}")
        assert await socket.close_code() == 4401

    answer = await exchange(live.port, request("GET", "/api/kitchen/orders", token=token))
    refused(answer, 401, "UNAUTHORIZED")
    assert "the kitchen" not in await devices(live)
    # For the check at the end, which asks as a manager.
    assert (await live.ask("GET", "/api/kitchen/orders")).status == 200


async def test_a_device_that_is_not_there_cannot_be_sent_away(live: Live) -> None:
    refused(await live.ask("DELETE", f"{DEVICES}/{UNKNOWN}"), 404, "NOT_FOUND")


async def test_who_is_connected_is_written_down_now_and_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.upkeep.maintenance.EVERY", 0.05)
    async with alive(tmp_path / "data") as live:
        kitchen, branch = live.device(Role.KITCHEN), live.hub.branch
        async with joined(live.port, live.token(Role.KITCHEN)), asyncio.timeout(DEADLINE):
            while kitchen not in {each.token for each in await reads.last_seen(branch._store)}:
                await exchange(live.port, request("GET", "/healthz"))


async def test_when_a_device_was_heard_outlives_the_hub(tmp_path: Path) -> None:
    async with alive(tmp_path / "data") as live:
        await live.ask("GET", "/api/orders", role=Role.WAITER)
        before = (await devices(live))["the waiter"]

    async with alive(tmp_path / "data") as live:
        listed = (await live.ask("GET", DEVICES)).data

    [after] = [each for each in listed if each["id"] == before["id"]]
    assert (after["last_seen_at"], after["address"]) == (before["last_seen_at"], "127.0.0.1")


async def test_a_device_is_called_otherwise_and_goes_on_as_it_was(live: Live) -> None:
    target = f"{DEVICES}/{live.device(Role.KITCHEN)}"
    await live.make(Role.KITCHEN, "bar")
    async with joined(live.port, live.token(Role.KITCHEN)) as socket:
        await socket.say("join", room=live.kitchen_room)
        await socket.hear()

        renamed = await live.ask("PATCH", target, {"name": "Grill 1"})
        refused(await live.ask("PATCH", target, {"name": "bar"}), 409, "CONFLICT")

        assert renamed.data == {
            "id": live.device(Role.KITCHEN),
            "name": "Grill 1",
            "role": "kitchen",
        }
        event = await socket.hear()
        assert (event["type"], event["payload"]) == ("device:renamed", {})
        [screen] = (await live.ask("GET", "/api/kitchen/screens")).data
        assert screen["name"] == "Grill 1"
    assert (await devices(live))["Grill 1"]["id"] == live.device(Role.KITCHEN)
    me = await live.ask("GET", "/api/auth/me", role=Role.KITCHEN)
    assert me.data["name"] == "Grill 1"


async def test_only_a_manager_names_devices_and_only_those_of_staff(live: Live) -> None:
    _, token = await live.seat()
    mine = await exchange(live.port, request("GET", "/api/auth/me", token=token))
    body = {"name": "Grill 1"}

    for role in (Role.WAITER, Role.KITCHEN, Role.INTEGRATION):
        target = f"{DEVICES}/{live.device(Role.KITCHEN)}"
        refused(await live.ask("PATCH", target, body, role=role), 403, "FORBIDDEN")
    for unknown in (UNKNOWN, mine.json["data"]["id"]):
        refused(await live.ask("PATCH", f"{DEVICES}/{unknown}", body), 404, "NOT_FOUND")
