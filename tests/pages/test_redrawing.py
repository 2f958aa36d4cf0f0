"""How little of a board is drawn anew, so that a cheap tablet keeps up with a busy kitchen."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from scripts.tablet_browser import serve_sources
from tests.support.tablets import HouseOfTablets

pytestmark = pytest.mark.system

_WATCH = """() => {
  window.galleyTouched = [];
  new MutationObserver((all) => {
    for (const {target} of all) {
      const at = target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement;
      const place = at?.closest("article, .ruler");
      // Ages go on by themselves.
      if (place && !at.closest(".age")) galleyTouched.push(place.dataset.order ?? "ruler");
    }
  }).observe(document.querySelector(".glass"),
    {attributes: true, characterData: true, childList: true, subtree: true});
}"""
_TOUCHED = "() => [...new Set(window.galleyTouched.splice(0))].sort()"

_FRAMES = """async () => {
  for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
}"""

_KEEPS = """async (orders) => {
  const { EMPTY, fromSnapshot } = await import("/sources/replica.js");
  const said = (version) => JSON.parse(JSON.stringify({epoch: "e", seq: 1, orders})
    .replaceAll('"version":1', `"version":${version}`));
  const known = fromSnapshot(EMPTY, said(1));
  const same = (snapshot) => [...fromSnapshot(known, snapshot).orders.values()]
    .map((each) => each === known.orders.get(each.id));
  const later = said(1);
  later.orders[0].notes = "no onions";
  return [same(said(1)), same(said(2)), same(later)];
}"""


async def touched(page: Page) -> list[str]:
    """List what was drawn anew on the glass since this was asked last, once it stands there."""
    await page.evaluate(_FRAMES)
    found: list[str] = await page.evaluate(_TOUCHED)
    return found


async def test_an_event_changes_its_own_ticket_and_what_was_measured_is_not_measured_again(
    house: HouseOfTablets,
) -> None:
    orders: list[Any] = [await house.live.place("Soup", "Salad") for _ in range(4)]
    tablet = await house.open("station", station="all")
    await expect(tablet.page.locator("article.ticket")).to_have_count(4)
    order, other, *_ = orders
    await tablet.page.evaluate(_WATCH)
    line = tablet.page.locator(f"article[data-order='{order['id']}'] li.preparing")

    await house.live.move(order["items"][0]["id"], "preparing")
    await expect(line).to_have_count(1)
    assert await touched(tablet.page) == sorted([order["id"], "ruler"])

    # The same dish at the same point needs the same room.
    await house.live.move(other["items"][0]["id"], "preparing")
    await expect(tablet.page.locator("li.preparing")).to_have_count(2)
    assert await touched(tablet.page) == [other["id"]]


async def test_what_a_snapshot_says_again_is_what_was_known(house: HouseOfTablets) -> None:
    orders = [await house.live.place("Soup"), await house.live.place("Salad")]
    tablet = await house.open("station", token="")
    await serve_sources(tablet.page)

    again, newer, changed = await tablet.page.evaluate(_KEEPS, orders)

    assert again == [True, True]
    assert newer == [False, False]
    assert changed == [False, True]
