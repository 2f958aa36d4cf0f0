"""The board never lies about being current, and says what it does not show."""

from msgspec.structs import replace

from display.state.messages import (
    Action,
    Alarmed,
    Heard,
    HubAlarm,
    Inputs,
    LinkChanged,
    LinkState,
    RecentSeen,
)
from display.state.model import BoardState
from display.state.settings import AgeSettings, BoardSettings
from display.view_model.build import build
from display.view_model.layout import Layout
from display.view_model.screen import Box, Fill, Panel, Tone
from hub.common.screen_troubles import TroubleCode, trouble
from hub.domain.order_details import Modifier, ModifierKind
from hub.domain.orders import ItemStatus, OrderType, Priority
from tests.support.glass_words import read_rows
from tests.support.one_screen import Screen, a_line, an_order

HOUR = 3_600_000
ISOLATES = "\N{FIRST STRONG ISOLATE}\N{POP DIRECTIONAL ISOLATE}"
TIMES = "\N{MULTIPLICATION SIGN}"


def measured(text: str, size: int, *, bold: bool = False, condensed: bool = False) -> int:
    seen = sum(each not in ISOLATES for each in text)
    return round(seen * size * (0.55 if bold else 0.5))


LAYOUT = Layout(1920, 1080, 4, 2, measured)


BIG = tuple(a_line(f"Dish {each}") for each in range(8))
"""Lines of a ticket two of which fill a column."""


def panels(screen: Screen) -> dict[str, Panel]:
    return {panel.key: panel for panel in build(screen.state, screen.now, LAYOUT).panels}


def card(screen: Screen, number: int = 0) -> Panel:
    cards = [each for each in panels(screen).values() if each.key.startswith("ticket ")]
    return cards[number]


def words(panel: Panel) -> str:
    return " / ".join(row.text for row in read_rows(panel))


def text(screen: Screen) -> str:
    return " / ".join(words(panel) for panel in panels(screen).values())


def head(screen: Screen, slot: int = 0) -> Tone:
    boxes = [part for part in card(screen, slot).parts if isinstance(part, Box)]
    return boxes[1].tone


def test_a_board_that_heard_from_the_hub_less_than_3_seconds_ago_is_current() -> None:
    screen = Screen(an_order(1)).at(2_999)
    assert panels(screen)["top"].tone is Tone.BAR


def test_after_3_seconds_of_silence_it_says_so_across_the_top() -> None:
    screen = Screen(an_order(1)).at(3_000)
    assert panels(screen)["top"].tone is Tone.ALARM
    said = words(panels(screen)["top"])
    assert said == "NOT CURRENT: the hub has been silent for 0:03 10:30"


def test_after_10_seconds_of_silence_it_is_hatched() -> None:
    screen = Screen(an_order(1))
    assert "hatch" not in panels(screen.at(9_999))
    assert "do not cook" not in text(screen)
    hatch = panels(screen.at(10_000))["hatch"]
    assert " — do not cook from this board" in words(panels(screen)["top"])
    assert [part.shape for part in hatch.parts if isinstance(part, Box)] == [Fill.HATCH]


def test_any_sign_of_life_makes_it_current_again() -> None:
    screen = Screen(an_order(1)).at(20_000)
    screen.tell(Heard(now=20_000))
    assert panels(screen)["top"].tone is Tone.BAR


def test_an_empty_board_says_when_the_hub_last_answered() -> None:
    screen = Screen().at(2_500)
    assert words(panels(screen)["empty"]) == "No open orders / The hub answered 2 s ago."


def test_an_empty_board_without_the_hub_says_that_orders_may_be_waiting() -> None:
    screen = Screen().at(65_000)
    assert "Orders may be waiting that are not shown." in words(panels(screen)["empty"])


def test_a_screen_that_never_met_a_hub_says_so() -> None:
    screen = Screen()
    screen.state = BoardState(settings=BoardSettings())
    assert "Looking for the hub" in words(panels(screen)["empty"])


def test_polling_is_said() -> None:
    screen = Screen(an_order(1))
    screen.tell(LinkChanged(now=1_000, connection=LinkState.POLLING))
    assert "polling every 2 s" in words(panels(screen)["top"])


def test_what_has_no_room_stands_in_the_strip_below_and_on_a_further_page() -> None:
    screen = Screen(*(an_order(number, *BIG) for number in range(1, 11)))
    shown = panels(screen)
    assert [key for key in shown if key.startswith("chip ")] == ["chip o9", "chip o10"]
    assert [part.order_id for part in build(screen.state, screen.now, LAYOUT).shown] == [
        *("o1", "o2", "o3", "o4", "o5", "o6", "o7", "o8")
    ]
    screen.paint()
    screen.press(Action.PAGE)
    picture = build(screen.state, screen.now, LAYOUT)
    assert [part.order_id for part in picture.shown] == ["o9", "o10"]
    assert picture.chips == ("o1", "o2", "o3", "o4", "o5", "o6", "o7", "o8")
    assert "page 2 of 2" in words(panels(screen)["bottom"])


