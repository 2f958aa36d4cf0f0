"""The manager's menu, dish by dish: adding, changing, taking off, and the whole of it as a file."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from hub.domain.permissions import Role
from tests.support.tablets import HouseOfTablets, TabletPage

pytestmark = pytest.mark.system

# A name that is markup where a page writes it without care, and turns round what stands beside it.
BAD = '<img src=x onerror="alert(1)">\u202e'
RARE = {"name": "rare", "price_minor": 0, "plu": ["77"]}
DONE = {"name": "How done?", "min": 1, "max": 1, "items": [RARE, {"name": "medium"}]}
STEAK = {
    "name": "Steak",
    "station": "grill",
    "price_minor": 2400,
    "allergens": ["milk", "own word"],
    "names": {"de": "Rumpsteak"},
    "modifier_groups": [DONE | {"default": ["rare"]}],
}


async def menu_page(house: HouseOfTablets) -> TabletPage:
    """Open the menu of a house with two stations on a manager's device."""
    for station in ("grill", "bar"):
        body = {"id": station, "name": station.title()}
        await house.live.ask("POST", "/api/menu/stations", body)
    await house.live.ask("POST", "/api/menu/categories", {"id": "mains", "name": "Mains"})
    tablet = await house.open("manage", role=Role.MANAGER)
    await tablet.page.evaluate("location.hash = 'menu'")
    await expect(named(tablet.page, "add-dish")).to_be_visible()
    return tablet


def named(page: Page, name: str) -> Locator:
    return page.locator(f'[data-name="{name}"]')


async def dishes(house: HouseOfTablets) -> dict[str, Any]:
    found = (await house.live.ask("GET", "/api/menu")).data["items"]
    return {each["name"]: each for each in found}


async def test_a_dish_is_added_with_its_choices(house: HouseOfTablets) -> None:
    page = (await menu_page(house)).page
    await named(page, "add-dish").click()
    await page.get_by_label("Name", exact=True).fill(BAD)
    await page.get_by_label("Price", exact=True).fill("24,5")
    await page.get_by_label("Part of the menu").select_option("mains")
    await named(page, "at-bar").click()
    await named(page, "at-grill").click()
    await named(page, "contains-milk").click()
    await page.get_by_label("And further").fill("own word, another")
    await named(page, "add-heading").click()
    await page.keyboard.type("How done?")
    await page.get_by_label("How many must be chosen").fill("1")
    group = page.get_by_role("group", name="Heading", exact=True)
    await group.get_by_label("Choice 1").fill("rare")
    await group.get_by_role("button", name="Add a choice").click()
    await page.keyboard.type("blue")
    await group.get_by_label("costs more").last.fill("1.50")
    await named(page, "save-dish").click()

    await expect(page.locator(".rows li", has_text="<img src=x")).to_contain_text("24.50")
    dish = (await dishes(house))[BAD]
    assert (dish["price_minor"], dish["category"]) == (2450, "mains")
    assert dish["stations"] == ["bar", "grill"]
    assert dish["allergens"] == ["milk", "own word", "another"]
    [asked] = dish["modifier_groups"]
    assert (asked["name"], asked["min"]) == ("How done?", 1)
    assert [(each["name"], each.get("price_minor")) for each in asked["items"]] == [
        ("rare", None),
        ("blue", 150),
    ]


async def test_what_is_changed_of_a_dish_leaves_the_rest_as_it_is(house: HouseOfTablets) -> None:
    page = (await menu_page(house)).page
    dish = (await house.live.ask("POST", "/api/menu/items", STEAK)).data
    await page.reload()
    await named(page, f"more-{dish['id']}").click()
    await named(page, "change-dish").click()
    await expect(page.locator(".place h1")).to_be_focused()
    await expect(page.get_by_label("Price", exact=True)).to_have_value("24.00")
    await page.get_by_label("Price", exact=True).fill("26")
    # Meanwhile somebody else says something else of it.
    address = f"/api/menu/items/{dish['id']}"
    await house.live.ask("PATCH", address, {"kitchen_name": "RUMP", "allergens": ["egg"]})
    await named(page, "save-dish").click()
    await expect(named(page, f"more-{dish['id']}")).to_be_focused()

    after = (await dishes(house))["Steak"]
    assert after == dish | {"price_minor": 2600, "kitchen_name": "RUMP", "allergens": ["egg"]}

    await named(page, f"more-{dish['id']}").click()
    await named(page, "change-dish").click()
    group = page.get_by_role("group", name="Heading", exact=True)
    await group.get_by_role("button", name="Take away: rare").click()
    await named(page, "save-dish").click()
    await expect(named(page, f"more-{dish['id']}")).to_be_focused()
    [asked] = (await dishes(house))["Steak"]["modifier_groups"]
    assert asked["default"] == []
    assert asked["items"] == dish["modifier_groups"][0]["items"][1:]


async def test_what_does_not_fit_is_said_and_nothing_that_was_written_is_lost(
    house: HouseOfTablets,
) -> None:
    await house.live.ask("POST", "/api/menu/items", {"name": "Soup"})
    tablet = await menu_page(house)
    tablet.allowed.append("status of 409")
    page = tablet.page
    await named(page, "add-dish").click()
    await page.get_by_label("Name", exact=True).fill("soup")
    price = page.get_by_label("Price", exact=True)
    await price.fill("6.505")
    await named(page, "save-dish").click()
    assert await price.evaluate("field => field.validationMessage") == (
        "Write a price such as 6.50."
    )
    await price.fill("6.50")
    await named(page, "save-dish").click()
    await expect(page.get_by_role("alert")).to_contain_text("another dish here is called 'soup'")
    await page.get_by_label("Name", exact=True).fill("Pea soup")
    await named(page, "save-dish").click()
    await expect(page.locator(".rows li", has_text="Pea soup")).to_be_visible()
    assert list(await dishes(house)) == ["Pea soup", "Soup"]


