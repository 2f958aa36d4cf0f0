"""A waiter's tablet, in a house with a menu and tables."""

from collections.abc import Mapping
from typing import Any

from playwright.async_api import expect

from hub.domain.permissions import Role
from tests.support.tablets import HouseOfTablets, TabletPage

COOKING = {
    "name": "How done?",
    "min": 1,
    "max": 1,
    "ask": True,
    "items": [{"name": "rare"}, {"name": "medium"}],
}
MENU: Mapping[str, Mapping[str, Any]] = {
    "Water": {"allergens_known": True},
    "Lager": {"allergens_known": True},
    "Soup": {"allergens_known": True},
    "Salad": {"allergens_known": True},
    "Steak": {"allergens_known": True, "modifier_groups": [COOKING]},
    "Burger": {
        "allergens": ["gluten"],
        "modifiers": [{"name": "no onion"}, {"name": "no pickles"}],
    },
    "Brownie": {"allergens": ["nuts"]},
    "Sorbet": {},
}


class WaitersTablet:
    """A waiter's tablet on which every tap is counted.

    Attributes:
        taps: so far.
    """

    def __init__(self, house: HouseOfTablets, tablet: TabletPage, dishes: dict[str, str]) -> None:
        self.house = house
        self.tablet = tablet
        self.page = tablet.page
        self.dishes = dishes
        self.taps = 0

    async def tap(self, name: str) -> None:
        self.taps += 1
        await self.page.locator(f"[data-name='{name}']").first.tap()

    async def take(self, *dishes: str) -> None:
        for dish in dishes:
            await self.tap(f"dish-{self.dishes[dish]}")

    async def orders(self) -> list[Any]:
        """Wait for nothing; return what the hub has open, oldest first."""
        answer = await self.house.live.ask("GET", "/api/kitchen/orders")
        found: list[Any] = answer.data
        return found

    async def order_with(self, count: int) -> Any:  # noqa: ANN401 - JSON
        """Wait until the newest order has so many lines, held ones as well."""
        for _ in range(120):
            for order in reversed(await self.orders()):
                if len(order["items"]) + len(order.get("held", ())) == count:
                    return order
            await self.page.wait_for_timeout(50)
        raise AssertionError(await self.orders())


async def open_waiter(
    house: HouseOfTablets,
    size: str = "long phone",
    *,
    theme: str = "dark",
    language: str = "en",
) -> WaitersTablet:
    """Open the page in a house with a menu and tables."""
    live = house.live
    dishes: dict[str, str] = {}
    known = (await live.ask("GET", "/api/menu")).data["items"]
    if not known:
        await live.ask("POST", "/api/menu/stations", {"id": "grill", "name": "Grill"})
        await live.ask("POST", "/api/menu/categories", {"id": "all", "name": "All dishes"})
        for name, more in MENU.items():
            dish = {"name": name, "station": "grill", "category": "all", **more}
            await live.ask("POST", "/api/menu/items", dish)
        tables = [{"name": name, "seats": 4} for name in ("5", "7", "14")]
        await live.ask("PUT", "/api/tables", {"tables": tables})
        known = (await live.ask("GET", "/api/menu")).data["items"]
    dishes = {each["name"]: each["id"] for each in known}
    tablet = await house.open("waiter", role=Role.WAITER, size=size, theme=theme, language=language)
    await expect(tablet.page.locator("[data-name='table-5']")).to_be_visible()
    return WaitersTablet(house, tablet, dishes)


async def choice(waiter: WaitersTablet, words: str) -> None:
    waiter.taps += 1
    await waiter.page.locator(".tray").get_by_role("button", name=words, exact=True).tap()
