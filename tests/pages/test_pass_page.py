"""The pass in a browser: who goes out, who holds up whom, and the whole day at hand."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.async_api import Locator, expect

from hub.domain.permissions import Role
from tests.support.tablets import SIZES, HouseOfTablets, TabletPage

pytestmark = pytest.mark.system

Order = Mapping[str, Any]

BOLD = "<img src=x onerror=alert(1)>"


async def furnish(house: HouseOfTablets) -> dict[str, str]:
    """Give the house stations and a menu; returns the dishes' ids by their names."""
    for station in ("Grill", "Fry", "Cold"):
        body = {"id": station.lower(), "name": station}
        await house.live.ask("POST", "/api/menu/stations", body)
    dishes = {"Steak": "grill", "House burger": "grill", "Fish & chips": "fry", "Salad": "cold"}
    made = {}
    for name, station in dishes.items():
        body = {"name": name, "station": station}
        made[name] = (await house.live.ask("POST", "/api/menu/items", body)).data["id"]
    return made


async def place(
    house: HouseOfTablets, dishes: Mapping[str, str], *lines: object, ago: int = 0, **fields: object
) -> Order:
    """Take an order of dishes by their names, or of whole lines, some minutes ago."""
    items = [
        {"menu_item_id": dishes[each], "quantity": 1} if isinstance(each, str) else each
        for each in lines
    ]
    at = datetime.now(UTC) - timedelta(minutes=ago)
    order = {"type": "dine_in", "items": items, "taken_at": at.isoformat(), **fields}
    reply = await house.live.ask("POST", "/api/orders", order, role=Role.WAITER)
    made: Order = reply.data
    assert reply.status == 201, reply.data
    return made


async def make(house: HouseOfTablets, order: Order, *names: str, status: str = "ready") -> None:
    """Have the kitchen bring some of an order's lines to a status."""
    items = [item["id"] for item in order["items"] if item["name"] in names]
    target = f"/api/kitchen/orders/{order['id']}/bump"
    body = {"status": status, "station": None, "items": items}
    await house.live.ask("POST", target, body, role=Role.KITCHEN)


async def open_pass(
    house: HouseOfTablets,
    *,
    role: Role = Role.PASS,
    size: str = "laptop",
    language: str | None = None,
) -> TabletPage:
    return await house.open("pass", role=role, size=size, language=language)


def act(tablet: TabletPage, name: str) -> Locator:
    return tablet.page.locator(f"[data-name='{name}']")


def row(tablet: TabletPage, order: Order) -> Locator:
    return tablet.page.locator(f"[data-order='{order['id']}']")


def to_go(tablet: TabletPage, order: Order) -> Locator:
    return tablet.page.locator(f"[data-go='{order['id']}']")


def panel(tablet: TabletPage) -> Locator:
    return tablet.page.get_by_role("dialog")


async def seen(house: HouseOfTablets, order: Order) -> Any:  # noqa: ANN401 - JSON
    return (await house.live.ask("GET", f"/api/orders/{order['id']}")).data


async def become(house: HouseOfTablets, order: Order, *wanted: str) -> None:
    """Wait until the lines of an order are as far as that."""
    found: list[str] = []
    for _ in range(100):
        found = [item["status"] for item in (await seen(house, order))["items"]]
        if found == list(wanted):
            return
        await house.tablets[0].page.wait_for_timeout(50)
    assert found == list(wanted)


