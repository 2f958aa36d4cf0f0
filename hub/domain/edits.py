"""Changing what was sent: fields of an order, fields of a line, and that the kitchen has seen it.

A line that is changed is the same line: it keeps its id, its status and its times, and what it said
before stands on it until somebody has taken note.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from hub.domain.combos import scale_parts, status_of_combo
from hub.domain.earlier import (
    AckKind,
    Acknowledgement,
    EarlierLine,
    EarlierOrder,
    note_earlier,
)
from hub.domain.errors import bad_field, not_found
from hub.domain.order_details import Combo
from hub.domain.orders import (
    DomainEvent,
    Item,
    ItemStatus,
    LineChange,
    LinesEdited,
    Order,
    OrderChanged,
    Transition,
)
from hub.domain.station_steps import keep_steps, start_steps
from hub.domain.status import RANK
from hub.domain.times import Instant
from hub.domain.transitions import check_lines, check_open, finish, no_step, with_line

_EDITED = frozenset(EarlierLine.__struct_fields__) - {"version", "status"}
_UNFINISHED = frozenset({ItemStatus.PENDING, ItemStatus.PREPARING})
_QUIET = ("plu", "external_id")
"""Fields of a line that no ticket shows."""


def edit_order(order: Order, changes: Mapping[str, Any], now: Instant) -> Transition:
    """Change what is written on the ticket itself.

    Args:
        order: as it is.
        changes: new values of its fields; one that is cleared has what nobody has said.
        now: the time to stamp.

    Raises:
        Refusal: INVALID_TRANSITION on a closed order.
    """
    check_open(order, now, "edit")
    after = replace(order, **changes)
    was = note_earlier(EarlierOrder, order.was, order, after, order.version + 1)
    return finish(order, order.items, [OrderChanged()], now, was=was, **changes)


def change_line(item: Item, changes: Mapping[str, Any]) -> Item:
    """Return a line with other values; its quantity, its amount and its name fit each other.

    Args:
        item: as it is.
        changes: new values of its fields. The quantity follows an amount that comes alone, and the
            amount of what is weighed a quantity that comes alone.
    """
    fields = dict(changes)
    amount, quantity = fields.get("amount"), fields.get("quantity")
    if isinstance(amount, float) and quantity is None:
        fields["quantity"] = max(1, math.ceil(amount))
    elif quantity is not None and "amount" not in fields and item.amount is not UNSET:
        fields["amount"] = float(quantity)
    if fields.get("at"):
        fields["at"] = keep_steps(item, [each.station for each in fields["at"]])
    after = replace(item, **fields)
    if "name" not in fields:
        after = replace(after, name=plain_name(item) + show_amount(after.amount, after.unit))
    return after


def show_amount(amount: float | UnsetType, unit: str | UnsetType) -> str:
    """Write an amount as the name of a line carries it: `` (0.75 kg)``; nothing without one."""
    if isinstance(amount, UnsetType):
        return ""
    return f" ({amount:g}{'' if isinstance(unit, UnsetType) else f' {unit}'})"


def plain_name(item: Item) -> str:
    """Return a line's name without the amount that it carries."""
    return item.name.removesuffix(show_amount(item.amount, item.unit))


def edit_line(
    order: Order, item_id: str, changes: Mapping[str, Any], now: Instant, new_id: str
) -> Transition | None:
    """Change a line -> what became of the order; None when the line says all of it already.

    More of one that is ready already becomes a line of its own.

    Args:
        order: as it is.
        item_id: the line.
        changes: new values of its fields, as :func:`change_line` takes them.
        now: the time to stamp.
        new_id: of the line that is added, if one is.

    Raises:
        Refusal: NOT_FOUND; INVALID_TRANSITION on a closed order, a line that was taken off, or one
            that was served and should be another; BAD_REQUEST when the order has no room.
    """
    check_open(order, now, "edit")
    item = order.item(item_id)
    if item is None:
        raise not_found("item in this order")
    if not item.live:
        raise no_step(item.status, "edit", [])
    if order.held and item in order.held:
        # No cook has seen it: there is nothing to mark.
        changed = change_line(item, changes)
        held = tuple(changed if each is item else each for each in order.held)
        return None if changed == item else finish_edit(order, order.items, now, held=held)
    after, added = change_or_add(item, change_line(item, changes), now, new_id)
    if item.status is ItemStatus.SERVED and after != item:
        raise no_step(item.status, "edit", [])
    if after == item and added is None:
        return None
    lines = with_line(order, after)
    return finish_edit(order, lines if added is None else (*lines, added), now)


