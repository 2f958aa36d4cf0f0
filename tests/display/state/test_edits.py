"""Late edits are marked until they are acknowledged, and no ticket is called off silently."""

from display.state.messages import Action, Sound
from display.state.settings import BoardSettings
from hub.domain import rules
from hub.domain.orders import OrderStatus, Priority
from hub.domain.times import instant
from tests.support.one_screen import HUB_MS, Screen, a_line, an_order, sounds

NOW = instant(HUB_MS + 1_000)


def marked(screen: Screen) -> tuple[set[str], set[str]]:
    """Return the lines and the fields of the first ticket that are marked."""
    marks = screen.state.marks["o1"]
    return set(marks.lines), set(marks.fields)


def test_an_added_round_is_marked_and_heard() -> None:
    order = an_order(1, a_line("Soup"))
    screen = Screen(order)
    effects = screen.follows(rules.add_items(order, [a_line("Steak")], NOW))
    assert marked(screen) == ({"Steak"}, set())
    assert sounds(effects) == [Sound.NEW_ROUND]


def test_a_cancelled_line_is_marked_and_heard() -> None:
    order = an_order(1, a_line("Soup"), a_line("Steak"))
    screen = Screen(order)
    effects = screen.follows(rules.cancel_item(order, "Soup", "guest left", NOW))
    assert marked(screen) == ({"Soup"}, set())
    assert sounds(effects) == [Sound.CANCELLED]


def test_a_changed_note_is_marked() -> None:
    screen = Screen(an_order(1))
    screen.hears(an_order(1, notes="no salt", version=2))
    assert marked(screen) == (set(), {"notes"})


def test_an_order_that_becomes_a_rush_is_marked_and_heard() -> None:
    screen = Screen(an_order(1))
    effects = screen.hears(an_order(1, priority=Priority.RUSH, version=2))
    assert marked(screen) == (set(), {"priority"})
    assert sounds(effects) == [Sound.RUSH]


def test_the_kitchens_own_steps_are_no_edits() -> None:
    screen = Screen(an_order(1))
    screen.bumped("o1", "ready")
    assert screen.state.marks == {}


def test_edits_made_while_the_screen_was_away_are_marked() -> None:
    screen = Screen(an_order(1))
    screen.seq += 1
    screen.tell(screen.snapshot(an_order(1, notes="no salt", version=2)))
    assert marked(screen) == (set(), {"notes"})


def test_marks_gather_until_they_are_acknowledged() -> None:
    screen = Screen(an_order(1))
    screen.hears(an_order(1, notes="no salt", version=2))
    screen.hears(an_order(1, notes="no salt", table_number="4", version=3))
    assert screen.state.marks["o1"].fields == {"notes", "table_number"}
    screen.press(Action.ACKNOWLEDGE)
    assert screen.state.marks == {}


def test_acknowledging_a_chosen_ticket_leaves_the_others_marked() -> None:
    screen = Screen(an_order(1), an_order(2))
    screen.hears(an_order(1, notes="no salt", version=2))
    screen.hears(an_order(2, notes="no egg", version=2))
    screen.press(Action.NEXT)
    screen.press(Action.ACKNOWLEDGE)
    assert set(screen.state.marks) == {"o1"}


def test_a_round_on_a_ticket_that_had_left_marks_only_what_is_new() -> None:
    screen = Screen(an_order(1, a_line("Soup")))
    screen.bumped("o1", "served")
    served = screen.state.bumped[0]
    screen.follows(rules.add_items(served, [a_line("Steak")], NOW))
    assert screen.state.marks["o1"].lines == {"Steak"}


def test_a_first_line_for_a_station_is_a_new_order_there() -> None:
    order = an_order(1, a_line("Fries", "fry"))
    screen = Screen(order, settings=BoardSettings(station="grill"))
    effects = screen.follows(rules.add_items(order, [a_line("Steak", "grill")], NOW))
    assert sounds(effects) == [Sound.NEW_ORDER]
    assert screen.state.marks == {}


def test_an_order_that_is_cancelled_as_a_whole_leaves_with_a_notice_and_a_sound() -> None:
    order = an_order(1, a_line("Soup"), a_line("Steak"))
    screen = Screen(order)
    effects = screen.follows(rules.move_order(order, OrderStatus.CANCELLED, NOW, "guests left"))
    assert screen.board == []
    assert Sound.CANCELLED in sounds(effects)
    assert screen.notices == ["#1 was cancelled: nothing of it is left to make."]


def test_a_station_whose_last_line_is_cancelled_is_told() -> None:
    order = an_order(1, a_line("Fries", "fry"), a_line("Steak", "grill"))
    screen = Screen(order, settings=BoardSettings(station="grill"))
    effects = screen.follows(rules.cancel_item(order, "Steak", "guest left", NOW))
    assert screen.board == []
    assert sounds(effects) == [Sound.CANCELLED]
    assert len(screen.notices) == 1


def test_a_ticket_that_is_bumped_leaves_without_a_notice() -> None:
    screen = Screen(an_order(1))
    effects = screen.bumped("o1", "served")
    assert sounds(effects) == []
    assert screen.notices == []
