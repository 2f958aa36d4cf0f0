"""What the hub is told of the glass: which orders stand there now, and nothing else."""

from collections.abc import Iterable

from display.state.messages import FramePainted, ReportPainted
from display.state.model import BoardState
from hub.domain.orders import running_number

MOST_NAMED = 1_400
"""Orders of one report, so that it fits into a message to the hub, of 16 KiB. What is not named is
on no glass as far as the hub knows: that it says so is right for a board that is so full."""


def describe_glass(state: BoardState, frame: FramePainted) -> ReportPainted:
    """Name the orders that a frame shows, as tickets and only as chips, by their numbers."""
    shown = frozenset(part.order_id for part in frame.shown)
    tickets = _numbers(state, shown)[:MOST_NAMED]
    chips = _numbers(state, (each for each in frame.chips if each not in shown))
    return ReportPainted(frame.seq, tickets, chips[: MOST_NAMED - len(tickets)])


def _numbers(state: BoardState, order_ids: Iterable[str]) -> tuple[int, ...]:
    orders = state.replica.orders
    found = (running_number(orders[each]) for each in order_ids if each in orders)
    return tuple(sorted(each for each in found if each is not None))
