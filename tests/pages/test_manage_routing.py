"""The manager's rules of who cooks what: made, changed, and tried before anybody orders."""

from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from hub.domain.permissions import Role
from tests.support.tablets import HouseOfTablets, TabletPage

pytestmark = pytest.mark.system

# A name that is markup where a page writes it without care, and turns round what stands beside it.
BAD = '<img src=x onerror="alert(1)">\u202e'
SATURDAY_EVENING = "2026-03-07T19:30"
SATURDAY_NOON = "2026-03-07T12:00"


async def routing_page(house: HouseOfTablets) -> TabletPage:
    """Open the rules of a house with two stations, a terrace and a steak on a manager's device."""
    for station in ("grill", "bar"):
        body = {"id": station, "name": station.title()}
        await house.live.ask("POST", "/api/menu/stations", body)
    steak = {"name": "Steak", "station": "grill", "modifiers": [{"name": "rare"}]}
    await house.live.ask("POST", "/api/menu/items", steak)
    tables = {"tables": [{"name": "1", "zone": BAD}]}
    await house.live.ask("PUT", "/api/tables", tables)
    tablet = await house.open("manage", role=Role.MANAGER)
    await tablet.page.evaluate("location.hash = 'routing'")
    await expect(named(tablet.page, "new-rule")).to_be_visible()
    return tablet


def named(page: Page, name: str) -> Locator:
    return page.locator(f'[data-name="{name}"]')


async def rules(house: HouseOfTablets) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await house.live.ask("GET", "/api/menu/routes")).data["rules"]
    return found


async def test_a_rule_says_all_that_a_rule_can_say(house: HouseOfTablets) -> None:
    page = (await routing_page(house)).page
    await named(page, "new-rule").click()
    await named(page, "save-rule").click()
    await expect(page.get_by_role("alert")).to_have_text("Choose where it goes.")
    dish = (await house.live.ask("GET", "/api/menu")).data["items"][0]["id"]
    await page.get_by_label("Dish").select_option("Steak")
    await page.get_by_label("Changed with").fill("rare")
    await page.get_by_label("Where the order came from").fill("web shop")
    await page.get_by_label("Part of the house").fill(BAD)
    await page.get_by_label("From", exact=True).fill("18:00")
    await page.get_by_label("Until").fill("22:00")
    await named(page, "day-sat").click()
    await named(page, "day-fri").click()
    await page.get_by_label("What you call the rule").fill("Weekend")
    for station in ("to-none", "to-bar", "to-grill"):
        await named(page, station).click()
    await named(page, "save-rule").click()

    row = page.locator(".rows li", has_text="Weekend")
    await expect(row).to_contain_text("18:00\u201322:00")
    await expect(row).to_contain_text("Fri, Sat")
    made = {
        "stations": ["bar", "grill"],
        "name": "Weekend",
        "dish": dish,
        "modifier": "rare",
        "source": "web shop",
        "zone": BAD,
        "weekdays": ["fri", "sat"],
        "from": "18:00",
        "until": "22:00",
    }
    assert await rules(house) == [made]

    await named(page, "change-0").click()
    await expect(page.get_by_label("Changed with")).to_have_value("rare")
    await named(page, "to-grill").click()
    await named(page, "day-fri").click()
    await named(page, "save-rule").click()
    await expect(row).to_contain_text("→ Bar")
    assert await rules(house) == [made | {"stations": ["bar"], "weekdays": ["sat"]}]


async def test_what_each_rule_says_to_a_dish_is_shown(house: HouseOfTablets) -> None:
    given = [
        {"modifier": "rare", "stations": ["bar"]},
        {"weekdays": ["sat"], "from": "18:00", "stations": ["bar"]},
        {"stations": ["grill"]},
    ]
    page = (await routing_page(house)).page
    await house.live.ask("PUT", "/api/menu/routes", {"rules": given})
    await page.reload()
    said = page.locator(".asked li .meta")
    await page.get_by_label("When (empty: now)").fill(SATURDAY_EVENING)
    await page.get_by_role("button", name="Where would it go?").click()
    await expect(said).to_have_text(["no: not changed so", "yes: taken", "not asked any more"])
    await page.get_by_label("When (empty: now)").fill(SATURDAY_NOON)
    await page.get_by_role("button", name="Where would it go?").click()
    await expect(said).to_have_text(["no: not changed so", "no: not at this time", "yes: taken"])
    await page.get_by_label("Changed with").select_option("rare")
    await page.get_by_role("button", name="Where would it go?").click()
    await expect(said.first).to_have_text("yes: taken")


async def test_rules_that_somebody_else_has_changed_are_looked_at_first(
    house: HouseOfTablets,
) -> None:
    page = (await routing_page(house)).page
    await house.live.ask("PUT", "/api/menu/routes", {"rules": [{"stations": ["bar"]}]})
    await page.reload()
    other = [{"zone": "Terrace", "stations": ["grill"]}, {"stations": ["bar"]}]
    await expect(named(page, "away-0")).to_be_visible()
    await house.live.ask("PUT", "/api/menu/routes", {"rules": other})

    await named(page, "away-0").click()
    await expect(page.get_by_role("alert")).to_contain_text("Somebody else has changed the rules")
    await expect(page.locator(".rows li", has_text="Terrace")).to_be_visible()
    assert await rules(house) == other
    await named(page, "away-0").click()
    await expect(page.locator(".rows li", has_text="Terrace")).to_have_count(0)
    assert await rules(house) == other[1:]
