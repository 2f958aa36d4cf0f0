"""Events of the menu and the house, as they are told."""

import msgspec
from msgspec import UNSET, UnsetType

from hub.domain.menu import Entry, MenuItem
from hub.domain.times import Instant
from hub.wire.events import Draft, EventType
from hub.wire.menu_payloads import (
    MenuAction,
    MenuAvailability,
    MenuChanged,
    MenuLeft,
    TablesChanged,
)

_encode = msgspec.json.Encoder().encode


def availability_draft(
    item: MenuItem, until: Instant | UnsetType = UNSET, left: int | None = None
) -> Draft:
    """Tell that a dish is sold out or back, until when, and how many there are of it."""
    payload = MenuAvailability(
        menu_item_id=item.id,
        name=item.name,
        available=item.available,
        until=until,
        left=UNSET if left is None else left,
    )
    return Draft(type=EventType.MENU_AVAILABILITY, payload=_encode(payload))


def left_draft(item: MenuItem, left: int | None) -> Draft:
    """Tell how many of a dish are left; None when it is counted no more."""
    payload = MenuLeft(menu_item_id=item.id, name=item.name, left=left)
    return Draft(type=EventType.MENU_LEFT, payload=_encode(payload))


def menu_draft(action: MenuAction, kind: str, entry: Entry | None = None) -> Draft:
    """Tell that the menu, or one entry of it, is another one now."""
    shown = None if action is MenuAction.REMOVED else entry
    payload = MenuChanged(
        action=action,
        kind=kind,
        id=None if entry is None else entry.id,
        entry=None if shown is None else msgspec.Raw(_encode(shown)),
    )
    return Draft(type=EventType.MENU_CHANGED, payload=_encode(payload))


def tables_draft(count: int) -> Draft:
    """Tell that the house's tables are others now."""
    return Draft(type=EventType.TABLES_CHANGED, payload=_encode(TablesChanged(tables=count)))
