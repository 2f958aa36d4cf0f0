"""Two ways for a hub to die under devices that write: ``kill -9``, and its disk's power (root)."""

import random
from collections.abc import Sequence
from pathlib import Path

from tests.support.cut_disk import CutDisk, cut_disk
from tests.support.process import GALLEY, HubProcess
from tests.support.restarts import UNMEASURED, Outcome, survived


async def killed(folder: Path, seed: int, rounds: int, program: Sequence[str] = GALLEY) -> Outcome:
    """Kill a hub again and again.

    Args:
        folder: for all files; the hub's log is ``data.log`` in it.
        seed: of everything.
        rounds: how often.
        program: the hub.
    """
    hub = HubProcess(folder / "data", environment=UNMEASURED, program=program).start()
    try:
        return await survived(hub, hub.kill, random.Random(seed), rounds)
    finally:
        hub.stop()


async def power_cut(
    folder: Path, seed: int, rounds: int, program: Sequence[str] = GALLEY
) -> Outcome:
    """Cut the power of a hub's disk again and again; see :func:`killed`."""
    with cut_disk(folder) as disk:
        hub = HubProcess(disk.place / "data", environment=UNMEASURED, program=program)
        hub.log = folder / "data.log"
        try:
            return await survived(
                hub.start(), lambda: _fall(disk, hub), random.Random(seed), rounds
            )
        finally:
            hub.kill()


def _fall(disk: CutDisk, hub: HubProcess) -> None:
    disk.cut()
    hub.kill()
    disk.power_up()
