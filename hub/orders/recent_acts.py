"""Who has just served a line or taken it off, and may take that back."""

from collections import deque
from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from hub.domain.orders import DomainEvent, ItemCancelled, ItemMoved, ItemStatus
from hub.store import reads
from hub.store.row_types import EventRow
from hub.store.store import Store
from hub.wire.events import EventType

RESTORE_WITHIN = 8_000
"""Milliseconds for which a device can take back what it did."""

_MOST = 4096
"""Lines of which it is kept who has served them, or taken them off."""


_PAGE = 200
"""Events that are read at once when the hub starts."""


class _Act(NamedTuple):
    item_id: str
    device: str
    at: int


def list_acts(events: Iterable[DomainEvent]) -> list[str]:
    """List the lines that are served by what happens, or taken off."""
    return [
        event.item.id
        for event in events
        if isinstance(event, ItemCancelled)
        or (isinstance(event, ItemMoved) and event.item.status is ItemStatus.SERVED)
    ]


class RecentActs:
    """Who did what to which line; forgotten after 8 seconds.

    The log of events has it on disk, so that it outlasts a start of the hub.
    """

    def __init__(self) -> None:
        self._acts: deque[_Act] = deque(maxlen=_MOST)

    async def load(self, store: Store, now: int) -> None:
        """Read from the log what was done a moment ago, in place of what is in memory.

        Args:
            store: where the log is.
            now: the hub's time, in Unix milliseconds.
        """
        last, _ = await reads.heads(store)
        read: list[EventRow] = []
        oldest = now
        while last > 0 and len(read) < _MOST and now - oldest <= RESTORE_WITHIN:
            after = max(0, last - _PAGE)
            rows = await reads.log_page(store, after, last - after)
            if not rows:
                break
            read[:0], last, oldest = rows, after, rows[0].at
        self._acts.clear()
        self._acts.extend(act for row in read if (act := _read_act(row)) is not None)

    def note(self, lines: Iterable[str], device: str, at: int) -> None:
        """Note what a change did.

        Args:
            lines: ids of those that it served or took off.
            device: that asked for it.
            at: when, in Unix milliseconds.
        """
        self._acts.extend(_Act(each, device, at) for each in lines)

    def list_lines(self, device: str, now: int) -> set[str]:
        """List the lines that a device has served or taken off within the last 8 seconds."""
        while self._acts and not 0 <= now - self._acts[0].at <= RESTORE_WITHIN:
            self._acts.popleft()
        last = {act.item_id: act.device for act in self._acts}
        return {item_id for item_id, who in last.items() if who == device}


class _ToldLine(msgspec.Struct, frozen=True):
    id: str
    status: str


class _ToldOfLine(msgspec.Struct, frozen=True):
    item: _ToldLine


def _read_act(row: EventRow) -> _Act | None:
    """Read who has served a line, or taken it off; None of any other event."""
    if row.actor is None or row.type not in {EventType.ITEM_CANCELLED, EventType.ITEM_STATUS}:
        return None
    try:
        line = msgspec.json.decode(row.payload, type=_ToldOfLine).item
    except msgspec.MsgspecError:
        # Of a log that is damaged here, the store's own checks tell.
        return None
    counts = row.type == EventType.ITEM_CANCELLED or line.status == ItemStatus.SERVED
    return _Act(line.id, row.actor, row.at) if counts else None
