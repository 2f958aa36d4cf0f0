"""Orders by what other systems call them: one order a key, however often its sender sends it."""

import asyncio

from msgspec import json
from msgspec.structs import replace

from hub.commit.command import Handling, Outcome
from hub.domain.errors import Code
from hub.domain.orders import Order, OrderStatus
from hub.orders.live_orders import RECENT
from hub.orders.sender_keys import KEPT
from hub.wire.order_requests import CancelByKey, KeyQuery, NewSenderKey, SetOrderStatus
from hub.wire.responses import CancelledByKey
from tests.support.branch import Bench, asks, new_order, order_in, refusal

KEY = ("ubereats", "4501")
QUERY = KeyQuery(source=KEY[0], external_id=KEY[1])


async def send(bench: Bench, *names: str, **fields: object) -> tuple[Order, list[str], bool]:
    """Place an order under the key -> the order, the codes of the warnings, whether it is new."""
    fields = {"source": KEY[0], "external_id": KEY[1], **fields}
    outcome = await bench.branch.intake.place(asks(), new_order(*names, **fields))
    return order_in(outcome), [each.code for each in outcome.warnings], outcome.created


async def cancel(bench: Bench, reason: str | None = None) -> tuple[CancelledByKey, bool]:
    outcome: Outcome[object] = await bench.branch.keyed_orders.cancel(
        asks(), QUERY, CancelByKey(reason=reason)
    )
    text = outcome.value.text  # type: ignore[attr-defined] # it is JSON already
    return json.decode(text, type=CancelledByKey), outcome.pending


async def find(bench: Bench, key: tuple[str, str] = KEY) -> str | None:
    entry = await bench.branch.sender_keys.find(key, bench.clock.now())
    return None if entry is None else entry.order.id


async def close(bench: Bench, order: Order) -> None:
    new = SetOrderStatus(status=OrderStatus.CANCELLED)
    await bench.branch.orders.set_status(asks(), order.id, new)


async def push_out_of_memory(bench: Bench) -> None:
    for _ in range(RECENT + 1):
        await bench.serve(await bench.place())


async def test_a_webhook_that_fires_fifteen_times_is_one_order(bench: Bench) -> None:
    sent = await asyncio.gather(*(send(bench, "Soup") for _ in range(15)))

    assert len({order.id for order, _, _ in sent}) == 1
    assert [created for _, _, created in sent].count(True) == 1
    assert not any(codes for _, codes, _ in sent)
    assert len(bench.snapshot()) == 1


async def test_another_content_under_the_key_changes_nothing_and_is_said(bench: Bench) -> None:
    order, *_ = await send(bench, "Soup")

    assert await send(bench, "Soup", "Tea") == (order, ["already_taken"], False)
    strict = replace(asks(), handling=Handling.STRICT)
    other = new_order("Tea", source=KEY[0], external_id=KEY[1])
    why = await refusal(bench.branch.intake.place(strict, other))
    assert (why.code, list(why.details)) == (Code.BAD_REQUEST, ["external_id"])


async def test_an_older_version_of_the_senders_changes_nothing(bench: Bench) -> None:
    order, *_ = await send(bench, "Soup", source_version=3)

    assert await send(bench, "Tea", source_version=1) == (order, ["older"], False)
    assert await send(bench, "Tea", source_version=4) == (order, ["already_taken"], False)


async def test_two_tills_that_count_alike_have_two_orders(bench: Bench) -> None:
    one, *_ = await send(bench, "Soup")
    other, _, created = await send(bench, "Soup", source="till 2")

    assert created
    assert one.id != other.id


async def test_an_order_is_found_by_every_key_that_it_has(bench: Bench) -> None:
    also = (NewSenderKey(source="deliverect", external_id="d1"),)
    order, *_ = await send(bench, "Soup", also_known_as=also)

    assert await find(bench, ("deliverect", "d1")) == await find(bench) == order.id
    again, codes, created = await send(bench, "Soup", source="deliverect", external_id="d1")
    assert (again, codes, created) == (order, ["already_taken"], False)


async def test_a_key_is_known_after_a_restart(bench: Bench) -> None:
    order, *_ = await send(bench, "Soup")
    await bench.reopen()

    assert await find(bench) == order.id
    assert (await send(bench, "Soup"))[2] is False


