"""Pages that begin again while the hub is away, and devices that are sent away."""

import pytest
from playwright.async_api import Browser, expect

from hub.domain.permissions import Role
from scripts.tablet_browser import recall
from tests.support.tablets import HouseOfTablets

pytestmark = pytest.mark.system

# Chromium says so of every request that finds no hub.
GONE = "ERR_CONNECTION_REFUSED"
_READY = "navigator.serviceWorker.ready.then((each) => each.active.state)"


async def test_a_page_begins_again_without_the_hub_where_the_browser_trusts_it(
    house: HouseOfTablets,
) -> None:
    tablet = await house.open("station", station="all")
    page = tablet.page
    await expect(page.get_by_role("main")).not_to_have_attribute("aria-busy", "true")
    await page.evaluate(_READY)
    tablet.allowed.append(GONE)
    await house.stop()

    await page.reload()
    await expect(page.get_by_role("main")).not_to_have_attribute("aria-busy", "true")
    assert await page.evaluate("navigator.serviceWorker.controller !== null")
    await house.start()
    order = await house.live.place("Soup")
    assert order
    await expect(page.get_by_text("Soup")).to_be_visible()


async def test_where_it_does_not_trust_the_page_stays_away_and_had_said_so(
    house: HouseOfTablets, wary_browser: Browser
) -> None:
    tablet = await house.add(past_warning=wary_browser)
    tablet.allowed += ["An SSL certificate error", GONE]
    await tablet.page.goto(f"{house.url}/")
    said = tablet.page.get_by_text("if this browser restarts while the hub is away")
    await expect(said).to_be_visible()
    await house.stop()

    with pytest.raises(Exception, match=GONE):
        await tablet.page.reload()
    await house.start()


async def test_what_only_the_hub_knows_is_never_kept(house: HouseOfTablets) -> None:
    tablet = await house.open("station", station="all")
    await tablet.page.evaluate(_READY)
    await tablet.page.reload()
    await tablet.page.evaluate("fetch('/api/auth/anchor').then((each) => each.text())")

    kept = await tablet.page.evaluate(
        """async () => {
          const shells = await Promise.all((await caches.keys()).map((each) => caches.open(each)));
          return (await Promise.all(shells.map((each) => each.keys()))).flat()
            .map((each) => new URL(each.url).pathname);
        }"""
    )
    assert "/station" in kept
    assert "/in" in kept
    assert not [each for each in kept if each.startswith(("/api", "/ws")) or each == "/"]


async def test_a_device_that_is_sent_away_forgets_everything_at_once(
    house: HouseOfTablets,
) -> None:
    tablet = await house.open("station", station="all")
    await house.live.place("Soup")
    await expect(tablet.page.get_by_text("Soup")).to_be_visible()
    tablet.allowed.append("status of 401")
    await house.live.revoke(house.live.device(Role.KITCHEN))

    await expect(tablet.page.get_by_text("This device was sent away")).to_be_visible()
    await expect(tablet.page.get_by_text("Soup")).not_to_be_visible()
    assert await recall(tablet.page, "token", "device", "post") == [None, None, None]
