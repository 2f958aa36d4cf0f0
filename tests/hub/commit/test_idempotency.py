"""Idempotency keys: the first answer again, and nothing changed by asking for it."""

import asyncio

import msgspec
import pytest

from hub.commit.idempotency import REMEMBER, StoredAnswer
from hub.domain.errors import Code
from hub.domain.orders import ItemStatus
from hub.domain.permissions import Principal, Role
from hub.wire.requests import NewStation
from tests.support.branch import WAITER, Bench, asks, data_in, new_order, refusal, seqs, until

_SOUP = new_order("Soup")
_MINUTE = 60_000


async def _soup(bench: Bench, key: str, body: str = "soup") -> StoredAnswer:
    return await bench.once(key, lambda command: bench.branch.intake.place(command, _SOUP), body)


async def _remembered(bench: Bench) -> list[str]:
    return [key for (key,) in await bench.sql("SELECT key FROM answers ORDER BY key")]


async def test_the_same_request_again_gets_the_first_answer(bench: Bench) -> None:
    first = await _soup(bench, "k")
    order = data_in(first)
    await bench.branch.orders.set_item_status(asks(), order["items"][0]["id"], ItemStatus.PREPARING)

    again = await _soup(bench, "k")

    assert again == first
    assert len(bench.snapshot()) == 1


async def test_without_a_key_every_request_is_its_own(bench: Bench) -> None:
    for _ in range(2):
        await bench.branch.intake.place(asks(), _SOUP)

    assert len(bench.snapshot()) == 2
    assert await _remembered(bench) == []


async def test_a_key_with_another_request_is_a_conflict(bench: Bench) -> None:
    await _soup(bench, "k")

    why = await refusal(_soup(bench, "k", "bread"))

    assert why.code is Code.IDEMPOTENCY_CONFLICT
    assert len(bench.snapshot()) == 1


async def test_two_devices_may_use_the_same_key(bench: Bench) -> None:
    async def place(dish: str, who: Principal) -> None:
        order = new_order(dish)
        await bench.once(
            "k", lambda command: bench.branch.intake.place(command, order), dish, principal=who
        )

    await place("Soup", WAITER)
    await place("Bread", msgspec.structs.replace(WAITER, id="another-device"))

    assert len(bench.snapshot()) == 2


async def test_the_same_key_at_once_runs_once(bench: Bench) -> None:
    answers = await asyncio.gather(*(_soup(bench, "k") for _ in range(20)))

    assert len({answer.body for answer in answers}) == 1
    assert seqs(bench.events) == [1]


async def test_the_same_key_at_once_with_other_requests_is_a_conflict(bench: Bench) -> None:
    bodies = ("soup", "bread", "tea")

    ends = await asyncio.gather(
        *(_soup(bench, "k", body) for body in bodies), return_exceptions=True
    )

    assert [getattr(end, "code", None) for end in ends] == [
        None,
        Code.IDEMPOTENCY_CONFLICT,
        Code.IDEMPOTENCY_CONFLICT,
    ]


async def test_a_caller_who_stops_waiting_takes_nobody_along(bench: Bench) -> None:
    async with bench.frozen():
        first = asyncio.create_task(_soup(bench, "k"))
        await bench.in_flight(staged=1)
        waiting = [asyncio.create_task(_soup(bench, "k")) for _ in range(3)]
        for _ in range(5):
            await asyncio.sleep(0)
        waiting[0].cancel()
        await asyncio.wait([waiting[0]])

    assert {(await task).body for task in (first, *waiting[1:])} == {(await first).body}
    assert seqs(bench.events) == [1]


async def test_a_caller_who_goes_away_and_asks_again_is_not_served_twice(bench: Bench) -> None:
    async with bench.frozen():
        first = asyncio.create_task(_soup(bench, "k"))
        await bench.in_flight(staged=1)
        first.cancel()
        await asyncio.wait([first])
        again = asyncio.create_task(_soup(bench, "k"))

    assert data_in(await again)["order_number"] == "ORD-00001"
    assert seqs(bench.events) == [1]


async def test_a_caller_who_went_away_leaves_no_error_behind_when_the_disk_is_full(
    bench: Bench,
) -> None:
    big = new_order(*(f"Dish {number} {'x' * 90}" for number in range(100)))
    async with bench.full():
        async with bench.frozen():
            first = asyncio.create_task(
                bench.once("k", lambda command: bench.branch.intake.place(command, big), "big")
            )
            await bench.in_flight(staged=1)
            first.cancel()
            await asyncio.wait([first])
        await until(lambda: not bench.branch.idempotency_keys._running)

    assert bench.snapshot() == []
    assert (await _soup(bench, "k")).status == 201


async def test_the_answer_is_written_in_the_transaction_of_its_change(bench: Bench) -> None:
    async with bench.frozen():
        running = asyncio.create_task(_soup(bench, "k"))
        await bench.in_flight(staged=1)
    counts = "SELECT (SELECT count(*) FROM answers), (SELECT count(*) FROM events)"
    seen = {(await bench.sql(counts))[0] for _ in range(20)}
    await running

    seen |= {(await bench.sql(counts))[0]}
    assert seen <= {(0, 0), (1, 1)}
    assert (1, 1) in seen


