"""Takes a whole order as it should be, and works out what that changes."""

from typing import Any, NamedTuple

import msgspec
from msgspec import UNSET
from msgspec.structs import replace

from hub import ids
from hub.commit.command import Command, Handling, Json, Outcome
from hub.domain.edits import change_line
from hub.domain.errors import Code, Refusal, bad_field
from hub.domain.order_details import Combo
from hub.domain.orders import Item, ItemCancelled, Order
from hub.domain.permissions import Permission
from hub.domain.sought_lines import Sought
from hub.domain.source_versions import is_older
from hub.domain.times import Instant
from hub.domain.transitions import check_open, takes_changes
from hub.domain.whole_order import BEGUN, CANCELLED, CLOSED, SERVED, Making, make_whole
from hub.orders.door import Door
from hub.orders.edits import OLDER, OrderEdits, removed_by
from hub.orders.intake import OrderIntake
from hub.orders.live_orders import OrderEntry
from hub.orders.new_combos import make_heading
from hub.orders.new_lines import LineMaker, order_facts
from hub.orders.order_changes import Changed, OrderChanges, check_may_void
from hub.orders.sender_keys import SenderKeys
from hub.orders.whole_combos import Heading, WholeCombos, take_whole_apart
from hub.wire.edit_requests import PutItem, PutOrder
from hub.wire.order_requests import Accept, KeyQuery, NewItem, NewOrder, NewPart

_WORDS = {
    SERVED: "{name} has been served, and stays",
    CANCELLED: "{name} was taken off, and is not made again",
    BEGUN: "{name} has been begun, and is not held any more",
    CLOSED: "{name} is on an order that is closed, and stays",
}


class _Sent(NamedTuple):
    """A whole order as it was sent.

    Attributes:
        new: what was sent.
        origin: id of the order that its sender's lines were taken with.
        taken: ids of lines in it that there are already.
        moved_stay: whether lines that went to other orders stay when they are not in it.
    """

    new: PutOrder
    origin: str
    taken: set[str]
    moved_stay: bool


_STATIONS = ("station", "stations", "at", "screen")


