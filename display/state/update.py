"""``update(state, message) -> (state, effects)``: the one way in which what is known changes."""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import replace

from display.state import chime, in_flight, lists, upcoming
from display.state.dish_names import name_item, name_order
from display.state.frames import take_frame
from display.state.glass_report import describe_glass
from display.state.late_edits import announce_losses, let_go, mark_edits, version_before
from display.state.messages import (
    Alarmed,
    Answered,
    Drilling,
    FramePainted,
    Heard,
    HubAlarm,
    Inputs,
    Invited,
    ItemSeen,
    LinkChanged,
    LinkState,
    Message,
    NamesSeen,
    OrderSeen,
    OtherSeen,
    Play,
    Pressed,
    RecentSeen,
    ReportDrill,
    Resumed,
    Snapshot,
    SoldOutSeen,
    Sound,
    StandInsSeen,
    StationAnswered,
    TakeSnapshot,
    Tick,
    UnknownKey,
)
from display.state.model import (
    BoardState,
    MissingStation,
    PairingCode,
    RunningDrill,
    Step,
    notify,
    show_notice,
)
from display.state.notices import Notice, NoticeCode
from display.state.order_starts import place_by_event, place_by_snapshot
from display.state.presses import press_key
from display.state.replica import drop_closed, from_snapshot, is_old, stand_in, with_event
from display.state.sold_out_list import announce_dish, take_all, take_one
from display.state.stand_ins import stations_by_number
from hub.domain.orders import running_number

PAGE_MS = 15_000
"""For how long a further page is looked at before the board is there again by itself."""

ALERT_MS = 30_000
"""For how long the hub's alarms stand there: somebody has to walk over and look."""


LEGEND_MS = 10_000
"""For how long it stands there what the keys do: at the start, and after one that does nothing."""


def update(state: BoardState, message: Message) -> Step:
    """Take one message in.

    Returns:
        the new state, and what is to be done because of it.
    """
    if state.began is None:
        state = replace(state, began=message.now, legend_until=message.now + LEGEND_MS)
    return _HANDLERS[type(message)](state, _name_dishes(message, state))


def _name_dishes(message: Message, state: BoardState) -> Message:
    """Have what the hub says of orders name dishes as the crew does."""
    names, how = state.names, state.settings.dish_names
    if not names.dishes and not names.modifiers:
        return message
    if isinstance(message, Snapshot):
        orders = tuple(name_order(each, names, how) for each in message.orders)
        cancelled = message.cancelled
        if cancelled is not None:
            cancelled = tuple(name_order(each, names, how) for each in cancelled)
        return replace(message, orders=orders, cancelled=cancelled)
    if isinstance(message, RecentSeen):
        orders = tuple(name_order(each, names, how) for each in message.orders)
        return replace(message, orders=orders)
    if isinstance(message, OrderSeen):
        return replace(message, order=name_order(message.order, names, how))
    if isinstance(message, ItemSeen):
        return replace(message, item=name_item(message.item, names, how))
    return message


def _on_names(state: BoardState, message: NamesSeen) -> Step:
    """Take new names; those of before stay until the hub has been asked for the orders again."""
    if message.names == state.names:
        return state, ()
    return replace(state, names=message.names), (TakeSnapshot(),)


def _on_tick(state: BoardState, message: Tick) -> Step:
    now = message.now
    notices = tuple(each for each in state.notices if each.until > now)
    undo = state.undo if state.undo is not None and state.undo.until > now else None
    asked = state.question
    question = asked if asked is not None and asked.until > now else None
    invited = state.invitation
    invitation = invited if invited is not None and invited.until > now else None
    drill = state.drill if state.drill is not None and state.drill.until > now else None
    looked = state.page and state.last_key is not None and now - state.last_key < PAGE_MS
    after = replace(
        state,
        page=state.page if looked else 0,
        open_list=None if _is_shown_long_enough(state, now) else state.open_list,
        notices=notices,
        undo=undo,
        question=question,
        invitation=invitation,
        drill=drill,
    )
    return chime.ring_again(in_flight.settle(let_go(after, now), now), now)


def _is_shown_long_enough(state: BoardState, now: int) -> bool:
    """Whether the order of a chip has been looked at, or has no chip any more."""
    if state.open_list is None or state.open_list.name != lists.SHOWN_ORDER:
        return False
    has_chip = any(each.order_id == state.open_list.order_id for each in state.painted.spots)
    return not has_chip or state.last_key is None or now - state.last_key >= PAGE_MS


def _on_heard(state: BoardState, message: Heard) -> Step:
    return _note_heard(state, message.now), ()


def _note_heard(state: BoardState, now: int) -> BoardState:
    return replace(state, heard=now if state.heard is None else max(state.heard, now))


