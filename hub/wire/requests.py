"""What clients may send over HTTP. One definition validates the body and writes the OpenAPI."""

from enum import StrEnum
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType, field

from hub.domain.menu import MAX_DISHES, MAX_HEADINGS
from hub.domain.orders import ItemStatus
from hub.wire import text_rules

# Python's $ also matches before a closing line feed, so \Z; the OpenAPI writes JSON Schema's $.
_HEX = "[0-9a-fA-F]"
_UUID = f"^{_HEX}{{8}}(-{_HEX}{{4}}){{3}}-{_HEX}{{12}}"
_SLUG = "^[a-z0-9][a-z0-9_-]{0,31}"

Uuid = Annotated[str, Meta(pattern=rf"{_UUID}\Z", extra_json_schema={"format": "uuid"})]
Name = Annotated[str, Meta(pattern=text_rules.ONE_LINE, min_length=1, max_length=120)]
DeviceName = Annotated[str, Meta(pattern=text_rules.ONE_LINE, min_length=1, max_length=80)]
Slug = Annotated[str, Meta(pattern=rf"{_SLUG}\Z")]
ScreenStations = Annotated[str, Meta(pattern=rf"{_SLUG}(,[a-z0-9][a-z0-9_-]{{0,31}}){{0,7}}\Z")]
"""A station, or up to eight with commas between them, for a screen that shows several."""

TableNumber = Annotated[str, Meta(pattern=text_rules.ONE_LINE, min_length=1, max_length=40)]
Word = Annotated[str, Meta(pattern=text_rules.ONE_LINE, min_length=1, max_length=40)]
Reason = Annotated[str, Meta(pattern=text_rules.LINES, min_length=3, max_length=500)]
Currency = Annotated[str, Meta(pattern=r"^[A-Z]{3}\Z")]
Limit = Annotated[int, Meta(ge=1, le=500)]
Seq = Annotated[int, Meta(ge=0, le=2**53)]
DrillSeconds = Annotated[int, Meta(ge=5, le=300)]

DRILL_SECONDS = 60
"""For how long screens wait for a press, unless the owner says otherwise."""


