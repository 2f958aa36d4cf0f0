"""What the hub says was changed or cancelled stays marked until somebody acknowledges it."""

from collections.abc import Sequence

from msgspec.structs import replace

from display.state.messages import AckOrder, Action, BumpOrder, Effect, Resumed, Send, Sound
from display.state.model import BoardState
from display.state.settings import BoardSettings, NumberKeys
from hub.domain import edits, rules
from hub.domain.earlier import AckKind
from hub.domain.errors import Code
from hub.domain.orders import ItemStatus, Order, OrderStatus
from hub.domain.times import instant
from tests.support.one_screen import HUB_MS, Screen, a_line, an_order, requests, sounds

NOW = instant(HUB_MS + 1_000)
MINUTE = 60_000
FOUR = an_order(1, a_line("Rice", quantity=4), a_line("Tea"))


def acks(effects: Sequence[Effect]) -> list[tuple[str, str, int, str | None]]:
    told = requests(list(effects))
    return [
        (each.order_id, each.what, each.version, each.station)
        for each in told
        if isinstance(each, AckOrder)
    ]


def changed(order: Order = FOUR, **fields: object) -> Order:
    edited = edits.edit_line(order, order.items[0].id, fields, NOW, "new")
    assert edited is not None
    return edited.order


def acknowledged(order: Order, what: AckKind, station: str | None = None) -> Order:
    noted = edits.acknowledge(order, what, order.version, station, NOW)
    assert noted is not None
    return noted.order


def being_made(*lines: str, station: str | None = None) -> Order:
    made = [a_line(each, station, status=ItemStatus.PREPARING, started_at=NOW) for each in lines]
    return an_order(1, *made, status=OrderStatus.PREPARING)


def called_off(order: Order) -> Order:
    return rules.move_order(order, OrderStatus.CANCELLED, NOW, "guests left").order


def test_a_changed_quantity_is_marked_and_heard() -> None:
    screen = Screen(FOUR)
    effects = screen.hears(changed(quantity=2))
    assert screen.state.marks["o1"].lines == {"Rice"}
    assert sounds(effects) == [Sound.NEW_ROUND]


def test_a_screen_that_starts_later_marks_it_too_and_makes_no_sound() -> None:
    screen = Screen()
    screen.state = BoardState(settings=BoardSettings())
    effects = screen.tell(screen.snapshot(changed(quantity=2)))
    assert screen.state.marks["o1"].lines == {"Rice"}
    assert sounds(effects) == []


def test_what_is_changed_on_the_order_itself_is_marked_as_the_hub_says() -> None:
    screen = Screen(FOUR)
    edited = edits.edit_order(FOUR, {"table_number": "9", "handoff": "Blue Subaru"}, NOW).order
    screen.hears(edited)
    assert screen.state.marks["o1"].fields == {"table_number", "handoff"}


def test_a_change_that_is_taken_back_is_marked_no_more() -> None:
    screen = Screen(FOUR)
    screen.hears(changed(quantity=2))
    screen.hears(changed(changed(quantity=2), quantity=4))
    assert screen.state.marks == {}


def test_acknowledging_tells_the_hub_what_was_seen_at_which_version() -> None:
    screen = Screen(FOUR, settings=BoardSettings(station="grill"))
    screen.hears(changed(quantity=2))
    effects = screen.press(Action.ACKNOWLEDGE)
    assert acks(effects) == [("o1", "edit", 2, "grill")]
    assert screen.state.marks == {}


def test_each_ticket_and_each_kind_is_acknowledged_by_itself() -> None:
    other = an_order(2, a_line("Soup"), a_line("Pie"))
    screen = Screen(FOUR, other)
    screen.hears(changed(quantity=2))
    screen.hears(rules.cancel_item(changed(other, quantity=3), "Pie", "sold out", NOW).order)
    effects = screen.press(Action.ACKNOWLEDGE)
    told = requests(list(effects))
    assert [each[:2] for each in acks(effects)] == [
        ("o1", "edit"),
        ("o2", "edit"),
        ("o2", "cancelled"),
    ]
    assert len({each.press_id for each in told}) == 3


def test_what_one_screen_acknowledges_another_one_of_the_station_marks_no_more() -> None:
    grill, same, fry = (
        Screen(FOUR, settings=BoardSettings(station=each)) for each in ("grill", "grill", "fry")
    )
    edited = changed(quantity=2)
    for screen in (grill, same, fry):
        screen.hears(edited)
    seen = acknowledged(edited, AckKind.EDIT, "grill")
    for screen in (same, fry):
        screen.hears(seen)
    assert same.state.marks == {}
    assert fry.state.marks["o1"].lines == {"Rice"}


def test_a_round_that_another_screen_has_acknowledged_is_marked_no_more() -> None:
    screen = Screen(FOUR)
    more = rules.add_items(FOUR, [a_line("Steak")], NOW).order
    screen.hears(more)
    assert screen.state.marks["o1"].lines == {"Steak"}
    screen.hears(acknowledged(more, AckKind.EDIT))
    assert screen.state.marks == {}


