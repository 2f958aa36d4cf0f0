"""The memory image: it holds what is live and the last 50 closed; the rest comes from disk."""

import asyncio
import random

from msgspec.structs import replace

from hub.domain.errors import Code, Refusal
from hub.domain.orders import Item, ItemStatus, Order, OrderStatus
from hub.orders.live_orders import RECENT, OrderEntry
from hub.wire.edit_requests import EditOrder
from hub.wire.requests import Recall
from tests.support.branch import Bench, asks, order_in, refusal, seqs, until


async def _served(bench: Bench, count: int) -> list[Order]:
    orders = await asyncio.gather(*(bench.place("Soup", "Bread") for _ in range(count)))
    return [await bench.serve(order) for order in orders]


def _held(bench: Bench) -> list[str]:
    return [entry.order.id for entry in bench.branch.live_orders.iter_committed()]


async def test_the_last_fifty_closed_orders_stay(bench: Bench) -> None:
    orders = await _served(bench, RECENT + 7)

    assert sorted(_held(bench)) == sorted(order.id for order in orders[-RECENT:])


async def test_the_same_fifty_are_there_after_opening_again(bench: Bench) -> None:
    await _served(bench, RECENT + 7)
    before = sorted(_held(bench))

    await bench.reopen()

    assert sorted(_held(bench)) == before


async def test_live_orders_are_never_put_aside(bench: Bench) -> None:
    live = [await bench.place("Tea") for _ in range(5)]
    await _served(bench, RECENT + 7)

    assert bench.snapshot() == live


async def test_lines_of_an_order_that_left_are_forgotten_with_it(bench: Bench) -> None:
    orders = await _served(bench, RECENT + 1)

    assert not any(bench.branch.live_orders.holds_item(item.id) for item in orders[0].items)
    assert all(bench.branch.live_orders.holds_item(item.id) for item in orders[1].items)


async def test_an_order_on_disk_is_fetched_for_a_recall_and_returns_to_its_place(
    bench: Bench,
) -> None:
    first = await bench.place("Coffee")
    gone = await bench.serve(await bench.place("Soup", "Bread"))
    last = await bench.place("Tea")
    bench.clock.forward(1000)
    await _served(bench, RECENT + 1)
    assert bench.branch.live_orders.get_latest(gone.id) is None

    back = order_in(await bench.branch.orders.recall(asks(), gone.id, Recall()))

    assert back.status is OrderStatus.READY
    assert bench.snapshot() == [first, back, last]


async def test_a_line_of_an_order_on_disk_is_found_by_its_id(bench: Bench) -> None:
    gone = (await _served(bench, RECENT + 1))[0]

    await bench.branch.orders.recall_item(asks(), gone.items[0].id)

    [shown] = bench.snapshot()
    assert [item.status for item in shown.items] == [ItemStatus.READY, ItemStatus.SERVED]


async def test_a_recalled_order_is_known_by_all_its_lines_again(bench: Bench) -> None:
    gone = (await _served(bench, RECENT + 1))[0]
    await bench.branch.orders.recall(asks(), gone.id, Recall())

    for item in gone.items:
        await bench.branch.orders.set_item_status(asks(), item.id, ItemStatus.SERVED)

    assert bench.snapshot() == []
    order = order_in(await bench.branch.history.order(gone.id))
    assert order.version == gone.version + 3


async def test_an_order_that_left_is_read_from_disk(bench: Bench) -> None:
    gone = (await _served(bench, RECENT + 1))[0]

    assert order_in(await bench.branch.history.order(gone.id)) == gone
    assert bench.branch.live_orders.get_latest(gone.id) is None


