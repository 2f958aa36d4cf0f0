"""What a sender says of an order stands on its ticket, where a cook looks for it."""

from msgspec.structs import replace

from display.state.settings import BoardSettings
from display.view_model.build import build
from display.view_model.layout import Layout
from display.view_model.screen import Box, Fill, Panel, Text, Tone
from hub.domain import edits, rules
from hub.domain.order_details import Combo, IfOut, Modifier, ModifierKind, Portion, WhenOut
from hub.domain.orders import Item, ItemStatus, Order, OrderStatus, OrderType, Priority, StationStep
from hub.domain.times import instant
from tests.support.one_screen import HUB_MS, Screen, a_line, an_order

TIMES = "\N{MULTIPLICATION SIGN}"
MINUS = "\N{MINUS SIGN}"


def measured(text: str, size: int, *, bold: bool = False) -> int:
    """Have letters so narrow that nothing is broken, but for a W."""
    return round(sum(1.0 if each == "W" else 0.2 for each in text) * size)


LAYOUT = Layout(1920, 1080, 3, 1, measured)


def panel(screen: Screen, key: str = "cell 0") -> Panel:
    return next(each for each in build(screen.state, screen.now, LAYOUT).panels if each.key == key)


def texts(order: Order, station: str = "all", **settings: object) -> list[str]:
    made = BoardSettings(station=station, **settings)  # type: ignore[arg-type]
    return [part.text for part in shown(Screen(order, settings=made))]


def shown(screen: Screen) -> list[Text]:
    return [part for part in panel(screen).parts if isinstance(part, Text)]


def loud(order: Order, **settings: object) -> list[str]:
    made = BoardSettings(**settings)  # type: ignore[arg-type]
    ticket = shown(Screen(order, settings=made))
    return [part.text for part in ticket if part.tone is Tone.ALLERGEN_TEXT]


def test_the_number_that_is_called_out_is_large_and_the_hubs_own_small() -> None:
    [called, own] = [
        part
        for part in shown(Screen(an_order(15, display_number="A17")))
        if part.text in {"A17", "#15"}
    ]
    assert (called.text, own.text) == ("A17", "#15")
    assert called.size > 1.5 * own.size


def test_a_number_that_leaves_no_room_for_the_hubs_own_is_shown_by_itself() -> None:
    long = "W" * 18
    found = texts(an_order(15, display_number=long))
    assert (found[0][:12], "#15" in found) == (long[:12], False)


def test_where_an_order_goes_is_said_in_its_senders_own_words() -> None:
    order = an_order(
        1,
        type=OrderType.TAKEOUT,
        type_label="Kerbside",
        customer_name="Keiko",
        handoff="Blue Subaru",
    )
    assert "Kerbside · Keiko · Blue Subaru" in texts(order)
    assert "Table 4, Terrace" in texts(an_order(1, table_number="4", zone="Terrace"))


def test_who_took_it_who_eats_and_where_it_came_from_is_said_quietly() -> None:
    order = an_order(1, brand="Smash Lab", source="Uber Eats", guests=2, server="Chloé")
    [about] = [part for part in shown(Screen(order)) if "Smash Lab" in part.text]
    assert about.text == "Smash Lab · via Uber Eats · 2 guests · server Chloé"
    assert about.tone is Tone.FAINT


def test_who_hands_it_over_sees_what_is_to_go_with_it_and_who_cooks_does_not() -> None:
    order = an_order(1, a_line("Steak", "grill"), cutlery=False, paid=False)
    assert "no cutlery · not paid" in texts(order, "expo")
    assert "no cutlery · not paid" not in texts(order, "grill")


def test_a_test_order_and_a_remake_say_so_in_the_head() -> None:
    order = an_order(1, test=True, remake=True, priority=Priority.RUSH, table_number="7")
    assert texts(order)[1] == "▲ RUSH · REMAKE · TEST · Table 7"


def test_an_order_for_later_says_for_when_and_counts_down_to_it() -> None:
    due = instant(HUB_MS + 15 * 60_000)
    screen = Screen(an_order(1, due_at=due, table_number="7"))
    screen.state = replace(screen.state, utc_offset_minutes=60)
    assert "for 11:45 · Table 7" in [part.text for part in shown(screen)]
    ages = {
        minutes: panel(screen.at(minutes * 60_000), "age o1") for minutes in (0, 10, 11, 14, 15, 17)
    }
    assert {
        at: each.parts[0].text for at, each in ages.items() if isinstance(each.parts[0], Text)
    } == {
        0: f"{MINUS}15:00",
        10: f"{MINUS}5:00",
        11: f"{MINUS}4:00",
        14: f"{MINUS}1:00",
        15: f"{MINUS}0:00",
        17: "+2:00",
    }
    assert [each.tone for each in ages.values()] == [
        Tone.HEAD,
        Tone.HEAD,
        Tone.AMBER,
        Tone.AMBER,
        Tone.RED,
        Tone.RED,
    ]


