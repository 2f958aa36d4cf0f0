"""The board that guests look at: over HTTP, in its room, by the house's settings."""

from pathlib import Path
from typing import Any

import pytest

from hub.config_sections import ReadySettings
from hub.domain.permissions import Role
from hub.domain.ready_numbers import GuestNames
from tests.support.live import Live, alive
from tests.support.sockets import Socket, joined
from tests.support.wire import refused


async def numbers(live: Live) -> list[tuple[str, str]]:
    reply = await live.ask("GET", "/api/ready", role=Role.READY)
    return [(row["number"], row["status"]) for row in reply.data]


async def bump(live: Live, order: Any, status: str = "ready") -> None:  # noqa: ANN401 - JSON
    await live.ask("POST", f"/api/kitchen/orders/{order['id']}/bump", {"status": status})


async def heard(socket: Socket, *wanted: tuple[str, str]) -> None:
    """Wait until the board shows just these numbers."""
    while True:
        said = await socket.hear()
        assert said["type"] == "ready"
        if [(row["number"], row["status"]) for row in said["ready"]] == list(wanted):
            return


async def test_a_board_is_shown_numbers_and_nothing_else(live: Live) -> None:
    waits = await live.place("Soup", type="takeout", display_number="A17", customer_name="Ana")
    await live.place("Salad", type="takeout", display_number="A18", notes="call 0170")
    await live.place("Steak", table_number="5")
    await bump(live, waits)

    reply = await live.ask("GET", "/api/ready", role=Role.READY)

    assert [sorted(row) for row in reply.data] == [["id", "number", "since", "status", "type"]] * 2
    assert await numbers(live) == [("A17", "ready"), ("A18", "preparing")]
    for secret in (b"Ana", b"Soup", b"0170", b"Steak"):
        assert secret not in reply.body
    for path in ("/api/kitchen/orders", "/api/orders", f"/api/orders/{waits['id']}", "/api/menu"):
        refused(await live.ask("GET", path, role=Role.READY), 403, "FORBIDDEN")


async def test_only_the_board_and_a_manager_may_see_it(live: Live) -> None:
    for role in (Role.KITCHEN, Role.WAITER, Role.CASHIER, Role.PASS, Role.INTEGRATION):
        refused(await live.ask("GET", "/api/ready", role=role), 403, "FORBIDDEN")
        async with joined(live.port, live.token(role)) as socket:
            await socket.say("join", room=f"{live.room}:ready")
            assert (await socket.hear())["code"] == "FORBIDDEN"
    assert (await live.ask("GET", "/api/ready")).status == 200


async def test_its_room_is_told_the_whole_board_and_no_event(live: Live) -> None:
    first = await live.place("Soup", type="takeout", display_number="A1", customer_name="Ana")
    async with joined(live.port, live.token(Role.READY)) as socket:
        await socket.say("join", room=f"{live.room}:READY")
        said = await socket.hear()
        assert said["type"] == "joined"
        assert [row["number"] for row in said["ready"]] == ["A1"]
        assert "orders" not in said

        await bump(live, first)
        await heard(socket, ("A1", "ready"))
        await live.place("Tea", type="delivery", display_number="U2")
        await heard(socket, ("A1", "ready"), ("U2", "preparing"))
        # A recall takes it back, and what is served leaves.
        await live.ask("POST", f"/api/kitchen/orders/{first['id']}/recall")
        await heard(socket, ("A1", "preparing"), ("U2", "preparing"))
        await bump(live, first, "served")
        await heard(socket, ("U2", "preparing"))


async def test_a_board_may_not_listen_to_what_staff_hears(live: Live) -> None:
    session, _ = await live.seat()
    async with joined(live.port, live.token(Role.READY)) as socket:
        for room in (live.room, live.kitchen_room, f"session:{session}"):
            await socket.say("join", room=room, snapshot=True)
            assert (await socket.hear())["code"] == "FORBIDDEN"


@pytest.mark.parametrize(
    ("names", "name"),
    [(GuestNames.OFF, None), (GuestNames.FIRST, "Ana"), (GuestNames.INITIAL, "Ana S.")],
)
async def test_the_house_says_what_of_a_name_and_whether_tables_stand_there(
    tmp_path: Path, names: GuestNames, name: str | None
) -> None:
    settings = ReadySettings(names=names, dine_in=True)
    async with alive(tmp_path / "data", ready=settings) as live:
        await live.place("Soup", customer_name="Ana Silva", table_number="5")

        [row] = (await live.ask("GET", "/api/ready", role=Role.READY)).data

        assert (row.get("name"), row["type"]) == (name, "dine_in")
