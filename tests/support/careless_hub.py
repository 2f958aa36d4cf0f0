"""A hub without one of its protections. It shows that the tests would see it.

Run in the place of ``galley-hub``, with the word for what it does without.
"""

import sys
from collections.abc import Callable
from itertools import count

from hub.__main__ import main
from hub.commit.change import Change
from hub.commit.writer import Writer
from hub.store import database_file
from hub.store.rows import Rows

_STUMBLES_AT = 12
"""The commits of a start come before it."""


def program(careless: str) -> tuple[str, ...]:
    """Say what to start; ``careless`` is a key of ``WITHOUT``."""
    return (sys.executable, "-m", "tests.support.careless_hub", careless)


def _syncing_now_and_then() -> None:
    database_file.PRAGMAS += ("PRAGMA synchronous = NORMAL",)


def _answering_before_it_has_written() -> None:
    async def commit(self: Writer, change: Change) -> None:
        # To the writer at once, as always: what is staged and not handed over yet would outlive a
        # failure, and damage the file.
        self._log.number(change)
        self._open.append(change)
        self._wake.set()
        if not any(event.draft.order_id for event in change.events):
            await change.done

    Writer.commit = commit  # type: ignore[method-assign]


def _landing_every_change() -> None:
    finish, times = Writer._finish, count(1)

    def stumble(self: Writer, changes: list[Change], rows: Rows) -> None:
        if next(times) == _STUMBLES_AT:
            raise LookupError("nobody thought of this")
        finish(self, changes, rows)

    Writer._finish = stumble  # type: ignore[method-assign]


WITHOUT: dict[str, Callable[[], None]] = {
    "syncing": _syncing_now_and_then,
    "waiting": _answering_before_it_has_written,
    "landing": _landing_every_change,
}


if __name__ == "__main__":
    WITHOUT[sys.argv.pop(1)]()
    sys.exit(main())
