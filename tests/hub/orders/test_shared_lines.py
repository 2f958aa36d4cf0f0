"""Lines at several stations and on no screen, combos and courses, as a branch moves them.

Numbers are those of the public cases that a kitchen's software has got wrong before.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hub.background import in_slices
from hub.commit.command import Command, Handling
from hub.domain.errors import Code
from hub.domain.orders import ItemStatus, Order, OrderStatus, OrderType
from hub.domain.permissions import Principal, Role
from hub.orders.paint_tracker import PaintTracker
from hub.wire.order_requests import AddItems, FireLines, NewItem, NewOrder, NewPart
from hub.wire.requests import Bump, BumpStatus, EditMenuItem, NewMenuItem, NewStation
from hub.wire.socket_messages import Painted
from tests.support.branch import Bench, asks, data_in, item_in, line, order_in, payload, refusal

SCREEN = Principal(id="device-screen", name="the fryer's", role=Role.KITCHEN)


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    bench = Bench(tmp_path / "galley.db")
    await bench.open()
    menu = bench.branch.menu
    for station in ("grill", "fryer", "cold"):
        await menu.add_station(asks(), NewStation(id=station, name=station.title()))
    await menu.add_station(asks(), NewStation(id="bar", name="Bar", screen=False))
    for name, station, minutes in (
        ("Steak", "grill", 12.5),
        ("Fries", "fryer", 6.0),
        ("Salad", "cold", None),
        ("Espresso", "bar", None),
    ):
        dish = NewMenuItem(name=name, station=station, target_minutes=minutes)
        await menu.add_item(asks(), dish)
    yield bench
    await bench.close()


async def place(bench: Bench, *lines: NewItem, **fields: object) -> Order:
    new = NewOrder(type=OrderType.DINE_IN, items=lines)
    return order_in(await bench.branch.intake.place(asks(), msgspec.structs.replace(new, **fields)))


def on_screen(bench: Bench, station: str | None) -> list[dict[str, Any]]:
    rows = data_in(bench.branch.board.orders(None, station))
    return [item for order in rows for item in order["items"]]


def a_menu(**fields: object) -> NewItem:
    parts = (
        NewPart(name="Steak"),
        NewPart(name="Fries", quantity=3),
        NewPart(name="Salad", stations=("cold", "grill")),
    )
    return line("Steak menu", quantity=2, parts=parts, **fields)


async def test_case_4_a_drink_for_a_bar_without_a_screen_keeps_no_order_open(bench: Bench) -> None:
    order = await place(bench, line("Steak"), line("Espresso"))

    done = await bench.branch.orders.bump(
        asks(), order.id, Bump(status=BumpStatus.SERVED, station="grill")
    )

    assert order_in(done).status is OrderStatus.SERVED
    assert {item.status for item in order_in(done).items} == {ItemStatus.SERVED}


async def stations_without(tracker: PaintTracker) -> list[str | None]:
    """List the stations none of whose screens shows what they have to cook."""
    return list((await in_slices(tracker.look(6.0, 5.0, 180.0))).nowhere)


async def test_case_4_nobody_is_alarmed_of_what_no_screen_would_show(bench: Bench) -> None:
    order = await place(bench, line("Steak"), line("Espresso"), line("Bag", stations=("none",)))
    tracker = PaintTracker()

    tracker.track(1, order, 7, at=0.0)

    assert await stations_without(tracker) == ["grill"]


async def test_a_fee_is_nobodys_work_and_on_no_stations_screen(bench: Bench) -> None:
    order = await place(bench, line("Steak"), line("Delivery fee", stations=("none",)))

    assert [item.station for item in order.items] == ["grill", "none"]
    for station in ("grill", "fryer", "cold", "bar"):
        assert "Delivery fee" not in [item["name"] for item in on_screen(bench, station)]
    counts = data_in(await bench.branch.board.all_day(None))
    assert [each["name"] for each in counts] == ["Steak"]


async def test_an_order_of_drinks_alone_is_done_when_it_is_taken(bench: Bench) -> None:
    order = await place(bench, line("Espresso"))

    assert order.status is OrderStatus.SERVED
    assert on_screen(bench, None) == []


async def test_case_35_a_dish_that_two_stations_make_stands_at_both(bench: Bench) -> None:
    order = await place(bench, line("Fish", stations=("fryer", "grill")))
    await bench.branch.orders.set_item_status(
        asks(), order.items[0].id, ItemStatus.PREPARING, "grill"
    )

    seen = {station: on_screen(bench, station) for station in ("fryer", "grill", "cold")}

    assert seen["cold"] == []
    assert [(each[0]["station"], each[0]["status"]) for each in (seen["fryer"], seen["grill"])] == [
        ("fryer", "pending"),
        ("grill", "preparing"),
    ]
    assert on_screen(bench, None)[0]["status"] == "preparing"


async def test_all_day_counts_a_shared_dish_at_each_station_as_far_as_that_is(bench: Bench) -> None:
    order = await place(bench, line("Fish", stations=("fryer", "grill"), quantity=2))
    await bench.branch.orders.bump(asks(), order.id, Bump(status=BumpStatus.READY, station="fryer"))

    for station, field in (("fryer", "ready"), ("grill", "pending"), (None, "preparing")):
        [count] = data_in(await bench.branch.board.all_day(station))
        assert (count["quantity"], count[field]) == (2, 2)


async def test_a_press_without_a_station_is_the_step_of_where_the_device_stands(
    bench: Bench,
) -> None:
    order = await place(bench, line("Fish", stations=("fryer", "grill")))
    command = asks(principal=SCREEN)

    line_seen = await bench.branch.orders.set_item_status(
        command, order.items[0].id, ItemStatus.PREPARING, joined={SCREEN.id: "fryer"}.get
    )

    assert (item_in(line_seen).station, item_in(line_seen).status) == ("fryer", "preparing")
    assert on_screen(bench, "grill")[0]["status"] == "pending"


async def test_a_screen_is_looked_out_for_at_each_station_that_makes_a_line(bench: Bench) -> None:
    order = await place(bench, line("Fish", stations=("fryer", "grill")))
    tracker = PaintTracker()
    tracker.track(1, order, 7, at=0.0)
    tracker.note_painted("a screen", "grill", Painted(seq=7))

    assert await stations_without(tracker) == ["fryer"]


async def test_stations_that_a_sender_names_come_before_the_menus(bench: Bench) -> None:
    order = await place(
        bench,
        line("Steak", stations=("cold",)),
        line("Steak", stations=()),
        line("Steak", stations=("bar", "cold")),
    )

    assert [item.station for item in order.items] == ["cold", None, "cold"]
    assert order.items[2].stations == ("cold", "bar")


async def test_case_26_each_part_of_a_combo_is_made_at_its_own_station(bench: Bench) -> None:
    order = await place(bench, a_menu(seat=3, course=1, notes="birthday", allergies=("nuts",)))

    [combo] = order.groups or ()
    assert (combo.name, combo.quantity, combo.notes, combo.seat) == (
        "Steak menu",
        2,
        "birthday",
        3,
    )
    assert [(each.name, each.quantity, each.station) for each in order.items] == [
        ("Steak", 2, "grill"),
        ("Fries", 3, "fryer"),
        ("Salad", 2, "cold"),
    ]
    for part in order.items:
        assert (part.parent_id, part.seat, part.course) == (combo.id, 3, 1)
        assert part.allergies == ("nuts",)
    assert [each["name"] for each in on_screen(bench, "fryer")] == ["Fries"]
    assert [each["name"] for each in on_screen(bench, "grill")] == ["Steak", "Salad"]


async def test_a_combo_that_is_left_out_leaves_its_parts_out(bench: Bench) -> None:
    till = Principal(id="device-till", name="till", role=Role.INTEGRATION)
    command = Command(who=till, handling=Handling.LENIENT)
    nothing = msgspec.structs.replace(a_menu(), quantity=0)
    new = NewOrder(type=OrderType.DINE_IN, items=(line("Soup"), nothing))

    order = order_in(await bench.branch.intake.place(command, new))

    assert [item.name for item in order.lines] == ["Soup"]


async def test_a_combo_that_is_sent_twice_as_a_round_is_added_once(bench: Bench) -> None:
    order = await place(bench, line("Steak"))
    menu = msgspec.structs.replace(a_menu(), id="01890000-0000-7000-8000-00000000000a")
    for _ in range(2):
        answer = await bench.branch.intake.add_items(asks(), order.id, AddItems(items=(menu,)))

    assert len(order_in(answer).items) == 4


async def test_the_id_of_a_part_is_taken_like_that_of_any_line(bench: Bench) -> None:
    part = NewPart(id="01890000-0000-7000-8000-00000000000b", name="Fries")
    await place(bench, line("Menu", parts=(part,)))

    why = await refusal(place(bench, line("Menu"), line("Other menu", parts=(part,))))

    assert (why.code, why.details) == (Code.CONFLICT, {"items[1].parts[0].id": "taken"})


async def test_a_mistake_in_a_part_is_named_where_it_stands(bench: Bench) -> None:
    why = await refusal(place(bench, line("Soup"), line("Menu", parts=(NewPart(quantity=1),))))

    assert "items[1].parts[0]" in why.details


async def test_case_29_a_held_course_is_on_no_ticket_until_it_is_fired(bench: Bench) -> None:
    order = await place(bench, line("Salad", course=1), line("Steak", course=2, held=True))
    assert [item.name for item in order.items] == ["Salad"]
    assert on_screen(bench, "grill") == []
    bench.clock.forward(20 * 60_000)

    fired = order_in(await bench.branch.courses.fire(asks(), order.id, FireLines(course=2)))

    steak = fired.items[1]
    assert (steak.station, steak.target_s) == ("grill", 750)
    assert (steak.fired_at, fired.counted_from) == (fired.updated_at, order.created_at)
    assert [each["name"] for each in on_screen(bench, "grill")] == ["Steak"]


async def test_an_order_of_which_all_is_held_is_told_to_kitchens_when_it_is_fired(
    bench: Bench,
) -> None:
    order = await place(bench, line("Steak", held=True))
    assert [event.draft.type for event in bench.events[-1:]] == ["order:scheduled"]
    assert on_screen(bench, None) == []
    bench.clock.forward(60_000)

    await bench.branch.courses.fire(asks(), order.id, FireLines())

    assert bench.events[-1].draft.type == "order:new"
    assert [each["name"] for each in payload(bench.events[-1])["items"]] == ["Steak"]
    [shown] = bench.snapshot()
    assert shown.counted_from == shown.updated_at


async def test_what_was_held_survives_a_restart(bench: Bench) -> None:
    order = await place(bench, line("Steak", held=True))
    await bench.reopen()

    fired = order_in(await bench.branch.courses.fire(asks(), order.id, FireLines()))

    assert [item.station for item in fired.items] == ["grill"]


async def test_a_line_is_made_where_the_menu_says_when_it_is_fired(bench: Bench) -> None:
    order = await place(
        bench, line("Steak", held=True), line("Fries", held=True, stations=("cold",))
    )
    [steak] = [each for each in bench.branch.menu.menu.items.values() if each.name == "Steak"]
    await bench.branch.menu.edit_item(asks(), steak.id, EditMenuItem(station="fryer"))

    fired = order_in(await bench.branch.courses.fire(asks(), order.id, FireLines()))

    assert [item.station for item in fired.items] == ["fryer", "cold"]


async def test_a_house_that_holds_courses_fires_the_first_by_itself(bench: Bench) -> None:
    bench.branch.lines.holds_courses = True

    order = await place(bench, line("Salad", course=1), line("Steak", course=2), line("Fries"))

    assert [item.name for item in order.items] == ["Salad", "Fries"]
    assert [item.name for item in order.held or ()] == ["Steak"]


async def test_a_cook_holds_what_nobody_has_begun(bench: Bench) -> None:
    order = await place(bench, line("Salad"), line("Steak"))
    await bench.branch.orders.set_item_status(asks(), order.items[0].id, ItemStatus.PREPARING)

    held = order_in(await bench.branch.courses.hold(asks(), order.id, FireLines()))

    assert [item.name for item in held.items] == ["Salad"]
    assert bench.events[-1].draft.type == "order:updated"
    assert on_screen(bench, "grill") == []
