"""Changes what was sent: fields of an order and of its lines; and notes what the kitchen has seen.

Each is one change, committed whole or not at all.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec
from msgspec import UNSET
from msgspec.structs import replace

from hub import ids
from hub.commit.command import Command, Json, Outcome
from hub.domain import edits, rules
from hub.domain.errors import bad_field, bad_fields, not_found
from hub.domain.menu import NOBODY, Menu
from hub.domain.order_details import Combo, IfOut, SenderKey
from hub.domain.orders import Item, Order
from hub.domain.scheduling import reschedule
from hub.domain.source_versions import is_older
from hub.domain.times import Instant, instant, milliseconds
from hub.orders.door import Door
from hub.orders.line_stations import place_at
from hub.orders.new_combos import COMBO_FIELDS
from hub.orders.new_items import longest_target, make_items
from hub.orders.order_changes import OrderChanges, check_may_void
from hub.orders.sender_keys import SenderKeys
from hub.wire.edit_requests import Acknowledge, EditItem, EditOrder, Reroute
from hub.wire.order_requests import KeyQuery, NewIfOut, NewItem, NewSenderKey
from hub.wire.responses import RequestWarning

OLDER = RequestWarning(
    code="older",
    field="source_version",
    message="the hub has been told a later state of this order; nothing is changed",
)

_TIMES = frozenset({"due_at", "promised_at"})

_GOES_DOWN = ("course", "seat")
"""Fields of a combo's heading that are those of its parts."""

_CLEARED: Mapping[type, Mapping[str, Any]] = {
    kind: {field.name: field.default for field in msgspec.structs.fields(kind)}
    for kind in (Order, Item)
}


