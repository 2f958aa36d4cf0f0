"""Orders of any age and the durable log, a page at a time."""

import asyncio
import base64
from typing import Any

import msgspec
import pytest

from hub.domain.errors import Code
from hub.domain.orders import Order, OrderStatus
from hub.domain.permissions import Principal, Role
from hub.domain.times import instant
from hub.orders import order_search
from hub.orders.live_orders import RECENT
from hub.wire.order_requests import OrdersQuery
from hub.wire.requests import EventsQuery
from tests.support.branch import (
    MANAGER,
    OPENING_TIME,
    Bench,
    answer_in,
    asks,
    data_in,
    payload,
    refusal,
)

_SECOND = 1000


async def _page(bench: Bench, **query: Any) -> dict[str, Any]:  # noqa: ANN401 - of any type
    answer = await bench.branch.history.orders(OrdersQuery(**query))
    whole: dict[str, Any] = answer_in(answer)
    return whole


async def _all_pages(bench: Bench, **query: Any) -> list[str]:  # noqa: ANN401 - of any type
    seen: list[str] = []
    cursor = None
    while True:
        page = await _page(bench, cursor=cursor, **query)
        seen += [order["order_number"] for order in page["data"]]
        cursor = page.get("cursor")
        if cursor is None:
            return seen
        assert len(page["data"]) == query["limit"]


async def _taken(bench: Bench, count: int) -> list[Order]:
    """Take orders, three to each instant."""
    orders = []
    for number in range(count):
        if number % 3 == 0:
            bench.clock.forward(_SECOND)
        orders.append(await bench.place())
    return orders


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 7, 11, 50])
async def test_pages_hold_every_order_once_newest_first(bench: Bench, limit: int) -> None:
    orders = await _taken(bench, 11)

    numbers = await _all_pages(bench, limit=limit)

    assert numbers == [order.order_number for order in reversed(orders)]


async def test_orders_taken_meanwhile_do_not_shift_the_pages(bench: Bench) -> None:
    orders = await _taken(bench, 6)
    first = await _page(bench, limit=3)
    await _taken(bench, 4)

    second = await _page(bench, limit=3, cursor=first["cursor"])

    shown = [order["id"] for order in (*first["data"], *second["data"])]
    assert shown == [order.id for order in reversed(orders)]


async def test_the_last_page_has_no_cursor(bench: Bench) -> None:
    await _taken(bench, 4)

    assert "cursor" not in await _page(bench, limit=4)
    assert "cursor" in await _page(bench, limit=3)


