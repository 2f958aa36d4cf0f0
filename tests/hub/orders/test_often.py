"""Which dishes are ordered most often: counted from the orders on disk, once a day."""

import asyncio

import pytest

from hub.orders import often
from hub.store import order_reads
from hub.wire.requests import NewMenuItem
from tests.support.branch import Bench, asks, data_in, line

DAY = 24 * 3_600_000


async def _dish(bench: Bench, name: str) -> str:
    dish = data_in(await bench.branch.menu.add_item(asks(), NewMenuItem(name=name)))
    return str(dish["id"])


async def _often(bench: Bench) -> list[tuple[str, int]]:
    return [(each.name, each.quantity) for each in await bench.branch.often.view()]


async def test_the_dishes_that_were_ordered_most_come_first_and_stay_for_the_day(
    bench: Bench,
) -> None:
    for name in ("Steak", "Soup", "Tea"):
        await _dish(bench, name)
    await bench.place(items=(line("Soup", quantity=3), line("Steak", quantity=2)))
    await bench.place("Tea", "Off the menu")
    assert await _often(bench) == []

    bench.clock.forward(DAY)
    assert await _often(bench) == [("Soup", 3), ("Steak", 2), ("Tea", 1)]
    await bench.place(items=(line("Tea", quantity=9),))
    assert await _often(bench) == [("Soup", 3), ("Steak", 2), ("Tea", 1)]
    await bench.reopen()
    assert await _often(bench) == [("Soup", 3), ("Steak", 2), ("Tea", 1)]

    bench.clock.forward(DAY)
    assert await _often(bench) == [("Tea", 10), ("Soup", 3), ("Steak", 2)]
    bench.clock.forward(often.DAYS * DAY)
    assert await _often(bench) == []


async def test_what_was_cancelled_or_a_test_counts_for_nothing(bench: Bench) -> None:
    await _dish(bench, "Steak")
    order = await bench.place("Steak", "Steak")
    await bench.branch.orders.cancel_item(asks(), order.id, order.items[0].id, "dropped")
    await bench.place("Steak", test=True)

    bench.clock.forward(DAY)

    assert await _often(bench) == [("Steak", 1)]


async def test_there_are_twelve_of_them_at_the_most_and_none_that_is_off_the_menu(
    bench: Bench,
) -> None:
    ids = {name: await _dish(bench, name) for name in "ABCDEFGHIJKLMN"}
    await bench.place(*ids)
    bench.clock.forward(DAY)

    found = await _often(bench)
    await bench.branch.menu.drop_item(asks(), ids["A"])

    assert [name for name, _ in found] == list("ABCDEFGHIJKL")
    assert [name for name, _ in await _often(bench)] == list("BCDEFGHIJKL")


async def test_orders_are_read_a_few_at_a_time_and_once_for_all_who_ask(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _dish(bench, "Steak")
    for _ in range(5):
        await bench.place("Steak")
    bench.clock.forward(DAY)
    asked: list[int] = []
    read = order_reads.orders_page

    async def counted(*store: object, limit: int, **more: object) -> object:
        asked.append(limit)
        return await read(*store, limit=limit, **more)  # type: ignore[arg-type] # as it was called

    monkeypatch.setattr(often, "AT_ONCE", 2)
    monkeypatch.setattr(order_reads, "orders_page", counted)

    answers = tuple(await asyncio.gather(_often(bench), _often(bench)))

    assert answers == ([("Steak", 5)], [("Steak", 5)])
    assert asked == [2, 2, 2]


async def test_a_count_that_failed_is_made_anew(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _dish(bench, "Steak")
    await bench.place("Steak")
    bench.clock.forward(DAY)

    async def fail(*_: object, **__: object) -> object:
        raise OSError("the card is gone")

    with monkeypatch.context() as broken:
        broken.setattr(order_reads, "orders_page", fail)
        with pytest.raises(OSError, match="card"):
            await _often(bench)

    assert await _often(bench) == [("Steak", 1)]