def test_an_acknowledgement_of_something_earlier_leaves_what_came_since() -> None:
    screen = Screen(FOUR)
    edited = changed(quantity=2)
    screen.hears(edited)
    more = rules.add_items(edited, [a_line("Steak")], NOW).order
    screen.hears(more)
    noted = edits.acknowledge(more, AckKind.EDIT, edited.version, None, NOW)
    assert noted is not None
    screen.hears(noted.order)
    assert screen.state.marks["o1"].lines == {"Steak"}


def test_what_was_seen_here_is_not_marked_again_before_the_hub_knows_of_it() -> None:
    screen = Screen(FOUR)
    edited = changed(quantity=2)
    screen.hears(edited)
    screen.press(Action.ACKNOWLEDGE)
    screen.tell(screen.snapshot(replace(edited)))
    assert screen.state.marks == {}
    screen.hears(changed(edited, quantity=3))
    assert screen.state.marks["o1"].lines == {"Rice"}


def test_a_changed_ticket_is_acknowledged_by_the_first_press_and_bumped_by_the_next() -> None:
    screen = Screen(FOUR)
    screen.hears(changed(quantity=2))
    screen.paint()
    screen.at(5_000)
    effects = screen.press(slot=0)
    assert acks(effects) == [("o1", "edit", 2, None)]
    assert screen.notices == ["#1: the change is seen. Press again to bump."]
    [bump] = requests(screen.press(slot=0))
    assert isinstance(bump, BumpOrder)


def test_a_new_round_is_bumped_by_the_first_press_as_ever() -> None:
    screen = Screen(FOUR)
    screen.hears(rules.add_items(FOUR, [a_line("Steak")], NOW).order)
    screen.paint()
    screen.at(5_000)
    [bump] = requests(screen.press(slot=0))
    assert isinstance(bump, BumpOrder)


def test_a_chosen_ticket_stays_chosen_when_a_press_acknowledges_it() -> None:
    settings = BoardSettings(number_keys=NumberKeys.CONFIRM)
    screen = Screen(FOUR, settings=settings)
    screen.hears(changed(quantity=2))
    screen.paint()
    screen.at(5_000)
    pressed = [requests(screen.press(slot=0)) for _ in range(3)]
    assert [[type(each) for each in some] for some in pressed] == [[], [AckOrder], [BumpOrder]]


def test_an_acknowledgement_holds_up_no_press_and_nobody_hears_of_its_refusal() -> None:
    screen = Screen(FOUR)
    screen.hears(changed(quantity=2))
    [told] = requests(screen.press(Action.ACKNOWLEDGE))
    effects = screen.answer(told.press_id, "There is nothing at this address.", Code.NOT_FOUND)
    assert (screen.notices, sounds(effects), screen.state.in_flight) == ([], [], ())


def test_an_acknowledgement_of_an_earlier_run_is_on_its_way() -> None:
    screen = Screen(FOUR)
    left = AckOrder(press_id="p0", order_id="o1", what="edit", version=2, station=None)
    screen.tell(Resumed(now=1_000, requests=(left,)))
    screen.paint()
    [bump] = requests(screen.press(slot=0))
    assert isinstance(bump, BumpOrder)
    screen.answer("p0", "No such order.", Code.NOT_FOUND)
    assert screen.notices == []


def test_a_ticket_that_is_called_off_while_it_is_made_stays_until_it_is_acknowledged() -> None:
    order = being_made("Steak", "Fries")
    screen = Screen(an_order(2), order)
    effects = screen.follows(rules.move_order(order, OrderStatus.CANCELLED, NOW, "guests left"))
    assert screen.board == ["o1", "o2"]
    assert screen.state.is_struck(screen.state.replica.orders["o1"])
    assert set(sounds(effects)) == {Sound.CANCELLED}
    screen.paint()
    screen.at(5_000)
    assert acks(screen.press(slot=0)) == [("o1", "cancelled", 2, None)]
    assert screen.board == ["o2"]
    assert screen.notices == ["#1: taken off the board."]


def test_the_last_line_of_a_station_stays_when_it_is_cancelled_while_it_is_made() -> None:
    order = an_order(
        1,
        a_line("Fries", "fry"),
        a_line("Steak", "grill", status=ItemStatus.PREPARING),
        status=OrderStatus.PREPARING,
    )
    grill = Screen(order, settings=BoardSettings(station="grill"))
    gone = rules.cancel_item(order, "Steak", "guest left", NOW)
    grill.follows(gone)
    assert grill.board == ["o1"]
    grill.hears(acknowledged(gone.order, AckKind.CANCELLED, "grill"))
    assert grill.board == []