def test_an_order_that_is_cooked_at_once_has_an_age_although_it_has_a_time() -> None:
    screen = Screen(an_order(1, due_at=instant(HUB_MS + 900_000), asap=True)).at(65_000)
    age = panel(screen, "age o1").parts[0]
    assert isinstance(age, Text)
    assert age.text == "1:05"
    assert any("for 10:45" in part.text for part in shown(screen))


def test_a_due_time_that_cannot_be_read_is_left_out() -> None:
    assert texts(an_order(1, due_at="soon"))[1] == "Dine in"


def test_a_guests_allergy_is_the_loudest_on_top_and_on_its_line() -> None:
    order = an_order(
        1,
        a_line("Burrito", allergies=("Peanuts", "avocado")),
        a_line("Horchata"),
        allergies=("shellfish",),
        notes="Birthday",
    )
    assert loud(order) == ["⚠ ALLERGY: shellfish, Peanuts, avocado", "⚠ Peanuts, avocado"]
    found = texts(order)
    assert found.index("⚠ ALLERGY: shellfish, Peanuts, avocado") < found.index("» Birthday")
    frames = [
        part.tone
        for part in panel(Screen(order)).parts
        if isinstance(part, Box) and part.shape is Fill.FRAME and part.tone is Tone.ALLERGEN
    ]
    assert frames == [Tone.ALLERGEN]


def test_a_station_does_not_hear_of_the_allergy_of_a_line_that_it_does_not_make() -> None:
    order = an_order(1, a_line("Steak", "grill"), a_line("Pie", "cold", allergies=("egg",)))
    assert not any("egg" in text for text in texts(order, "grill"))


def test_what_a_dish_contains_is_quiet_unless_the_guest_must_not_eat_it() -> None:
    brownie = a_line("Brownie", allergens=("nuts", "egg"))
    assert loud(an_order(1, brownie)) == []
    assert loud(an_order(1, brownie, allergies=("Nuts",))) == ["⚠ ALLERGY: Nuts", "⚠ CONTAINS nuts"]
    assert "contains egg" in texts(an_order(1, brownie, allergies=("Nuts",)))


def test_a_note_of_an_allergy_is_as_loud_word_for_word() -> None:
    order = an_order(
        1,
        a_line("Bagel", notes="sesame allergy - fresh knife", allergens=("sesame",)),
        notes="Nussallergie bei einem Gast!",
    )
    assert loud(order) == [
        "⚠ » Nussallergie bei einem Gast!",
        "⚠ CONTAINS sesame",
        "⚠ » sesame allergy - fresh knife",
    ]


def test_a_house_says_which_further_words_are_loud() -> None:
    order = an_order(1, notes="no LACTOSE please")
    assert loud(order) == []
    assert loud(order, allergy_words=("lactose",)) == ["⚠ » no LACTOSE please"]


def test_a_cancelled_dish_warns_of_nothing() -> None:
    gone = a_line("Pie", status=ItemStatus.CANCELLED, allergies=("egg",), notes="egg allergy")
    assert loud(an_order(1, gone, a_line("Soup"))) == []


def test_the_ticket_that_goes_on_in_the_next_cell_warns_again() -> None:
    lines = [a_line(f"Dish {each}") for each in range(40)]
    screen = Screen(an_order(1, *lines, display_number="A17", allergies=("egg",), test=True))
    head = next(part for part in panel(screen, "cell 1").parts if isinstance(part, Text))
    assert head.text == "↪ A17 ⚠ TEST continued"


def test_a_modifier_has_the_sign_of_its_kind_how_often_and_where() -> None:
    burger = a_line(
        "Pizza",
        modifiers=(
            Modifier("Onion", kind=ModifierKind.REMOVE),
            Modifier("Oat milk", kind=ModifierKind.INSTEAD, instead_of="milk"),
            Modifier("Bacon", kind=ModifierKind.ADD, quantity=2, portion=Portion.LEFT),
            Modifier(
                "Side salad",
                modifiers=(Modifier("Dressing", kind=ModifierKind.REMOVE),),
                portion=Portion.WHOLE,
                quantity=1,
            ),
        ),
    )
    found = {part.text: part for part in shown(Screen(an_order(1, burger)))}
    assert f"{MINUS} Onion" in found
    assert found[f"{MINUS} Onion"].tone is Tone.REMOVED
    assert "= Oat milk for milk" in found
    assert f"+ 2 {TIMES} Bacon (left half)" in found
    inner = found[f"{MINUS} Dressing"].rect.x - found["Side salad"].rect.x
    assert inner > 0.5 * LAYOUT.unit


