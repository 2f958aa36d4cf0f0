"""A waiter's page: what is changed of what was sent, what is found, and what it calls late."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import expect

from hub.domain.permissions import Role
from hub.wire.menu_responses import VOID_REASONS
from tests.support.tablets import HouseOfTablets
from tests.support.waiters import choice, open_waiter

pytestmark = pytest.mark.system

SEEN = """() => {
  const list = document.querySelector(".dishes").getBoundingClientRect();
  return [...document.querySelectorAll(".dish-button")].filter((each) => {
    const {top, bottom} = each.getBoundingClientRect();
    return top >= list.top - 1 && bottom <= list.bottom + 1;
  }).length;
}"""
"""How many dishes are seen whole."""


async def test_two_of_five_pieces_are_cancelled_with_a_reason_and_come_back(
    house: HouseOfTablets,
) -> None:
    waiter = await open_waiter(house)
    lines = [{"name": "Soup", "quantity": 5}]
    body = {"type": "dine_in", "table_number": "7", "items": lines}
    order = (await house.live.ask("POST", "/api/orders", body, role=Role.WAITER)).data
    line = order["items"][0]["id"]
    await waiter.tap("table-7")
    await waiter.tap("look")
    await waiter.tap(f"sent-{line}")
    dialog = waiter.page.get_by_role("dialog")
    await expect(dialog).to_contain_text("cancels 5 Soup")

    for _ in range(3):
        await waiter.tap("off-less")
    await expect(dialog).to_contain_text("2 of 5")
    await waiter.tap("reason-1")
    sent = waiter.page.locator(f"[data-name='sent-{line}']")
    await expect(sent).to_contain_text("3Soup")
    seq = house.live.hub.branch.log.committed
    events = (await house.live.ask("GET", f"/api/events?after={seq - 2}")).data
    [change] = next(each for each in events if each["type"] == "order:items_changed")["payload"][
        "changes"
    ]
    assert (change["from"], change["to"], change["reason"]) == (5, 3, "Taken down wrong")

    await waiter.tap("toast-undo")
    await expect(sent).to_contain_text("5Soup")


async def test_guests_who_change_their_table_take_their_orders_along(house: HouseOfTablets) -> None:
    waiter = await open_waiter(house)
    order = await house.live.place("Soup", table_number="5")
    await expect(waiter.page.locator("[data-name='table-5']")).to_contain_text("cooking")
    await waiter.tap("table-5")
    await waiter.take("Lager")
    await waiter.tap("look")
    waiter.taps = 0
    await waiter.tap("move-table")
    await waiter.tap("to-7")

    assert waiter.taps == 2
    await expect(waiter.page.locator("[data-name='send']")).to_have_text("Send 1 dish")
    await waiter.tap("back")
    await expect(waiter.page.locator("[data-name='table-5']")).to_contain_text("free")
    assert (await waiter.order_with(1))["table_number"] == "7"
    # Others sit there already: one order, or two.
    other = await house.live.place("Salad", table_number="14")
    await expect(waiter.page.locator("[data-name='table-14']")).to_contain_text("cooking")
    await waiter.tap("table-7")
    await waiter.tap("look")
    await waiter.tap("move-table")
    await waiter.tap("to-14")
    await expect(waiter.page.get_by_role("dialog")).to_contain_text("Table 14 has an order")
    await waiter.tap("join")

    joined = await waiter.order_with(2)
    assert joined["id"] == other["id"]
    assert {item["name"] for item in joined["items"]} == {"Soup", "Salad"}
    gone = (await house.live.ask("GET", f"/api/orders/{order['id']}")).data
    assert gone["merged_into"] == other["id"]


async def test_nobody_is_kept_out_of_what_is_changed_afterwards(house: HouseOfTablets) -> None:
    waiter = await open_waiter(house)
    lines = [{"name": "Soup", "quantity": 5}]
    body = {"type": "dine_in", "table_number": "7", "items": lines}
    order = (await house.live.ask("POST", "/api/orders", body, role=Role.WAITER)).data
    await house.live.place("Salad", table_number="14")
    await waiter.tap("table-7")
    await waiter.tap("look")
    await waiter.tap(f"sent-{order['items'][0]['id']}")
    assert await waiter.tablet.find_barriers() == []
    await waiter.tap("sheet-done")
    await waiter.tap("move-table")
    assert await waiter.tablet.find_barriers() == []
    await waiter.tap("to-14")
    assert await waiter.tablet.find_barriers() == []


async def test_dishes_of_a_diet_are_found_and_others_come_back(house: HouseOfTablets) -> None:
    live = house.live
    await live.ask("POST", "/api/menu/items", {"name": "Tofu", "diets": ["vegan"]})
    await live.ask("POST", "/api/menu/items", {"name": "Steak"})
    await live.ask("PUT", "/api/tables", {"tables": [{"name": "5"}]})
    waiter = await open_waiter(house)
    await waiter.tap("table-5")
    shown = waiter.page.locator(".dish-button")
    await expect(shown).to_have_count(2)
    await expect(shown.filter(has_text="Tofu")).to_contain_text("vegan")

    await waiter.tap("diets")
    assert await waiter.tablet.find_barriers() == []
    await waiter.tap("diet-vegan")
    await expect(shown).to_have_count(1)
    await expect(waiter.page.locator(".diet-bar")).to_contain_text("Only vegan")
    await waiter.tap("all-dishes")

    await expect(shown).to_have_count(2)


async def test_keys_look_for_dishes_and_tables_and_go_back(house: HouseOfTablets) -> None:
    waiter = await open_waiter(house, "laptop")
    keyboard = waiter.page.keyboard
    await keyboard.press("/")
    await keyboard.type("7")
    await keyboard.press("Enter")
    await expect(waiter.page.get_by_role("heading", level=1)).to_contain_text("Table 7")
    await keyboard.press("/")
    await expect(waiter.page.get_by_role("searchbox")).to_be_focused()
    await keyboard.type("sou")
    await keyboard.press("Enter")
    await expect(waiter.page.locator("[data-name='send']")).to_have_text("Send 1 dish")
    await keyboard.press("/")
    await keyboard.press("Escape")
    await expect(waiter.page.get_by_role("dialog")).to_have_count(0)
    await expect(waiter.page.get_by_role("heading", level=1)).to_contain_text("Table 7")
    await keyboard.press("Escape")

    await expect(waiter.page.get_by_role("heading", level=1)).to_have_text("Tables")


async def test_a_table_is_late_when_its_order_is_by_the_age_that_counts(
    house: HouseOfTablets,
) -> None:
    waiter = await open_waiter(house)
    for table, minutes in (("5", 13), ("7", 9)):
        taken = (datetime.now(UTC) - timedelta(minutes=minutes)).isoformat()
        await house.live.place("Soup", table_number=table, taken_at=taken)

    await expect(waiter.page.locator("[data-name='table-5']")).to_contain_text("LATE 13")
    await expect(waiter.page.locator("[data-name='table-7']")).to_contain_text("cooking 9")


async def test_reasons_of_every_house_are_said_in_the_crews_language(house: HouseOfTablets) -> None:
    waiter = await open_waiter(house, language="de")
    order = await house.live.place("Soup", "Salad", table_number="7")
    line = order["items"][0]["id"]
    await waiter.tap("table-7")
    await waiter.tap("look")
    await waiter.tap(f"sent-{line}")
    buttons = waiter.page.locator("[data-name^='reason-']")
    said = [str(each) for each in await buttons.all_inner_texts()]
    assert len(said) == len(VOID_REASONS)
    assert not set(said) & set(VOID_REASONS)
    await waiter.tap("reason-1")
    await expect(waiter.page.locator(f"[data-name='sent-{line}']")).to_be_disabled()

    kept = (await house.live.ask("GET", f"/api/orders/{order['id']}")).data["items"][0]
    assert kept["cancel_reason"] == VOID_REASONS[1]
    board = await house.open("station", language="de")
    await board.page.locator("[data-name='station-all']").tap()
    await expect(board.page.get_by_text(said[1])).to_be_visible()


async def test_a_new_house_sells_a_dish_out_with_two_taps_and_takes_that_back(
    house: HouseOfTablets,
) -> None:
    waiter = await open_waiter(house)
    soup = waiter.dishes["Soup"]
    await waiter.tap("tab-sold-out")
    await waiter.tap(f"out-{soup}")
    assert waiter.taps == 2
    back = waiter.page.locator(f"[data-name='back-{soup}']")
    await expect(back).to_be_visible()
    assert await waiter.tablet.find_barriers() == []
    await waiter.tap("toast-undo")
    await expect(back).to_have_count(0)

    # Found by its letters, a dish says what a tap on it does.
    await waiter.tap("find-sold-out")
    await waiter.page.keyboard.type("sou")
    found = waiter.page.locator(f"[data-name='found-{soup}']")
    await expect(found).to_have_text("Sold out: Soup")
    await found.tap()
    await expect(back).to_be_visible()


async def test_it_says_whom_an_allergy_counts_for_and_who_lets_a_table_wait(
    house: HouseOfTablets,
) -> None:
    waiter = await open_waiter(house)
    taken = (datetime.now(UTC) - timedelta(minutes=5)).isoformat()
    lines = [{"menu_item_id": waiter.dishes["Steak"], "quantity": 1}]
    body = {"type": "dine_in", "table_number": "7", "items": lines, "taken_at": taken}
    await house.live.ask("POST", "/api/orders", body, role=Role.WAITER)
    await waiter.tap("table-7")
    await waiter.tap("allergy")
    sheet = waiter.page.get_by_role("dialog")
    await waiter.tap("allergen-milk")
    await expect(sheet).to_contain_text("It counts for the whole table.")
    await waiter.tap("who-2")
    await waiter.tap("allergen-egg")
    await expect(sheet).to_contain_text("It counts for seat 2.")
    await expect(sheet).to_contain_text("ALLERGY: MILK · EGG (SEAT 2)")
    await waiter.tap("sheet-done")
    await waiter.tap("look")

    await expect(waiter.page.locator(".sent .line")).to_contain_text("not begun · Grill · 5")


@pytest.mark.parametrize(("size", "least"), [("phone", 4), ("tablet", 10), ("laptop", 18)])
async def test_many_dishes_are_seen_at_once(house: HouseOfTablets, size: str, least: int) -> None:
    await open_waiter(house)
    for number in range(52):
        dish = {"name": f"Dish with a name {number}", "category": "all"}
        await house.live.ask("POST", "/api/menu/items", dish)
    waiter = await open_waiter(house, size)
    await waiter.tap("table-5")
    await waiter.take("Steak")
    await choice(waiter, "rare")
    await expect(waiter.page.locator(".dish-button")).to_have_count(60)

    assert await waiter.page.evaluate(SEEN) >= least
