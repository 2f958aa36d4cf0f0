"""What one screen is for, as far as its behaviour goes."""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from display.state.unknown_words import is_known, is_open, rank
from hub.domain.orders import RANK, Item, ItemStatus, Order

EXPO = "expo"
"""The station setting of the expeditor's screen: whole orders, from the kitchen to the guest."""

ALL = "all"
"""The station setting of a small kitchen with one screen for everything."""


class NumberKeys(StrEnum):
    """What a number key does. Houses differ (FIELD: bump bars)."""

    BUMP = "bump"
    SELECT = "select"
    CONFIRM = "confirm"


class Ages(msgspec.Struct, frozen=True):
    """Minutes after which a ticket's head turns amber, and red."""

    amber: float = 8.0
    red: float = 12.0


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How a screen behaves.

    Attributes:
        station: a station's id, ``expo`` or ``all``.
        number_keys: what a number key does.
        bump_through: whether a bump goes straight to ready instead of one step.
        ages: the colour limits of each order type that has its own.
        default_ages: the colour limits of all others.
        undo_ms: for how long the last bump can be undone.
        moved_ms: for how long a position that has just changed refuses presses.
        utc_offset_minutes: of the kitchen's own time of day.
    """

    station: str = ALL
    number_keys: NumberKeys = NumberKeys.BUMP
    bump_through: bool = False
    ages: Mapping[str, Ages] = msgspec.field(default_factory=dict)
    default_ages: Ages = Ages()
    undo_ms: int = 8000
    moved_ms: int = 300
    utc_offset_minutes: int = 0

    @property
    def hub_station(self) -> str | None:
        """The station that the hub is asked for; None is the whole kitchen."""
        return None if self.station in {EXPO, ALL} else self.station

    @property
    def leaves_at(self) -> ItemStatus:
        """The status in which a ticket is done with on this screen.

        A cook is done when the dish is ready; the expeditor, and a kitchen with one screen, when it
        has been served.
        """
        return ItemStatus.READY if self.hub_station is not None else ItemStatus.SERVED

    def mine(self, order: Order) -> list[Item]:
        """List the lines that this screen shows, cancelled ones included."""
        station = self.hub_station
        return [item for item in order.items if item.belongs_to(station)]

    def has_part_in(self, order: Order) -> bool:
        """Whether this screen shows any of its lines."""
        station = self.hub_station
        return any(item.belongs_to(station) for item in order.items)

    def shows(self, order: Order) -> bool:
        """Whether the order is still to be worked on here."""
        if not is_open(order):
            return False
        done = {self.leaves_at, ItemStatus.SERVED, ItemStatus.CANCELLED}
        station = self.hub_station
        # The first line decides mostly, and a board may have thousands of tickets.
        return any(item.status not in done and item.belongs_to(station) for item in order.items)

    def ages_of(self, order: Order) -> Ages:
        """Say when this order's head changes its colour."""
        return self.ages.get(order.type, self.default_ages)

    def behind(self, order: Order, status: ItemStatus) -> list[Item]:
        """List the lines of this screen that a bump to a status moves.

        The expeditor serves what the stations have made: nothing is served from there before it is
        ready. A line without an id is one that could not be read, and can't be asked for.
        """
        lines = [item for item in self.mine(order) if item.live and item.id]
        if self.station == EXPO and status is ItemStatus.SERVED:
            return [item for item in lines if item.status == ItemStatus.READY]
        return [item for item in lines if rank(item.status) < RANK[status]]

    def next_step(self, order: Order) -> ItemStatus | None:
        """Say what a bump of the ticket brings its lines to; None when there is nothing to do."""
        if self.station == EXPO:
            return ItemStatus.SERVED
        statuses = {item.status for item in self.mine(order) if item.live}
        if ItemStatus.PENDING in statuses:
            return ItemStatus.READY if self.bump_through else ItemStatus.PREPARING
        if ItemStatus.PREPARING in statuses or not all(map(is_known, statuses)):
            return ItemStatus.READY
        if ItemStatus.READY in statuses and self.leaves_at is ItemStatus.SERVED:
            return ItemStatus.SERVED
        return None
