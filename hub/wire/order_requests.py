"""What clients may send of orders: the whole of the contract of orders, with its bounds."""

from enum import StrEnum
from typing import Annotated, Any

from msgspec import Meta

from hub.domain.errors import bad_field
from hub.domain.order_details import ModifierKind, Portion, WhenOut
from hub.domain.orders import OrderStatus, OrderType, Priority
from hub.wire import text_rules
from hub.wire.lenient_values import cut_key
from hub.wire.order_tidying import (
    MAX_ALLERGIES,
    MAX_ALLERGY,
    MAX_MODIFIERS,
    MAX_NOTES,
    nests_modifiers,
    tidy_line,
    tidy_order,
)
from hub.wire.requests import (
    Limit,
    Plu,
    Reason,
    Request,
    ScreenStations,
    Slug,
    TableNumber,
    Uuid,
    Word,
)

MAX_LINES = 200
"""Lines of one request; as many as an order may hold."""

_TEXT = text_rules.ONE_LINE

Title = Annotated[str, Meta(pattern=_TEXT, min_length=1, max_length=200)]
Notes = Annotated[str, Meta(pattern=text_rules.NOTES, max_length=MAX_NOTES)]
Course = Annotated[int, Meta(ge=0, le=99)] | Word
Seat = Annotated[int, Meta(ge=1, le=99)] | Word
# Two long keys that were cut alike would make one order of two.
_KEY = {"cut": "key"}
MAX_EXTERNAL_ID, MAX_SOURCE = 128, 40
ExternalId = Annotated[
    str, Meta(pattern=_TEXT, min_length=1, max_length=MAX_EXTERNAL_ID, extra=_KEY)
]
# Whoever has an id that is none here finds what it names by its own all the same.
OwnId = Annotated[Uuid, Meta(extra={"key": "external_id"})]
Source = Annotated[str, Meta(pattern=_TEXT, min_length=1, max_length=MAX_SOURCE, extra=_KEY)]
LongText = Annotated[str, Meta(min_length=1, max_length=1000)]
Allergy = Annotated[
    str, Meta(pattern=_TEXT, min_length=1, max_length=MAX_ALLERGY, extra={"cut": "never"})
]
Allergies = Annotated[tuple[Allergy, ...], Meta(max_length=MAX_ALLERGIES)]
Quantity = Annotated[int, Meta(ge=1, le=9999)]
# Nothing is no line, and less than nothing takes something off a line of the same.
LineQuantity = Annotated[int, Meta(ge=-9999, le=9999, extra={"fraction": "amount"})]
Amount = Annotated[float, Meta(ge=0.001, le=9999)]
DisplayNumber = Annotated[
    str, Meta(pattern=_TEXT, min_length=1, max_length=24, extra={"cut": "front"})
]
Unit = Annotated[str, Meta(pattern=_TEXT, min_length=1, max_length=16)]
Minutes = Annotated[int, Meta(ge=0, le=1440)]
When = Annotated[str, Meta(min_length=10, max_length=40, extra_json_schema={"format": "date-time"})]


Variant = Annotated[str, Meta(pattern=_TEXT, min_length=1, max_length=60)]
Guests = Annotated[int, Meta(ge=1, le=999)]
Handoff = Annotated[str, Meta(pattern=_TEXT, min_length=1, max_length=120)]
TypeLabel = Annotated[str, Meta(pattern=_TEXT, min_length=1, max_length=20)]
SourceVersion = (
    Annotated[int, Meta(ge=0)] | Annotated[str, Meta(pattern=_TEXT, min_length=1, max_length=40)]
)


class Accept(StrEnum):
    """What becomes of dishes that are sold out."""

    ALWAYS = "always"
    """They are taken, and marked."""

    IF_AVAILABLE = "if_available"
    """The whole request is refused."""

    REST = "rest"
    """They are left out, and named; the rest is taken."""


class NewModifier(
    Request, frozen=True, kw_only=True, omit_defaults=True, rename={"instead_of": "for"}
):
    """A modifier, by the menu's id or by name; ``quantity`` is per one of its line."""

    modifier_id: Uuid | None = None
    plu: Plu | None = None
    name: Title | None = None
    quantity: Annotated[int, Meta(ge=1, le=99)] | None = None
    kind: ModifierKind | None = None
    group: Title | None = None
    portion: Portion | None = None
    instead_of: Title | None = None
    modifiers: Annotated[tuple["NewModifier", ...], Meta(max_length=MAX_MODIFIERS)] = ()


class NewIfOut(Request, frozen=True, kw_only=True, omit_defaults=True):
    """What to do when a dish is sold out."""

    do: WhenOut
    text: Annotated[str, Meta(pattern=_TEXT, min_length=1, max_length=120)] | None = None


NewModifiers = Annotated[tuple[NewModifier, ...], Meta(max_length=MAX_MODIFIERS)]


class NewPart(Request, frozen=True, kw_only=True, omit_defaults=True):
    """One line to cook, by the menu's id or by name; in a combo's ``parts``, one of its parts.

    ``stations`` says where it is made in place of the menu; ``["none"]`` makes it nobody's work.
    """

    id: OwnId | None = None
    external_id: ExternalId | None = None
    menu_item_id: Uuid | None = None
    plu: Plu | None = None
    name: Title | None = None
    kitchen_name: Title | None = None
    variant: Variant | None = None
    quantity: LineQuantity | None = None
    amount: Amount | None = None
    unit: Unit | None = None
    notes: Notes | None = None
    modifiers: NewModifiers = ()
    allergies: Allergies | None = None
    if_out: NewIfOut | None = None
    to_go: bool | None = None
    stations: Annotated[tuple[Slug, ...], Meta(max_length=20)] | None = None

    tidy = staticmethod(tidy_line)
    untidy = staticmethod(nests_modifiers)


