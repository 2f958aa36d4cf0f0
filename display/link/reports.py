"""What a screen tells of itself: what stands on its glass, what is wrong, how a drill goes."""

import asyncio

from display.link.socket_client import Line
from hub.wire.socket_messages import Drilled, Troubles

_PAINTED = "painted"


class Reports:
    """Keeps the last word about each, and carries it to the hub over whichever line there is."""

    def __init__(self) -> None:
        self._painted: int | None = None
        self._said: dict[str, Troubles | Drilled] = {}
        self._due: set[str] = set()
        self._woken = asyncio.Event()

    def painted(self, seq: int) -> None:
        """Report what stands on the glass; of several only the last counts."""
        self._painted = seq
        self._wake({_PAINTED})

    def report(self, said: Troubles | Drilled) -> None:
        """Report something else; of several of a kind only the last counts."""
        kind = type(said).__name__
        self._said[kind] = said
        self._wake({kind})

    async def carry(self, line: Line, joined: asyncio.Event) -> None:
        """Report on a line, until cancelled.

        Args:
            line: open.
            joined: set once the hub can tell whose screen this is; before that it would take a
                report for everybody's.
        """
        await joined.wait()
        # A new line knows nothing of what was said before it.
        self._wake({_PAINTED, *self._said})
        while True:
            await self._woken.wait()
            self._woken.clear()
            due, self._due = self._due, set()
            if _PAINTED in due and self._painted is not None:
                await line.painted(self._painted)
            for kind, said in list(self._said.items()):
                if kind in due:
                    await line.report(said)

    def _wake(self, due: set[str]) -> None:
        self._due |= due
        self._woken.set()
