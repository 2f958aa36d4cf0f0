"""Idempotency keys that memory has let go of: as good as any, and a new one needs no disk."""

import asyncio
from pathlib import Path

import pytest

from hub.commit import idempotency
from hub.commit.command import Command
from hub.commit.idempotency import KeyFilter, StoredAnswer
from hub.domain.errors import Code
from tests.support.branch import Bench, new_order, refusal, until
from tests.support.unflushed import killed

_KEYS, _BATCH = 6, 2
_MOST = _KEYS + _BATCH
_DAY = 24 * 3600 * 1000
_OLD = "SELECT key FROM old_keys ORDER BY at"


@pytest.fixture(autouse=True)
def _few_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idempotency, "KEYS", _KEYS)
    monkeypatch.setattr(idempotency, "_BATCH", _BATCH)


async def _soup(bench: Bench, key: str, body: str = "soup") -> StoredAnswer:
    soup = new_order("Soup")
    return await bench.once(key, lambda command: bench.branch.intake.place(command, soup), body)


async def _many(bench: Bench, count: int) -> dict[str, StoredAnswer]:
    """Use so many keys, one after the other, and have memory let go of what it can."""
    given = {}
    for number in range(count):
        bench.clock.forward(1)
        given[f"k{number}"] = await _soup(bench, f"k{number}")
        await until(lambda: bench.branch.idempotency_keys._letting_go is None)
    return given


async def _looks(bench: Bench, key: str) -> int:
    """Count how often the disk is asked for an old key."""
    asked: list[str] = []
    connection = bench.branch._store._get_connection()
    await connection.set_trace_callback(asked.append)
    await _soup(bench, key)
    await connection.set_trace_callback(lambda *_: None)
    return sum("FROM old_keys" in each for each in asked)


async def test_memory_holds_no_more_keys_than_it_may(bench: Bench) -> None:
    await _many(bench, 30)

    assert len(bench.branch.idempotency_keys) < _MOST
    assert bench.branch.idempotency_keys.on_disk == 30 - len(bench.branch.idempotency_keys)


async def test_every_key_of_the_day_gets_its_first_answer(bench: Bench) -> None:
    given = await _many(bench, 20)

    assert {key: await _soup(bench, key) for key in given} == given
    assert (await refusal(_soup(bench, "k0", "bread"))).code is Code.IDEMPOTENCY_CONFLICT
    assert (await refusal(_soup(bench, "k19", "bread"))).code is Code.IDEMPOTENCY_CONFLICT
    assert len(bench.snapshot()) == 20


async def test_so_it_does_after_a_start_which_reads_only_the_newest(bench: Bench) -> None:
    given = await _many(bench, 20)
    on_disk = bench.branch.idempotency_keys.on_disk
    await bench.reopen()

    assert len(bench.branch.idempotency_keys) < _MOST
    assert bench.branch.idempotency_keys.on_disk == on_disk
    assert {key: await _soup(bench, key) for key in given} == given
    assert len(bench.snapshot()) == 20


async def test_so_it_does_after_a_kill(bench: Bench, tmp_path: Path) -> None:
    given = await _many(bench, 20)
    left = await Bench(killed(bench.branch._store, tmp_path / "left"), bench.clock).open()

    assert {key: await _soup(left, key) for key in given} == given
    assert len(left.snapshot()) == 20
    await left.close()


async def test_the_same_old_key_at_once_runs_nothing(bench: Bench) -> None:
    given = await _many(bench, 20)

    found = await asyncio.gather(*(_soup(bench, "k0") for _ in range(5)))

    assert found == [given["k0"]] * 5
    assert len(bench.snapshot()) == 20


