"""What one screen is for, as far as the board goes: ``[board]`` and ``[ages]`` of its settings.

Both are handed to the state as they were read; whoever needs a setting asks the state for it.
"""

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from display.state.unknown_words import is_known, is_open, rank
from hub.domain.orders import Item, ItemStatus, Order, OrderType
from hub.domain.status import RANK
from hub.domain.times import milliseconds
from hub.locale.words import Language

EXPO = "expo"
"""The station setting of the expeditor's screen: whole orders, from the kitchen to the guest."""

ALL = "all"
"""The station setting of a small kitchen with one screen for everything."""


class NumberKeys(StrEnum):
    """What a number key does. Houses differ (FIELD: bump bars)."""

    BUMP = "bump"
    SELECT = "select"
    CONFIRM = "confirm"


class PlacesMode(StrEnum):
    """How tickets find their places; see ``display/view_model/placement.py``."""

    STILL = "still"
    AGE = "age"
    GRID = "grid"


class BumpMode(StrEnum):
    """How far a bump moves a ticket."""

    STEP = "step"
    READY = "ready"
    DONE = "done"


class ServeMode(StrEnum):
    """What the expeditor's bump serves of a ticket that is not ready in all its parts."""

    READY = "ready"
    WHOLE = "whole"


class TextSize(StrEnum):
    """How large the letters are: the eyes of a kitchen, and its light, differ."""

    SMALL = "small"
    NORMAL = "normal"
    LARGE = "large"
    HUGE = "huge"


class HeadWord(StrEnum):
    """What is large in a ticket's head: what is called out in this house."""

    NUMBER = "number"
    TABLE = "table"


class DishNames(StrEnum):
    """What dishes are called: in the crew's language, that and the house's, or as in the house."""

    CREW = "crew"
    BOTH = "both"
    HOUSE = "house"


class Allergens(StrEnum):
    """Whether a ticket says what its dishes contain when no guest has an allergy to it."""

    SMALL = "small"
    OFF = "off"


class BoardSettings(msgspec.Struct, frozen=True, kw_only=True):
    """``[board]``: what stands on it, and what keys do with it.

    Attributes:
        station: a station's id, ``expo`` or ``all``.
        places: ``still``, where no ticket changes its column, ``age``, where they are in the order
            of their age, or ``grid``, in cells of one size.
        columns, rows: of the grid of tickets.
        keys: how many tickets have a number key; of more than ten, a second bar or the key
            ``second ten`` means the others. 0 is as many as the keys reach.
        number_keys: what a number does: bump at once, select, or confirm with a second press.
        bump: how far a bump moves a ticket: one step, straight to ready, or off this screen.
        serve: what the expeditor serves: what is ready, or a ticket only once all of it is.
        leave_out: order types that this screen does not show, as a bar's may leave deliveries to
            another; the hub raises an alarm for what no screen of a station shows.
        text: how large letters are, at the distance from which the monitor is read.
        head: what is large in a ticket's head, the number or the table.
        allergens: what dishes contain, small or off; what a guest must not eat is always loud.
        allergy_ack: whether a guest's allergy has to be acknowledged before the first bump.
        language: of this screen's crew.
        dish_names: in the crew's language where the menu has them, that and the house's beside it,
            or as the house calls them.
        fallback: what to do while the hub is gone, in the owner's words; shown where the board was.
        allergy_words: words beside those of eight languages that make a note as loud as an allergy.
    """

    station: Annotated[
        str,
        Meta(
            pattern=r"^[a-z0-9_-]{1,32}(,[a-z0-9_-]{1,32}){0,7}\Z",
            description="a station's id, several with commas between them, expo or all",
        ),
    ] = ALL
    columns: Annotated[int, Meta(ge=1, le=12, description="a whole number from 1 to 12")] = 4
    rows: Annotated[int, Meta(ge=1, le=6, description="a whole number from 1 to 6")] = 2
    places: Annotated[PlacesMode, Meta(description="still, age or grid")] = PlacesMode.STILL
    keys: Annotated[int, Meta(ge=0, le=20, description="a whole number from 0 to 20")] = 0
    number_keys: Annotated[NumberKeys, Meta(description="bump, select or confirm")] = (
        NumberKeys.BUMP
    )
    bump: Annotated[BumpMode, Meta(description="step, ready or done")] = BumpMode.STEP
    serve: Annotated[ServeMode, Meta(description="ready or whole")] = ServeMode.READY
    leave_out: Annotated[
        tuple[OrderType, ...],
        Meta(max_length=2, description="a list of at most two of dine_in, takeout and delivery"),
    ] = ()
    text: Annotated[TextSize, Meta(description="small, normal, large or huge")] = TextSize.NORMAL
    head: Annotated[HeadWord, Meta(description="number or table")] = HeadWord.NUMBER
    allergens: Annotated[Allergens, Meta(description="small or off")] = Allergens.SMALL
    allergy_ack: Annotated[bool, Meta(description="true or false")] = True
    language: Annotated[Language, Meta(description="en, es, fr, de, it, pt-BR, zh-Hans or ar")] = (
        Language.ENGLISH
    )
    dish_names: Annotated[DishNames, Meta(description="crew, both or house")] = DishNames.CREW
    fallback: Annotated[
        str, Meta(max_length=120, description="a sentence of up to 120 characters")
    ] = ""
    allergy_words: Annotated[
        tuple[Annotated[str, Meta(min_length=2, max_length=40)], ...],
        Meta(max_length=100, description='a list of words, as ["lactose", "no nuts"]'),
    ] = ()

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


_Minutes = tuple[Annotated[float, Meta(gt=0, le=600)], ...]
Limits = Annotated[
    _Minutes, Meta(min_length=2, max_length=2, description="two numbers of minutes, as [8, 12]")
]
OwnLimits = Annotated[
    _Minutes, Meta(max_length=2, description="two numbers of minutes, as [8, 12], or none, []")
]


class AgeSettings(msgspec.Struct, frozen=True, kw_only=True):
    """``[ages]``: after how many minutes a ticket warns, and is late.

    Attributes:
        default: minutes for every order type without limits of its own.
        dine_in, takeout, delivery: minutes for that type; [] for the default.
    """

    default: Limits = (8.0, 12.0)
    dine_in: OwnLimits = ()
    takeout: OwnLimits = ()
    delivery: OwnLimits = ()

    def limits(self, kind: OrderType) -> tuple[float, float]:
        """Return after how many minutes an order of a type warns, and is late."""
        own = {
            OrderType.DINE_IN: self.dine_in,
            OrderType.TAKEOUT: self.takeout,
            OrderType.DELIVERY: self.delivery,
        }
        warn, late = own.get(kind) or self.default
        return warn, late
