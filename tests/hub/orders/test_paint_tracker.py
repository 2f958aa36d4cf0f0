"""What has to be on a screen by when: the rules, with the time given."""

from typing import Any

import pytest
from msgspec import UNSET

from hub.domain.orders import Item, ItemStatus, Order, OrderType, StationStep
from hub.domain.times import Instant
from hub.orders.paint_tracker import PaintLook, PaintTracker
from hub.wire.socket_messages import Painted

THEN = Instant("2026-03-01T18:30:00.000Z")
WITHIN, CHIPS_AFTER = 5.0, 180.0


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


class Watched(PaintTracker):
    """A tracker with one hand for everything."""

    def takes(self, *lines: Item, number: int = 1, seq: int = 10, at: float = 0.0) -> None:
        self.track(number, order(*lines, number=number), seq, at)

    def paints(
        self,
        station: str | None,
        seq: int,
        tickets: tuple[int, ...] | None = None,
        chips: tuple[int, ...] | None = None,
        screen: str = "a screen",
    ) -> bool:
        """Have a screen report; without tickets and chips as the version before does."""
        report = Painted(
            seq=seq,
            tickets=UNSET if tickets is None else tickets,
            chips=UNSET if chips is None else chips,
        )
        return self.note_painted(f"{screen} of {station}", station, report)

    def at(self, now: float) -> PaintLook:
        steps = self.look(now, WITHIN, CHIPS_AFTER)
        while True:
            try:
                next(steps)
            except StopIteration as end:
                found: PaintLook = end.value
                return found

    def nowhere(self, now: float) -> dict[str | None, list[int]]:
        return {key: [each.number for each in all_] for key, all_ in self.at(now).nowhere.items()}

    def only_chips(self, now: float) -> dict[str | None, list[int]]:
        found = self.at(now).only_chips
        return {key: [each.number for each in all_] for key, all_ in found.items()}


@pytest.fixture
def tracker() -> Watched:
    """One order, put before the grill by event 10 at 0."""
    started = Watched()
    started.takes(line("Steak"))
    return started


def test_nothing_is_overdue_before_its_time(tracker: Watched) -> None:
    assert tracker.nowhere(4.999) == {}


def test_an_order_that_no_screen_has_painted_in_time_is_overdue(tracker: Watched) -> None:
    [unseen] = tracker.at(5).nowhere["grill"]
    assert (unseen.number, unseen.order_number, unseen.order_id) == (1, "ORD-00001", "order 1")


def test_it_stays_so_for_as_long_as_it_is_true(tracker: Watched) -> None:
    assert [tracker.nowhere(now) for now in (5, 100)] == [{"grill": [1]}] * 2


def test_whoever_waits_is_told_when_the_next_one_is_due(tracker: Watched) -> None:
    tracker.takes(line("Soup"), number=2, seq=11, at=-1)
    assert tracker.at(0).next_due == 4


def test_at_rest_there_is_nothing_to_wait_for(tracker: Watched) -> None:
    tracker.paints("grill", 10, (1,))
    assert tracker.at(1).next_due is None


def test_one_station_is_told_of_all_its_orders_at_once_the_oldest_first(tracker: Watched) -> None:
    tracker.takes(line("Beer", "bar"), number=4, seq=12)
    tracker.takes(line("Ribs"), number=3, seq=11)
    tracker.takes(line("Soup"), number=2, seq=13)
    assert tracker.nowhere(6) == {"grill": [1, 2, 3], "bar": [4]}


@pytest.mark.parametrize(
    ("station", "seq", "seen"),
    [
        pytest.param("grill", 10, True, id="its screen"),
        pytest.param("grill", 11, True, id="its screen, further on"),
        pytest.param("grill", 9, False, id="its screen, an older event"),
        pytest.param("bar", 10, False, id="a screen of another station"),
        pytest.param("grill,bar", 10, True, id="a screen of two stations"),
        pytest.param(None, 10, True, id="a screen of everything"),
        pytest.param(None, 9, False, id="a screen of everything, an older event"),
    ],
)
@pytest.mark.parametrize("tickets", [None, (1,)], ids=["the version before", "by its number"])
def test_it_is_seen_once_the_right_screen_has_painted_the_event(
    tracker: Watched, station: str | None, seq: int, tickets: tuple[int, ...] | None, *, seen: bool
) -> None:
    tracker.paints(station, seq, tickets)
    assert tracker.nowhere(5) == ({} if seen else {"grill": [1]})


