"""Having the hub start anew: with its settings read again, or with a backup brought back.

Whoever runs the hub can do that (``galley-hub serve``): it closes the hub as on SIGHUP, does what
is to be done while no hub runs, and opens it again. Screens and tablets come back by themselves. It
takes no service manager.
"""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from hub.domain.errors import Code, Refusal


class Restart(NamedTuple):
    """A start anew, and the backup that is brought back before it, if one is."""

    backup: Path | None = None


OnAsked = Callable[[Restart], None]
"""Told what is to be done, as soon as the answer is on its way."""


class FailedRestore(NamedTuple):
    """A backup that could not be brought back: when (Unix milliseconds), and why."""

    at: int
    reason: str


class Restarts:
    """Asks whoever runs the hub to start it anew.

    Attributes:
        on_asked: told what is to be done, as soon as the answer is on its way; None where nobody
            could do it.
        failed: the restore that was asked for last, if it could not be done.
    """

    def __init__(self) -> None:
        self.on_asked: OnAsked | None = None
        self.failed: FailedRestore | None = None

    def ask(self, restart: Restart) -> None:
        """Have the hub start anew.

        Raises:
            Refusal: CONFLICT where nobody could do it.
        """
        if self.on_asked is None:
            why = "This hub runs for one command only, and cannot start itself anew."
            raise Refusal(Code.CONFLICT, why)
        self.on_asked(restart)
