"""Moving an order's times: it is as old as before, and says when it really was taken."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET
from msgspec.structs import replace

from hub.domain.clock_correction import keep_age, move_times
from hub.domain.orders import ItemStatus, Order, OrderStatus, StationStep
from hub.domain.times import instant, milliseconds
from tests.support.one_screen import HUB_MS, a_line, an_order

_HOUR = 3_600_000
_steps = st.integers(-(10**12), 10**12).filter(bool)


def cooked(taken: int = 0) -> Order:
    """Make an order that was taken, confirmed and cooked, a minute from one to the next."""
    at = [instant(HUB_MS + taken + minute * 60_000) for minute in range(4)]
    line = a_line(created_at=at[0], started_at=at[2], ready_at=at[3], status=ItemStatus.READY)
    return an_order(
        1, line, taken=taken, confirmed_at=at[1], updated_at=at[3], status=OrderStatus.READY
    )


def times(order: Order) -> list[int]:
    line = order.items[0]
    all_of_them = [order.created_at, order.confirmed_at, line.created_at]
    all_of_them += [line.started_at, line.ready_at]
    return [milliseconds(each) for each in all_of_them if each is not None]


@given(_steps)
def test_every_time_of_an_order_is_moved_by_the_same(by: int) -> None:
    after = move_times(cooked(), by, instant(HUB_MS + by))
    assert times(after) == [each + by for each in times(cooked())]


@given(_steps)
def test_a_moved_order_is_as_old_as_it_was(by: int) -> None:
    before = replace(cooked(), age_from=instant(HUB_MS - _HOUR))
    after = move_times(before, by, instant(HUB_MS + by))
    assert milliseconds(after.counted_from) == milliseconds(before.counted_from) + by


def test_a_moved_order_is_a_new_version_changed_now() -> None:
    now = instant(HUB_MS + _HOUR)
    after = move_times(cooked(), _HOUR, now)
    assert (after.version, after.updated_at) == (2, now)


def test_moving_by_nothing_changes_nothing() -> None:
    order = cooked()
    assert move_times(order, 0, instant(HUB_MS)) is order


def older(order: Order, by: int, *, at_least: bool = False, since: int = HUB_MS) -> Order:
    """Correct an order from before ``since``."""
    now = instant(HUB_MS + by)
    return keep_age(order, by=by, ages_by=by, at_least=at_least, since=since, now=now)


@given(_steps)
def test_an_earlier_order_stays_as_old_as_it_was(by: int) -> None:
    before = cooked(taken=-_HOUR)
    after = older(before, by)
    assert milliseconds(after.counted_from) == milliseconds(before.counted_from) + by


@given(_steps)
def test_an_earlier_order_still_says_when_it_was_taken(by: int) -> None:
    before = cooked(taken=-_HOUR)
    assert times(older(before, by)) == times(before)


def test_what_was_done_to_an_earlier_order_by_the_wrong_clock_is_moved() -> None:
    # Taken and confirmed before the power cut; cooked after it.
    after = older(cooked(taken=-90_000), _HOUR)
    moved_by = [new - old for new, old in zip(times(after), times(cooked(-90_000)), strict=True)]
    assert moved_by == [0, 0, 0, _HOUR, _HOUR]


def test_a_step_there_and_back_leaves_no_trace_on_an_age() -> None:
    assert older(older(cooked(taken=-_HOUR), 500), -500).age_from is UNSET


def test_an_age_that_nobody_knows_is_said_to_be_one() -> None:
    assert older(cooked(taken=-_HOUR), 0, at_least=True).age_at_least is True


def test_an_age_that_was_uncertain_stays_so() -> None:
    uncertain = older(cooked(taken=-_HOUR), 0, at_least=True)
    assert older(uncertain, _HOUR).age_at_least is True


def test_an_order_that_never_comes_back_has_no_age_to_correct() -> None:
    gone = replace(cooked(taken=-_HOUR), status=OrderStatus.COMPLETED)
    assert older(gone, _HOUR, at_least=True) is gone


def test_an_order_that_may_be_recalled_has_one() -> None:
    served = replace(cooked(taken=-_HOUR), status=OrderStatus.SERVED)
    assert older(served, 0, at_least=True).age_at_least is True


def dinner() -> Order:
    """Make an order with a course that was fired, one that is held, and a line of two stations."""
    at = instant(HUB_MS)
    step = StationStep(station="grill", started_at=at)
    main = a_line(created_at=at, fired_at=instant(HUB_MS + _HOUR), at=(step,))
    return replace(an_order(1, main), held=(a_line(created_at=at),))


@given(_steps)
def test_held_lines_and_each_station_s_times_are_moved_along(by: int) -> None:
    after = move_times(dinner(), by, instant(HUB_MS + by))

    [main], [held] = after.items, after.held or ()
    assert [each.started_at for each in main.at or ()] == [instant(HUB_MS + by)]
    assert held.created_at == instant(HUB_MS + by)


@given(_steps, st.integers(-(10**9), 10**9).filter(bool))
def test_a_course_is_as_long_fired_as_before(by: int, ages_by: int) -> None:
    for after in (
        move_times(dinner(), by, instant(HUB_MS)),
        keep_age(dinner(), by=0, ages_by=ages_by, at_least=True, since=HUB_MS, now=instant(HUB_MS)),
    ):
        fired = after.items[0].fired_at
        assert fired
        assert milliseconds(fired) - milliseconds(after.counted_from) == _HOUR