@pytest.mark.parametrize("tickets", [(), (2, 3)])
def test_a_screen_that_does_not_name_it_does_not_show_it(
    tracker: Watched, tickets: tuple[int, ...]
) -> None:
    tracker.paints("grill", 10, tickets)
    assert tracker.nowhere(5) == {"grill": [1]}


def test_a_chip_is_seen_too_for_some_minutes(tracker: Watched) -> None:
    tracker.paints("grill", 10, (), (1,))
    assert (tracker.nowhere(5), tracker.only_chips(184)) == ({}, {})
    assert (tracker.nowhere(185), tracker.only_chips(185)) == ({}, {"grill": [1]})


def test_a_screen_that_names_only_chips_says_that_there_are_no_tickets(tracker: Watched) -> None:
    tracker.paints("grill", 10, None, (1,))
    assert tracker.at(0).next_due == CHIPS_AFTER


def test_a_chip_that_was_a_ticket_meanwhile_has_its_minutes_again(tracker: Watched) -> None:
    for now, tickets, chips in ((0, (), (1,)), (100, (1,), ()), (101, (), (1,))):
        tracker.paints("grill", 10, tickets, chips)
        tracker.at(now)
    assert tracker.only_chips(280) == {}
    assert tracker.only_chips(281) == {"grill": [1]}


def test_a_ticket_on_one_of_two_screens_is_a_ticket(tracker: Watched) -> None:
    tracker.paints("grill", 10, (), (1,))
    tracker.paints("grill", 10, (1,), (), screen="another")
    assert tracker.only_chips(1000) == {}


def test_an_order_that_is_taken_off_the_glass_has_its_time_again(tracker: Watched) -> None:
    tracker.paints("grill", 10, (1,))
    tracker.at(50)
    tracker.paints("grill", 11, ())
    assert tracker.at(51).next_due == 51 + WITHIN
    assert tracker.nowhere(55.999) == {}
    assert tracker.nowhere(56) == {"grill": [1]}


def test_a_later_report_of_less_by_an_older_screen_takes_nothing_back(tracker: Watched) -> None:
    tracker.paints("grill", 10)
    tracker.paints("grill", 3)
    assert tracker.nowhere(5) == {}


def test_only_a_report_that_says_something_else_is_worth_a_look(tracker: Watched) -> None:
    assert tracker.paints("grill", 10, (1,), (2,))
    assert not tracker.paints("grill", 11, (1,), (2,))
    assert tracker.paints("grill", 12, (1, 2), ())


def test_a_line_of_every_station_is_seen_on_any_screen() -> None:
    tracker = Watched()
    tracker.takes(line("Bread", None))
    tracker.paints("bar", 10, (1,))
    assert tracker.nowhere(5) == {}


def test_a_line_of_every_station_that_is_on_no_screen_is_overdue() -> None:
    tracker = Watched()
    tracker.takes(line("Bread", None))
    assert tracker.nowhere(5) == {None: [1]}


def test_each_station_is_reported_for_itself() -> None:
    tracker = Watched()
    tracker.takes(line("Steak"), line("Ribs"), line("Beer", "bar"), line("Pie", "oven"), seq=7)
    tracker.paints("bar", 7)
    assert tracker.nowhere(5) == {"grill": [1], "oven": [1]}


@pytest.mark.parametrize("status", ["ready", "served", "cancelled"])
def test_a_line_that_is_not_to_cook_any_more_is_not_missed(tracker: Watched, status: str) -> None:
    tracker.takes(line("Steak", status=status), seq=11, at=6)
    assert tracker.nowhere(100) == {}


def test_a_line_that_was_started_unseen_is_still_missed(tracker: Watched) -> None:
    tracker.takes(line("Steak", status="preparing"), seq=11, at=1)
    assert tracker.nowhere(5) == {"grill": [1]}


def test_a_step_or_a_note_is_not_looked_out_for_anew(tracker: Watched) -> None:
    tracker.paints("grill", 10)
    tracker.takes(line("Steak", status="preparing"), seq=11, at=6)
    assert tracker.nowhere(100) == {}


def test_an_order_that_is_gone_is_not_missed(tracker: Watched) -> None:
    tracker.forget("order 1")
    assert tracker.nowhere(100) == {}


