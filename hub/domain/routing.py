"""Which stations make a line: by the first rule that fits, else its dish's, else its category's.

Pure: the branch's own time comes in as an argument.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

import msgspec
from msgspec import UNSET, UnsetType

from hub.domain.choices import find_modifier, list_choices
from hub.domain.menu import NOBODY, Menu, MenuItem
from hub.domain.names import fold
from hub.domain.order_details import Modifier, ModifierKind
from hub.domain.orders import OrderType

MAX_RULES = 200


class Weekday(StrEnum):
    """A day of the week, Monday first."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


_WEEKDAYS = tuple(Weekday)


class RoutingRule(msgspec.Struct, frozen=True, kw_only=True, rename={"from_": "from"}):
    """Where lines are made that fit all that it says. What it leaves out fits every line.

    Attributes:
        stations: where they are made; ``("none",)`` for nobody's work.
        name: what people call it.
        dish: id or name of the dish.
        modifier: id or name of a modifier that the line has.
        category: id of the dish's category.
        order_type: of the order.
        source: where the order came from.
        zone: part of the house.
        weekdays: on which it holds; one that goes over midnight began on them.
        from_: from when on, by the branch's clock, as ``22:00``.
        until: up to when, not included; not later than ``from_`` it is on the next day.
    """

    stations: tuple[str, ...]
    name: str | UnsetType = UNSET
    dish: str | UnsetType = UNSET
    modifier: str | UnsetType = UNSET
    category: str | UnsetType = UNSET
    order_type: OrderType | UnsetType = UNSET
    source: str | UnsetType = UNSET
    zone: str | UnsetType = UNSET
    weekdays: tuple[Weekday, ...] | UnsetType = UNSET
    from_: str | UnsetType = UNSET
    until: str | UnsetType = UNSET


class OrderFacts(NamedTuple):
    """What routing asks of an order."""

    type: OrderType
    source: str | None = None
    zone: str | None = None


class LineFacts(NamedTuple):
    """What routing asks of a line.

    Attributes:
        dish: of the menu; None where the menu has none.
        name: as it was ordered.
        modifiers: those too.
    """

    dish: MenuItem | None
    name: str
    modifiers: tuple[Modifier, ...] = ()


class Because(StrEnum):
    """What decided where a line is made."""

    RULE = "rule"
    DISH = "dish"
    CATEGORY = "category"
    NOTHING = "nothing"


class RuleMiss(StrEnum):
    """What of a rule does not fit; ``stations`` where the menu has none of its stations."""

    ORDER_TYPE = "order_type"
    SOURCE = "source"
    ZONE = "zone"
    CATEGORY = "category"
    DISH = "dish"
    MODIFIER = "modifier"
    TIME = "time"
    STATIONS = "stations"


class Routing(NamedTuple):
    """Where a line is made, and why.

    Attributes:
        stations: the first one first; none for every screen.
        because: what decided it.
        rule: the place of the rule that did, from 1; None where none did.
    """

    stations: tuple[str, ...]
    because: Because
    rule: int | None = None


def route(
    order: OrderFacts, line: LineFacts, menu: Menu, rules: Sequence[RoutingRule], now: datetime
) -> Routing:
    """Say where a line is made.

    A station that the menu no longer has is passed over, and a rule that has no other with it. A
    modifier that has a station of its own is made there as well, unless a rule has decided.

    Args:
        order: that it is on.
        line: that is to be made.
        menu: as it stands.
        rules: in their order; the first that fits decides.
        now: the branch's own time.
    """
    for number, rule in enumerate(rules, 1):
        stations = tuple(_known(rule.stations, menu))
        if stations and _find_miss(rule, order, line, now) is None:
            return Routing(stations, Because.RULE, number)
    dish = line.dish
    if dish is None:
        return Routing((), Because.NOTHING)
    category = None if dish.category is None else menu.categories.get(dish.category)
    stations, because = tuple(_known(dish.made_at, menu)), Because.DISH
    if not stations and category is not None:
        stations, because = tuple(_known(category.stations or (), menu)), Because.CATEGORY
    if not stations:
        return Routing((), Because.NOTHING)
    if stations != (NOBODY,):
        of_modifiers = _known(_list_stations(line, dish, menu), menu)
        stations = tuple(dict.fromkeys((*stations, *of_modifiers)))
    return Routing(stations, because)


