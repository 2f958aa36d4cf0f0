"""Orders found by what is said of them, live ones and stored ones alike."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from hub.domain.errors import Code
from hub.domain.orders import Order
from hub.domain.times import instant
from hub.orders import order_search
from hub.orders.live_orders import RECENT
from hub.wire.order_requests import OrdersQuery
from hub.wire.requests import NewStation
from tests.support.branch import OPENING_TIME, Bench, answer_in, asks, line, refusal

_SECOND = 1000


async def _page(bench: Bench, **query: Any) -> dict[str, Any]:  # noqa: ANN401 - of any type
    whole: dict[str, Any] = answer_in(await bench.branch.history.orders(OrdersQuery(**query)))
    return whole


async def _pages(bench: Bench, **query: Any) -> AsyncIterator[dict[str, Any]]:  # noqa: ANN401
    page = await _page(bench, **query)
    yield page
    while "cursor" in page:
        page = await _page(bench, **{**query, "cursor": page["cursor"]})
        yield page


async def _ids(bench: Bench, **query: Any) -> list[str]:  # noqa: ANN401 - of any type
    return [order["id"] async for page in _pages(bench, **query) for order in page["data"]]


async def _later(bench: Bench, **fields: Any) -> Order:  # noqa: ANN401 - of any type
    bench.clock.forward(_SECOND)
    return await bench.place(**fields)


async def test_an_order_is_found_by_all_that_is_asked_for_together(bench: Bench) -> None:
    wanted = {"type": "dine_in", "table_number": "7", "zone": "terrace", "source": "till"}
    others = {"type": "takeout", "table_number": "8", "zone": "hall", "source": "web"}
    order = await _later(bench, **wanted)
    for field, value in others.items():
        await _later(bench, **{**wanted, field: value})
    named = {"type": "dine_in", "table": "7", "zone": "terrace", "source": "till"}

    assert await _ids(bench, **named) == [order.id]
    assert await _ids(bench, **named, status="served,pending") == [order.id]
    assert await _ids(bench, **named, status="served") == []
    for field, value in named.items():
        assert len(await _ids(bench, **{field: value})) == len(others)


async def test_several_statuses_are_asked_for_at_once(bench: Bench) -> None:
    orders = [await _later(bench) for _ in range(9)]
    for order in orders[::2]:
        await bench.serve(order)

    for limit in (1, 2, 50):
        found = await _ids(bench, status="pending,cancelled,served", limit=limit)
        assert found == [order.id for order in reversed(orders)]
    assert await _ids(bench, status="served,cancelled") == [
        order.id for order in reversed(orders[::2])
    ]


async def test_an_order_is_at_every_station_that_a_line_of_it_is_at(bench: Bench) -> None:
    for station in ("grill", "pass", "cold"):
        await bench.branch.menu.add_station(asks(), NewStation(id=station, name=station))
    apart = await _later(
        bench, items=(line("Soup", stations=("grill", "pass")), line("Bread", stations=("cold",)))
    )
    held = await _later(bench, items=(line("Steak", stations=("grill",), held=True),))
    nobody = await _later(bench, items=(line("Bag", stations=("none",)),))

    assert await _ids(bench, station="pass") == [apart.id]
    assert await _ids(bench, station="grill") == [held.id, apart.id]
    assert await _ids(bench, station="fish,cold") == [apart.id]
    assert await _ids(bench, station="none") == [nobody.id]


async def test_what_is_asked_for_is_found_on_disk_as_in_memory(bench: Bench) -> None:
    first = await bench.serve(await _later(bench, zone="terrace"))
    for _ in range(RECENT + 1):
        await bench.serve(await _later(bench))
    last = await _later(bench, zone="terrace")

    assert bench.branch.live_orders.get_committed(first.id) is None
    assert await _ids(bench, zone="terrace") == [last.id, first.id]
    await bench.flush()
    await bench.reopen()
    assert await _ids(bench, zone="terrace") == [last.id, first.id]


async def test_what_was_changed_since_comes_in_the_order_of_its_changes(bench: Bench) -> None:
    orders = [await _later(bench) for _ in range(6)]
    bench.clock.forward(_SECOND)
    since = instant(bench.clock.now())
    for order in (orders[3], orders[0]):
        await bench.serve(order)
        bench.clock.forward(_SECOND)
    new = await _later(bench)
    changed = [orders[3].id, orders[0].id, new.id]

    for limit in (1, 2, 50):
        assert await _ids(bench, updated_since=since, limit=limit) == changed
    await bench.flush()
    await bench.reopen()
    assert await _ids(bench, updated_since=since) == changed
    assert await _ids(bench, updated_since=since, status="served") == changed[:2]
    assert await _ids(bench, updated_since=since, from_=since) == [new.id]
    assert await _ids(bench, updated_since=instant(bench.clock.now() + 1)) == []


async def test_an_order_that_changes_between_two_pages_comes_once_more(bench: Bench) -> None:
    orders = [await _later(bench) for _ in range(4)]
    since = instant(OPENING_TIME)
    first = await _page(bench, updated_since=since, limit=2)
    bench.clock.forward(_SECOND)
    await bench.serve(orders[0])

    rest = await _ids(bench, updated_since=since, limit=2, cursor=first["cursor"])

    assert [order["id"] for order in first["data"]] == [orders[0].id, orders[1].id]
    assert rest == [orders[2].id, orders[3].id, orders[0].id]


async def test_who_looks_for_what_is_rare_goes_on_with_short_pages(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(order_search, "AT_ONCE", 2)
    monkeypatch.setattr(order_search, "LOOKED_AT", 4)
    rare = await _later(bench, zone="terrace")
    for _ in range(9):
        await _later(bench)

    pages = [page async for page in _pages(bench, zone="terrace")]

    assert [len(page["data"]) for page in pages] == [0, 0, 1]
    assert pages[-1]["data"][0]["id"] == rare.id
    assert await _ids(bench, updated_since=instant(OPENING_TIME), zone="terrace") == [rare.id]


async def test_a_cursor_of_the_other_order_is_refused(bench: Bench) -> None:
    for _ in range(3):
        await _later(bench)
    since = instant(OPENING_TIME)
    by_age = (await _page(bench, limit=1))["cursor"]
    by_change = (await _page(bench, limit=1, updated_since=since))["cursor"]

    for query in ({"cursor": by_change}, {"cursor": by_age, "updated_since": since}):
        why = await refusal(bench.branch.history.orders(OrdersQuery(**query)))
        assert (why.code, list(why.details)) == (Code.BAD_REQUEST, ["cursor"])
