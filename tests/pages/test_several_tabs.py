"""Several pages of one device at once: one of them sends, and each is told what is its own."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from playwright.async_api import Locator, expect

from hub.domain.permissions import Role
from tests.support.tablets import HouseOfTablets, TabletPage

pytestmark = pytest.mark.system

Order = Mapping[str, Any]


async def open_tabs(house: HouseOfTablets) -> tuple[TabletPage, TabletPage]:
    """Open a board in two tabs of a tablet, of which the first one sends."""
    first = await house.open("station", station="all")
    second = TabletPage(first.context, await first.context.new_page(), house.url)
    house.tablets.append(second)
    await second.page.goto(f"{house.url}/station")
    for each in (first, second):
        each.allowed += ["ERR_INTERNET_DISCONNECTED", "WebSocket", "status of 400", "status of 401"]
    return first, second


def ticket(tablet: TabletPage, order: Order) -> Locator:
    return tablet.page.locator(f"article[data-order='{order['id']}']")


async def press_offline(house: HouseOfTablets, tabs: tuple[TabletPage, TabletPage]) -> Order:
    """Press the key of a ticket in the second tab while the hub is out of reach."""
    first, second = tabs
    order: Order = await house.live.place("Soup")
    for each in tabs:
        await expect(ticket(each, order).locator(".key")).to_have_text("1")
    await first.context.set_offline(offline=True)
    await second.page.keyboard.press("1")
    for each in tabs:
        await expect(ticket(each, order)).to_have_class(re.compile("under-way"))
    return order


async def test_a_refused_press_is_told_where_it_was_made_and_nowhere_else(
    house: HouseOfTablets,
) -> None:
    first, second = tabs = await open_tabs(house)
    order = await press_offline(house, tabs)

    for status in ("preparing", "ready"):
        await house.live.move(order["items"][0]["id"], status)
    await first.context.set_offline(offline=False)

    told = "somebody else was faster"
    await expect(second.page.get_by_role("status")).to_contain_text(told, timeout=10_000)
    await expect(second.page.locator(".grave")).to_have_count(1)
    await expect(ticket(first, order)).not_to_have_class(re.compile("under-way"))
    await expect(first.page.locator(".grave")).to_have_count(0)


async def test_what_was_refused_to_a_tab_that_is_closed_is_told_in_another(
    house: HouseOfTablets,
) -> None:
    first, second = tabs = await open_tabs(house)
    order = await press_offline(house, tabs)
    await second.page.close()
    house.tablets.remove(second)

    for status in ("preparing", "ready"):
        await house.live.move(order["items"][0]["id"], status)
    await first.context.set_offline(offline=False)

    told = "somebody else was faster"
    await expect(first.page.get_by_role("status")).to_contain_text(told, timeout=10_000)


async def test_a_press_that_another_tab_has_sent_is_over_in_both(house: HouseOfTablets) -> None:
    first, _ = tabs = await open_tabs(house)
    order = await press_offline(house, tabs)

    await first.context.set_offline(offline=False)

    for each in tabs:
        await expect(ticket(each, order).locator(".sign-preparing")).to_have_count(1)
        await expect(ticket(each, order)).not_to_have_class(re.compile("under-way"), timeout=10_000)


async def test_each_tab_of_a_device_that_is_sent_away_shows_what_was_not_sent(
    house: HouseOfTablets,
) -> None:
    first, second = tabs = await open_tabs(house)
    await press_offline(house, tabs)

    await house.live.revoke(house.live.device(Role.KITCHEN))
    await first.context.set_offline(offline=False)

    for each in (first, second):
        await expect(each.page.locator(".unsent")).to_contain_text("#1", timeout=15_000)