class Request(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A body or a query: unknown fields are refused, so that a misspelt one is never lost."""


class BumpStatus(StrEnum):
    """What an order (or a station's part of it) can be bumped to."""

    PREPARING = "preparing"
    READY = "ready"
    SERVED = "served"


class SetItemStatus(Request, frozen=True, kw_only=True):
    """Body of ``PATCH /api/kitchen/items/{id}/status``.

    ``station`` says whose step it is, of a line that several stations make; left out, it is that
    which the device has joined with, and all of them if it has joined with none.
    """

    status: ItemStatus
    station: ScreenStations | None = None


class Bump(Request, frozen=True, kw_only=True):
    """Body of ``POST /api/kitchen/orders/{id}/bump``.

    ``items`` are the ids of the lines that the cook saw: what was added since is left alone.
    """

    status: BumpStatus
    station: ScreenStations | None = None
    items: Annotated[tuple[Uuid, ...], Meta(min_length=1, max_length=100)] | None = None


class TakeBack(Request, frozen=True, kw_only=True):
    """A line to take back from the status that a bump brought it to, to the one it had before."""

    id: Uuid
    current: ItemStatus
    status: ItemStatus


class Recall(Request, frozen=True, kw_only=True):
    """Body of ``POST /api/kitchen/orders/{id}/recall``; without a station, the whole order.

    ``items`` undo one bump exactly, whatever else has been moved before or after it.
    """

    station: ScreenStations | None = None
    items: Annotated[tuple[TakeBack, ...], Meta(min_length=1, max_length=100)] | None = None


class RecallItem(Request, frozen=True, kw_only=True):
    """Body of ``POST /api/kitchen/items/{id}/recall``; ``station`` as in a change of status."""

    station: ScreenStations | None = None


class CancelItem(Request, frozen=True, kw_only=True):
    """Body of ``POST /api/kitchen/orders/{order_id}/items/{item_id}/cancel``."""

    reason: Reason


class NewSession(Request, frozen=True, kw_only=True):
    """Body of ``POST /api/sessions``: guests sat down at a table."""

    table_number: TableNumber


class RenameDevice(Request, frozen=True, kw_only=True):
    """Body of ``PATCH /api/devices/{id}``."""

    name: DeviceName


class LinkSession(Request, frozen=True, kw_only=True):
    """Body of ``POST /api/sessions/{id}/link``; ``renew`` makes earlier links worth nothing."""

    renew: bool = False


class SessionsQuery(Request, frozen=True, kw_only=True):
    """Query of ``GET /api/sessions``."""

    table: TableNumber | None = None


class EndSessionQuery(Request, frozen=True, kw_only=True):
    """Query of ``DELETE /api/sessions/{id}``."""

    at_once: bool = False


Price = Annotated[int, Meta(ge=0, le=100_000_000)]
Words = Annotated[tuple[Word, ...], Meta(max_length=30)]
Minutes = Annotated[float, Meta(gt=0, le=600)]
Position = Annotated[int, Meta(ge=0, le=9999)]
Stations = Annotated[tuple[Slug, ...], Meta(max_length=20)]
Plu = Annotated[str, Meta(pattern=text_rules.ONE_LINE, min_length=1, max_length=60)]
Plus = Annotated[tuple[Plu, ...], Meta(max_length=20)]
Language = Annotated[str, Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}\Z")]
Names = Annotated[dict[Language, Name], Meta(max_length=30)]
Count = Annotated[int, Meta(ge=0, le=99)]


class NewMenuModifier(Request, frozen=True, kw_only=True):
    """A change that a dish can be ordered with."""

    id: Uuid | None = None
    name: Name
    price_minor: Price | None = None
    allergens: Words = ()
    plu: Plus = ()
    station: Slug | None = None
    names: Names | None = None


Modifiers = Annotated[tuple[NewMenuModifier, ...], Meta(max_length=100)]


class NewModifierGroup(Request, frozen=True, kw_only=True):
    """A heading that modifiers are chosen under; ``default`` names some of them, or their ids."""

    id: Uuid | None = None
    name: Name
    min: Count = 0
    max: Annotated[int, Meta(ge=1, le=99)] | None = None
    default: Annotated[tuple[Name, ...], Meta(max_length=99)] = ()
    ask: bool = False
    items: Modifiers = ()


Groups = Annotated[tuple[NewModifierGroup, ...], Meta(max_length=30)]


class NewCategory(Request, frozen=True, kw_only=True):
    """Body of ``POST /api/menu/categories``."""

    id: Slug
    name: Name
    position: Position = 0
    stations: Stations = ()
    modifier_groups: Groups = ()


class EditCategory(Request, frozen=True, kw_only=True):
    """Body of ``PATCH /api/menu/categories/{id}``; a field that is left out stays as it is."""

    name: Name | UnsetType = UNSET
    position: Position | UnsetType = UNSET
    stations: Stations | UnsetType | None = UNSET
    modifier_groups: Groups | UnsetType | None = UNSET


class NewStation(Request, frozen=True, kw_only=True):
    """Body of ``POST /api/menu/stations``."""

    id: Slug
    name: Name
    position: Position = 0
    screen: bool = True
    backup: Slug | None = None


class EditStation(Request, frozen=True, kw_only=True):
    """Body of ``PATCH /api/menu/stations/{id}``; a field that is left out stays as it is."""

    name: Name | UnsetType = UNSET
    position: Position | UnsetType = UNSET
    screen: bool | UnsetType = UNSET
    backup: Slug | UnsetType | None = UNSET


class NewMenuItem(Request, frozen=True, kw_only=True):
    """Body of ``POST /api/menu/items``; ``station`` is the first of ``stations``."""

    id: Uuid | None = None
    name: Name
    category: Slug | None = None
    station: Slug | None = None
    price_minor: Price | None = None
    allergens: Words = ()
    modifiers: Modifiers = ()
    target_minutes: Minutes | None = None
    available: bool = True
    stations: Stations = ()
    plu: Plus = ()
    kitchen_name: Name | None = None
    names: Names | None = None
    modifier_groups: Groups = ()
    diets: Words = ()
    allergens_known: bool | None = None
    make_minutes: Minutes | None = None


class EditMenuItem(Request, frozen=True, kw_only=True):
    """Body of ``PATCH /api/menu/items/{id}``; a field that is left out stays as it is."""

    name: Name | UnsetType = UNSET
    category: Slug | UnsetType | None = UNSET
    station: Slug | UnsetType | None = UNSET
    price_minor: Price | UnsetType | None = UNSET
    allergens: Words | UnsetType = UNSET
    modifiers: Modifiers | UnsetType = UNSET
    target_minutes: Minutes | UnsetType | None = UNSET
    available: bool | UnsetType = UNSET
    stations: Stations | UnsetType | None = UNSET
    plu: Plus | UnsetType | None = UNSET
    kitchen_name: Name | UnsetType | None = UNSET
    names: Names | UnsetType | None = UNSET
    modifier_groups: Groups | UnsetType | None = UNSET
    diets: Words | UnsetType | None = UNSET
    allergens_known: bool | UnsetType | None = UNSET
    make_minutes: Minutes | UnsetType | None = UNSET


class WholeMenu(Request, frozen=True, kw_only=True):
    """The whole menu, as export writes it and import reads it."""

    categories: Annotated[tuple[NewCategory, ...], Meta(max_length=MAX_HEADINGS)] = ()
    stations: Annotated[tuple[NewStation, ...], Meta(max_length=MAX_HEADINGS)] = ()
    items: Annotated[tuple[NewMenuItem, ...], Meta(max_length=MAX_DISHES)] = ()


class StaffRole(StrEnum):
    """Roles that a token can be made for; a customer's comes with its table session."""

    KITCHEN = "kitchen"
    WAITER = "waiter"
    CASHIER = "cashier"
    INTEGRATION = "integration"
    PASS = "pass"  # noqa: S105 - where dishes are handed over
    READY = "ready"
    MANAGER = "manager"


class NewToken(Request, frozen=True, kw_only=True):
    """Body of ``POST /api/tokens``."""

    role: StaffRole
    name: DeviceName


class KitchenStatus(StrEnum):
    """The statuses that ``GET /api/kitchen/orders`` filters by."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    PREPARING = "preparing"
    READY = "ready"


class KitchenOrdersQuery(Request, frozen=True, kw_only=True):
    """Query of ``GET /api/kitchen/orders``."""

    status: KitchenStatus | None = None
    station: ScreenStations | None = None


class StationQuery(Request, frozen=True, kw_only=True):
    """Query of ``GET /api/kitchen/all-day``."""

    station: ScreenStations | None = None


class RecentQuery(Request, frozen=True, kw_only=True):
    """Query of ``GET /api/kitchen/recent``."""

    station: ScreenStations | None = None
    limit: Annotated[int, Meta(ge=1, le=50)] = 50


class EventsQuery(Request, frozen=True, kw_only=True):
    """Query of ``GET /api/events``."""

    after: Seq = 0
    limit: Limit = 100


class AuditQuery(Request, frozen=True, kw_only=True):
    """Query of ``GET /api/audit``; ``before`` an event that was seen."""

    before: Seq | None = None
    limit: Limit = 50


class MenuFormat(StrEnum):
    """How a menu is written down."""

    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


class Audience(StrEnum):
    """Whose spreadsheet program a CSV is written for."""

    PROGRAMS = "programs"
    AMERICA = "america"
    EUROPE = "europe"


class ExportQuery(Request, frozen=True, kw_only=True):
    """Query of ``GET /api/menu/export``; ``for`` says how a CSV is written."""

    format: MenuFormat = MenuFormat.JSON
    audience: Audience = field(name="for", default=Audience.PROGRAMS)


class ImportQuery(Request, frozen=True, kw_only=True):
    """Query of ``POST /api/menu/import``: the currency of the file, and if what it lacks stays."""

    dry_run: bool = False
    keep: bool = False
    currency: Currency | None = None


class UndoQuery(Request, frozen=True, kw_only=True):
    """Query of ``POST /api/menu/undo``."""

    dry_run: bool = False
