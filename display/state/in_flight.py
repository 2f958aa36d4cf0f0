"""Presses under way: from the key until the board shows what came of them."""

from collections.abc import Sequence

from msgspec.structs import replace

from display.state.messages import (
    AckOrder,
    Action,
    Answered,
    BumpOrder,
    Play,
    Pressed,
    RecallOrder,
    Request,
    Send,
    SetAvailable,
    Sound,
)
from display.state.model import BoardState, InFlight, Step, notify
from display.state.notices import NoticeCode
from display.state.unknown_words import is_known
from hub.domain.errors import Code
from hub.domain.orders import Order

SETTLE_MS = 6_000
"""For how long a press that the hub agreed to waits for its event; a poll comes every 5 s."""

_OVERTAKEN = {Code.INVALID_TRANSITION, Code.STALE}
_ACTIONS = {
    BumpOrder: Action.BUMP,
    RecallOrder: Action.RECALL,
    SetAvailable: Action.SOLD_OUT,
    AckOrder: Action.ACKNOWLEDGE,
}


def send(state: BoardState, press: Pressed, order_id: str | None, request: Request) -> Step:
    """Put a request on its way."""
    order = None if order_id is None else state.replica.orders.get(order_id)
    flight = InFlight(
        press.press_id,
        press.action,
        order_id,
        press.now,
        version=None if order is None else order.version,
    )
    return replace(state, in_flight=(*state.in_flight, flight)), (Send(request),)


def tell_quietly(state: BoardState, press: Pressed, request: AckOrder) -> Step:
    """Put on its way what holds up no other press, and whose refusal nobody has to know of."""
    flight = InFlight(request.press_id, Action.ACKNOWLEDGE, None, press.now)
    return replace(state, in_flight=(*state.in_flight, flight)), (Send(request),)


def resume(state: BoardState, requests: Sequence[Request], now: int) -> BoardState:
    """Take presses for what they are that an earlier run of this screen left: under way."""
    flights = tuple(
        InFlight(
            each.press_id,
            _ACTIONS[type(each)],
            None if isinstance(each, SetAvailable | AckOrder) else each.order_id,
            now,
        )
        for each in requests
    )
    return replace(state, in_flight=(*flights, *state.in_flight))


def take_answer(state: BoardState, answer: Answered) -> Step:
    """Note the hub's answer: a refused press is taken back, with a notice."""
    press_id, now = answer.press_id, answer.now
    if answer.refusal is None:
        flights = tuple(
            replace(each, answered=now) if each.press_id == press_id else each
            for each in state.in_flight
        )
        return settle(replace(state, in_flight=flights), now), ()
    refused = [each for each in state.in_flight if each.press_id == press_id]
    after = replace(
        state, in_flight=tuple(each for each in state.in_flight if each.press_id != press_id)
    )
    if refused and refused[0].action is Action.ACKNOWLEDGE:
        # A hub of an earlier version keeps no note of it, or the order has gone: nothing is wrong.
        return after, ()
    known = (*state.replica.orders.values(), *state.bumped)
    order = next((each for each in known if refused and each.id == refused[0].order_id), None)
    code = _why(order, answer, refused[0]) if refused else NoticeCode.REFUSED
    if state.undo is not None and state.undo.press_id == press_id:
        after = replace(after, undo=None)
    kind, why = answer.code, answer.refusal
    told = notify(after, code, now, grave=True, order=order, kind=kind, why=why)
    return told, (Play(Sound.REFUSED),)


def _why(order: Order | None, answer: Answered, flight: InFlight) -> NoticeCode:
    """Say what became of a press on a ticket."""
    if order is not None and not all(is_known(item.status) for item in order.items):
        # It is in a status that only the hub knows, so that only the hub can say why not.
        return NoticeCode.REFUSED_IN_ITS_WORDS
    if order is None or answer.code not in _OVERTAKEN:
        return NoticeCode.REFUSED
    if flight.action in {Action.RECALL, Action.UNDO}:
        return NoticeCode.NOT_TAKEN_BACK
    return NoticeCode.OVERTAKEN


def settle(state: BoardState, now: int) -> BoardState:
    """Take away the presses whose outcome stands on the board."""
    flights = tuple(each for each in state.in_flight if not _is_settled(state, each, now))
    return state if flights == state.in_flight else replace(state, in_flight=flights)


def _is_settled(state: BoardState, flight: InFlight, now: int) -> bool:
    if flight.answered is None:
        return False
    if flight.order_id is None or now - flight.answered >= SETTLE_MS:
        return True
    order = state.replica.orders.get(flight.order_id)
    return (None if order is None else order.version) != flight.version
