"""What an order is, and what can happen to it. Plain frozen values.

The rules that change orders are in ``hub.domain.rules``.

Fields are named and ordered as the Kitchen API shows them, so that one definition is the row on
disk, the answer to a GET and the body of an event.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from hub.domain.earlier import Acknowledgement, EarlierLine, EarlierOrder
from hub.domain.order_details import Combo, LineDetails, Modifier, OrderDetails
from hub.domain.times import Instant


class ItemStatus(StrEnum):
    """How far a kitchen has come with one line of an order."""

    PENDING = "pending"
    PREPARING = "preparing"
    READY = "ready"
    SERVED = "served"
    CANCELLED = "cancelled"


class OrderStatus(StrEnum):
    """How far an order is as a whole. All but the last four steps follow from its items."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    PREPARING = "preparing"
    READY = "ready"
    SERVED = "served"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


ACTIVE_STATUSES = frozenset(
    {OrderStatus.PENDING, OrderStatus.CONFIRMED, OrderStatus.PREPARING, OrderStatus.READY}
)
"""The statuses of an order that a kitchen still has on its screens."""


class OrderType(StrEnum):
    """Where the food goes."""

    DINE_IN = "dine_in"
    TAKEOUT = "takeout"
    DELIVERY = "delivery"


class Priority(StrEnum):
    """Whether an order goes before its turn."""

    NORMAL = "normal"
    RUSH = "rush"


ANYWHERE = ""
"""In place of a station: wherever somebody stands who knows one station a line, and says none."""