def test_a_recalled_line_is_looked_out_for_anew_and_has_the_whole_time(tracker: Watched) -> None:
    tracker.paints("grill", 10)
    tracker.takes(line("Steak", status="ready"), seq=11, at=6)
    tracker.takes(line("Steak", status="preparing"), seq=12, at=7)
    assert (tracker.nowhere(11.999), tracker.nowhere(12)) == ({}, {"grill": [1]})


def test_another_round_is_looked_out_for_anew(tracker: Watched) -> None:
    tracker.paints("grill", 10, (1,))
    tracker.at(1)
    tracker.takes(line("Steak"), line("Ribs"), seq=12, at=7)
    assert (tracker.nowhere(11.999), tracker.nowhere(12)) == ({}, {"grill": [1]})


def test_another_round_does_not_put_off_the_one_before_it(tracker: Watched) -> None:
    tracker.takes(line("Steak"), line("Ribs"), seq=12, at=2)
    assert tracker.nowhere(5) == {"grill": [1]}


def test_a_round_that_makes_a_ticket_a_chip_has_not_been_seen_as_a_ticket(tracker: Watched) -> None:
    tracker.paints("grill", 10, (1,))
    tracker.takes(line("Steak"), line("Ribs"), seq=12, at=2)
    tracker.paints("grill", 12, (), (1,))
    assert tracker.nowhere(100) == {}
    assert tracker.only_chips(280) == {"grill": [1]}


def test_a_step_of_another_station_is_no_work_of_this_one() -> None:
    steps = (StationStep(station="grill"), StationStep(station="fryer"))
    fish = Item(id="Fish", name="Fish", quantity=1, station="grill", created_at=THEN, at=steps)
    done = (StationStep(station="grill", status=ItemStatus.READY), steps[1])
    tracker = Watched()
    tracker.takes(fish, line("Steak"))
    tracker.paints("grill", 10, (1,))
    tracker.at(1)

    tracker.takes(
        Item(id="Fish", name="Fish", quantity=1, station="grill", created_at=THEN, at=done),
        line("Steak"),
        seq=11,
    )
    tracker.takes(fish, line("Steak"), seq=12, at=3)

    assert tracker.nowhere(8) == {"grill": [1], "fryer": [1]}


@pytest.mark.parametrize(
    "since",
    [
        pytest.param(lambda out: out.paints("grill", 10, (1,)), id="painted"),
        pytest.param(lambda out: out.paints("grill", 10, (), (1,)), id="a chip"),
        pytest.param(lambda out: out.takes(line("Steak", status="ready"), seq=11), id="done"),
        pytest.param(lambda out: out.forget("order 1"), id="gone"),
    ],
)
def test_a_report_is_over_when_its_reason_is(
    tracker: Watched,
    since: Any,  # noqa: ANN401 - a step of the test
) -> None:
    assert tracker.nowhere(5) == {"grill": [1]}
    since(tracker)
    assert tracker.nowhere(5) == {}


def test_a_screen_that_is_gone_has_still_shown_what_it_showed(tracker: Watched) -> None:
    tracker.paints("grill", 10, (1,))
    tracker.note_gone("a screen of grill")
    assert tracker.nowhere(100) == {}


def test_a_screen_that_is_back_speaks_for_the_one_that_was_gone(tracker: Watched) -> None:
    tracker.paints("grill", 10, (1,))
    tracker.note_gone("a screen of grill")
    tracker.paints("grill", 11, (), screen="the same, again")
    tracker.at(6)
    assert tracker.nowhere(11) == {"grill": [1]}


def test_a_socket_that_ends_late_does_not_speak_for_the_one_that_came_after(
    tracker: Watched,
) -> None:
    tracker.paints("grill", 10, (1,))
    tracker.paints("grill", 10, (), screen="the same, again")
    tracker.note_gone("a screen of grill")
    tracker.at(1)
    assert tracker.nowhere(6) == {"grill": [1]}


def test_where_nobody_shows_the_new_orders_the_old_ones_are_shown_by_nobody_either(
    tracker: Watched,
) -> None:
    tracker.paints("grill", 10, (1,))
    tracker.note_gone("a screen of grill")
    tracker.takes(line("Ribs"), number=2, seq=11, at=20)

    assert tracker.nowhere(25) == {"grill": [2]}
    assert tracker.at(26).next_due == 31
    assert tracker.nowhere(31) == {"grill": [1, 2]}
