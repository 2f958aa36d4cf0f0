"""The manager's menu, tables and people, as an owner sets a house up with the page alone."""

from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from hub.domain.permissions import Role
from tests.support.tablets import SIZES, HouseOfTablets, TabletPage

pytestmark = pytest.mark.system

PLACES = ("menu", "routing", "tables", "people")
# A name that is markup where a page writes it without care, and turns round what stands beside it.
BAD = '<img src=x onerror="alert(1)">\u202e'
CARD = """name,category,station,price,allergens
Soup,Starters,Cold,6.50,celery
Steak,Grill,Grill,24.00,
Tiramisu,Desserts,Cold,7.00,milk
"""
WINTER = """name,category,station,price,allergens
Soup,Starters,Cold,7.50,celery
Steak,Grill,Grill,24.00,
Goose,Grill,Grill,29.00,
Dumplings,Grill,Grill,9.00,gluten
"""


async def manage(house: HouseOfTablets, place: str, language: str = "en") -> TabletPage:
    """Open a place of the page on a manager's device."""
    tablet = await house.open("manage", role=Role.MANAGER, language=language)
    await expect(tablet.page.locator(".place h1")).to_be_visible()
    await go(tablet.page, place)
    return tablet


async def go(page: Page, place: str) -> None:
    """Go to a place as a link does."""
    await page.evaluate("place => { location.hash = place; }", place)
    await expect(page.locator(f'.places a[href="#{place}"]')).to_have_attribute(
        "aria-current", "page"
    )


def named(page: Page, name: str) -> Locator:
    return page.locator(f'[data-name="{name}"]')


def row(page: Page, words: str) -> Locator:
    return page.locator(".rows li", has_text=words)


async def choose_file(page: Page, folder: Path, text: str) -> None:
    """Choose a file as its owner has it."""
    file = folder / "menu.csv"
    file.write_text(text, "utf-8")
    await page.locator('input[type="file"]').first.set_input_files(file)


async def test_a_menu_comes_from_a_file_once_its_mistakes_are_mended(
    house: HouseOfTablets, tmp_path: Path
) -> None:
    tablet = await manage(house, "menu")
    tablet.allowed += ["status of 400", "status of 409"]
    page = tablet.page
    await expect(page.get_by_text("No dish is on the menu yet.")).to_be_visible()
    await named(page, "undo-import").click()
    await expect(page.get_by_text("Nothing was taken over")).to_be_visible()

    await choose_file(page, tmp_path, "name,available\nSoup,perhaps\nSteak,yes\n,no\n")
    await expect(page.locator(".place h1")).to_have_text("2 mistakes in the file")
    mistake = page.locator(".mistakes li").first
    await expect(mistake).to_contain_text("row 2, column B (available)")
    await expect(mistake).to_contain_text("“perhaps”: write yes or no")

    await choose_file(page, tmp_path, CARD)
    take_over = named(page, "take-over")
    await expect(take_over).to_have_text("Take over 3 new, 0 changed")
    await expect(page.get_by_text("Nothing is changed yet.")).to_be_visible()
    assert (await house.live.ask("GET", "/api/menu")).data["items"] == []
    await take_over.click()
    await expect(page.get_by_role("status").first).to_have_text("The menu was taken over.")
    await expect(row(page, "Steak")).to_contain_text("Grill")

    await choose_file(page, tmp_path, WINTER)
    await expect(take_over).to_have_text("Take over 2 new, 1 changed, 1 go")
    await expect(page.locator(".need")).to_contain_text("Tiramisu")
    await expect(row(page, "Soup")).to_contain_text("price")
    await take_over.click()
    await expect(row(page, "Goose")).to_be_visible()
    await named(page, "undo-import").click()
    await take_over.click()
    await expect(row(page, "Tiramisu")).to_be_visible()
    await expect(row(page, "Goose")).to_have_count(0)


