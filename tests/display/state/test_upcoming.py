"""What waits for its time is counted in the bar, and is on no board before that."""

from msgspec.structs import replace

from display.state.messages import UpcomingTicket
from display.state.settings import BoardSettings
from display.view_model.bars import top_bar
from display.view_model.layout import Layout
from display.view_model.screen import Text
from hub.domain.orders import Order, OrderStatus
from hub.domain.times import instant
from tests.support.one_screen import HUB_MS, Screen, a_line, an_order

X = "\N{MULTIPLICATION SIGN}"


def measured(text: str, size: int, *, bold: bool = False, condensed: bool = False) -> int:
    return len(text) * size // (4 if bold else 5)


def bar(screen: Screen) -> str:
    layout = Layout(1920, 1080, 4, 2, measured)
    panel = top_bar(screen.state, screen.now, layout, len(screen.board))
    return " ".join(part.text for part in panel.parts if isinstance(part, Text))


def waiting(number: int, minutes: int, **fields: object) -> Order:
    """Make an order that is due in so many minutes, and waits for another while."""
    due, release = instant(HUB_MS + minutes * 60_000), instant(HUB_MS + 60_000)
    return replace(an_order(number, due_at=due, release_at=release), **fields)


def test_an_order_that_waits_is_counted_until_its_time_has_come() -> None:
    screen = Screen()
    screen.hears(waiting(1, 90))
    screen.hears(waiting(2, 30))
    assert screen.board == []
    assert f"Coming: 11:00 {X} 1   12:00 {X} 1" in bar(screen)
    screen.at(120_000)
    released = an_order(2, due_at=instant(HUB_MS + 1_800_000), version=2, taken=120_000)
    screen.hears(released, new=True)
    assert screen.board == ["o2"]
    assert f"Coming: 12:00 {X} 1" in bar(screen)
    assert screen.state.age(released, 125_000) == 5_000


def test_one_that_is_cancelled_meanwhile_is_counted_no_more() -> None:
    screen = Screen()
    screen.hears(waiting(1, 90))
    screen.hears(waiting(1, 90, status=OrderStatus.CANCELLED, version=2))
    assert "Coming" not in bar(screen)


def test_one_that_goes_back_to_waiting_leaves_the_board() -> None:
    screen = Screen(an_order(1))
    screen.hears(waiting(1, 90, version=2))
    assert screen.board == []
    assert f"Coming: 12:00 {X} 1" in bar(screen)


def test_a_snapshot_says_what_is_upcoming_for_this_station() -> None:
    rows = (
        UpcomingTicket("o1", instant(HUB_MS + 3_600_000), ("grill",)),
        UpcomingTicket("o2", instant(HUB_MS + 1_800_000), ("fry",)),
        UpcomingTicket("o3"),
    )
    for station, words in (
        ("grill", f"Coming: 11:30 {X} 1   time not said {X} 1"),
        ("fry,grill", f"Coming: 11:00 {X} 1   11:30 {X} 1   time not said {X} 1"),
        ("all", f"Coming: 11:00 {X} 1   11:30 {X} 1   time not said {X} 1"),
    ):
        screen = Screen(settings=BoardSettings(station=station))
        snapshot = screen.snapshot(an_order(9, a_line("Steak", "grill")))
        screen.tell(replace(snapshot, upcoming=rows))
        assert words in bar(screen)


def test_a_time_that_cannot_be_read_is_left_out() -> None:
    screen = Screen()
    screen.hears(waiting(1, 90, due_at="soon"))
    assert f"Coming: time not said {X} 1" in bar(screen)


def test_orders_for_one_time_are_counted_and_late_times_put_together() -> None:
    screen = Screen()
    for number, minutes in enumerate((90, 30, 30, 60, 120, 180), start=1):
        screen.hears(waiting(number, minutes))
    assert f"Coming: 11:00 {X} 2   11:30 {X} 1   12:00 {X} 1   later {X} 2" in bar(screen)
