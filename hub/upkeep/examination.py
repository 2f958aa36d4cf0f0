"""Having the hub's doctor look at machine, hub and kitchen, for a page."""

import asyncio
from collections.abc import Callable, Sequence

from hub.clock.wall_clock import Clock
from hub.common.checks import Finding
from hub.domain.errors import Code, Refusal
from hub.domain.times import instant
from hub.locale.catalogues import load_catalogue
from hub.locale.words import Language, say, speaking
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

    async def report(self, language: Language) -> DoctorReport:
        """Look at everything -> what was found, in the order in which it was looked at.

        Args:
            language: in which it is said.

        Raises:
            Refusal: CONFLICT while somebody else has it done, and where nobody could do it.
        """
        if self.examine is None:
            raise Refusal(Code.CONFLICT, "This hub runs for one command only, without its doctor.")
        if self._turn.locked():
            raise Refusal(Code.CONFLICT, "The doctor is looking already. Wait for it.")
        async with self._turn:
            # In a thread with a loop of its own: it asks programs of the system, which block.
            found = await asyncio.to_thread(_examine_in, language, self.examine)
        return DoctorReport(at=instant(self._clock.now()), findings=found)


def _examine_in(language: Language, examine: Examine) -> tuple[DoctorFinding, ...]:
    with speaking(load_catalogue(language)):
        return tuple(
            DoctorFinding(level=each.level, about=each.about, title=say(each.about), text=each.text)
            for each in examine()
        )
