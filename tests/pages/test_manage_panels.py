"""What is open on the manager's page can be read, reached and left by everybody."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from hub.domain.permissions import Role
from tests.support.tablets import HouseOfTablets, TabletPage

pytestmark = pytest.mark.system

LONG = "Grilled sea bream with lemon and a very long name"
DISH = "00000000-0000-7000-8000-00000000000a"
GROUP = {"name": "How done?", "min": 1, "max": 1, "items": [{"name": "rare"}, {"name": LONG}]}
MAINS = {"id": "mains", "name": "Mains", "stations": ["grill"], "modifier_groups": [GROUP]}

# Where, and what is pressed one after the other; each of the last opens a panel over the page.
PANELS: dict[str, list[tuple[str, ...]]] = {
    "now": [("close-old",)],
    "menu": [(f"more-{DISH}",), (f"more-{DISH}", "take-off"), ("export",)],
    "tables": [("add-tables",), ("change-Terrace left",)],
    "people": [("add-person",), ("change-PERSON",), ("change-PERSON", "take-off"), ("make-key",)],
    "devices": [("change-WAITER",), ("change-WAITER", "send-away")],
    "stations": [("add-station",), ("change-grill",), ("change-grill", "take-off")],
    "backups": [("differs-BACKUP",)],
}
# These take the place of a list, and are left by the last of the names.
FORMS: dict[str, list[tuple[tuple[str, ...], str]]] = {
    "menu": [
        ((f"more-{DISH}", "change-dish"), "leave-dish"),
        (("add-dish",), "leave-dish"),
        (("parts",), "to-dishes"),
        (("parts", "part-mains"), "leave-part"),
    ],
    "routing": [(("new-rule",), "leave-rule"), (("change-0",), "leave-rule")],
    "devices": [(("let-in-waiter",), "stop-letting-in"), (("let-in-manager",), "stop-letting-in")],
}
SIZES = {"a small phone": (360, 640), "a laptop at 200 %": (640, 400), "a laptop": (1280, 800)}


async def furnished(house: HouseOfTablets) -> dict[str, str]:
    """Put something into every place; returns what stands for ids in the names above."""
    live = house.live
    await live.ask("POST", "/api/menu/stations", {"id": "grill", "name": LONG})
    await live.ask("POST", "/api/menu/categories", MAINS)
    dish: dict[str, Any] = {"id": DISH, "name": LONG, "category": "mains", "price_minor": 650}
    dish |= {"modifier_groups": [GROUP], "modifiers": [{"name": "no salt"}], "allergens": ["milk"]}
    await live.ask("POST", "/api/menu/items", dish)
    rule = {"weekdays": ["fri"], "zone": "Terrace", "from": "18:00", "stations": ["grill"]}
    await live.ask("PUT", "/api/menu/routes", {"rules": [rule]})
    tables = [{"name": "Terrace left", "zone": "Terrace", "seats": 4}]
    await live.ask("PUT", "/api/tables", {"tables": tables})
    person = await live.ask("POST", "/api/people", {"name": LONG, "role": "waiter"})
    backup = await live.ask("POST", "/api/backups")
    await live.place("Soup")
    ids = {"PERSON": person.data["id"], "WAITER": live.device(Role.WAITER)}
    return ids | {"BACKUP": (await live.ask("GET", "/api/backups")).data[0]["id"], "": str(backup)}


async def manage(house: HouseOfTablets, language: str = "en") -> TabletPage:
    tablet = await house.open("manage", role=Role.MANAGER, language=language)
    await expect(tablet.page.locator(".place h1")).to_be_visible()
    return tablet


async def go(page: Page, place: str) -> None:
    await page.evaluate("place => { location.hash = place; }", place)
    link = page.locator(f'.places a[href="#{place}"]')
    await expect(link).to_have_attribute("aria-current", "page")


def named(page: Page, name: str, ids: dict[str, str]) -> Locator:
    for word in ("PERSON", "WAITER", "BACKUP"):
        name = name.replace(word, ids[word])
    return page.locator(f'[data-name="{name}"]')


async def opened(page: Page, ids: dict[str, str]) -> AsyncIterator[tuple[str, tuple[str, ...]]]:
    """Open every panel and form, one after the other; gives where it is."""
    for place in sorted(PANELS.keys() | FORMS.keys()):
        await go(page, place)
        for path in PANELS.get(place, []):
            for name in path:
                await named(page, name, ids).click()
            await expect(page.get_by_role("dialog")).to_be_visible()
            yield f"{place} {' '.join(path)}", path
            await page.keyboard.press("Escape")
            await expect(page.get_by_role("dialog")).to_have_count(0)
        for path, leave in FORMS.get(place, []):
            for name in path:
                await named(page, name, ids).click()
            await expect(named(page, leave, ids)).to_be_visible()
            yield f"{place} {' '.join(path)}", path
            await named(page, leave, ids).click()
            await expect(named(page, leave, ids)).to_have_count(0)
            if path == ("parts", "part-mains"):
                await named(page, "to-dishes", ids).click()


@pytest.mark.parametrize("language", ["en", "xx", "ar"])
async def test_whatever_is_open_can_be_read_on_each_glass(
    house: HouseOfTablets, language: str
) -> None:
    ids = await furnished(house)
    tablet = await manage(house, language)
    page = tablet.page
    found: list[str] = []
    async for where, _ in opened(page, ids):
        for number, (size, (width, height)) in enumerate(SIZES.items()):
            await page.set_viewport_size({"width": width, "height": height})
            theme = "dark" if number % 2 else "light"
            await page.evaluate("t => { document.documentElement.dataset.theme = t; }", theme)
            wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
            wrong = [*await tablet.find_barriers(), *await tablet.narrow_buttons()]
            wrong += [f"{wide} px too wide"] if wide > 0 else []
            found.extend(f"{where}, {size}, {theme}: {each}" for each in wrong)
    assert found == []


_HAS_RING = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return "nothing";
  const {outlineStyle, outlineWidth} = getComputedStyle(at);
  const shown = at.type === "file" ? getComputedStyle(at.closest("label")) : null;
  const {width, height} = at.getBoundingClientRect();
  const ring = shown ?? {outlineStyle, outlineWidth};
  const seen = width > 0 && height > 0 && ring.outlineStyle !== "none";
  return seen && ring.outlineWidth !== "0px" ? "" : at.outerHTML.slice(0, 120);
}"""
_STOPS = """() => [...document.querySelectorAll("button, a[href], input, select, summary")]
  .filter((each) => each.offsetParent !== null && !each.disabled).length"""
