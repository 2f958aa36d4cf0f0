"""Steps back: of a line, of an order, and undoing one bump. Pure."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hub.domain.errors import Code, Refusal
from hub.domain.orders import (
    DomainEvent,
    ItemMoved,
    ItemStatus,
    Order,
    OrderStatus,
    Transition,
)
from hub.domain.station_steps import descend
from hub.domain.status import ITEM_STEPS_BACK, RANK
from hub.domain.times import Instant
from hub.domain.transitions import find_line, finish, lines_at, no_step, whose_step


def recall_item(
    order: Order,
    item_id: str,
    now: Instant,
    *,
    station: str | None = None,
    own: str | None = None,
) -> Transition:
    """Take one line one step back; ``station`` and ``own`` are those of :func:`move_item`.

    Raises:
        Refusal: NOT_FOUND, BAD_REQUEST for a station that does not make it, or INVALID_TRANSITION
            when there is no step back.
    """
    item = find_line(order, item_id)
    mine = whose_step(item, station, own)
    current = item.status_at(mine)
    back = ITEM_STEPS_BACK.get(current)
    if back is None or order.status is OrderStatus.COMPLETED:
        raise Refusal(
            Code.INVALID_TRANSITION,
            f"An item that is {current} cannot be recalled.",
            {"current": current, "requested": "recall", "allowed": []},
        )
    return _recall(order, {item.id: back}, now, mine)


def recall(order: Order, station: str | None, now: Instant, own: str | None = None) -> Transition:
    """Take back the last step of an order (of that station).

    The lines that have come furthest go one step back: what a cook undoes is the latest bump, and
    lines that are still behind it were not part of that. Whose step of a line it is that several
    stations make, ``station`` and ``own`` say as they do in :func:`bump`.

    Raises:
        Refusal: INVALID_TRANSITION when no line has taken a step yet, or the order is closed.
    """
    mine = lines_at(order, station)
    whose = station or own
    furthest = max((RANK[item.status_at(whose)] for item in mine), default=0)
    if furthest == 0 or order.status is OrderStatus.COMPLETED:
        raise Refusal(
            Code.INVALID_TRANSITION,
            f"Nothing of this {order.status} order can be recalled.",
            {"current": order.status, "requested": "recall", "allowed": []},
        )
    chosen = {
        item.id: ITEM_STEPS_BACK[item.status_at(whose)]
        for item in mine
        if RANK[item.status_at(whose)] == furthest
    }
    return _recall(order, chosen, now, whose)


class TakenBack(NamedTuple):
    """A line to take back: the status it must have, and the one it goes back to."""

    item_id: str
    current: ItemStatus
    to: ItemStatus


def take_back(
    order: Order, lines: Sequence[TakenBack], now: Instant, station: str | None = None
) -> Transition:
    """Undo one bump: each line goes back, step by step, to what it was before it.

    ``station`` is whose bump it was, of lines that several stations make; None for all of them.

    A line that was cancelled meanwhile is left as it is; for any other that has gone on nothing is
    taken back at all, because somebody may be carrying it out.

    Raises:
        Refusal: NOT_FOUND for a line of another order, INVALID_TRANSITION when a line is no longer
            where the bump left it, or none is left to take back.
    """
    chosen: dict[str, ItemStatus] = {}
    for item_id, current, to in lines:
        item = find_line(order, item_id)
        if not item.live:
            continue
        if item.status_at(station) is not current or RANK[to] >= RANK[current]:
            raise no_step(item.status_at(station), to, [])
        chosen[item_id] = to
    if not chosen or order.status is OrderStatus.COMPLETED:
        raise Refusal(
            Code.INVALID_TRANSITION,
            f"Nothing of this {order.status} order can be taken back.",
            {"current": order.status, "requested": "recall", "allowed": []},
        )
    return _recall(order, chosen, now, station)


def _recall(
    order: Order, chosen: Mapping[str, ItemStatus], now: Instant, station: str | None
) -> Transition:
    items = {item.id: item for item in order.items}
    events: list[DomainEvent] = []
    for item_id, to in chosen.items():
        for moved in descend(items[item_id], to, station):
            items[item_id] = moved
            events.append(ItemMoved(moved, recalled=True))
    return finish(order, tuple(items.values()), events, now)
