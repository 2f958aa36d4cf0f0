"""Courses: which lines wait, and having the kitchen make them. Pure.

A line that is held is not among the order's items, so that nobody cooks it who knows nothing of
courses. It is put there when it is fired.
"""

from collections.abc import Collection, Sequence

from msgspec import UNSET
from msgspec.structs import replace

from hub.domain.course_words import DEFAULT_ORDER, rank_course
from hub.domain.errors import Code, Refusal
from hub.domain.names import fold
from hub.domain.orders import Item, ItemStatus, Order, OrderChanged, Transition
from hub.domain.times import Instant
from hub.domain.transitions import find_lines, finish

IMMEDIATE = "immediate"
"""The course that never waits."""

Course = int | str


def fire(
    order: Order,
    now: Instant,
    *,
    course: Course | None = None,
    only: Collection[str] | None = None,
) -> Transition:
    """Have the kitchen make what was held; its age counts from now.

    Args:
        order: as it is.
        now: the time to stamp.
        course: the course that is meant; None for every one.
        only: ids of the lines, or of combos, that are meant; None for all.

    Raises:
        Refusal: NOT_FOUND for a line of another order, INVALID_TRANSITION when nothing of that is
            held.
    """
    meant = _list_meant(order, order.held or (), course, only)
    fired = [replace(item, fired_at=now) for item in meant if item.live]
    if not fired:
        raise _nothing(order, "fire", "Nothing of that is held.")
    gone = {item.id for item in fired}
    left = tuple(item for item in order.held or () if item.id not in gone)
    items = (*order.items, *fired)
    # With nothing of it in the kitchen, the order is as old as its first lines there.
    age_from = order.age_from if order.on_board else now
    return finish(order, items, [OrderChanged()], now, held=left or UNSET, age_from=age_from)


def hold(
    order: Order,
    now: Instant,
    *,
    course: Course | None = None,
    only: Collection[str] | None = None,
) -> Transition:
    """Take lines back that no cook has begun; they wait until they are fired.

    Args:
        order: as it is.
        now: the time to stamp.
        course: the course that is meant; None for every one.
        only: ids of the lines, or of combos, that are meant; None for all.

    Raises:
        Refusal: NOT_FOUND for a line of another order, INVALID_TRANSITION when nothing of that can
            be held any more.
    """
    back = [
        replace(item, fired_at=UNSET, target_s=UNSET)
        for item in _list_meant(order, order.items, course, only)
        if item.status is ItemStatus.PENDING and item.course != IMMEDIATE
    ]
    if not back:
        raise _nothing(order, "hold", "Nothing of that can be held: it is being made, or was.")
    gone = {item.id for item in back}
    items = tuple(item for item in order.items if item.id not in gone)
    held = (*(order.held or ()), *back)
    return finish(order, items, [OrderChanged()], now, held=held)


def part_courses(
    lines: Sequence[Item],
    before: Sequence[Item],
    held: Collection[str],
    *,
    by_course: bool,
    words: tuple[str, ...] = DEFAULT_ORDER,
) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """Say which of the lines that have come are to be made now, and which wait.

    Args:
        lines: that have come.
        before: the lines that the kitchen was told of already.
        held: ids of those whose sender says that they wait.
        by_course: whether the house lets each course but the first wait as well: a line whose
            course has a place waits for those with an earlier one.
        words: courses that are words, in the house's order; one that is not among them has no
            place.

    Returns:
        those to be made, and those that wait.
    """
    reached = _reached(lines, before, words) if by_course else None
    waiting = {
        item.id
        for item in lines
        if item.course != IMMEDIATE and (item.id in held or _comes_after(item, reached, words))
    }
    return (
        tuple(item for item in lines if item.id not in waiting),
        tuple(item for item in lines if item.id in waiting),
    )


def _reached(lines: Sequence[Item], before: Sequence[Item], words: tuple[str, ...]) -> int | None:
    """The course that the table is at: the latest that was fired, or else the first there is."""
    fired = [_place(item, words) for item in before if item.live]
    known = [each for each in fired if each is not None]
    new = [each for item in lines if (each := _place(item, words)) is not None]
    return max(known) if known else min(new, default=None)


def _comes_after(item: Item, reached: int | None, words: tuple[str, ...]) -> bool:
    place = _place(item, words)
    return reached is not None and place is not None and place > reached


def _place(item: Item, words: tuple[str, ...]) -> int | None:
    return rank_course(item.course, words)


def _list_meant(
    order: Order, lines: Sequence[Item], course: Course | None, only: Collection[str] | None
) -> list[Item]:
    """List those of an order's lines that a course, or ids of lines and combos, mean."""
    chosen = None if only is None else find_lines(order, only)
    return [
        item
        for item in lines
        if (course is None or _is_alike(item.course, course))
        and (chosen is None or item.id in chosen)
    ]


def _is_alike(first: Course | None, second: Course) -> bool:
    """Whether two courses are the same, however their words are spelled."""
    if isinstance(first, str) and isinstance(second, str):
        return fold(first) == fold(second)
    return first == second


def _nothing(order: Order, requested: str, message: str) -> Refusal:
    return Refusal(
        Code.INVALID_TRANSITION,
        message,
        {"current": order.status, "requested": requested, "allowed": []},
    )