def give_reason(transition: Transition, item_id: str, reason: str) -> Transition:
    """Say why there are fewer pieces of a line than before.

    Args:
        transition: what became of the order.
        item_id: the line.
        reason: why.
    """

    def explain(change: LineChange) -> LineChange:
        fewer = change.id == item_id and change.field == "quantity" and change.after < change.before
        return replace(change, reason=reason) if fewer else change

    events = tuple(
        LinesEdited(tuple(map(explain, each.changes))) if isinstance(each, LinesEdited) else each
        for each in transition.events
    )
    return replace(transition, events=events)


def edit_lines(order: Order, change: Callable[[Item], Item], now: Instant) -> Transition | None:
    """Change every line that is not ready yet -> what became of the order; None for nothing.

    Args:
        order: as it is.
        change: returns a line as it should be.
        now: the time to stamp.

    Raises:
        Refusal: INVALID_TRANSITION on a closed order.
    """
    check_open(order, now, "edit")
    items = tuple(change(each) if each.status in _UNFINISHED else each for each in order.items)
    held = tuple(change(each) if each.live else each for each in order.held or ())
    if items == order.items and held == (order.held or ()):
        return None
    return finish_edit(order, items, now, held=held or UNSET)


def edit_combo(
    order: Order,
    combo: Combo,
    heading: Combo,
    down: Mapping[str, Any],
    now: Instant,
    new_ids: Iterator[str],
) -> Transition | None:
    """Change a combo -> what became of the order; None when it says all of it already.

    Another quantity scales its parts; more of one that is ready becomes a line of its own.

    Args:
        order: as it is.
        combo: its heading as it is.
        heading: as it should be.
        down: new values of fields of all its parts.
        now: the time to stamp.
        new_ids: of the lines that are added.

    Raises:
        Refusal: INVALID_TRANSITION on a closed order, of a combo that was taken off, or when a part
            was served and should be another; BAD_REQUEST when the order has no room.
    """
    check_open(order, now, "edit")
    status = status_of_combo(order, combo.id)
    if status is ItemStatus.CANCELLED:
        raise no_step(status, "edit", [])
    scaled = {part.id: part for part in scale_parts(order, combo, heading.quantity).parts}
    held = {item.id for item in order.held or ()}
    lines: dict[str, Item] = {}
    added: list[Item] = []
    for item in order.lines:
        after = item
        if item.id in scaled:
            part = scaled[item.id]
            size = {"quantity": part.quantity, "amount": part.amount}
            wanted = change_line(item, {**down, **size})
            after, more = change_or_add(item, wanted, now, next(new_ids))
            if after != item and item.status is ItemStatus.SERVED:
                raise no_step(item.status, "edit", [])
            added += [] if more is None else [more]
        lines[item.id] = after
    if heading == combo and not added and tuple(lines.values()) == order.lines:
        return None
    groups = tuple(heading if each is combo else each for each in order.groups or ())
    waiting = tuple(lines[each] for each in lines if each in held)
    items = (*(lines[each] for each in lines if each not in held), *added)
    return finish_edit(order, items, now, groups=groups, held=waiting or UNSET)


def change_or_add(item: Item, wanted: Item, now: Instant, new_id: str) -> tuple[Item, Item | None]:
    """Part a line into what it stays and what has to be made besides.

    Nothing that is ready is made again for there being more of it: the difference is a new line.

    Args:
        item: as it is.
        wanted: as it should be.
        now: when the new line is taken.
        new_id: of the new line.
    """
    if RANK[item.status] < RANK[ItemStatus.READY] or _size(wanted) <= _size(item):
        return wanted, None
    kept = change_line(wanted, {"quantity": item.quantity, "amount": item.amount})
    more: dict[str, Any] = {"quantity": wanted.quantity - item.quantity}
    if not isinstance(wanted.amount, UnsetType):
        more = {"amount": _size(wanted) - _size(item)}
    return kept, start_over(change_line(wanted, more), now, new_id)


