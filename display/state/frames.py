"""A frame that stands on the glass: what a press refers to from now on."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from display.state.messages import FramePainted
from display.state.model import LOOKED_MS, MOVED_MS, BoardState, PaintedBoard
from display.state.places import ChipSpot, PlacedPart

_Spot = PlacedPart | ChipSpot


def take_frame(state: BoardState, frame: FramePainted) -> PaintedBoard:
    """Note what is on the glass, and since when each ticket and chip stands where it does."""
    before = state.painted
    moved = before.moved
    stood: Sequence[_Spot] = (*before.shown, *before.spots)
    stands: Sequence[_Spot] = (*frame.shown, *frame.spots)
    if stood != stands:
        moved = _since(before.moved, stood, stands, frame.now)
    until = before.frame_until
    if frame.places.framed != before.places.framed:
        until = frame.now + (MOVED_MS if _by_own_hand(state) else LOOKED_MS)
    return PaintedBoard(
        frame.seq, frame.places, frame.shown, frame.spots, moved, until, frame.pages
    )


def _by_own_hand(state: BoardState) -> bool:
    """Whether the cook's own press took the framed ticket off, so that the next one is awaited."""
    framed = state.painted.places.framed
    if framed is None:
        return True
    undone = state.undo is not None and state.undo.order.id == framed
    return undone or any(each.order_id == framed for each in state.in_flight)


def _since(
    times: Mapping[str, int],
    before: Sequence[_Spot],
    after: Sequence[_Spot],
    now: int,
) -> Mapping[str, int]:
    """Say since when each stands where it does; a part that shrinks stays where it was."""
    stood = {(each.order_id, each.left, each.top): each for each in before}
    found: dict[str, int] = {}
    for part in after:
        earlier = stood.get((part.order_id, part.left, part.top))
        stays = earlier is not None and earlier.height >= part.height
        since = times.get(part.order_id, now) if stays else now
        found[part.order_id] = max(since, found.get(part.order_id, since))
    return MappingProxyType(found)
