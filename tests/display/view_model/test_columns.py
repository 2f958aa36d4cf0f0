"""What fits into columns, and what goes on in the next one or on the next page."""

from hypothesis import given
from hypothesis import strategies as st

from display.state.places import TicketSize
from display.view_model.columns import Columns, every_page
from display.view_model.screen import Rect

RECTS = (Rect(0, 0, 100, 400), Rect(100, 0, 100, 400))


def ticket(lines: int, dish: int = 1, name: str = "o1") -> TicketSize:
    return TicketSize(
        order_id=name,
        called=name,
        head=50,
        further=30,
        foot=20,
        lines=(20,) * lines,
        breaks=tuple(range(dish, lines + 1, dish)),
    )


def test_a_ticket_goes_where_least_room_is_left_over() -> None:
    columns = Columns(RECTS, 10)
    for lines in (10, 8):
        assert columns.put(ticket(lines, name=f"o{lines}"))
    assert columns.put(ticket(2, name="small"))
    assert [part.column for part in columns.parts() if part.order_id == "small"] == [0]


def test_a_foot_of_fewer_than_4_lines_is_no_place_to_begin_a_ticket() -> None:
    columns = Columns(RECTS, 10)
    columns.put(ticket(10))
    assert not columns.put(ticket(18, name="long", dish=6))
    assert columns.order_ids() == {"o1"}


def test_a_dish_that_is_longer_than_a_column_is_parted_all_the_same() -> None:
    columns = Columns(RECTS, 10)
    assert columns.put(ticket(25, dish=25))
    first, second = columns.parts()
    assert (first.from_line, second.to_line) == (0, 25)
    assert first.to_line == second.from_line


@given(
    tickets=st.lists(st.tuples(st.integers(1, 90), st.integers(1, 30)), max_size=8),
    whole=st.booleans(),
)
def test_a_long_ticket_goes_on_from_page_to_page_without_losing_a_line(
    tickets: list[tuple[int, int]], *, whole: bool
) -> None:
    sizes = [ticket(*each, name=f"o{number}") for number, each in enumerate(tickets)]
    pages = list(every_page([(each, 0) for each in sizes], RECTS, 10, whole=whole))
    for size in sizes:
        parts = [part for page in pages for part in page if part.order_id == size.order_id]
        found = [line for part in parts for line in range(part.from_line, part.to_line)]
        assert found == list(range(len(size.lines)))
    for page in pages:
        assert all(part.top + part.height <= 400 for part in page)
