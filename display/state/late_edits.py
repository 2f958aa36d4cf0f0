"""Late edits: what changed on a ticket after it had been shown, until the cook acknowledges it.

What was changed or cancelled the hub says itself, with each line and with the order (``was``), and
who has taken note of it (``acks``): so screens agree, and one that joins late shows it too. What
came in addition, and all that a hub of an earlier version does, the screen sees by comparing.

What is cancelled while somebody makes it stays on the board until that is acknowledged.
"""

from collections.abc import Mapping, Sequence
from itertools import product
from types import MappingProxyType

from msgspec import UNSET
from msgspec.structs import replace

from display.state.allergies import list_warnings, must_be_acknowledged
from display.state.in_flight import tell_quietly
from display.state.messages import AckOrder, Effect, Pressed, Sound
from display.state.model import BoardState, Marks, Step, notify
from display.state.notices import NoticeCode
from display.state.replica import drop_closed
from display.state.settings import BoardSettings
from display.state.unknown_words import rank
from hub.domain.cancelled_tickets import STRUCK_FOR
from hub.domain.earlier import AckKind, EarlierLine, EarlierOrder
from hub.domain.edits import acknowledged
from hub.domain.orders import Item, ItemStatus, Order, Priority
from hub.domain.status import RANK
from hub.domain.times import milliseconds

_FIELDS = ("notes", "table_number", "priority")
_EARLIER = EarlierOrder.__struct_fields__[1:]
_NONE = Marks()


def mark_edits(
    before: BoardState, after: BoardState, *, news: bool = True
) -> tuple[BoardState, list[Sound]]:
    """Mark what is different on tickets, and say what should be heard.

    Args:
        before: what was known.
        after: what is known now, with the marks of before.
        news: whether it is more than what a screen finds when it starts.
    """
    marks: dict[str, Marks] = {}
    sounds: list[Sound] = []
    for order in after.replica.orders.values():
        old = after.marks.get(order.id)
        if before.replica.orders.get(order.id) is order:
            if old is not None:
                marks[order.id] = old
            continue
        known = version_before(before, order)
        found = _said_by_hub(order, after.settings, after.seen.get(order.id, 0))
        if news and known is not None:
            own = _edits(known, order, after.settings)
            sounds += _sounds(known, order, own, found)
            found = _join(found, _still_unseen(old or _NONE, known, order, after.settings), own)
        if found != _NONE and (found.struck or after.settings.shows(order)):
            marks[order.id] = found
    return replace(after, marks=MappingProxyType(marks)), list(dict.fromkeys(sounds))


def announce_losses(
    before: BoardState, after: BoardState, gone: Sequence[Order], now: int
) -> BoardState:
    """Say which tickets left because their last line was cancelled: somebody may want to begin."""
    for order in gone:
        if _newly_cancelled(before.replica.orders[order.id], order, after.settings):
            after = notify(after, NoticeCode.ALL_CANCELLED, now, grave=True, order=order)
    return after


def version_before(before: BoardState, order: Order) -> Order | None:
    """Return a ticket as the cook has known it; None when it never was on this screen."""
    known = before.replica.orders.get(order.id)
    if known is None:
        known = next((each for each in before.bumped if each.id == order.id), None)
    if known is None or not before.settings.has_part_in(known):
        return None
    return known


def must_be_seen(state: BoardState, order: Order) -> bool:
    """Whether a ticket says what nobody here has acknowledged: no bump passes that.

    That is what the hub says was changed, and a guest's allergy.
    """
    if must_be_acknowledged(state, order):
        return True
    if order.id not in state.marks:
        return False
    return _said_by_hub(order, state.settings, state.seen.get(order.id, 0)) != _NONE


def acknowledge(state: BoardState, press: Pressed, order_id: str | None) -> Step:
    """Take the marks off one ticket, or off all of them, and tell the hub.

    A guest's allergy is acknowledged on one ticket only: nobody takes note of all at once.
    """
    effects: list[Effect] = []
    marks, seen, warned = dict(state.marks), dict(state.seen), dict(state.warned)
    for each in [*marks] if order_id is None else [order_id]:
        found, order = marks.pop(each, None), state.replica.orders.get(each)
        if order is None:
            continue
        kinds = [] if found is None else _kinds(found, order)
        if order_id is not None and must_be_acknowledged(state, order):
            kinds.append(AckKind.ALLERGY)
            warned[each] = list_warnings(order, state.settings)
        if found is not None:
            seen[each] = order.version
        wanted = product(kinds, state.settings.own_stations)
        for what, station in wanted:
            request = AckOrder(
                press_id=f"{press.press_id}-{len(effects) + 1}",
                order_id=each,
                what=what,
                version=order.version,
                station=station,
            )
            state, told = tell_quietly(state, press, request)
            effects += told
    warned = {each: words for each, words in warned.items() if each in state.replica.orders}
    state = replace(state, warned=MappingProxyType(warned))
    return _without_closed(state, marks, seen), tuple(effects)


def let_go(state: BoardState, now: int) -> BoardState:
    """Let go of cancelled tickets that nobody has acknowledged for long."""
    if not state.marks or state.hub_ahead is None:
        return state
    hub_now = now + state.hub_ahead
    over = [
        order_id
        for order_id, marks in state.marks.items()
        if marks.struck and hub_now - _cancelled_ms(state.replica.orders[order_id]) >= STRUCK_FOR
    ]
    if not over:
        return state
    marks = {each: found for each, found in state.marks.items() if each not in over}
    seen = {**state.seen} | {each: state.replica.orders[each].version for each in over}
    return _without_closed(state, marks, seen)


