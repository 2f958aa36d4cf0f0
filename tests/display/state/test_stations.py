"""Each station sees its own share of an order, as far as it has come with it."""

from display.state.messages import BumpOrder
from display.state.settings import BoardSettings
from hub.domain import rules
from hub.domain.orders import Item, ItemStatus, Order, OrderStatus, StationStep
from hub.domain.times import instant
from tests.support.one_screen import HUB_MS, Screen, a_line, an_order, requests

NOW = instant(HUB_MS + 1_000)


def at_both(*, grill: str = "pending", fry: str = "pending", status: str = "pending") -> Item:
    steps = (("grill", grill), ("fry", fry))
    return a_line(
        "Steak frites",
        "grill",
        stations=("grill", "fry"),
        at=tuple(StationStep(station=each, status=ItemStatus(to)) for each, to in steps),
        status=status,
    )


def screens(order: Order, *stations: str) -> list[Screen]:
    return [Screen(order, settings=BoardSettings(station=each)) for each in stations]


def test_a_line_of_two_stations_leaves_each_when_it_is_done_there() -> None:
    order = an_order(
        1, at_both(grill="ready", fry="preparing", status="preparing"), status=OrderStatus.PREPARING
    )
    grill, fry, expo = screens(order, "grill", "fry", "expo")
    assert [screen.board for screen in (grill, fry, expo)] == [[], ["o1"], ["o1"]]


def test_an_event_that_tells_of_all_stations_is_seen_as_one() -> None:
    grill, fry = screens(an_order(1, at_both()), "grill", "fry")
    for screen in (grill, fry):
        order = screen.state.replica.orders["o1"]
        screen.follows(rules.bump(an_order(1, at_both()), ItemStatus.READY, "grill", NOW))
        assert order.version < screen.state.replica.orders["o1"].version
    assert [screen.board for screen in (grill, fry)] == [[], ["o1"]]


def test_what_no_screen_shows_holds_no_ticket_open_and_is_bumped_by_nobody() -> None:
    espresso = a_line("Espresso", "bar", screen=False)
    order = an_order(1, a_line("Steak", "grill", status=ItemStatus.READY), espresso)
    [expo] = screens(order, "expo")
    expo.paint()
    [bump] = requests(expo.press(slot=0))
    assert isinstance(bump, BumpOrder)
    assert bump.items == ("Steak",)
    served = a_line("Steak", "grill", status=ItemStatus.SERVED)
    expo.hears(an_order(1, served, espresso, version=2))
    assert expo.board == []


def test_a_held_line_is_no_work() -> None:
    held = (a_line("Magret", "grill", course=2),)
    order = an_order(1, a_line("Velouté", "cold", course=1), held=held)
    grill, cold = screens(order, "grill", "cold")
    assert [grill.board, cold.board] == [[], ["o1"]]
    fired = (a_line("Velouté", "cold", course=1), *held)
    grill.hears(an_order(1, *fired, version=2))
    assert grill.board == ["o1"]