async def test_a_dish_goes_off_the_menu_once_somebody_has_said_so_twice(
    house: HouseOfTablets,
) -> None:
    page = (await menu_page(house)).page
    dish = (await house.live.ask("POST", "/api/menu/items", {"name": BAD})).data
    await page.reload()
    await named(page, f"more-{dish['id']}").click()
    await named(page, "take-off").click()
    last = named(page, "take-off-now")
    await expect(last).to_have_class("button  danger ")
    assert BAD in await dishes(house)
    await last.click()
    await expect(page.locator(".rows li")).to_have_count(0)
    assert await dishes(house) == {}


async def choose_file(page: Page, file: Path) -> None:
    await page.locator('input[type="file"]').first.set_input_files(file)


@pytest.mark.parametrize("form", ["xlsx", "json"])
async def test_the_menu_as_a_file_is_the_menu_again(
    house: HouseOfTablets, tmp_path: Path, form: str
) -> None:
    page = (await menu_page(house)).page
    await house.live.ask("POST", "/api/menu/items", STEAK)
    before = (await house.live.ask("GET", "/api/menu")).data
    await named(page, "export").click()
    async with page.expect_download() as coming:
        await named(page, f"export-{form}").click()
    saved = await coming.value
    assert saved.suggested_filename == f"menu.{form}"
    file = tmp_path / saved.suggested_filename
    await saved.save_as(file)
    if form == "json":
        assert json.loads(file.read_text("utf-8")) == before

    await choose_file(page, file)
    await expect(named(page, "same").locator("dd")).to_have_text("1")
    await named(page, "take-over").click()
    await expect(page.get_by_text("The menu was taken over.")).to_be_visible()
    assert (await house.live.ask("GET", "/api/menu")).data == before


async def test_what_a_file_lacks_stays_where_somebody_says_so(
    house: HouseOfTablets, tmp_path: Path
) -> None:
    page = (await menu_page(house)).page
    for name in ("Soup", BAD):
        await house.live.ask("POST", "/api/menu/items", {"name": name})
    file = tmp_path / "menu.csv"
    file.write_text("name,price\nSoup,7.50\nGoose,29\n", "utf-8")
    await choose_file(page, file)
    await expect(named(page, "take-over")).to_have_text("Take over 1 new, 1 changed, 1 go")
    await named(page, "keep").click()
    await expect(named(page, "take-over")).to_have_text("Take over 1 new, 1 changed")
    await expect(page.locator(".need")).to_contain_text("<img src=x")
    await named(page, "take-over").click()
    await expect(page.locator(".rows li", has_text="Goose")).to_be_visible()
    assert sorted(await dishes(house)) == [BAD, "Goose", "Soup"]


async def test_a_price_that_leaps_is_looked_at_before_it_counts(
    house: HouseOfTablets, tmp_path: Path
) -> None:
    page = (await menu_page(house)).page
    await house.live.ask("POST", "/api/menu/items", {"name": "Soup", "price_minor": 650})
    file = tmp_path / "menu.csv"
    file.write_text("name,price\nSoup,650\n", "utf-8")
    await choose_file(page, file)
    take_over = named(page, "take-over")
    await expect(page.locator(".leaps")).to_contain_text("6.50 → 650.00")
    await expect(take_over).to_be_disabled()
    await page.get_by_label("I have looked: this price is right").check()
    assert (await dishes(house))["Soup"]["price_minor"] == 650
    await take_over.click()
    await expect(page.get_by_text("The menu was taken over.")).to_be_visible()
    assert (await dishes(house))["Soup"]["price_minor"] == 65000


async def test_a_part_of_the_menu_is_added_moved_changed_and_taken_off(
    house: HouseOfTablets,
) -> None:
    page = (await menu_page(house)).page
    await named(page, "parts").click()
    await named(page, "add-part").click()
    await page.get_by_label("Name", exact=True).fill(BAD)
    await named(page, "at-grill").click()
    await named(page, "save-part").click()
    parts = page.locator(".rows li b")
    await expect(parts).to_have_count(2)
    await expect(named(page, "add-part")).to_be_focused()
    kept = (await house.live.ask("GET", "/api/menu")).data["categories"]
    assert [(each["name"], each.get("stations")) for each in kept] == [
        ("Mains", None),
        (BAD, ["grill"]),
    ]
    await named(page, "part-down-mains").click()
    await expect(parts.last).to_have_text("Mains")
    await named(page, "part-mains").click()
    await named(page, "add-heading").click()
    await page.keyboard.type("Side")
    await page.get_by_label("Choice 1").fill("salad")
    await named(page, "save-part").click()
    await expect(named(page, "part-mains")).to_be_focused()
    kept = (await house.live.ask("GET", "/api/menu")).data["categories"]
    assert [each["name"] for each in kept] == [BAD, "Mains"]
    assert kept[1]["modifier_groups"][0]["items"][0]["name"] == "salad"
    await named(page, "part-away-mains").click()
    await named(page, "part-away-now").click()
    await expect(parts).to_have_count(1)
