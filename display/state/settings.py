"""What one screen is for, as far as the board goes: ``[board]`` and ``[ages]`` of its settings.

Both are handed to the state as they were read; whoever needs a setting asks the state for it.
"""

from display.state.unknown_words import is_known, is_open, rank
from hub.common.screen_settings import (
    ALL,
    EXPO,
    AgeSettings,
    Allergens,
    BoardChoices,
    BumpMode,
    DishNames,
    HeadWord,
    NumberKeys,
    PlacesMode,
    ServeMode,
    TextSize,
)
from hub.domain.orders import Item, ItemStatus, Order
from hub.domain.status import RANK
from hub.domain.times import milliseconds
from hub.locale.words import Language

__all__ = [
    "ALL",
    "EXPO",
    "AgeSettings",
    "Allergens",
    "BoardSettings",
    "BumpMode",
    "DishNames",
    "HeadWord",
    "NumberKeys",
    "PlacesMode",
    "ServeMode",
    "TextSize",
]


class BoardSettings(BoardChoices, frozen=True, kw_only=True):
    """``[board]``, and what follows from it for an order's lines."""

    @property
    def menu_language(self) -> Language | None:
        """The language in which dishes are to be named; None where they are as in the house."""
        return None if self.dish_names is DishNames.HOUSE else self.language

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

    @property
    def own_stations(self) -> tuple[str | None, ...]:
        """The stations whose cooks look at this screen, one by one; None is the whole kitchen."""
        station = self.hub_station
        return (None,) if station is None else tuple(station.split(","))

    def mine(self, order: Order) -> list[Item]:
        """List the lines that this screen shows, cancelled ones included."""
        station = self.hub_station
        if order.type in self.leave_out:
            return []
        return [item for item in order.items if item.belongs_to(station)]

    def has_part_in(self, order: Order) -> bool:
        """Whether this screen shows any of its lines."""
        station = self.hub_station
        return order.type not in self.leave_out and any(
            item.belongs_to(station) for item in order.items
        )

    def shows(self, order: Order) -> bool:
        """Whether the order is still to be worked on here."""
        if not is_open(order) or order.type in self.leave_out:
            return False
        # Not a set: an enum's hash is worked out in Python.
        done = (self.leaves_at, ItemStatus.SERVED, ItemStatus.CANCELLED)
        # The first line decides mostly, and a board may have thousands of tickets.
        return any(item.status not in done and self._waits_for(item) for item in order.items)

    def _waits_for(self, item: Item) -> bool:
        """Whether a line is this screen's to finish; one that no screen shows is done by itself."""
        station = self.hub_station
        return item.attended if station is None else item.belongs_to(station)

    def waited(self, order: Order) -> int:
        """Return for how many ms all that is still to be made here was held, from its start on."""
        # Asked of every ticket at every tick, and hardly any was held.
        if not any(item.fired_at for item in order.items):
            return 0
        done = (self.leaves_at, ItemStatus.SERVED, ItemStatus.CANCELLED)
        fired = [item.fired_at for item in self.mine(order) if item.status not in done]
        times = [each for each in fired if each]
        if not times or len(times) < len(fired):
            return 0
        try:
            start = milliseconds(order.counted_from)
            return max(0, min(milliseconds(each) for each in times) - start)
        except ValueError:
            return 0

    def behind(self, order: Order, status: ItemStatus) -> list[Item]:
        """List the lines of this screen that a bump to a status moves.

        The expeditor serves what the stations have made: nothing is served from there before it is
        ready, nor, if so wanted, before all of the ticket is. A line without an id is one that
        could not be read, and can't be asked for.
        """
        lines = [item for item in order.items if self._waits_for(item) and item.live and item.id]
        if self.station == EXPO and status is ItemStatus.SERVED:
            if self.serve is ServeMode.WHOLE and self.unready(order):
                return []
            return [item for item in lines if item.status == ItemStatus.READY]
        return [item for item in lines if rank(item.status) < RANK[status]]

    def unready(self, order: Order) -> list[Item]:
        """List the lines that the expeditor still waits for."""
        lines = [item for item in order.items if self._waits_for(item) and item.live]
        return [item for item in lines if rank(item.status) < RANK[ItemStatus.READY]]

    def next_step(self, order: Order) -> ItemStatus | None:
        """Say what a bump of the ticket brings its lines to; None when there is nothing to do."""
        if self.station == EXPO:
            return ItemStatus.SERVED
        statuses = {item.status for item in order.items if self._waits_for(item) and item.live}
        if self.bump is BumpMode.DONE and statuses - {self.leaves_at, ItemStatus.SERVED}:
            return self.leaves_at
        if ItemStatus.PENDING in statuses:
            return ItemStatus.READY if self.bump is BumpMode.READY else ItemStatus.PREPARING
        if ItemStatus.PREPARING in statuses or not all(map(is_known, statuses)):
            return ItemStatus.READY
        if ItemStatus.READY in statuses and self.leaves_at is ItemStatus.SERVED:
            return ItemStatus.SERVED
        return None
