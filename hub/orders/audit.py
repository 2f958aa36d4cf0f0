"""Who did what: the log of events as a manager reads it, the newest first."""

from typing import Any

import msgspec

from hub.commit.command import Listing
from hub.commit.event_log import EventLog
from hub.store import reads
from hub.store.row_types import EventRow
from hub.store.store import Store
from hub.wire.events import EventType
from hub.wire.responses import AuditEntry

_WORDS: dict[str, str] = {
    EventType.ORDER_NEW: "{orderNumber} was sent",
    EventType.ORDER_SCHEDULED: "{orderNumber} waits for its time",
    EventType.ORDER_UPDATED: "{orderNumber} was changed",
    EventType.ITEM_STATUS: "{orderNumber}: {item[name]} is {item[status]}",
    EventType.ITEM_CANCELLED: "{orderNumber}: {item[name]} was taken off ({reason})",
    EventType.ITEMS_CHANGED: "{orderNumber}: lines were changed",
    EventType.MENU_AVAILABILITY: "{name} is sold out, or back",
    EventType.MENU_CHANGED: "the menu was changed",
    EventType.TABLES_CHANGED: "the tables were changed",
    EventType.DEVICE_ADDED: "{name} ({role}) got a token",
    EventType.DEVICE_PAIRED: "{name} ({role}) was let in",
    EventType.DEVICE_REVOKED: "{name} ({role}) was sent away",
    EventType.DEVICE_RENAMED: "a {role} device is called {name}",
    EventType.PERSON_ADDED: "{name} ({role}) is one of the house",
    EventType.PERSON_CHANGED: "{name} ({role}) was changed",
    EventType.PERSON_REMOVED: "{name} ({role}) is one of the house no more",
    EventType.SESSION_OPENED: "guests were seated at {tableNumber}",
    EventType.SESSION_CLOSED: "the guests of {tableNumber} have left",
    EventType.SESSION_LINKED: "the guests of {tableNumber} were given a link",
    EventType.SETTINGS_CHANGED: "settings were changed: {changed}",
    EventType.HOST_ASKED: "the machine was asked: {verb}",
    EventType.SCREEN_SETTINGS: "settings of the screen {name} were changed: {changed}",
    EventType.KITCHEN_ALERT: "{message}",
}


class Audit:
    """Reads the log backwards, with names in it.

    Args:
        store: knows the names, also of devices that were sent away.
        log: the log.
    """

    def __init__(self, store: Store, log: EventLog) -> None:
        self._store = store
        self._log = log

    async def view(self, before: int | None, limit: int) -> Listing[AuditEntry]:
        """List what was done, the newest first; ``seq`` of the answer is where to go on before.

        Args:
            before: the event that was seen last; None for the newest.
            limit: how many.
        """
        end = self._log.committed + 1 if before is None else before
        start = max(0, end - 1 - limit)
        rows = [row for row in await self._log.page(start, limit) if row.seq < end]
        names = await reads.device_names(self._store)
        names |= {row.id: row.name for row in await reads.people(self._store)}
        entries = [_describe(row, names) for row in reversed(rows)]
        return Listing(tuple(map(msgspec.json.encode, entries)), start + 1 if rows else 0)


def _describe(row: EventRow, names: dict[str, str]) -> AuditEntry:
    device, _, person = (row.actor or "").partition("/")
    said: dict[str, Any] = msgspec.json.decode(row.payload)
    words = _WORDS.get(row.type, row.type)
    try:
        what = words.format(**said)
    except (KeyError, TypeError):
        # Of a hub that said less about it, or of one that said it otherwise.
        what = row.type
    return AuditEntry(
        seq=row.seq,
        timestamp=row.at,
        type=row.type,
        device=device or None,
        device_name=names.get(device),
        person=person or None,
        person_name=names.get(person),
        order_id=row.order_id,
        what=what,
    )
