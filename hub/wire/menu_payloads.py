"""What events carry that tell of the menu and of the house."""

from enum import StrEnum

import msgspec
from msgspec import UNSET, UnsetType

from hub.domain.times import Instant


class MenuAvailability(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Payload of ``menu:availability``: a dish was sold out (86) or is back.

    ``until`` is when it comes back by itself, ``left`` how many there are of it; a dish of which
    this says neither is neither.
    """

    menu_item_id: str
    name: str
    available: bool
    until: Instant | UnsetType = UNSET
    left: int | UnsetType = UNSET


class MenuLeft(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Payload of ``menu:left``: how many of a dish are left; None, it is counted no more."""

    menu_item_id: str
    name: str
    left: int | None


class MenuAction(StrEnum):
    """What was done to the menu, or to one of its entries."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    REPLACED = "replaced"


class MenuChanged(msgspec.Struct, frozen=True, kw_only=True):
    """Payload of ``menu:changed``.

    ``kind`` is item, category or station, with its ``id`` and, unless it was removed, the ``entry``
    as it is now; or menu or routes, when all of it has taken the place of what was before.
    """

    action: MenuAction
    kind: str
    id: str | None = None
    entry: msgspec.Raw | None = None


class TablesChanged(msgspec.Struct, frozen=True, kw_only=True):
    """Payload of ``tables:changed``: how many tables the house has now."""

    tables: int
