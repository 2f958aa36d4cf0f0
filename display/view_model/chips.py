"""The strip of chips: which orders that have no room for their ticket stand there, and how."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence

import msgspec

from display.view_model.chip import ChipForm
from display.view_model.screen import Rect


class ChipWidths(msgspec.Struct, frozen=True):
    """How wide an order's chip is, in each form; ``urgent`` ones are never only counted."""

    order_id: str
    widths: Mapping[ChipForm, int]
    urgent: bool


class Strip(msgspec.Struct, frozen=True):
    """What stands in the strip.

    Attributes:
        form: of all chips.
        chips: where each order's stands.
        more: where it says how many more there are; None when all have a chip.
        hidden: ids of those that are only counted.
    """

    form: ChipForm
    chips: Sequence[tuple[str, Rect]]
    more: Rect | None = None
    hidden: Sequence[str] = ()


def count_rows(chips: Sequence[ChipWidths], width: int, gap: int) -> int:
    """Say how many rows of some pixels chips need that say no more than their number."""
    rows, left = 1, width
    for each in chips:
        need = each.widths[ChipForm.NUMBER]
        if need > left:
            rows, left = rows + 1, width
        left -= need + gap
    return rows


def fill_strip(chips: Sequence[ChipWidths], rows: Sequence[Rect], gap: int, more: int) -> Strip:
    """Set chips in rows, as much of each as there is room for.

    Args:
        chips: the oldest first.
        rows: where they may stand.
        gap: pixels between two of them.
        more: width of the words for how many more there are.
    """
    for form in ChipForm:
        placed = _set([each.widths[form] for each in chips], rows, gap)
        if placed is not None:
            ids = (each.order_id for each in chips)
            return Strip(form, tuple(zip(ids, placed, strict=True)))
    kept = [at for at, each in enumerate(chips) if each.urgent or at in {0, len(chips) - 1}]
    plain = [at for at in range(len(chips)) if at not in set(kept)]
    # Of those that have to be seen, more than fit are hidden only when nothing else is left.
    ranked = sorted(kept, key=lambda at: (at not in {0, len(chips) - 1}, at)) + plain

    def lay(count: int) -> Strip | None:
        return _set_some(chips, sorted(ranked[:count]), rows, gap, more)

    most = bisect_left(range(1, len(ranked)), 1, key=lambda count: lay(count) is None)
    return lay(most) or Strip(ChipForm.NUMBER, (), None, tuple(each.order_id for each in chips))


def _set_some(
    chips: Sequence[ChipWidths], shown: Sequence[int], rows: Sequence[Rect], gap: int, more: int
) -> Strip | None:
    """Set some chips, and where the first of the others would be, how many these are."""
    hidden = sorted(set(range(len(chips))) - set(shown))
    at = sum(each < hidden[0] for each in shown)
    widths = [chips[each].widths[ChipForm.NUMBER] for each in shown]
    placed = _set([*widths[:at], more, *widths[at:]], rows, gap)
    if placed is None:
        return None
    count = placed.pop(at)
    ids = [chips[each].order_id for each in shown]
    return Strip(
        ChipForm.NUMBER,
        tuple(zip(ids, placed, strict=True)),
        count,
        tuple(chips[each].order_id for each in hidden),
    )


def _set(widths: Sequence[int], rows: Sequence[Rect], gap: int) -> list[Rect] | None:
    """Set things side by side in rows; None when there is no room for all."""
    placed: list[Rect] = []
    left, rest = rows[0].x, list(rows)
    for width in widths:
        if left > rest[0].x and left + width > rest[0].x + rest[0].w:
            rest.pop(0)
            if not rest:
                return None
            left = rest[0].x
        placed.append(Rect(left, rest[0].y, min(width, rest[0].w), rest[0].h))
        left += width + gap
    return placed
