"""What clients may send of orders: the whole of the contract of orders, with its bounds."""

from typing import Annotated

from msgspec import Meta

from hub.domain.order_details import ModifierKind, Portion, WhenOut
from hub.domain.orders import OrderStatus, OrderType, Priority
from hub.wire import text_rules
from hub.wire.requests import Limit, Plu, Reason, Request, TableNumber, Uuid, Word

MAX_LINES = 200
"""Lines of one request; as many as an order may hold."""

_TEXT = text_rules.ONE_LINE

Title = Annotated[str, Meta(pattern=_TEXT, min_length=1, max_length=200)]
Notes = Annotated[str, Meta(pattern=text_rules.NOTES, max_length=2000)]
Course = Annotated[int, Meta(ge=0, le=99)] | Word
Seat = Annotated[int, Meta(ge=1, le=99)] | Word
ExternalId = Annotated[str, Meta(pattern=_TEXT, min_length=1, max_length=128)]
Allergy = Annotated[str, Meta(pattern=_TEXT, min_length=1, max_length=200)]
Allergies = Annotated[tuple[Allergy, ...], Meta(max_length=30)]
Quantity = Annotated[int, Meta(ge=1, le=9999)]
Amount = Annotated[float, Meta(ge=0.001, le=9999)]
Unit = Annotated[str, Meta(pattern=_TEXT, min_length=1, max_length=16)]
Minutes = Annotated[int, Meta(ge=0, le=1440)]
When = Annotated[str, Meta(min_length=10, max_length=40, extra_json_schema={"format": "date-time"})]


Variant = Annotated[str, Meta(pattern=_TEXT, min_length=1, max_length=60)]
DisplayNumber = Annotated[str, Meta(pattern=_TEXT, min_length=1, max_length=24)]
Guests = Annotated[int, Meta(ge=1, le=999)]
Handoff = Annotated[str, Meta(pattern=_TEXT, min_length=1, max_length=120)]
TypeLabel = Annotated[str, Meta(pattern=_TEXT, min_length=1, max_length=20)]


class NewModifier(Request, frozen=True, kw_only=True, rename={"instead_of": "for"}):
    """A modifier, by the menu's id or by name; ``quantity`` is per one of its line."""

    modifier_id: Uuid | None = None
    plu: Plu | None = None
    name: Title | None = None
    quantity: Annotated[int, Meta(ge=1, le=99)] | None = None
    kind: ModifierKind | None = None
    group: Title | None = None
    portion: Portion | None = None
    instead_of: Title | None = None
    modifiers: Annotated[tuple["NewModifier", ...], Meta(max_length=50)] = ()


class NewIfOut(Request, frozen=True, kw_only=True):
    """What to do when a dish is sold out."""

    do: WhenOut
    text: Annotated[str, Meta(pattern=_TEXT, min_length=1, max_length=120)] | None = None


NewModifiers = Annotated[tuple[NewModifier, ...], Meta(max_length=100)]


class NewItem(Request, frozen=True, kw_only=True):
    """One line to cook, by the menu's id or by name."""

    id: Uuid | None = None
    external_id: ExternalId | None = None
    menu_item_id: Uuid | None = None
    plu: Plu | None = None
    name: Title | None = None
    kitchen_name: Title | None = None
    variant: Variant | None = None
    quantity: Quantity | None = None
    amount: Amount | None = None
    unit: Unit | None = None
    notes: Notes | None = None
    modifiers: NewModifiers = ()
    allergies: Allergies | None = None
    if_out: NewIfOut | None = None
    to_go: bool | None = None
    course: Course | None = None
    seat: Seat | None = None


NewItems = Annotated[tuple[NewItem, ...], Meta(min_length=1, max_length=MAX_LINES)]


class NewSenderKey(Request, frozen=True, kw_only=True):
    """A number under which another system knows an order."""

    source: Word
    external_id: ExternalId


NewSenderKeys = Annotated[tuple[NewSenderKey, ...], Meta(max_length=20)]


class NewOrder(Request, frozen=True, kw_only=True):
    """Body of ``POST /api/orders``."""

    id: Uuid | None = None
    type: OrderType
    table_number: TableNumber | None = None
    session_id: Uuid | None = None
    customer_name: Title | None = None
    notes: Notes | None = None
    priority: Priority = Priority.NORMAL
    display_number: DisplayNumber | None = None
    source: Word | None = None
    external_id: ExternalId | None = None
    brand: Word | None = None
    also_known_as: NewSenderKeys | None = None
    guests: Guests | None = None
    server: Word | None = None
    zone: Word | None = None
    allergies: Allergies | None = None
    due_at: When | None = None
    asap: bool | None = None
    prep_minutes: Minutes | None = None
    promised_at: When | None = None
    taken_at: When | None = None
    handoff: Handoff | None = None
    type_label: TypeLabel | None = None
    cutlery: bool | None = None
    paid: bool | None = None
    test: bool | None = None
    remake: bool | None = None
    items: NewItems


class AddItems(Request, frozen=True, kw_only=True):
    """Body of ``POST /api/orders/{id}/items``: another round on the same order."""

    items: NewItems


class SetOrderStatus(Request, frozen=True, kw_only=True):
    """Body of ``PATCH /api/orders/{id}/status``; ``reason`` goes with a cancellation."""

    status: OrderStatus
    reason: Reason | None = None


class OrdersQuery(Request, frozen=True, kw_only=True, rename={"from_": "from"}):
    """Query of ``GET /api/orders``: newest first, ``from`` included, ``to`` not."""

    status: OrderStatus | None = None
    from_: When | None = None
    to: When | None = None
    cursor: Annotated[str, Meta(min_length=1, max_length=80)] | None = None
    limit: Limit = 50