def test_a_dish_is_named_as_cooks_do_with_its_variant_and_whose_it_is() -> None:
    lines = (
        a_line("Pizza Diavolo", kitchen_name="DIAVOLO", variant="32 cm", seat=2),
        a_line("Bagel", seat="Kelley", to_go=True),
        a_line("Mussels (1.2 kg)", kitchen_name="MOULES", amount=1.2, unit="kg", quantity=2),
    )
    found = texts(an_order(1, *lines))
    assert f"1 {TIMES} DIAVOLO, 32 cm, seat 2" in found
    assert f"1 {TIMES} Bagel, for Kelley" in found
    assert "TO GO" in found
    assert f"2 {TIMES} MOULES (1.2 kg)" in found


def test_what_is_odd_about_a_line_stands_below_it() -> None:
    lines = (
        a_line("Elote", "grill", flags=("sold_out", "not_on_menu", "from_tomorrow")),
        a_line("Specials"),
    )
    found = texts(an_order(1, *lines))
    for words in ("SOLD OUT", "NOT ON THE MENU", "FROM TOMORROW"):
        assert words in found
    assert found.count("not routed") == 1
    assert found.index("not routed") > found.index(f"1 {TIMES} Specials")


def test_a_kitchen_without_stations_is_not_told_that_nothing_is_routed() -> None:
    assert "not routed" not in texts(an_order(1, a_line("Soup")))
    assert "not routed" in texts(an_order(1, a_line("Soup")), "grill")


def test_what_to_do_when_it_is_sold_out_is_said() -> None:
    lines = (
        a_line("Peas", if_out=IfOut(WhenOut.REPLACE, "rather lentils")),
        a_line("Rice", if_out=IfOut(WhenOut.CALL)),
    )
    found = texts(an_order(1, *lines))
    assert "if sold out: replace it (rather lentils)" in found
    assert "if sold out: call the guest" in found


# From here on: what was changed, combos, and what waits.

NOW = instant(HUB_MS + 1_000)


def marked(screen: Screen) -> list[tuple[str, bool]]:
    found = [part for part in shown(screen) if part.tone is Tone.MARK_TEXT]
    return [(part.text, part.struck) for part in found if part.text not in {"◐", "✕"}]


def after(line: Item, **changes: object) -> list[tuple[str, bool]]:
    order = an_order(1, line, a_line("Tea"))
    edited = edits.edit_line(order, line.id, changes, NOW, "new")
    assert edited is not None
    return marked(Screen(edited.order))


def test_a_changed_quantity_says_both() -> None:
    assert after(a_line("Fish", quantity=4), quantity=2) == [(f"4 → 2 {TIMES} Fish", False)]


def test_another_note_is_marked_and_nothing_else() -> None:
    assert after(a_line("Fish", notes="salt"), notes="no salt") == [("» no salt", False)]
    assert after(a_line("Fish", notes="salt"), notes=None) == [("» note taken away", False)]


def test_changes_that_were_added_are_marked_and_those_taken_away_struck() -> None:
    line = a_line("Burger", modifiers=(Modifier("rare"), Modifier("no bun")))
    changed = after(line, modifiers=(Modifier("rare"), Modifier("Bacon", kind=ModifierKind.ADD)))
    assert changed == [("+ Bacon", False), ("no bun", True)]


def test_another_dish_seat_course_or_station_says_what_it_was() -> None:
    line = a_line("Fish", "fry", seat=2, course=1)
    assert after(line, seat=3) == [
        (f"1 {TIMES} Fish, seat 3", False),
        (f"was: 1 {TIMES} Fish, seat 2", False),
    ]
    assert after(line, course=2) == [("was: Course 1", False)]
    assert after(line, station="grill") == [("was at: fry", False)]
    assert after(line, to_go=True) == [("now to go", False)]


def test_an_allergy_that_was_added_is_loud_and_marked() -> None:
    line = a_line("Fish")
    order = an_order(1, line)
    edited = edits.edit_line(order, "Fish", {"allergies": ("egg",)}, NOW, "new")
    assert edited is not None
    assert loud(edited.order) == ["⚠ ALLERGY: egg", "⚠ egg"]
    assert marked(Screen(edited.order)) == [("allergies changed", False)]