def test_what_nobody_had_begun_with_leaves_at_once_with_a_notice() -> None:
    screen = Screen(an_order(1, a_line("Soup")))
    screen.hears(called_off(an_order(1, a_line("Soup"))))
    assert screen.board == []
    assert screen.notices == ["#1 was cancelled: nothing of it is left to make."]


def test_what_had_left_a_station_does_not_come_back_cancelled() -> None:
    order = an_order(1, a_line("Steak", "grill", status=ItemStatus.READY), a_line("Pie", "cold"))
    grill = Screen(order, settings=BoardSettings(station="grill"))
    grill.hears(called_off(order))
    assert grill.board == []


def test_a_cancelled_ticket_stays_through_snapshots_and_in_no_other_epoch() -> None:
    screen = Screen(being_made("Steak"))
    screen.hears(called_off(being_made("Steak")))
    screen.seq += 1
    screen.tell(screen.snapshot())
    assert screen.board == ["o1"]
    screen.tell(screen.snapshot(epoch="f"))
    assert screen.board == []


def test_a_cancelled_ticket_goes_when_nobody_acknowledges_it_for_fifteen_minutes() -> None:
    screen = Screen(being_made("Steak"))
    screen.hears(called_off(being_made("Steak")))
    screen.tick(15 * MINUTE)
    assert screen.board == ["o1"]
    screen.tick(15 * MINUTE + 1_000)
    assert (screen.board, screen.state.marks) == ([], {})
    assert screen.state.replica.orders == {}


def test_an_order_that_is_taken_up_again_is_a_ticket_as_before() -> None:
    order = being_made("Steak")
    screen = Screen(order)
    screen.hears(called_off(order))
    screen.hears(replace(order, version=3))
    assert screen.board == ["o1"]
    assert screen.state.marks == {}


def test_all_that_is_acknowledged_goes_to_the_hub_and_only_once() -> None:
    screen = Screen(FOUR)
    screen.hears(changed(quantity=2))
    sent = [each for each in screen.press(Action.ACKNOWLEDGE) if isinstance(each, Send)]
    assert len(sent) == 1
    assert screen.press(Action.ACKNOWLEDGE) == ()


def with_called_off(screen: Screen, *gone: Order) -> tuple[Effect, ...]:
    return screen.tell(replace(screen.snapshot(), cancelled=gone))


def test_a_screen_that_starts_later_shows_each_ticket_that_was_called_off_while_it_was_made() -> (
    None
):
    first = called_off(being_made("Steak"))
    second = replace(called_off(being_made("Fries")), id="o2", order_number="ORD-00002")
    untouched = replace(called_off(an_order(3)), id="o3", order_number="ORD-00003")
    screen = Screen()
    screen.state = BoardState(settings=BoardSettings())

    effects = with_called_off(screen, first, second, untouched)

    assert screen.board == ["o1", "o2"]
    assert all(map(screen.state.is_struck, screen.state.board()))
    assert (sounds(effects), screen.notices) == ([], [])
    screen.paint()
    screen.at(5_000)
    assert acks(screen.press(slot=0)) == [("o1", "cancelled", 2, None)]
    with_called_off(screen, second, untouched)
    assert screen.board == ["o2"]
    screen.tick(16 * MINUTE)
    assert screen.board == []


def test_a_ticket_that_is_called_off_while_the_screen_polls_leaves_with_a_word() -> None:
    begun, untouched = being_made("Steak"), an_order(2)
    screen = Screen(begun, untouched)

    effects = with_called_off(screen, called_off(begun), called_off(untouched))

    assert screen.board == ["o1"]
    assert set(sounds(effects)) == {Sound.CANCELLED}
    [said] = screen.notices
    assert said.startswith("#2 was cancelled")
    for _ in range(2):
        again = with_called_off(screen, called_off(begun), called_off(untouched))
        assert sounds(again) == []
    assert screen.notices == [said]


def test_what_was_called_off_and_another_screen_has_seen_meanwhile_is_gone() -> None:
    begun = being_made("Steak")
    screen = Screen(begun)
    screen.follows(rules.move_order(begun, OrderStatus.CANCELLED, NOW, "guests left"))
    assert screen.board == ["o1"]

    with_called_off(screen)

    assert screen.board == []


def test_what_this_station_had_done_and_was_called_off_later_makes_no_noise_at_each_poll() -> None:
    settings = BoardSettings(station="grill")
    steak = a_line("Steak", "grill", status=ItemStatus.PREPARING, started_at=NOW)
    order = an_order(1, steak, a_line("Tea", "bar"), status=OrderStatus.PREPARING)
    screen = Screen(order, settings=settings)
    done = rules.bump(order, ItemStatus.READY, "grill", NOW)
    screen.follows(done)
    assert screen.board == []

    with_called_off(screen, called_off(done.order))
    effects = with_called_off(screen, called_off(done.order))

    assert (screen.board, sounds(effects)) == ([], [])
