"""Devices that came in by a code, of which a manager has yet to say that they may stay.

A code lets in whoever has it, so whoever opened pairing is told who came, until somebody answers; a
hub that starts anew asks on. A device that was let in by its number has had its answer.
"""

import asyncio

import msgspec

from hub.commit.change import Change
from hub.commit.command import Command, Outcome
from hub.commit.writer import Writer
from hub.domain.errors import not_found
from hub.store import reads
from hub.store.row_types import MetaRow
from hub.store.store import Store
from hub.store.tables import META
from hub.wire.link_codes import CameIn, DeviceKept

MOST = 50
"""Of which a manager is told; the oldest are forgotten first."""

_KEPT_AS = "came in"
_decode = msgspec.json.Decoder(list[CameIn]).decode


class UnansweredDevices:
    """Knows them, in the order in which they came.

    Args:
        store: where they are read from.
        writer: commits who has come and who may stay.

    Attributes:
        turn: held by whoever changes them until it is committed.
    """

    def __init__(self, store: Store, writer: Writer) -> None:
        self._store = store
        self._writer = writer
        self._came_in: dict[str, CameIn] = {}
        self.turn = asyncio.Lock()

    async def load(self) -> None:
        """Read them from disk, in place of whatever was in memory.

        Raises:
            ValueError: they can't be read.
        """
        kept = (await reads.meta(self._store)).get(_KEPT_AS, "[]")
        self._came_in = {each.id: each for each in _decode(kept)}

    def note(self, change: Change, device_id: str, let_in_by: str) -> None:
        """Note in a change that a device has come in, and who had opened pairing."""
        newest = [*self._came_in.values()][1 - MOST :]
        self._put(change, [*newest, CameIn(id=device_id, let_in_by=let_in_by)])

    def list_all(self) -> list[CameIn]:
        """List them; some may have been revoked meanwhile."""
        return list(self._came_in.values())

    async def keep(self, command: Command, device_id: str) -> Outcome[DeviceKept]:
        """Let a device stay: nobody is told of it any more.

        Raises:
            Refusal: NOT_FOUND.
        """
        async with self.turn:
            if device_id not in self._came_in:
                raise not_found("device that has just come in")
            change = self._writer.begin(command.who.actor)
            self._put(change, [each for each in self._came_in.values() if each.id != device_id])
            outcome = Outcome(DeviceKept(id=device_id))
            command.remember(change, outcome)
            await self._writer.commit(change)
            return outcome

    def _put(self, change: Change, rows: list[CameIn]) -> None:
        change.put(META, MetaRow(_KEPT_AS, msgspec.json.encode(rows).decode()))
        change.then(lambda: self._take(rows))

    def _take(self, rows: list[CameIn]) -> None:
        self._came_in = {each.id: each for each in rows}
