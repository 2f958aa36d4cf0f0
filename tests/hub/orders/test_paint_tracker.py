"""What has to be on a screen by when: the rules, with the time given."""

from typing import Any

import pytest

from hub.domain.orders import Item, ItemStatus, Order, OrderType
from hub.domain.times import Instant
from hub.orders.unpainted import PaintTracker, Unseen

THEN = Instant("2026-03-01T18:30:00.000Z")


def line(name: str, station: str | None = "grill", status: str = "pending") -> Item:
    return Item(
        id=name, name=name, quantity=1, station=station, status=ItemStatus(status), created_at=THEN
    )


def order(*lines: Item, number: int = 1) -> Order:
    return Order(
        id=f"order {number}",
        order_number=f"ORD-{number:05d}",
        type=OrderType.DINE_IN,
        created_at=THEN,
        updated_at=THEN,
        items=lines,
    )


def unseen(station: str | None = "grill", seq: int = 10, number: int = 1) -> Unseen:
    return Unseen(f"order {number}", f"ORD-{number:05d}", station, seq)


@pytest.fixture
def tracker() -> PaintTracker:
    """One order, put before the grill by event 10 and due at 5."""
    started = PaintTracker()
    started.track(order(line("Steak")), 10, due=5)
    return started


def test_nothing_is_overdue_before_its_time(tracker: PaintTracker) -> None:
    assert tracker.take_overdue(4.999) == []


def test_an_order_that_no_screen_has_painted_in_time_is_overdue(tracker: PaintTracker) -> None:
    assert tracker.take_overdue(5) == [unseen()]


def test_nothing_is_reported_twice(tracker: PaintTracker) -> None:
    tracker.take_overdue(5)
    assert tracker.take_overdue(1000) == []


def test_whoever_waits_is_told_when_the_next_one_is_due(tracker: PaintTracker) -> None:
    tracker.track(order(line("Soup"), number=2), 11, due=3)
    assert tracker.next_due == 3


def test_at_rest_there_is_nothing_to_wait_for(tracker: PaintTracker) -> None:
    tracker.take_overdue(5)
    assert tracker.next_due is None


@pytest.mark.parametrize(
    ("station", "seq", "seen"),
    [
        pytest.param("grill", 10, True, id="its screen"),
        pytest.param("grill", 11, True, id="its screen, further on"),
        pytest.param("grill", 9, False, id="its screen, an older event"),
        pytest.param("bar", 10, False, id="a screen of another station"),
        pytest.param(None, 10, True, id="a screen of everything"),
        pytest.param(None, 9, False, id="a screen of everything, an older event"),
    ],
)
def test_it_is_seen_once_the_right_screen_has_painted_the_event(
    tracker: PaintTracker, station: str | None, seq: int, *, seen: bool
) -> None:
    tracker.note_painted(station, seq)
    assert tracker.take_overdue(5) == ([] if seen else [unseen()])


def test_a_later_report_of_less_takes_nothing_back(tracker: PaintTracker) -> None:
    tracker.note_painted("grill", 10)
    tracker.note_painted("grill", 3)
    assert tracker.take_overdue(5) == []


def test_a_line_of_every_station_is_seen_on_any_screen() -> None:
    tracker = PaintTracker()
    tracker.track(order(line("Bread", station=None)), 10, due=5)
    tracker.note_painted("bar", 10)
    assert tracker.take_overdue(5) == []


def test_a_line_of_every_station_that_is_on_no_screen_is_overdue() -> None:
    tracker = PaintTracker()
    tracker.track(order(line("Bread", station=None)), 10, due=5)
    assert tracker.take_overdue(5) == [unseen(station=None)]


def test_each_station_is_reported_for_itself() -> None:
    tracker = PaintTracker()
    tracker.track(
        order(line("Steak"), line("Ribs"), line("Beer", "bar"), line("Pie", "oven")), 7, 5
    )
    tracker.note_painted("bar", 7)
    assert tracker.take_overdue(5) == [unseen("grill", 7), unseen("oven", 7)]


@pytest.mark.parametrize("status", ["ready", "served", "cancelled"])
def test_a_line_that_is_not_to_cook_any_more_is_not_missed(
    tracker: PaintTracker, status: str
) -> None:
    tracker.track(order(line("Steak", status=status)), 11, due=6)
    assert tracker.take_overdue(100) == []


