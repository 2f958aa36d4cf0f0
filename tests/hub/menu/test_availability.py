"""86: what is sold out and until when, what is counted, and what comes back by itself."""

import asyncio
from datetime import datetime
from typing import Any

import pytest

from hub.branch import BranchOptions
from hub.clock.local_time import LocalTime
from hub.domain.errors import Code
from hub.wire.house_requests import SetAvailability
from hub.wire.order_requests import AddItems
from hub.wire.requests import EditMenuItem, NewMenuItem, WholeMenu
from tests.support.branch import Bench, asks, data_in, line, new_order, payload, refusal

HOUR = 3_600_000
SOLD_OUT = {"available": False}


async def _dish(bench: Bench, name: str = "Steak") -> str:
    dish = data_in(await bench.branch.menu.add_item(asks(), NewMenuItem(name=name)))
    return str(dish["id"])


async def _set(bench: Bench, dish: str, **said: Any) -> Any:  # noqa: ANN401 - JSON
    new = SetAvailability(**said)
    return data_in(await bench.branch.availability.set(asks(), dish, new))


def _sold_out(bench: Bench) -> list[tuple[str, bool, object, object]]:
    return [
        (each.name, each.available, each.left or None, each.until or None)
        for each in bench.branch.availability.sold_out()
    ]


def _told(bench: Bench, kind: str) -> list[dict[str, Any]]:
    said = [payload(each) for each in bench.events if each.draft.type == kind]
    return [{key: value for key, value in each.items() if key != "menuItemId"} for each in said]


def _is_available(bench: Bench, dish: str) -> bool:
    return bench.branch.menu.item(dish).available


async def test_what_is_sold_out_is_listed_until_it_is_back(bench: Bench) -> None:
    steak = await _dish(bench)
    await _dish(bench, "Soup")

    await _set(bench, steak, **SOLD_OUT)
    assert _sold_out(bench) == [("Steak", False, None, None)]
    await _set(bench, steak, available=True)
    assert _sold_out(bench) == []


async def test_what_is_sold_out_until_a_time_is_back_then_also_when_the_hub_was_off(
    bench: Bench,
) -> None:
    steak = await _dish(bench)
    await _set(bench, steak, **SOLD_OUT, until="2024-01-15T20:00:00Z")

    assert _sold_out(bench) == [("Steak", False, None, "2024-01-15T20:00:00.000Z")]
    await bench.reopen()
    bench.clock.forward(5 * HOUR)
    await bench.branch.timers.do_due()
    assert not _is_available(bench, steak)
    bench.clock.forward(HOUR)
    await bench.reopen()
    await bench.branch.timers.do_due()

    assert _is_available(bench, steak)
    assert _sold_out(bench) == []
    assert _told(bench, "menu:availability") == [
        {"name": "Steak", "available": False, "until": "2024-01-15T20:00:00.000Z"},
        {"name": "Steak", "available": True},
    ]
    await bench.reopen()
    assert _is_available(bench, steak)


@pytest.mark.parametrize(
    ("until", "moment"),
    [
        ("tomorrow", "2024-01-16 05:00"),
        ("Tomorrow", "2024-01-16 05:00"),
        ("23:30", "2024-01-15 23:30"),
        ("00:30", "2024-01-16 00:30"),
        ("2024-02-01T12:00", "2024-02-01 12:00"),
    ],
)
async def test_tomorrow_and_a_time_of_day_are_the_branchs_own(
    bench: Bench, until: str, moment: str
) -> None:
    steak = await _dish(bench)

    await _set(bench, steak, **SOLD_OUT, until=until)

    [timer] = bench.branch.timers.of("menu:back")
    assert f"{bench.branch.local_time.at(timer.due):%Y-%m-%d %H:%M}" == moment


async def test_the_day_begins_when_the_owner_says(tmp_path: Any) -> None:  # noqa: ANN401 - a path
    local = LocalTime("Europe/Berlin", day_starts="11:00")
    bench = Bench(tmp_path / "branch.db", options=BranchOptions(local_time=local))
    await bench.open()
    steak = await _dish(bench)

    await _set(bench, steak, **SOLD_OUT, until="tomorrow")

    [timer] = bench.branch.timers.of("menu:back")
    assert local.at(timer.due).replace(tzinfo=None) == datetime(2024, 1, 16, 11)  # noqa: DTZ001
    await bench.close()


@pytest.mark.parametrize("back", ["by hand", "by an edit", "by an import"])
async def test_a_dish_that_came_back_sooner_is_not_brought_back_once_more(
    bench: Bench, back: str
) -> None:
    steak = await _dish(bench)
    await _set(bench, steak, **SOLD_OUT, until="2024-01-15T20:00:00Z")

    for available in (True, False):
        if back == "by hand":
            await _set(bench, steak, available=available)
        elif back == "by an edit":
            new = EditMenuItem(available=available)
            await bench.branch.menu.edit_item(asks(), steak, new)
        else:
            whole = WholeMenu(items=(NewMenuItem(name="Steak", available=available),))
            await bench.branch.menu_imports.replace(asks(), whole)
    bench.clock.forward(12 * HOUR)
    await bench.branch.timers.do_due()

    assert not _is_available(bench, steak)
    assert bench.branch.timers.of("menu:back") == []