class WholeOrders:
    """Takes whole orders as they should be.

    Args:
        changes: fetches orders and commits what becomes of them.
        sender_keys: finds orders by their senders' keys.
        intake: takes those that are new.
        edits: reads what is wanted of lines.
        lines: makes lines.
    """

    def __init__(
        self,
        changes: OrderChanges,
        sender_keys: SenderKeys,
        intake: OrderIntake,
        edits: OrderEdits,
        lines: LineMaker,
    ) -> None:
        self._changes = changes
        self._sender_keys = sender_keys
        self._intake = intake
        self._edits = edits
        self._lines = lines

    async def put_by_key(
        self, command: Command, query: KeyQuery, new: PutOrder
    ) -> Outcome[Json[Order]]:
        """Make the order that its sender knows under a key what it should be -> the order.

        Raises:
            Refusal: as of :meth:`put`.
        """
        key = query.key_of(command.who.name)
        entry = await self._sender_keys.find(key, self._changes.now()[1])
        if entry is None:
            _check_may_create(command)
            source, external_id = key
            fresh = replace(new, source=source, external_id=external_id)
            return await self._intake.place(command, _as_new(None, fresh))
        origin = await self._find_origin(entry.order, key)
        return await self._put(command, origin, new, moved_stay=False)

    async def put(self, command: Command, order_id: str, new: PutOrder) -> Outcome[Json[Order]]:
        """Make an order what its sender wants it to be -> the order; one that is unknown is taken.

        Lines of it that went to other orders since stay there, also when they are not sent: who has
        read the order as it is now knows nothing of them.

        Raises:
            Refusal: BAD_REQUEST, ITEM_UNAVAILABLE, INVALID_TRANSITION for new lines on a closed
                order, STALE, FORBIDDEN without orders:create, or to take off what others have sent.
        """
        return await self._put(command, order_id, new, moved_stay=True)

    async def _put(
        self, command: Command, order_id: str, new: PutOrder, *, moved_stay: bool
    ) -> Outcome[Json[Order]]:
        _check_may_create(command)
        if await self._changes.live_orders.fetch(order_id) is None:
            return await self._intake.place(command, _as_new(order_id, new))
        asked = _list_ids(new)
        taken = await self._changes.live_orders.find_taken_items(asked) if asked else set()
        entries = await self._fetch_with_lines(order_id)
        taken |= {each for each in asked if self._changes.live_orders.holds_item(each)}
        sent = _Sent(new, order_id, taken, moved_stay)
        return await self._change(command, entries, sent)

    async def _find_origin(self, order: Order, key: tuple[str, str]) -> str:
        """Say with which order lines were taken of which a sender has a key."""
        if key == (order.source, order.external_id):
            return order.id
        for each in dict.fromkeys(item.came_from for item in order.items if item.came_from):
            origin = await self._changes.fetch(each)
            if key == (origin.order.source, origin.order.external_id):
                return origin.order.id
        return order.id

    async def _fetch_with_lines(self, order_id: str) -> list[OrderEntry]:
        """Fetch the order that has a sender's lines, and those that some of them went to.

        One that was merged into another comes as that one.
        """
        known, here = [order_id], [order_id]
        for each in known:
            entry = await self._changes.live_orders.fetch(each)
            if entry is None:
                # It is in the archive: nothing of it changes any more.
                continue
            here += [] if each in here else [each]
            after = dict.fromkeys([entry.order.merged_into, *(entry.order.went_to or ())])
            known += [other for other in after if other and other not in known]
        entries = await self._changes.fetch_all(*here)
        # What came of a merged order is in the one that has its lines, which comes first.
        main = entries[0]
        by_id = {each.order.id: each for each in entries}
        while (into := by_id.get(main.order.merged_into or "")) is not None:
            main = into
        others = [each for each in entries if each is not main and not each.order.merged_into]
        return [main, *others]

    async def _change(
        self, command: Command, entries: list[OrderEntry], sent: "_Sent"
    ) -> Outcome[Json[Order]]:
        new, origin, taken, moved_stay = sent
        main = entries[0]
        order = main.order
        command.check_version(order.version)
        if is_older(new.source_version, order.source_version):
            return await self._changes.show_unchanged(main, (OLDER,))
        now, at = self._changes.now()
        made: list[str] = []
        fields = self._edits.read_order_changes(new, order, at) if takes_changes(order, now) else {}
        orders = [entry.order for entry in entries]
        new_ids = ids.make_ids(at, made)
        apart = take_whole_apart(new.items or (), orders, origin, taken, new_ids)
        combos = {each.combo_id: self._make_heading(each, order, now) for each in apart.headings}
        making = Making(
            removed_by(command, order),
            now,
            new_ids,
            {*taken, *combos},
            combos,
            self._lines.ready_to_fire,
            moved_stay,
        )
        sought = None if new.items is UNSET else self._list_sought(apart, entries, now)
        whole = make_whole(orders, origin, sought, fields, making)
        if whole.transitions[0] is not None:
            check_open(order, now, "put")
        changed = [
            Changed(entry.replace(transition.order), transition.events)
            for entry, transition in zip(entries, whole.transitions, strict=True)
            if transition is not None
        ]
        for entry, events, _ in changed:
            if any(isinstance(event, ItemCancelled) for event in events):
                check_may_void(command.who, entry)
        door = Door.of(command, new.accept)
        if whole.added:
            fresh = [_as_new_item(apart.lines[index], None) for index in whole.added]
            fresh += [_as_new_heading(each) for each in apart.headings if each.known is None]
            self._lines.make(fresh, order_facts(order), order.items, _no_id, now, door)
        for code, item in whole.oddities:
            door.say(code, "items", _WORDS[code].format(name=item.name))
        warnings = tuple(door.warnings)
        if not changed:
            return await self._changes.show_unchanged(main, warnings)
        after = next((each.entry for each in changed if each.entry.number == main.number), main)
        outcome: Outcome[Json[Order]] = Outcome(Json(after.body), after.order.version, warnings)
        return await self._changes.commit_all(command, changed, at, outcome, made)

    def _list_sought(
        self, wanted: WholeCombos, entries: list[OrderEntry], now: Instant
    ) -> list[Sought]:
        known = {item.id: item for entry in entries for item in entry.order.lines}
        order = entries[0].order
        facts = order_facts(order)
        sought: list[Sought] = []
        # Whether what is new can be taken is asked when it is known to be new.
        door = Door(Handling.LENIENT, Accept.ALWAYS)
        for line, parent_id in zip(wanted.lines, wanted.parents, strict=True):
            item_id = None if line.id is None else line.id.lower()
            before = None if item_id is None else known.get(item_id)
            made = _as_new_item(line, before)
            if made.quantity is None and made.amount is None:
                made = replace(made, quantity=1)
            lines = self._lines.make([made], facts, order.items, _no_id, now, door)
            [like] = (*lines.items, *lines.held)
            said = self._edits.read_line_changes(line, like, door)
            stations = {name: each for name, each in said.items() if name in _STATIONS}
            waits = None if line.held is UNSET else line.held
            held = bool(lines.held) and waits is not False
            if lines.held and not held:
                like = self._lines.ready_to_fire(order, like)
            like = replace(change_line(like, stations), parent_id=parent_id or UNSET)
            sought.append(Sought(like, said, item_id, held, waits, parent_id))
        return sought

    def _make_heading(self, heading: Heading, order: Order, now: Instant) -> Combo:
        """Make the heading of a combo what it should be."""
        door = Door(Handling.LENIENT, Accept.ALWAYS)
        if heading.known is None:
            new = _as_new_heading(heading)
            made = self._lines.make([new], order_facts(order), (), _no_id, now, door)
            [like] = (*made.items, *made.held)
            return make_heading(replace(like, id=heading.combo_id))
        return self._edits.change_heading(heading.known.combo, heading.line, now, door)


