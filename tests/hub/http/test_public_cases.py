"""Orders that other kitchens' software has got wrong, as they are sent, and what a cook sees.

Numbers and letters are those of the list of public cases.
"""

from typing import Any

import pytest

from tests.support.live import Live


async def place(live: Live, *items: dict[str, Any], role: str = "waiter", **more: Any) -> Any:  # noqa: ANN401 - JSON
    answer = await live.ask(
        "POST", "/api/orders", {"type": "dine_in", "items": items, **more}, role=role
    )
    assert answer.status == 201, answer.json
    return answer.data


async def add_stations(live: Live, *stations: str) -> None:
    for each in stations:
        new = {"id": each, "name": each, "screen": each != "bar"}
        assert (await live.ask("POST", "/api/menu/stations", new)).status == 201


async def board(live: Live, station: str | None = None) -> list[tuple[str, str]]:
    query = "" if station is None else f"?station={station}"
    orders = (await live.ask("GET", f"/api/kitchen/orders{query}")).data
    return [(item["name"], item["status"]) for order in orders for item in order["items"]]


async def test_case_5_an_allergy_of_the_guest_is_a_field_of_the_order_and_of_its_line(
    live: Live,
) -> None:
    salad = {"name": "Caesar salad", "quantity": 1, "allergies": ["nuts"]}
    order = await place(live, salad, allergies=["shellfish"])

    assert (order["allergies"], order["items"][0]["allergies"]) == (["shellfish"], ["nuts"])


async def test_cases_27_and_28_a_modifier_has_its_count_its_kind_and_its_group(live: Live) -> None:
    modifiers = [
        {"name": "Extra cheese", "quantity": 2, "kind": "add", "group": "Extras"},
        {"name": "No onion", "kind": "remove"},
        {"name": "Salad", "kind": "instead", "for": "Fries", "portion": "left"},
    ]
    order = await place(live, {"name": "Burger", "quantity": 1, "modifiers": modifiers})

    assert order["items"][0]["modifiers"] == modifiers


async def test_case_30_guests_and_seats_are_on_the_order_and_its_lines(live: Live) -> None:
    lines = [{"name": "Steak", "quantity": 1, "seat": seat} for seat in (1, "window")]
    order = await place(live, *lines, guests=4, server="Ada")

    assert (order["guests"], order["server"]) == (4, "Ada")
    assert [item["seat"] for item in order["items"]] == [1, "window"]


async def test_case_d_a_drink_of_a_bar_without_a_screen_is_done_with_its_order(live: Live) -> None:
    await add_stations(live, "grill", "bar")
    steak = {"name": "Steak frites", "quantity": 1, "stations": ["grill"]}
    order = await place(live, steak, {"name": "Espresso", "quantity": 1, "stations": ["bar"]})

    for status in ("ready", "served"):
        bump = {"status": status, "station": "grill"}
        answer = await live.ask("POST", f"/api/kitchen/orders/{order['id']}/bump", bump)
        assert answer.data["status"] == status
    assert await board(live) == []


async def test_case_h_the_parts_of_a_combo_are_made_where_each_belongs(live: Live) -> None:
    await add_stations(live, "grill", "fryer", "cold")
    parts = [
        {"name": "House burger", "stations": ["grill"]},
        {"name": "French fries", "stations": ["fryer"], "modifiers": [{"name": "No salt"}]},
        {"name": "Fresh lemonade", "stations": ["cold"]},
        {"name": "Sauce", "stations": ["fryer"], "quantity": 4},
    ]
    order = await place(live, {"name": "Burger menu", "quantity": 2, "parts": parts})

    [combo] = order["groups"]
    assert {item["parent_id"] for item in order["items"]} == {combo["id"]}
    assert [item["quantity"] for item in order["items"]] == [2, 2, 2, 4]
    shown = [await board(live, each) for each in ("grill", "fryer", "cold")]
    assert [[name for name, _ in lines] for lines in shown] == [
        ["House burger"],
        ["French fries", "Sauce"],
        ["Fresh lemonade"],
    ]


@pytest.mark.parametrize("role", ["kitchen", "waiter", "cashier", "integration", "manager"])
async def test_case_j_a_course_waits_until_somebody_fires_it(live: Live, role: str) -> None:
    lines = [{"name": f"Course {n}", "quantity": 1, "course": n, "held": n > 1} for n in (1, 2, 3)]
    order = await place(live, *lines)
    assert await board(live) == [("Course 1", "pending")]

    path = f"/api/orders/{order['id']}"
    fired = await live.ask("POST", f"{path}/fire", {"course": 2}, role=role)

    assert fired.status == 200
    assert await board(live) == [("Course 1", "pending"), ("Course 2", "pending")]
    assert [item["name"] for item in fired.data["held"]] == ["Course 3"]
    again = await live.ask("POST", f"{path}/fire", {"course": 2}, role=role)
    assert (again.status, again.json["error"]["code"]) == (400, "INVALID_TRANSITION")


async def test_case_k_a_dish_and_a_category_have_several_stations(live: Live) -> None:
    await add_stations(live, "grill", "fryer", "cold")
    category = {"id": "mains", "name": "Mains", "stations": ["cold", "grill"]}
    assert (await live.ask("POST", "/api/menu/categories", category)).status == 201
    for dish in (
        {"name": "Fish and chips", "stations": ["fryer", "grill"]},
        {"name": "Steak tartare", "category": "mains"},
    ):
        assert (await live.ask("POST", "/api/menu/items", dish)).status == 201

    await place(
        live, {"name": "Fish and chips", "quantity": 1}, {"name": "Steak tartare", "quantity": 1}
    )

    shown = [await board(live, each) for each in ("fryer", "grill", "cold")]
    assert [[name for name, _ in lines] for lines in shown] == [
        ["Fish and chips"],
        ["Fish and chips", "Steak tartare"],
        ["Steak tartare"],
    ]


async def test_case_34_one_screen_shows_two_stations(live: Live) -> None:
    await add_stations(live, "grill", "fryer", "cold")
    names = ("grill", "fryer", "cold")
    await place(
        live, *({"name": each.title(), "quantity": 1, "stations": [each]} for each in names)
    )

    assert await board(live, "grill,fryer") == [("Grill", "pending"), ("Fryer", "pending")]
    [order] = (await live.ask("GET", "/api/kitchen/orders")).data
    bump = {"status": "ready", "station": "grill,fryer"}
    await live.ask("POST", f"/api/kitchen/orders/{order['id']}/bump", bump)
    assert await board(live) == [("Grill", "ready"), ("Fryer", "ready"), ("Cold", "pending")]
    refused = await live.ask("GET", "/api/kitchen/orders?station=grill,gril")
    assert (refused.status, "station" in refused.json["error"]["details"]) == (400, True)