async def test_a_dish_that_was_taken_off_the_menu_does_not_come_back(bench: Bench) -> None:
    steak = await _dish(bench)
    await _set(bench, steak, **SOLD_OUT, until="2024-01-15T20:00:00Z")
    await bench.branch.menu.drop_item(asks(), steak)

    bench.clock.forward(12 * HOUR)
    await bench.branch.timers.do_due()

    assert bench.branch.menu.menu.empty
    assert _sold_out(bench) == []


async def test_a_count_runs_down_with_orders_and_at_nothing_the_dish_is_sold_out(
    bench: Bench,
) -> None:
    steak = await _dish(bench)
    await _set(bench, steak, available=True, left=4)

    order = await bench.place("Steak", "Soup")
    await bench.branch.intake.add_items(
        asks(), order.id, AddItems(items=(line("steak", quantity=2),))
    )
    assert _sold_out(bench) == [("Steak", True, 1, None)]
    assert bench.branch.availability.count_left(steak) == 1
    await bench.reopen()
    assert _sold_out(bench) == [("Steak", True, 1, None)]
    await bench.place("Steak")

    assert _sold_out(bench) == [("Steak", False, None, None)]
    assert [each["left"] for each in _told(bench, "menu:left")] == [4, 3, 1]
    assert _told(bench, "menu:availability") == [{"name": "Steak", "available": False}]
    await bench.reopen()
    assert not _is_available(bench, steak)
    assert bench.branch.availability.count_left(steak) == 0


async def test_two_lines_of_one_order_take_together_and_more_than_there_is_is_nothing_left(
    bench: Bench,
) -> None:
    steak = await _dish(bench)
    await _set(bench, steak, available=True, left=3)

    await bench.place(items=(line("Steak", quantity=2), line("steak", quantity=2)))

    assert _sold_out(bench) == [("Steak", False, None, None)]
    assert [each["left"] for each in _told(bench, "menu:left")] == [3]


async def test_orders_that_come_at_once_take_one_after_the_other(bench: Bench) -> None:
    steak = await _dish(bench)
    await _set(bench, steak, available=True, left=5)

    await asyncio.gather(*(bench.place("Steak") for _ in range(3)))

    assert _sold_out(bench) == [("Steak", True, 2, None)]
    assert [each["left"] for each in _told(bench, "menu:left")] == [5, 4, 3, 2]


async def test_an_order_that_the_disk_has_no_room_for_takes_nothing(bench: Bench) -> None:
    steak = await _dish(bench)
    await _set(bench, steak, available=True, left=2)
    async with bench.full():
        while True:
            placing = bench.branch.intake.place(asks(), new_order("Soup", notes="x" * 2000))
            if (await _code_of(placing)) is Code.STORAGE_FULL:
                break
        assert await _code_of(bench.place("Steak", notes="x" * 2000)) is Code.STORAGE_FULL

    assert bench.branch.availability.count_left(steak) == 2
    assert _sold_out(bench) == [("Steak", True, 2, None)]


async def _code_of(placing: Any) -> Code | None:  # noqa: ANN401 - any awaitable
    try:
        await placing
    except Exception as why:  # noqa: BLE001 - which one it is, is the answer
        return getattr(why, "code", None)
    return None


async def test_a_test_order_takes_nothing(bench: Bench) -> None:
    steak = await _dish(bench)
    await _set(bench, steak, available=True, left=1)

    await bench.place("Steak", test=True)

    assert _sold_out(bench) == [("Steak", True, 1, None)]


async def test_what_is_counted_until_tomorrow_is_uncounted_and_available_then(
    bench: Bench,
) -> None:
    sold, left_over = await _dish(bench), await _dish(bench, "Soup")
    for dish in (sold, left_over):
        await _set(bench, dish, available=True, left=1, until="tomorrow")
    await bench.place("Steak")
    assert [each[:2] for each in _sold_out(bench)] == [("Soup", True), ("Steak", False)]

    bench.clock.forward(30 * HOUR)
    await bench.branch.timers.do_due()

    assert _sold_out(bench) == []
    assert _is_available(bench, sold)
    assert _told(bench, "menu:left")[-1] == {"name": "Soup", "left": None}


async def test_none_left_is_sold_out_and_a_new_count_takes_the_place_of_the_old(
    bench: Bench,
) -> None:
    steak = await _dish(bench)

    await _set(bench, steak, available=True, left=0)
    assert _sold_out(bench) == [("Steak", False, None, None)]
    await _set(bench, steak, available=True, left=7)
    assert _sold_out(bench) == [("Steak", True, 7, None)]
    await _set(bench, steak, available=True)
    assert _sold_out(bench) == []
    assert bench.branch.availability.count_left(steak) is None


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"available": False, "left": 3}, "left"),
        ({"available": True, "until": "tomorrow"}, "until"),
        ({"available": False, "until": "soon"}, "until"),
        ({"available": False, "until": "2024-01-15T14:29:00Z"}, "until"),
        ({"available": False, "until": "2026-01-15T14:29:00Z"}, "until"),
        ({"available": False, "until": "9999-12-31T23:59:59-23:59"}, "until"),
    ],
)
async def test_what_makes_no_sense_is_refused(
    bench: Bench, said: dict[str, Any], field: str
) -> None:
    steak = await _dish(bench)

    why = await refusal(_set(bench, steak, **said))

    assert (why.code, list(why.details)) == (Code.BAD_REQUEST, [field])
    assert _is_available(bench, steak)
