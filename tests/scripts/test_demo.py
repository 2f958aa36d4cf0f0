"""The demo's people, without a hub: guests that come as guests do, and a crew at human speed."""

import math
import statistics
from collections import Counter
from itertools import pairwise
from typing import Any

import msgspec
import pytest

from hub.wire import order_requests, strict_json
from scripts.demo import arrivals
from scripts.demo.crew import HANDS, Cooks, Waiters, cooking_seconds
from scripts.demo.dice import dice
from scripts.demo.guests import Guests, Larder
from scripts.demo.orders import TABLES, Body, another_round, new_order, stage_of
from scripts.demo.wire import Deed, DemoModifier, Dish, Line, Ticket


def uuid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


def dish(number: int, category: str, **fields: object) -> Dish:
    plain = Dish(id=uuid(number), name=f"Dish {number}", category=category)
    return msgspec.structs.replace(plain, **fields)


MENU = (
    dish(1, "starters", station="cold", target_minutes=6),
    dish(
        2, "mains", station="grill", target_minutes=14, modifiers=(DemoModifier(uuid(20), "rare"),)
    ),
    dish(3, "mains", station="fry", target_minutes=10),
    dish(4, "desserts", station="cold", target_minutes=5, available=False),
    dish(5, "drinks", station="bar", target_minutes=2),
)
Bodies = tuple[Body, ...]
BY_ID = {each.id: each for each in MENU}


def line(name: str, status: str = "pending", **fields: object) -> Line:
    plain = Line(id=name, name=name, status=status, station="grill")
    return msgspec.structs.replace(plain, **fields)


def ticket(name: str, *lines: Line, **fields: object) -> Ticket:
    plain = Ticket(id=name, order_number=name, type="dine_in", status="preparing", items=lines)
    return msgspec.structs.replace(plain, **fields)


class TestArrivals:
    def test_the_same_seed_gives_the_same_arrivals_however_time_is_cut(self) -> None:
        whole = arrivals.between(7, 0.0, arrivals.SERVICE)
        cuts = [0.0, 0.3, 59.9, 61.0, 3600.0, 3601.5, 20_000.0, arrivals.SERVICE]
        pieces = [time for cut in pairwise(cuts) for time in arrivals.between(7, *cut)]
        assert pieces == whole == sorted(set(whole))

    def test_another_seed_gives_others(self) -> None:
        assert arrivals.between(7, 0.0, 3600.0) != arrivals.between(8, 0.0, 3600.0)

    def test_lunch_and_dinner_are_peaks(self) -> None:
        hours = [arrivals.OPENING_HOUR + step / 4 for step in range(48)]
        rates = [arrivals.rate(arrivals.at(hour)) for hour in hours]
        peaks = [
            hours[at]
            for at in range(1, len(rates) - 1)
            if rates[at - 1] < rates[at] > rates[at + 1]
        ]
        assert peaks == [12.75, 19.5]

    def test_no_rate_is_above_the_busiest(self) -> None:
        assert all(0 < arrivals.rate(second) <= arrivals.BUSIEST for second in range(0, 90_000, 60))

    @pytest.mark.parametrize("hour", [11.0, 12.5, 15.5, 19.0, 22.0])
    def test_as_many_come_in_an_hour_as_the_rate_says(self, hour: float) -> None:
        start, days = arrivals.at(hour), 300
        counts = [
            len(arrivals.between(1, first, first + 3600))
            for first in (start + day * arrivals.SERVICE for day in range(days))
        ]
        expected = statistics.fmean(arrivals.rate(start + second) for second in range(3600))
        # Of a Poisson process the variance is the mean; four deviations of the average of 300 days.
        assert statistics.fmean(counts) == pytest.approx(
            expected, abs=4 * math.sqrt(expected / days)
        )
        assert statistics.variance(counts) == pytest.approx(expected, rel=0.4)

    def test_the_next_day_is_like_the_first_and_not_the_same(self) -> None:
        day = arrivals.SERVICE
        assert arrivals.rate(day + 60) == arrivals.rate(60)
        first, second = arrivals.between(1, 0, day), arrivals.between(1, day, 2 * day)
        assert [time + day for time in first] != second

    def test_the_clock_reads_as_on_the_wall(self) -> None:
        assert arrivals.clock_text(arrivals.at(12.5)) == "12:30"
        assert arrivals.clock_text(arrivals.SERVICE + arrivals.at(19.75)) == "19:45"


@pytest.fixture(scope="module")
def bodies() -> Bodies:
    return tuple(new_order(1, float(time), MENU, ()) for time in range(2000))


