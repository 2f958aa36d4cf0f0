"""Lines that go from one order to another: moved, merged, split. Pure.

A line keeps its id, its status and its times wherever it goes, so nothing is cooked twice. The keys
under which senders know an order follow its lines, and so do its guest's allergies.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from hub.domain.earlier import EarlierOrder, note_earlier
from hub.domain.edits import change_line
from hub.domain.errors import bad_field
from hub.domain.order_details import Combo, SenderKey
from hub.domain.orders import (
    DomainEvent,
    Item,
    ItemStatus,
    LineChange,
    LinesEdited,
    Order,
    OrderChanged,
    OrderPlaced,
    OrderWaiting,
    Priority,
    Transition,
)
from hub.domain.status import RANK, status_of
from hub.domain.times import Instant, instant, milliseconds
from hub.domain.transitions import check_lines, check_open, find_line, finish

NOTES_AT_MOST = 2000
"""Characters of an order's notes."""


class Carried(NamedTuple):
    """What became of the two orders between which lines went, and the ids of those lines."""

    source: Transition
    target: Transition
    item_ids: tuple[str, ...]


class SplitPart(NamedTuple):
    """A line that is split off, or so many pieces of it."""

    item_id: str
    quantity: int | None = None


def move_lines(source: Order, target: Order, item_ids: Collection[str], now: Instant) -> Carried:
    """Move lines to another order. The parts of a combo go together.

    Args:
        source: where they are.
        target: where they go.
        item_ids: of the lines.
        now: the time to stamp.

    Raises:
        Refusal: NOT_FOUND; INVALID_TRANSITION when one of the orders is closed; BAD_REQUEST for the
            same order, or when the other one has no room.
    """
    if source.id == target.id:
        raise bad_field("order_id", "is the order that the line is on")
    check_open(source, now, "move")
    check_open(target, now, "move")
    for item_id in item_ids:
        find_line(source, item_id)
    ids = _with_combos(source, item_ids)
    said = () if isinstance(source.allergies, UnsetType) else source.allergies
    lines = tuple(_warn(item, said) for item in source.items if item.id in ids)
    told = LinesEdited(_list_moves(lines, source, target))
    fields = _take_over(source, target, lines)
    return Carried(
        _leave(source, target.id, ids, told, now),
        _arrive(source, target, lines, told, now, **fields),
        tuple(item.id for item in lines),
    )


def merge(source: Order, target: Order, now: Instant) -> Carried:
    """Merge an order into another one; it is closed, and says where its lines are.

    Args:
        source: the order that goes.
        target: the one that stays.
        now: the time to stamp.

    Raises:
        Refusal: INVALID_TRANSITION when one of them is closed; BAD_REQUEST for the same order, or
            when there are too many lines.
    """
    if source.id == target.id:
        raise bad_field("from", "is the order that it is merged into")
    check_open(source, now, "merge")
    check_open(target, now, "merge")
    told = LinesEdited(_list_moves(source.items, source, target))
    fields = {
        **_take_over(source, target, source.items),
        "allergies": _join(target.allergies, source.allergies),
        "notes": _join_notes(target.notes, source.notes),
        "priority": Priority.RUSH
        if Priority.RUSH in {source.priority, target.priority}
        else target.priority,
        "display_number": target.display_number or source.display_number,
        "guests": (target.guests or 0) + (source.guests or 0) or UNSET,
    }
    waiting = () if isinstance(source.held, UnsetType) else source.held
    coming = tuple(_carry(item, source, target, target.version + 1) for item in waiting)
    held = _join(target.held, coming)
    was = note_earlier(
        EarlierOrder, target.was, target, replace(target, **fields), target.version + 1
    )
    gone = finish(
        source,
        (),
        [told, OrderChanged()],
        now,
        held=UNSET,
        groups=UNSET,
        completed_at=now,
        merged_into=target.id,
        empty_until=UNSET,
    )
    arrived = _arrive(source, target, source.items, told, now, held=held, was=was, **fields)
    return Carried(gone, arrived, tuple(item.id for item in (*source.items, *waiting)))


