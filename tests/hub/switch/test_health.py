"""What was started is waited for while it goes on, and given up when it does not."""

from collections.abc import Iterator

from hub.switch.health import PATIENCE, LiveState, wait_until_well


class Clock:
    """A clock that goes on only while somebody sleeps."""

    def __init__(self) -> None:
        self.at = 0.0

    def now(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += seconds


def wait(looks: Iterator[LiveState]) -> tuple[str, float]:
    clock = Clock()
    why = wait_until_well(lambda: next(looks), clock.now, clock.sleep)
    return why, clock.at


def never(what: str) -> Iterator[LiveState]:
    while True:
        yield LiveState(well=False, progress=what)


def test_what_is_well_is_not_waited_for() -> None:
    assert wait(iter([LiveState(well=True)])) == ("", 0)


def test_a_long_migration_that_goes_on_is_waited_for() -> None:
    def migrates() -> Iterator[LiveState]:
        for step in range(2000):
            yield LiveState(well=False, progress=step // 100)
        yield LiveState(well=True)

    why, took = wait(migrates())

    assert why == ""
    assert took > 10 * PATIENCE


def test_a_minute_in_which_nothing_goes_on_is_the_end() -> None:
    why, took = wait(never("activating"))

    assert why == "nothing went on for 60 seconds; last it said: activating"
    assert took == PATIENCE


def test_what_has_ended_too_often_is_not_waited_for() -> None:
    looks = iter([LiveState(well=False), LiveState(well=False, ill="the hub ended 3 times")])

    assert wait(looks)[0] == "the hub ended 3 times"
