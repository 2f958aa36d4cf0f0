"""The whole order as it should be: what that changes of the order that there is. Pure.

Senders that know no single changes send all of an order again. Each piece that they want is found
among the pieces that there are, those that have come furthest first, so that nothing is cooked
twice; what is left over on their side is new, and what is left over on the hub's is taken off.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from hub.domain.earlier import EarlierOrder, note_earlier
from hub.domain.edits import change_line, finish_edit, show_amount, start_over
from hub.domain.names import fold
from hub.domain.orders import DomainEvent, Item, ItemCancelled, ItemStatus, Order, Transition
from hub.domain.status import RANK
from hub.domain.times import Instant
from hub.domain.transitions import cancel_line, takes_changes

SERVED = "served"
"""Code: a line is wanted no longer, or less of it, and has been served."""

CANCELLED = "cancelled"
"""Code: a line is wanted that somebody else has taken off."""

CLOSED = "closed"
"""Code: a line is wanted otherwise, and is on an order that is closed."""


class Sought(NamedTuple):
    """A line as its sender wants it.

    Attributes:
        like: the line as it would be taken if it were new.
        said: the fields that were said of it.
        item_id: the id that it came with.
        held: whether it waits until it is fired, if it is new.
    """

    like: Item
    said: Mapping[str, Any]
    item_id: str | None = None
    held: bool = False


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


class _Share(NamedTuple):
    """So many pieces of a line, for what is sought."""

    sought: Sought
    pieces: int


class _SharedLine:
    """A line that there is: how many of its pieces are for whom, and how many for nobody yet."""

    def __init__(self, item: Item, *, is_open: bool) -> None:
        self.item = item
        self.is_open = is_open
        self.free = _pieces(item)
        self.shares: list[_Share] = []

    @property
    def is_fixed(self) -> bool:
        """Whether nothing of it can be changed any more."""
        return not self.is_open or RANK[self.item.status] >= RANK[ItemStatus.SERVED]

    def take(self, sought: Sought, wanted: int) -> int:
        """Give pieces to what is sought; say how many."""
        pieces = min(wanted, self.free)
        if pieces:
            self.free -= pieces
            self.shares.append(_Share(sought, pieces))
        return pieces


class Making(NamedTuple):
    """What else a whole order is made from.

    Attributes:
        reason: on the lines that are taken off.
        now: the time to stamp.
        new_ids: for lines that are new.
        taken: ids that lines have already.
    """

    reason: str
    now: Instant
    new_ids: Iterator[str]
    taken: Collection[str] = ()


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
    reason, now, new_ids, taken = making
    lines = {order.id: _list_lines(order, origin, reason, now) for order in orders}
    every = sorted((line for some in lines.values() for line in some.values()), key=_furthest)
    ids = {*taken, *(each for order in orders for each in order.line_ids)}
    fresh: dict[int, Item] = {}
    if sought is not None:
        _share_out(every, sought)
        came_from = UNSET if orders[0].id == origin else origin
        new = _list_new(every, sought, ids, new_ids)
        fresh = {index: replace(item, came_from=came_from) for index, item in new}
    oddities: list[Oddity] = []
    transitions: list[Transition | None] = []
    for order in orders:
        events: list[DomainEvent] = []
        items, held = order.items, order.held or ()
        if sought is not None:
            settle = partial(
                _settle_all, lines[order.id], order, making, events=events, oddities=oddities
            )
            items, held = settle(items), settle(held)
        fields: dict[str, Any] = {}
        if order is orders[0]:
            waiting = {index for index in fresh if sought is not None and sought[index].held}
            items = (*items, *(item for i, item in fresh.items() if i not in waiting))
            held = (*held, *(item for i, item in fresh.items() if i in waiting))
            fields = dict(changes)
        if held != (order.held or ()):
            fields["held"] = held or UNSET
        transitions.append(_change(order, items, fields, events, now))
    return Whole(tuple(transitions), tuple(fresh), tuple(oddities))


def _list_lines(order: Order, origin: str, reason: str, now: Instant) -> dict[str, _SharedLine]:
    is_open = takes_changes(order, now)
    return {
        item.id: _SharedLine(item, is_open=is_open)
        for item in order.lines
        if (item.came_from or order.id) == origin and item.cancel_reason != reason
    }


def _share_out(lines: Sequence[_SharedLine], sought: Sequence[Sought]) -> None:
    """Find the pieces that are sought among those that there are."""
    known = _share_known(lines, sought)
    wanted = [_pieces(each.like) for each in sought]
    for alike in (_is_same, _is_made_the_same, _is_same_dish):
        for index, each in enumerate(sought):
            for line in lines:
                if index not in known and line.item.live and alike(each.like, line.item):
                    wanted[index] -= line.take(each, wanted[index])


def _share_known(lines: Sequence[_SharedLine], sought: Sequence[Sought]) -> set[int]:
    """Find those that are known by an id, or by their sender's number; say which these are."""
    known: set[int] = set()
    for fits in (_has_id, _has_external_id):
        for index, each in enumerate(sought):
            mine = [line for line in lines if index not in known and fits(each, line.item)]
            missing = _pieces(each.like)
            if mine and not _says_how_many(each):
                missing = sum(line.free for line in mine)
            for line in mine:
                known.add(index)
                missing -= line.take(each, missing)
    return known


