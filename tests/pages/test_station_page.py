"""The board of a station in a browser, beside the kitchen's own screens."""

import asyncio
import re
from collections.abc import Mapping
from typing import Any

import pytest
from playwright.async_api import Locator, Route, expect

from hub.domain.permissions import Role
from scripts.tablet_browser import recall
from tests.support.tablets import SIZES, HouseOfTablets, TabletPage

pytestmark = pytest.mark.system

Order = Mapping[str, Any]

BOLD = "<img src=x onerror=alert(1)>"

PRESSES = """() => new Promise((resolve) => {
  const opened = indexedDB.open("galley");
  opened.onsuccess = () => {
    const asked = opened.result.transaction("presses").objectStore("presses").count();
    asked.onsuccess = () => resolve(asked.result);
  };
})"""


async def open_board(
    house: HouseOfTablets,
    *,
    size: str = "laptop",
    trusted: bool = True,
    theme: str = "dark",
    language: str = "en",
) -> TabletPage:
    return await house.open(
        "station", size=size, trusted=trusted, station="all", theme=theme, language=language
    )


def ticket(tablet: TabletPage, order: Order) -> Locator:
    return tablet.page.locator(f"article[data-order='{order['id']}']")


def act(tablet: TabletPage, name: str) -> Locator:
    return tablet.page.locator(f"[data-name='{name}']")


async def rested(tablet: TabletPage, order: Order) -> Locator:
    """Wait until a finger on a ticket is not refused because that has just come."""
    found = ticket(tablet, order)
    await expect(found).to_be_visible()
    # A finger is refused for a second; there is nothing to be seen of that.
    await tablet.page.wait_for_timeout(1100)
    return found


async def statuses(house: HouseOfTablets, order: Order) -> list[str]:
    found = (await house.live.ask("GET", f"/api/orders/{order['id']}")).data
    return [item["status"] for item in found["items"]]


async def become(house: HouseOfTablets, order: Order, *wanted: str) -> None:
    """Wait until the lines of an order are as far as that."""
    for _ in range(100):
        if await statuses(house, order) == list(wanted):
            return
        await house.tablets[0].page.wait_for_timeout(50)
    assert await statuses(house, order) == list(wanted)


async def test_an_order_is_on_the_page_as_soon_as_it_is_taken(house: HouseOfTablets) -> None:
    tablet = await open_board(house)
    order = await house.live.place("Soup")

    await expect(ticket(tablet, order)).to_contain_text("Soup")


async def test_a_page_counts_as_a_screen(house: HouseOfTablets) -> None:
    order = await house.live.place("Soup")
    tablet = await open_board(house)
    await expect(ticket(tablet, order)).to_be_visible()

    for _ in range(100):
        [screen] = (await house.live.ask("GET", "/api/kitchen/screens")).data
        if screen["painted_seq"]:
            break
        await tablet.page.wait_for_timeout(50)
    assert screen["painted_seq"] >= 1


async def test_a_finger_on_a_ticket_moves_it_on(house: HouseOfTablets) -> None:
    tablet = await open_board(house)
    order = await house.live.place("Soup", "Salad")

    await (await rested(tablet, order)).tap()

    await become(house, order, "preparing", "preparing")
    await expect(ticket(tablet, order).locator(".sign-preparing")).to_have_count(2)


async def test_a_finger_on_a_spot_that_has_just_changed_does_nothing(house: HouseOfTablets) -> None:
    tablet = await open_board(house)
    order = await house.live.place("Soup")

    await ticket(tablet, order).tap()

    await expect(tablet.page.get_by_role("status")).to_contain_text("has just changed")
    assert await statuses(house, order) == ["pending"]


async def test_a_number_key_means_its_ticket(house: HouseOfTablets) -> None:
    tablet = await open_board(house)
    first, second = await house.live.place("Soup"), await house.live.place("Salad")
    await expect(ticket(tablet, second).locator(".key")).to_have_text("2")

    await tablet.page.keyboard.press("2")
    await tablet.page.keyboard.press("5")

    await become(house, second, "preparing")
    assert await statuses(house, first) == ["pending"]
    await expect(tablet.page.get_by_role("status")).to_contain_text("Nothing on 5.")


async def test_what_was_bumped_is_taken_back_with_undo(house: HouseOfTablets) -> None:
    tablet = await open_board(house)
    order = await house.live.place("Soup")
    await expect(ticket(tablet, order).locator(".key")).to_have_text("1")
    await tablet.page.keyboard.press("1")
    await become(house, order, "preparing")

    await act(tablet, "undo").tap()

    await become(house, order, "pending")


async def test_an_allergy_is_seen_before_its_ticket_is_bumped(house: HouseOfTablets) -> None:
    tablet = await open_board(house)
    order = await house.live.place("Soup", allergies=["nuts"])
    await expect(ticket(tablet, order).locator(".allergy")).to_have_text("ALLERGY: NUTS")
    await expect(ticket(tablet, order).locator(".key")).to_have_text("1")

    await tablet.page.keyboard.press("1")
    await expect(tablet.page.get_by_role("status")).to_contain_text("Press again to bump")
    assert await statuses(house, order) == ["pending"]
    await tablet.page.keyboard.press("1")

    await become(house, order, "preparing")
    acks = (await house.live.ask("GET", f"/api/orders/{order['id']}")).data["acks"]
    assert [each["what"] for each in acks] == ["allergy"]