async def test_an_order_with_a_change_on_its_way_does_not_leave(bench: Bench) -> None:
    oldest = (await _served(bench, RECENT))[0]
    next_out = await bench.place("Tea")
    told = bench.branch.board.seq
    kept: list[bool] = []
    bench.on_event = lambda event: kept.append(
        bench.branch.live_orders.get_committed(oldest.id) is not None
    )
    async with bench.frozen():
        serving = asyncio.create_task(bench.serve(next_out))
        await bench.in_flight(staged=told + 4)
        recalling = asyncio.create_task(bench.branch.orders.recall(asks(), oldest.id, Recall()))
        await until(lambda: len(bench.branch.writer._open) == 1)
    await asyncio.gather(serving, recalling)

    assert kept
    assert all(kept)
    assert [order.id for order in bench.snapshot()] == [oldest.id]


async def test_a_command_that_does_not_fit_an_order_on_disk_changes_nothing(bench: Bench) -> None:
    gone = (await _served(bench, RECENT + 1))[0]
    told = len(bench.events)

    item = gone.items[0].id
    why = await refusal(bench.branch.orders.set_item_status(asks(), item, ItemStatus.SERVED))

    assert why.code is Code.INVALID_TRANSITION
    assert len(bench.events) == told
    assert len(_held(bench)) == RECENT


async def test_many_commands_on_an_order_on_disk_all_build_on_each_other(bench: Bench) -> None:
    gone = (await _served(bench, RECENT + 1))[0]

    answers = await asyncio.gather(
        *(
            bench.branch.edits.edit(asks(), gone.id, EditOrder(notes=f"note {number}"))
            for number in range(20)
        )
    )

    versions = [answer.version for answer in answers]
    assert sorted(version or 0 for version in versions) == list(
        range(gone.version + 1, gone.version + 21)
    )


async def test_no_change_is_lost_while_orders_leave_and_are_fetched_at_once(bench: Bench) -> None:
    orders = await _served(bench, RECENT + 30)
    ids = [order.id for order in orders]
    made = dict.fromkeys(ids, 0)
    chance = random.Random(7)
    refused: set[Code] = set()

    async def recall_and_serve() -> None:
        for _ in range(25):
            order_id = chance.choice(ids)
            try:
                back = order_in(await bench.branch.orders.recall(asks(), order_id, Recall()))
                made[order_id] += 1
                await bench.serve(back)
                made[order_id] += 1
            except Refusal as why:
                refused.add(why.code)

    await asyncio.gather(*(recall_and_serve() for _ in range(24)))

    assert sum(made.values()) > 500
    # Somebody else was faster now and then; nothing else went wrong.
    assert refused <= {Code.INVALID_TRANSITION}
    for order in orders:
        now = order_in(await bench.branch.history.order(order.id))
        assert now.version == order.version + made[order.id]
    assert seqs(bench.events) == list(range(1, len(bench.events) + 1))


async def test_memory_is_what_disk_is_after_all_that(bench: Bench) -> None:
    orders = await _served(bench, RECENT + 10)
    await asyncio.gather(
        *(bench.branch.orders.recall(asks(), order.id, Recall()) for order in orders)
    )
    before = bench.snapshot()

    await bench.reopen()

    assert bench.snapshot() == before
    assert len(before) == RECENT + 10


async def test_a_new_order_that_did_not_reach_the_disk_leaves_its_lines_free(bench: Bench) -> None:
    chosen = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"
    live_orders = bench.branch.live_orders
    order = await bench.place("Soup")
    entry = live_orders.get_latest(order.id)
    assert entry is not None
    tea = Item(id=chosen, name="Tea", quantity=1, created_at=order.created_at)
    longer = replace(order, items=(*order.items, tea))
    live_orders.stage(OrderEntry.of(entry.number, longer, None))
    assert live_orders.holds_item(chosen)

    live_orders.forget_staged()

    assert not live_orders.holds_item(chosen)
    assert live_orders.holds_item(order.items[0].id)
    assert live_orders.get_latest(order.id) is entry


async def test_a_number_that_did_not_reach_the_disk_is_given_again(bench: Bench) -> None:
    live_orders = bench.branch.live_orders
    order = await bench.place("Soup")
    entry = live_orders.get_latest(order.id)
    assert entry is not None
    live_orders.stage(entry._replace(number=2))
    assert live_orders.next_number() == 3

    live_orders.forget_staged()

    assert live_orders.next_number() == 2
