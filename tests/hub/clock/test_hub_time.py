"""The hub's time goes on evenly, whatever is done to the machine's wall clock."""

from itertools import pairwise

from msgspec.structs import replace

from hub.clock.hub_time import PLAUSIBLE, STEP, Correction, HubTime, Mark
from hub.store.reads import LastKnown
from tests.support.branch import OPENING_TIME, HeldClock

_SECOND, _HOUR, _DAY = 1_000, 3_600_000, 86_400_000
_Y1970, _Y2038 = 5 * _SECOND, 2_147_483_648 * _SECOND


def opened(machine: HeldClock, mark: Mark | None = None, last: LastKnown | None = None) -> HubTime:
    time = HubTime(machine)
    time.load(mark, last or LastKnown())
    return time


def settled(time: HubTime) -> Mark | None:
    """Look once and carry out what is due; return what would be on disk then."""
    correction = time.look()
    if correction is None:
        return None
    mark = time.take(correction, 0)
    time.commit(mark)
    return mark


def running(machine: HeldClock) -> tuple[HubTime, Mark]:
    time = opened(machine)
    mark = settled(time)
    assert mark is not None
    return time, mark


def test_it_begins_with_the_wall_clock() -> None:
    time, _ = running(HeldClock())
    assert time.now() == OPENING_TIME


def test_it_goes_on_while_nobody_looks_at_a_wall_clock_that_was_set() -> None:
    machine = HeldClock()
    time, _ = running(machine)
    machine.set(_Y1970)
    machine.forward(10 * _SECOND)
    assert time.now() == OPENING_TIME + 10 * _SECOND


def test_a_wall_clock_that_was_set_is_followed() -> None:
    machine = HeldClock()
    time, _ = running(machine)
    for wall in (OPENING_TIME - _HOUR, OPENING_TIME + _DAY, _Y1970, _Y2038):
        machine.set(wall)
        settled(time)
        assert time.now() == wall


def test_from_two_seconds_on_it_counts_as_set() -> None:
    machine = HeldClock()
    time, _ = running(machine)
    machine.set(OPENING_TIME + 2_000)
    assert time.look() is None
    machine.set(OPENING_TIME + 2_001)
    assert time.look() == Correction(2_001, 2_001, False, OPENING_TIME, 0)


def test_the_correction_is_as_large_as_the_step() -> None:
    machine = HeldClock()
    time, _ = running(machine)
    machine.set(OPENING_TIME - _HOUR)
    assert time.look() == Correction(-_HOUR, -_HOUR, False, OPENING_TIME, 0)


def test_a_wall_clock_that_goes_as_it_should_corrects_nothing() -> None:
    machine = HeldClock()
    time, _ = running(machine)
    machine.forward(_DAY)
    assert time.look() is None


def test_what_is_shown_follows_when_the_correction_is_on_disk() -> None:
    machine = HeldClock()
    time, _ = running(machine)
    machine.set(OPENING_TIME + _DAY)
    correction = time.look()
    assert correction is not None
    mark = time.take(correction, 0)
    assert (time.now(), time.shown.now()) == (OPENING_TIME + _DAY, OPENING_TIME)
    time.commit(mark)
    assert time.shown.now() == OPENING_TIME + _DAY


def test_a_correction_that_did_not_reach_the_disk_is_due_again() -> None:
    machine = HeldClock()
    time, _ = running(machine)
    machine.set(OPENING_TIME + _DAY)
    correction = time.look()
    assert correction is not None
    time.take(correction, 0)
    time.forget_staged()
    assert time.now() == OPENING_TIME
    assert time.look() == correction


def test_a_correction_that_was_durable_after_all_is_taken_from_disk() -> None:
    machine = HeldClock()
    time, _ = running(machine)
    machine.set(OPENING_TIME + _DAY)
    correction = time.look()
    assert correction is not None
    mark = time.take(correction, 0)
    time.forget_staged()
    time.load(mark, LastKnown())
    assert (time.now(), time.look()) == (OPENING_TIME + _DAY, None)


def test_a_small_difference_is_followed_slowly() -> None:
    machine = HeldClock()
    time, _ = running(machine)
    machine.set(OPENING_TIME + STEP)
    seen = [time.now()]
    for _ in range(250):
        machine.forward(_SECOND)
        assert time.look() is None
        seen.append(time.now())
    steps = {after - before for before, after in pairwise(seen)}
    assert steps == {_SECOND, _SECOND + 10}
    assert time.now() == machine.wall()


def test_that_the_network_has_set_the_clock_is_written_down_once() -> None:
    machine = HeldClock()
    time, _ = running(machine)
    machine.is_synchronized = True
    mark = settled(time)
    assert mark is not None
    assert mark.trusted
    assert time.look() is None


