"""Twenty of two hundred sockets take nothing any more, a minute long."""

import asyncio
from pathlib import Path

from scripts.soaking.fault import Fault
from tests.support.process import HubProcess
from tests.support.stalled_sockets import (
    CLOSED_WITHIN,
    LIMITS,
    SLOWER_AT_MOST,
    SOCKETS,
    STALLED,
    stalled_sockets,
)


def _round(folder: Path, _seed: int) -> str:
    with HubProcess(folder / "data", environment=LIMITS) as hub:
        outcome = asyncio.run(stalled_sockets(hub, alone=60, beside=60))
    closed = max(outcome.closed_after, default=float("inf"))
    held = not outcome.faults and not outcome.still_open and closed <= CLOSED_WITHIN
    if not held or outcome.slower > SLOWER_AT_MOST:
        raise AssertionError(str(outcome))
    return (
        f"{outcome.events} events to {SOCKETS - STALLED} sockets, all in order; "
        f"{len(outcome.closed_after)} stalled ones closed after at most {closed:.1f} s; p99 "
        f"{outcome.alone * 1000:.1f} ms alone, {outcome.beside * 1000:.1f} ms beside them: "
        f"{outcome.slower:.2f} times"
    )


FAULT = Fault(f"{SOCKETS} sockets, 20 events/s, {STALLED} of them stalled", _round)