async def test_so_it_is_when_its_order_has_left_the_memory(bench: Bench) -> None:
    order, *_ = await send(bench, "Soup")
    await close(bench, order)
    await push_out_of_memory(bench)
    assert bench.branch.live_orders.get_by_key(KEY) is None

    again, _, created = await send(bench, "Soup")
    assert (again.id, again.status, created) == (order.id, OrderStatus.CANCELLED, False)
    await bench.reopen()
    assert await find(bench) == order.id


async def test_48_hours_after_it_was_closed_the_key_is_free(bench: Bench) -> None:
    order, *_ = await send(bench, "Soup")
    bench.clock.forward(KEPT + 1)
    assert (await send(bench, "Soup"))[0].id == order.id

    await close(bench, order)
    bench.clock.forward(KEPT)
    assert (await send(bench, "Soup"))[0].id == order.id
    bench.clock.forward(1)
    new, _, created = await send(bench, "Soup")

    assert created
    assert new.id != order.id
    assert await find(bench) == new.id
    # Whoever looks at the old one does not give it its key back.
    await close(bench, new)
    await bench.reopen()
    await bench.branch.history.order(order.id)
    await bench.branch.order_changes.fetch(order.id)
    assert await find(bench) == new.id


async def test_a_key_that_did_not_reach_the_disk_is_free(bench: Bench) -> None:
    async with bench.full():
        why = await refusal(
            send(bench, "Soup", notes="x" * 2000, items=new_order(*["y"] * 99).items)
        )
        assert why.code is Code.STORAGE_FULL
        assert await find(bench) is None
    assert (await send(bench, "Soup"))[2]


async def test_an_order_is_cancelled_by_its_key(bench: Bench) -> None:
    order, *_ = await send(bench, "Soup")

    said, pending = await cancel(bench, "guest left")
    assert said.order is not None
    assert (said.order.id, said.order.status, pending) == (order.id, OrderStatus.CANCELLED, False)
    assert said.order.items[0].cancel_reason == "guest left"
    assert await cancel(bench, "guest left") == (said, False)


async def test_an_order_that_was_cancelled_before_it_came_is_taken_as_cancelled(
    bench: Bench,
) -> None:
    said, pending = await cancel(bench, "no courier")
    assert (said.order, pending) == (None, True)
    assert said.kept_until is not None
    await bench.reopen()

    order, codes, created = await send(bench, "Soup")
    assert (order.status, codes, created) == (OrderStatus.CANCELLED, ["cancelled_before"], True)
    assert order.items[0].cancel_reason == "no courier"
    assert bench.snapshot() == []
    assert [each.draft.type for each in bench.events] == ["order:updated"]
    assert (await send(bench, "Soup"))[::2] == (order, False)


async def test_so_is_one_that_comes_while_the_cancellation_is_on_its_way(bench: Bench) -> None:
    async with bench.frozen():
        cancelling = asyncio.create_task(cancel(bench))
        await asyncio.sleep(0)
        sending = asyncio.create_task(send(bench, "Soup"))
        await asyncio.sleep(0)
    await cancelling
    assert (await sending)[0].status is OrderStatus.CANCELLED


async def test_after_48_hours_it_is_forgotten(bench: Bench) -> None:
    await cancel(bench)
    await bench.flush()
    bench.clock.forward(KEPT)
    await bench.branch.sender_keys.purge()
    assert await bench.sql("SELECT count(*) FROM order_keys") == [(1,)]

    bench.clock.forward(1)
    await bench.branch.sender_keys.purge()
    assert await bench.sql("SELECT count(*) FROM order_keys") == [(0,)]
    assert (await send(bench, "Soup"))[0].status is OrderStatus.PENDING


async def test_what_is_archived_takes_its_keys_along(bench: Bench) -> None:
    order, *_ = await send(bench, "Soup")
    await close(bench, order)
    await push_out_of_memory(bench)
    bench.clock.forward(30 * 24 * 3600 * 1000)
    await bench.place()
    await bench.branch.archiver.move(1)

    assert await bench.sql("SELECT count(*) FROM order_keys") == [(0,)]
    assert await find(bench) is None
