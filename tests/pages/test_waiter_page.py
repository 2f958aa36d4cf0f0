"""A waiter's page: orders are taken with few taps, and none is lost."""

import pytest
from playwright.async_api import expect

from scripts.tablet_browser import recall
from tests.support.tablets import SIZES, HouseOfTablets
from tests.support.waiters import WaitersTablet, choice, open_waiter

pytestmark = pytest.mark.system

BOLD = "<img src=x onerror=alert(1)>"
AWAY = ("ERR_CONNECTION", "WebSocket", "Failed to fetch", "ERR_INTERNET_DISCONNECTED")


async def test_six_lines_with_two_changes_and_an_allergy_take_thirteen_taps(
    house: HouseOfTablets,
) -> None:
    waiter = await open_waiter(house)

    await waiter.tap("table-5")
    await waiter.tap("allergy")
    await waiter.tap("allergen-milk")
    await waiter.tap("sheet-done")
    await waiter.take("Water", "Lager", "Soup", "Salad", "Steak")
    await choice(waiter, "medium")
    await waiter.take("Burger")
    await choice(waiter, "no onion")
    await waiter.tap("send")

    order = await waiter.order_with(6)
    assert waiter.taps == 13
    assert order["allergies"] == ["milk"]
    changes = {
        item["name"]: [each["name"] for each in item["modifiers"]] for item in order["items"]
    }
    assert (changes["Steak"], changes["Burger"]) == (["medium"], ["no onion"])
    await expect(waiter.page.get_by_role("status")).to_contain_text("6 dishes sent")


async def test_a_further_round_takes_five_taps_and_goes_on_the_same_order(
    house: HouseOfTablets,
) -> None:
    waiter = await open_waiter(house)
    order = await house.live.place("Soup", table_number="5")
    await expect(waiter.page.locator("[data-name='table-5']")).to_contain_text("cooking")

    await waiter.tap("table-5")
    await waiter.take("Lager", "Lager", "Water")
    await waiter.tap("send")

    assert (await waiter.order_with(3))["id"] == order["id"]
    assert waiter.taps == 5


async def test_what_is_ready_is_served_with_two_taps(house: HouseOfTablets) -> None:
    waiter = await open_waiter(house)
    order = await house.live.place("Soup", table_number="7")
    ready = {"status": "ready"}
    await house.live.ask("POST", f"/api/kitchen/orders/{order['id']}/bump", ready)
    await expect(waiter.page.locator("[data-name='table-7']")).to_contain_text("READY")

    await waiter.tap("tab-ready")
    await waiter.tap(f"served-{order['id']}")

    await expect(waiter.page.get_by_text("Nothing is ready.")).to_be_visible()
    assert waiter.taps == 2


async def test_a_line_is_cancelled_with_four_taps_and_comes_back_with_undo(
    house: HouseOfTablets,
) -> None:
    waiter = await open_waiter(house)
    order = await house.live.place("Soup", "Salad", table_number="7")
    line = order["items"][0]["id"]
    await house.live.move(line, "preparing")
    await expect(waiter.page.locator("[data-name='table-7']")).to_contain_text("cooking")

    await waiter.tap("table-7")
    await waiter.tap("look")
    await waiter.tap(f"sent-{line}")
    await expect(waiter.page.get_by_role("dialog")).to_contain_text("It is being cooked.")
    await waiter.tap("reason-0")

    assert waiter.taps == 4
    sent = waiter.page.locator(f"[data-name='sent-{line}']")
    await expect(sent).to_be_disabled()
    await waiter.tap("toast-undo")
    await expect(sent).to_be_enabled()


async def test_a_dish_with_what_a_seat_must_not_eat_is_looked_at_before_it_is_sent(
    house: HouseOfTablets,
) -> None:
    waiter = await open_waiter(house)
    await waiter.tap("table-5")
    await waiter.tap("allergy")
    await waiter.tap("who-2")
    await waiter.tap("allergen-nuts")
    await waiter.tap("sheet-done")
    for dish, signs in (("Brownie", 1), ("Sorbet", 1), ("Soup", 0)):
        button = waiter.page.locator(f"[data-name='dish-{waiter.dishes[dish]}']")
        await expect(button.locator(".diamond")).to_have_count(signs)
    await waiter.tap("seat")
    await waiter.tap("who-2")
    await waiter.take("Soup", "Brownie")

    await expect(waiter.page.locator("[data-name='look-first']")).to_have_text(
        "Look first: 1 has nuts"
    )
    await waiter.tap("look-first")
    await expect(waiter.page.locator(".clash")).to_contain_text("CONTAINS NUTS")
    await waiter.tap("send")

    order = await waiter.order_with(2)
    assert [(item["seat"], item["allergies"]) for item in order["items"]] == [(2, ["nuts"])] * 2


async def test_a_dish_that_needs_a_choice_is_not_sent_without_one(house: HouseOfTablets) -> None:
    waiter = await open_waiter(house)
    await waiter.tap("table-5")
    await waiter.take("Steak")
    send = waiter.page.locator("[data-name='send']")
    await expect(send).to_have_text("Choose first")
    await expect(send).to_be_disabled()

    await choice(waiter, "medium")
    await waiter.tap("send")

    order = await waiter.order_with(1)
    assert [each["name"] for each in order["items"][0]["modifiers"]] == ["medium"]


