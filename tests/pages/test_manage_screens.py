"""The manager's page sets screens from afar, and says what each goes by and why."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from hub.domain.permissions import Role
from tests.support.sockets import Socket, joined
from tests.support.tablets import SIZES, HouseOfTablets, TabletPage

pytestmark = pytest.mark.system

GOES_BY = {
    "board.text": {"value": "normal", "from": "default"},
    "board.station": {"value": "all", "from": "file"},
    "glass.theme": {"value": "bright", "from": "variable"},
    "ages.default": {"value": [8.0, 12.0], "from": "default"},
}


@pytest_asyncio.fixture(loop_scope="session")
async def screen(house: HouseOfTablets) -> AsyncIterator[Socket]:
    """A screen of the kitchen that is on line and has said what it goes by."""
    async with joined(house.live.port, house.live.token("kitchen")) as socket:
        await socket.say("join", room=house.live.kitchen_room)
        await socket.hear_until("joined")
        await socket.say("settings", values=GOES_BY)
        await socket.say("ping")
        await socket.hear_until("pong")
        yield socket


async def settings_page(house: HouseOfTablets, language: str = "en") -> TabletPage:
    """Open the screen's settings on a manager's device."""
    tablet = await house.open("manage", role=Role.MANAGER, language=language)
    await tablet.page.evaluate("location.hash = 'stations'")
    await named(tablet.page, f"settings-{house.live.device(Role.KITCHEN)}").click()
    await expect(tablet.page.locator(".field").first).to_be_visible()
    return tablet


def named(page: Page, name: str) -> Locator:
    return page.locator(f'[data-name="{name}"]')


def field(page: Page, name: str) -> Locator:
    return page.locator(f'.field:has([name="{name}"])')


async def test_a_screen_goes_by_what_is_set_on_the_page(
    house: HouseOfTablets, screen: Socket
) -> None:
    tablet = await settings_page(house)
    tablet.allowed.append("status of 400")
    page = tablet.page
    await expect(page.locator(".place h1")).to_be_focused()
    await expect(field(page, "board.station")).to_contain_text("It stands in the screen's file.")
    await expect(field(page, "glass.theme")).to_contain_text("is changed there")
    await expect(field(page, "glass.theme").locator("select")).to_be_disabled()

    await page.locator('[name="ages.default"]').fill("20, 10")
    await page.locator('[name="board.text"]').select_option("large")
    await named(page, "save").click()
    await expect(field(page, "ages.default").get_by_role("alert")).to_contain_text("Not saved.")
    await page.locator('[name="ages.default"]').fill("10, 15")
    await named(page, "save").click()
    *_, frame = await screen.hear_until("settings:wanted")
    assert frame["settings"] == {"ages.default": [10.0, 15.0], "board.text": "large"}
    text = field(page, "board.text")
    await expect(text).to_contain_text("The screen does not go by it yet.")

    await screen.say("settings", values={"board.text": {"value": "large", "from": "manager"}})
    await expect(text).to_contain_text("It was set here.")
    await expect(text).not_to_contain_text("does not go by it yet")
    await named(page, "usual-board.text").click()
    await named(page, "save").click()
    *_, frame = await screen.hear_until("settings:wanted")
    assert frame["settings"] == {"ages.default": [10.0, 15.0]}
    await named(page, "to-screens").click()
    opener = named(page, f"settings-{house.live.device(Role.KITCHEN)}")
    await expect(opener).to_be_focused()


async def test_what_a_screen_cannot_go_by_is_said_beside_it(
    house: HouseOfTablets, screen: Socket
) -> None:
    page = (await settings_page(house)).page
    await page.locator('[name="board.text"]').select_option("large")
    await named(page, "save").click()
    await expect(page.get_by_role("status").first).to_contain_text("was told")
    await expect(field(page, "board.text")).to_contain_text("The screen does not go by it yet.")
    await expect(field(page, "glass.theme").locator("select")).to_be_disabled()
    await screen.say("settings", values=GOES_BY, refused={"board.text": "<img src=x>"})
    await expect(field(page, "board.text")).to_contain_text("can't go by it: <img src=x>")


async def test_a_screen_that_is_off_is_set_for_when_it_is_back(house: HouseOfTablets) -> None:
    page = (await settings_page(house)).page
    await expect(page.get_by_text("It has never said what it goes by")).to_be_visible()
    await page.get_by_role("searchbox", name="Find a setting").fill("text")
    await page.locator('[name="board.text"]').select_option("large")
    await named(page, "save").click()
    await expect(page.get_by_role("status").first).to_contain_text("as soon as it is back")
    async with joined(house.live.port, house.live.token("kitchen")) as socket:
        await socket.say("join", room=house.live.kitchen_room, snapshot=True)
        *_, room = await socket.hear_until("joined")
        assert room["settings"] == {"board.text": "large"}


async def test_each_station_has_its_tick_once_a_screen_has_drawn_the_test_order(
    house: HouseOfTablets,
) -> None:
    for station in ("grill", "bar"):
        body = {"id": station, "name": station.title()}
        await house.live.ask("POST", "/api/menu/stations", body)
    tablet = await house.open("manage", role=Role.MANAGER)
    page = tablet.page
    await page.evaluate("location.hash = 'stations'")
    await named(page, "send-test").click()
    ticks = page.locator(".ticks li")
    await expect(ticks).to_have_count(2)
    await expect(page.get_by_text("2 stations have not drawn it yet")).to_be_visible()

    sent = (await house.live.ask("GET", "/api/drill/order")).data
    number = int(sent["number"].removeprefix("ORD-"))
    async with joined(house.live.port, house.live.token("kitchen")) as screen:
        await screen.say("join", room=house.live.kitchen_room, station="grill")
        await screen.hear_until("joined")
        seq = house.live.hub.branch.log.committed
        await screen.say("painted", seq=seq, tickets=[number], chips=[])
        await screen.say("ping")
        await screen.hear_until("pong")
    grill, bar = ticks.filter(has_text="Grill"), ticks.filter(has_text="Bar")
    await expect(grill).to_contain_text("has drawn it")
    await expect(bar).to_contain_text("has not drawn it yet")


async def test_whoever_looks_later_sees_the_test_order_too_and_takes_it_off(
    house: HouseOfTablets,
) -> None:
    await house.live.ask("POST", "/api/menu/stations", {"id": "grill", "name": "Grill"})
    await house.live.ask("POST", "/api/drill/order")
    tablet = await house.open("manage", role=Role.MANAGER)
    # Whoever asks while it is taken off hears that there is none.
    tablet.allowed.append("status of 404")
    page = tablet.page
    await page.evaluate("location.hash = 'stations'")
    ticks = page.locator(".ticks li")
    await expect(ticks).to_have_count(1)
    assert await tablet.find_barriers() == []
    await named(page, "end-test").click()
    await expect(ticks).to_have_count(0)
    assert (await house.live.ask("GET", "/api/kitchen/orders")).data == []


@pytest.mark.parametrize("language", ["en", "xx", "ar"])
async def test_a_screens_settings_can_be_read_on_each_glass(
    house: HouseOfTablets, screen: Socket, language: str
) -> None:
    tablet = await settings_page(house, language)
    await tablet.page.locator('[name="board.text"]').select_option("large")
    found: list[str] = []
    for size, (width, height) in {**SIZES, "at 200 %": (640, 400)}.items():
        await tablet.page.set_viewport_size({"width": width, "height": height})
        theme = "dark" if size in {"tablet", "monitor"} else "light"
        await tablet.page.evaluate("t => { document.documentElement.dataset.theme = t; }", theme)
        wide = await tablet.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        wrong = [*await tablet.find_barriers(), *await tablet.narrow_buttons()]
        wrong += [f"{wide} px too wide"] if wide > 0 else []
        found.extend(f"{size}, {theme}: {each}" for each in wrong)
    assert found == []
    assert screen is not None