def split(
    source: Order, new: Order, parts: Sequence[SplitPart], new_ids: Iterable[str], now: Instant
) -> Carried:
    """Split lines, or pieces of them, off into an order of their own.

    Args:
        source: where they are.
        new: a new order, without lines.
        parts: what goes.
        new_ids: for those lines of which some pieces stay.
        now: the time to stamp.

    Raises:
        Refusal: NOT_FOUND; INVALID_TRANSITION when the order is closed; BAD_REQUEST when there are
            not so many pieces of a line.
    """
    check_open(source, now, "split")
    whole, pieces = _part_lines(source, parts, iter(new_ids))
    ids = _with_combos(source, whole)
    lines = (*(item for item in source.items if item.id in ids), *(new for _, new in pieces))
    fewer = {stays.id: stays for stays, _ in pieces}
    left = tuple(fewer.get(item.id, item) for item in source.items)
    changes = tuple(
        LineChange(
            id=item.id, field="quantity", before=item.quantity, after=fewer[item.id].quantity
        )
        for item in source.items
        if item.id in fewer
    )
    told = LinesEdited((*_list_moves(lines, source, new), *changes))
    gone = _leave(replace(source, items=left), new.id, ids, told, now)
    items = tuple(_carry(item, source, new, 1) for item in lines)
    fields = {**_take_over(source, new, lines), "groups": _headings(source, new, lines)}
    status = status_of(items, confirmed=new.confirmed_at is not None)
    order = replace(new, items=items, status=status, **fields)
    check_lines(order)
    return Carried(gone, Transition(order, (_tell_new(order),)), tuple(sorted(ids)))


def start_split(source: Order, order_id: str, number: str, now: Instant, **fields: Any) -> Order:  # noqa: ANN401 - the order's own
    """Make the order that lines are split off into: of the same guests, without keys of its own.

    Args:
        source: where the lines are.
        order_id: of the new order.
        number: of the new order.
        now: when it is made.
        fields: of the new order that are others.
    """
    keys = ("source", "external_id", "also_known_as", "source_version")
    unlike = dict.fromkeys((*keys, "guests", "held", "groups", "went_to"), UNSET)
    anew = dict.fromkeys(("was", "acks", "empty_until", "age_from", "age_at_least"), UNSET)
    return replace(
        source,
        id=order_id,
        order_number=number,
        created_at=now,
        updated_at=now,
        completed_at=None,
        version=1,
        items=(),
        **{**unlike, **anew, **fields},
    )


def _tell_new(order: Order) -> DomainEvent:
    """Say how an order is told of that came of another one."""
    if order.on_board:
        return OrderPlaced()
    # What was served already, no kitchen waits for; whoever follows has it as it is.
    return OrderWaiting() if order.active else OrderChanged()


def keys_of(order: Order) -> tuple[SenderKey, ...]:
    """List the keys under which senders know an order, its own first."""
    own: tuple[SenderKey, ...] = ()
    if order.source and order.external_id:
        own = (SenderKey(order.source, order.external_id),)
    return own + (() if isinstance(order.also_known_as, UnsetType) else order.also_known_as)


def _leave(
    source: Order, target_id: str, ids: Collection[str], told: LinesEdited, now: Instant
) -> Transition:
    items = tuple(item for item in source.items if item.id not in ids)
    parents = {item.parent_id for item in items}
    groups = () if isinstance(source.groups, UnsetType) else source.groups
    kept = tuple(each for each in groups if each.id in parents) or UNSET
    fields = {"groups": kept, "went_to": _join(source.went_to, (target_id,))}
    return finish(source, items, [told, OrderChanged()], now, refills=True, **fields)


def _arrive(
    source: Order,
    target: Order,
    lines: Sequence[Item],
    told: LinesEdited,
    now: Instant,
    **fields: Any,  # noqa: ANN401 - the order's own
) -> Transition:
    items = (*target.items, *(_carry(each, source, target, target.version + 1) for each in lines))
    groups = _headings(source, target, lines)
    after = replace(target, items=items, groups=groups, **fields)
    if after.lines:
        check_lines(after)
    return finish(target, items, [told, OrderChanged()], now, groups=groups, **fields)