async def test_a_page_of_long_orders_has_fewer_of_them_and_goes_on(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = await _taken(bench, 5)
    size = len(msgspec.json.encode(orders[0]))
    monkeypatch.setattr(order_search, "_PAGE_BYTES", 2 * size + 2)

    pages = [await _page(bench, limit=4)]
    while "cursor" in pages[-1]:
        pages.append(await _page(bench, limit=4, cursor=pages[-1]["cursor"]))

    assert [len(page["data"]) for page in pages] == [2, 2, 1]
    shown = [order["id"] for page in pages for order in page["data"]]
    assert shown == [order.id for order in reversed(orders)]
    monkeypatch.setattr(order_search, "_PAGE_BYTES", 1)
    assert len((await _page(bench, limit=4))["data"]) == 1


async def test_orders_are_found_from_an_instant_up_to_another(bench: Bench) -> None:
    orders = await _taken(bench, 9)
    start = OPENING_TIME + 2 * _SECOND

    page = await _page(bench, from_=instant(start), to=instant(start + _SECOND))

    assert [order["id"] for order in page["data"]] == [order.id for order in reversed(orders[3:6])]


@pytest.mark.parametrize("offset", ["+02:00", " 02:00"])
async def test_a_time_with_an_offset_is_the_instant_it_names(bench: Bench, offset: str) -> None:
    [order] = await _taken(bench, 1)
    # A plus sign that was not percent-encoded arrives as a space.
    local = instant(OPENING_TIME + _SECOND + 2 * 3600 * 1000).removesuffix("Z") + offset

    assert [each["id"] for each in (await _page(bench, from_=local))["data"]] == [order.id]
    assert (await _page(bench, to=local))["data"] == []


@pytest.mark.parametrize(
    "query",
    [
        {"from_": "2024-01-15T10:30:00"},
        {"to": "yesterday at noon"},
        {"from_": "2024-13-01T00:00:00Z"},
        {"cursor": "!"},
        {"cursor": "bm90IGEgY3Vyc29y"},
        {"cursor": base64.urlsafe_b64encode(b'["2024",-1]').decode()},
        {"cursor": base64.urlsafe_b64encode(b'["2024",9223372036854775808]').decode()},
        {"cursor": "ä"},
    ],
)
async def test_a_time_or_cursor_that_is_none_is_refused(bench: Bench, query: Any) -> None:  # noqa: ANN401
    why = await refusal(bench.branch.history.orders(OrdersQuery(**query)))

    assert why.code is Code.BAD_REQUEST
    assert list(why.details) == [next(iter(query)).removesuffix("_")]


async def test_orders_are_found_by_status(bench: Bench) -> None:
    orders = await _taken(bench, 9)
    for order in orders[::2]:
        await bench.serve(order)

    served = await _all_pages(bench, status=OrderStatus.SERVED, limit=2)
    pending = await _all_pages(bench, status=OrderStatus.PENDING, limit=2)

    assert served == [order.order_number for order in reversed(orders[::2])]
    assert pending == [order.order_number for order in reversed(orders[1::2])]


async def test_history_reaches_back_beyond_what_is_in_memory(bench: Bench) -> None:
    orders = await asyncio.gather(*(bench.place() for _ in range(RECENT + 5)))
    for order in orders:
        await bench.serve(order)

    assert len(await _all_pages(bench, limit=20)) == RECENT + 5


async def test_a_page_tells_the_seq_that_it_reflects(bench: Bench) -> None:
    first = await bench.place()
    async with bench.frozen():
        serving = asyncio.create_task(bench.serve(first))
        await bench.in_flight(staged=5)
        # Its turn comes after the commit's.
        reading = asyncio.create_task(_page(bench))
        await asyncio.sleep(0)
    page, _ = await asyncio.gather(reading, serving)

    assert page["data"][0]["status"] == "served"
    assert page["seq"] == 5


async def test_one_order_is_shown_with_its_version(bench: Bench) -> None:
    order = await bench.serve(await bench.place())

    answer = await bench.branch.history.order(order.id)

    assert data_in(answer)["status"] == "served"
    assert answer.version == order.version


async def test_an_order_that_is_not_there_is_not_found(bench: Bench) -> None:
    missing = bench.branch.history.order("99999999-9999-4999-8999-999999999999")

    assert (await refusal(missing)).code is Code.NOT_FOUND


async def _events(bench: Bench, after: int, limit: int = 100) -> tuple[list[Any], int]:
    answer = await bench.branch.history.events(MANAGER, EventsQuery(after=after, limit=limit))
    whole = answer_in(answer)
    return whole["data"], whole["seq"]


async def test_the_log_is_what_was_told(bench: Bench) -> None:
    await bench.serve(await bench.place("Soup", "Bread"))

    events, seq = await _events(bench, 0)

    assert seq == len(bench.events)
    assert [(each["seq"], each["type"], each["timestamp"]) for each in events] == [
        (each.seq, each.draft.type, each.timestamp) for each in bench.events
    ]
    assert [each["payload"] for each in events] == [payload(each) for each in bench.events]


async def test_the_log_names_who_caused_an_event(bench: Bench) -> None:
    await bench.place(ask=asks())

    [event], _ = await _events(bench, 0)

    assert event["actor"] == "device-manager"
    assert event["room"] == "branch:main"


async def test_the_log_names_the_epoch_that_its_seq_counts_in(bench: Bench) -> None:
    page = answer_in(await bench.branch.history.events(MANAGER, EventsQuery()))

    assert page["epoch"] == bench.branch.log.epoch
    assert (await _page(bench)).keys().isdisjoint({"epoch"})


async def test_the_log_keeps_from_a_till_what_only_managers_see(bench: Bench) -> None:
    await bench.branch.devices.make(asks(), Role.WAITER, "floor")
    await bench.place("Soup")
    till = Principal(id="till", name="till 1", role=Role.INTEGRATION)

    seen = data_in(await bench.branch.history.events(till, EventsQuery()))
    whole = data_in(await bench.branch.history.events(MANAGER, EventsQuery()))

    assert [each["type"] for each in seen] == ["device:added", "order:new"]
    assert seen[0]["payload"] == {}
    assert whole[0]["payload"]["name"] == "floor"
    assert seen[1] == whole[1]


@pytest.mark.parametrize("limit", [1, 3, 7, 100])
async def test_pages_of_the_log_follow_each_other_without_gap_or_double(
    bench: Bench, limit: int
) -> None:
    await asyncio.gather(*(bench.place() for _ in range(10)))
    seen: list[int] = []
    after = 0
    while True:
        events, seq = await _events(bench, after, limit)
        if not events:
            break
        assert seq == events[-1]["seq"]
        seen += [event["seq"] for event in events]
        after = seq

    assert seen == list(range(1, 11))


async def test_behind_the_end_of_the_log_there_is_nothing_to_go_on_from(bench: Bench) -> None:
    await bench.place()

    assert await _events(bench, 1) == ([], 1)
    assert await _events(bench, 4711) == ([], 1)


async def test_the_log_survives_the_branch_being_opened_again(bench: Bench) -> None:
    await bench.serve(await bench.place())
    before = await _events(bench, 0)

    await bench.reopen()

    assert await _events(bench, 0) == before