async def test_what_is_ready_goes_out_with_one_tap_and_comes_back_with_one(
    house: HouseOfTablets,
) -> None:
    dishes = await furnish(house)
    tablet = await open_pass(house)
    late = await place(house, dishes, "Steak", "Salad", ago=20, table_number="12")
    hurried = await place(house, dishes, "Salad", table_number="7", priority="rush")
    await expect(row(tablet, late)).to_be_visible()
    rows = tablet.page.locator("tr[data-order]")
    assert [await each.get_attribute("data-order") for each in await rows.all()] == [
        hurried["id"],
        late["id"],
    ]

    await make(house, late, "Steak", "Salad")
    await expect(row(tablet, late)).to_have_count(0)
    await expect(to_go(tablet, late)).to_contain_text("2 dishes")
    await act(tablet, f"send-{late['id']}").tap()
    await become(house, late, "served", "served")
    await expect(to_go(tablet, late)).to_have_count(0)
    await act(tablet, "undo").tap()

    await become(house, late, "ready", "ready")
    await expect(to_go(tablet, late)).to_be_visible()


async def test_who_holds_an_order_up_is_framed_and_says_why(house: HouseOfTablets) -> None:
    dishes = await furnish(house)
    tablet = await open_pass(house, size="monitor")
    other = await place(house, dishes, "Steak", ago=3, table_number="5")
    order = await place(
        house, dishes, "House burger", "Fish & chips", "Salad", ago=20, table_number="12"
    )
    await make(house, order, "House burger", status="preparing")
    await make(house, order, "Salad")

    await expect(row(tablet, order)).to_have_class(re.compile("late"))
    held_up = row(tablet, order).locator(".holds")
    await expect(held_up).to_have_count(1)
    await expect(held_up).to_contain_text("0/1")
    await expect(held_up).to_contain_text("Fish & chips")
    await expect(row(tablet, other).locator(".holds")).to_have_count(0)
    heads = tablet.page.locator(".matrix thead")
    await expect(heads).to_contain_text(re.compile(r"Grill\s+2 open, oldest 20:\d\d"))
    reasons = tablet.page.locator(".reasons")
    await expect(reasons).to_contain_text("1 order waits for Fry, because")
    await expect(reasons).to_contain_text(re.compile(r"1 Fish & chips: not begun, waits for 20:"))

    # Why does table 12 wait? Two taps, and the number.
    await tablet.page.locator("#search").tap()
    await tablet.page.keyboard.type("12")
    await expect(tablet.page.locator("[data-found]")).to_have_count(1)
    await tablet.page.locator("[data-found] button").tap()
    await expect(panel(tablet)).to_contain_text("holds the order up")
    await expect(panel(tablet)).to_contain_text("Fish & chips: not begun")


async def test_an_order_is_worked_with_at_the_side(house: HouseOfTablets) -> None:
    dishes = await furnish(house)
    order = await place(
        house, dishes, {"menu_item_id": dishes["Steak"], "quantity": 3}, "Salad", table_number="3"
    )
    tablet = await open_pass(house)
    await row(tablet, order).tap()

    await act(tablet, "rush").tap()
    await expect(panel(tablet).locator(".rush")).to_contain_text("RUSH")
    await act(tablet, "notes").tap()
    await tablet.page.keyboard.press("Tab")
    await panel(tablet).locator("input").fill("sauce beside")
    await act(tablet, "save").tap()
    await expect(panel(tablet)).to_contain_text("sauce beside")
    await act(tablet, "table").tap()
    await panel(tablet).locator("input").fill("9")
    await tablet.page.keyboard.press("Enter")
    await expect(panel(tablet)).to_contain_text("Table 9")
    await act(tablet, "move").tap()
    await panel(tablet).locator("[data-name='to-fry']").first.tap()
    await expect(panel(tablet).locator("h3").first).to_contain_text("Fry")
    await act(tablet, "split").tap()
    for _ in range(2):
        await act(tablet, f"piece-{order['items'][0]['id']}").tap()
    await act(tablet, "split-off").tap()
    await expect(tablet.page.locator("tr[data-order]")).to_have_count(2)
    await act(tablet, "sold-out-here").tap()
    await act(tablet, f"out-{dishes['Salad']}").tap()
    await expect(panel(tablet)).to_contain_text("Salad is sold out")

    now = await seen(house, order)
    assert (now["priority"], now["notes"], now["table_number"]) == ("rush", "sauce beside", "9")
    assert (now["items"][0]["quantity"], now["items"][0]["station"]) == (1, "fry")
    assert [each["name"] for each in (await house.live.ask("GET", "/api/menu/sold-out")).data] == [
        "Salad"
    ]