class NewItem(NewPart, frozen=True, kw_only=True, omit_defaults=True):
    """One line to cook, or with ``parts`` a combo, which is the heading of those.

    ``held`` lines wait until they are fired. A combo's ``held``, ``course``, ``seat`` and
    allergies go down to its parts; the quantity of a part is all that is to be made of it.
    """

    course: Course | None = None
    seat: Seat | None = None
    held: bool | None = None
    parts: Annotated[tuple[NewPart, ...], Meta(max_length=50)] = ()


NewItems = Annotated[tuple[NewItem, ...], Meta(min_length=1, max_length=MAX_LINES)]


class NewSenderKey(Request, frozen=True, kw_only=True):
    """A number under which another system knows an order."""

    source: Source
    external_id: ExternalId


NewSenderKeys = Annotated[tuple[NewSenderKey, ...], Meta(max_length=20)]


class NewOrder(Request, frozen=True, kw_only=True, omit_defaults=True):
    """Body of ``POST /api/orders``.

    An ``id`` that is no UUID is the sender's key, as ``external_id`` is. A key without a ``source``
    has that of the device.
    """

    id: OwnId | None = None
    type: Annotated[OrderType, Meta(extra={"otherwise": "takeout", "word": "type_label"})]
    table_number: TableNumber | None = None
    session_id: Uuid | None = None
    customer_name: Title | None = None
    notes: Notes | None = None
    priority: Priority = Priority.NORMAL
    display_number: DisplayNumber | None = None
    source: Source | None = None
    external_id: ExternalId | None = None
    source_version: SourceVersion | None = None
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
    accept: Accept | None = None
    items: Annotated[tuple[NewItem, ...], Meta(max_length=MAX_LINES)] = ()

    tidy = staticmethod(tidy_order)


class NewOrders(Request, frozen=True, kw_only=True):
    """Body of ``POST /api/orders/batch``: orders as ``POST /api/orders`` takes them.

    Each is read by itself, so that one which cannot be read keeps none of the others back.
    """

    orders: Annotated[tuple[dict[str, Any], ...], Meta(min_length=1, max_length=50)]


class KeyQuery(Request, frozen=True, kw_only=True):
    """Query of requests about the order that another system knows under a key.

    Without a ``source`` it is that of the device which asks.
    """

    source: LongText | None = None
    external_id: LongText | None = None

    def key_of(self, asker: str) -> tuple[str, str]:
        """Return the key, cut as that of an order is when it is longer than there is room for.

        Args:
            asker: the name of the device that asks.

        Raises:
            Refusal: BAD_REQUEST where there is none.
        """
        if self.external_id is None:
            raise bad_field("external_id", "is missing: a key is a source and an external_id")
        source = source_of(asker) if self.source is None else cut_key(self.source, MAX_SOURCE)
        return source, cut_key(self.external_id, MAX_EXTERNAL_ID)


def source_of(asker: str) -> str:
    """Say which source orders have whose sender names none: the device that they come with."""
    return cut_key(asker, MAX_SOURCE)


class CancelByKey(Request, frozen=True, kw_only=True):
    """Body of ``POST /api/orders/cancel``."""

    reason: Reason | None = None


class AddItems(Request, frozen=True, kw_only=True):
    """Body of ``POST /api/orders/{id}/items``: another round on the same order."""

    accept: Accept | None = None
    items: NewItems


class FireLines(Request, frozen=True, kw_only=True):
    """Body of ``POST /api/orders/{id}/fire`` and ``/hold``.

    Lines of a course, or those with the ids (a combo's stands for its parts); with neither, all.
    """

    course: Course | None = None
    items: Annotated[tuple[Uuid, ...], Meta(min_length=1, max_length=MAX_LINES)] | None = None


class SetOrderStatus(Request, frozen=True, kw_only=True):
    """Body of ``PATCH /api/orders/{id}/status``; ``reason`` goes with a cancellation."""

    status: OrderStatus
    reason: Reason | None = None


_STATUS = "|".join(OrderStatus)
_STATUSES = rf"^({_STATUS})(,({_STATUS}))*\Z"


class OrdersQuery(Request, frozen=True, kw_only=True, rename={"from_": "from"}):
    """Query of ``GET /api/orders``; what it says must all be true of an order.

    Newest first, ``from`` included, ``to`` not. With ``updated_since`` in the order in which they
    were changed last, the latest change at the end. ``status`` may be several, with commas between
    them. An order is at a ``station`` when any line of it is. Words of ``q`` stand in its numbers,
    its table, its names or its dishes.
    """

    status: Annotated[str, Meta(pattern=_STATUSES, max_length=100)] | None = None
    type: OrderType | None = None
    table: TableNumber | None = None
    zone: Word | None = None
    source: LongText | None = None
    external_id: LongText | None = None
    station: ScreenStations | None = None
    from_: When | None = None
    to: When | None = None
    updated_since: When | None = None
    q: Annotated[str, Meta(pattern=_TEXT, min_length=1, max_length=80)] | None = None
    cursor: Annotated[str, Meta(min_length=1, max_length=80)] | None = None
    limit: Limit = 50

    @property
    def key(self) -> KeyQuery | None:
        """The key of the one order that is asked for, if one is."""
        if self.external_id is None:
            return None
        return KeyQuery(source=self.source, external_id=self.external_id)

    @property
    def statuses(self) -> tuple[str, ...]:
        """The statuses that are asked for, each once; none for all of them."""
        return () if self.status is None else tuple(dict.fromkeys(self.status.split(",")))

    @property
    def asks_for_content(self) -> bool:
        """Whether only the whole order says if it is one of those."""
        asked = (self.type, self.table, self.zone, self.source, self.station, self.q)
        return any(each is not None for each in asked)