def test_an_age_that_may_be_more_says_so() -> None:
    screen = Screen(an_order(1, taken=-725_000, age_at_least=True), an_order(2)).at(0)
    shown = [words(panels(screen)[f"age {each}"]) for each in ("o1", "o2")]
    assert shown == ["≥ 12:05", "0:00"]


def test_the_clock_is_the_hubs() -> None:
    assert words(panels(Screen())["top"]).endswith("10:30")


def test_a_head_warns_at_8_minutes_and_is_late_at_12() -> None:
    screen = Screen(an_order(1))
    tones = [head(screen.at(now * 1_000)) for now in (479, 480, 719, 720)]
    assert tones == [Tone.CARD, Tone.WARN, Tone.WARN, Tone.LATE]


def test_each_type_of_order_may_have_its_own_limits() -> None:
    screen = Screen(an_order(1))
    screen.state = replace(screen.state, ages=AgeSettings(dine_in=(1, 2), delivery=(3, 4)))
    tones = [head(screen.at(now * 1_000)) for now in (59, 60, 120)]
    assert tones == [Tone.CARD, Tone.WARN, Tone.LATE]


def test_a_ticket_shows_all_that_a_cook_needs() -> None:
    line = a_line(
        "Steak",
        quantity=2,
        notes="well done",
        modifiers=(
            Modifier("no sauce", kind=ModifierKind.REMOVE),
            Modifier("bacon", kind=ModifierKind.ADD, quantity=2),
            Modifier("medium rare"),
        ),
        allergens=("Milk", "Egg"),
        course=2,
    )
    order = an_order(
        42, line, table_number="7", customer_name="Ada", notes="birthday", priority=Priority.RUSH
    )
    assert read_rows(card(Screen(order)))[1].ground is Tone.RUSH
    assert [row.text for row in read_rows(card(Screen(order)))] == [
        "1 #42 Table 7",
        "RUSH",
        "Ada",
        "» birthday",
        "COURSE 2",
        "2 Steak",
        f"NO sauce · + 2 {TIMES} bacon",
        "medium rare",
        "contains Milk, Egg",
        "» well done",
    ]


def test_what_is_delivered_or_taken_out_says_so_beside_its_table() -> None:
    screen = Screen(
        an_order(1, type=OrderType.DELIVERY, table_number="7"),
        an_order(2, type=OrderType.TAKEOUT),
        an_order(3, table_number="7"),
    )
    heads = [words(card(screen, slot)) for slot in range(3)]
    assert ["Delivery" in heads[0], "Takeout" in heads[1]] == [True, True]
    assert "Dine in" not in heads[2]


def test_allergens_stand_there_whatever_else_does_not() -> None:
    screen = Screen(an_order(1, a_line("Soup", allergens=("Milk",))))
    assert "contains Milk" in words(card(screen, 0))


def test_a_cancelled_line_stays_struck_through_with_its_reason() -> None:
    gone = a_line("Soup", status=ItemStatus.CANCELLED, cancel_reason="no leeks")
    cell = card(Screen(an_order(1, gone, a_line("Steak"))))
    struck = [row.struck for row in read_rows(cell) if row.struck]
    assert struck == ["1 Soup"]
    assert "cancelled: no leeks" in words(cell)


def test_a_course_has_one_heading_however_many_rounds_it_came_in() -> None:
    lines = (a_line("Soup", course=1), a_line("Steak", course=2), a_line("Salad", course=1))
    cell = words(card(Screen(an_order(1, *lines))))
    order = ["COURSE 1", "Soup", "Salad", "COURSE 2", "Steak"]
    assert [cell.count(each) for each in order] == [1] * 5
    assert [cell.index(each) for each in order] == sorted(cell.index(each) for each in order)


def test_a_station_is_told_what_else_is_on_the_order() -> None:
    lines = (a_line("Steak", "grill"), a_line("Fries", "fry", quantity=2))
    screen = Screen(an_order(1, *lines), settings=BoardSettings(station="grill"))
    cell = words(card(screen, 0))
    assert "also at: fry 2" in cell
    assert "Fries" not in cell


def test_the_expo_sees_how_far_each_station_is() -> None:
    lines = (a_line("Steak", "grill", status=ItemStatus.READY), a_line("Fries", "fry"))
    screen = Screen(an_order(1, *lines), settings=BoardSettings(station="expo"))
    assert "✓ grill 1/1 · fry 0/1" in words(card(screen))
    assert "ALL READY" not in words(card(screen))


