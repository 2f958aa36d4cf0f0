"""A page that stands there all night keeps no more than one that has just begun."""

from typing import Any

import pytest
from playwright.async_api import CDPSession, expect

from hub.domain.permissions import Role
from tests.support.tablets import HouseOfTablets, TabletPage

pytestmark = pytest.mark.system

ORDERS = 14
"""At once: more than there is room for, so that some are chips."""

COUNTS = 3

_ORDERS_KEPT = """function () {
  return this.filter((each) => Object.hasOwn(each, "order_number")).length;
}"""


async def cook(house: HouseOfTablets, tablet: TabletPage, shown: str) -> None:
    """Have orders come, until all are on the page, and go, until none is."""
    orders = [await house.live.place("Soup", "Salad", "Steak") for _ in range(ORDERS)]
    await expect(tablet.page.locator(shown)).not_to_have_count(0)
    for order in orders:
        for status in ("preparing", "ready", "served"):
            await house.live.ask(
                "POST", f"/api/kitchen/orders/{order['id']}/bump", {"status": status}
            )
    await expect(tablet.page.locator(shown)).to_have_count(0, timeout=15_000)


async def count_kept(session: CDPSession) -> dict[str, int]:
    """Count what is alive in a page once its garbage is gone: nodes, listeners, orders."""
    await session.send("HeapProfiler.collectGarbage")
    found: Any = (await session.send("Performance.getMetrics"))["metrics"]
    values = {each["name"]: int(each["value"]) for each in found}
    asked = {"expression": "Object.prototype"}
    [prototype] = [(await session.send("Runtime.evaluate", asked))["result"]["objectId"]]
    all_of_it = (await session.send("Runtime.queryObjects", {"prototypeObjectId": prototype}))[
        "objects"
    ]["objectId"]
    call = {"functionDeclaration": _ORDERS_KEPT, "objectId": all_of_it, "returnByValue": True}
    orders = (await session.send("Runtime.callFunctionOn", call))["result"]["value"]
    await session.send("Runtime.releaseObject", {"objectId": all_of_it})
    return {
        "nodes": values["Nodes"],
        "listeners": values["JSEventListeners"],
        "orders": orders,
    }


async def count_least(session: CDPSession) -> dict[str, int]:
    """Count some times, and take the least: what is only on its way has gone in one of them."""
    counts = [await count_kept(session) for _ in range(COUNTS)]
    return {name: min(each[name] for each in counts) for name in counts[0]}


async def test_what_came_and_went_is_kept_nowhere(house: HouseOfTablets) -> None:
    tablet = await house.open("station", role=Role.KITCHEN, station="all")
    shown = "article.ticket, .chip"
    session = await tablet.context.new_cdp_session(tablet.page)
    await session.send("Performance.enable")
    # What is made once is made for the first of all.
    for _ in range(2):
        await cook(house, tablet, shown)
    before = await count_least(session)

    for _ in range(4):
        await cook(house, tablet, shown)

    # What goes through the page's garbage is there a little longer now and then; what is kept of
    # each order is there four times as often.
    after = await count_least(session)
    assert after["orders"] == 0
    assert {name for name in after if after[name] - before[name] >= ORDERS} == set(), after
    await house.live.place()
    await expect(tablet.page.locator(shown)).not_to_have_count(0)
    assert (await count_kept(session))["orders"] > before["orders"]
