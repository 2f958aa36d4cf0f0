"""The pass: how far each station is with an order, and which one the others wait for."""

from typing import Any

from hub.domain.orders import Item, ItemStatus, Order, OrderType, Priority, StationStep
from hub.domain.pass_view import order_for_pass, view_from_pass
from hub.domain.times import Instant

NOW, LATER = (Instant(f"2026-03-01T18:{each}:00.000Z") for each in (20, 30))
PENDING, PREPARING, READY, SERVED, CANCELLED = ItemStatus


def line(station: str | None, status: ItemStatus = PENDING, **fields: Any) -> Item:  # noqa: ANN401
    ready = LATER if status in {READY, SERVED} else None
    return Item(
        id="1",
        name="Soup",
        quantity=1,
        station=station,
        status=status,
        created_at=NOW,
        ready_at=ready,
        **fields,
    )


def order(*items: Item, number: int = 1, **fields: Any) -> Order:  # noqa: ANN401
    return Order(
        id=str(number),
        order_number=f"ORD-{number:05d}",
        type=OrderType.DINE_IN,
        created_at=fields.pop("created_at", NOW),
        updated_at=NOW,
        items=items,
        **fields,
    )


def holds_up(*items: Item) -> tuple[str | None, ...]:
    return view_from_pass(order(*items)).holds_up


def test_a_station_holds_an_order_up_once_another_one_is_done() -> None:
    assert holds_up(line("grill"), line("cold")) == ()
    assert holds_up(line("grill", PREPARING), line("cold", READY)) == ("grill",)
    assert holds_up(line("grill"), line("fry"), line("cold", SERVED)) == ("grill", "fry")
    assert holds_up(line("grill", READY), line("cold", READY)) == ()


def test_a_station_with_a_part_of_its_lines_done_is_not_done() -> None:
    assert holds_up(line("grill", READY), line("grill"), line("cold")) == ()


def test_what_is_gone_or_on_no_screen_holds_nothing_up() -> None:
    assert holds_up(line("grill", CANCELLED), line("cold", READY)) == ()
    assert holds_up(line("bar", screen=False), line("cold", READY)) == ()


def test_a_line_of_two_stations_counts_at_each_as_far_as_that_is() -> None:
    steps = (StationStep(station="fry", status=READY), StationStep(station="grill"))
    shared = line("fry", PREPARING, stations=("fry", "grill"), at=steps)

    shown = view_from_pass(order(shared))

    counts = [(each.station, each.pending, each.ready) for each in shown.stations]
    assert counts == [("fry", 0, 1), ("grill", 1, 0)]
    assert shown.holds_up == ("grill",)


def test_an_order_is_ready_since_its_last_line_and_says_what_waits_for_its_course() -> None:
    done = view_from_pass(order(line("grill", READY), held=()))
    waits = view_from_pass(order(line("grill", READY), held=(line("grill"),)))

    assert (done.ready_since, done.held) == (LATER, 0)
    assert waits.held == 1
    assert not waits.ready_since


def test_rushes_come_first_and_then_what_is_oldest() -> None:
    late, rush, old = (
        order(line("grill"), number=1, created_at=LATER),
        order(line("grill"), number=2, created_at=LATER, priority=Priority.RUSH),
        order(line("grill"), number=3, created_at=NOW),
    )

    assert [each.id for each in order_for_pass([late, rush, old])] == ["2", "3", "1"]