class OrderEdits:
    """Changes what was sent.

    Args:
        changes: fetches orders and commits what becomes of them.
        sender_keys: finds orders by their senders' keys.
        menu: returns the menu as it is committed.
    """

    def __init__(
        self, changes: OrderChanges, sender_keys: SenderKeys, menu: Callable[[], Menu]
    ) -> None:
        self._changes = changes
        self._sender_keys = sender_keys
        self._menu = menu

    async def edit(self, command: Command, order_id: str, new: EditOrder) -> Outcome[Json[Order]]:
        """Change fields of an order -> the order.

        Raises:
            Refusal: NOT_FOUND, INVALID_TRANSITION on a closed order, STALE.
        """
        entry = await self._changes.fetch(order_id)
        command.check_version(entry.order.version)
        now, at = self._changes.now()
        if is_older(new.source_version, entry.order.source_version):
            return await self._changes.show_unchanged(entry, (OLDER,))
        changes = self.read_order_changes(new, entry.order, at)
        transition = edits.edit_order(entry.order, changes, now)
        return await self._changes.apply(command, entry, transition, at)

    async def edit_by_key(
        self, command: Command, query: KeyQuery, new: EditOrder
    ) -> Outcome[Json[Order]]:
        """Change fields of the order that its sender knows under a key -> the order.

        Raises:
            Refusal: NOT_FOUND, INVALID_TRANSITION on a closed order, STALE, BAD_REQUEST.
        """
        entry = await self._sender_keys.find(query.key_of(command.who.name), self._changes.now()[1])
        if entry is None:
            raise not_found("order")
        return await self.edit(command, entry.order.id, new)

    async def edit_item(
        self, command: Command, order_id: str, item_id: str, new: EditItem
    ) -> Outcome[Json[Order]]:
        """Change fields of a line -> the order. A quantity of 0 takes the line off.

        Raises:
            Refusal: NOT_FOUND, INVALID_TRANSITION, STALE, BAD_REQUEST, FORBIDDEN to take off what
                somebody else has sent.
        """
        entry = await self._changes.fetch(order_id)
        order = entry.order
        command.check_version(order.version)
        now, at = self._changes.now()
        if new.quantity == 0:
            check_may_void(command.who, entry)
            why = new.reason or removed_by(command, order)
            gone = rules.cancel_item(order, item_id, why, now)
            return await self._changes.apply(command, entry, gone, at)
        made: list[str] = []
        new_ids = ids.make_ids(at, made)
        door = Door.of(command)
        combo = order.combo(item_id)
        if combo is not None:
            heading = self.change_heading(combo, new, now, door)
            down = read_changes(new, _GOES_DOWN, Item)
            transition = edits.edit_combo(order, combo, heading, down, now, new_ids)
        else:
            item = order.item(item_id)
            if item is None:
                raise not_found("item in this order")
            changes = self.read_line_changes(new, item, door)
            transition = edits.edit_line(order, item_id, changes, now, next(new_ids))
        if transition is None:
            return await self._changes.show_unchanged(entry, tuple(door.warnings))
        if new.reason:
            transition = edits.give_reason(transition, item_id, new.reason)
        return await self._changes.apply(command, entry, transition, at, made, door.warnings)

    async def reroute(self, command: Command, order_id: str, new: Reroute) -> Outcome[Json[Order]]:
        """Have another station make what is not ready yet, and what is held -> the order.

        Raises:
            Refusal: NOT_FOUND, INVALID_TRANSITION on a closed order, STALE, BAD_REQUEST for a
                station that there is not.
        """
        for field, station in (("from", new.from_), ("to", new.to)):
            if station is not None and station not in self._menu().stations:
                raise bad_field(field, "there is no such station")
        entry = await self._changes.fetch(order_id)
        order = entry.order
        command.check_version(order.version)
        now, at = self._changes.now()
        transition = edits.edit_lines(order, lambda line: self._reroute(line, new), now)
        if transition is None:
            return await self._changes.show_unchanged(entry)
        return await self._changes.apply(command, entry, transition, at)

    def _reroute(self, line: Item, new: Reroute) -> Item:
        stations = line.stations or (() if line.station is None else (line.station,))
        if new.from_ is None:
            stations = (new.to,)
        elif new.from_ not in stations:
            return line
        there = tuple(dict.fromkeys(new.to if x == new.from_ else x for x in stations))
        return edits.change_line(line, self._read_stations(there))

    async def acknowledge(
        self, command: Command, order_id: str, new: Acknowledge
    ) -> Outcome[Json[Order]]:
        """Note that a station, or the whole kitchen, has taken note of something -> the order.

        Raises:
            Refusal: NOT_FOUND, STALE, BAD_REQUEST for an unknown station, or a version to come.
        """
        self._menu().check_station(new.station)
        entry = await self._changes.fetch(order_id)
        order = entry.order
        command.check_version(order.version)
        now, at = self._changes.now()
        seen = order.version if new.version is None else new.version
        transition = edits.acknowledge(order, new.what, seen, new.station, now)
        if transition is None:
            return await self._changes.show_unchanged(entry)
        return await self._changes.apply(command, entry, transition, at)

    def read_order_changes(self, new: EditOrder, order: Order, at: int) -> dict[str, Any]:
        """Read what a client wants to be different about an order, and what follows for its time.

        Args:
            new: what was sent.
            order: as it is.
            at: the hub's time.

        Raises:
            Refusal: BAD_REQUEST naming every time that is none.
        """
        changes = read_changes(new, EditOrder.__struct_fields__, Order)
        after = replace(order, **changes)
        return changes | reschedule(after, at, longest_target(after.items, self._menu()))

    def read_line_changes(self, new: EditItem, item: Item, door: Door) -> dict[str, Any]:
        """Read what a client wants to be different about a line.

        Args:
            new: what was sent.
            item: the line.
            door: says, or refuses, what is odd about it.

        Raises:
            Refusal: BAD_REQUEST for a station or a modifier that there is not.
        """
        changes = read_changes(new, EditItem.__struct_fields__, Item)
        # It is about the change, not the line.
        changes.pop("reason", None)
        stations = changes.pop("stations", None)
        if stations is not None:
            changes |= self._read_stations(stations or ())
        if asked := changes.get("modifiers"):
            dish = item.menu_item_id if item.menu_item_id in self._menu().items else None
            like = NewItem(menu_item_id=dish, name=item.name, quantity=1, modifiers=asked)
            [made] = make_items([like], self._menu(), lambda: item.id, item.created_at, door)
            changes["modifiers"] = made.modifiers
        return changes

    def change_heading(self, combo: Combo, new: EditItem, now: Instant, door: Door) -> Combo:
        """Return the heading of a combo with what a client wants to be different about it.

        Args:
            combo: as it is.
            new: what was sent.
            now: the time to stamp.
            door: says, or refuses, what is odd about it.

        Raises:
            Refusal: BAD_REQUEST for a modifier that there is not.
        """
        dish = combo.menu_item_id or None
        like = Item(id=combo.id, menu_item_id=dish, name=combo.name, quantity=1, created_at=now)
        said = self.read_line_changes(new, like, door)
        fields = {name: each for name, each in said.items() if name in COMBO_FIELDS}
        if "modifiers" in said:
            fields["modifiers"] = said["modifiers"] or UNSET
        return replace(combo, **fields)

    def _read_stations(self, stations: tuple[str, ...]) -> dict[str, Any]:
        menu = self._menu()
        for index, each in enumerate(stations):
            if each not in {NOBODY, *menu.stations}:
                raise bad_field(f"stations[{index}]", "there is no such station")
        unsaid = dict.fromkeys(("stations", "at", "screen"), UNSET)
        return {**unsaid, **place_at(stations, menu)}


def read_changes(
    new: EditOrder | EditItem, names: Iterable[str], kind: type[Order | Item]
) -> dict[str, Any]:
    """Read the fields that a client has sent; one that is cleared has what nobody has said.

    Args:
        new: what was sent: UNSET is left as it is, null and an empty list clear.
        names: of the fields that count.
        kind: of what these are fields.

    Raises:
        Refusal: BAD_REQUEST naming every time that is none.
    """
    changes: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for name in names:
        value = getattr(new, name)
        if value is UNSET:
            continue
        if value is None or value == ():
            changes[name] = _CLEARED[kind][name]
            continue
        try:
            changes[name] = instant(milliseconds(value)) if name in _TIMES else _to_domain(value)
        except (ValueError, OverflowError) as error:
            problems[name] = f"is no time: {error}"
    if problems:
        raise bad_fields(problems.items())
    return changes


def removed_by(command: Command, order: Order) -> str:
    """Say why a line is gone that somebody wants no longer."""
    return f"removed by {command.who.person_name or order.source or command.who.name}"


def _to_domain(value: Any) -> Any:  # noqa: ANN401 - a field of a request
    if isinstance(value, NewIfOut):
        return IfOut(value.do, UNSET if value.text is None else value.text)
    if isinstance(value, tuple):
        return tuple(
            SenderKey(each.source, each.external_id) if isinstance(each, NewSenderKey) else each
            for each in value
        )
    return value