async def test_a_dish_is_sold_out_and_brought_back_in_a_tap_each(house: HouseOfTablets) -> None:
    done = {"name": "How done?", "min": 1, "max": 1}
    choices = done | {"items": [{"name": "rare"}, {"name": "medium"}]}
    steak = {"name": BAD, "modifier_groups": [choices]}
    dish = (await house.live.ask("POST", "/api/menu/items", steak)).data["id"]
    page = (await manage(house, "menu")).page

    await named(page, f"out-{dish}").click()
    await expect(row(page, "<img src=x")).to_contain_text("sold out")
    said = await house.live.ask("GET", "/api/menu/sold-out")
    assert [each["available"] for each in said.data] == [False]
    await named(page, f"back-{dish}").click()
    await expect(named(page, f"out-{dish}")).to_be_visible()

    await named(page, f"more-{dish}").click()
    sheet = page.get_by_role("dialog")
    await expect(sheet).to_contain_text("1 must be chosen")
    await expect(sheet).to_contain_text("rare, medium")
    await sheet.get_by_label("How many are left today?").fill("4")
    await sheet.get_by_role("button", name="Count them down").click()
    await expect(row(page, "<img src=x")).to_contain_text("4 left")
    await page.get_by_label("Find a dish").fill("soup")
    await expect(row(page, "<img src=x")).to_have_count(0)


async def test_where_a_dish_goes_is_tried_before_it_is_ordered(house: HouseOfTablets) -> None:
    for station in ("grill", "bar"):
        body = {"id": station, "name": station.title()}
        await house.live.ask("POST", "/api/menu/stations", body)
    await house.live.ask("POST", "/api/menu/items", {"name": "Steak", "station": "grill"})
    page = (await manage(house, "routing")).page
    found = page.locator(".found")

    await page.get_by_role("button", name="Where would it go?").click()
    await expect(found).to_contain_text("Grill")
    await expect(page.get_by_text("the dish names its station")).to_be_visible()

    await named(page, "new-rule").click()
    await page.get_by_label("Kind of order").select_option("takeout")
    await named(page, "to-bar").click()
    await named(page, "save-rule").click()
    await expect(row(page, "1. to take away")).to_contain_text("Bar")
    await page.get_by_label("Kind of order").first.select_option("takeout")
    await page.get_by_role("button", name="Where would it go?").click()
    await expect(found).to_contain_text("Bar")
    await expect(page.get_by_text("Rule 1 decides it.")).to_be_visible()
    await named(page, "away-0").click()
    await expect(row(page, "1. to take away")).to_have_count(0)


async def test_tables_are_added_together_and_changed_one_by_one(house: HouseOfTablets) -> None:
    page = (await manage(house, "tables")).page
    await named(page, "add-tables").click()
    await page.get_by_label("Names or numbers").fill(f"1-3, {BAD}")
    await page.get_by_label("Part of the house").fill("Terrace")
    await page.get_by_label("How many seats").fill("4")
    await page.get_by_role("button", name="Add these tables").click()
    await expect(page.locator(".rows li")).to_have_count(4)
    await expect(row(page, "<img src=x")).to_contain_text("Terrace · 4 seats")

    await named(page, "down-1").click()
    await expect(page.locator(".rows li").first).to_contain_text("2")
    await named(page, "change-3").click()
    await page.get_by_label("Name", exact=True).fill("Window")
    await page.get_by_role("button", name="Save this table").click()
    await expect(row(page, "Window")).to_be_visible()
    await named(page, "change-2").click()
    await named(page, "take-off").click()
    await expect(page.locator(".rows li")).to_have_count(3)
    kept = (await house.live.ask("GET", "/api/tables")).data["tables"]
    assert [each["name"] for each in sorted(kept, key=lambda each: each["position"])] == [
        "1",
        "Window",
        BAD,
    ]


