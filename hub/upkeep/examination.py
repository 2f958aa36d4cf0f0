"""Having the hub's doctor look at machine, hub and kitchen, for a page."""

import asyncio
from collections.abc import Callable, Sequence

from hub.clock.wall_clock import Clock
from hub.common.checks import Finding
from hub.domain.errors import Code, Refusal
from hub.domain.times import instant
from hub.wire.responses import DoctorFinding, DoctorReport

Examine = Callable[[], Sequence[Finding]]
"""Looks at everything, for some seconds, and blocks meanwhile."""


class HubExamination:
    """Has one examination at a time made.

    Args:
        clock: the hub's time.

    Attributes:
        examine: looks at everything; None where nobody could.
    """

    def __init__(self, clock: Clock) -> None:
        self.examine: Examine | None = None
        self._clock = clock
        self._turn = asyncio.Lock()

    async def report(self) -> DoctorReport:
        """Look at everything -> what was found, in the order in which it was looked at.

        Raises:
            Refusal: CONFLICT while somebody else has it done, and where nobody could do it.
        """
        if self.examine is None:
            raise Refusal(Code.CONFLICT, "This hub runs for one command only, without its doctor.")
        if self._turn.locked():
            raise Refusal(Code.CONFLICT, "The doctor is looking already. Wait for it.")
        async with self._turn:
            # In a thread with a loop of its own: it asks programs of the system, which block.
            found = await asyncio.to_thread(self.examine)
        return DoctorReport(
            at=instant(self._clock.now()),
            findings=tuple(
                DoctorFinding(level=each.level, about=each.about, text=each.text) for each in found
            ),
        )
