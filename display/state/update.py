"""``update(state, message) -> (state, effects)``: the one way in which what is known changes."""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import replace

from display.state import chime, drilling, in_flight, recalling
from display.state.late_edits import called_off, known_before, marked
from display.state.messages import (
    Alarmed,
    Answered,
    Connection,
    Drilling,
    Effect,
    Heard,
    Inputs,
    Invited,
    ItemSeen,
    Link,
    Message,
    OrderSeen,
    OtherSeen,
    Painted,
    Play,
    Pressed,
    RecentSeen,
    ReportPainted,
    Resumed,
    Snapshot,
    Sound,
    TakeSnapshot,
    Tick,
    UnknownKey,
)
from display.state.model import Glass, Invitation, Slot, State
from display.state.notices import told
from display.state.order_starts import by_event, by_snapshot
from display.state.pressing import pressed
from display.state.replica import from_snapshot, is_old, with_event

ALERT_MS = 30_000
"""For how long the hub's alarms stand there: somebody has to walk over and look."""

Step = tuple[State, tuple[Effect, ...]]


def update(state: State, message: Message) -> Step:
    """Take one message in.

    Returns:
        the new state, and what is to be done because of it.
    """
    if state.began is None:
        state = replace(state, began=message.now)
    return _HANDLERS[type(message)](state, message)


def _tick(state: State, message: Tick) -> Step:
    now = message.now
    notices = tuple(each for each in state.notices if each.until > now)
    undo = state.undo if state.undo is not None and state.undo.until > now else None
    asked = state.asked if state.asked is not None and state.asked.until > now else None
    invited = state.invitation
    invitation = invited if invited is not None and invited.until > now else None
    drill = drilling.still(state.drill, now)
    after = replace(
        state, notices=notices, undo=undo, asked=asked, invitation=invitation, drill=drill
    )
    return chime.rung(in_flight.landed(after, now), now)


def _heard(state: State, message: Heard) -> Step:
    return _hearing(state, message.now), ()


def _hearing(state: State, now: int) -> State:
    return replace(state, heard=now if state.heard is None else max(state.heard, now))


def _snapshot(state: State, message: Snapshot) -> Step:
    heard = _hearing(state, message.now)
    if is_old(state.replica, message):
        # An answer that an event has overtaken. Should the hub insist, the next one is taken.
        return replace(heard, replica=replace(state.replica, lost=True)), (TakeSnapshot(),)
    before = state.replica
    same = before.epoch == message.epoch
    after = replace(
        heard,
        replica=from_snapshot(message),
        hub_ahead=message.hub_ms - message.now,
        glass=state.glass if same else replace(state.glass, seq=-1),
    )
    after = by_snapshot(after, message.hub_ms, message.now, known=state.born if same else {})
    # What a screen finds when it starts is not news; what came while it was away is.
    after, effects = _settled(state, after, message.now, new=before.epoch is not None)
    shows = state.glass.seq if state.drill is None else None
    if same and not before.lost and message.seq == shows:
        # A hub that was started again does not know yet what stands here.
        effects = (*effects, ReportPainted(message.seq))
    return after, effects


def _link(state: State, message: Link) -> Step:
    before, after = state.connection, message.connection
    # Who has begun a drill can't end it any more when the line has gone.
    drill = state.drill if after is Connection.LIVE else None
    known = replace(state, connection=after, drill=drill)
    if before is Connection.LIVE and after is not Connection.LIVE:
        return replace(known, lost=True), (Play(Sound.LOST),)
    if after is Connection.LIVE and state.lost:
        return replace(known, lost=False), (Play(Sound.BACK),)
    return known, ()


def _event(state: State, message: OrderSeen | ItemSeen | OtherSeen) -> Step:
    after = _hearing(replace(state, replica=with_event(state.replica, message)), message.now)
    if after.replica.lost and not state.replica.lost:
        return after, (TakeSnapshot(),)
    if after.replica is state.replica:
        return after, ()
    if isinstance(message, OtherSeen) and message.alert is not None:
        after = told(after, message.alert, message.now, grave=True, for_ms=ALERT_MS)
    if isinstance(message, OtherSeen) and message.note is not None:
        after = told(after, message.note, message.now)
    if isinstance(message, OrderSeen):
        after = by_event(after, message.order, message.now)
    return _settled(state, after, message.now, new=True)