async def test_a_change_that_the_full_disk_refused_leaves_no_answer(bench: Bench) -> None:
    big = new_order(*(f"Dish {number} {'x' * 90}" for number in range(100)))

    async def place() -> StoredAnswer:
        return await bench.once("k", lambda command: bench.branch.intake.place(command, big), "big")

    async with bench.full():
        assert (await refusal(place())).code is Code.STORAGE_FULL
        assert await _remembered(bench) == []

    assert (await place()).status == 201
    assert await _remembered(bench) == ["k"]


async def test_a_refusal_is_not_remembered(bench: Bench) -> None:
    order = data_in(await _soup(bench, "place"))
    item = order["items"][0]["id"]
    service = bench.branch.orders

    async def to_ready() -> StoredAnswer:
        return await bench.once(
            "k", lambda command: service.set_item_status(command, item, ItemStatus.READY), "ready"
        )

    assert (await refusal(to_ready())).code is Code.INVALID_TRANSITION
    await service.set_item_status(asks(), item, ItemStatus.PREPARING)

    assert data_in(await to_ready())["status"] == "ready"


async def test_an_answer_that_was_not_written_down_is_given_again_all_the_same(
    bench: Bench,
) -> None:
    """An order that is sent again under its own id changes nothing, and so writes no answer."""
    mine = new_order("Soup", id="11111111-1111-4111-8111-111111111111")

    async def place(key: str) -> StoredAnswer:
        return await bench.once(key, lambda command: bench.branch.intake.place(command, mine))

    await place("first")

    assert [(await place("second")).status for _ in range(2)] == [200, 200]
    assert len(bench.snapshot()) == 1


async def test_a_key_used_anew_is_known_after_its_old_answer_was_forgotten(bench: Bench) -> None:
    await _soup(bench, "k")
    bench.clock.forward(REMEMBER + 1)
    anew = await _soup(bench, "k")

    await bench.branch.idempotency_keys.purge()

    assert await _soup(bench, "k") == anew


async def test_answers_survive_the_branch_being_opened_again(bench: Bench) -> None:
    first = await _soup(bench, "k")
    await bench.reopen()

    assert await _soup(bench, "k") == first
    assert (await refusal(_soup(bench, "k", "bread"))).code is Code.IDEMPOTENCY_CONFLICT
    assert len(bench.snapshot()) == 1


async def test_menu_edits_are_remembered_as_well(bench: Bench) -> None:
    station = NewStation(id="grill", name="Grill")

    async def add() -> StoredAnswer:
        return await bench.once(
            "k", lambda command: bench.branch.menu.add_station(command, station), "grill"
        )

    assert await add() == await add()


# The contract's 24 hours, in milliseconds, whatever the hub calls them.
@pytest.mark.parametrize(("age", "orders"), [(86_400_000, 1), (86_400_001, 2)])
async def test_a_key_is_known_for_24_hours(bench: Bench, age: int, orders: int) -> None:
    await _soup(bench, "k")
    bench.clock.forward(age)

    await _soup(bench, "k")

    assert len(bench.snapshot()) == orders


async def test_a_key_used_anew_after_24_hours_gets_the_new_answer(bench: Bench) -> None:
    await _soup(bench, "k")
    bench.clock.forward(REMEMBER + 1)
    anew = await _soup(bench, "k")
    bench.clock.forward(REMEMBER)

    assert await _soup(bench, "k") == anew


async def test_purging_forgets_what_is_older_than_24_hours_and_nothing_else(bench: Bench) -> None:
    await _soup(bench, "old")
    bench.clock.forward(2 * _MINUTE)
    young = await _soup(bench, "young")
    bench.clock.forward(REMEMBER - _MINUTE)

    await bench.branch.idempotency_keys.purge()

    assert await _remembered(bench) == ["young"]
    assert len(bench.branch.idempotency_keys) == 1
    assert await _soup(bench, "young") == young


async def test_purging_leaves_nothing_old_behind_however_much_there_is(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.commit.idempotency._PAGE", 4)
    await asyncio.gather(*(_soup(bench, f"k{number}") for number in range(11)))
    bench.clock.forward(REMEMBER + 1)

    await bench.branch.idempotency_keys.purge()

    assert await _remembered(bench) == []
    assert len(bench.branch.idempotency_keys) == 0


async def test_purging_finds_what_grew_old_while_the_hub_was_off(bench: Bench) -> None:
    await _soup(bench, "k")
    await bench.close()
    bench.clock.forward(REMEMBER + 1)
    await bench.open()

    await bench.branch.idempotency_keys.purge()

    assert await _remembered(bench) == []


async def test_purging_nothing_writes_nothing(bench: Bench) -> None:
    await _soup(bench, "k")
    commits = bench.branch.writer.commits

    await bench.branch.idempotency_keys.purge()

    assert bench.branch.writer.commits == commits


async def test_a_token_asked_for_again_is_the_same_token(bench: Bench) -> None:
    async def make() -> StoredAnswer:
        devices = bench.branch.devices
        return await bench.once("k", lambda command: devices.make(command, Role.WAITER, "floor"))

    assert await make() == await make()
    assert len(data_in(bench.branch.devices.list_tokens())) == 1


async def test_a_token_asked_for_again_after_a_restart_is_refused_and_not_made_twice(
    bench: Bench,
) -> None:
    async def make(key: str) -> StoredAnswer:
        devices = bench.branch.devices
        return await bench.once(key, lambda command: devices.make(command, Role.WAITER, "floor"))

    await make("k")
    await bench.reopen()

    why = await refusal(make("k"))

    assert why.code is Code.CONFLICT
    assert len(data_in(bench.branch.devices.list_tokens())) == 1
    assert (await make("another")).status == 201