async def test_a_key_that_is_still_being_served_is_not_left_behind(bench: Bench) -> None:
    waiting = asyncio.Event()

    async def slowly(command: Command) -> object:
        await waiting.wait()
        return await bench.branch.intake.place(command, new_order("Bread"))

    bench.clock.forward(1)
    slow = asyncio.create_task(bench.once("slow", slowly))
    given = await _many(bench, 20)
    waiting.set()
    given["slow"] = await slow
    await bench.reopen()

    async def never(_: Command) -> object:
        raise AssertionError("it was carried out twice")

    assert await bench.once("slow", never) == given["slow"]
    assert await _soup(bench, "k0") == given["k0"]


async def test_a_new_key_costs_no_look_at_the_disk(bench: Bench) -> None:
    await bench.branch.idempotency_keys.fill_filter()
    await _many(bench, 20)

    assert [await _looks(bench, f"new-{number}") for number in range(3)] == [0, 0, 0]
    assert await _looks(bench, "k0") == 1


async def test_after_a_start_it_costs_one_until_the_old_keys_have_been_read(bench: Bench) -> None:
    given = await _many(bench, 20)
    await bench.reopen()
    assert await _looks(bench, "new") == 1

    await bench.branch.idempotency_keys.fill_filter()

    assert await _looks(bench, "newer") == 0
    assert {key: await _soup(bench, key) for key in given} == given


async def test_a_key_that_goes_while_the_old_ones_are_read_is_not_missed(bench: Bench) -> None:
    given = await _many(bench, 20)
    await bench.reopen()
    filling = asyncio.create_task(bench.branch.idempotency_keys.fill_filter())
    await asyncio.sleep(0)
    for number in range(20, 30):
        bench.clock.forward(1)
        given[f"k{number}"] = await _soup(bench, f"k{number}")
    await filling
    await until(lambda: bench.branch.idempotency_keys._letting_go is None)

    assert {key: await _soup(bench, key) for key in given} == given


async def test_old_keys_are_forgotten_after_24_hours(bench: Bench) -> None:
    await _many(bench, 20)
    old = [key for (key,) in await bench.sql(_OLD)]
    bench.clock.forward(_DAY - 10)
    await bench.branch.idempotency_keys.purge()
    assert [key for (key,) in await bench.sql(_OLD)] == old[9:]
    bench.clock.forward(_DAY)

    await bench.branch.idempotency_keys.purge()

    assert await bench.sql(_OLD) == []
    assert bench.branch.idempotency_keys.on_disk == 0
    assert len(bench.branch.idempotency_keys) == 0


async def test_a_key_used_anew_after_24_hours_gets_its_new_answer(bench: Bench) -> None:
    before = (await _many(bench, 20))["k0"]
    bench.clock.forward(_DAY)
    anew = await _soup(bench, "k0")
    assert anew != before

    for number in range(20):
        bench.clock.forward(1)
        await _soup(bench, f"later-{number}")
        await until(lambda: bench.branch.idempotency_keys._letting_go is None)
    await bench.branch.idempotency_keys.purge()

    assert await _soup(bench, "k0") == anew


async def test_keys_that_cannot_be_let_go_of_stay_known(bench: Bench) -> None:
    given = await _many(bench, _MOST - 1)
    before = len(bench.branch.idempotency_keys)
    async with bench.full():
        big = new_order(*(f"Dish {number} {'x' * 90}" for number in range(100)))
        await refusal(bench.once("big", lambda command: bench.branch.intake.place(command, big)))
        bench.branch.idempotency_keys._make_room()
        await until(lambda: bench.branch.idempotency_keys._letting_go is None)

    assert len(bench.branch.idempotency_keys) == before
    assert {key: await _soup(bench, key) for key in given} == given


async def test_few_keys_are_written_nowhere_else(bench: Bench) -> None:
    await _many(bench, _KEYS)

    assert await bench.sql(_OLD) == []


def test_the_filter_misses_no_name_and_takes_few_others_for_one() -> None:
    keys = KeyFilter()
    names = [idempotency._digest_name("till", str(number)) for number in range(20_000)]
    for name in names:
        keys.add(name)

    assert all(name in keys for name in names)
    assert (
        sum(idempotency._digest_name("other", str(number)) in keys for number in range(20_000)) < 20
    )
