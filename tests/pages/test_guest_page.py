"""What guests see of their own table, on their own telephone."""

from typing import Any

import pytest
from playwright.async_api import expect

from hub.domain.permissions import Role
from scripts.tablet_browser import keep
from tests.support.tablets import SIZES, HouseOfTablets, TabletPage

pytestmark = pytest.mark.system

BOLD = "<img src=x onerror=alert(1)>"
GONE = "ERR_CONNECTION_REFUSED"
_IN_SIGHT = """() => document.documentElement.scrollWidth <= innerWidth &&
  [...document.querySelectorAll("#page *")].every((each) => {
    const {left, right} = each.getBoundingClientRect();
    return left >= -1 && right <= innerWidth + 1;
  })"""
"""Whether all of a page is in sight across."""
DISHES = ("Fish & chips", BOLD)


class Party:
    """Guests at a table, with a link."""

    def __init__(self, house: HouseOfTablets) -> None:
        self.house = house

    async def sit(self, table: str = "12") -> "Party":
        live = self.house.live
        self.session, _ = await live.seat(table)
        made = await live.ask("POST", f"/api/sessions/{self.session}/link", {}, role=Role.WAITER)
        self.path = made.data["path"].lstrip("/")
        return self

    async def order(self, *names: str, **fields: object) -> Any:  # noqa: ANN401 - JSON
        return await self.house.live.place(*names, session_id=self.session, **fields)

    async def look(self, size: str = "phone") -> TabletPage:
        tablet = await self.house.add(size=size)
        await tablet.page.goto(f"{self.house.url}/{self.path}")
        return tablet


async def test_guests_see_how_far_their_dishes_are_and_may_do_nothing(
    house: HouseOfTablets,
) -> None:
    party = await Party(house).sit()
    order = await party.order(*DISHES, notes="a word of the house")
    tablet = await party.look()
    page = tablet.page
    await expect(page.get_by_role("heading", name="Table 12")).to_be_visible()
    await expect(page.get_by_text("Fish & chips")).to_be_visible()
    assert page.url == f"{house.url}/guest"
    assert await page.locator("img").count() == 0
    assert "a word of the house" not in await page.inner_text("body")
    assert await page.get_by_role("button").count() == 0

    await house.live.move(order["items"][0]["id"], "preparing")
    await expect(page.locator("li").first).to_contain_text("being cooked")
    await house.live.move(order["items"][0]["id"], "ready")
    await expect(page.locator("li").first).to_contain_text("on its way")


async def test_the_kitchen_knows_of_an_allergy_once_somebody_there_has_seen_it(
    house: HouseOfTablets,
) -> None:
    party = await Party(house).sit()
    order = await party.order("Soup", allergies=["nuts"])
    page = (await party.look()).page
    await expect(page.get_by_text("nuts: the kitchen is told")).to_be_visible()

    ack = {"what": "allergy"}
    path = f"/api/orders/{order['id']}/ack"
    told = await house.live.ask("POST", path, ack, role=Role.KITCHEN)
    assert told.status == 200
    await expect(page.get_by_text("nuts: the kitchen knows")).to_be_visible()


async def test_a_stolen_link_shows_one_table_and_ends_with_the_next(
    house: HouseOfTablets,
) -> None:
    party = await Party(house).sit()
    await party.order("Soup")
    other = await Party(house).sit("13")
    await other.order("Cake")
    tablet = await party.look()
    await expect(tablet.page.get_by_text("Soup")).to_be_visible()
    await expect(tablet.page.get_by_text("Cake")).to_have_count(0)
    tablet.allowed.append("status of 401")

    renew = {"renew": True}
    await house.live.ask("POST", f"/api/sessions/{party.session}/link", renew, role=Role.WAITER)
    await expect(tablet.page.get_by_text("shows nothing any more")).to_be_visible(timeout=15_000)
    await expect(tablet.page.get_by_text("Soup")).to_have_count(0)
    assert await tablet.page.evaluate("sessionStorage.length") == 0


@pytest.mark.parametrize("path", ["guest", "guest#" + "A" * 43])
async def test_a_wrong_link_shows_nothing_and_is_friendly(house: HouseOfTablets, path: str) -> None:
    tablet = await house.add()
    tablet.allowed.append("status of 401")
    await tablet.page.goto(f"{house.url}/{path}")

    await expect(tablet.page.get_by_text("Please ask us for a new one")).to_be_visible()
    assert tablet.page.url == f"{house.url}/guest"


async def test_without_news_guests_are_told_to_ask(house: HouseOfTablets) -> None:
    party = await Party(house).sit()
    await party.order("Soup", allergies=["nuts"])
    tablet = await party.look()
    await expect(tablet.page.get_by_text("Soup")).to_be_visible()
    tablet.allowed.append(GONE)
    await house.stop()

    away = tablet.page.get_by_text("No news from the kitchen since")
    await expect(away).to_be_visible(timeout=15_000)
    assert await tablet.find_barriers() == []
    await house.start()
    await expect(away).to_have_count(0, timeout=15_000)


async def test_it_can_be_read_at_every_size(house: HouseOfTablets) -> None:
    party = await Party(house).sit()
    await party.order("Fish & chips", "Crème brûlée", allergies=["nuts"])
    for size in SIZES:
        tablet = await party.look(size)
        await expect(tablet.page.get_by_text("Fish & chips")).to_be_visible()
        wide = "document.documentElement.scrollWidth <= innerWidth"
        assert await tablet.page.evaluate(wide), size
        assert await tablet.find_barriers() == []
        await tablet.context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["ar", "xx"])
async def test_every_guest_can_read_it(house: HouseOfTablets, language: str, theme: str) -> None:
    party = await Party(house).sit()
    order = await party.order("Fish & chips", "Crème brûlée", allergies=["nuts", "gluten"])
    await house.live.move(order["items"][0]["id"], "ready")
    tablet = await house.add()
    await tablet.page.goto(f"{house.url}/guest")
    await keep(tablet.page, {"theme": theme, "language": language})
    await tablet.page.goto(f"{house.url}/{party.path}")
    dish = tablet.page.get_by_text("Fish & chips")
    await expect(dish).to_be_visible()
    html = tablet.page.locator("html")
    await expect(html).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
    await expect(html).to_have_attribute("data-theme", theme)

    assert await tablet.find_barriers() == []
    assert await tablet.page.evaluate(_IN_SIGHT)
    # At 200 % the smallest telephone has half as much room: one column, and nothing cut off.
    await tablet.page.set_viewport_size({"width": 180, "height": 320})
    assert await tablet.page.evaluate(_IN_SIGHT)
    assert await tablet.find_barriers() == []
