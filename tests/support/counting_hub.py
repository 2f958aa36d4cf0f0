"""A hub that counts what it makes durable; asked by SIGUSR1, it says so in a line.

Run in the place of ``galley-hub``. With ``COUNTING_HUB_JOURNAL=no`` every change goes straight into
its tables.
"""

import os
import signal
import sys
from collections.abc import Iterable

import msgspec

from hub.__main__ import main
from hub.store import journal
from hub.store.rows import Rows
from hub.store.store import Store
from hub.store.tables import ANSWERS, EVENTS, ITEMS, ORDERS

COUNTING_HUB = (sys.executable, "-m", "tests.support.counting_hub")

JOURNAL = "COUNTING_HUB_JOURNAL"

SAID = "counted "
"""How the line begins."""


class Counted(msgspec.Struct):
    """What was committed, in bytes of text; numbers and what an index holds are not counted.

    Attributes:
        commits: transactions.
        orders: bodies of orders as they were committed. One that several changes of a transaction
            share is counted once.
        events: all of their lines in the log.
        answers: what is remembered under keys, and the keys.
        lines: the ids of the orders' lines.
    """

    commits: int = 0
    orders: int = 0
    events: int = 0
    answers: int = 0
    lines: int = 0

    @property
    def content(self) -> int:
        """All of it."""
        return self.orders + self.events + self.answers + self.lines

    def add(self, rows: Rows) -> None:
        """Count one transaction."""
        self.commits += 1
        self.orders += sum(len(each.body) for each in rows.of(ORDERS))
        self.events += sum(map(_text, rows.of(EVENTS)))
        self.answers += sum(map(_text, rows.of(ANSWERS)))
        self.lines += sum(map(_text, rows.of(ITEMS)))

    def since(self, before: "Counted") -> "Counted":
        """Return what has come since."""
        return Counted(
            *(getattr(self, each) - getattr(before, each) for each in self.__struct_fields__)
        )


def read(line: str) -> Counted:
    """Read what the hub has said."""
    return msgspec.json.decode(line.removeprefix(SAID), type=Counted)


def _text(row: Iterable[object]) -> int:
    return sum(len(each) for each in row if isinstance(each, str | bytes))


def _counting() -> None:
    counted = Counted()
    whole = Store.commit

    async def commit(self: Store, rows: Rows) -> None:
        await whole(self, rows)
        counted.add(rows)

    def say(*_: object) -> None:
        sys.stdout.write(f"{SAID}{msgspec.json.encode(counted).decode()}\n")
        sys.stdout.flush()

    Store.commit = commit  # type: ignore[method-assign]
    if os.environ.get(JOURNAL) == "no":
        journal.FLUSH_AT = 0
    signal.signal(signal.SIGUSR1, say)


if __name__ == "__main__":
    _counting()
    sys.exit(main())