def _known(stations: Iterable[str], menu: Menu) -> Iterator[str]:
    return (each for each in stations if each == NOBODY or each in menu.stations)


def _list_stations(line: LineFacts, dish: MenuItem, menu: Menu) -> Iterator[str]:
    # Hardly any menu has such modifiers, and each order asks.
    if not line.modifiers or not any(each.modifier.station for each in list_choices(menu, dish)):
        return
    for modifier in _list_modifiers(line.modifiers):
        found = find_modifier(
            menu,
            dish,
            modifier_id=modifier.modifier_id or None,
            plu=modifier.plu or None,
            name=modifier.name,
            group=modifier.group or None,
        )
        if found is not None and found.modifier.station:
            yield found.modifier.station


def _list_modifiers(modifiers: Iterable[Modifier]) -> Iterator[Modifier]:
    """Go through what is to be made, at any depth: what is taken away is nobody's work."""
    for modifier in modifiers:
        if modifier.kind is not ModifierKind.REMOVE:
            yield modifier
            yield from _list_modifiers(modifier.modifiers or ())


def list_misses(
    order: OrderFacts, line: LineFacts, menu: Menu, rules: Iterable[RoutingRule], now: datetime
) -> tuple[RuleMiss, ...]:
    """Say of each rule before the one that decides why it does not; of all where none does.

    Takes what :func:`route` takes.
    """
    misses: list[RuleMiss] = []
    for rule in rules:
        miss = _find_miss(rule, order, line, now)
        if miss is None and not any(_known(rule.stations, menu)):
            miss = RuleMiss.STATIONS
        if miss is None:
            break
        misses.append(miss)
    return tuple(misses)


def _find_miss(
    rule: RoutingRule, order: OrderFacts, line: LineFacts, now: datetime
) -> RuleMiss | None:
    """Find the first condition of a rule that does not hold; None where all do."""
    miss = _miss_of_order(rule, order) or _miss_of_line(rule, line)
    return miss or (None if _holds_at(rule, now) else RuleMiss.TIME)


def _miss_of_order(rule: RoutingRule, order: OrderFacts) -> RuleMiss | None:
    if rule.order_type and rule.order_type is not order.type:
        return RuleMiss.ORDER_TYPE
    if rule.source and not _is_same(rule.source, order.source):
        return RuleMiss.SOURCE
    if rule.zone and not _is_same(rule.zone, order.zone):
        return RuleMiss.ZONE
    return None


def _miss_of_line(rule: RoutingRule, line: LineFacts) -> RuleMiss | None:
    if rule.category and (line.dish is None or line.dish.category != rule.category):
        return RuleMiss.CATEGORY
    if rule.dish and not _is_dish(rule.dish, line):
        return RuleMiss.DISH
    if rule.modifier and not _has_modifier(rule.modifier, line):
        return RuleMiss.MODIFIER
    return None


def _is_same(wanted: str, said: str | None) -> bool:
    return said is not None and fold(wanted) == fold(said)


def _is_dish(wanted: str, line: LineFacts) -> bool:
    dish = line.dish
    if dish is not None and wanted == dish.id:
        return True
    return _is_same(wanted, line.name if dish is None else dish.name)


def _has_modifier(wanted: str, line: LineFacts) -> bool:
    return any(
        wanted == each.modifier_id or _is_same(wanted, each.name)
        for each in _list_modifiers(line.modifiers)
    )


def _holds_at(rule: RoutingRule, now: datetime) -> bool:
    clock, day = f"{now:%H:%M}", now
    start, end = rule.from_ or "00:00", rule.until or "24:00"
    if start < end:
        holds = start <= clock < end
    else:
        holds = clock >= start or clock < end
        if clock < end:
            # It began on the day before.
            day = now - timedelta(days=1)
    return holds and (not rule.weekdays or _WEEKDAYS[day.weekday()] in rule.weekdays)