def _without_closed(
    state: BoardState, marks: Mapping[str, Marks], seen: Mapping[str, int]
) -> BoardState:
    replica = drop_closed(state.replica, marks)
    kept = {each: version for each, version in seen.items() if each in replica.orders}
    chosen = state.selected if state.selected in replica.orders else None
    return replace(
        state,
        replica=replica,
        marks=MappingProxyType({**marks}),
        seen=MappingProxyType(kept),
        selected=chosen,
    )


def _said_by_hub(order: Order, settings: BoardSettings, seen: int) -> Marks:
    """Mark what the hub says was different, and this screen's station has not taken note of."""
    stations = settings.own_stations
    acks = order.acks or ()
    lines, begun = set(), False
    for item in settings.mine(order):
        was = item.was
        if not was or was.version <= seen:
            continue
        what = AckKind.EDIT if item.live else AckKind.CANCELLED
        if not acknowledged(acks, what, was.version, stations):
            lines.add(item.id)
            begun = begun or (not item.live and _was_begun(was, settings))
    fields: tuple[str, ...] = ()
    changed = order.was
    if changed and changed.version > seen:
        known = acknowledged(acks, AckKind.EDIT, changed.version, stations)
        fields = () if known else _named(changed)
    if not lines and not fields:
        return _NONE
    struck = begun and not settings.shows(order)
    return Marks(frozenset(lines), frozenset(fields), struck=struck, version=order.version)


def _was_begun(was: EarlierLine, settings: BoardSettings) -> bool:
    """Whether a line was being made here when it was cancelled."""
    if was.status is UNSET:
        return False
    reached = rank(ItemStatus(was.status)) if was.status in RANK else RANK[ItemStatus.PREPARING]
    return RANK[ItemStatus.PENDING] < reached < RANK[settings.leaves_at]


def _named(was: EarlierOrder) -> tuple[str, ...]:
    return tuple(name for name in _EARLIER if getattr(was, name) is not UNSET)


def _still_unseen(old: Marks, known: Order, order: Order, settings: BoardSettings) -> Marks:
    """Keep the marks that the screen has made by itself, until its station takes note of them."""
    acks = tuple(each for each in order.acks or () if each not in (known.acks or ()))
    if acknowledged(acks, AckKind.EDIT, old.version, settings.own_stations):
        return _NONE
    said = {item.id for item in known.items if item.was}
    named = _named(known.was) if known.was else ()
    return Marks(old.lines - said, old.fields.difference(named), version=old.version)


def _join(said: Marks, *own: Marks) -> Marks:
    lines, fields, version = set(said.lines), set(said.fields), said.version
    for each in own:
        lines |= each.lines
        fields |= each.fields
        version = max(version, each.version if each.lines or each.fields else 0)
    if not lines and not fields:
        return _NONE
    return Marks(frozenset(lines), frozenset(fields), struck=said.struck, version=version)


def _edits(known: Order, order: Order, settings: BoardSettings) -> Marks:
    """Find what is different by comparing; what the hub itself says is left to it."""
    was = {item.id: item for item in known.items}
    lines = {
        item.id
        for item in settings.mine(order)
        if item.id not in was or (_is_newly_cancelled(was[item.id], item) and not item.was)
    }
    said = {name for each in (known.was, order.was) if each for name in _named(each)}
    fields = {name for name in _FIELDS if getattr(known, name) != getattr(order, name)}
    if not lines and fields <= said:
        return _NONE
    return Marks(frozenset(lines), frozenset(fields - said), version=order.version)


def _newly_cancelled(known: Order, order: Order, settings: BoardSettings) -> set[str]:
    was = {item.id: item for item in known.items}
    return {
        item.id
        for item in settings.mine(order)
        if item.id not in was or _is_newly_cancelled(was[item.id], item)
        if not item.live
    }


def _is_newly_cancelled(before: Item, item: Item) -> bool:
    return not item.live and before.status is not item.status


def _sounds(known: Order, order: Order, own: Marks, said: Marks) -> list[Sound]:
    sounds: list[Sound] = []
    versions = {item.id: item.was.version if item.was else 0 for item in known.items}
    news = own.lines | {
        item.id
        for item in order.items
        if item.id in said.lines and item.was and item.was.version > versions.get(item.id, 0)
    }
    cancelled = {item.id for item in order.items if not item.live}
    if news & cancelled:
        sounds.append(Sound.CANCELLED)
    if news - cancelled:
        sounds.append(Sound.NEW_ROUND)
    if order.priority is Priority.RUSH and known.priority is not Priority.RUSH:
        sounds.append(Sound.RUSH)
    return sounds


def _kinds(marks: Marks, order: Order) -> list[AckKind]:
    cancelled = {item.id for item in order.items if not item.live} & marks.lines
    kinds = [AckKind.CANCELLED] if cancelled else []
    if marks.fields or marks.lines - cancelled:
        kinds.insert(0, AckKind.EDIT)
    return kinds


def _cancelled_ms(order: Order) -> int:
    """Return the Unix ms at which the last line was cancelled; long ago if nobody can tell."""
    times = [0]
    for item in order.items:
        try:
            times.append(milliseconds(item.cancelled_at or ""))
        except ValueError:
            continue
    return max(times)
