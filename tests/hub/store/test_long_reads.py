"""A long read holds no commit up: it is read in slices, and changes are committed in between."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from hub.commit import event_log
from hub.store import order_reads, reads
from hub.wire.order_requests import OrdersQuery
from hub.wire.requests import EventsQuery
from tests.support.branch import MANAGER, Bench, data_in

_ORDERS = 4 * reads.AT_ONCE

_Read = Callable[[Bench], Awaitable[object]]

_READS: dict[str, _Read] = {
    "history": lambda bench: bench.branch.history.orders(OrdersQuery(limit=_ORDERS)),
    "events": lambda bench: bench.branch.history.events(MANAGER, EventsQuery(limit=2 * _ORDERS)),
    "session": lambda bench: order_reads.orders_of_session(bench.branch._store, _SESSION, _ORDERS),
}
_SESSION = "0190f3a0-0000-7000-8000-000000000001"


@pytest.fixture
async def busy(bench: Bench) -> Bench:
    """A branch with a history in its tables, and an end of the log that does not reach it."""
    await asyncio.gather(*(bench.place("Soup", session_id=_SESSION) for _ in range(_ORDERS)))
    await bench.flush()
    await bench.reopen()
    return bench


@pytest.mark.parametrize("name", _READS)
async def test_a_change_is_committed_while_a_long_read_goes_on(
    busy: Bench, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As if each event were as long as one can be.
    monkeypatch.setattr(event_log, "_SLICE_BYTES", 0)
    read = asyncio.ensure_future(_READS[name](busy))
    await asyncio.sleep(0)

    await busy.place("Bread")

    assert not read.done()
    await read


async def test_slices_are_the_page_that_one_read_would_give(busy: Bench) -> None:
    listed = data_in(await busy.branch.history.orders(OrdersQuery(limit=_ORDERS)))
    logged = data_in(await busy.branch.history.events(MANAGER, EventsQuery(limit=_ORDERS)))
    seated = await order_reads.orders_of_session(busy.branch._store, _SESSION, _ORDERS - 1)

    numbers = [f"ORD-{number:05d}" for number in range(_ORDERS, 0, -1)]
    assert [order["order_number"] for order in listed] == numbers
    assert [event["seq"] for event in logged] == list(range(1, _ORDERS + 1))
    assert [row.number for row in seated] == list(range(1, _ORDERS))


async def test_a_page_of_short_events_is_read_in_few_turns(
    busy: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, turns = busy.branch._store, 0
    fetch = store.fetch_flushed

    async def count(*asked: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401 - as the store has it
        nonlocal turns
        turns += 1
        return await fetch(*asked)

    monkeypatch.setattr(store, "fetch_flushed", count)
    for _ in range(2):
        turns = 0
        page = data_in(await busy.branch.history.events(MANAGER, EventsQuery(limit=_ORDERS)))
        assert len(page) == _ORDERS
        # How long events are is known of those that were read before only.
        assert turns == 2

    await busy.place("Soup")
    turns = 0
    await busy.branch.history.events(MANAGER, EventsQuery(limit=_ORDERS))
    assert turns == 1
