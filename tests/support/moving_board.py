"""A board in motion without its glass: tickets come, grow and leave, keys are pressed."""

from collections.abc import Sequence

from hypothesis import strategies as st
from msgspec.structs import replace

from display.state.places import PlacedPart, Places, TicketSize
from display.state.settings import PlacesMode
from display.view_model.placement import Ground, Moment, arrange
from display.view_model.screen import Rect

GAP = 10
LINE = 30


def ground(mode: PlacesMode = PlacesMode.STILL, columns: int = 3, height: int = 600) -> Ground:
    """Make columns, or two rows of cells, which each further row of chips makes shorter."""
    rows = 2 if mode is PlacesMode.GRID else 1
    return Ground(
        mode,
        tuple(
            tuple(
                Rect(300 * column, 50 + (height - less) // rows * row, 290, (height - less) // rows)
                for row in range(rows)
                for column in range(columns)
            )
            for less in (0, 40, 80)
        ),
        GAP,
        keys=4,
    )


def ticket(name: str, lines: int = 3, *, rush: bool = False, dish: int = 1) -> TicketSize:
    """Make a ticket whose dishes have ``dish`` lines each."""
    return TicketSize(
        order_id=name,
        called=f"#{name}",
        head=60,
        further=40,
        foot=LINE,
        lines=(LINE,) * lines,
        breaks=tuple(range(dish, lines + 1, dish)),
        rush=rush,
    )


def rows_of_ten(chips: Sequence[str]) -> int:
    """Say how many rows chips need of which ten stand in each."""
    return 1 + max(0, len(chips) - 1) // 10


class Board:
    """A board in motion; time is in ms."""

    def __init__(self, *tickets: TicketSize, on: Ground | None = None) -> None:
        self.ground = on or ground()
        self.tickets = {each.order_id: each for each in tickets}
        self.now = 0
        self.last_key: int | None = None
        self.sorted_at: int | None = None
        self.own: frozenset[str] = frozenset()
        self.places = Places()
        self.paint()

    def paint(self, after: int = 0) -> Places:
        self.now += after
        tickets = tuple(sorted(self.tickets.values(), key=lambda each: not each.rush))
        moment = Moment(self.now, self.last_key, self.sorted_at, self.own)
        self.places = arrange(self.places, tickets, self.ground, moment, rows_of_ten)
        return self.places

    def take(self, *names: str, after: int = 0) -> Places:
        for name in names:
            del self.tickets[name]
        return self.paint(after)

    def add(self, *tickets: TicketSize, after: int = 0) -> Places:
        self.tickets |= {each.order_id: each for each in tickets}
        return self.paint(after)

    def key(self, after: int = 0) -> Places:
        self.now += after
        self.last_key = self.now
        return self.paint()

    def open_list(self, *, is_open: bool) -> Places:
        """Have a list beside the board, in the place of the last column, or none."""
        columns = self.ground.columns
        last = columns[0][-1].x
        left = tuple(tuple(each for each in rects if each.x < last) for rects in columns)
        self.ground = self.ground._replace(left=left if is_open else ())
        return self.paint()

    def columns(self) -> list[str]:
        """Write out each column's tickets from top to bottom."""
        columns = [""] * len(self.ground.columns[0])
        for part in self.places.parts:
            columns[part.column] += part.order_id
        return columns


sizes = st.integers(0, 18)
steps = st.one_of(
    st.tuples(st.just("add"), st.integers(0, 60), st.booleans()),
    st.tuples(st.just("take"), st.integers(0, 30), st.booleans()),
    st.tuples(st.just("grow"), st.integers(0, 30), st.booleans()),
    st.tuples(st.just("wait"), st.sampled_from((50, 400, 2_000, 4_000)), st.booleans()),
    st.tuples(st.just("rush"), st.integers(0, 30), st.booleans()),
    st.tuples(st.just("key"), st.integers(0, 30), st.booleans()),
)


def act(board: Board, step: tuple[str, int, bool], number: int) -> None:
    """Take one of the steps, the ``number``-th of all."""
    what, size, odd = step
    board.now += 100
    names = list(board.tickets)
    if what == "add":
        name = f"o{number}"
        board.tickets[name] = ticket(name, 1 + size // (1 if odd else 6), dish=1 + size % 3)
    elif what == "wait":
        board.now += size
    elif what == "key":
        board.last_key = board.now
        if odd and size < 3:
            board.sorted_at = board.now
    elif names:
        name = names[size % len(names)]
        old = board.tickets[name]
        if what == "take":
            del board.tickets[name]
            board.own = frozenset({name} if odd else ())
        elif what == "grow":
            lines = max(1, len(old.lines) + (size % 9 if odd else -(size % 5)))
            board.tickets[name] = ticket(name, lines, rush=old.rush, dish=2)
        else:
            board.tickets[name] = replace(old, rush=odd)
    board.paint()


def lines_on(parts: Sequence[PlacedPart], name: str) -> list[int]:
    """List the lines of a ticket that stand there."""
    return [
        at for each in parts if each.order_id == name for at in range(each.from_line, each.to_line)
    ]


def check_glass(board: Board) -> None:
    """Every order is exactly one of ticket and chip, in its column, over no other one."""
    places, rects = board.places, board.ground.free[board.places.rows - 1]
    tickets, chips = places.order_ids(), [chip.order_id for chip in places.chips]
    assert sorted([*tickets, *chips]) == sorted(board.tickets)
    for part in places.parts:
        rect = rects[part.column]
        assert (part.left, part.width) == (rect.x, rect.w)
        assert rect.y <= part.top
        assert part.top + part.height <= rect.y + rect.h
    for one, other in zip(places.parts, places.parts[1:], strict=False):
        if one.column == other.column:
            assert one.top + one.height <= other.top
    for name in tickets:
        shown = lines_on(places.parts, name)
        assert shown == list(range(len(shown)))