async def test_orders_that_wait_for_the_hub_are_sent_once_when_it_is_back(
    house: HouseOfTablets,
) -> None:
    waiter = await open_waiter(house)
    waiter.tablet.allowed += AWAY
    await house.stop()
    for table, dish in (("5", "Soup"), ("14", "Salad")):
        await waiter.tap(f"table-{table}")
        await waiter.take(dish)
        await waiter.tap("send")
        await expect(waiter.page.locator(f"[data-name='table-{table}']")).to_contain_text("sending")
    await expect(waiter.page.locator(".band")).to_contain_text("2 things wait", timeout=8000)
    await waiter.tap("queue")
    await expect(waiter.page.get_by_role("dialog")).to_contain_text("1 Salad")
    assert await waiter.tablet.find_barriers() == []
    await waiter.tap("sheet-done")

    await house.start()

    await expect(waiter.page.locator("[data-name='table-14']")).to_contain_text(
        "cooking", timeout=10_000
    )
    found = [(each["table_number"], each["items"][0]["name"]) for each in await waiter.orders()]
    assert found == [("5", "Soup"), ("14", "Salad")]


async def send_what_is_gone(house: HouseOfTablets) -> WaitersTablet:
    """Send two dishes for table 14 of which one is sold out meanwhile."""
    waiter = await open_waiter(house)
    waiter.tablet.allowed += AWAY
    await waiter.tap("table-14")
    await waiter.take("Soup", "Burger")
    await waiter.tablet.context.set_offline(offline=True)
    await waiter.tap("send")
    gone = f"/api/menu/items/{waiter.dishes['Burger']}/availability"
    await house.live.ask("POST", gone, {"available": False})
    await waiter.tablet.context.set_offline(offline=False)
    tile = waiter.page.locator("[data-name='table-14']")
    await expect(tile).to_contain_text("NOT TAKEN", timeout=15_000)
    return waiter


async def test_a_dish_that_was_not_taken_is_named_and_its_table_red_until_somebody_chose(
    house: HouseOfTablets,
) -> None:
    waiter = await send_what_is_gone(house)
    order = await waiter.order_with(1)
    assert [item["name"] for item in order["items"]] == ["Soup"]
    await waiter.page.reload()
    tile = waiter.page.locator("[data-name='table-14']")
    await expect(tile).to_contain_text("NOT TAKEN")
    await waiter.tap("refused")
    await expect(waiter.page.get_by_role("dialog")).to_contain_text("Burger")
    await waiter.tap("leave-away")

    await expect(tile).not_to_contain_text("NOT TAKEN")


async def test_nobody_is_kept_out_of_what_was_not_taken(house: HouseOfTablets) -> None:
    waiter = await send_what_is_gone(house)
    await waiter.tap("refused")

    assert await waiter.tablet.find_barriers() == []


async def test_what_was_taken_and_not_sent_outlives_the_page(house: HouseOfTablets) -> None:
    waiter = await open_waiter(house)
    await waiter.tap("table-5")
    await waiter.take("Soup", "Soup")
    for _ in range(100):
        if await recall(waiter.page, "drafts"):
            break
        await waiter.page.wait_for_timeout(50)

    await waiter.page.reload()
    await expect(waiter.page.locator("[data-name='table-5']")).to_contain_text("not sent")
    await waiter.tap("table-5")

    await expect(waiter.page.locator("[data-name='send']")).to_have_text("Send 2 dishes")


async def test_text_of_others_is_text_on_a_waiters_page(house: HouseOfTablets) -> None:
    waiter = await open_waiter(house)
    await house.live.place(BOLD, table_number=BOLD, customer_name=BOLD)
    await waiter.page.locator(".tile", has_text="<img").tap()
    await waiter.tap("look")

    await expect(waiter.page.locator(".look")).to_contain_text(BOLD)
    assert await waiter.page.locator("img").count() == 0


@pytest.mark.parametrize("size", SIZES)
async def test_nobody_is_kept_out_of_a_waiters_page(house: HouseOfTablets, size: str) -> None:
    for theme in ("dark", "light"):
        waiter = await open_waiter(house, size, theme=theme)
        assert await waiter.tablet.find_barriers() == []
        await waiter.tap("table-5")
        await waiter.take("Steak")
        assert await waiter.tablet.find_barriers() == []
        await waiter.tap("allergy")
        assert await waiter.tablet.find_barriers() == []
        await waiter.tap("sheet-done")
        await choice(waiter, "rare")
        await waiter.tablet.page.goto("about:blank")


@pytest.mark.parametrize(("size", "language"), [("phone", "xx"), ("tablet", "xx"), ("phone", "ar")])
async def test_longer_words_have_room_on_a_waiters_buttons(
    house: HouseOfTablets, size: str, language: str
) -> None:
    waiter = await open_waiter(house, size, language=language)
    assert await waiter.tablet.narrow_buttons() == []
    await waiter.tap("table-5")
    await waiter.take("Burger")
    assert await waiter.tablet.narrow_buttons() == []
    await waiter.tap("line-more")
    assert await waiter.tablet.narrow_buttons() == []