def test_what_a_ticket_said_of_itself_and_says_no_more_is_marked() -> None:
    order = an_order(1, table_number="4", display_number="A1", handoff="Tom", customer_name="Ada")
    changes = {"display_number": "A2", "handoff": "", "customer_name": "Bo", "remake": True}
    edited = edits.edit_order(order, changes, NOW).order
    assert [text for text, _ in marked(Screen(edited))] == [
        "» now a remake",
        "» now number A2",
        "» now guest: Bo",
        "» no pick-up any more",
    ]


def test_a_ticket_that_was_called_off_says_so_and_why_and_hurries_nobody() -> None:
    made = a_line("Steak", status=ItemStatus.PREPARING)
    order = an_order(1, made, status=OrderStatus.PREPARING)
    screen = Screen(order).at(20 * 60_000)
    screen.hears(rules.move_order(order, OrderStatus.CANCELLED, NOW, "guests left").order)
    assert marked(screen) == [
        ("✕ CANCELLED: guests left", False),
        (f"1 {TIMES} Steak", True),
    ]
    assert panel(screen, "age o1").tone is Tone.HEAD


MENU = Combo(id="c1", name="Burger Menu", quantity=2, seat=3, notes="one for a child")
PARTS = (
    a_line("Steak", "grill"),
    a_line("Burger", "grill", quantity=2, parent_id="c1"),
    a_line("Fries", "fry", quantity=2, parent_id="c1", modifiers=(Modifier("no salt"),)),
    a_line("Cola", "bar", quantity=2, parent_id="c1"),
)


def lefts(order: Order, station: str) -> dict[str, int]:
    screen = Screen(order, settings=BoardSettings(station=station))
    return {part.text: part.rect.x for part in shown(screen)}


def test_a_combo_is_held_together_at_the_pass() -> None:
    late = a_line("Sundae", "cold", parent_id="c1")
    order = an_order(1, PARTS[1], PARTS[0], *PARTS[2:], late, groups=(MENU,))
    found = texts(order, "expo")
    wanted = [
        f"2 {TIMES} Burger Menu, seat 3",
        "» one for a child",
        f"2 {TIMES} Burger",
        f"2 {TIMES} Fries",
        "no salt",
        f"2 {TIMES} Cola",
        f"1 {TIMES} Sundae",
        f"1 {TIMES} Steak",
    ]
    assert [text for text in found if text in wanted] == wanted
    at = lefts(order, "expo")
    assert at[f"2 {TIMES} Fries"] > at[f"1 {TIMES} Steak"] == at[f"2 {TIMES} Burger Menu, seat 3"]


def test_each_part_of_a_combo_stands_at_its_own_station() -> None:
    order = an_order(1, *PARTS, groups=(MENU,))
    found = texts(order, "fry")
    assert f"of 2 {TIMES} Burger Menu, seat 3" in found
    assert f"2 {TIMES} Fries" in found
    assert not any("Burger" in text and "of 2" not in text for text in found)
    assert "also at: grill 3, bar 2" in found


def test_a_part_whose_combo_is_not_told_is_a_line_like_any_other() -> None:
    found = lefts(an_order(1, *PARTS), "grill")
    assert found[f"2 {TIMES} Burger"] == found[f"1 {TIMES} Steak"]


def test_what_is_held_is_said_by_course_and_not_by_name() -> None:
    held = (
        a_line("Magret", "grill", course=2, quantity=2),
        a_line("Cod", "grill", course="Mains"),
        a_line("Pie", "cold"),
    )
    order = an_order(1, a_line("Velouté", "grill", course=1), held=held)
    assert [text for text in texts(order, "grill") if "held" in text] == [
        "held: Course 2 (2), Mains (1)",
    ]
    assert "held: Course 2 (2), Mains (1), 1" in texts(order, "expo")
    assert not any("Magret" in text for text in texts(order, "expo"))


def test_the_pass_sees_how_far_each_station_is_with_a_line_of_several() -> None:
    steps = tuple(
        StationStep(station=each, status=ItemStatus(to))
        for each, to in (("grill", "ready"), ("fry", "preparing"))
    )
    line = a_line("Steak frites", "grill", stations=("grill", "fry"), at=steps, status="preparing")
    order = an_order(1, line, a_line("Espresso", "bar", screen=False))
    found = texts(order, "expo")
    assert "ready: grill 1 of 1, fry 0 of 1" in found
    assert not any("bar" in text for text in found)
    assert "also at: grill 1" in texts(order, "fry")