def test_the_expo_cannot_miss_that_all_is_ready() -> None:
    lines = (a_line("Steak", "grill", status=ItemStatus.READY), a_line("Fries", "fry"))
    done = (lines[0], replace(lines[1], status=ItemStatus.SERVED))
    screen = Screen(an_order(1, *done), settings=BoardSettings(station="expo"))
    [band] = [row for row in read_rows(card(screen)) if row.ground is Tone.READY]
    assert (band.text, sorted(band.signs)) == ("ALL READY", [Fill.TICK])
    held = an_order(1, *done, held=(a_line("Cake"),))
    for order in (an_order(1, *lines), held):
        screen = Screen(order, settings=BoardSettings(station="expo"))
        assert "ALL READY" not in words(card(screen))
    assert "ALL READY" not in words(card(Screen(an_order(1, *done))))


def test_late_edits_stand_out_until_they_are_acknowledged() -> None:
    screen = Screen(an_order(1, table_number="3"))
    screen.hears(an_order(1, table_number="4", notes="no salt", version=2))
    marked = [row.text for row in read_rows(card(screen)) if row.ground is Tone.MARK]
    assert marked == ["» now for: Table 4", "» no salt"]
    screen.press(Action.ACKNOWLEDGE)
    assert "now for" not in text(screen)


def test_a_press_on_its_way_is_seen_on_the_ticket_and_counted_above() -> None:
    screen = Screen(an_order(1))
    screen.press(slot=0)
    shapes = [part.shape for part in card(screen, 0).parts if isinstance(part, Box)]
    assert Fill.HATCH in shapes
    assert "1 on the way" in words(panels(screen)["top"])


def test_every_status_has_a_sign_of_its_own() -> None:
    signs = {}
    for status in ItemStatus:
        rows = read_rows(card(Screen(an_order(1, a_line("Steak", status=status), a_line("Soup")))))
        [dish] = [row for row in rows if "Steak" in row.text]
        signs[status] = dish.signs
    assert signs == {
        ItemStatus.PENDING: {Fill.RING},
        ItemStatus.PREPARING: {Fill.RING, Fill.HALF},
        ItemStatus.READY: {Fill.DISC, Fill.TICK},
        ItemStatus.SERVED: {Fill.DISC, Fill.TICK},
        ItemStatus.CANCELLED: {Fill.CROSS},
    }


def test_a_board_that_never_heard_a_hub_says_so_after_3_seconds_and_is_hatched_after_10() -> None:
    screen = Screen()
    screen.state = BoardState(settings=BoardSettings(), began=0)
    bars, hatched = [], []
    for now in (2_999, 3_000, 10_000):
        screen.at(now)
        bars.append(panels(screen)["top"].tone)
        hatched.append("hatch" in panels(screen))
    assert bars == [Tone.BAR, Tone.ALARM, Tone.ALARM]
    assert hatched == [False, False, True]
    assert "no hub has answered for 0:10" in words(panels(screen)["top"])


def test_trouble_with_the_keys_hides_no_notice_and_is_hidden_by_none() -> None:
    screen = Screen(an_order(1))
    screen.press(slot=5)
    screen.tell(
        Inputs(now=1_000, troubles=(trouble(TroubleCode.KEYBOARD_UNPLUGGED, name="The bump bar"),))
    )
    assert words(panels(screen)["bottom"]) == ("Nothing on 6.  ·  The bump bar is unplugged")


def test_dishes_are_counted_over_all_tickets_with_their_modifiers() -> None:
    plain = a_line("Burger", quantity=2)
    rare = a_line("Burger", modifiers=(Modifier("rare"), Modifier("no bun")))
    same = a_line("Burger", modifiers=(Modifier("no bun"), Modifier("rare")))
    screen = Screen(an_order(1, plain), an_order(2, rare), an_order(3, same))
    screen.press(Action.ALL_DAY)
    shown = words(panels(screen)["overlay"])
    assert "2 Burger / 2 Burger (no bun, rare)" in shown


def test_a_ticket_longer_than_the_glass_goes_on_on_the_next_page() -> None:
    screen = Screen(an_order(1, *(a_line(f"Dish {each}") for each in range(120))))
    screen.press(Action.PAGE)
    assert read_rows(card(screen))[0].text == "#1 goes on"
    assert "age o1" not in panels(screen)


def test_a_page_beyond_the_last_shows_the_last() -> None:
    screen = Screen(*(an_order(number, *BIG) for number in range(1, 10)))
    state = replace(screen.state, page=7)
    assert [part.order_id for part in build(state, 0, LAYOUT).shown] == ["o9"]


