"""Who did what: the log of events as a manager reads it, the newest first."""

import asyncio
from collections.abc import Mapping
from string import Formatter
from typing import Any

import msgspec

from hub.commit.command import Listing
from hub.commit.event_log import EventLog
from hub.locale.catalogues import load_catalogue
from hub.locale.words import Language, mark, say, speaking
from hub.store import reads
from hub.store.row_types import EventRow
from hub.store.store import Store
from hub.wire.events import EventType
from hub.wire.responses import AuditEntry

_WORDS: Mapping[str, str] = {
    EventType.ORDER_NEW: mark("{order} was sent"),
    EventType.ORDER_SCHEDULED: mark("{order} waits for its time"),
    EventType.ORDER_UPDATED: mark("{order} was changed"),
    EventType.ITEM_STATUS: mark("{order}: {dish} is {status}"),
    EventType.ITEM_CANCELLED: mark("{order}: {dish} was taken off ({reason})"),
    EventType.ITEMS_CHANGED: mark("{order}: lines were changed"),
    EventType.MENU_AVAILABILITY: mark("{name} is sold out, or back"),
    EventType.MENU_CHANGED: mark("the menu was changed"),
    EventType.TABLES_CHANGED: mark("the tables were changed"),
    EventType.DEVICE_ADDED: mark("{name} ({role}) got a token"),
    EventType.DEVICE_PAIRED: mark("{name} ({role}) was let in"),
    EventType.DEVICE_REVOKED: mark("{name} ({role}) was sent away"),
    EventType.DEVICE_RENAMED: mark("a {role} device is called {name}"),
    EventType.PERSON_ADDED: mark("{name} ({role}) is one of the house"),
    EventType.PERSON_CHANGED: mark("{name} ({role}) was changed"),
    EventType.PERSON_REMOVED: mark("{name} ({role}) is one of the house no more"),
    EventType.SESSION_OPENED: mark("guests were seated at {table}"),
    EventType.SESSION_CLOSED: mark("the guests of {table} have left"),
    EventType.SESSION_LINKED: mark("the guests of {table} were given a link"),
    EventType.SETTINGS_CHANGED: mark("settings were changed: {changed}"),
    EventType.HOST_ASKED: mark("the machine was asked: {verb}"),
    EventType.SCREEN_SETTINGS: mark("settings of the screen {name} were changed: {changed}"),
}
_ALERT = "{message}"
_VALUES = {"orderNumber": "order", "tableNumber": "table"}
"""What payloads call something that sentences call otherwise."""


class Audit:
    """Reads the log backwards, with names in it.

    Args:
        store: knows the names, also of devices that were sent away.
        log: the log.
    """

    def __init__(self, store: Store, log: EventLog) -> None:
        self._store = store
        self._log = log

    async def view(self, before: int | None, limit: int, language: Language) -> Listing[AuditEntry]:
        """List what was done, the newest first; ``seq`` of the answer is where to go on before.

        Args:
            before: the event that was seen last; None for the newest.
            limit: how many.
            language: of the sentences.
        """
        # Reading a catalogue for the first time takes longer than a kitchen should wait.
        catalogue = await asyncio.to_thread(load_catalogue, language)
        end = self._log.committed + 1 if before is None else before
        start = max(0, end - 1 - limit)
        rows = [row for row in await self._log.page(start, limit) if row.seq < end]
        names = await reads.device_names(self._store)
        names |= {row.id: row.name for row in await reads.people(self._store)}
        with speaking(catalogue):
            entries = [_describe(row, names) for row in reversed(rows)]
        return Listing(tuple(map(msgspec.json.encode, entries)), start + 1 if rows else 0)


def _describe(row: EventRow, names: dict[str, str]) -> AuditEntry:
    device, _, person = (row.actor or "").partition("/")
    words = _ALERT if row.type == EventType.KITCHEN_ALERT else _WORDS.get(row.type)
    values = _read_values(words or "", msgspec.json.decode(row.payload))
    # One of another version may have said less about it.
    what = row.type if words is None or values is None else say(words, **values)
    return AuditEntry(
        seq=row.seq,
        timestamp=row.at,
        type=row.type,
        device=device or None,
        device_name=names.get(device),
        person=person or None,
        person_name=names.get(person),
        order_id=row.order_id,
        code=row.type.upper().replace(":", "_"),
        values=values or {},
        what=what,
    )


def _read_values(words: str, said: Mapping[str, Any]) -> dict[str, str] | None:
    """Read what a sentence holds off an event's payload; None where something of it is missing."""
    item = said.get("item") if isinstance(said.get("item"), dict) else {}
    known = {_VALUES.get(name, name): value for name, value in said.items()}
    known |= {"dish": item.get("name"), "status": item.get("status")} if item else {}
    if isinstance(changed := said.get("changed"), list):
        known["changed"] = ", ".join(map(str, changed))
    names = [name for _, name, _, _ in Formatter().parse(words) if name]
    if any(name not in known for name in names):
        return None
    return {name: str(known[name]) for name in names}
