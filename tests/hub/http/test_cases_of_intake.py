"""Orders that kitchens have lost elsewhere, as their tills and platforms sent them."""

import asyncio
from typing import Any

import pytest

from tests.support.live import Live
from tests.support.wire import Reply

NOBODY = "99999999-9999-4999-8999-999999999999"


async def send(live: Live, *lines: dict[str, Any], **fields: object) -> Reply:
    items = lines or ({"name": "Soup", "quantity": 1},)
    body = {"type": "takeout", "items": items, **fields}
    return await live.ask("POST", "/api/orders", body, role="integration")


async def add_dish(live: Live, name: str, **fields: object) -> str:
    reply = await live.ask("POST", "/api/menu/items", {"name": name, **fields})
    return str(reply.data["id"])


@pytest.mark.parametrize("name", [None, "Elote", "Corn on the cob"])
async def test_case_7_a_paid_order_of_a_dish_that_is_sold_out_reaches_the_kitchen(
    live: Live, name: str | None
) -> None:
    dish = await add_dish(live, "Elote", available=False)
    reply = await send(live, {"menu_item_id": dish, "name": name, "quantity": 1})

    assert reply.status == 201
    [item] = reply.data["items"]
    assert (item["name"], item["flags"]) == (name or "Elote", ["sold_out"])
    board = (await live.ask("GET", "/api/kitchen/orders")).data
    assert [each["id"] for each in board] == [reply.data["id"]]


async def test_case_8_a_dish_that_has_left_the_menu_is_cooked_by_its_name(live: Live) -> None:
    await add_dish(live, "Soup")
    reply = await send(live, {"menu_item_id": NOBODY, "name": "Combo 3", "quantity": 1})

    assert (reply.status, reply.data["items"][0]["flags"]) == (201, ["not_on_menu"])


async def test_case_9_what_is_absent_is_sent_as_an_empty_text(live: Live) -> None:
    reply = await send(live, customer_name="", table_number="", notes="", display_number="")

    assert reply.status == 201
    assert "warnings" not in reply.json
    assert [reply.data[each] for each in ("customer_name", "table_number", "notes")] == [None] * 3


@pytest.mark.parametrize("name", ["Burger\r\n", "\tBurger", "Bur\nger", 'Burger 12"', "B&amp;B"])
async def test_case_12_a_name_with_breaks_and_tabs_is_one_line(live: Live, name: str) -> None:
    reply = await send(live, {"name": name, "quantity": 1})

    shown = reply.data["items"][0]["name"]
    assert shown == " ".join(name.split())
    assert "warnings" not in reply.json


async def test_case_23_a_webhook_that_fires_fifteen_times_makes_one_ticket(live: Live) -> None:
    key = {"source": "webshop", "external_id": "28329"}
    replies = await asyncio.gather(*(send(live, **key) for _ in range(15)))

    assert sorted(reply.status for reply in replies) == [200] * 14 + [201]
    assert len((await live.ask("GET", "/api/kitchen/orders")).data) == 1


@pytest.mark.parametrize("sent", [{"quantity": 0.5}, {"quantity": "0.5"}, {"amount": 0.5}])
async def test_case_31_half_a_portion_is_never_rounded_away(
    live: Live, sent: dict[str, object]
) -> None:
    [item] = (await send(live, {"name": "Lamb", **sent})).data["items"]

    assert (item["amount"], item["quantity"], item["name"]) == (0.5, 1, "Lamb (0.5)")


async def test_case_32_two_tills_may_count_alike_and_guests_have_a_number_of_their_own(
    live: Live,
) -> None:
    one = await send(live, source="till 1", external_id="41", display_number="A17")
    two = await send(live, source="till 2", external_id="41", display_number="A17")

    assert (one.status, two.status) == (201, 201)
    assert one.data["order_number"] != two.data["order_number"]
    assert one.data["display_number"] == two.data["display_number"] == "A17"


async def test_case_43_the_same_dish_counts_as_one_however_its_modifiers_are_sorted(
    live: Live,
) -> None:
    a, b = {"name": "no onions"}, {"name": "rare"}
    await send(live, {"name": "Burger", "quantity": 3, "modifiers": [a, b]})
    await send(live, {"name": "Burger", "quantity": 2, "modifiers": [b, a]})

    [count] = (await live.ask("GET", "/api/kitchen/all-day")).data
    assert count["quantity"] == 5


@pytest.mark.parametrize(("plu", "shown"), [(None, "?"), ("4711", "4711")])
async def test_case_60_a_name_of_spaces_is_no_empty_line(
    live: Live, plu: str | None, shown: str
) -> None:
    reply = await send(live, {"name": "   ", "quantity": 2, "plu": plu})

    assert reply.data["items"][0]["name"] == shown
    assert [each["code"] for each in reply.json["warnings"]] == ["no_name"]
