"""Coming in, as a person with a tablet does it."""

import json

import pytest
from playwright.async_api import Browser, Page, expect

from hub.domain.permissions import Role
from scripts.tablet_browser import keep_press, recall
from tests.support.pairing_over_http import CODES, confirm, listed, opened
from tests.support.tablets import SIZES, HouseOfTablets, TabletPage

pytestmark = pytest.mark.system

NAME = "What is this device called?"
# Chromium's own words for what a worker without trust comes to.
NO_WORKER = "An SSL certificate error occurred when fetching the script"
NOT_LET_IN = "the server responded with a status of 403"

PRESS = {
    "id": "01960000-0000-7000-8000-000000000001",
    "page": "waiter",
    "method": "POST",
    "path": "/api/orders",
    "body": {"type": "dine_in", "items": [{"name": "Soup", "quantity": 1}]},
    "takenAt": "2026-11-30T19:42:00.000Z",
    "about": {"words": "Table 5: 1 Soup"},
}


async def come(house: HouseOfTablets, address: str, browser: Browser | None = None) -> TabletPage:
    """Open an address on a telephone that was never here; with a browser, past its warning."""
    tablet = await house.add(past_warning=browser)
    if browser is not None:
        tablet.allowed.append(NO_WORKER)
    await tablet.page.goto(f"{house.url}/{address}")
    return tablet


async def number_on(page: Page) -> str:
    """Read the number that the manager compares."""
    shown = page.locator(".digits")
    await shown.wait_for()
    return (await shown.inner_text()).replace(" ", "")


async def test_a_phone_past_the_warning_comes_in_by_a_link(
    house: HouseOfTablets, wary_browser: Browser
) -> None:
    found = await opened(house.live, "kitchen", station="grill")
    page = (await come(house, f"in#{found['code']}", wary_browser)).page

    await page.get_by_label(NAME).fill("Ana's phone")
    await page.get_by_role("button", name="Come in").click()
    await expect(page.get_by_role("heading", name="You are in")).to_be_visible()
    await expect(page.get_by_text("Managers are told")).to_contain_text("the manager let it in")
    await expect(page.get_by_text("does not trust the hub yet")).to_be_visible()
    assert (await recall(page, "post"))["station"] == "grill"
    await page.get_by_role("link", name="Go on").click()
    await expect(page).to_have_url(f"{house.url}/station")
    [told] = [
        each
        for each in (await house.live.ask("GET", "/api/attention")).data
        if each["code"] == "DEVICE_CAME_IN"
    ]
    assert told["values"]["device"] == "Ana's phone"


async def test_the_code_is_out_of_the_address_and_not_in_the_history(
    house: HouseOfTablets,
) -> None:
    found = await opened(house.live, "waiter")
    page = (await come(house, f"in#{found['code']}")).page
    await page.get_by_label(NAME).wait_for()

    assert page.url == f"{house.url}/in"
    session = await page.context.new_cdp_session(page)
    entries = (await session.send("Page.getNavigationHistory"))["entries"]
    # What somebody has typed themselves, a browser keeps beside it, for nobody to go back to.
    assert found["code"] not in str([each["url"] for each in entries])
    assert await page.evaluate("[location.hash, document.referrer]") == ["", ""]


async def test_a_second_code_is_taken_by_the_page_that_is_open(house: HouseOfTablets) -> None:
    page = (await come(house, "in")).page
    await page.get_by_role("button", name="Ask to come in").wait_for()
    found = await opened(house.live, "waiter")
    await page.evaluate("code => { location.hash = code; }", found["code"])

    await page.get_by_label(NAME).fill("Tablet")
    await page.get_by_role("button", name="Come in").click()
    await expect(page.get_by_role("heading", name="You are in")).to_be_visible()
    assert page.url == f"{house.url}/in"


@pytest.mark.parametrize("why", ["used", "closed", "wrong"])
async def test_a_code_that_is_worth_nothing_is_said_to_be(house: HouseOfTablets, why: str) -> None:
    code = (await opened(house.live, "waiter"))["code"]
    if why == "closed":
        await house.live.ask("DELETE", CODES)
    if why == "used":
        await house.live.hub.pairing.pair(code, "another", "10.0.0.5")
    tablet = await come(house, f"in#{'A' * 26 if why == 'wrong' else code}")
    tablet.allowed.append(NOT_LET_IN)
    await tablet.page.get_by_label(NAME).fill("Tablet")
    await tablet.page.get_by_role("button", name="Come in").click()

    await expect(tablet.page.get_by_text("A code works once")).to_be_visible()
    await tablet.page.get_by_role("button", name="Begin again").click()
    await expect(tablet.page.get_by_role("button", name="Ask to come in")).to_be_visible()


async def test_a_code_is_kept_while_the_hub_does_not_answer(house: HouseOfTablets) -> None:
    code = (await opened(house.live, "waiter"))["code"]
    tablet = await come(house, f"in#{code}")
    page = tablet.page
    await page.get_by_label(NAME).fill("Tablet")
    tablet.allowed.append("net::ERR_INTERNET_DISCONNECTED")
    await page.context.set_offline(True)
    await page.get_by_role("button", name="Come in").click()
    await expect(page.get_by_role("heading", name="The hub does not answer")).to_be_visible()

    await page.context.set_offline(False)
    await page.get_by_role("button", name="Try again").click()
    await expect(page.get_by_role("heading", name="You are in")).to_be_visible()


async def test_a_television_asks_by_number_and_shows_the_one_that_the_manager_sees(
    house: HouseOfTablets,
) -> None:
    await opened(house.live, "ready")
    page = (await come(house, "in")).page
    await page.get_by_label(NAME).fill("Television")
    await page.get_by_role("button", name="Ask to come in").click()

    shown = await number_on(page)
    [asking] = await listed(house.live)
    assert (asking["number"], asking["device_name"]) == (shown, "Television")
    await confirm(house.live, asking["id"])
    await expect(page.get_by_role("heading", name="You are in")).to_be_visible()


