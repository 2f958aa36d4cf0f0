"""The manager's page: what needs a person, letting in and sending away, as an owner does it."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from hub.config import settings_given
from hub.domain.permissions import Role
from tests.support.tablets import SIZES, HouseOfTablets, TabletPage

pytestmark = pytest.mark.system

PLACES = ("now", "devices", "stations", "backups", "audit", "settings")
# A name that is markup where a page writes it without care, and turns round what stands beside it.
BAD = '<img src=x onerror="alert(1)">\u202e'


async def manage(
    house: HouseOfTablets,
    size: str = "laptop",
    **kept: Any,  # noqa: ANN401 - settings of the device
) -> TabletPage:
    """Open the page on a manager's device."""
    tablet = await house.open("manage", role=Role.MANAGER, size=size, **kept)
    await expect(tablet.page.locator(".place h1")).to_be_visible()
    return tablet


async def go(page: Page, place: str) -> None:
    """Go to a place as a link does."""
    await page.evaluate("place => { location.hash = place; }", place)
    await expect(page.locator(f'.places a[href="#{place}"]')).to_have_attribute(
        "aria-current", "page"
    )


def named(page: Page, name: str) -> Locator:
    return page.locator(f'[data-name="{name}"]')


async def look_around(tablet: TabletPage, where: str) -> list[str]:
    """List what is wrong with what stands there: barriers, narrow buttons, what is cut off."""
    wide = await tablet.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    found = [*await tablet.find_barriers(), *await tablet.narrow_buttons()]
    return [f"{where}: {each}" for each in [*found, *([f"{wide} px too wide"] if wide > 0 else [])]]


async def test_what_needs_a_person_stands_first_with_its_act(house: HouseOfTablets) -> None:
    await house.live.ask("POST", "/api/menu/stations", {"id": "grill", "name": BAD})
    await house.live.place("Soup")
    page = (await manage(house)).page

    need = page.locator(".need", has_text="backup")
    await expect(need).to_contain_text("There is no backup yet")
    await expect(page.locator(".place h1")).to_contain_text("things need you")
    await expect(page.locator(".places .badge")).to_be_visible()
    await need.get_by_role("button", name="Make a backup").click()
    await expect(page.get_by_role("status")).to_have_text("A backup was made.")
    await expect(need).to_have_count(0)

    await expect(named(page, "open").locator("dd")).to_have_text("1")
    await house.live.place("Soup")
    await expect(named(page, "open").locator("dd")).to_have_text("2")
    await expect(page.locator(".rows b", has_text="<img")).to_be_visible()


async def test_a_waiter_is_let_in_by_a_link_and_another_sent_away(house: HouseOfTablets) -> None:
    page = (await manage(house)).page
    await go(page, "devices")

    await named(page, "let-in-waiter").click()
    await expect(page.get_by_role("img", name="Code of the link")).to_be_visible()
    await expect(page.get_by_role("img", name="What the warning looks like")).to_be_visible()
    assert await page.evaluate("document.body.innerText.includes('gly_')") is False
    await named(page, "stop-letting-in").click()

    opened = await house.live.ask("POST", "/api/auth/pairing-codes", {"role": "waiter"})
    await house.live.hub.pairing.pair(opened.data["code"], BAD, "10.0.0.5")
    came = page.locator(".asks")
    await expect(came).to_contain_text("<img src=x")
    await came.get_by_role("button", name="Keep it").click()
    await expect(came).to_have_count(0)

    row = page.locator(".rows li", has_text="the waiter")
    await row.get_by_role("button").click()
    await page.get_by_role("dialog").get_by_role("button", name="Send it away").click()
    last = named(page, "send-away-now")
    await expect(last).to_have_class("button  danger ")
    await last.click()
    await expect(page.get_by_role("status")).to_have_text("the waiter was sent away.")
    await expect(row).to_have_count(0)


async def test_who_asks_is_let_in_by_its_number_only(house: HouseOfTablets) -> None:
    page = (await manage(house)).page
    await go(page, "devices")
    await named(page, "let-in-manager").click()
    await expect(page.locator(".fingerprint")).to_be_visible()

    other = await house.add()
    await other.page.goto(f"{house.url}/in")
    await other.page.get_by_label("What is this device called?").fill("Laptop")
    await other.page.get_by_role("button", name="Ask to come in").click()
    number = await other.page.locator(".digits").inner_text()
    await expect(page.locator(".asks .digits")).to_have_text(number)
    await named(page, "let-it-in").click()
    await expect(other.page.get_by_role("heading", name="You are in")).to_be_visible()
    await expect(page.get_by_text("Laptop is in.")).to_be_visible()
    row = page.locator(".rows li", has_text="Laptop")
    await row.get_by_role("button").click()
    name = page.get_by_role("dialog").get_by_label("What it is called")
    await name.fill("Office")
    await name.press("Enter")
    await expect(page.locator(".rows li", has_text="Office")).to_be_visible()