async def test_a_second_look_opens_a_ticket_at_the_side(house: HouseOfTablets) -> None:
    tablet = await open_board(house)
    order = await house.live.place("Soup", "Salad")
    await expect(ticket(tablet, order)).to_be_visible()

    await act(tablet, "open").focus()
    await tablet.page.keyboard.press("Space")
    await ticket(tablet, order).tap()
    await act(tablet, f"line-{order['items'][1]['id']}").tap()
    await become(house, order, "pending", "preparing")
    await tablet.page.keyboard.press("Escape")

    await expect(tablet.page.get_by_role("dialog")).to_have_count(0)
    assert await statuses(house, order) == ["pending", "preparing"]


async def test_focus_stays_in_a_panel_and_comes_back(house: HouseOfTablets) -> None:
    tablet = await open_board(house)
    await act(tablet, "recall").focus()
    await tablet.page.keyboard.press("Enter")
    panel = tablet.page.get_by_role("dialog")
    await expect(panel).to_be_visible()

    await house.live.place("Soup")
    for _ in range(4):
        await tablet.page.keyboard.press("Tab")
        assert await panel.locator(":focus").count() or await tablet.page.evaluate(
            "document.activeElement === document.body"
        )
    await tablet.page.keyboard.press("Escape")

    await expect(act(tablet, "recall")).to_be_focused()


async def test_without_news_the_page_says_so_and_later_is_not_to_be_worked_from(
    house: HouseOfTablets,
) -> None:
    tablet = await open_board(house)
    order = await house.live.place("Soup", allergies=["nuts"])
    await expect(ticket(tablet, order)).to_be_visible()
    tablet.allowed += ["ERR_CONNECTION", "WebSocket", "Failed to fetch"]

    await house.stop()

    await expect(tablet.page.locator(".band").filter(has_text="NO NEWS")).to_be_visible(
        timeout=6000
    )
    await expect(tablet.page.locator(".glass")).not_to_have_class(re.compile("hatched"))
    await expect(tablet.page.locator(".glass")).to_have_class(re.compile("hatched"), timeout=12_000)
    await house.start()
    await expect(tablet.page.locator(".band").filter(has_text="NO NEWS")).to_have_count(
        0, timeout=8000
    )


async def test_a_press_while_the_hub_is_gone_is_sent_once_when_it_is_back(
    house: HouseOfTablets,
) -> None:
    tablet = await open_board(house)
    order = await house.live.place("Soup")
    await expect(ticket(tablet, order).locator(".key")).to_have_text("1")
    tablet.allowed += ["ERR_CONNECTION", "WebSocket", "Failed to fetch"]
    await house.stop()

    await tablet.page.keyboard.press("1")
    await expect(ticket(tablet, order)).to_have_class(re.compile("under-way"))
    await tablet.page.keyboard.press("1")
    await expect(tablet.page.get_by_role("status")).to_contain_text("on its way")
    await house.start()

    await become(house, order, "preparing")
    await expect(ticket(tablet, order)).not_to_have_class(re.compile("under-way"), timeout=8000)
    assert await statuses(house, order) == ["preparing"]


async def test_a_press_outlives_the_page(house: HouseOfTablets) -> None:
    tablet = await open_board(house)
    order = await house.live.place("Soup")
    await expect(ticket(tablet, order).locator(".key")).to_have_text("1")
    tablet.allowed += ["ERR_INTERNET_DISCONNECTED", "WebSocket"]

    await tablet.context.set_offline(offline=True)
    await tablet.page.keyboard.press("1")
    await expect(ticket(tablet, order)).to_have_class(re.compile("under-way"))
    await tablet.page.goto("about:blank")
    assert await statuses(house, order) == ["pending"]
    await tablet.context.set_offline(offline=False)
    await tablet.page.goto(f"{house.url}/station")

    await become(house, order, "preparing")


async def test_of_two_tablets_on_one_ticket_the_second_is_told(house: HouseOfTablets) -> None:
    one, other = await open_board(house), await open_board(house)
    order = await house.live.place("Soup")
    await expect(ticket(one, order).locator(".key")).to_have_text("1")
    await expect(ticket(other, order).locator(".key")).to_have_text("1")
    other.allowed += ["ERR_INTERNET_DISCONNECTED", "WebSocket", "status of 400"]
    await other.context.set_offline(offline=True)
    await other.page.keyboard.press("1")
    await expect(ticket(other, order)).to_have_class(re.compile("under-way"))

    await one.page.keyboard.press("1")
    await become(house, order, "preparing")
    await house.live.move(order["items"][0]["id"], "ready")
    await other.context.set_offline(offline=False)

    await expect(other.page.get_by_role("status")).to_contain_text(
        "somebody else was faster", timeout=10_000
    )
    await become(house, order, "ready")


