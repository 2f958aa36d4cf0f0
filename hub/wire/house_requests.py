"""What clients may send of the house: its routing rules, its tables, what is sold out."""

from typing import Annotated

from msgspec import Meta

from hub.domain.dining_tables import MAX_TABLES
from hub.domain.orders import OrderType
from hub.domain.routing import MAX_RULES, Weekday
from hub.wire import text_rules
from hub.wire.requests import Name, Plu, Position, Request, Slug, Stations, TableNumber, Uuid, Word

ClockTime = Annotated[str, Meta(pattern=text_rules.CLOCK_TIME)]
Weekdays = Annotated[tuple[Weekday, ...], Meta(max_length=7)]
Time = Annotated[str, Meta(pattern=text_rules.ONE_LINE, min_length=5, max_length=40)]


class SetAvailability(Request, frozen=True, kw_only=True):
    """Body of ``POST /api/menu/items/{id}/availability``: False is an 86.

    ``until`` is ``tomorrow``, a time of day, or a time; ``left`` has an available dish counted.
    """

    available: bool
    until: Annotated[str, Meta(pattern=text_rules.ONE_LINE, max_length=40)] | None = None
    left: Annotated[int, Meta(ge=0, le=9999)] | None = None


class NewRoutingRule(Request, frozen=True, kw_only=True, rename={"from_": "from"}):
    """Where lines are made that fit all that it says; what is left out fits every line."""

    stations: Annotated[Stations, Meta(min_length=1)]
    name: Name | None = None
    dish: Name | None = None
    modifier: Name | None = None
    category: Slug | None = None
    order_type: OrderType | None = None
    source: Word | None = None
    zone: Word | None = None
    weekdays: Weekdays | None = None
    from_: ClockTime | None = None
    until: ClockTime | None = None


class NewRoutes(Request, frozen=True, kw_only=True):
    """Body of ``PUT /api/menu/routes``: all rules, in their order."""

    rules: Annotated[tuple[NewRoutingRule, ...], Meta(max_length=MAX_RULES)]


class RouteQuery(Request, frozen=True, kw_only=True):
    """Query of ``GET /api/menu/route``: a line, the order that it is on, and when."""

    menu_item_id: Uuid | None = None
    plu: Plu | None = None
    name: Name | None = None
    modifier: Name | None = None
    type: OrderType = OrderType.DINE_IN
    source: Word | None = None
    zone: Word | None = None
    at: Time | None = None


class NewDiningTable(Request, frozen=True, kw_only=True):
    """A table of the house."""

    name: TableNumber
    zone: Word | None = None
    seats: Annotated[int, Meta(ge=1, le=999)] | None = None
    position: Position = 0
    joined_with: Annotated[tuple[TableNumber, ...], Meta(max_length=20)] = ()


class NewDiningTables(Request, frozen=True, kw_only=True):
    """Body of ``PUT /api/tables``: all of them."""

    tables: Annotated[tuple[NewDiningTable, ...], Meta(max_length=MAX_TABLES)]
