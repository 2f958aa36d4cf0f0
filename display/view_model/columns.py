"""Tickets in columns, one below the other: how much room is left, and what fits where."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from display.state.places import PlacedPart, TicketSize
from display.view_model.screen import Rect

LEAST_LINES = 3
"""Lines of a parted ticket that stand together at the least."""

FOOT_LINES = 4
"""Lines for which there must be room at a column's foot before a ticket is parted there."""


class StandingPart:
    """A ticket's part in a column: the lines from ``start`` to ``end``, and where it begins."""

    __slots__ = ("end", "height", "size", "start", "top")

    def __init__(self, size: TicketSize, start: int, end: int, top: int, height: int) -> None:
        self.size = size
        self.start = start
        self.end = end
        self.top = top
        self.height = height


class Columns:
    """Columns of tickets, which are put there, moved up and taken off.

    Args:
        rects: the columns on the glass.
        gap: pixels between two tickets.
        whole: whether a part fills a column, as it does where these are the cells of a grid.
    """

    def __init__(self, rects: Sequence[Rect], gap: int, *, whole: bool = False) -> None:
        self._rects = rects
        self._gap = gap
        self._whole = whole
        self.stacks: list[list[StandingPart]] = [[] for _ in rects]

    def stand(self, part: PlacedPart, size: TicketSize) -> None:
        """Put a part where it stood before."""
        start, end = min(part.from_line, len(size.lines)), min(part.to_line, len(size.lines))
        self.stacks[part.column].append(StandingPart(size, start, end, part.top, part.height))

    def parts(self) -> tuple[PlacedPart, ...]:
        """Say where everything stands, column by column."""
        return tuple(
            PlacedPart(
                order_id=each.size.order_id,
                column=column,
                left=rect.x,
                top=each.top,
                width=rect.w,
                height=each.height,
                from_line=each.start,
                to_line=each.end,
            )
            for column, rect in enumerate(self._rects)
            for each in self.stacks[column]
        )

    def order_ids(self) -> set[str]:
        """Return the ids of the tickets that stand here."""
        return {each.size.order_id for stack in self.stacks for each in stack}

    def room(self, column: int) -> int:
        """Return how many pixels are free at a column's foot."""
        rect, stack = self._rects[column], self.stacks[column]
        if not stack:
            return rect.h
        last = stack[-1]
        return 0 if self._whole else rect.y + rect.h - last.top - last.height - self._gap

    def close_gaps(self) -> None:
        """Move everything up, each in its column."""
        for column in range(len(self.stacks)):
            self._pull_up(column)

    def _pull_up(self, column: int) -> None:
        top = self._rects[column].y
        for each in self.stacks[column]:
            each.top = top
            top += each.height + self._gap

    def remove(self, order_ids: Collection[str]) -> bool:
        """Take tickets off; returns whether there was one of them."""
        before = sum(map(len, self.stacks))
        for column, stack in enumerate(self.stacks):
            self.stacks[column] = [each for each in stack if each.size.order_id not in order_ids]
        return sum(map(len, self.stacks)) < before

    def put(self, size: TicketSize) -> bool:
        """Put a ticket where it fits, whole if there is a way; returns whether it does."""
        need, lines = size.head + sum(size.lines), len(size.lines)
        fits = [at for at in range(len(self.stacks)) if self.room(at) >= need]
        if fits:
            self._add(min(fits, key=self.room), size, 0, lines)
            return True
        tallest = max(rect.h for rect in self._rects)
        return self.part_at_foot(size) or (
            need > tallest and self._spread(size, -(-need // tallest) + 1)
        )

    def push_in(self, size: TicketSize, turns: Mapping[str, int]) -> set[str]:
        """Take the tickets off that are in the way of one that goes before its turn, and put it.

        Args:
            size: of that one.
            turns: which place each ticket has in the order of the board.

        Returns:
            the ids of those that were taken off; none when that would not help.
        """
        need, lines = size.head + sum(size.lines), len(size.lines)
        ways: list[tuple[int, int, int]] = []
        for at in range(len(self.stacks)):
            off = self._in_the_way(at, need)
            if off is not None:
                ways.append((len(off), -min((turns[each] for each in off), default=0), at))
        if ways:
            # As few as will do, and the youngest.
            at = min(ways)[2]
            off = self._in_the_way(at, need) or []
            self.remove(off)
            self._pull_up(at)
            self._add(at, size, 0, lines)
            return set(off)
        removed, before = set[str](), [list(stack) for stack in self.stacks]
        for at in reversed(range(len(self.stacks))):
            off = [each.size.order_id for each in self.stacks[at] if not each.size.rush]
            if need > self._rects[at].h and off:
                removed.update(off)
                self.remove(off)
                self._pull_up(at)
                if self.put(size):
                    return removed
        self.stacks = before
        self.close_gaps()
        return set()

    def flow(self, tickets: Iterable[tuple[TicketSize, int]]) -> tuple[int, int]:
        """Put tickets one after the other, column by column, each from its own line on.

        Returns:
            how many have their end here, and the line from which the next one is to go on.
        """
        column = done = 0
        for size, first in tickets:
            plan: list[tuple[int, int, int]] = []
            start, lines, at = first, len(size.lines), column
            while at < len(self.stacks):
                empty = not self.stacks[at]
                end = _take(size, start, self.room(at), forced=empty)
                if end == lines or (
                    end > start and (empty or start > first or end - start >= FOOT_LINES)
                ):
                    plan.append((at, start, end))
                    start = end
                if plan and start == lines:
                    break
                at += 1
            else:
                if done or not plan:
                    return done, first
                # Longer than all columns: what there is no room for is on the next page.
                self._carry_out(plan, size)
                return done, start
            self._carry_out(plan, size)
            column, done = at, done + 1
        return done, 0

    def append(self, size: TicketSize, column: int) -> None:
        """Put a ticket at the foot of a column, if it fits there whole."""
        if _height(size, 0, len(size.lines)) <= self.room(column):
            self._add(column, size, 0, len(size.lines))

    def adapt(self, sizes: dict[str, TicketSize]) -> bool:
        """Give tickets that have changed the room that they need now, and take off who has left.

        What grows pushes down what is below it; what does not fit any more is taken off, never what
        has grown.

        Returns:
            whether room was left anywhere, or something was taken off.
        """
        gap = self.remove(self.order_ids() - sizes.keys())
        changed = {
            each.size.order_id
            for stack in self.stacks
            for each in stack
            if each.size is not sizes[each.size.order_id] and each.size != sizes[each.size.order_id]
        }
        for order_id in changed:
            gap = self._fit_again(sizes[order_id]) or gap
        for at in range(len(self.stacks)):
            gap = self.fit_in(at, changed) or gap
        return gap

    def fit_in(self, column: int, kept: Collection[str] = ()) -> bool:
        """Take off a column what it has no room for; returns whether it has taken off any."""
        removed = False
        while (excess := self._excess(column)) > 0:
            stack = self.stacks[column]
            free = [each for each in stack if each.size.order_id not in kept] or stack[1:]
            if not free or (len(stack) == 1 and self._is_parted(stack[0])):
                self._shorten(column, excess)
                return True
            last = [each for each in free if not each.size.rush] or free
            self.remove({last[-1].size.order_id})
            removed = True
        self._push_down(column)
        return removed

    def complete(self) -> None:
        """Let tickets go on whose end stands nowhere, if there is room for it by now."""
        last = {each.size.order_id: each for stack in self.stacks for each in stack}
        for at, stack in enumerate(self.stacks):
            for each in stack:
                if self._whole or last[each.size.order_id] is not each:
                    continue
                if each.end < len(each.size.lines):
                    spare = self.room(at) + self._gap if each is stack[-1] else 0
                    each.end = _take(each.size, each.start, each.height + spare, forced=True)
                    each.height = _height(each.size, each.start, each.end)
        for at, stack in enumerate([*self.stacks]):
            for each in [*stack]:
                if last.get(each.size.order_id) is each and each.end < len(each.size.lines):
                    self._spread(each.size, len(self.stacks), each.end, behind=at)

    def _add(self, column: int, size: TicketSize, start: int, end: int) -> None:
        rect = self._rects[column]
        top = rect.y + rect.h - self.room(column)
        height = rect.h if self._whole else _height(size, start, end)
        self.stacks[column].append(StandingPart(size, start, end, top, height))

    def _carry_out(self, plan: Iterable[tuple[int, int, int]], size: TicketSize) -> None:
        for at, start, end in plan:
            self._add(at, size, start, end)

    def part_at_foot(self, size: TicketSize, *, crowded: bool = False) -> bool:
        """Begin a ticket at a column's foot, and go on in the columns behind it.

        Args:
            size: of the ticket.
            crowded: whether it may go on below other tickets; else in empty columns only.
        """
        lines = len(size.lines)
        for at in range(len(self.stacks) - 1):
            plan: list[tuple[int, int, int]] = []
            start = 0
            for column in range(at, len(self.stacks)):
                empty = not self.stacks[column]
                if start and not empty and not crowded:
                    break
                end = _take(size, start, self.room(column), forced=empty)
                if end == start or (not start and not empty and end < FOOT_LINES):
                    break
                plan.append((column, start, end))
                start = end
                if start == lines:
                    self._carry_out(plan, size)
                    return True
        return False

    def _spread(self, size: TicketSize, most: int, start: int = 0, behind: int = -1) -> bool:
        """Part a ticket among the feet of any columns; returns whether all of it stands there.

        It goes on to the right only: nobody reads back.
        """
        plan: list[tuple[int, int, int]] = []
        lines = len(size.lines)
        for at in range(behind + 1, len(self.stacks)):
            end = _take(size, start, self.room(at), forced=not self.stacks[at])
            if end > start and len(plan) < most:
                plan.append((at, start, end))
                start = end
            if start == lines:
                break
        alone = not any(self.stacks)
        if start == lines or alone:
            self._carry_out(plan, size)
        return start == lines or alone

    def _in_the_way(self, column: int, need: int) -> list[str] | None:
        """List what has to leave a column's foot for a ticket; None if that does not help."""
        stack, rect = self.stacks[column], self._rects[column]
        off: list[str] = []
        left = list(stack)
        while rect.h - sum(each.height + self._gap for each in left) < need:
            plain = [each for each in left if not each.size.rush]
            if not plain:
                return None
            left.remove(plain[-1])
            off.append(plain[-1].size.order_id)
        return off

    def _fit_again(self, size: TicketSize) -> bool:
        """Part a ticket that has changed anew, in the columns where it stands."""
        parts = [
            each for stack in self.stacks for each in stack if each.size.order_id == size.order_id
        ]
        start, lines, before = 0, len(size.lines), sum(each.height for each in parts)
        for index, each in enumerate(parts):
            last = index == len(parts) - 1
            end = (
                lines if last and not self._whole else _take(size, start, each.height, forced=True)
            )
            each.size, each.start, each.end = size, start, end
            if not self._whole:
                each.height = _height(size, start, end)
            start = end
        for at, stack in enumerate(self.stacks):
            # A part of which no line is left.
            self.stacks[at] = [each for each in stack if not each.start or each.start < each.end]
        return start < lines or sum(each.height for each in parts) < before

    def _excess(self, column: int) -> int:
        rect, stack = self._rects[column], self.stacks[column]
        return sum(each.height + self._gap for each in stack) - self._gap - rect.h

    def _shorten(self, column: int, excess: int) -> None:
        """Have a ticket that is longer than its column go on elsewhere, or on another page."""
        [each] = self.stacks[column]
        if self._is_parted(each):
            each.height = self._rects[column].h
            self._fit_again(each.size)
            return
        each.end = _take(each.size, each.start, each.height - excess, forced=True)
        each.height = min(_height(each.size, each.start, each.end), self._rects[column].h)
        self._push_down(column)

    def _is_parted(self, part: StandingPart) -> bool:
        """Whether the ticket goes on in another column."""
        each = (each for stack in self.stacks for each in stack)
        return any(other.size is part.size and other.start > part.start for other in each)

    def _push_down(self, column: int) -> None:
        rect, stack = self._rects[column], self.stacks[column]
        top = rect.y
        for each in stack:
            each.top = max(each.top, top)
            top = each.top + each.height + self._gap
        foot = rect.y + rect.h
        for each in reversed(stack):
            each.top = min(each.top, foot - each.height)
            foot = each.top - self._gap


def _height(size: TicketSize, start: int, end: int) -> int:
    head = size.further if start else size.head
    foot = size.foot if end < len(size.lines) else 0
    return head + sum(size.lines[start:end]) + foot


def _take(size: TicketSize, start: int, room: int, *, forced: bool = False) -> int:
    """Say up to which line a ticket's part goes that has some room in pixels.

    Args:
        size: of the ticket.
        start: the line that the part begins with.
        room: pixels for the part.
        forced: whether there is no more room anywhere else, so that it is parted somehow.

    Returns:
        the line after its last one; ``start`` when it should not be parted here.
    """
    lines = len(size.lines)
    if _height(size, start, lines) <= room:
        return lines
    left = room - (size.further if start else size.head) - size.foot
    end = start
    while end < lines and size.lines[end] <= left:
        left -= size.lines[end]
        end += 1
    good = [each for each in size.breaks if start + LEAST_LINES <= each <= lines - LEAST_LINES]
    fits = [each for each in good if each <= end]
    if fits:
        return fits[-1]
    if not forced:
        return start
    fits = [each for each in size.breaks if start < each <= end and each < lines]
    return fits[-1] if fits else min(max(end, start + 1), lines)


def every_page(
    tickets: Sequence[tuple[TicketSize, int]], rects: Sequence[Rect], gap: int, *, whole: bool
) -> Iterator[tuple[PlacedPart, ...]]:
    """Lay tickets out on as many pages as they need, each from its own line on."""
    rest = list(tickets)
    while rest:
        page = Columns(rects, gap, whole=whole)
        done, start = page.flow(rest)
        yield page.parts()
        rest = rest[done:]
        if start:
            rest[0] = (rest[0][0], start)
