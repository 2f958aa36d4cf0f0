"""Presses under way: from the key until the board shows what came of them."""

from msgspec.structs import replace

from display.state.messages import Effect, Play, Pressed, Request, Send, Sound
from display.state.model import InFlight, State
from display.state.notices import told

SETTLE_MS = 6_000
"""For how long a press that the hub agreed to waits for its event; a poll comes every 5 s."""

Step = tuple[State, tuple[Effect, ...]]


def sent(state: State, press: Pressed, order_id: str | None, request: Request) -> Step:
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


def answered(state: State, press_id: str, refusal: str | None, now: int) -> Step:
    """Note the hub's answer: a refused press is taken back, with a notice."""
    if refusal is None:
        flights = tuple(
            replace(each, answered=now) if each.press_id == press_id else each
            for each in state.in_flight
        )
        return landed(replace(state, in_flight=flights), now), ()
    after = replace(
        state, in_flight=tuple(each for each in state.in_flight if each.press_id != press_id)
    )
    if state.undo is not None and state.undo.press_id == press_id:
        after = replace(after, undo=None)
    return told(after, refusal, now, grave=True), (Play(Sound.REFUSED),)


def landed(state: State, now: int) -> State:
    """Take away the presses whose outcome stands on the board."""
    flights = tuple(each for each in state.in_flight if not _has_landed(state, each, now))
    return state if flights == state.in_flight else replace(state, in_flight=flights)


def _has_landed(state: State, flight: InFlight, now: int) -> bool:
    if flight.answered is None:
        return False
    if flight.order_id is None or now - flight.answered >= SETTLE_MS:
        return True
    order = state.replica.orders.get(flight.order_id)
    return (None if order is None else order.version) != flight.version