async def test_a_device_that_is_sent_away_shows_what_was_not_sent_and_forgets_all(
    house: HouseOfTablets,
) -> None:
    tablet = await open_board(house)
    order = await house.live.place("Soup")
    await expect(ticket(tablet, order).locator(".key")).to_have_text("1")
    tablet.allowed += ["ERR_INTERNET_DISCONNECTED", "WebSocket", "status of 401"]
    await tablet.context.set_offline(offline=True)
    await tablet.page.keyboard.press("1")
    await expect(ticket(tablet, order)).to_have_class(re.compile("under-way"))

    await house.live.revoke(house.live.device(Role.KITCHEN))
    await tablet.context.set_offline(offline=False)

    heading = tablet.page.get_by_role("heading", name="This device was sent away")
    await expect(heading).to_be_visible(timeout=15_000)
    await expect(tablet.page.locator(".unsent")).to_contain_text("#1")
    await tablet.page.reload()
    await expect(tablet.page.get_by_role("heading", name="not let in yet")).to_be_visible()
    assert await statuses(house, order) == ["pending"]


async def test_what_was_not_sent_stays_to_be_read_however_often_the_hub_refuses_the_device(
    house: HouseOfTablets,
) -> None:
    tablet = await open_board(house)
    for key in ("1", "2"):
        order = await house.live.place("Soup")
        await expect(ticket(tablet, order).locator(".key")).to_have_text(key)
    tablet.allowed += ["WebSocket", "status of 401"]
    held: asyncio.Queue[Route] = asyncio.Queue()
    await tablet.page.route("**/bump", held.put)
    await tablet.page.keyboard.press("1")
    press = await held.get()

    await house.live.revoke(house.live.device(Role.KITCHEN))
    unsent = tablet.page.locator(".unsent")
    await expect(unsent).to_contain_text("#1", timeout=15_000)
    async with tablet.page.expect_response("**/bump") as refused:
        await press.continue_()
    assert (await refused.value).status == 401
    await tablet.page.keyboard.press("2")

    # Whatever the answer sets going in the page has come to its end with what is kept there.
    assert await recall(tablet.page, "token") is None
    await expect(unsent).to_contain_text("#1")
    await tablet.page.reload()
    await expect(tablet.page.get_by_role("heading", name="not let in yet")).to_be_visible()
    assert await tablet.page.evaluate(PRESSES) == 0


async def test_text_of_others_is_text(house: HouseOfTablets) -> None:
    tablet = await open_board(house)
    order = await house.live.place(
        BOLD, table_number=BOLD[:20], customer_name=BOLD, notes=BOLD, allergies=[BOLD]
    )

    await expect(ticket(tablet, order)).to_contain_text(BOLD)
    assert await tablet.page.locator("img").count() == 0


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["dark", "light"])
async def test_nobody_is_kept_out_of_a_board(house: HouseOfTablets, size: str, theme: str) -> None:
    for name in ("Soup", "Salad", "Steak", "Fries", "Fish", "Rice"):
        await house.live.place(name, f"{name} with a name that is long", allergies=["milk"])
    tablet = await open_board(house, size=size, theme=theme)
    await expect(tablet.page.locator("article.ticket").first).to_be_visible()

    assert await tablet.find_barriers() == []
    await act(tablet, "more").tap()
    assert await tablet.find_barriers() == []


@pytest.mark.parametrize("size", ["phone", "laptop"])
async def test_longer_words_have_room_on_their_buttons(house: HouseOfTablets, size: str) -> None:
    order = await house.live.place("Soup", allergies=["milk"])
    tablet = await open_board(house, size=size, language="xx")
    await expect(ticket(tablet, order)).to_be_visible()

    assert await tablet.narrow_buttons() == []
    await act(tablet, "open").tap()
    await ticket(tablet, order).tap()
    assert await tablet.narrow_buttons() == []


async def test_arabic_is_read_from_the_right_with_figures_as_they_are(
    house: HouseOfTablets,
) -> None:
    order = await house.live.place("مشكل مشاوي")
    tablet = await open_board(house, language="ar")

    await expect(ticket(tablet, order)).to_contain_text("مشكل مشاوي")
    assert await tablet.page.evaluate("document.documentElement.dir") == "rtl"
    assert await tablet.narrow_buttons() == []


async def test_a_device_that_was_let_in_for_no_station_is_asked_once(
    house: HouseOfTablets,
) -> None:
    order = await house.live.place("Soup")
    tablet = await house.open("station")
    await act(tablet, "station-all").tap()
    await expect(ticket(tablet, order)).to_be_visible()

    await tablet.page.reload()

    await expect(ticket(tablet, order)).to_be_visible()


async def test_a_tablet_that_went_past_the_warning_works_as_well(house: HouseOfTablets) -> None:
    order = await house.live.place("Soup")
    tablet = await open_board(house, trusted=False)

    await expect(ticket(tablet, order)).to_be_visible()


async def test_a_device_for_something_else_is_told_so(house: HouseOfTablets) -> None:
    tablet = await house.open("station", role=Role.WAITER)

    await expect(tablet.page.get_by_role("heading", name="not for this device")).to_be_visible()