async def test_what_is_held_is_fired_from_its_row(house: HouseOfTablets) -> None:
    dishes = await furnish(house)
    later = {"menu_item_id": dishes["Steak"], "quantity": 2, "course": 2, "held": True}
    order = await place(house, dishes, "Salad", later, table_number="15")
    tablet = await open_pass(house)
    await expect(row(tablet, order)).to_contain_text("held")

    await act(tablet, f"fire-{order['id']}").tap()

    await expect(act(tablet, f"fire-{order['id']}")).to_have_count(0)
    await become(house, order, "pending", "pending")
    assert await panel(tablet).count() == 0


async def test_the_day_is_searched_with_what_has_gone(house: HouseOfTablets) -> None:
    dishes = await furnish(house)
    gone = await place(house, dishes, "Steak", type="takeout", customer_name="Renée")
    here = await place(house, dishes, "Salad", table_number="15")
    await make(house, gone, "Steak", status="served")
    tablet = await open_pass(house)
    await expect(row(tablet, here)).to_be_visible()

    await tablet.page.keyboard.press("/")
    await tablet.page.keyboard.type("renee")
    await expect(tablet.page.locator("[data-found]")).to_have_count(1)
    await tablet.page.locator("[data-found] button").tap()
    await expect(panel(tablet)).to_contain_text("Steak")
    await act(tablet, "bring-back").tap()
    await become(house, gone, "ready")
    await tablet.page.locator("#search").fill("5")
    await expect(tablet.page.locator(".empty")).to_contain_text("Nothing of today")
    await tablet.page.locator("#search").fill("steak")
    await expect(tablet.page.locator("[data-found]")).to_have_count(1)
    await tablet.page.keyboard.press("Escape")
    await expect(row(tablet, here)).to_be_visible()


async def test_keys_go_from_order_to_order_and_news_leave_the_focus_where_it_is(
    house: HouseOfTablets,
) -> None:
    dishes = await furnish(house)
    first = await place(house, dishes, "Steak", table_number="1")
    second = await place(house, dishes, "Steak", table_number="2")
    tablet = await open_pass(house)
    await expect(row(tablet, second)).to_be_visible()
    focused = tablet.page.locator(":focus")

    await tablet.page.keyboard.press("ArrowDown")
    await tablet.page.keyboard.press("ArrowDown")
    await expect(focused).to_have_attribute("data-row", second["id"])
    hurried = await place(house, dishes, "Salad", table_number="3", priority="rush")
    await expect(row(tablet, hurried)).to_be_visible()
    await make(house, first, "Steak")
    await expect(row(tablet, first)).to_have_count(0)
    await expect(focused).to_have_attribute("data-row", second["id"])
    await tablet.page.keyboard.press("Enter")
    await expect(panel(tablet)).to_contain_text("Table 2")
    await make(house, second, "Steak", status="preparing")
    await expect(panel(tablet)).to_contain_text("begun")
    await tablet.page.keyboard.press("Escape")

    await expect(panel(tablet)).to_have_count(0)
    await expect(focused).to_have_attribute("data-row", second["id"])
    assert await tablet.page.locator("[data-row][tabindex='0']").count() == 1