def start_over(item: Item, now: Instant, new_id: str) -> Item:
    """Return a line like another one that nobody has begun with."""
    return replace(
        item,
        id=new_id,
        status=ItemStatus.PENDING,
        created_at=now,
        started_at=None,
        ready_at=None,
        served_at=None,
        cancelled_at=None,
        cancel_reason=None,
        at=start_steps(item.at),
        fired_at=UNSET,
        was=UNSET,
        split_from=item.id if isinstance(item.split_from, UnsetType) else item.split_from,
    )


def finish_edit(
    order: Order,
    items: tuple[Item, ...],
    now: Instant,
    events: Iterable[DomainEvent] = (),
    **fields: Any,  # noqa: ANN401 - the order's own fields, checked by replace
) -> Transition:
    """Close a change of lines: what they said before is noted on them, and what changed is told.

    Args:
        order: before the change.
        items: its lines afterwards.
        now: the time to stamp.
        events: what else happened to them, told before.
        fields: the order's own that change.

    Raises:
        Refusal: BAD_REQUEST when there are too many lines.
    """
    after = replace(order, items=items, **fields)
    if after.lines:
        check_lines(after)
    before = {item.id: item for item in order.items}
    version = order.version + 1
    marked = tuple(
        _mark(before[item.id], item, version) if item.id in before else item for item in items
    )
    changes = list_changes(before, marked)
    told: list[DomainEvent] = [*events]
    if changes:
        told.append(LinesEdited(changes))
    return finish(order, marked, [*told, OrderChanged()], now, refills=True, **fields)


def list_changes(before: Mapping[str, Item], items: Iterable[Item]) -> tuple[LineChange, ...]:
    """List what is different about lines, field by field; a line that is new counts as one."""
    changes: list[LineChange] = []
    for item in items:
        known = before.get(item.id)
        if known is None:
            changes.append(LineChange(id=item.id, field="items", before=None, after=item))
            continue
        for name in sorted(_EDITED.union(_QUIET)):
            old, new = getattr(known, name), getattr(item, name)
            if old != new:
                changes.append(
                    LineChange(id=item.id, field=name, before=_or_null(old), after=_or_null(new))
                )
    return tuple(changes)


def acknowledge(
    order: Order, what: AckKind, version: int, station: str | None, now: Instant
) -> Transition | None:
    """Note that a station has taken note of something; nothing when that is known.

    What the last station concerned has seen is marked no longer.

    Args:
        order: as it is, closed or not.
        what: was taken note of.
        version: of the order, as it was seen.
        station: whose cooks did; None for the whole kitchen.
        now: the time to stamp.

    Raises:
        Refusal: BAD_REQUEST for a version that the order does not have yet.
    """
    if version > order.version:
        raise bad_field("version", f"the order is at version {order.version}")
    acks = () if isinstance(order.acks, UnsetType) else order.acks
    if acknowledged(acks, what, version, {station}):
        return None
    ack = Acknowledgement(what=what, version=version, station=station, at=now)
    others = (each for each in acks if (each.what, each.station) != (what, station))
    acks = (*others, ack)
    items = tuple(_unmark(item, what, acks) for item in order.items)
    was = order.was
    if what is AckKind.EDIT and station is None and was and was.version <= version:
        was = UNSET
    return finish(order, items, [OrderChanged()], now, acks=acks, was=was)


def acknowledged(
    acks: Iterable[Acknowledgement], what: AckKind, version: int, stations: Iterable[str | None]
) -> bool:
    """Whether each of some stations, or the kitchen as a whole, has taken note of something.

    Args:
        acks: of the order.
        what: is to be taken note of.
        version: of the order since which it is so.
        stations: None among them is the whole kitchen.
    """
    seen = {each.station for each in acks if each.what is what and each.version >= version}
    return None in seen or seen.issuperset(stations)


def _mark(before: Item, after: Item, version: int) -> Item:
    if not after.live:
        return after
    was = note_earlier(EarlierLine, before.was, before, after, version)
    return after if was == after.was else replace(after, was=was)


def _unmark(item: Item, what: AckKind, acks: Iterable[Acknowledgement]) -> Item:
    due = AckKind.EDIT if item.live else AckKind.CANCELLED
    was = item.was
    if isinstance(was, UnsetType) or what is not due:
        return item
    stations = item.stations or (item.station,)
    return replace(item, was=UNSET) if acknowledged(acks, what, was.version, stations) else item


def _size(item: Item) -> float:
    return item.quantity if isinstance(item.amount, UnsetType) else item.amount


def _or_null(value: Any) -> Any:  # noqa: ANN401 - a field of a line
    return None if value is UNSET else value
