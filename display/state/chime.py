"""The new-order sound: it repeats until somebody starts or acknowledges, and then gets louder.

The numbers are FIELD's: every 20 s, for at most 3 minutes, then escalated.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from display.state.messages import Effect, Play, Sound
from display.state.model import Bell, BoardState
from display.state.unknown_words import is_untouched
from hub.domain.orders import Order, Priority

REPEAT_MS = 20_000
ESCALATE_MS = 180_000


def ring(state: BoardState, fresh: Sequence[Order], now: int) -> tuple[BoardState, list[Sound]]:
    """Ring for tickets that have just come."""
    if not fresh:
        return state, []
    bell = state.bell
    since = bell.since if bell.waiting else now
    waiting = bell.waiting | {order.id for order in fresh}
    rush = any(order.priority is Priority.RUSH for order in fresh)
    after = replace(state, bell=Bell(frozenset(waiting), since, now))
    return after, [Sound.RUSH if rush else Sound.NEW_ORDER]


def ring_again(state: BoardState, now: int) -> tuple[BoardState, tuple[Effect, ...]]:
    """Ring again when it is time."""
    bell = state.bell
    if not bell.waiting or now - bell.rung < REPEAT_MS:
        return state, ()
    loud = now - bell.since >= ESCALATE_MS
    sound = Sound.NEW_ORDER_LOUD if loud else Sound.NEW_ORDER
    return replace(state, bell=replace(bell, rung=now)), (Play(sound),)


def drop_started(state: BoardState) -> BoardState:
    """Stop ringing for tickets that somebody has started, or that have gone."""
    waiting = state.bell.waiting
    if not waiting:
        return state
    untouched = frozenset(
        order.id
        for order in state.board()
        if order.id in waiting and all(is_untouched(item) for item in state.settings.mine(order))
    )
    return replace(state, bell=replace(state.bell, waiting=untouched))


def stop(state: BoardState) -> BoardState:
    """Stop ringing: the cook has heard it."""
    return replace(state, bell=Bell())