def _list_new(
    lines: Sequence[_SharedLine], sought: Sequence[Sought], ids: set[str], new_ids: Iterator[str]
) -> Iterator[tuple[int, Item]]:
    """Have lines that are not ready grow by what is missing; give what is new besides."""
    for place, each in enumerate(sought):
        mine = [line for line in lines if any(share.sought is each for share in line.shares)]
        have = sum(share.pieces for line in mine for share in line.shares if share.sought is each)
        missing = _pieces(each.like) - have if _says_how_many(each) or not mine else 0
        if missing <= 0:
            continue
        grows = next((line for line in reversed(mine) if _can_grow(line)), None)
        if grows is not None:
            index = next(i for i, share in enumerate(grows.shares) if share.sought is each)
            grows.shares[index] = _Share(each, grows.shares[index].pieces + missing)
            continue
        new_id = each.item_id if each.item_id and each.item_id not in ids else next(new_ids)
        ids.add(new_id)
        if mine:
            like = change_line(mine[0].item, {**_fields_of(each), "quantity": missing})
            yield place, start_over(like, each.like.created_at, new_id)
        else:
            yield place, replace(each.like, id=new_id)


def _settle_all(
    lines: Mapping[str, _SharedLine],
    order: Order,
    making: Making,
    items: Sequence[Item],
    *,
    events: list[DomainEvent],
    oddities: list[Oddity],
) -> tuple[Item, ...]:
    """Return lines of an order as they are afterwards; those that nobody sought about stay."""
    settled: list[Item] = []
    for item in items:
        line = lines.get(item.id)
        found = (item,) if line is None else _settle(line, order, making, events, oddities)
        settled += found
    return tuple(settled)


def _settle(
    line: _SharedLine,
    order: Order,
    making: Making,
    events: list[DomainEvent],
    oddities: list[Oddity],
) -> Iterator[Item]:
    """Give a line as it is afterwards, and the parts of it that differ."""
    item = line.item
    if line.is_fixed:
        code = CANCELLED if not item.live else SERVED if line.is_open else CLOSED
        if bool(line.shares) is not item.live or (line.free and item.live):
            oddities.append(Oddity(code, item))
        yield item
        return
    if not line.shares:
        gone = cancel_line(item, making.reason, making.now, order.version + 1)
        events.append(ItemCancelled(gone))
        yield gone
        return
    counted: dict[Item, int] = {}
    for sought, pieces in line.shares:
        wanted = change_line(item, _fields_of(sought))
        counted[wanted] = counted.get(wanted, 0) + pieces
    for number, (wanted, pieces) in enumerate(counted.items()):
        weighed = not isinstance(item.amount, UnsetType)
        after = wanted if weighed else change_line(wanted, {"quantity": pieces})
        if number:
            # Cooked as far as the rest of the line, and to be another from here on.
            after = replace(after, id=next(making.new_ids), split_from=item.split_from or item.id)
        yield after


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


def _says_how_many(sought: Sought) -> bool:
    return not sought.said.keys().isdisjoint(("quantity", "amount"))


def _fields_of(sought: Sought) -> dict[str, Any]:
    return {name: value for name, value in sought.said.items() if name != "quantity"}


def _pieces(item: Item) -> int:
    """Say how many pieces a line has; what is weighed is one."""
    return item.quantity if isinstance(item.amount, UnsetType) else 1


def _furthest(line: _SharedLine) -> int:
    return 1 if not line.item.live else -RANK[line.item.status]


def _can_grow(line: _SharedLine) -> bool:
    made = RANK[line.item.status] >= RANK[ItemStatus.READY]
    return not line.is_fixed and not made and isinstance(line.item.amount, UnsetType)


def _has_id(sought: Sought, item: Item) -> bool:
    return sought.item_id in {item.id, item.split_from or item.id} and _is_dish(sought.like, item)


def _has_external_id(sought: Sought, item: Item) -> bool:
    known = sought.like.external_id
    return bool(known) and known == item.external_id and _is_dish(sought.like, item)


def _is_dish(like: Item, item: Item) -> bool:
    if like.menu_item_id is not None and item.menu_item_id is not None:
        return like.menu_item_id == item.menu_item_id
    return fold(_plain(like)) == fold(_plain(item))


def _is_same_dish(like: Item, item: Item) -> bool:
    return _is_dish(like, item) and like.variant == item.variant


def _is_made_the_same(like: Item, item: Item) -> bool:
    return _is_same_dish(like, item) and like.modifiers == item.modifiers


def _is_same(like: Item, item: Item) -> bool:
    said = ("notes", "seat", "course")
    return _is_made_the_same(like, item) and all(
        getattr(like, name) == getattr(item, name) for name in said
    )


def _plain(item: Item) -> str:
    return item.name.removesuffix(show_amount(item.amount, item.unit))
