"""The test order: it goes to every station, is ticked off as screens show it, and goes away."""

from typing import Any

import pytest
from msgspec.structs import replace

from hub.domain.orders import OrderType
from hub.domain.permissions import Role
from hub.domain.ready_numbers import GuestNames, ReadyRules, list_ready_numbers
from hub.upkeep.trial_order import STAYS
from tests.support.live import Live
from tests.support.one_screen import HUB_MS, a_line, an_order
from tests.support.sockets import Socket, joined
from tests.support.wire import refused

PATH = "/api/drill/order"


@pytest.fixture
async def stations(live: Live) -> None:
    for name in ("grill", "bar", "store"):
        body = {"id": name, "name": name.title(), "screen": name != "store"}
        assert (await live.ask("POST", "/api/menu/stations", body)).status == 201


async def ticks(live: Live) -> dict[str | None, bool]:
    found = (await live.ask("GET", PATH)).data
    return {each["station"]: each["painted"] for each in found["stations"]}


async def paint(screen: Socket, live: Live, **shown: object) -> None:
    await screen.say("painted", seq=live.hub.branch.log.committed, **shown)
    await screen.say("ping")
    await screen.hear_until("pong")


def number_of(order: dict[str, Any]) -> int:
    return int(order["number"].removeprefix("ORD-"))


@pytest.mark.usefixtures("stations")
async def test_each_station_is_ticked_off_as_its_screen_shows_it(live: Live) -> None:
    made = await live.ask("POST", PATH)
    assert made.status == 201
    assert (made.data["display_number"], made.data["expires_in"]) == ("TEST", STAYS // 1000)
    assert await ticks(live) == {"grill": False, "bar": False}

    async with joined(live.port, live.token("kitchen")) as screen:
        await screen.say("join", room=live.kitchen_room, station="grill")
        await screen.hear_until("joined")
        await paint(screen, live, tickets=[], chips=[])
        assert await ticks(live) == {"grill": False, "bar": False}
        await paint(screen, live, tickets=[number_of(made.data)], chips=[])
        assert await ticks(live) == {"grill": True, "bar": False}
        await paint(screen, live, tickets=[], chips=[])
    found = (await live.ask("GET", PATH)).data["stations"]
    assert [bool(each.get("at")) for each in found] == [each["painted"] for each in found]
    assert await ticks(live) == {"grill": True, "bar": False}


async def test_where_there_are_no_stations_any_screen_ticks_it_off(live: Live) -> None:
    made = await live.ask("POST", PATH)
    async with joined(live.port, live.token("kitchen")) as screen:
        await screen.say("join", room=live.kitchen_room)
        await screen.hear_until("joined")
        await screen.say("painted", seq=1)
        await screen.say("ping")
        await screen.hear_until("pong")
        assert await ticks(live) == {None: False}
        await paint(screen, live)
    assert await ticks(live) == {None: True}
    assert made.data["stations"] == [{"station": None, "painted": False}]


@pytest.mark.usefixtures("stations")
async def test_it_is_a_test_order_on_the_boards(live: Live) -> None:
    await live.ask("POST", PATH)
    [order] = (await live.ask("GET", "/api/kitchen/orders")).data
    assert (order["test"], order["display_number"]) == (True, "TEST")
    assert {line["station"] for line in order["items"]} == {"grill", "bar"}
    assert (await live.ask("GET", "/api/ready")).data == []


async def test_it_is_taken_off_every_board(live: Live) -> None:
    made = await live.ask("POST", PATH)
    gone = await live.ask("DELETE", PATH)
    assert gone.data == {"id": made.data["order_id"]}
    assert (await live.ask("GET", "/api/kitchen/orders")).data == []
    refused(await live.ask("GET", PATH), 404, "NOT_FOUND")
    refused(await live.ask("DELETE", PATH), 404, "NOT_FOUND")


async def test_another_one_takes_its_place(live: Live) -> None:
    first = (await live.ask("POST", PATH)).data["order_id"]
    second = (await live.ask("POST", PATH)).data["order_id"]
    board = (await live.ask("GET", "/api/kitchen/orders")).data
    assert first != second
    assert [each["id"] for each in board] == [second]
    assert (await live.ask("GET", PATH)).data["order_id"] == second


async def test_only_a_manager_sends_one(live: Live) -> None:
    for method in ("POST", "GET", "DELETE"):
        refused(await live.ask(method, PATH, role=Role.KITCHEN), 403, "FORBIDDEN")


def test_guests_do_not_see_it() -> None:
    order = an_order(1, a_line(status="ready"), type=OrderType.TAKEOUT)
    rules = ReadyRules(GuestNames.OFF, dine_in=True, stays=60_000)
    assert len(list_ready_numbers([order], rules, HUB_MS)) == 1
    assert list_ready_numbers([replace(order, test=True)], rules, HUB_MS) == []