def _on_snapshot(state: BoardState, message: Snapshot) -> Step:
    heard = _note_heard(state, message.now)
    if is_old(state.replica, message):
        # An answer that an event has overtaken. Should the hub insist, the next one is taken.
        return replace(heard, replica=replace(state.replica, lost=True)), (TakeSnapshot(),)
    before = state.replica
    same = before.epoch == message.epoch
    after = replace(
        heard,
        replica=from_snapshot(
            message,
            before,
            state.settings.hub_station,
            {order.id for order in state.bumped},
        ),
        hub_ahead=message.hub_ms - message.now,
        painted=state.painted if same else replace(state.painted, seq=-1),
        reported=state.reported if same else None,
    )
    after = upcoming.take_listed(after, message.upcoming)
    after = place_by_snapshot(
        after, message.hub_ms, message.now, known=state.taken_at if same else {}
    )
    # What a screen finds when it starts is not news; what came while it was away is.
    after, effects = _conclude(state, after, message.now, new=before.epoch is not None)
    shows = after.reported if state.drill is None else None
    if shows is not None and not before.lost and message.seq == shows.seq:
        # A hub that was started again does not know yet what stands here.
        effects = (*effects, shows)
    return after, effects


def _on_link(state: BoardState, message: LinkChanged) -> Step:
    before, after = state.connection, message.connection
    # Who has begun a drill can't end it any more when the line has gone.
    drill = state.drill if after is LinkState.LIVE else None
    known = replace(state, connection=after, drill=drill)
    if before is LinkState.LIVE and after is not LinkState.LIVE:
        return replace(known, lost=True), (Play(Sound.LOST),)
    if after is LinkState.LIVE and state.lost:
        return replace(known, lost=False), (Play(Sound.BACK),)
    return known, ()


def _on_event(state: BoardState, message: OrderSeen | ItemSeen | OtherSeen) -> Step:
    replica = with_event(state.replica, message, state.settings.hub_station)
    after = _note_heard(replace(state, replica=replica), message.now)
    if after.replica.lost and not state.replica.lost:
        return after, (TakeSnapshot(),)
    if after.replica is state.replica:
        return after, ()
    if isinstance(message, OtherSeen) and message.alert is not None:
        after = _announce_alert(after, message.alert, message.now)
    if isinstance(message, OtherSeen) and message.dish is not None:
        after = take_one(announce_dish(after, message.dish, message.now), message.dish, message.now)
    if isinstance(message, OrderSeen):
        after = upcoming.take_order(after, message.order)
        if message.order.id in after.replica.orders:
            after = place_by_event(after, message.order, message.now)
    return _conclude(state, after, message.now, new=True)


def _announce_alert(state: BoardState, alert: HubAlarm, now: int) -> BoardState:
    # What stands as an alarm for as long as it is true needs no sentence that goes by.
    if any(_is_same(alert, each) for each in state.alarms):
        return state
    notice = Notice(NoticeCode.ALARM, now + ALERT_MS, grave=True, alarm=alert)
    return show_notice(state, notice)


def _is_same(alert: HubAlarm, alarm: HubAlarm) -> bool:
    if not alert.code:
        return alert.message == alarm.message
    return (alert.code, alert.station) == (alarm.code, alarm.station)


def _conclude(before: BoardState, after: BoardState, now: int, *, new: bool) -> Step:
    """Draw the conclusions from orders that have come, gone or changed."""
    sounds: list[Sound] = []
    after, edits = mark_edits(before, after, news=new)
    shown = {order.id: order for order in after.board()}
    gone = [
        after.replica.orders.get(order.id, order)
        for order in before.board()
        if order.id not in shown
    ]
    fresh = [
        order
        for order in shown.values()
        if version_before(before, order) is None and not after.is_struck(order)
    ]
    done = [order for order in gone if any(item.live for item in after.settings.mine(order))]
    after = lists.move_to_recall_list(after, done, set(shown), now)
    if new:
        after = announce_losses(before, after, gone, now)
        after, rings = chime.ring(after, fresh, now)
        sounds = list(dict.fromkeys((*edits, *rings)))
    after = replace(after, replica=drop_closed(after.replica, after.marks))
    after = in_flight.settle(chime.drop_started(after), now)
    after = lists.keep_choice(before, after, now)
    if after.selected is not None and after.selected not in shown:
        after = replace(after, selected=None)
    played = tuple(Play(each) for each in sounds)
    if after.drill is not None and (sounds or (new and fresh)):
        return replace(after, drill=None), (*played, _drill_report(after.drill, gave_way=True))
    return after, played


def _on_painted(state: BoardState, message: FramePainted) -> Step:
    if state.drill is not None:
        return _note_drill(state, state.drill)
    after = replace(
        state,
        painted=take_frame(state, message),
        page=max(0, min(state.page, message.pages - 1)),
    )
    report = describe_glass(state, message)
    if report == state.reported:
        return after, ()
    return replace(after, reported=report), (report,)


def _on_answered(state: BoardState, message: Answered) -> Step:
    after = _note_heard(state, message.now)
    return in_flight.take_answer(after, message)


