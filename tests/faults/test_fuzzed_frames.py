"""Thousands of inputs that nobody would write by hand, to whatever reads what came in."""

from pathlib import Path

import pytest

from tests.support.effort import tries
from tests.support.fuzzed_frames import CONTROL, RUNS, TARGETS, fuzz

pytestmark = [pytest.mark.system, pytest.mark.timeout(600)]

SEED = 20_261_124
INPUTS = tries(20_000, RUNS)


@pytest.mark.parametrize("target", TARGETS)
def test_whatever_comes_is_read_as_the_contract_says_or_refused(
    tmp_path: Path, target: str
) -> None:
    done = fuzz(target, tmp_path, INPUTS, SEED)

    assert done.returncode == 0, done.stdout
    assert f"#{INPUTS}\tDONE" in done.stdout


def test_a_reader_that_takes_too_much_is_seen(tmp_path: Path) -> None:
    done = fuzz(CONTROL, tmp_path, RUNS, SEED)

    assert done.returncode != 0
    assert "was taken" in done.stdout