class StationStep(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """How far one station is with a line that several of them make."""

    station: str
    status: ItemStatus = ItemStatus.PENDING
    started_at: Instant | None = None
    ready_at: Instant | None = None


class Item(LineDetails, frozen=True, gc=False, kw_only=True):
    """One line of an order. ``station`` None means that every station sees it.

    Attributes:
        quantity: pieces, whole; what is weighed has its ``amount`` beside it.
        stations: where it is made, when that is not the one ``station``, which is the first.
        at: each station's own step, when several with a screen make it; the line's status follows
            from theirs.
        screen: False when none of its stations has a screen: it is done with its order.
        parent_id: the combo that it is a part of.
        flags: what is odd about it (``sold_out``, ``not_on_menu``).
        fired_at: when the kitchen was told to make it, when that was not ``created_at``.
        target_s: seconds that it should take, frozen when it was fired.
        was: what it said before it was changed, until the kitchen has taken note.
        split_from: the line that it was a part of, when more of a ready one was ordered, or a part
            went to another order.
        came_from: the order that it was taken with, when that was another one.
    """

    id: str
    menu_item_id: str | None = None
    name: str
    quantity: int
    status: ItemStatus = ItemStatus.PENDING
    notes: str | None = None
    modifiers: tuple[Modifier, ...] = ()
    allergens: tuple[str, ...] = ()
    station: str | None = None
    course: int | str | None = None
    created_at: Instant
    started_at: Instant | None = None
    ready_at: Instant | None = None
    served_at: Instant | None = None
    cancelled_at: Instant | None = None
    cancel_reason: str | None = None
    stations: tuple[str, ...] | UnsetType = UNSET
    at: tuple[StationStep, ...] | UnsetType = UNSET
    screen: bool | UnsetType = UNSET
    parent_id: str | UnsetType = UNSET
    flags: tuple[str, ...] | UnsetType = UNSET
    fired_at: Instant | UnsetType = UNSET
    target_s: int | UnsetType = UNSET
    was: EarlierLine | UnsetType = UNSET
    split_from: str | UnsetType = UNSET
    came_from: str | UnsetType = UNSET

    @property
    def live(self) -> bool:
        """Whether the line still counts: everything but a cancelled one."""
        return self.status is not ItemStatus.CANCELLED

    @property
    def attended(self) -> bool:
        """Whether somebody sees it on a screen, so that its order waits for it."""
        return self.screen is not False

    @property
    def made_at(self) -> tuple[str, ...]:
        """The stations that make it; none where it was not said, and so every station sees it."""
        return self.stations or (() if self.station is None else (self.station,))

    def belongs_to(self, station: str | None) -> bool:
        """Whether a station has to do with this line; None asks for the whole kitchen.

        Stations that share a screen have commas between them, here and wherever one is asked for.
        """
        return (
            station is None
            or (self.station is None and not self.stations)
            or self.station == station
            or (self.stations is not UNSET and station in self.stations)
            or ("," in station and any(map(self.belongs_to, station.split(","))))
        )

    def step_at(self, station: str | None) -> StationStep | None:
        """Find a station's own step; None where the line's status is that of the station too."""
        if self.at is UNSET or station is None:
            return None
        names = station.split(",")
        return combine_steps([step for step in self.at if step.station in names])

    def status_at(self, station: str | None) -> ItemStatus:
        """Say how far a station is with the line; None asks for all of them."""
        if self.at is UNSET:
            return self.status
        step = self.step_at(station) if self.live else None
        return self.status if step is None else step.status

    def seen_at(self, station: str | None) -> "Item":
        """Return the line as the one station sees it: that station's, and as far as it has come.

        ANYWHERE, a line that several stations make is everybody's.
        """
        if station == ANYWHERE and self.at:
            return msgspec.structs.replace(self, station=None)
        step = self.step_at(station)
        if step is None:
            return self
        if not self.live:
            return msgspec.structs.replace(self, station=step.station)
        return msgspec.structs.replace(
            self,
            station=step.station,
            status=step.status,
            started_at=step.started_at,
            ready_at=step.ready_at,
        )


_STEPS = (ItemStatus.PENDING, ItemStatus.PREPARING, ItemStatus.READY, ItemStatus.SERVED)


def combine_steps(steps: Sequence[StationStep]) -> StationStep | None:
    """Take the steps of stations that share a screen for one: that of the first of them."""
    if len(steps) < 2:  # noqa: PLR2004 - one is as far as it is
        return steps[0] if steps else None
    places = [_STEPS.index(step.status) for step in steps]
    low, high = _STEPS[min(places)], _STEPS[max(places)]
    done = low in (ItemStatus.READY, ItemStatus.SERVED)
    return StationStep(
        station=steps[0].station,
        status=low if low is high or done else ItemStatus.PREPARING,
        started_at=min((step.started_at for step in steps if step.started_at), default=None),
        ready_at=max(step.ready_at for step in steps if step.ready_at) if done else None,
    )


class Order(OrderDetails, frozen=True, gc=False, kw_only=True):
    """One order of a branch. ``version`` grows by one with every change.

    ``was`` is what its ticket said before, until the kitchen has taken note, which stands in
    ``acks``. ``age_from`` is there when the order's age does not count from ``created_at``, because
    the hub's clock was set since; ``age_at_least`` when nobody knows how long the hub was off, so
    that the order is at least as old as that. ``closed_by`` is ``hub`` when the hub has completed
    it. ``release_at`` is there while it waits for its time, off the board; ``released_at`` after
    that. ``went_to`` names the orders to which lines of it were moved. ``empty_until`` says until
    when it takes lines although it has none that counts.
    """

    id: str
    order_number: str
    type: OrderType
    status: OrderStatus = OrderStatus.PENDING
    table_number: str | None = None
    session_id: str | None = None
    customer_name: str | None = None
    notes: str | None = None
    priority: Priority = Priority.NORMAL
    created_at: Instant
    updated_at: Instant
    confirmed_at: Instant | None = None
    completed_at: Instant | None = None
    version: int = 1
    age_from: Instant | UnsetType = UNSET
    age_at_least: bool | UnsetType = UNSET
    release_at: Instant | UnsetType = UNSET
    released_at: Instant | UnsetType = UNSET
    empty_until: Instant | UnsetType = UNSET
    merged_into: str | UnsetType = UNSET
    went_to: tuple[str, ...] | UnsetType = UNSET
    closed_by: str | UnsetType = UNSET
    items: tuple[Item, ...]
    held: tuple[Item, ...] | UnsetType = UNSET
    groups: tuple[Combo, ...] | UnsetType = UNSET
    was: EarlierOrder | UnsetType = UNSET
    acks: tuple[Acknowledgement, ...] | UnsetType = UNSET

    @property
    def counted_from(self) -> Instant:
        """The time from which the order's age counts, by the hub's clock."""
        start = self.age_from
        return self.created_at if isinstance(start, UnsetType) else start

    @property
    def active(self) -> bool:
        """Whether it is still open."""
        return self.status in ACTIVE_STATUSES

    @property
    def on_board(self) -> bool:
        """Whether kitchens see it: it is open, its time has come, and something is to be made."""
        if not self.active or self.release_at:
            return False
        for item in self.items:  # noqa: SIM110 - the first one tells; a generator takes longer
            if item.live:
                return True
        return False

    @property
    def lines(self) -> tuple[Item, ...]:
        """All of its lines, those that are held last."""
        return (*self.items, *self.held) if self.held else self.items

    @property
    def line_ids(self) -> list[str]:
        """The ids of all that it holds: lines, held ones as well, and headings of combos."""
        ids = [item.id for item in self.items]
        if self.held:
            ids += [item.id for item in self.held]
        if self.groups:
            ids += [combo.id for combo in self.groups]
        return ids

    def item(self, item_id: str) -> Item | None:
        """Find a line by its id, one that is held as well."""
        for item in self.items:
            if item.id == item_id:
                return item
        return next((item for item in self.held or () if item.id == item_id), None)

    def combo(self, combo_id: str) -> Combo | None:
        """Find the heading of a combo by its id."""
        return next((combo for combo in self.groups or () if combo.id == combo_id), None)

    @property
    def shared(self) -> bool:
        """Whether several stations make a line of it."""
        for item in self.items:  # noqa: SIM110 - a generator takes longer
            if item.at:
                return True
        return False

    def seen_at(self, station: str | None) -> "Order":
        """Return the order with the lines that several stations make as the one sees them."""
        if station is None or not self.shared:
            return self
        items = tuple([item.seen_at(station) for item in self.items])
        return msgspec.structs.replace(self, items=items)

    def part_for(self, station: str | None) -> "Order | None":
        """Return the order with that station's lines only; None when it has none there.

        A line that several stations make is that station's, as far as that has come with it.
        """
        if station is None:
            return self if self.items else None
        mine = tuple([item.seen_at(station) for item in self.items if item.belongs_to(station)])
        if not mine:
            return None
        return self if mine == self.items else msgspec.structs.replace(self, items=mine)


def order_number(number: int) -> str:
    """Write the branch's running number as people say it: ``ORD-00042``."""
    return f"ORD-{number:05d}"


def running_number(order: Order) -> int | None:
    """Read an order's running number back from how people say it; None when it is written anew."""
    digits = order.order_number.rpartition("-")[2]
    return int(digits) if digits.isdecimal() and digits.isascii() else None


class OrderPlaced(msgspec.Struct, frozen=True):
    """A new order."""


class OrderWaiting(msgspec.Struct, frozen=True):
    """An order that no kitchen sees yet is there, or was changed."""


class OrderChanged(msgspec.Struct, frozen=True):
    """The order's status, its own fields or its set of lines changed."""


class ItemMoved(msgspec.Struct, frozen=True):
    """A line took one step; ``recalled`` when the step was back."""

    item: Item
    recalled: bool = False


class ItemCancelled(msgspec.Struct, frozen=True):
    """A line was taken off."""

    item: Item


class LineChange(
    msgspec.Struct, frozen=True, kw_only=True, rename={"before": "from", "after": "to"}
):
    """One field of a line that says something else now.

    ``field`` is ``order_id`` when the line went from one order to another, and ``items`` when it is
    new, or gone. ``reason`` says why there are fewer of it, where somebody has said so.
    """

    id: str
    field: str
    before: Any
    after: Any
    reason: str | UnsetType = UNSET


class LinesEdited(msgspec.Struct, frozen=True):
    """Lines say something else than before; the whole order is told beside it."""

    changes: tuple[LineChange, ...]


DomainEvent = OrderPlaced | OrderWaiting | OrderChanged | ItemMoved | ItemCancelled | LinesEdited


class Transition(msgspec.Struct, frozen=True):
    """An order after a command, and what happened on the way, in the order to be told."""

    order: Order
    events: tuple[DomainEvent, ...]
