"""What a line or an order was before it was changed, until the kitchen has said that it knows.

The marks on the glass ("4 -> 2", a line struck through) come from here, so that a screen that joins
late shows them too, and two screens agree on what has been seen.
"""

from enum import StrEnum
from typing import Any, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from hub.domain.order_details import IfOut, Modifier
from hub.domain.times import Instant


class AckKind(StrEnum):
    """What a person in the kitchen has taken note of."""

    ALLERGY = "allergy"
    EDIT = "edit"
    CANCELLED = "cancelled"
    REMAKE = "remake"


class Acknowledgement(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """That a station has taken note of something, up to a version of the order.

    Attributes:
        what: was taken note of.
        version: of the order, as it was seen.
        station: whose cooks did; None for the whole kitchen.
        at: when.
    """

    what: AckKind
    version: int
    station: str | None = None
    at: Instant


class EarlierLine(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Of a line that was changed: what it said before, and since which version it says it no more.

    Only what is different now is here; null is what nobody had said. ``status`` is here when the
    line was cancelled: how far it had come.
    """

    version: int
    status: str | UnsetType = UNSET
    name: str | UnsetType = UNSET
    quantity: int | UnsetType = UNSET
    amount: float | UnsetType | None = UNSET
    unit: str | UnsetType | None = UNSET
    variant: str | UnsetType | None = UNSET
    notes: str | UnsetType | None = UNSET
    modifiers: tuple[Modifier, ...] | UnsetType = UNSET
    allergies: tuple[str, ...] | UnsetType | None = UNSET
    course: int | str | UnsetType | None = UNSET
    seat: int | str | UnsetType | None = UNSET
    to_go: bool | UnsetType | None = UNSET
    if_out: IfOut | UnsetType | None = UNSET
    kitchen_name: str | UnsetType | None = UNSET
    station: str | UnsetType | None = UNSET
    stations: tuple[str, ...] | UnsetType | None = UNSET


class EarlierOrder(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Of an order whose ticket was changed: what it said before, and since which version not."""

    version: int
    type: str | UnsetType = UNSET
    table_number: str | UnsetType | None = UNSET
    customer_name: str | UnsetType | None = UNSET
    notes: str | UnsetType | None = UNSET
    priority: str | UnsetType = UNSET
    display_number: str | UnsetType | None = UNSET
    allergies: tuple[str, ...] | UnsetType | None = UNSET
    handoff: str | UnsetType | None = UNSET
    remake: bool | UnsetType | None = UNSET


E = TypeVar("E", EarlierLine, EarlierOrder)


def note_earlier(
    kind: type[E], was: E | UnsetType, before: msgspec.Struct, after: msgspec.Struct, version: int
) -> E | UnsetType:
    """Note what something said before a change.

    What has not been acknowledged yet stays as it was first; what is again as it was is no change.

    Args:
        kind: what is noted.
        was: what had been noted already.
        before: the line or the order before the change.
        after: the same afterwards.
        version: of the order after the change.
    """
    found: dict[str, Any] = {}
    changed = False
    for name in kind.__struct_fields__[1:]:
        old, new = (_said(getattr(each, name)) for each in (before, after))
        first = UNSET if isinstance(was, UnsetType) else getattr(was, name)
        if first is UNSET and old != new:
            first = old
        changed = changed or old != new
        if first is not UNSET and first != new:
            found[name] = first
    if not found:
        return UNSET
    return kind(version=version, **found) if changed else was


def _said(value: object) -> object:
    return None if value is UNSET else value