class TestOrders:
    def test_every_order_is_one_that_the_hub_takes(self, bodies: Bodies) -> None:
        for body in bodies:
            order = strict_json.convert(body, order_requests.NewOrder)
            assert isinstance(order, order_requests.NewOrder)
            assert order.items

    def test_the_same_arrival_orders_the_same(self, bodies: Bodies) -> None:
        assert new_order(1, 3.0, MENU, ()) == bodies[3]

    def test_drinks_are_no_course(self, bodies: Bodies) -> None:
        courses = {each.get("course") for body in bodies for each in lines_of(body)}
        assert courses == {None, 1, 2}

    def test_tables_are_the_most_and_delivery_the_least(self, bodies: Bodies) -> None:
        counts = Counter(str(body["type"]) for body in bodies)
        assert [kind for kind, _ in counts.most_common()] == ["dine_in", "takeout", "delivery"]
        assert counts["delivery"] > 200

    def test_who_sits_has_a_table_and_who_does_not_has_a_name(self, bodies: Bodies) -> None:
        for body in bodies:
            at_table = body["type"] == "dine_in"
            assert (body.get("table_number") in TABLES) is at_table
            assert at_table or body.get("customer_name")

    def test_a_table_with_an_open_order_is_not_given_away(self) -> None:
        taken = set(TABLES) - {"17"}
        tables = {new_order(1, float(time), MENU, taken).get("table_number") for time in range(50)}
        assert tables == {"17", None}

    def test_nobody_orders_what_is_sold_out(self, bodies: Bodies) -> None:
        ordered = {str(each["menu_item_id"]) for body in bodies for each in lines_of(body)}
        assert ordered == {each.id for each in MENU if each.available}

    def test_some_rush_some_leave_notes_and_some_want_changes(self, bodies: Bodies) -> None:
        lines = [each for body in bodies for each in lines_of(body)]
        assert 50 < sum(body.get("priority") == "rush" for body in bodies) < 200
        assert any("notes" in body for body in bodies)
        assert any("notes" in each for each in lines)
        assert any("modifiers" in each for each in lines)
        assert any(each["quantity"] == 3 for each in lines)

    @pytest.mark.parametrize("dessert", [False, True])
    def test_every_further_round_is_one_that_the_hub_takes(self, dessert: bool) -> None:
        for number in range(200):
            body = another_round(dice(number, "round"), MENU, dessert=dessert)
            round_ = strict_json.convert(body, order_requests.AddItems)
            assert 1 <= len(round_.items) <= 6

    def test_a_meal_starts_with_drinks_and_ends_with_sweets(self) -> None:
        assert [stage_of(each) for each in MENU] == [1, 2, 2, 3, 0]


def lines_of(body: dict[str, object]) -> list[dict[str, Any]]:
    items = body["items"]
    assert isinstance(items, list)
    return items


class TestCooks:
    def test_a_cook_needs_a_moment_before_starting(self) -> None:
        cooks, board = Cooks(1), [ticket("A", line("a"))]
        assert cooks.look(board, BY_ID, 0.0) == []
        assert moves(cooks.look(board, BY_ID, 300.0)) == {"a": "preparing"}

    def test_a_line_is_ready_after_its_own_time_and_not_before(self) -> None:
        steak = line("a", "preparing", menu_item_id=uuid(2))
        cooks, board = Cooks(1), [ticket("A", steak)]
        takes = cooking_seconds(1, steak, BY_ID)
        cooks.look(board, BY_ID, 100.0)
        assert cooks.look(board, BY_ID, 99.0 + takes) == []
        assert moves(cooks.look(board, BY_ID, 101.0 + takes)) == {"a": "ready"}

    def test_half_of_a_dish_is_done_within_two_thirds_of_its_target(self) -> None:
        steaks = [line(str(number), menu_item_id=uuid(2)) for number in range(999)]
        times = [cooking_seconds(1, steak, BY_ID) for steak in steaks]
        assert statistics.median(times) == pytest.approx(14 * 60 * 0.65, rel=0.05)
        assert min(times) > 120

    def test_a_station_has_only_so_many_hands(self) -> None:
        lines = [line(f"p{number}", "preparing") for number in range(HANDS - 1)]
        waiting = [ticket(f"T{number}", line(f"w{number}")) for number in range(3)]
        started = looked_at([ticket("A", *lines), *waiting])
        assert list(moves(started).values()).count("preparing") == 1

    def test_a_rush_order_goes_first(self) -> None:
        busy = ticket("A", *(line(f"p{number}", "preparing") for number in range(HANDS - 1)))
        late = ticket("C", line("c"), priority="rush")
        assert "c" in moves(looked_at([busy, ticket("B", line("b")), late]))

    def test_a_later_course_waits_for_the_one_before(self) -> None:
        board = [ticket("A", line("starter", course=1), line("main", course=2))]
        assert moves(looked_at(board)) == {"starter": "preparing"}

    def test_several_lines_of_a_station_are_bumped_as_one(self) -> None:
        body: dict[str, object] = {"status": "preparing", "station": "grill"}
        [deed] = looked_at([ticket("A", line("a"), line("b"), line("c", station="fry"))])[:1]
        assert deed == Deed("POST", "/api/kitchen/orders/A/bump", body)

    def test_a_few_lines_are_recalled_each_once(self) -> None:
        cooks = Cooks(1)
        board = [ticket("A", *(line(str(number), "ready") for number in range(1000)))]
        cooks.look(board, BY_ID, 0.0)
        slips = cooks.look(board, BY_ID, 5.0)
        assert 5 < len(slips) < 30
        assert cooks.look(board, BY_ID, 10.0) == []


