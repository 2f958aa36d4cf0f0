"""What comes to a board while it stands: further lines, courses in their order, the hub's drill."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from msgspec.structs import replace
from playwright.async_api import Locator, expect

from hub.domain.course_words import DEFAULT_ORDER, sort_by_word
from hub.domain.permissions import Role
from scripts.tablet_browser import serve_sources
from tests.support.tablets import HouseOfTablets, TabletPage
from tests.support.tickets import a_line

pytestmark = pytest.mark.system

Order = Mapping[str, Any]

WORDS = [
    *(
        "Nachtisch",
        "main",
        "Vorspeise",
        "plat principal",
        "hors d\N{RIGHT SINGLE QUOTATION MARK}oeuvre",
        "Hors-D'Oeuvre",
        "dolci",
    ),
    *("sobremesa", "主菜", "أطباق رئيسية", "MAINS", "brunch", "entrée", "Zwischengang", None, 2),
]
_SORT = """async ([words, order]) => {
  const {inCourses} = await import("/sources/station/courses.js");
  const items = words.map((course, at) => ({id: String(at), course}));
  return inCourses({items}, order).items.map(({id}) => id);
}"""


def ticket(tablet: TabletPage, order: Order) -> Locator:
    return tablet.page.locator(f"article[data-order='{order['id']}']")


async def add(house: HouseOfTablets, order: Order, *lines: Mapping[str, object]) -> None:
    path = f"/api/orders/{order['id']}/items"
    reply = await house.live.ask("POST", path, {"items": lines}, role=Role.WAITER)
    assert reply.status < 300, reply.data


async def test_a_line_that_was_added_is_marked_until_somebody_has_seen_it_and_in_nobodys_way(
    house: HouseOfTablets,
) -> None:
    tablet = await house.open("station", station="all")
    order = await house.live.place("Soup")
    await expect(ticket(tablet, order).locator(".key")).to_have_text("1")

    await add(house, order, {"name": "Salad", "quantity": 2})
    marked = ticket(tablet, order).locator(".marked")
    await expect(marked).to_contain_text("Salad")
    await expect(marked.locator(".count")).to_have_text("+2")
    await tablet.page.keyboard.press("1")
    await expect(ticket(tablet, order).locator(".sign-preparing")).to_have_count(2)
    await expect(marked).to_have_count(1)
    await tablet.page.keyboard.press("k")

    await expect(marked).to_have_count(0)
    await expect(ticket(tablet, order).locator(".count")).to_have_text(["1", "2"])


async def test_lines_stand_in_the_order_of_their_courses_words(house: HouseOfTablets) -> None:
    lines = [{"name": each, "quantity": 1, "course": each} for each in ("dessert", "mains")]
    order = await house.live.place(items=[*lines, {"name": "Soup", "quantity": 1}])
    tablet = await house.open("station", station="all")

    await expect(ticket(tablet, order).locator(".title")).to_have_text(["Soup", "mains", "dessert"])


async def test_a_page_sorts_courses_as_a_screen_does(house: HouseOfTablets) -> None:
    tablet = await house.open("station", token="")
    await serve_sources(tablet.page)
    lines = [replace(a_line(f"{at}"), course=each) for at, each in enumerate(WORDS)]

    for order in (DEFAULT_ORDER, ("entrée", "Hauptgang", "brunch")):
        found = await tablet.page.evaluate(_SORT, [WORDS, order])
        assert found == [each.id for each in sort_by_word(lines, order)]


async def test_a_drill_counts_keys_and_bumps_nothing_and_gives_way_to_an_order(
    house: HouseOfTablets,
) -> None:
    tablet = await house.open("station", station="all")
    order = await house.live.place("Soup")
    await expect(ticket(tablet, order).locator(".key")).to_have_text("1")

    await house.live.ask("POST", "/api/drill", {"seconds": 60})
    drill = tablet.page.locator(".drill")
    await expect(drill).to_contain_text("DRILL: press any key")
    await tablet.page.keyboard.press("q")
    await expect(drill).to_contain_text("means nothing here")
    await tablet.page.keyboard.press("1")
    await expect(drill).to_contain_text("this bar works")
    await house.live.place("Salad")
    await expect(drill).to_have_count(0)

    for _ in range(100):
        [screen] = (await house.live.ask("GET", "/api/drill")).data["screens"]
        if screen["gave_way"]:
            break
        await tablet.page.wait_for_timeout(50)
    told = {name: screen[name] for name in ("shown", "presses", "unknown", "gave_way")}
    assert told == {"shown": True, "presses": 1, "unknown": 1, "gave_way": True}
    found = (await house.live.ask("GET", f"/api/orders/{order['id']}")).data
    assert [item["status"] for item in found["items"]] == ["pending"]
    await expect(ticket(tablet, order)).not_to_have_class(re.compile("under-way"))