async def test_without_the_hub_it_says_so_and_sends_once_when_that_is_back(
    house: HouseOfTablets,
) -> None:
    dishes = await furnish(house)
    order = await place(house, dishes, "Steak", table_number="4", allergies=["nuts"])
    open_yet = await place(house, dishes, "Salad", table_number="6", allergies=["milk"])
    await make(house, order, "Steak")
    tablet = await open_pass(house)
    await expect(to_go(tablet, order).locator(".allergy")).to_contain_text("NUTS")
    tablet.allowed += ["ERR_CONNECTION", "WebSocket", "Failed to fetch"]

    await house.stop()
    await act(tablet, f"send-{order['id']}").tap()
    await expect(to_go(tablet, order)).to_have_class(re.compile("under-way"))
    await expect(tablet.page.locator(".band").filter(has_text="No news")).to_contain_text(
        "1 press waits here", timeout=6000
    )
    content = tablet.page.locator(".content")
    await expect(content).to_have_class(re.compile("hatched"), timeout=12_000)
    assert (
        await row(tablet, open_yet)
        .locator(".allergy")
        .evaluate("(each) => Number(getComputedStyle(each).zIndex) > 2")
    )
    await tablet.page.locator("#search").fill("milk")
    await tablet.page.locator("#search").fill("salad")
    await expect(tablet.page.locator("[data-found]")).to_have_count(1)
    await expect(content).to_contain_text("only what is open")
    await tablet.page.keyboard.press("Escape")
    await house.start()

    await become(house, order, "served")
    await expect(to_go(tablet, order)).to_have_count(0, timeout=8000)
    await expect(content).not_to_have_class(re.compile("hatched"))


async def test_nobody_is_kept_out_of_a_pass_without_news(house: HouseOfTablets) -> None:
    dishes = await furnish(house)
    order = await place(house, dishes, "Steak")
    tablet = await open_pass(house)
    tablet.allowed += ["ERR_CONNECTION", "WebSocket", "Failed to fetch", "ERR_INTERNET"]
    await expect(row(tablet, order)).to_be_visible()
    await house.stop()
    await expect(tablet.page.locator(".hatched")).to_be_visible(timeout=15_000)

    assert await tablet.find_barriers() == []


async def test_a_refused_press_is_told_and_a_device_that_was_sent_away_forgets(
    house: HouseOfTablets,
) -> None:
    dishes = await furnish(house)
    order = await place(house, dishes, "Steak", table_number="4")
    await make(house, order, "Steak")
    tablet = await open_pass(house)
    await expect(to_go(tablet, order)).to_be_visible()
    tablet.allowed += ["ERR_INTERNET_DISCONNECTED", "WebSocket", "status of 4"]
    await tablet.context.set_offline(offline=True)
    await act(tablet, f"send-{order['id']}").tap()
    await expect(to_go(tablet, order)).to_have_class(re.compile("under-way"))

    await make(house, order, "Steak", status="served")
    await tablet.context.set_offline(offline=False)
    await expect(tablet.page.locator(".notice.grave")).to_contain_text(
        "somebody else was faster", timeout=10_000, ignore_case=True
    )
    assert await tablet.find_barriers() == []
    await house.live.revoke(house.live.device(Role.PASS))

    heading = tablet.page.get_by_role("heading", name="This device was sent away")
    await expect(heading).to_be_visible(timeout=15_000)
    await expect(tablet.page.locator("[data-order]")).to_have_count(0)


async def test_text_of_others_is_text_everywhere(house: HouseOfTablets) -> None:
    station = {"id": "grill", "name": BOLD}
    await house.live.ask("POST", "/api/menu/stations", station)
    dish = (
        await house.live.ask("POST", "/api/menu/items", {"name": BOLD, "station": "grill"})
    ).data
    line = {
        "menu_item_id": dish["id"],
        "quantity": 1,
        "notes": BOLD,
        "modifiers": [{"name": BOLD}],
        "allergies": [BOLD],
        "variant": BOLD[:20],
    }
    told: dict[str, Any] = {
        "table_number": BOLD[:20],
        "customer_name": BOLD,
        "notes": BOLD,
        "handoff": BOLD,
        "zone": BOLD,
        "allergies": [BOLD],
    }
    order = await place(house, {}, line, **told)
    ready = await place(house, {}, line, type="takeout", customer_name=BOLD)
    await make(house, ready, BOLD)
    tablet = await open_pass(house)

    await expect(row(tablet, order)).to_contain_text(BOLD)
    await expect(to_go(tablet, ready)).to_contain_text(BOLD[:8])
    await row(tablet, order).tap()
    await expect(panel(tablet)).to_contain_text(BOLD)
    await tablet.page.keyboard.press("Escape")
    await tablet.page.locator("#search").fill("img")
    await expect(tablet.page.locator("[data-found]")).to_have_count(2)
    assert await tablet.page.locator("img").count() == 0


