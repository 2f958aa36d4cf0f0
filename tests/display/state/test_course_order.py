"""A ticket's lines stand in the order of their courses, whatever order they were sent in."""

from msgspec.structs import replace

from hub.domain.orders import Order
from tests.support.one_screen import Screen, a_line, an_order


def sent(*courses: str, number: int = 1) -> Order:
    return an_order(number, *(a_line(each, course=each) for each in courses))


def names(screen: Screen, order_id: str = "o1") -> list[str]:
    return [item.name for item in screen.state.replica.orders[order_id].items]


def test_a_snapshot_and_an_event_bring_a_ticket_in_its_courses() -> None:
    screen = Screen(sent("dessert", "starter", "main"))
    screen.hears(sent("Hauptgang", "Vorspeise", number=2), new=True)
    assert names(screen) == ["starter", "main", "dessert"]
    assert names(screen, "o2") == ["Vorspeise", "Hauptgang"]


def test_the_houses_own_order_holds_until_the_hub_says_another() -> None:
    screen = Screen()
    screen.tell(replace(screen.snapshot(sent("starter", "soup")), courses=("soup", "starter")))
    assert names(screen) == ["soup", "starter"]
    screen.tell(screen.snapshot(sent("starter", "soup")))
    assert names(screen) == ["soup", "starter"]


def test_what_is_held_stands_in_its_courses_too() -> None:
    held = tuple(a_line(each, course=each) for each in ("dessert", "main"))
    screen = Screen(replace(sent("starter"), held=held))
    waiting = screen.state.replica.orders["o1"].held or ()
    assert [item.name for item in waiting] == ["main", "dessert"]


def test_a_ticket_without_words_is_as_it_came() -> None:
    order = an_order(1, a_line("b", course=2), a_line("a", course=1), a_line("c"))
    assert Screen(order).state.replica.orders["o1"] is order