async def test_a_person_gets_a_pin_that_proves_them(house: HouseOfTablets) -> None:
    page = (await manage(house, "people")).page
    await named(page, "add-person").click()
    await page.get_by_label("Name").fill(BAD)
    await page.get_by_label("PIN: 4 to 8 digits").fill("4711")
    await page.get_by_role("button", name="Add this person").click()
    await expect(row(page, "<img src=x")).to_contain_text("has a PIN")
    [person] = (await house.live.ask("GET", "/api/people")).data
    verify = f"/api/people/{person['id']}/verify"
    assert (await house.live.ask("POST", verify, {"pin": "4711"}, role=Role.WAITER)).status == 200

    change = named(page, f"change-{person['id']}")
    await change.click()
    await page.get_by_role("dialog").get_by_label("Name").fill("Ana")
    await page.get_by_label("What they do").select_option("cashier")
    await page.get_by_role("button", name="Save name and work").click()
    await expect(row(page, "Ana")).to_contain_text("Cashier")
    await change.click()
    await named(page, "no-pin").click()
    await expect(row(page, "Ana")).to_contain_text("no PIN")
    await change.click()
    await named(page, "take-off").click()
    await named(page, "take-off-now").click()
    await expect(page.get_by_text("Nobody is on this list yet.")).to_be_visible()


async def test_a_program_gets_a_key_that_is_shown_once(house: HouseOfTablets) -> None:
    page = (await manage(house, "people")).page
    await named(page, "make-key").click()
    await page.get_by_label("What the program is called").fill(BAD)
    await page.get_by_role("button", name="Make its key").click()
    key = await page.get_by_role("dialog").locator(".address").inner_text()
    assert key.startswith("gly_")
    await page.get_by_role("button", name="It is put in").click()
    assert await page.evaluate("document.body.innerText.includes('gly_')") is False
    program = row(page, "<img src=x")
    await program.get_by_role("button").click()
    await named(page, "no-key-now").click()
    await expect(program).to_have_count(0)


@pytest.mark.parametrize("language", ["en", "xx", "ar"])
async def test_menu_tables_and_people_can_be_read_on_each_glass(
    house: HouseOfTablets, tmp_path: Path, language: str
) -> None:
    long = "Grilled sea bream with lemon and a very long name"
    await house.live.ask("POST", "/api/menu/stations", {"id": "grill", "name": "Grill"})
    await house.live.ask("POST", "/api/menu/items", {"name": long, "station": "grill"})
    await house.live.ask("PUT", "/api/menu/routes", {"rules": [{"stations": ["grill"]}]})
    tables = [{"name": "Terrace left", "zone": "Terrace", "seats": 4}]
    await house.live.ask("PUT", "/api/tables", {"tables": tables})
    await house.live.ask("POST", "/api/people", {"name": "Ana", "role": "waiter"})
    tablet = await manage(house, "menu", language)
    found: list[str] = []

    async def look_around(where: str) -> None:
        # 200 % on a laptop is half of its pixels.
        for size, (width, height) in {**SIZES, "at 200 %": (640, 400)}.items():
            await tablet.page.set_viewport_size({"width": width, "height": height})
            theme = "dark" if size in {"tablet", "monitor"} else "light"
            await tablet.page.evaluate(
                "t => { document.documentElement.dataset.theme = t; }", theme
            )
            wide = await tablet.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            wrong = [*await tablet.find_barriers(), *await tablet.narrow_buttons()]
            wrong += [f"{wide} px too wide"] if wide > 0 else []
            found.extend(f"{where}, {size}, {theme}: {each}" for each in wrong)

    for place in PLACES:
        await go(tablet.page, place)
        await expect(tablet.page.locator(".rows li").first).to_be_visible()
        await look_around(place)
    await go(tablet.page, "menu")
    await choose_file(tablet.page, tmp_path, CARD)
    await expect(named(tablet.page, "take-over")).to_be_visible()
    await look_around("import")
    assert found == []
