"""What a branch keeps whole: it is read at the start, and replaced in one change."""

from typing import Generic, TypeVar

import msgspec

from hub.commit.command import Command, Outcome
from hub.commit.writer import Writer
from hub.store import reads
from hub.store.row_types import DocumentRow
from hub.store.store import Store
from hub.store.tables import DOCUMENTS
from hub.wire.events import Draft

T = TypeVar("T", bound=msgspec.Struct)

_encode = msgspec.json.Encoder().encode


class KeptWhole(Generic[T]):
    """A document of the branch.

    Args:
        store: where it is read from.
        writer: commits it.
        name: tells it from others.
        nothing: what it is before anybody has written one.

    Attributes:
        value: the document as it is committed.
    """

    def __init__(self, store: Store, writer: Writer, name: str, nothing: T) -> None:
        self._store = store
        self._writer = writer
        self._name = name
        self._nothing = nothing
        self.value = nothing

    async def load(self) -> None:
        """Read it from disk, in place of whatever was in memory.

        Raises:
            StoreBroken: the file failed.
            msgspec.MsgspecError: it is damaged.
        """
        body = await reads.document(self._store, self._name)
        kind = type(self._nothing)
        self.value = self._nothing if body is None else msgspec.json.decode(body, type=kind)

    async def replace(self, command: Command, value: T, draft: Draft) -> Outcome[T]:
        """Put another one in its place, and tell of it.

        Raises:
            Refusal: STORAGE_FULL or STORAGE_ERROR; nothing was changed then.
        """

        def take() -> None:
            self.value = value

        change = self._writer.begin(command.who.actor)
        change.put(DOCUMENTS, DocumentRow(self._name, _encode(value)))
        change.tell(draft)
        change.then(take)
        outcome = Outcome(value)
        command.remember(change, outcome)
        await self._writer.commit(change)
        return outcome
