"""The whole order as it should be: what that changes of the order that there is. Pure.

Senders that know no single changes send all of an order again. Each piece that they want is found
among the pieces that there are, those that have come furthest first, so that nothing is cooked
twice; what is left over on their side is new, and what is left over on the hub's is taken off.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from hub.domain.courses import IMMEDIATE
from hub.domain.earlier import EarlierOrder, note_earlier
from hub.domain.edits import change_line, change_or_add, finish_edit, start_over
from hub.domain.line_shares import (
    SharedLine,
    count_pieces,
    furthest,
    leave_alone,
    says_how_many,
    share_out,
)
from hub.domain.order_details import Combo
from hub.domain.orders import DomainEvent, Item, ItemCancelled, ItemStatus, Order, Transition
from hub.domain.sought_lines import Sought
from hub.domain.status import RANK
from hub.domain.times import Instant
from hub.domain.transitions import cancel_line, takes_changes

SERVED = "served"
"""Code: a line is wanted no longer, or less of it, and has been served."""

CANCELLED = "cancelled"
"""Code: a line is wanted that somebody else has taken off."""

CLOSED = "closed"
"""Code: a line is wanted otherwise, and is on an order that is closed."""


BEGUN = "begun"
"""Code: a line is wanted to wait, and somebody has begun with it."""


class Oddity(NamedTuple):
    """What could not be made as it was wanted: a code, and the line."""

    code: str
    item: Item


class Whole(NamedTuple):
    """What becomes of orders.

    Attributes:
        transitions: of each of them, in their order; None where nothing does.
        added: which of what was sought is new.
        oddities: what could not be made as it was wanted.
    """

    transitions: tuple[Transition | None, ...]
    added: tuple[int, ...]
    oddities: tuple[Oddity, ...]


class Making(NamedTuple):
    """What else a whole order is made from.

    Attributes:
        reason: on the lines that are taken off.
        now: the time to stamp.
        new_ids: for lines that are new.
        taken: ids that lines have already.
        combos: headings of combos as they should be, those that are new as well.
        ready: readies a held line of an order to be made now.
        moved_stay: whether lines that went to other orders stay when they are not sought, because
            the sender may know the order as it is now.
    """

    reason: str
    now: Instant
    new_ids: Iterator[str]
    taken: Collection[str] = ()
    combos: Mapping[str, Combo] = {}
    ready: Callable[[Order, Item], Item] = lambda _, item: item
    moved_stay: bool = False


def make_whole(
    orders: Sequence[Order],
    origin: str,
    sought: Sequence[Sought] | None,
    changes: Mapping[str, Any],
    making: Making,
) -> Whole:
    """Make an order what its sender wants it to be.

    Args:
        orders: the order, and those that lines of it went to; it gets what is new.
        origin: id of the order that the sender's lines were taken with.
        sought: all lines that it should have; None leaves them as they are.
        changes: its own fields that change.
        making: what else it is made from.

    Raises:
        Refusal: BAD_REQUEST when there are too many lines.
    """
    now, new_ids, combos = making.now, making.new_ids, making.combos
    named = {each.item_id for each in sought or ()}
    lines = {order.id: _list_lines(order, origin, named, making) for order in orders}
    every = sorted((line for some in lines.values() for line in some.values()), key=furthest)
    ids = {*making.taken, *(each for order in orders for each in order.line_ids)}
    fresh: dict[int, Item] = {}
    if sought is not None:
        share_out(every, sought)
        came_from = UNSET if orders[0].id == origin else origin
        new = _list_new(every, sought, ids, new_ids)
        fresh = {index: replace(item, came_from=came_from) for index, item in new}
        lines = {each: leave_alone(some) for each, some in lines.items()}
    oddities: list[Oddity] = []
    transitions: list[Transition | None] = []
    for order in orders:
        events: list[DomainEvent] = []
        items, held = order.items, order.held or ()
        if sought is not None:
            items, held = _settle_all(lines[order.id], order, making, events, oddities)
        fields: dict[str, Any] = {}
        if order is orders[0]:
            waiting = {index for index in fresh if sought is not None and sought[index].held}
            items = (*items, *(item for i, item in fresh.items() if i not in waiting))
            held = (*held, *(item for i, item in fresh.items() if i in waiting))
            fields = dict(changes)
        if held != (order.held or ()):
            fields["held"] = held or UNSET
        groups = _list_groups(order, orders, combos, (*items, *held))
        if groups != (order.groups or ()):
            fields["groups"] = groups
        was_held = {item.id for item in order.held or ()}
        if not order.on_board and any(item.id in was_held for item in items):
            # With nothing of it in the kitchen, the order is as old as its first lines there.
            fields["age_from"] = now
        transitions.append(_change(order, items, fields, events, now))
    return Whole(tuple(transitions), tuple(fresh), tuple(oddities))


def _list_lines(
    order: Order, origin: str, named: Collection[str | None], making: Making
) -> dict[str, SharedLine]:
    """List the lines that the sender speaks of: its own, and those of others that it names."""
    is_open = takes_changes(order, making.now)
    is_elsewhere = making.moved_stay and order.id != origin
    held = {item.id for item in order.held or ()}
    return {
        item.id: SharedLine(
            item,
            is_open=is_open,
            is_held=item.id in held,
            stays=is_elsewhere and item.id not in named,
        )
        for item in order.lines
        if (item.id in named or (item.came_from or order.id) == origin)
        and item.cancel_reason != making.reason
    }


def _list_new(
    lines: Sequence[SharedLine], sought: Sequence[Sought], ids: set[str], new_ids: Iterator[str]
) -> Iterator[tuple[int, Item]]:
    """Have lines that are not ready grow by what is missing; give what is new besides."""
    for place, each in enumerate(sought):
        mine = [line for line in lines if any(share.sought is each for share in line.shares)]
        have = sum(share.pieces for line in mine for share in line.shares if share.sought is each)
        missing = count_pieces(each.like) - have if says_how_many(each) or not mine else 0
        if missing <= 0:
            continue
        grows = next((line for line in reversed(mine) if _can_grow(line)), None)
        if grows is not None:
            grows.grow(each, missing)
            continue
        new_id = each.item_id if each.item_id and each.item_id not in ids else next(new_ids)
        ids.add(new_id)
        if mine:
            like = change_line(mine[0].item, {**_fields_of(each), "quantity": missing})
            yield place, start_over(like, each.like.created_at, new_id)
        else:
            yield place, replace(each.like, id=new_id)


def _settle_all(
    lines: Mapping[str, SharedLine],
    order: Order,
    making: Making,
    events: list[DomainEvent],
    oddities: list[Oddity],
) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """Return lines of an order as they are afterwards, and those that are held then.

    Those that nobody sought about stay; what is fired or held comes last.
    """
    items: list[Item] = []
    held: list[Item] = []
    fired: list[Item] = []
    back: list[Item] = []
    for item in order.items:
        line = lines.get(item.id)
        found = [(item, False)] if line is None else _settle(line, order, making, events, oddities)
        for after, waits in found:
            (back if waits else items).append(after)
    for item in order.held or ():
        line = lines.get(item.id)
        found = [(item, True)] if line is None else _settle(line, order, making, events, oddities)
        for after, waits in found:
            (held if waits else fired).append(after)
    made = (replace(making.ready(order, item), fired_at=making.now) for item in fired)
    waiting = (replace(item, fired_at=UNSET, target_s=UNSET) for item in back)
    return (*items, *made), (*held, *waiting)


def _list_groups(
    order: Order, orders: Sequence[Order], combos: Mapping[str, Combo], lines: Sequence[Item]
) -> tuple[Combo, ...]:
    """List the headings of an order's combos afterwards; the first order gets what is new."""
    groups = tuple(combos.get(combo.id, combo) for combo in order.groups or ())
    if order is not orders[0]:
        return groups
    known = {combo.id for each in orders for combo in each.groups or ()}
    parents = {item.parent_id for item in lines}
    new = (each for each in combos.values() if each.id not in known and each.id in parents)
    return (*groups, *new)


