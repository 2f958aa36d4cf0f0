"""Twenty of two hundred sockets take nothing any more: nobody else notices."""

from pathlib import Path

import pytest

from tests.support.patient_hub import PATIENT_HUB
from tests.support.process import HubProcess
from tests.support.stalled_sockets import (
    CLOSED_WITHIN,
    LIMITS,
    SLOWER_AT_MOST,
    STALLED,
    stalled_sockets,
)

pytestmark = [pytest.mark.system, pytest.mark.timeout(180)]


@pytest.mark.timing
async def test_stalled_sockets_are_closed_in_time_and_the_others_hear_everything_as_before(
    tmp_path: Path,
) -> None:
    with HubProcess(tmp_path / "data", environment=LIMITS) as hub:
        outcome = await stalled_sockets(hub, alone=16, beside=60)

    assert outcome.faults == []
    assert len(outcome.closed_after) >= STALLED
    assert outcome.still_open == []
    assert max(outcome.closed_after) <= CLOSED_WITHIN
    assert outcome.slower <= SLOWER_AT_MOST


@pytest.mark.timing
async def test_a_hub_that_waits_for_whoever_is_slow_is_seen(tmp_path: Path) -> None:
    with HubProcess(tmp_path / "data", environment=LIMITS, program=PATIENT_HUB) as hub:
        outcome = await stalled_sockets(hub, alone=4, beside=CLOSED_WITHIN + 1)

    assert outcome.faults != []
    assert len(outcome.still_open) == STALLED
    assert outcome.slower > SLOWER_AT_MOST
