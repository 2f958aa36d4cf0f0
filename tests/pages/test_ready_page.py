"""The board of ready numbers on a television."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from hub.config_sections import ReadySettings
from hub.domain.permissions import Role
from tests.support.tablets import SIZES, HouseOfTablets, TabletPage

pytestmark = pytest.mark.system

Order = Mapping[str, Any]

BOLD = "<img src=x onerror=alert(1)>"
GONE = "ERR_CONNECTION_REFUSED"
_SCROLLS = """() => [...document.querySelectorAll("*")].filter((each) => {
  const style = getComputedStyle(each);
  return each.scrollHeight > each.clientHeight + 1 && /auto|scroll/.test(style.overflowY);
}).length + Number(document.documentElement.scrollHeight > innerHeight + 1)"""


async def television(
    house: HouseOfTablets,
    size: str = "monitor",
    **kept: Any,  # noqa: ANN401 - settings of the device
) -> TabletPage:
    return await house.open("ready", role=Role.READY, size=size, **kept)


async def takeout(house: HouseOfTablets, number: str, **fields: object) -> Order:
    order: Order = await house.live.place("Soup", type="takeout", display_number=number, **fields)
    return order


async def make_ready(house: HouseOfTablets, order: Order) -> None:
    path = f"/api/kitchen/orders/{order['id']}/bump"
    await house.live.ask("POST", path, {"status": "ready"}, role=Role.KITCHEN)


def column(page: Page, name: str) -> Locator:
    return page.locator(f"section.{name}")


async def test_a_number_goes_over_to_ready_with_a_chime_and_at_double_height(
    house: HouseOfTablets,
) -> None:
    orders = [await takeout(house, f"{number}") for number in range(61, 66)]
    await house.live.place("Soup", type="delivery", display_number="K-17")
    tablet = await television(house)
    page = tablet.page
    await expect(column(page, "preparing").locator("li")).to_have_count(5)
    await expect(page.get_by_text("Couriers:")).to_contain_text("K-17 soon")
    await make_ready(house, orders[0])

    newest = page.locator(".newest")
    await expect(newest).to_contain_text("61")
    await expect(newest).to_contain_text("please come to the counter")
    others = page.locator("section.preparing li").first
    sizes = [
        float(await each.evaluate("(each) => parseFloat(getComputedStyle(each).fontSize)"))
        for each in (newest.locator("b"), others)
    ]
    assert sizes[0] > 1.5 * sizes[1]
    await make_ready(house, orders[1])
    await expect(newest).to_contain_text("62")
    await expect(column(page, "ready").locator("li")).to_have_text(["61"])


async def test_a_number_of_the_house_is_shown_as_it_is_called_out(house: HouseOfTablets) -> None:
    order = await house.live.place("Soup", type="takeout")
    assert order["order_number"] == "ORD-00001"
    page = (await television(house)).page

    await expect(column(page, "preparing").locator("li")).to_have_text(["1"])


async def test_a_recall_takes_a_number_back_and_serving_takes_it_away(
    house: HouseOfTablets,
) -> None:
    order = await takeout(house, "61")
    page = (await television(house)).page
    await expect(column(page, "preparing")).to_contain_text("61")
    await make_ready(house, order)
    await expect(page.locator(".newest")).to_contain_text("61")
    kitchen = f"/api/kitchen/orders/{order['id']}"
    await house.live.ask("POST", f"{kitchen}/recall", {}, role=Role.KITCHEN)
    await expect(page.locator(".newest")).to_have_count(0)
    await expect(column(page, "preparing")).to_contain_text("61")

    await house.live.ask("POST", f"{kitchen}/bump", {"status": "served"}, role=Role.KITCHEN)
    await expect(page.get_by_text("61")).to_have_count(0)
    await expect(page.get_by_text("Nothing is ready")).to_be_visible()


async def test_without_news_for_three_seconds_it_sends_guests_to_the_counter(
    house: HouseOfTablets,
) -> None:
    await takeout(house, "61")
    tablet = await television(house)
    await expect(tablet.page.get_by_text("61")).to_be_visible()
    tablet.allowed.append(GONE)
    await house.stop()

    title = tablet.page.get_by_role("heading", name="Please ask at the counter")
    await expect(title).to_be_visible(timeout=8000)
    await expect(tablet.page.get_by_text("61")).to_have_count(0)
    assert await tablet.find_barriers() == []
    await house.start()
    await expect(tablet.page.get_by_text("61")).to_be_visible(timeout=15_000)


async def test_it_never_scrolls_and_shows_nothing_of_an_order_but_its_number(
    house: HouseOfTablets,
) -> None:
    orders = [
        await takeout(
            house, f"{BOLD[:9]}{each}" if each == 3 else f"{100 + each}", notes="secret word"
        )
        for each in range(30)
    ]
    for each in orders[:9]:
        await make_ready(house, each)
    for size in SIZES:
        for language in ("en", "ar"):
            tablet = await television(house, size, language=language)
            await tablet.page.locator("section.preparing li").first.wait_for()
            assert await tablet.page.evaluate(_SCROLLS) == 0, size
            text = await tablet.page.inner_text("body")
            assert "Soup" not in text
            assert "secret word" not in text
            assert await tablet.page.locator("img").count() == 0
            assert await tablet.find_barriers() == []
            await tablet.context.close()


async def test_a_device_that_is_sent_away_shows_no_numbers(house: HouseOfTablets) -> None:
    await takeout(house, "61")
    tablet = await television(house)
    await expect(tablet.page.get_by_text("61")).to_be_visible()
    tablet.allowed.append("status of 401")
    await house.live.revoke(house.live.device(Role.READY))

    await expect(tablet.page.get_by_text(re.compile("sent away"))).to_be_visible()
    await expect(tablet.page.get_by_text("61")).to_have_count(0)


@pytest.mark.parametrize("size", ["tablet", "monitor"])
async def test_couriers_read_long_codes_whole_in_both_themes(
    house: HouseOfTablets, size: str
) -> None:
    codes = [f"UBER-{each}-KX7PQ2-4411" for each in range(8)]
    orders = [
        await house.live.place("Soup", type="delivery", display_number=each) for each in codes
    ]
    number = await takeout(house, "61")
    await make_ready(house, number)
    await make_ready(house, orders[0])
    for theme in ("dark", "light"):
        tablet = await television(house, size, theme=theme)
        line = tablet.page.locator(".couriers")
        await expect(line).to_contain_text(f"{codes[0]} ready")
        shown = await line.inner_text()
        assert sum(each in shown for each in codes) == 6
        assert await tablet.page.evaluate(_SCROLLS) == 0
        cut = "each => each.scrollWidth > each.clientWidth + 1"
        assert not await tablet.page.locator("footer").evaluate(cut)
        assert await tablet.find_barriers() == []
        await tablet.context.close()


_VOICES = """
  window.said = [];
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  Object.defineProperty(window, "speechSynthesis", { value: {
    getVoices: () => [
      { name: "far away", lang: "en-GB", localService: false },
      { name: "other language", lang: "de-DE", localService: true },
      { name: "own", lang: "en-US", localService: true },
    ],
    speak: (words) => window.said.push([words.voice.name, words.text]),
  }});
"""
"""Voices as browsers have them; the one that runs here has none."""


async def test_numbers_are_said_by_a_voice_of_the_devices_own_where_the_house_wants_that(
    house: HouseOfTablets,
) -> None:
    for aloud in (False, True):
        await house.stop()
        house.ready = ReadySettings(aloud=aloud)
        await house.start()
        order = await takeout(house, f"6{int(aloud)}")
        tablet = await television(house)
        await tablet.context.add_init_script(_VOICES)
        await tablet.page.reload()
        await expect(tablet.page.get_by_text(f"6{int(aloud)}")).to_be_visible()
        await make_ready(house, order)
        await expect(tablet.page.locator(".newest")).to_be_visible()
        loaded = "performance.getEntriesByType('resource').some(({name}) => /speech/.test(name))"
        assert await tablet.page.evaluate(loaded) is aloud
        if aloud:
            said: list[list[str]] = []
            for _ in range(100):
                said = await tablet.page.evaluate("window.said")
                if said:
                    break
                await tablet.page.wait_for_timeout(50)
            assert said == [["own", "Number 61: please come to the counter."]]
        await tablet.context.close()