def _settle(
    line: SharedLine,
    order: Order,
    making: Making,
    events: list[DomainEvent],
    oddities: list[Oddity],
) -> Iterator[tuple[Item, bool]]:
    """Give a line as it is afterwards, and the parts of it that differ; and whether each waits."""
    item = line.item
    if line.is_fixed:
        code = CANCELLED if not item.live else SERVED if line.is_open else CLOSED
        if bool(line.shares) is not item.live or (line.free and item.live):
            oddities.append(Oddity(code, item))
        yield item, line.is_held
        return
    if not line.shares:
        gone = cancel_line(item, making.reason, making.now, order.version + 1)
        events.append(ItemCancelled(gone))
        # Of what was held no cook has taken note: there is nothing to mark.
        yield (replace(gone, was=UNSET) if line.is_held else gone), line.is_held
        return
    counted: dict[tuple[Item, bool], int] = {}
    for sought, pieces in line.shares:
        wanted = change_line(item, _fields_of(sought))
        waits = line.is_held if sought.waits is None else sought.waits
        if waits and item.status is not ItemStatus.PENDING:
            oddities.append(Oddity(BEGUN, item))
            waits = False
        key = wanted, waits and wanted.course != IMMEDIATE
        counted[key] = counted.get(key, 0) + pieces
    for number, ((wanted, waits), pieces) in enumerate(counted.items()):
        more = None
        if isinstance(item.amount, UnsetType):
            after = change_line(wanted, {"quantity": pieces})
        else:
            after, more = change_or_add(item, wanted, making.now, next(making.new_ids))
        if number:
            # Cooked as far as the rest of the line, and to be another from here on.
            after = replace(after, id=next(making.new_ids), split_from=item.split_from or item.id)
        yield after, waits
        if more is not None:
            yield more, False


def _change(
    order: Order,
    items: tuple[Item, ...],
    fields: dict[str, Any],
    events: list[DomainEvent],
    now: Instant,
) -> Transition | None:
    after = replace(order, **fields)
    if items == order.items and after == order:
        return None
    was = note_earlier(EarlierOrder, order.was, order, after, order.version + 1)
    return finish_edit(order, items, now, events, was=was, **fields)


def _fields_of(sought: Sought) -> dict[str, Any]:
    fields = {name: value for name, value in sought.said.items() if name != "quantity"}
    return fields if sought.parent_id is None else {**fields, "parent_id": sought.parent_id}


def _can_grow(line: SharedLine) -> bool:
    made = RANK[line.item.status] >= RANK[ItemStatus.READY]
    return not line.is_fixed and not made and isinstance(line.item.amount, UnsetType)
