"""How sure a ratio is, and when ``scripts/bench`` has taken turns enough."""

import math
import random
from collections.abc import Callable, Iterator

import pytest

from scripts.benchmarks.intervals import Interval, interval, quotient
from scripts.benchmarks.turns import Effort, in_turns

PAIR = [("ours", "theirs")]


def series(*values: float) -> Callable[[], dict[str, float]]:
    """A side whose first turn, the one that is left out, is far off."""
    left = iter((1e9, *values))
    return lambda: {"rate": next(left)}


def chance(seed: int, share: float, median: float = 100.0) -> Callable[[], dict[str, float]]:
    """A side that is now and then disturbed, as on a machine that has other things to do."""
    source = random.Random(seed)

    def turn() -> dict[str, float]:
        disturbed = 2.0 if source.random() < 0.1 else 1.0
        return {"rate": median * math.exp(source.gauss(0, share)) / disturbed}

    return turn


@pytest.mark.parametrize(
    ("count", "first", "last"), [(6, 1, 6), (8, 1, 8), (9, 2, 8), (10, 2, 9), (20, 6, 15)]
)
def test_the_interval_of_a_median_ends_at_the_ranks_of_the_tables(
    count: int, first: int, last: int
) -> None:
    shuffled = random.Random(count).sample(range(1, count + 1), count)

    assert interval(shuffled) == Interval((count + 1) / 2, first, last)


def test_five_values_are_too_few_for_an_interval() -> None:
    assert interval([1, 2, 3, 4, 5]) == Interval(3, None, None)
    assert not interval([7, 7, 7, 7, 7]).within(0.05)


def test_the_true_median_lies_in_95_of_100_intervals() -> None:
    source = random.Random(1)
    held = 0
    for _ in range(1_000):
        low, high = interval([source.expovariate(1) for _ in range(15)])[1:]
        assert low is not None
        assert high is not None
        held += low <= math.log(2) <= high

    assert held >= 950


def test_an_interval_is_narrow_when_both_ends_are_near() -> None:
    assert Interval(2.0, 1.91, 2.09).within(0.05)
    assert not Interval(2.0, 1.89, 2.01).within(0.05)
    assert not Interval(2.0, 1.99, 2.11).within(0.05)


def test_medians_of_two_days_are_divided_for_the_worst() -> None:
    assert quotient(Interval(20, 18, 24), Interval(10, 9, 12)) == Interval(2.0, 1.5, 24 / 9)


def test_turns_end_when_the_ratio_is_sure() -> None:
    ours = [100, 102, 101, 99, 100, 101, 100, 100]
    theirs = [50, 51, 50, 50, 50, 50, 50, 50]

    found = in_turns(
        {"ours": series(*ours), "theirs": series(*theirs)}, PAIR, ["rate"], Effort(0.05)
    )

    assert found.narrow
    assert found.series == {"ours": {"rate": ours[:6]}, "theirs": {"rate": theirs[:6]}}


def test_turns_end_when_there_have_been_too_many_and_it_is_said_that_nothing_is_sure() -> None:
    sides = {"ours": chance(1, 0.5), "theirs": chance(2, 0.5)}

    found = in_turns(sides, PAIR, ["rate"], Effort(0.01, rounds=15))

    assert not found.narrow
    assert len(found.series["ours"]["rate"]) == 15


def test_no_turn_is_begun_when_the_time_is_up() -> None:
    ticking: Iterator[float] = iter(range(0, 1_000, 30))
    sides = {"ours": chance(1, 0.5), "theirs": chance(2, 0.5)}

    found = in_turns(sides, PAIR, ["rate"], Effort(0.01, seconds=100), lambda: next(ticking))

    assert len(found.series["ours"]["rate"]) == 4


def test_a_figure_that_does_not_decide_is_waited_for_by_nobody() -> None:
    slow = chance(3, 2.0)

    def side() -> dict[str, float]:
        return {"rate": 1.0, "p99": slow()["rate"]}

    found = in_turns({"ours": side, "theirs": side}, PAIR, ["rate"], Effort(0.05, rounds=40))

    assert len(found.series["ours"]["p99"]) == 6


def test_each_side_goes_first_as_often_as_the_others() -> None:
    said: list[str] = []

    def side(name: str) -> Callable[[], dict[str, float]]:
        def turn() -> dict[str, float]:
            said.append(name)
            return {"rate": 1.0}

        return turn

    in_turns({name: side(name) for name in "abc"}, [], [], Effort(rounds=12))

    firsts = said[3::3]
    assert [firsts.count(name) for name in "abc"] == [4, 4, 4]
    assert {"".join(said[at : at + 3]) for at in range(3, len(said), 3)} == {
        "abc", "cba", "bca", "acb", "cab", "bac",
    }  # fmt: skip


def test_a_difference_of_ten_per_cent_is_seen_through_the_noise_of_a_busy_machine() -> None:
    """Looking again and again makes an interval right a little less often than in 95 of 100."""
    right = sure = seen = 0
    for seed in range(200):
        sides = {
            "ours": chance(seed, 0.05, median=110.0),
            "theirs": chance(1_000 + seed, 0.05, median=100.0),
        }
        found = in_turns(sides, PAIR, ["rate"], Effort(0.05, rounds=60))
        values = found.series["ours"]["rate"], found.series["theirs"]["rate"]
        low, high = interval([a / b for a, b in zip(*values, strict=True)])[1:]
        assert low is not None
        assert high is not None
        right += low <= 1.1 <= high
        sure += found.narrow
        seen += low > 1

    assert right >= 180
    assert sure >= 180
    assert seen >= 190