def looked_at(board: list[Ticket]) -> list[Deed]:
    """What cooks begin who have had the board before their eyes for a while."""
    cooks = Cooks(1)
    cooks.look(board, {}, 0.0)
    return [deed for deed in cooks.look(board, {}, 200.0) if deed.body != {"status": "ready"}]


def moves(deeds: list[Deed]) -> dict[str, object]:
    return {
        deed.path.split("/")[4]: (deed.body or {})["status"]
        for deed in deeds
        if deed.path.startswith("/api/kitchen/items/")
    }


class TestWaiters:
    def test_a_ready_order_is_carried_as_a_whole_after_the_walk(self) -> None:
        waiters = Waiters(1)
        board = [ticket("A", line("a", "ready"), line("b", "ready"), status="ready")]
        assert waiters.look(board, 0.0) == []
        [deed] = waiters.look(board, 900.0)
        assert deed == Deed("POST", "/api/kitchen/orders/A/bump", {"status": "served"})

    def test_the_first_course_goes_out_while_the_second_is_made(self) -> None:
        waiters = Waiters(1)
        starter, main = line("a", "ready", course=1), line("b", "preparing", course=2)
        waiters.look([ticket("A", starter, main)], 0.0)
        assert moves(waiters.look([ticket("A", starter, main)], 900.0)) == {"a": "served"}

    def test_a_takeout_order_waits_until_all_of_it_is_there(self) -> None:
        waiters = Waiters(1)
        board = [ticket("A", line("a", "ready"), line("b", "preparing"), type="takeout")]
        waiters.look(board, 0.0)
        assert waiters.look(board, 9000.0) == []

    def test_a_held_course_is_fired_when_the_one_before_it_is_ready(self) -> None:
        waiters = Waiters(1)
        held = (line("b", course=2),)
        cooking = ticket("A", line("a", "preparing", course=1), held=held)
        assert waiters.look([cooking], 0.0) == []
        ready = ticket("A", line("a", "ready", course=1), held=held)
        assert waiters.look([ready], 900.0) == [Deed("POST", "/api/orders/A/fire", {})]


class TestGuests:
    def test_an_order_that_left_the_board_is_paid_for_or_followed_by_a_dessert(self) -> None:
        guests = Guests(1)
        guests.look([ticket(str(number), line("a")) for number in range(100)], MENU, 0.0)
        guests.look([], MENU, 10.0)
        assert guests.look([], MENU, 20.0) == []
        ends = Counter(deed.path.split("/")[-1] for deed in guests.look([], MENU, 9000.0))
        assert ends.total() == 100
        assert 0 < ends["items"] < ends["status"]
        assert guests.left_to_pay == 0

    def test_each_change_of_mind_comes_once(self) -> None:
        guests = Guests(1)
        board = [ticket(str(number), line("a"), line("b")) for number in range(400)]
        guests.look(board, MENU, 0.0)
        changes = Counter(
            deed.method + deed.path.split("/")[-1] for deed in guests.look(board, MENU, 700.0)
        )
        assert changes["POSTcancel"] > 0
        assert changes["POSTitems"] > 0
        assert guests.look(board, MENU, 1400.0) == []

    def test_what_is_sold_out_comes_back(self) -> None:
        larder = Larder(1, 0.0)
        told = [deed for minute in range(600) for deed in larder.look(MENU, minute * 60.0)]
        available = [(deed.body or {})["available"] for deed in told]
        assert len(available) > 4
        assert available == [number % 2 == 1 for number in range(len(available))]

    def test_the_last_dish_never_runs_out(self) -> None:
        larder = Larder(1, 0.0)
        assert all(larder.look(MENU[:1], minute * 60.0) == [] for minute in range(600))