def _check_may_create(command: Command) -> None:
    if not command.who.may(Permission.ORDERS_CREATE):
        needed = {"permission": Permission.ORDERS_CREATE}
        raise Refusal(Code.FORBIDDEN, "This needs the permission orders:create.", needed)


def _no_id() -> str:
    return ""


def _as_new(order_id: str | None, new: PutOrder) -> NewOrder:
    if new.type is UNSET:
        raise bad_field("type", "required of an order that the hub does not know")
    fields = _list_said(new, NewOrder)
    lines = () if new.items is UNSET else new.items
    items = tuple(_as_new_item(line, None) for line in lines if line.quantity != 0)
    return NewOrder(**{**fields, "id": order_id, "items": items})


def _as_new_item(line: PutItem, before: Item | None) -> NewItem:
    fields = _list_said(line, NewItem)
    if before is not None and not {"name", "menu_item_id"} & fields.keys():
        fields |= {"name": before.name, "menu_item_id": before.menu_item_id}
    if not {"quantity", "amount"} & fields.keys() and before is not None:
        fields["quantity"] = before.quantity
    if line.parts:
        parts = (each for each in line.parts if each.quantity != 0)
        fields["parts"] = tuple(NewPart(**_list_said(each, NewPart)) for each in parts)
    return NewItem(**fields)


def _as_new_heading(heading: Heading) -> NewItem:
    line = replace(heading.line, parts=(), quantity=heading.quantity)
    return _as_new_item(line, None)


def _list_ids(new: PutOrder) -> list[str]:
    lines = new.items or ()
    sent = [each.id for each in lines]
    sent += [part.id for line in lines for part in line.parts or ()]
    return [each.lower() for each in sent if each is not None]


def _list_said(sent: msgspec.Struct, kind: type[msgspec.Struct]) -> dict[str, Any]:
    """List the fields that were said, of those that another kind of request has."""
    names = {*sent.__struct_fields__} & {*kind.__struct_fields__}
    said = {name: getattr(sent, name) for name in names}
    return {name: value for name, value in said.items() if value is not None and value is not UNSET}
