"""Lines of a request, made whole: combos taken apart, each line routed, later courses held."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from msgspec import UNSET
from msgspec.structs import replace

from hub.domain.course_words import DEFAULT_ORDER
from hub.domain.courses import part_courses
from hub.domain.menu import Menu
from hub.domain.order_details import Combo
from hub.domain.orders import Item, Order
from hub.domain.routing import LineFacts, OrderFacts, Routing
from hub.domain.times import Instant
from hub.orders.door import Door
from hub.orders.line_stations import freeze_target, place_at
from hub.orders.new_combos import put_together, take_apart
from hub.orders.new_items import make_items
from hub.wire.order_requests import NewItem


class MadeLines(NamedTuple):
    """What was made of a request: lines to cook, lines that wait, and headings of combos."""

    items: tuple[Item, ...]
    held: tuple[Item, ...]
    groups: tuple[Combo, ...]


class LineMaker:
    """Makes the lines of new orders and rounds, and readies those that are fired.

    Args:
        menu: returns the menu as it is committed.
        route: says where a line is made, by the menu, the rules and the time of now.

    Attributes:
        holds_courses: whether each course but the first waits without anybody saying so.
        course_words: courses that are words, in the house's order.
    """

    def __init__(
        self, menu: Callable[[], Menu], route: Callable[[OrderFacts, LineFacts], Routing]
    ) -> None:
        self.holds_courses = False
        self.course_words = DEFAULT_ORDER
        self._menu = menu
        self._route = route

    def make(
        self,
        lines: Sequence[NewItem],
        order: OrderFacts,
        before: Sequence[Item],
        new_id: Callable[[], str],
        now: Instant,
        door: Door,
    ) -> MadeLines:
        """Make the lines of a request.

        Args:
            lines: as the client sent them.
            order: that they are on.
            before: the lines of it that the kitchen was told of already.
            new_id: makes an id for each line that came without one.
            now: when they are taken.
            door: says, or refuses, what is odd about them.

        Raises:
            Refusal: BAD_REQUEST naming every field that does not fit, or ITEM_UNAVAILABLE.
        """
        taken = take_apart(lines, new_id)
        route = partial(self._route, order)
        made = make_items(taken.lines, self._menu(), new_id, now, door, route, taken.paths)
        together = put_together(taken, made)
        by_course = self.holds_courses
        if not taken.held and not by_course:
            return MadeLines(together.items, (), together.groups)
        items, held = part_courses(
            together.items, before, taken.held, by_course=by_course, words=self.course_words
        )
        placed = {str(line.id) for line in taken.lines if line.stations is not None}
        waiting = tuple(item if item.id in placed else _unroute(item) for item in held)
        return MadeLines(items, waiting, together.groups)

    def ready_to_fire(self, order: Order, item: Item) -> Item:
        """Freeze where a held line is made, and how long it should take, as of now.

        Where its sender, or an earlier firing, has said where it is made, it stays there.
        """
        menu = self._menu()
        dish = None if item.menu_item_id is None else menu.items.get(item.menu_item_id)
        fields = freeze_target(dish)
        if item.station is None and item.stations is UNSET:
            facts = LineFacts(dish, item.name, item.modifiers)
            fields |= place_at(self._route(order_facts(order), facts).stations, menu)
        return replace(item, **fields)


def order_facts(order: Order) -> OrderFacts:
    """Say what routing asks of an order."""
    return OrderFacts(order.type, order.source or None, order.zone or None)


def _unroute(item: Item) -> Item:
    """Leave open where a line is made that waits: it is decided when it is fired."""
    return replace(item, station=None, stations=UNSET, at=UNSET, screen=UNSET, target_s=UNSET)
