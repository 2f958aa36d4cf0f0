"""The table of routing rules: replaced as a whole, asked for each line that is to be made."""

from collections.abc import Callable
from datetime import UTC, datetime

import msgspec

from hub.clock.local_time import LocalTime
from hub.clock.wall_clock import Clock
from hub.commit.command import Command, Outcome
from hub.commit.writer import Writer
from hub.domain.choices import find_modifier
from hub.domain.errors import bad_field, not_found
from hub.domain.menu import NOBODY, Menu, MenuItem
from hub.domain.order_details import Modifier
from hub.domain.routing import (
    Because,
    LineFacts,
    OrderFacts,
    Routing,
    RoutingRule,
    list_misses,
    route,
)
from hub.menu.kept_whole import KeptWhole
from hub.store.store import Store
from hub.wire.house_requests import NewRoutes, NewRoutingRule, RouteQuery
from hub.wire.menu_drafts import menu_draft
from hub.wire.menu_payloads import MenuAction
from hub.wire.menu_responses import Routes, RouteShown

_NAME = "routes"
_NO_TIME = datetime.fromtimestamp(0, UTC)


class RoutingTable:
    """Says where lines are made.

    Args:
        store: where the rules are read from.
        writer: commits them.
        clock: the hub's time.
        local_time: the branch's own.
        menu: returns the menu as it is committed.
    """

    def __init__(
        self,
        store: Store,
        writer: Writer,
        clock: Clock,
        local_time: LocalTime,
        menu: Callable[[], Menu],
    ) -> None:
        self._kept = KeptWhole(store, writer, _NAME, Routes())
        self._clock = clock
        self._local_time = local_time
        self._menu = menu

    async def load(self) -> None:
        """Read the rules from disk, in place of whatever was in memory."""
        await self._kept.load()

    def view(self) -> Routes:
        """Show the rules, in their order."""
        return self._kept.value

    async def replace(self, command: Command, new: NewRoutes) -> Outcome[Routes]:
        """Put other rules in the place of those there are.

        Raises:
            Refusal: BAD_REQUEST for an unknown station or category.
        """
        rules = tuple(
            self._make_rule(each, f"rules[{index}].") for index, each in enumerate(new.rules)
        )
        return await self._kept.replace(
            command, Routes(rules=rules), menu_draft(MenuAction.REPLACED, _NAME)
        )

    def route(self, order: OrderFacts, line: LineFacts) -> Routing:
        """Say where a line is made, by the menu, the rules and the time of now."""
        rules = self._kept.value.rules
        # Without rules nobody asks what time it is, and each line of each order comes by here.
        at = self._local_time.at(self._clock.now()) if rules else _NO_TIME
        return route(order, line, self._menu(), rules, at)

    def explain(self, query: RouteQuery) -> RouteShown:
        """Say where a line would be made, and why.

        Raises:
            Refusal: NOT_FOUND for a ``menu_item_id`` that the menu lacks; BAD_REQUEST for a line
                that says nothing, or a time that is none.
        """
        menu = self._menu()
        dish = menu.find_dish(
            menu_item_id=query.menu_item_id and query.menu_item_id.lower(),
            plu=query.plu,
            name=query.name,
        )
        name = query.name or (None if dish is None else dish.name)
        if name is None:
            if query.menu_item_id or query.plu:
                raise not_found("dish")
            raise bad_field("name", "say which dish: by menu_item_id, plu or name")
        at = self._clock.now() if query.at is None else _read_time(query.at, self._local_time)
        modifiers = () if query.modifier is None else (_make_modifier(query.modifier, dish, menu),)
        facts = (OrderFacts(query.type, query.source, query.zone), LineFacts(dish, name, modifiers))
        rules, local = self._kept.value.rules, self._local_time.at(at)
        routing = route(*facts, menu, rules, local)
        return RouteShown(
            stations=routing.stations,
            because=routing.because,
            rule=routing.rule,
            message=self._describe(routing),
            menu_item_id=None if dish is None else dish.id,
            misses=list_misses(*facts, menu, rules, local),
        )

    def _make_rule(self, new: NewRoutingRule, path: str) -> RoutingRule:
        menu = self._menu()
        for station in new.stations:
            if station != NOBODY and station not in menu.stations:
                raise bad_field(f"{path}stations", f"there is no station {station!r}")
        if NOBODY in new.stations and len(new.stations) > 1:
            raise bad_field(f"{path}stations", f"{NOBODY!r} stands alone")
        if new.category is not None and new.category not in menu.categories:
            raise bad_field(f"{path}category", f"there is no category {new.category!r}")
        said = {name: each for name, each in msgspec.to_builtins(new).items() if each is not None}
        return msgspec.convert(said, RoutingRule)

    def _describe(self, routing: Routing) -> str:
        if routing.because is Because.NOTHING:
            return "Neither a rule nor the menu says where it is made: every screen shows it."
        where = " and ".join(routing.stations)
        what = "It is nobody's work" if routing.stations == (NOBODY,) else f"It is made at {where}"
        if routing.rule is None:
            return f"{what}: its {routing.because} says so."
        name = self._kept.value.rules[routing.rule - 1].name
        return f"{what}: rule {routing.rule}{f' ({name})' if name else ''} says so."


def _make_modifier(said: str, dish: MenuItem | None, menu: Menu) -> Modifier:
    """Take a modifier for that of the menu, as an order's would be: rules may name its id."""
    found = dish and find_modifier(menu, dish, modifier_id=said.lower(), name=said)
    if not found:
        return Modifier(said)
    return Modifier(found.modifier.name, modifier_id=found.modifier.id)


def _read_time(text: str, local_time: LocalTime) -> int:
    try:
        return local_time.read(text)
    except (ValueError, OverflowError) as error:
        raise bad_field("at", str(error)) from None