def test_the_steady_time_is_moved_by_no_correction() -> None:
    machine = HeldClock()
    time, _ = running(machine)
    for wall in (_Y2038, _Y1970, OPENING_TIME):
        machine.set(wall)
        settled(time)
        machine.forward(_SECOND)
    assert time.steady.now() == OPENING_TIME + 3 * _SECOND


def test_a_restart_goes_on_where_the_machine_is_whatever_the_wall_clock_says() -> None:
    machine = HeldClock()
    _, mark = running(machine)
    machine.forward(_HOUR)
    machine.set(_Y1970)
    time = opened(machine, mark)
    assert time.now() == OPENING_TIME + _HOUR


def test_a_step_while_the_hub_was_down_is_corrected_by_the_next() -> None:
    machine = HeldClock()
    _, mark = running(machine)
    machine.set(OPENING_TIME + _DAY)
    correction = opened(machine, mark).look()
    assert correction is not None
    assert (correction.by, correction.at_least) == (_DAY, False)


class TestAfterTheMachineStartedAnew:
    """The wall clock may show anything; the last time that is known is on disk."""

    LAST = LastKnown(seq=7, number=3, event=OPENING_TIME + _HOUR)

    def started(
        self, wall: int, *, trusted: bool = True, synchronized: bool = False
    ) -> tuple[HeldClock, HubTime]:
        machine = HeldClock()
        machine.is_synchronized = trusted
        _, mark = running(machine)
        machine.start_anew(wall)
        machine.is_synchronized = synchronized
        return machine, opened(machine, mark, self.LAST)

    def test_a_stopped_clock_is_not_believed(self) -> None:
        _, time = self.started(_Y1970)
        assert time.now() == OPENING_TIME + _HOUR

    def test_ages_go_on_from_the_last_time_that_is_known(self) -> None:
        _, time = self.started(_Y1970)
        assert time.look() == Correction(0, 0, True, OPENING_TIME + _HOUR, 3)

    def test_a_clock_that_went_on_says_for_how_long_it_was_off(self) -> None:
        _, time = self.started(OPENING_TIME + 2 * _HOUR)
        assert time.now() == OPENING_TIME + 2 * _HOUR
        assert time.look() == Correction(0, 0, True, OPENING_TIME + 2 * _HOUR, 3)

    def test_nothing_is_said_by_the_difference_to_a_clock_that_may_have_been_wrong(self) -> None:
        wall = OPENING_TIME + 2 * _HOUR
        _, time = self.started(wall, trusted=False, synchronized=True)
        assert time.look() == Correction(0, _HOUR, True, wall, 3)

    def test_one_that_was_set_by_the_network_says_it_exactly(self) -> None:
        _, time = self.started(OPENING_TIME + 2 * _HOUR, synchronized=True)
        assert time.look() == Correction(0, 0, False, OPENING_TIME + 2 * _HOUR, 3)

    def test_no_ticket_is_believed_to_be_years_old(self) -> None:
        _, time = self.started(_Y2038)
        jumped = _Y2038 - OPENING_TIME - _HOUR
        assert jumped > PLAUSIBLE
        assert time.look() == Correction(0, jumped, True, _Y2038, 3)

    def test_a_network_that_says_it_is_earlier_than_it_was_is_believed(self) -> None:
        _, time = self.started(OPENING_TIME, synchronized=True)
        assert time.now() == OPENING_TIME
        assert time.look() == Correction(0, -_HOUR, True, OPENING_TIME, 3)

    def test_a_stopped_clock_is_believed_once_it_was_set(self) -> None:
        machine, time = self.started(_Y1970)
        settled(time)
        machine.forward(_SECOND)
        assert time.look() is None
        machine.set(OPENING_TIME + 5 * _HOUR)
        correction = time.look()
        assert correction is not None
        assert correction.by == 4 * _HOUR - _SECOND

    def test_it_is_believed_as_well_once_the_network_has_agreed(self) -> None:
        machine, time = self.started(OPENING_TIME)
        settled(time)
        machine.is_synchronized = True
        correction = time.look()
        assert correction is not None
        assert correction.by == -_HOUR

    def test_it_stays_disbelieved_when_only_the_hub_starts_anew(self) -> None:
        machine, time = self.started(_Y1970)
        mark = settled(time)
        machine.forward(_HOUR)
        after = opened(machine, mark, self.LAST)
        assert (after.now(), after.look()) == (OPENING_TIME + 2 * _HOUR, None)

    def test_the_steady_time_stood_still_meanwhile(self) -> None:
        _, time = self.started(_Y2038)
        assert time.steady.now() == OPENING_TIME

    def test_a_machine_without_a_name_for_its_runs_counts_as_started_anew(self) -> None:
        machine = HeldClock()
        _, mark = running(machine)
        machine.boot = ""
        correction = opened(machine, replace(mark, boot=""), self.LAST).look()
        assert correction is not None
        assert correction.at_least
