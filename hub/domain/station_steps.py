"""How one line moves, by itself or station by station. Pure.

Where several stations make a line, its status follows from their steps, as an order's follows from
its lines: it is preparing with the first that starts, and ready with the last that is.
"""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from hub.domain.orders import Item, ItemStatus, StationStep
from hub.domain.status import ITEM_STEPS, ITEM_STEPS_BACK, RANK, STAMP
from hub.domain.times import Instant


def climb(item: Item, to: ItemStatus, now: Instant, station: str | None = None) -> Iterator[Item]:
    """Take a line up to a status, one step at a time; yields it as it is after each.

    Args:
        item: a live line.
        to: where it goes; a line that is there already stays as it is.
        now: the time to stamp.
        station: whose step it is, if several make it; None for all of them.
    """
    if not item.at:
        while RANK[item.status] < RANK[to]:
            step = ITEM_STEPS[item.status]
            item = replace(item, status=step, **{STAMP[step]: now})
            yield item
        return
    while behind := [each.status for each in _steps(item, station) if RANK[each.status] < RANK[to]]:
        step = ITEM_STEPS[min(behind, key=RANK.__getitem__)]
        at = tuple(
            _reach(each, step, now)
            if each in _steps(item, station) and RANK[each.status] < RANK[step]
            else each
            for each in item.at
        )
        item = _follow_steps(item, at, now)
        yield item


def descend(item: Item, to: ItemStatus, station: str | None = None) -> Iterator[Item]:
    """Take a line back to a status, one step at a time; yields it as it is after each.

    Args:
        item: a live line.
        to: where it goes back to.
        station: whose step it is, if several make it; None for all of them.
    """
    if not item.at:
        while RANK[item.status] > RANK[to]:
            undone = {STAMP[item.status]: None}
            item = replace(item, status=ITEM_STEPS_BACK[item.status], **undone)
            yield item
        return
    while ahead := [each.status for each in _steps(item, station) if RANK[each.status] > RANK[to]]:
        top = max(ahead, key=RANK.__getitem__)
        at = tuple(
            _leave(each) if each in _steps(item, station) and each.status is top else each
            for each in item.at
        )
        item = _follow_steps(item, at, None)
        yield item


def start_steps(
    steps: tuple[StationStep, ...] | UnsetType,
) -> tuple[StationStep, ...] | UnsetType:
    """Return the steps of the same stations before any of them has begun."""
    return tuple(StationStep(station=each.station) for each in steps) if steps else UNSET


def keep_steps(item: Item, stations: Sequence[str]) -> tuple[StationStep, ...]:
    """Return the steps of a line that several other stations make now; its status stays.

    Stations that have made it before are as far as they were, and others have not begun.
    """
    so_far = {each.station: each for each in item.at or ()}
    if not so_far and item.station is not None:
        so_far[item.station] = _step_of(item, item.station)
    steps = tuple(so_far.get(each) or StationStep(station=each) for each in stations)
    if status_of_ranks([RANK[each.status] for each in steps]) is item.status:
        return steps
    return tuple(_step_of(item, each) for each in stations)


def _step_of(item: Item, station: str) -> StationStep:
    return StationStep(
        station=station, status=item.status, started_at=item.started_at, ready_at=item.ready_at
    )


def status_of_ranks(ranks: Sequence[int]) -> ItemStatus:
    """Read the status of a whole off its parts': begun with the first, ready with the last."""
    lowest, highest = min(ranks), max(ranks)
    if lowest == highest or lowest >= RANK[ItemStatus.READY]:
        return _BY_RANK[lowest]
    return ItemStatus.PREPARING


_BY_RANK: Mapping[int, ItemStatus] = {rank: status for status, rank in RANK.items()}


def _steps(item: Item, station: str | None) -> Sequence[StationStep]:
    names = () if station is None else station.split(",")
    own = [each for each in item.at or () if each.station in names]
    return own or item.at or ()


def _reach(step: StationStep, to: ItemStatus, now: Instant) -> StationStep:
    stamp = {} if to is ItemStatus.SERVED else {STAMP[to]: now}
    return replace(step, status=to, **stamp)


def _leave(step: StationStep) -> StationStep:
    undone = {} if step.status is ItemStatus.SERVED else {STAMP[step.status]: None}
    return replace(step, status=ITEM_STEPS_BACK[step.status], **undone)


def _follow_steps(item: Item, at: tuple[StationStep, ...], now: Instant | None) -> Item:
    """Have a line follow the steps of its stations; what it reaches so is stamped with ``now``."""
    status = status_of_ranks([RANK[step.status] for step in at])
    stamps: dict[str, Instant | None] = {}
    for reached, field in STAMP.items():
        if RANK[status] < RANK[reached]:
            stamps[field] = None
        elif getattr(item, field) is None:
            stamps[field] = now
    return replace(item, status=status, at=at, **stamps)