def test_that_no_rush_comes_first_is_said() -> None:
    screen = Screen(an_order(1))
    screen.press(Action.RUSH)
    assert "oldest first" in words(panels(screen)["top"])


def test_counts_stay_beside_their_own_dish_in_any_script() -> None:
    screen = Screen()
    order = an_order(1, a_line("شاورما", quantity=2), a_line("Tea", quantity=3))
    screen.tell(RecentSeen(now=1_000, orders=(order,)))
    screen.press(Action.RECALL)
    isolate = "\N{FIRST STRONG ISOLATE}شاورما\N{POP DIRECTIONAL ISOLATE}"
    assert f"Dine in: 2{TIMES} {isolate}," in words(panels(screen)["overlay"])


def test_what_a_guest_must_not_eat_is_counted_apart_and_as_loud_as_on_the_ticket() -> None:
    nuts = a_line("Burger", allergies=("nuts",))
    screen = Screen(an_order(1, a_line("Burger", quantity=2)), an_order(2, nuts))
    screen.press(Action.ALL_DAY)
    rows = read_rows(panels(screen)["overlay"])[1:]
    assert [row.text for row in rows] == ["2 Burger", "1 Burger", "ALLERGY: NUTS"]
    assert rows[2].ground is Tone.ALLERGY


def test_a_list_stands_beside_the_tickets() -> None:
    screen = Screen(*(an_order(number) for number in range(1, 4)))
    screen.press(Action.RECALL)
    covered = panels(screen)["overlay"].rect
    for number in range(3):
        rect = card(screen, number).rect
        assert rect.x + rect.w <= covered.x


def test_what_is_written_from_the_right_stands_on_the_right_with_its_figures_as_they_are() -> None:
    arabic = a_line("شاورما", quantity=12, allergens=("nuts",))
    screen = Screen(an_order(1, arabic, a_line("Tea")))
    place = card(screen).rect
    head, dish, contains, tea = read_rows(card(screen))
    figure, name = dish.texts
    assert (figure.text, name.rect.x < figure.rect.x) == ("12", True)
    assert place.x + place.w - figure.rect.x - figure.rect.w == tea.texts[0].rect.x - place.x
    below = contains.texts[0].rect
    assert below.x + below.w > name.rect.x + name.rect.w - LAYOUT.unit
    assert head.texts[0].rect.x < place.x + place.w // 2


def test_an_alarm_of_the_hub_stands_below_for_as_long_as_it_lasts() -> None:
    screen = Screen(an_order(1))
    screen.tell(Alarmed(now=0, alarms=(HubAlarm(message="The hub's disk is full."),)))
    assert panels(screen)["bottom"].tone is Tone.ALARM
    assert "The hub's disk is full." in words(panels(screen)["bottom"])

    screen.tell(Alarmed(now=0, alarms=()))
    assert panels(screen)["bottom"].tone is Tone.BAR
    assert "full" not in words(panels(screen)["bottom"])


def test_a_long_note_is_shortened_on_its_ticket_and_whole_while_that_is_chosen() -> None:
    note = "The guest of honour " * 12
    screen = Screen(an_order(1, a_line("Cake", notes=note), notes="Birthday"))
    rows = [row.text for row in read_rows(card(screen))]
    assert [row[-1] for row in rows[-3:]] == [row.strip()[-1] for row in rows[-3:-1]] + ["…"]
    assert len(rows) == 6
    assert "note" not in panels(screen)
    screen.press(Action.NEXT)
    whole = words(panels(screen)["note"]).replace(" / ", " ")
    assert whole.strip() == f"#1 Cake: {note.strip()}"
    assert "Birthday" not in whole


def test_what_tells_of_an_allergy_is_never_shortened() -> None:
    note = " ".join(f"nut allergy {number}" for number in range(4))
    rows = read_rows(card(Screen(an_order(1, a_line("Cake", notes=note)))))
    loud = " ".join(row.text for row in rows if row.ground is Tone.ALLERGY)
    assert loud == f"» {note}"


def test_words_of_two_directions_stand_apart_on_a_line_that_is_read_from_the_right() -> None:
    dish = a_line("شاورما", modifiers=(Modifier("بدون Onion"), Modifier("حار")))
    [row] = [row for row in read_rows(card(Screen(an_order(1, dish)))) if "Onion" in row.text]
    first, between, second = row.texts
    assert [each.text.strip(ISOLATES) for each in row.texts] == ["بدون Onion", "·", "حار"]
    assert second.rect.x + second.rect.w < between.rect.x < first.rect.x - LAYOUT.unit // 8
    assert first.text.startswith(ISOLATES[0])
