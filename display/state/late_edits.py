"""Late edits: what changed on a ticket after it had been shown, until the cook acknowledges it."""

from collections.abc import Sequence
from types import MappingProxyType

from msgspec.structs import replace

from display.state.messages import Sound
from display.state.model import BoardState, Marks, notify
from hub.domain.orders import ItemStatus, Order, Priority

_FIELDS = ("notes", "table_number", "priority")


def mark_edits(before: BoardState, after: BoardState) -> tuple[BoardState, list[Sound]]:
    """Mark what is different on tickets that were known before; say what should be heard."""
    marks: dict[str, Marks] = {}
    sounds: list[Sound] = []
    for order in after.board():
        known = version_before(before, order)
        old = after.marks.get(order.id, Marks())
        found = Marks()
        if known is not None and known is not order:
            found = _edits(known, order, after)
            sounds += _sounds(known, order, found)
        both = Marks(old.lines | found.lines, old.fields | found.fields)
        if both != Marks():
            marks[order.id] = both
    return replace(after, marks=MappingProxyType(marks)), list(dict.fromkeys(sounds))


def announce_losses(
    before: BoardState, after: BoardState, gone: Sequence[Order], now: int
) -> tuple[BoardState, list[Sound]]:
    """Say which tickets left because their last line was cancelled: somebody may be cooking it."""
    sounds: list[Sound] = []
    for order in gone:
        known = before.replica.orders[order.id]
        if _edits(known, order, after).lines & _cancelled_ids(order):
            text = f"{order.order_number} was cancelled: nothing of it is left to make."
            after = notify(after, text, now, grave=True)
            sounds.append(Sound.CANCELLED)
    return after, sounds


def version_before(before: BoardState, order: Order) -> Order | None:
    """Return a ticket as the cook has known it; None when it never was on this screen."""
    known = before.replica.orders.get(order.id)
    if known is None:
        known = next((each for each in before.bumped if each.id == order.id), None)
    if known is None or not before.settings.has_part_in(known):
        return None
    return known


def acknowledge(state: BoardState, order_id: str | None) -> BoardState:
    """Take the marks off one ticket, or off all of them."""
    kept: dict[str, Marks] = {}
    if order_id is not None:
        kept = {each: marks for each, marks in state.marks.items() if each != order_id}
    return replace(state, marks=MappingProxyType(kept))


def _edits(known: Order, order: Order, state: BoardState) -> Marks:
    mine = {item.id: item for item in state.settings.mine(order)}
    was = {item.id: item for item in known.items}
    lines = {
        item.id
        for item in mine.values()
        if item.id not in was
        or (item.status is ItemStatus.CANCELLED and was[item.id].status is not item.status)
    }
    fields = {name for name in _FIELDS if getattr(known, name) != getattr(order, name)}
    return Marks(frozenset(lines), frozenset(fields))


def _sounds(known: Order, order: Order, found: Marks) -> list[Sound]:
    sounds: list[Sound] = []
    cancelled = _cancelled_ids(order)
    if found.lines & cancelled:
        sounds.append(Sound.CANCELLED)
    if found.lines - cancelled:
        sounds.append(Sound.NEW_ROUND)
    if order.priority is Priority.RUSH and known.priority is not Priority.RUSH:
        sounds.append(Sound.RUSH)
    return sounds


def _cancelled_ids(order: Order) -> set[str]:
    return {item.id for item in order.items if not item.live}
