"""Ages come from the hub's times and the screen's own clock; no clock's step changes them."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from display.state.messages import OrderSeen, RecentSeen, Snapshot
from hub.domain.orders import ItemStatus, Order
from hub.domain.times import instant
from tests.support.one_screen import HUB_MS, Screen, a_line, an_order

steps = st.integers(-(10**10), 10**10)


def age(screen: Screen, order_id: str, now: int) -> int:
    return screen.state.age(screen.state.replica.orders[order_id], now)


def stepped(order: Order, by: int) -> Order:
    """Write an order as the hub does after its clock was set: all of its times moved along."""
    return replace(order, created_at=instant(HUB_MS + by), updated_at=instant(HUB_MS + by))


def test_a_ticket_ages_with_the_screens_clock() -> None:
    screen = Screen(an_order(1, taken=-60_000))
    assert [age(screen, "o1", now) for now in (0, 1_000, 500_000)] == [60_000, 61_000, 560_000]


def test_an_order_that_an_event_brings_is_as_old_as_the_event_says() -> None:
    screen = Screen()
    order = an_order(1, taken=-60_000, updated_at=instant(HUB_MS))
    screen.hears(order)
    assert age(screen, "o1", 1_000) == 60_000


@given(steps)
def test_a_step_of_the_hubs_clock_changes_no_age(step: int) -> None:
    order = an_order(1)
    screen = Screen(order)
    screen.hears(replace(stepped(order, step), version=2))
    assert age(screen, "o1", 5_000) == 5_000
    hub_ms = HUB_MS + step + 5_000
    orders = (replace(stepped(order, step), version=2),)
    screen.tell(Snapshot(now=5_000, epoch="e", seq=11, hub_ms=hub_ms, orders=orders))
    assert age(screen, "o1", 6_000) == 6_000


@given(steps)
def test_an_order_taken_after_the_hubs_clock_was_set_starts_at_zero(step: int) -> None:
    screen = Screen()
    fresh = stepped(an_order(1), step)
    screen.tell(OrderSeen(now=9_000, seq=11, order=fresh, new=True))
    assert age(screen, "o1", 9_500) == 500


def test_an_order_from_the_hubs_future_ages_from_now_on() -> None:
    screen = Screen(an_order(1, taken=60_000))
    assert [age(screen, "o1", now) for now in (0, 5_000)] == [0, 5_000]


@given(steps, steps, st.integers(0, 10**9))
def test_no_age_is_ever_negative(taken: int, updated: int, now: int) -> None:
    screen = Screen(an_order(1, taken=taken))
    screen.hears(an_order(2, taken=taken, updated_at=instant(HUB_MS + updated)))
    assert age(screen, "o1", now) >= 0
    assert age(screen, "o2", now) >= 0


def test_an_age_counts_from_where_the_hub_says() -> None:
    screen = Screen(an_order(1, taken=-3_600_000, age_from=instant(HUB_MS - 60_000)))
    assert age(screen, "o1", 1_000) == 61_000


def test_so_does_the_age_of_an_order_that_an_event_brings() -> None:
    screen = Screen()
    start, at = instant(HUB_MS - 60_000), instant(HUB_MS)
    screen.hears(an_order(1, taken=-3_600_000, age_from=start, updated_at=at))
    assert age(screen, "o1", 1_000) == 60_000


def test_a_screen_that_starts_after_a_power_cut_knows_that_an_order_may_be_older() -> None:
    screen = Screen(an_order(1, age_at_least=True), an_order(2))
    assert screen.state.at_least == {"o1"}


def test_a_screen_that_has_seen_the_order_come_knows_better() -> None:
    screen = Screen(an_order(1))
    screen.hears(an_order(1, version=2, age_at_least=True))
    screen.tell(screen.snapshot(an_order(1, version=2, age_at_least=True)))
    assert screen.state.at_least == set()


def test_what_is_at_least_so_old_stays_so_while_it_is_known() -> None:
    screen = Screen(an_order(1, age_at_least=True))
    screen.tell(screen.snapshot(an_order(1, version=2)))
    assert screen.state.at_least == {"o1"}


def test_it_is_forgotten_with_the_order() -> None:
    screen = Screen(an_order(1, age_at_least=True))
    screen.bumped("o1", "served")
    screen.tell(RecentSeen(now=1_000, orders=()))
    screen.tell(screen.snapshot(an_order(2)))
    assert screen.state.at_least == set()


def test_a_ticket_keeps_its_age_when_it_is_recalled() -> None:
    screen = Screen(an_order(1, taken=-60_000))
    screen.bumped("o1", "served")
    screen.hears(an_order(1, version=3))
    assert age(screen, "o1", 2_000) == 62_000


def test_ages_of_orders_that_are_gone_are_forgotten() -> None:
    screen = Screen(an_order(1))
    screen.bumped("o1", "served")
    screen.tell(RecentSeen(now=1_000, orders=()))
    screen.tell(screen.snapshot(an_order(2)))
    assert set(screen.state.taken_at) == {"o2"}


@given(steps)
def test_a_hub_that_only_sets_its_own_clock_changes_no_age_either(step: int) -> None:
    screen = Screen(an_order(1))
    hub_ms = HUB_MS + step + 5_000
    screen.tell(Snapshot(now=5_000, epoch="e", seq=10, hub_ms=hub_ms, orders=(an_order(1),)))
    assert age(screen, "o1", 6_000) == 6_000


def test_a_course_that_was_fired_later_is_as_old_as_that_once_the_one_before_is_done() -> None:
    fired_at = instant(HUB_MS + 40 * 60_000)
    starter, main = a_line("Soup", course=1), a_line("Steak", course=2, fired_at=fired_at)
    screen = Screen(an_order(1, starter, main))
    now = 45 * 60_000
    [order] = screen.state.board()
    assert screen.state.age(order, now) == now

    served = replace(starter, status=ItemStatus.SERVED)
    screen.hears(an_order(1, served, main, version=2))

    [order] = screen.state.board()
    assert screen.state.age(order, now) == 5 * 60_000
