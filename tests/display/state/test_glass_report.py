"""What the hub is told of the glass: which orders stand there now, and nothing else."""

from msgspec.structs import replace

from display.state.glass_report import MOST_NAMED
from display.state.messages import FramePainted, ReportPainted
from display.state.places import PlacedPart, Places
from tests.support.one_screen import Screen, a_line, an_order


def frame(screen: Screen, *tickets: str, chips: tuple[str, ...] = ()) -> FramePainted:
    shown = tuple(
        PlacedPart(
            order_id=order_id,
            column=0,
            left=0,
            top=100 * row,
            width=100,
            height=100,
            from_line=0,
            to_line=1,
        )
        for row, order_id in enumerate(tickets)
    )
    return FramePainted(
        now=screen.now, seq=screen.state.replica.seq, places=Places(), shown=shown, chips=chips
    )


def test_what_is_painted_of_another_epoch_is_reported_though_its_number_is_the_same() -> None:
    screen = Screen(an_order(1))
    assert screen.state.painted.seq == 10
    effects = screen.tell(screen.snapshot(an_order(7), seq=10, epoch="restored"))
    assert ReportPainted(10, (1,)) not in effects
    assert screen.paint() == (ReportPainted(10, (7,)),)


def test_what_is_painted_is_reported_once_for_each_number() -> None:
    screen = Screen(an_order(1))
    screen.hears(an_order(2), new=True)
    assert screen.paint() == (ReportPainted(11, (1, 2)),)
    assert screen.paint() == ()


def test_a_hub_that_was_started_again_is_told_what_already_stands_on_the_glass() -> None:
    screen = Screen(an_order(1))
    assert ReportPainted(10, (1,)) in screen.tell(screen.snapshot(an_order(1)))


def test_an_order_that_stands_in_two_places_is_named_once_and_one_without_a_place_not() -> None:
    screen = Screen(an_order(1), an_order(2), an_order(3))
    effects = screen.tell(frame(screen, "o2", "o2", chips=("o3", "o2")))
    assert effects == (ReportPainted(10, (2,), (3,)),)


def test_a_ticket_that_becomes_a_chip_is_reported_though_nothing_has_happened() -> None:
    screen = Screen(an_order(1), an_order(2))
    screen.tell(frame(screen, "o1", "o2"))
    assert screen.tell(frame(screen, "o1", chips=("o2",))) == (ReportPainted(10, (1,), (2,)),)
    assert screen.tell(frame(screen, "o1")) == (ReportPainted(10, (1,)),)


def test_an_order_whose_number_is_written_anew_is_not_named() -> None:
    screen = Screen(an_order(1), replace(an_order(2), order_number="A-17b"))
    assert screen.state.reported == ReportPainted(10, (1,))


def test_of_a_board_that_is_too_full_the_first_are_named() -> None:
    screen = Screen(*(an_order(number) for number in range(1, MOST_NAMED + 11)))
    board = screen.board
    [report] = screen.tell(frame(screen, *board[:7], chips=tuple(board[7:])))
    assert isinstance(report, ReportPainted)
    assert (report.tickets, len(report.chips)) == (tuple(range(1, 8)), MOST_NAMED - 7)


def test_what_is_only_counted_in_the_strip_is_not_named() -> None:
    lines = [a_line(f"Dish {each}") for each in range(9)]
    screen = Screen(*(an_order(number, *lines) for number in range(1, 201)))
    report = screen.state.reported
    assert report is not None
    assert [*report.tickets, *report.chips][0] == 1
    assert 200 in report.chips
    assert 50 < len(report.tickets) + len(report.chips) < 200
