"""A backup's screen shows another station's orders while that station's own screens do not."""

from msgspec.structs import replace

from display.state.messages import (
    Action,
    BumpOrder,
    RecallOrder,
    ReportPainted,
    Sound,
    StandInsSeen,
)
from display.state.settings import BoardSettings
from hub.domain import rules
from hub.domain.orders import ItemStatus, Order, StationStep
from hub.wire.socket_messages import StandIn
from tests.support.one_screen import Screen, a_line, an_order, requests, sounds, words_on_glass

NOW = an_order(1).created_at
GRILL = StandIn(station="grill", backup="bar", orders=(1,))


def mixed(number: int = 1, **fields: str) -> Order:
    return an_order(number, a_line("Steak", "grill", **fields), a_line("Pie", "oven"))


def bar(*orders: Order, station: str = "bar") -> Screen:
    return Screen(*orders, settings=BoardSettings(station=station))


def told(screen: Screen, *rows: StandIn) -> list[Sound]:
    return sounds(screen.tell(StandInsSeen(now=screen.now, rows=rows)))


def test_an_order_comes_and_rings_and_goes_when_the_stations_glass_shows_it() -> None:
    screen = bar(mixed(), mixed(2))
    assert screen.board == []
    assert told(screen, GRILL) == [Sound.NEW_ORDER]
    assert screen.board == ["o1"]
    assert told(screen) == []
    assert screen.board == []
    assert screen.notices == ["#1 is shown at GRILL again."]
    assert screen.state.bumped == ()


def test_its_lines_say_whose_they_are_and_those_of_others_are_not_there() -> None:
    screen = bar(mixed(), an_order(2, a_line("Beer", "bar")))
    told(screen, GRILL)
    words = words_on_glass(screen.state, screen.now)
    assert any("FOR GRILL" in each for each in words)
    assert not any("Pie" in each for each in words)
    assert [each for each in words if "FOR GRILL" in each] == ["FOR GRILL"]


def test_it_is_reported_as_painted() -> None:
    screen = bar(mixed())
    told(screen, GRILL)
    assert screen.paint() == (ReportPainted(10, (1,)),)


def test_a_bump_an_undo_and_a_recall_are_for_both_stations() -> None:
    screen = bar(mixed(status="preparing"))
    told(screen, GRILL)
    screen.paint()
    screen.at(5_000)
    [bump] = requests(screen.press())
    assert isinstance(bump, BumpOrder)
    assert (bump.station, bump.items, bump.status) == ("bar,grill", ("Steak",), "ready")
    screen.follows(rules.bump(mixed(status="preparing"), ItemStatus.READY, "grill", NOW))
    assert screen.board == []
    told(screen)
    [undo] = requests(screen.press(Action.UNDO))
    assert isinstance(undo, RecallOrder)
    assert undo.station == "bar,grill"
    screen.press(Action.RECALL)
    [recall] = requests(screen.press())
    assert isinstance(recall, RecallOrder)
    assert (recall.order_id, recall.station) == ("o1", "bar,grill")


def test_what_happens_to_it_meanwhile_is_shown_and_stays_marked() -> None:
    screen = bar(mixed())
    told(screen, GRILL)
    screen.follows(rules.bump(mixed(), ItemStatus.PREPARING, "grill", NOW))
    [steak] = screen.state.settings.mine(screen.state.replica.orders["o1"])
    assert (steak.status, steak.flags) == (ItemStatus.PREPARING, ("for_grill",))
    screen.hears(replace(mixed(), version=9, notes="no salt"))
    [steak] = screen.state.settings.mine(screen.state.replica.orders["o1"])
    assert steak.flags == ("for_grill",)


def test_what_is_given_back_is_as_the_hub_has_it() -> None:
    screen = bar(mixed())
    told(screen, GRILL)
    told(screen)
    assert screen.state.replica.orders["o1"] == mixed()


def test_a_snapshot_and_a_line_that_breaks_take_nothing_back() -> None:
    screen = bar(mixed())
    told(screen, GRILL)
    screen.tell(screen.snapshot(mixed(), mixed(2)))
    assert screen.board == ["o1"]


def test_an_order_that_is_named_before_it_is_known_is_shown_when_it_comes() -> None:
    screen = bar()
    told(screen, GRILL)
    screen.hears(mixed(), new=True)
    assert screen.board == ["o1"]


def test_a_line_of_several_stations_is_shown_as_far_as_the_dark_one_is() -> None:
    steps = (
        StationStep(station="oven", status=ItemStatus.READY),
        StationStep(station="grill"),
    )
    fish = replace(a_line("Fish", "oven", status="preparing"), stations=("oven", "grill"), at=steps)
    screen = bar(an_order(1, fish))
    told(screen, GRILL)
    [line] = screen.state.settings.mine(screen.state.replica.orders["o1"])
    assert (line.station, line.status) == ("bar", ItemStatus.PENDING)


def test_other_screens_show_nothing_of_it() -> None:
    for station in ("oven", "grill"):
        screen = bar(an_order(1, a_line("Steak", "grill")), station=station)
        before = screen.state
        told(screen, GRILL)
        assert screen.state == before


def test_a_screen_of_everything_shows_all_as_it_is() -> None:
    screen = bar(mixed(), station="all")
    told(screen, GRILL)
    assert screen.state.replica.orders["o1"] == mixed()
