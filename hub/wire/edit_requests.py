"""What clients may send to change orders that the hub has already.

A field that is left out stays as it is; null clears it.
"""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from hub.domain.earlier import AckKind
from hub.domain.orders import OrderType, Priority
from hub.wire.order_requests import (
    MAX_LINES,
    Accept,
    Allergies,
    Amount,
    Course,
    DisplayNumber,
    ExternalId,
    Guests,
    Handoff,
    Minutes,
    NewIfOut,
    NewModifiers,
    NewSenderKeys,
    Notes,
    OwnId,
    Quantity,
    Seat,
    Source,
    SourceVersion,
    Title,
    TypeLabel,
    Unit,
    Variant,
    When,
)
from hub.wire.order_tidying import nests_modifiers, tidy_line, tidy_order
from hub.wire.requests import Plu, Reason, Request, Slug, TableNumber, Uuid, Word

WantedQuantity = Annotated[int, Meta(ge=0, le=9999, extra={"fraction": "amount"})]
Stations = Annotated[tuple[Slug, ...], Meta(max_length=8)]


class EditOrder(Request, frozen=True, kw_only=True):
    """Body of ``PATCH /api/orders/{id}``."""

    type: OrderType | UnsetType = UNSET
    table_number: TableNumber | UnsetType | None = UNSET
    customer_name: Title | UnsetType | None = UNSET
    notes: Notes | UnsetType | None = UNSET
    priority: Priority | UnsetType = UNSET
    display_number: DisplayNumber | UnsetType | None = UNSET
    source: Source | UnsetType | None = UNSET
    external_id: ExternalId | UnsetType | None = UNSET
    brand: Word | UnsetType | None = UNSET
    also_known_as: NewSenderKeys | UnsetType | None = UNSET
    guests: Guests | UnsetType | None = UNSET
    server: Word | UnsetType | None = UNSET
    zone: Word | UnsetType | None = UNSET
    allergies: Allergies | UnsetType | None = UNSET
    due_at: When | UnsetType | None = UNSET
    asap: bool | UnsetType | None = UNSET
    prep_minutes: Minutes | UnsetType | None = UNSET
    promised_at: When | UnsetType | None = UNSET
    handoff: Handoff | UnsetType | None = UNSET
    type_label: TypeLabel | UnsetType | None = UNSET
    cutlery: bool | UnsetType | None = UNSET
    paid: bool | UnsetType | None = UNSET
    test: bool | UnsetType | None = UNSET
    remake: bool | UnsetType | None = UNSET
    source_version: SourceVersion | UnsetType = UNSET

    tidy = staticmethod(tidy_order)


class EditPart(Request, frozen=True, kw_only=True):
    """What can be different about a line that is a part of a combo, or none."""

    quantity: WantedQuantity | UnsetType = UNSET
    amount: Amount | UnsetType | None = UNSET
    unit: Unit | UnsetType | None = UNSET
    variant: Variant | UnsetType | None = UNSET
    notes: Notes | UnsetType | None = UNSET
    modifiers: NewModifiers | UnsetType | None = UNSET
    allergies: Allergies | UnsetType | None = UNSET
    if_out: NewIfOut | UnsetType | None = UNSET
    to_go: bool | UnsetType | None = UNSET
    stations: Stations | UnsetType | None = UNSET
    kitchen_name: Title | UnsetType | None = UNSET
    plu: Plu | UnsetType | None = UNSET
    external_id: ExternalId | UnsetType | None = UNSET

    tidy = staticmethod(tidy_line)
    untidy = staticmethod(nests_modifiers)


class EditItem(EditPart, frozen=True, kw_only=True):
    """Body of ``PATCH /api/orders/{id}/items/{item_id}``; a quantity of 0 takes the line off.

    ``reason`` says why there are to be fewer of it.
    """

    reason: Reason | UnsetType = UNSET
    course: Course | UnsetType | None = UNSET
    seat: Seat | UnsetType | None = UNSET


class SetPriority(Request, frozen=True, kw_only=True):
    """Body of ``POST /api/orders/{id}/priority``."""

    priority: Priority


class Reroute(Request, frozen=True, kw_only=True, rename={"from_": "from"}):
    """Body of ``POST /api/orders/{id}/reroute``: who makes it in place of whom.

    Without ``from``, all that is not ready is made at ``to``.
    """

    from_: Slug | None = None
    to: Slug


class Acknowledge(Request, frozen=True, kw_only=True):
    """Body of ``POST /api/orders/{id}/ack``.

    ``version`` is the order's as it was seen, by default what it is now; without a station, the
    whole kitchen has taken note.
    """

    what: AckKind
    version: Annotated[int, Meta(ge=1, le=2**53)] | None = None
    station: Slug | None = None


class MoveItem(Request, frozen=True, kw_only=True):
    """Body of ``POST /api/orders/{id}/items/{item_id}/move``."""

    order_id: Uuid


class MergeOrder(Request, frozen=True, kw_only=True, rename={"from_": "from"}):
    """Body of ``POST /api/orders/{id}/merge``: the order that goes into this one."""

    from_: Uuid


class SplitItem(Request, frozen=True, kw_only=True):
    """Some pieces of a line."""

    id: Uuid
    quantity: Quantity | None = None


class SplitOrder(Request, frozen=True, kw_only=True):
    """Body of ``POST /api/orders/{id}/split``: ids of lines, or so many pieces of them."""

    id: Uuid | None = None
    table_number: TableNumber | None = None
    customer_name: Title | None = None
    items: Annotated[tuple[Uuid | SplitItem, ...], Meta(min_length=1, max_length=MAX_LINES)]


class PutPart(EditPart, frozen=True, kw_only=True):
    """A part of a combo as it should be; its quantity is all that is to be made of it."""

    id: OwnId | None = None
    menu_item_id: Uuid | None = None
    name: Title | None = None


class PutItem(EditItem, frozen=True, kw_only=True):
    """A line as it should be; one that is not there yet is new.

    With ``parts`` it is the heading of a combo, whose ``held``, ``course`` and ``seat`` are theirs;
    of a combo that is known, parts that are left out stay.
    """

    id: OwnId | None = None
    menu_item_id: Uuid | None = None
    name: Title | None = None
    held: bool | UnsetType | None = UNSET
    parts: Annotated[tuple[PutPart, ...], Meta(max_length=50)] | UnsetType = UNSET


class PutOrder(EditOrder, frozen=True, kw_only=True):
    """Body of ``PUT /api/orders/{id}``: the whole order; ``items`` is the whole list."""

    session_id: Uuid | None = None
    items: Annotated[tuple[PutItem, ...], Meta(max_length=MAX_LINES)] | UnsetType = UNSET
    accept: Accept | None = None


class Restore(Request, frozen=True, kw_only=True):
    """Body of ``POST /api/orders/{id}/restore``; without lines, all that this device may."""

    items: Annotated[tuple[Uuid, ...], Meta(min_length=1, max_length=MAX_LINES)] | None = None