async def fill(house: HouseOfTablets) -> Order:
    """Have something of everything on the pass; returns an order with a row."""
    dishes = await furnish(house)
    held = {"menu_item_id": dishes["Steak"], "quantity": 2, "course": 2, "held": True}
    ready = await place(house, dishes, "Steak", type="takeout", customer_name="Lena")
    await make(house, ready, "Steak")
    late = await place(
        house, dishes, "House burger", "Salad", ago=20, table_number="4", allergies=["nuts"]
    )
    await make(house, late, "Salad")
    await place(house, dishes, "Salad", held, ago=9, table_number="15")
    await place(house, dishes, "Fish & chips", table_number="7", priority="rush")
    return late


@pytest.mark.parametrize("size", SIZES)
async def test_nobody_is_kept_out_of_the_pass(house: HouseOfTablets, size: str) -> None:
    tablet = await open_pass(house, size=size)
    await expect(tablet.page.locator(".empty")).to_be_visible()
    barriers = await tablet.find_barriers()
    order = await fill(house)
    await expect(row(tablet, order)).to_be_visible()

    for theme in ("light", "dark"):
        await tablet.page.evaluate("(worn) => document.documentElement.dataset.theme = worn", theme)
        barriers += await tablet.find_barriers()
        await row(tablet, order).locator(".opener").tap()
        await expect(panel(tablet)).to_be_visible()
        barriers += await tablet.find_barriers()
        await tablet.page.keyboard.press("Escape")
        await tablet.page.locator("#search").fill("salad")
        await expect(tablet.page.locator("[data-found]")).to_have_count(2)
        barriers += await tablet.find_barriers()
        await tablet.page.keyboard.press("Escape")
    assert barriers == []


@pytest.mark.parametrize("language", ["xx", "ar"])
async def test_words_have_room_on_every_glass(house: HouseOfTablets, language: str) -> None:
    order = await fill(house)
    tablet = await open_pass(house, language=language)
    await expect(row(tablet, order)).to_be_visible()
    # 640 x 400 and 320 x 568 are a laptop and a telephone at 200 %.
    for width, height in (*SIZES.values(), (640, 400), (320, 568)):
        await tablet.page.set_viewport_size({"width": width, "height": height})
        await expect(row(tablet, order)).to_be_visible()
        narrow = await tablet.narrow_buttons()
        await row(tablet, order).locator(".opener").tap()
        await expect(panel(tablet)).to_be_visible()
        narrow += await tablet.narrow_buttons()
        await tablet.page.keyboard.press("Escape")
        wide = await tablet.page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert (narrow, wide) == ([], False), (width, height)


async def test_each_device_is_offered_what_it_may_do(house: HouseOfTablets) -> None:
    order = await fill(house)
    waiter = await open_pass(house, role=Role.WAITER)
    cook = await open_pass(house, role=Role.KITCHEN)
    board = await open_pass(house, role=Role.READY)

    await row(waiter, order).tap()
    await expect(act(waiter, "split")).to_be_visible()
    assert await act(waiter, "recall").count() == 0
    await row(cook, order).tap()
    await expect(act(cook, "step-back")).to_be_visible()
    assert await act(cook, "split").count() == 0
    await expect(board.page.get_by_role("heading", name="not for this device")).to_be_visible()