async def test_while_the_hub_is_away_that_is_said_and_nothing_pretends(
    house: HouseOfTablets,
) -> None:
    tablet = await manage(house)
    tablet.allowed += ["ERR_CONNECTION_REFUSED", "WebSocket connection"]
    await expect(named(tablet.page, "make-backup")).to_be_visible()
    await house.stop()

    away = tablet.page.get_by_role("alert").filter(has_text="The hub is away since")
    await expect(away).to_be_visible()
    await named(tablet.page, "make-backup").click()
    await expect(tablet.page.get_by_text("The hub does not answer. Nothing")).to_be_visible()
    await house.start()
    await expect(away).to_have_count(0)
    await named(tablet.page, "make-backup").focus()
    await house.live.place("Soup")
    await expect(named(tablet.page, "open").locator("dd")).to_have_text("1")
    assert await tablet.page.evaluate("document.activeElement.dataset.name") == "make-backup"


async def test_a_setting_is_checked_beside_its_field_and_then_saved(
    house: HouseOfTablets, tmp_path: Path
) -> None:
    file = tmp_path / "hub.toml"
    file.write_text('# Ours.\n[hub]\nname = "Corner"\n', "utf-8")
    saved = tmp_path / "manage.toml"
    house.live.hub.settings_file.given = settings_given(file, {}, {}, saved)
    tablet = await manage(house)
    tablet.allowed.append("status of 400")
    page = tablet.page
    await go(page, "settings")

    await page.get_by_role("searchbox", name="Find a setting").fill("stays")
    await expect(page.locator(".field")).to_have_count(1)
    field = page.get_by_role("textbox", name="Stays minutes")
    await field.fill("999")
    await named(page, "save").click()
    wrong = page.locator(".field .wrong")
    await expect(wrong).to_contain_text("Not saved.")
    await expect(named(page, "save")).to_have_text("Save: 1 mistake")
    await expect(named(page, "save")).to_be_disabled()
    await field.fill("15")
    await named(page, "save").click()
    await expect(page.get_by_text("What you saved needs a restart.")).to_be_visible()
    await expect(named(page, "save")).to_have_count(0)
    assert "stays_minutes = 15" in saved.read_text("utf-8")


async def test_nobody_goes_back_to_a_backup_unseen(house: HouseOfTablets) -> None:
    page = (await manage(house)).page
    await go(page, "backups")
    await named(page, "make-backup").click()
    await expect(page.get_by_text("A backup was made.")).to_be_visible()
    await house.live.place("Soup")
    await page.get_by_role("button", name="What differs").click()

    sheet = page.get_by_role("dialog")
    await expect(sheet.locator(".figure.bad dd")).to_have_text("1")
    await expect(named(page, "go-back")).to_have_class("button  danger ")
    await sheet.get_by_role("button", name="Leave it as it is").click()
    await named(page, "drill").click()
    await expect(page.get_by_text("seconds left")).to_be_visible()
    await named(page, "end-drill").click()
    await expect(named(page, "drill")).to_be_visible()


async def test_stations_are_added_renamed_and_taken_off_and_that_is_told(
    house: HouseOfTablets,
) -> None:
    page = (await manage(house)).page
    await go(page, "stations")
    for name in ("Grill", BAD):
        await named(page, "add-station").click()
        await page.get_by_label("What it is called").fill(name)
        await page.get_by_role("button", name="Add this station").click()
        await expect(page.locator(".rows b", has_text=name[:5])).to_be_visible()
    await named(page, "change-grill").click()
    await named(page, "take-off").click()
    await named(page, "take-off-now").click()
    await expect(named(page, "change-grill")).to_have_count(0)

    await go(page, "audit")
    await expect(page.locator(".rows li", has_text="the menu was changed").first).to_contain_text(
        "the manager"
    )


@pytest.mark.parametrize("language", ["en", "xx", "ar"])
async def test_each_place_can_be_read_on_each_glass(house: HouseOfTablets, language: str) -> None:
    await house.live.ask("POST", "/api/menu/stations", {"id": "grill", "name": "Grill"})
    await house.live.place("Soup", "Grilled sea bream with lemon and a very long name")
    tablet = await manage(house, language=language)
    found: list[str] = []
    for place in PLACES:
        await go(tablet.page, place)
        # 200 % on a laptop is half of its pixels.
        for size, (width, height) in {**SIZES, "at 200 %": (640, 400)}.items():
            await tablet.page.set_viewport_size({"width": width, "height": height})
            theme = "dark" if size in {"tablet", "monitor"} else "light"
            await tablet.page.evaluate(
                "t => { document.documentElement.dataset.theme = t; }", theme
            )
            found += await look_around(tablet, f"{place}, {size}, {theme}")
    assert found == []


async def test_a_page_of_somebody_who_was_sent_away_shows_nothing_more(
    house: HouseOfTablets,
) -> None:
    tablet = await manage(house)
    tablet.allowed += ["status of 401", "WebSocket connection"]
    await go(tablet.page, "devices")
    await house.live.ask("DELETE", f"/api/devices/{house.live.device(Role.MANAGER)}")

    await expect(tablet.page.get_by_role("heading", name="was sent away")).to_be_visible()
    await expect(tablet.page.locator(".rows")).to_have_count(0)


@pytest.mark.parametrize("role", [Role.WAITER, Role.KITCHEN])
async def test_the_page_is_a_managers(house: HouseOfTablets, role: Role) -> None:
    page = (await house.open("manage", role=role)).page

    await expect(page.get_by_role("heading", name="not for this device")).to_be_visible()