def test_a_line_that_was_started_unseen_is_still_missed(tracker: PaintTracker) -> None:
    tracker.track(order(line("Steak", status="preparing")), 11, due=6)
    assert tracker.take_overdue(5) == [unseen()]


def test_a_step_or_a_note_is_not_looked_out_for_anew(tracker: PaintTracker) -> None:
    tracker.note_painted("grill", 10)
    tracker.track(order(line("Steak", status="preparing")), 11, due=6)
    assert tracker.take_overdue(100) == []


def test_an_order_that_is_gone_is_not_missed(tracker: PaintTracker) -> None:
    tracker.forget("order 1")
    assert tracker.take_overdue(100) == []


def test_a_recalled_line_is_looked_out_for_anew(tracker: PaintTracker) -> None:
    tracker.note_painted("grill", 10)
    tracker.track(order(line("Steak", status="ready")), 11, due=6)
    tracker.track(order(line("Steak", status="preparing")), 12, due=7)
    assert tracker.take_overdue(100) == [unseen(seq=12)]


def test_a_recalled_line_has_the_whole_time_again(tracker: PaintTracker) -> None:
    tracker.track(order(line("Steak", status="ready")), 11, due=6)
    tracker.track(order(line("Steak", status="preparing")), 12, due=7)
    assert tracker.take_overdue(6.999) == []


def test_another_round_is_looked_out_for_anew(tracker: PaintTracker) -> None:
    tracker.note_painted("grill", 10)
    tracker.track(order(line("Steak"), line("Ribs")), 12, due=7)
    assert tracker.take_overdue(100) == [unseen(seq=12)]


def test_another_round_does_not_put_off_the_one_before_it(tracker: PaintTracker) -> None:
    tracker.track(order(line("Steak"), line("Ribs")), 12, due=7)
    assert tracker.take_overdue(5) == [unseen(seq=12)]


def test_a_round_that_a_report_has_spoken_for_adds_no_second_one(tracker: PaintTracker) -> None:
    tracker.track(order(line("Steak"), line("Ribs")), 12, due=7)
    tracker.take_overdue(5)
    assert tracker.take_overdue(100) == []


def test_a_round_after_the_report_is_reported_again(tracker: PaintTracker) -> None:
    tracker.take_overdue(5)
    tracker.track(order(line("Steak"), line("Ribs")), 12, due=9)
    assert tracker.take_overdue(9) == [unseen(seq=12)]


def test_a_round_is_not_reported_early_for_lines_that_are_done(tracker: PaintTracker) -> None:
    tracker.track(order(line("Steak", status="ready"), line("Ribs")), 12, due=7)
    assert tracker.take_overdue(6.999) == []


@pytest.mark.parametrize(
    "since",
    [
        pytest.param(lambda out: out.note_painted("grill", 10), id="painted"),
        pytest.param(lambda out: out.track(order(line("Steak", status="ready")), 11, 6), id="done"),
        pytest.param(lambda out: out.forget("order 1"), id="gone"),
    ],
)
def test_a_report_is_over_when_its_reason_is(
    tracker: PaintTracker,
    since: Any,  # noqa: ANN401 - a step of the test
) -> None:
    [report] = tracker.take_overdue(5)
    assert (tracker.is_still_true(report), tracker.unpainted) == (True, 1)
    since(tracker)
    assert (tracker.is_still_true(report), tracker.unpainted) == (False, 0)


def test_only_orders_whose_time_is_up_are_counted(tracker: PaintTracker) -> None:
    assert tracker.unpainted == 0


def test_an_order_that_misses_two_stations_is_counted_once() -> None:
    tracker = PaintTracker()
    tracker.track(order(line("Steak"), line("Beer", "bar")), 10, due=5)
    tracker.track(order(line("Soup"), number=2), 11, due=5)
    tracker.take_overdue(5)
    assert tracker.unpainted == 2


def test_a_screen_of_two_stations_has_painted_for_both() -> None:
    tracker = PaintTracker()
    tracker.track(order(line("1", "grill"), line("2", "fryer")), 3, due=5.0)

    tracker.note_painted("grill,fryer", 3)

    assert tracker.take_overdue(6.0) == []