async def test_a_page_waits_until_a_manager_lets_somebody_in(house: HouseOfTablets) -> None:
    tablet = await come(house, "in")
    tablet.allowed.append(NOT_LET_IN)
    await tablet.page.get_by_label(NAME).fill("Television")
    await tablet.page.get_by_role("button", name="Ask to come in").click()
    await expect(tablet.page.get_by_text("asks again by itself")).to_be_visible()

    await opened(house.live, "ready")
    assert await number_on(tablet.page)


async def test_a_managers_device_past_the_warning_is_shown_how_to_trust_and_nothing_else(
    house: HouseOfTablets, wary_browser: Browser
) -> None:
    code = (await opened(house.live, "manager"))["code"]
    for address, words in ((f"in#{code}", "Come in"), ("in", "Ask to come in")):
        tablet = await come(house, address, wary_browser)
        tablet.allowed.append(NOT_LET_IN)
        await tablet.page.get_by_label(NAME).fill("Office")
        await tablet.page.get_by_role("button", name=words).click()
        title = tablet.page.get_by_role("heading", name="This device trusts the hub first")
        await expect(title).to_be_visible()
        names = await tablet.page.get_by_role("button").all_inner_texts()
        assert set(names) == {
            *("Android", "iPhone", "iPad", "Windows", "macOS", "Linux"),
            *("Does it work now?", "Stop"),
        }
        assert await recall(tablet.page, "token") is None


async def test_a_managers_device_that_trusts_is_let_in_by_its_number(
    house: HouseOfTablets,
) -> None:
    await opened(house.live, "manager")
    page = (await come(house, "in")).page
    await page.get_by_label(NAME).fill("Office")
    await page.get_by_role("button", name="Ask to come in").click()
    shown = await number_on(page)
    [asking] = await listed(house.live)
    assert asking["number"] == shown
    await confirm(house.live, asking["id"])

    await expect(page.get_by_role("heading", name="You are in")).to_be_visible()
    await expect(page.get_by_text("may do everything")).to_be_visible()
    assert await page.evaluate("navigator.serviceWorker.ready.then(each => each.scope)") == (
        f"{house.url}/"
    )


async def test_a_page_opened_by_address_says_so_and_leads_to_the_name(
    house: HouseOfTablets,
) -> None:
    code = (await opened(house.live, "waiter"))["code"]
    page = (await come(house, f"in#{code}")).page

    link = page.get_by_role("link", name="Open it by its name")
    await expect(link).to_have_attribute("href", f"{house.live.hub.lan.named}/in#{code}")  # type: ignore[union-attr]


async def test_what_was_not_sent_is_carried_to_another_place(house: HouseOfTablets) -> None:
    old = await house.open("in", role=Role.WAITER)
    await keep_press(old.page, PRESS)
    await old.page.reload()
    await expect(old.page.get_by_text("Table 5: 1 Soup")).to_be_visible()
    text = await old.page.get_by_label("What was not sent").input_value()
    assert house.live.token(Role.WAITER) not in text

    new = await house.open("in", role=Role.WAITER)
    await new.page.get_by_text("not sent from another place?").click()
    await new.page.get_by_label("Paste here").fill(text)
    await new.page.get_by_role("button", name="Take it over").click()
    await expect(new.page.get_by_text("1 thing was not sent yet")).to_be_visible()


async def test_pasted_text_does_nothing_but_what_pages_do_with_orders(
    house: HouseOfTablets,
) -> None:
    tablet = await house.open("in", role=Role.MANAGER)
    page = tablet.page
    await page.get_by_text("not sent from another place?").click()
    for wrong in (
        "x",
        "galley unsent [",
        'galley unsent [{"method": "DELETE"}]',
        "galley unsent {}",
    ):
        await page.get_by_label("Paste here").fill(wrong)
        await page.get_by_role("button", name="Take it over").click()
        await expect(page.get_by_text("That is not what was copied")).to_be_visible()
    await page.reload()
    await page.get_by_text("not sent from another place?").click()
    press = json.dumps({**PRESS, "path": "/api/devices/x/keep"})
    await page.get_by_label("Paste here").fill(f"galley unsent [{press}]")
    await page.get_by_role("button", name="Take it over").click()
    await expect(page.get_by_text("That is not what was copied")).to_be_visible()
    await expect(page.get_by_text("was not sent yet")).to_have_count(0)


@pytest.mark.parametrize("locale", ["en-GB", "ar", "xx", "de"])
async def test_nobody_is_kept_out_by_how_the_pages_are_made(
    house: HouseOfTablets, wary_browser: Browser, locale: str
) -> None:
    await opened(house.live, "manager")
    tablet = await house.add(past_warning=wary_browser, locale=locale)
    tablet.allowed += [NO_WORKER, NOT_LET_IN]
    page = tablet.page
    for address in ("in", ""):
        await page.goto(f"{house.url}/{address}")
        await page.get_by_role("heading", level=1).wait_for()
        if address == "in":
            await page.locator("input[name=name]").fill("Office")
            await page.locator("form button").first.click()
        await page.locator("ol.steps").wait_for()
        for width, height in SIZES.values():
            await page.set_viewport_size({"width": width, "height": height})
            assert await tablet.find_barriers() == []
            assert await tablet.narrow_buttons() == []
            wide = "document.documentElement.scrollWidth <= innerWidth"
            assert await page.evaluate(wide), (address, width)
    assert await page.evaluate("document.documentElement.dir") == (
        "rtl" if locale == "ar" else "ltr"
    )
