"""Which ticket stands where, what are chips, and which key means which, picture after picture.

A cook looks once and presses by heart. So a key belongs to a ticket, and what stands on the glass
is moved only when nobody presses. How it is filled is a setting:

- ``still``: gaps are closed within a column only, and what waits is put at a column's foot. One
  younger ticket may go before the one that waits longest, and a rush pushes in.
- ``age``: in the order of the board, column after column.
- ``grid``: the same in cells of one size.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from msgspec.structs import replace

from display.state.places import (
    KEY_REST_MS,
    PATIENCE_MS,
    QUIET_MS,
    Chip,
    KeyHolder,
    Places,
    TicketSize,
)
from display.state.settings import PlacesMode
from display.view_model.columns import Columns
from display.view_model.screen import Rect

UNFRAMED_MS = 1_200
"""For how long no ticket is framed after another hand has taken the framed one off."""

_SEEN_MS = 1_000
"""A key that is pressed so long after a chip was lit shows that somebody has looked."""

_LIT_MS = 60_000
"""For how long a chip is lit where nobody presses: when its order is no longer new, it is not."""


class Ground(NamedTuple):
    """What tickets are placed on.

    Attributes:
        mode: how.
        columns: for one row of chips, two and three; in a grid its cells.
        gap: pixels between two tickets of a column.
        keys: how many tickets have a key.
        left: what of the columns is left while a list stands beside the board; () while none does.
    """

    mode: PlacesMode
    columns: tuple[tuple[Rect, ...], ...]
    gap: int
    keys: int
    left: tuple[tuple[Rect, ...], ...] = ()

    @property
    def free(self) -> tuple[tuple[Rect, ...], ...]:
        """The columns that there are at the moment."""
        return self.left or self.columns


class Moment(NamedTuple):
    """When it is, and what the cook has done.

    Attributes:
        now: monotonic ms.
        last_key: monotonic ms of the last press; None before the first.
        sorted_at: monotonic ms at which the cook last wanted everything sorted by age.
        own: ids of orders that presses of this screen were about.
    """

    now: int
    last_key: int | None = None
    sorted_at: int | None = None
    own: frozenset[str] = frozenset()

    def quiet(self, since: int | None) -> bool:
        """Whether it was quiet since a moment in ms."""
        return since is None or self.now - since >= QUIET_MS


CountRows = Callable[[Sequence[str]], int]
"""Says how many rows the chips of some orders need at the least."""


def arrange(
    before: Places,
    tickets: tuple[TicketSize, ...],
    ground: Ground,
    moment: Moment,
    count_rows: CountRows,
) -> Places:
    """Say where everything is to stand next.

    Args:
        before: where it stands.
        tickets: all of the board, in its order.
        ground: what they stand on.
        moment: when it is.
        count_rows: of chips.
    """
    same = before.ground == ground
    anew = before.ground[:-1] != ground[:-1] or before.sorted_at != moment.sorted_at
    if same and not anew and before.pending is None and before.tickets == tickets:
        return _with_keys(before, moment, ground)
    if same or anew or ground.mode is not PlacesMode.STILL:
        places = _move(before, tickets, ground, moment, count_rows, anew=anew or not same)
    else:
        places = _turn(before, tickets, ground, moment, count_rows)
    return _with_keys(places, moment, ground)


def _turn(
    before: Places,
    tickets: tuple[TicketSize, ...],
    ground: Ground,
    moment: Moment,
    count_rows: CountRows,
) -> Places:
    """Make room for a list beside the board; or give everything back its place after that."""
    sizes = {each.order_id: each for each in tickets}
    stood = before if ground.left else before.before_list or before
    columns = Columns(ground.free[stood.rows - 1], ground.gap)
    earlier = {each.order_id: each for each in stood.tickets}
    for part in stood.parts:
        if part.column < len(columns.stacks):
            columns.stand(part, earlier[part.order_id])
    columns.adapt(sizes)
    if stood is not before:
        columns.close_gaps()
        for part in before.parts:
            size = sizes.get(part.order_id)
            if size is not None and part.order_id not in columns.order_ids():
                columns.append(size, part.column)
    places = replace(
        before,
        parts=columns.parts(),
        rows=stood.rows,
        passed=stood.passed,
        sorted_at=moment.sorted_at,
        tickets=tickets,
        ground=ground,
        before_list=before if ground.left else None,
    )
    places = _settle(places, ground, moment, count_rows)
    return _with_chips(before, places, moment, anew=False)


def _move(
    before: Places,
    tickets: tuple[TicketSize, ...],
    ground: Ground,
    moment: Moment,
    count_rows: CountRows,
    *,
    anew: bool,
) -> Places:
    sizes = {each.order_id: each for each in tickets}
    columns = Columns(ground.free[before.rows - 1], ground.gap, whole=_is_grid(ground))
    gap = False
    if not anew:
        earlier = {each.order_id: each for each in before.tickets}
        for part in before.parts:
            columns.stand(part, earlier[part.order_id])
        gap = columns.adapt(sizes)
    last_gap = moment.now if gap else before.last_gap
    pending = before.pending
    if pending is None and (gap or _is_news(before, tickets, columns.order_ids())):
        pending = moment.now
    places = replace(
        before,
        parts=columns.parts(),
        last_gap=last_gap,
        pending=pending,
        sorted_at=moment.sorted_at,
        tickets=tickets,
        ground=ground,
        before_list=None if anew else before.before_list,
    )
    if anew or not places.parts or _is_due(places, moment):
        places = replace(places, parts=() if anew else places.parts)
        places = _settle(places, ground, moment, count_rows)
    return _with_chips(before, places, moment, anew=anew)


def _is_grid(ground: Ground) -> bool:
    return ground.mode is PlacesMode.GRID


def _is_news(before: Places, tickets: Iterable[TicketSize], shown: Collection[str]) -> bool:
    """Whether a ticket waits that did not, or waits for more, or less, room than before."""
    known = {each.order_id: each for each in before.tickets}
    return any(known.get(each.order_id) != each for each in tickets if each.order_id not in shown)


def _is_due(places: Places, moment: Moment) -> bool:
    if places.pending is None:
        return False
    if moment.now - places.pending >= PATIENCE_MS:
        return True
    return moment.quiet(moment.last_key) and moment.quiet(places.last_gap)


def _settle(places: Places, ground: Ground, moment: Moment, count_rows: CountRows) -> Places:
    """Close gaps and fill them, with as few rows of chips as will do."""
    sizes = {each.order_id: each for each in places.tickets}
    for rows, rects in enumerate(ground.free, start=1):
        columns = Columns(rects, ground.gap, whole=_is_grid(ground))
        passed, taken_off = None, set[str]()
        if ground.mode is PlacesMode.STILL:
            for part in places.parts:
                columns.stand(part, sizes[part.order_id])
            passed, taken_off = _fill(columns, places)
        else:
            done, _ = columns.flow((each, 0) for each in places.tickets)
            for size in places.tickets[done + 1 :]:
                # Whoever reads on still finds them in their order.
                columns.append(size, len(columns.stacks) - 1)
        shown = columns.order_ids()
        waiting = [each.order_id for each in places.tickets if each.order_id not in shown]
        if rows == len(ground.free) or count_rows(waiting) <= rows:
            break
    return replace(
        places,
        parts=columns.parts(),
        rows=rows,
        passed=passed,
        # What had to give way may find a place elsewhere, but not at once.
        pending=moment.now if taken_off else None,
        last_gap=moment.now if taken_off else places.last_gap,
    )


def _fill(columns: Columns, places: Places) -> tuple[str | None, set[str]]:
    """Fill columns in which nothing may change its column.

    Returns:
        the order that waits longest, if a younger one went before it, and what was taken off.
    """
    before = columns.order_ids()
    columns.close_gaps()
    for at in range(len(columns.stacks)):
        columns.fit_in(at)
    columns.complete()
    taken_off = before - columns.order_ids()
    passed = places.passed
    blocked: str | None = None
    turns = {each.order_id: turn for turn, each in enumerate(places.tickets)}
    # The sort keeps the order of the board among those that hurry, and among those that don't.
    for size in sorted(places.tickets, key=lambda each: not each.rush):
        order_id = size.order_id
        if order_id in taken_off or order_id in columns.order_ids():
            continue
        if columns.put(size):
            if blocked is not None:
                return blocked, taken_off
        elif size.rush:
            taken_off |= columns.push_in(size, turns)
        elif blocked is None and columns.part_at_foot(size, crowded=True):
            continue
        elif blocked is None:
            blocked = order_id
            if passed == blocked:
                break
    return passed if passed == blocked else None, taken_off


def _with_chips(before: Places, places: Places, moment: Moment, *, anew: bool) -> Places:
    """Make chips of what has no place; one that is new is lit until somebody has looked."""
    shown = {part.order_id for part in places.parts}
    chips = {each.order_id: each for each in before.chips}
    known = {each.order_id for each in before.tickets}
    first = anew and not known

    def chip(order_id: str) -> Chip:
        new = None if first or order_id in known else moment.now
        return chips.get(order_id) or Chip(order_id, new)

    waiting = (each.order_id for each in places.tickets if each.order_id not in shown)
    return replace(places, chips=tuple(map(chip, waiting)))


def _with_keys(places: Places, moment: Moment, ground: Ground) -> Places:
    """Bring keys, the frame and lit chips to where they are at a moment.

    Both stay with a ticket that is a chip only for as long as a list stands beside the board.
    """
    shown = set(places.order_ids())
    back = {each.order_id for each in places.tickets} if ground.left else set[str]()
    keys = _keys(places, shown, back, moment.now, ground.keys)
    framed, unframed = _frame(places, shown, back, moment)
    chips = places.chips
    if any(_is_known(each, moment) for each in chips):
        chips = tuple(Chip(each.order_id) if _is_known(each, moment) else each for each in chips)
    if (keys, framed, unframed, chips) == (
        places.keys,
        places.framed,
        places.unframed,
        places.chips,
    ):
        return places
    return replace(places, keys=keys, framed=framed, unframed=unframed, chips=chips)


def _is_known(chip: Chip, moment: Moment) -> bool:
    """Whether a lit chip has been lit for long enough, or a key shows that it was seen."""
    if chip.lit is None:
        return False
    seen = moment.last_key is not None and moment.last_key - chip.lit >= _SEEN_MS
    return seen or moment.now - chip.lit >= _LIT_MS


def _keys(
    places: Places, shown: set[str], back: set[str], now: int, count: int
) -> Mapping[int, KeyHolder]:
    """Give keys to tickets that have none. A key stays with its ticket, and rests after it."""
    keys: dict[int, KeyHolder] = {}
    for key, holder in places.keys.items():
        if holder.order_id in shown:
            keys[key] = holder if holder.freed is None else replace(holder, freed=None)
        elif holder.freed is None and holder.order_id in back:
            keys[key] = holder
        elif holder.freed is None:
            keys[key] = replace(holder, freed=now)
        elif now - holder.freed < KEY_REST_MS:
            keys[key] = holder
    if len(keys) < count:
        held = {holder.order_id for holder in keys.values()}
        free = (key for key in range(count) if key not in keys)
        without = (each for each in places.tickets if each.order_id in shown - held)
        keys.update(
            (key, KeyHolder(each.order_id, each.called))
            for key, each in zip(free, without, strict=False)
        )
    return MappingProxyType(keys)


def _frame(
    places: Places, shown: set[str], back: set[str], moment: Moment
) -> tuple[str | None, int | None]:
    """Say which ticket is framed, or since when none is.

    The frame stays until its ticket leaves; only a rush takes it, while no key is pressed.
    """
    ranked = sorted(
        (each for each in places.tickets if each.order_id in shown), key=lambda each: not each.rush
    )
    if not ranked:
        return None, None
    first, framed = ranked[0], places.framed
    if framed in shown or framed in back:
        hurried = first.rush and not any(each.rush for each in ranked if each.order_id == framed)
        return first.order_id if hurried and moment.quiet(moment.last_key) else framed, None
    if framed is not None:
        return (first.order_id, None) if framed in moment.own else (None, moment.now)
    if places.unframed is not None and moment.now - places.unframed < UNFRAMED_MS:
        return None, places.unframed
    return first.order_id, None