PLACES = (
    *("now", "menu", "routing", "tables", "people"),
    *("devices", "stations", "backups", "audit", "settings"),
)


@pytest.mark.parametrize("place", PLACES)
async def test_the_keyboard_alone_goes_everywhere_and_is_seen(
    house: HouseOfTablets, place: str
) -> None:
    await furnished(house)
    page = (await manage(house)).page
    unseen: list[str] = []
    await go(page, place)
    if place != PLACES[0]:
        await expect(page.locator(".place h1")).to_be_focused()
    # Tab goes on from the heading; at the end it comes round to the list of places.
    for _ in range(min(40, await page.evaluate(_STOPS))):
        await page.keyboard.press("Tab")
        found = await page.evaluate(_HAS_RING)
        if found not in {"", "nothing"}:
            unseen.append(found)
    assert unseen == []


async def test_a_panels_button_has_room_for_its_words(house: HouseOfTablets) -> None:
    tablet = await manage(house, "xx")
    await tablet.page.set_viewport_size({"width": 360, "height": 640})
    await go(tablet.page, "tables")
    await named(tablet.page, "add-tables", {"PERSON": "", "WAITER": "", "BACKUP": ""}).click()
    await expect(tablet.page.get_by_role("dialog")).to_be_visible()
    assert await tablet.narrow_buttons() == []


@pytest.mark.parametrize("place", PANELS)
async def test_a_panel_takes_the_focus_and_gives_it_back(house: HouseOfTablets, place: str) -> None:
    ids = await furnished(house)
    page = (await manage(house)).page
    await go(page, place)
    for path in PANELS[place]:
        opener = named(page, path[0], ids)
        await opener.focus()
        await page.keyboard.press("Enter")
        for name in path[1:]:
            await named(page, name, ids).focus()
            await page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog")
        await expect(dialog).to_be_visible()
        await expect(dialog.locator(":focus")).to_have_count(1)
        await page.keyboard.press("Escape")
        await expect(dialog).to_have_count(0)
        await expect(opener).to_be_focused()


@pytest.mark.parametrize("place", ["menu", "routing"])
async def test_a_form_begins_with_its_heading_and_gives_the_focus_back(
    house: HouseOfTablets, place: str
) -> None:
    ids = await furnished(house)
    page = (await manage(house)).page
    await go(page, place)
    for path, leave in FORMS[place]:
        for name in path:
            await named(page, name, ids).focus()
            await page.keyboard.press("Enter")
        await expect(page.locator(".place h1")).to_be_focused()
        await named(page, leave, ids).focus()
        await page.keyboard.press("Enter")
        await expect(named(page, path[-1] if "parts" in path else path[0], ids)).to_be_focused()
        if path == ("parts", "part-mains"):
            await named(page, "to-dishes", ids).click()