def _carry(item: Item, source: Order, target: Order, version: int) -> Item:
    """Return a line as it stands on the other order, whose versions count anew."""
    origin: str | UnsetType = source.id if isinstance(item.came_from, UnsetType) else item.came_from
    if origin == target.id:
        origin = UNSET
    was = item.was if isinstance(item.was, UnsetType) else replace(item.was, version=version)
    return replace(item, came_from=origin, was=was)


def _take_over(source: Order, target: Order, lines: Iterable[Item]) -> dict[str, Any]:
    """Say which fields of an order follow from the lines that come to it: its keys, and its age."""
    own = keys_of(target)[:1] if target.source and target.external_id else ()
    keys = dict.fromkeys((*keys_of(target), *keys_of(source)))
    also = tuple(each for each in keys if each not in own)
    fields: dict[str, Any] = {"also_known_as": also or UNSET}
    # What a line's age counts from is off from its creation as its order's is.
    by = milliseconds(source.counted_from) - milliseconds(source.created_at)
    begun = [
        milliseconds(item.created_at) + by
        for item in lines
        if RANK[item.status] < RANK[ItemStatus.READY]
    ]
    if begun and min(begun) < milliseconds(target.counted_from):
        fields["age_from"] = instant(min(begun))
        fields["age_at_least"] = source.age_at_least or target.age_at_least
    return fields


def _with_combos(order: Order, item_ids: Collection[str]) -> set[str]:
    """Add the other parts of the combos that lines are of."""
    parents = {item.parent_id for item in order.items if item.id in item_ids and item.parent_id}
    return {*item_ids, *(item.id for item in order.items if item.parent_id in parents)}


def _headings(source: Order, target: Order, lines: Iterable[Item]) -> tuple[Combo, ...] | UnsetType:
    """List the combos of an order to which lines come, with those that come along."""
    parents = {item.parent_id for item in lines}
    mine, theirs = (
        () if isinstance(each.groups, UnsetType) else each.groups for each in (target, source)
    )
    return (*mine, *(each for each in theirs if each.id in parents)) or UNSET


def _warn(item: Item, allergies: tuple[str, ...]) -> Item:
    """Have a line carry the allergies of its guests, who stay behind on the order."""
    joined = _join(item.allergies, allergies)
    return item if joined == item.allergies else replace(item, allergies=joined)


def _part_lines(
    source: Order, parts: Sequence[SplitPart], new_ids: Iterable[str]
) -> tuple[set[str], list[tuple[Item, Item]]]:
    """Tell lines that go whole from those of which pieces stay: what stays, and what goes."""
    whole: set[str] = set()
    pieces: list[tuple[Item, Item]] = []
    for index, part in enumerate(parts):
        item = find_line(source, part.item_id)
        count = item.quantity if part.quantity is None else part.quantity
        if count > item.quantity or item.id in {*whole, *(stays.id for stays, _ in pieces)}:
            raise bad_field(f"items[{index}]", "there are not so many of it")
        if count == item.quantity:
            whole.add(item.id)
            continue
        if not isinstance(item.amount, UnsetType) or item.parent_id:
            raise bad_field(f"items[{index}].quantity", "this line can only go whole")
        origin = item.split_from or item.id
        goes = replace(item, id=next(iter(new_ids)), split_from=origin)
        stays = change_line(item, {"quantity": item.quantity - count})
        pieces.append((stays, change_line(goes, {"quantity": count})))
    return whole, pieces


def _list_moves(lines: Iterable[Item], source: Order, target: Order) -> tuple[LineChange, ...]:
    return tuple(
        LineChange(id=item.id, field="order_id", before=source.id, after=target.id)
        for item in lines
    )


def _join(first: Any, second: Any) -> Any:  # noqa: ANN401 - tuples, or what nobody has said
    values = (*(first or ()), *(second or ()))
    return tuple(dict.fromkeys(values)) or UNSET


def _join_notes(first: str | None, second: str | None) -> str | None:
    said = dict.fromkeys(each for each in (first, second) if each)
    return "\n".join(said)[:NOTES_AT_MOST] or None