def _on_recent(state: BoardState, message: RecentSeen) -> Step:
    shown = {order.id for order in state.board()}
    has_part = state.settings.has_part_in
    gone = [order for order in message.orders if order.id not in shown and has_part(order)]
    return lists.fill_recall_list(_note_heard(state, message.now), gone, message.now), ()


def _on_invited(state: BoardState, message: Invited) -> Step:
    until = message.now + message.for_ms
    invitation = PairingCode(message.text, message.role, until) if message.text else None
    return replace(state, invitation=invitation), ()


def _on_resumed(state: BoardState, message: Resumed) -> Step:
    return in_flight.resume(state, message.requests, message.now), ()


def _on_inputs(state: BoardState, message: Inputs) -> Step:
    return replace(state, troubles=message.troubles), ()


def _on_alarmed(state: BoardState, message: Alarmed) -> Step:
    return replace(state, alarms=message.alarms), ()


def _on_sold_out(state: BoardState, message: SoldOutSeen) -> Step:
    return take_all(_note_heard(state, message.now), message.dishes, message.now), ()


def _on_stand_ins(state: BoardState, message: StandInsSeen) -> Step:
    """Show what others do not, and say so when it is theirs again: somebody may be making it."""
    settings, before = state.settings, state.replica
    numbers = stations_by_number(message.rows, settings.own_stations)
    if numbers == before.stands_in:
        return state, ()
    after = replace(state, replica=stand_in(before, numbers, settings.hub_station))
    shown = {order.id for order in after.board()}
    for order in state.board():
        others = before.stands_in.get(running_number(order) or 0)
        if others and order.id not in shown:
            where = ", ".join(others).upper()
            code = NoticeCode.SHOWN_THERE_AGAIN
            after = notify(after, code, message.now, order=order, station=where)
    return _conclude(state, after, message.now, new=True)


def _on_station(state: BoardState, message: StationAnswered) -> Step:
    missing = MissingStation(message.missing, message.known) if message.missing else None
    return replace(_note_heard(state, message.now), missing=missing), ()


def _on_pressed(state: BoardState, message: Pressed) -> Step:
    return press_key(state, message) if state.drill is None else _count_key(state, state.drill)


def _on_unknown_key(state: BoardState, message: UnknownKey) -> Step:
    """A key without a meaning is no proof that the bar works; who presses it is told what does."""
    if state.drill is not None:
        return _count_key(state, state.drill, unknown=True)
    return replace(state, legend_until=message.now + LEGEND_MS), ()


def _on_drilling(state: BoardState, message: Drilling) -> Step:
    """Begin the hub's drill, or end it.

    The screen rings, flashes and counts keys. None of them bumps anything. A drill gives way to
    work: with the first news for the cook the board is shown again.
    """
    known, now = _note_heard(state, message.now), message.now
    if not message.for_ms:
        return replace(known, drill=None), ()
    drill = RunningDrill(id=message.drill_id, since=now, until=now + message.for_ms)
    return replace(known, drill=drill), (Play(Sound.NEW_ORDER_LOUD), _drill_report(drill))


def _count_key(state: BoardState, drill: RunningDrill, *, unknown: bool = False) -> Step:
    if unknown:
        drill = replace(drill, unknown=drill.unknown + 1)
    else:
        drill = replace(drill, presses=drill.presses + 1)
    return replace(state, drill=drill), (_drill_report(drill),)


def _note_drill(state: BoardState, drill: RunningDrill) -> Step:
    """Note that the drill stands on the glass. The board below it does not: nothing is shown."""
    if drill.shown:
        return state, ()
    drill = replace(drill, shown=True)
    return replace(state, drill=drill), (_drill_report(drill),)


def _drill_report(drill: RunningDrill, *, gave_way: bool = False) -> ReportDrill:
    return ReportDrill(
        drill_id=drill.id,
        shown=drill.shown,
        presses=drill.presses,
        unknown=drill.unknown,
        gave_way=gave_way,
    )


_HANDLERS: Mapping[type, Callable[[BoardState, Any], Step]] = {
    Tick: _on_tick,
    Heard: _on_heard,
    Snapshot: _on_snapshot,
    LinkChanged: _on_link,
    OrderSeen: _on_event,
    ItemSeen: _on_event,
    OtherSeen: _on_event,
    FramePainted: _on_painted,
    Pressed: _on_pressed,
    Answered: _on_answered,
    RecentSeen: _on_recent,
    Invited: _on_invited,
    Resumed: _on_resumed,
    Drilling: _on_drilling,
    Alarmed: _on_alarmed,
    StandInsSeen: _on_stand_ins,
    NamesSeen: _on_names,
    StationAnswered: _on_station,
    SoldOutSeen: _on_sold_out,
    UnknownKey: _on_unknown_key,
    Inputs: _on_inputs,
}
