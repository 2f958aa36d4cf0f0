"""A guest's allergy is acknowledged before that ticket's first bump."""

from msgspec.structs import replace

from display.state.messages import AckOrder, Action, BumpOrder
from display.state.settings import BoardSettings
from hub.domain import edits
from hub.domain.earlier import AckKind
from hub.domain.orders import Order
from hub.domain.times import instant
from tests.support.one_screen import HUB_MS, Screen, a_line, an_order, requests

NUTS = an_order(1, a_line("Cake", "cold"), a_line("Tea", "bar"), allergies=("nuts",))
GRILL = BoardSettings(station="cold")


def asked(screen: Screen, action: Action = Action.BUMP) -> list[str]:
    """Press the ticket's key, and say what the hub is asked for."""
    made = requests(screen.press(action, 0 if action is Action.BUMP else None))
    return [
        "bump" if isinstance(each, BumpOrder) else f"ack {each.what} {each.station}"
        for each in made
        if isinstance(each, BumpOrder | AckOrder)
    ]


def noted(order: Order, station: str | None, minutes: int = 1) -> Order:
    at = instant(HUB_MS + 60_000 * minutes)
    done = edits.acknowledge(order, AckKind.ALLERGY, order.version, station, at)
    assert done is not None
    return done.order


def test_the_first_press_acknowledges_the_allergy_and_the_next_one_bumps() -> None:
    screen = Screen(NUTS, settings=GRILL)
    assert asked(screen) == ["ack allergy cold"]
    assert screen.notices[-1] == "#1: the allergy is seen. Press again to bump."
    assert asked(screen) == ["bump"]


def test_a_ticket_without_an_allergy_is_bumped_at_once() -> None:
    assert asked(Screen(an_order(1, a_line("Cake")))) == ["bump"]


def test_a_line_that_another_station_makes_warns_nobody_here() -> None:
    order = an_order(1, a_line("Tea", "cold"), a_line("Cake", "bar", allergies=("nuts",)))
    assert asked(Screen(order, settings=GRILL)) == ["bump"]


def test_a_note_that_tells_of_an_allergy_is_acknowledged_too() -> None:
    screen = Screen(an_order(1, a_line("Cake", notes="nut allergy!")))
    assert [asked(screen), asked(screen)] == [["ack allergy None"], ["bump"]]


def test_what_another_screen_of_the_station_has_acknowledged_is_bumped_at_once() -> None:
    assert asked(Screen(noted(NUTS, "cold"), settings=GRILL)) == ["bump"]
    assert asked(Screen(noted(NUTS, None), settings=GRILL)) == ["bump"]
    assert asked(Screen(noted(NUTS, "bar"), settings=GRILL)) == ["ack allergy cold"]


def test_an_allergy_that_is_added_later_is_acknowledged_anew() -> None:
    screen = Screen(NUTS, settings=GRILL)
    asked(screen)
    more = edits.edit_order(NUTS, {"allergies": ("nuts", "egg")}, instant(HUB_MS + 2_000))
    screen.hears(more.order)
    assert asked(screen) == ["ack edit cold", "ack allergy cold"]
    assert asked(screen) == ["bump"]


def test_a_line_with_an_allergy_that_comes_after_the_acknowledgement_is_acknowledged_anew() -> None:
    later = a_line("Pie", "cold", allergies=("nuts",), created_at=instant(HUB_MS + 120_000))
    order = noted(NUTS, "cold", minutes=1)
    assert asked(Screen(order, settings=GRILL)) == ["bump"]
    with_more = replace(order, items=(*order.items, later))
    assert asked(Screen(with_more, settings=GRILL)) == ["ack allergy cold"]


def test_nobody_takes_note_of_all_allergies_at_once() -> None:
    screen = Screen(NUTS, settings=GRILL)
    assert asked(screen, Action.ACKNOWLEDGE) == []
    assert asked(screen) == ["ack allergy cold"]


def test_a_house_may_do_without() -> None:
    settings = BoardSettings(station="cold", allergy_ack=False)
    assert asked(Screen(NUTS, settings=settings)) == ["bump"]