def _settled(before: State, after: State, now: int, *, new: bool) -> Step:
    """Draw the conclusions from orders that have come, gone or changed."""
    sounds: list[Sound] = []
    shown = {order.id: order for order in after.board()}
    gone = [
        after.replica.orders.get(order.id, order)
        for order in before.board()
        if order.id not in shown
    ]
    fresh = [order for order in shown.values() if known_before(before, order) is None]
    done = [order for order in gone if any(item.live for item in after.settings.mine(order))]
    after = recalling.left(after, done, set(shown), now)
    if new:
        after, edits = marked(before, after)
        after, losses = called_off(before, after, gone, now)
        after, rings = chime.began(after, fresh, now)
        sounds = list(dict.fromkeys((*edits, *losses, *rings)))
    after = in_flight.landed(chime.heeded(after), now)
    if after.selected is not None and after.selected not in shown:
        after = replace(after, selected=None)
    played = tuple(Play(each) for each in sounds)
    if after.drill is not None and (sounds or (new and fresh)):
        after, told_so = drilling.gave_way(after, after.drill)
        return after, (*played, *told_so)
    return after, played


def _painted(state: State, message: Painted) -> Step:
    if state.drill is not None:
        return drilling.painted(state, state.drill)
    before = state.glass.slots
    slots = tuple(
        before[index]
        if index < len(before) and before[index].order_id == order_id
        else Slot(order_id, message.now)
        for index, order_id in enumerate(message.slots)
    )
    page = max(0, min(state.page, message.pages - 1))
    after = replace(state, glass=Glass(message.seq, slots, message.pages), page=page)
    if message.seq == state.glass.seq:
        return after, ()
    return after, (ReportPainted(message.seq),)


def _answered(state: State, message: Answered) -> Step:
    after = _hearing(state, message.now)
    return in_flight.answered(after, message)


def _recent(state: State, message: RecentSeen) -> Step:
    shown = {order.id for order in state.board()}
    gone = [order for order in message.orders if order.id not in shown]
    return recalling.listed(_hearing(state, message.now), gone, message.now), ()


def _invited(state: State, message: Invited) -> Step:
    until = message.now + message.for_ms
    invitation = Invitation(message.text, message.role, until) if message.text else None
    return replace(state, invitation=invitation), ()


def _resumed(state: State, message: Resumed) -> Step:
    return in_flight.resumed(state, message.requests, message.now), ()


def _inputs(state: State, message: Inputs) -> Step:
    return replace(state, troubles=message.troubles), ()


def _alarmed(state: State, message: Alarmed) -> Step:
    return replace(state, alarms=message.alarms), ()


def _pressed(state: State, message: Pressed) -> Step:
    if state.drill is not None:
        return drilling.pressed(state, state.drill, message)
    return pressed(state, message)


def _unknown_key(state: State, message: UnknownKey) -> Step:
    if state.drill is not None:
        return drilling.pressed(state, state.drill, message)
    return state, ()


def _drilling(state: State, message: Drilling) -> Step:
    return drilling.told(_hearing(state, message.now), message)


_HANDLERS: Mapping[type, Callable[[State, Any], Step]] = {
    Tick: _tick,
    Heard: _heard,
    Snapshot: _snapshot,
    Link: _link,
    OrderSeen: _event,
    ItemSeen: _event,
    OtherSeen: _event,
    Painted: _painted,
    Pressed: _pressed,
    Answered: _answered,
    RecentSeen: _recent,
    Invited: _invited,
    Resumed: _resumed,
    Drilling: _drilling,
    Alarmed: _alarmed,
    UnknownKey: _unknown_key,
    Inputs: _inputs,
}
