"""What waiters and whoever sends out ask: tables, the pass, the day's orders, another station."""

from pathlib import Path
from typing import Any

import pytest

from hub.config_sections import OrdersSettings
from hub.domain.permissions import Role
from hub.orders.unpainted import Grace
from tests.support.live import Live, alive
from tests.support.sockets import joined
from tests.support.wire import refused

FLOOR = (Role.KITCHEN, Role.WAITER, Role.CASHIER, Role.PASS, Role.MANAGER)


async def set_up(live: Live) -> None:
    for station in ("grill", "cold", "bar"):
        await live.ask("POST", "/api/menu/stations", {"id": station, "name": station.title()})
    for name, station in (("Steak", "grill"), ("Salad", "cold"), ("Beer", "bar")):
        await live.ask("POST", "/api/menu/items", {"name": name, "station": station})


async def pass_rows(live: Live) -> Any:  # noqa: ANN401 - JSON
    return (await live.ask("GET", "/api/pass", role=Role.PASS)).data


@pytest.mark.parametrize("path", ["/api/pass", "/api/tables/open", "/api/reasons"])
async def test_staff_may_look_and_guests_and_boards_may_not(live: Live, path: str) -> None:
    for role in FLOOR:
        assert (await live.ask("GET", path, role=role)).status == 200
    refused(await live.ask("GET", path, role=Role.READY), 403, "FORBIDDEN")


async def test_the_pass_sees_which_station_an_order_waits_for(live: Live) -> None:
    await set_up(live)
    order = await live.place("Steak", "Salad", table_number="5", guests=2)
    assert (await pass_rows(live))[0]["holds_up"] == []

    bump = {"status": "ready", "station": "cold"}
    await live.ask("POST", f"/api/kitchen/orders/{order['id']}/bump", bump, role=Role.KITCHEN)

    [row] = await pass_rows(live)
    assert (row["id"], row["table_number"], row["holds_up"]) == (order["id"], "5", ["grill"])
    counts = {each["station"]: (each["pending"], each["ready"]) for each in row["stations"]}
    assert counts == {"grill": (1, 0), "cold": (0, 1)}


async def test_the_pass_sees_which_order_no_screen_of_a_station_shows(tmp_path: Path) -> None:
    soon = Grace(within=0.05, after_start=0.05, settle=0.01)
    async with alive(tmp_path / "data", grace=soon) as live:
        await set_up(live)
        async with joined(live.port, live.token(Role.PASS)) as socket:
            await live.place("Steak", "Salad")
            heard: set[str] = set()
            while heard != {"grill", "cold"}:
                said = (await socket.hear_until("kitchen:alert"))[-1]
                heard.add(said["payload"]["station"])

        [row] = await pass_rows(live)
        assert sorted(row["not_on_screen"]) == ["cold", "grill"]
        assert row["only_chip"] == []


async def test_a_cook_may_make_an_order_a_rush_and_give_it_to_another_station(live: Live) -> None:
    await set_up(live)
    order = await live.place("Steak", "Salad")
    target = f"/api/orders/{order['id']}"

    rushed = await live.ask("POST", f"{target}/priority", {"priority": "rush"}, role=Role.KITCHEN)
    moved = await live.ask(
        "POST", f"{target}/reroute", {"from": "grill", "to": "cold"}, role=Role.KITCHEN
    )

    assert rushed.data["priority"] == "rush"
    assert {line["name"]: line["station"] for line in moved.data["items"]} == {
        "Steak": "cold",
        "Salad": "cold",
    }
    # It is marked on the glass until somebody has taken note.
    steak = next(line for line in moved.data["items"] if line["name"] == "Steak")
    assert steak["was"]["station"] == "grill"
    again = await live.ask("POST", f"{target}/reroute", {"from": "grill", "to": "cold"})
    assert again.data["version"] == moved.data["version"]


async def test_what_is_ready_stays_where_it_was_made(live: Live) -> None:
    await set_up(live)
    order = await live.place("Steak", "Salad")
    salad = next(line for line in order["items"] if line["name"] == "Salad")
    for step in ("preparing", "ready"):
        await live.move(salad["id"], step)

    moved = await live.ask("POST", f"/api/orders/{order['id']}/reroute", {"to": "bar"})

    assert {line["name"]: line["station"] for line in moved.data["items"]} == {
        "Steak": "bar",
        "Salad": "cold",
    }


async def test_another_station_is_one_that_there_is(live: Live) -> None:
    await set_up(live)
    order = await live.place("Steak")
    target = f"/api/orders/{order['id']}/reroute"

    for body, field in (({"to": "oven"}, "to"), ({"to": "bar", "from": "oven"}, "from")):
        reply = await live.ask("POST", target, body)
        refused(reply, 400, "BAD_REQUEST")
        assert field in reply.json["error"]["details"]
    refused(await live.ask("POST", target, {"to": "bar"}, role=Role.READY), 403, "FORBIDDEN")
    gone = {"status": "cancelled", "reason": "guests left"}
    await live.ask("PATCH", f"/api/orders/{order['id']}/status", gone)
    refused(await live.ask("POST", target, {"to": "bar"}), 400, "INVALID_TRANSITION")


async def test_the_day_is_searched_by_number_table_name_and_dish(live: Live) -> None:
    await set_up(live)
    steak = await live.place("Steak", table_number="5", customer_name="Ana")
    salad = await live.place("Salad", display_number="A17")
    served = {"status": "served"}
    await live.ask("POST", f"/api/kitchen/orders/{steak['id']}/bump", served)

    async def found(query: str) -> list[str]:
        reply = await live.ask("GET", f"/api/orders?q={query}", role=Role.PASS)
        return [each["id"] for each in reply.data]

    assert await found("ana") == [steak["id"]]
    assert await found("STEAK") == [steak["id"]]
    assert await found("5") == [steak["id"]]
    assert await found("A17") == [salad["id"]]
    assert await found("pizza") == []
    assert await found("sal&status=pending") == [salad["id"]]


async def test_open_tables_say_what_is_ready_and_whose_they_are(live: Live) -> None:
    await set_up(live)
    session, _ = await live.seat("7")
    order = await live.place("Steak", "Salad", table_number="5", server="Ana", allergies=["nuts"])
    ready = {"status": "ready", "station": "grill"}
    await live.ask("POST", f"/api/kitchen/orders/{order['id']}/bump", ready)

    five, seven = (await live.ask("GET", "/api/tables/open", role=Role.WAITER)).data

    assert (five["table"], five["open"], five["ready"], five["servers"]) == ("5", 1, 1, ["Ana"])
    assert (five["orders"], five["allergy"]) == ([order["id"]], True)
    assert (seven["table"], seven["session_id"], seven["orders"]) == ("7", session, [])


async def test_reasons_are_those_of_every_house_until_it_has_its_own(tmp_path: Path) -> None:
    orders = OrdersSettings(void_reasons=("Dog ate it",))
    async with alive(tmp_path / "one") as live:
        usual = (await live.ask("GET", "/api/reasons", role=Role.WAITER)).data
    async with alive(tmp_path / "two", orders=orders) as live:
        own = (await live.ask("GET", "/api/reasons", role=Role.WAITER)).data

    assert (usual["default"], "Taken down wrong" in usual["void"]) == (True, True)
    assert own == {"void": ["Dog ate it"], "default": False}
