"""What a sender says of an order stands on its ticket, where a cook looks for it."""

from msgspec.structs import replace

from display.state.settings import BoardSettings
from display.view_model.build import build
from display.view_model.layout import Layout
from display.view_model.screen import Box, Fill, Panel, Text, Tone
from hub.domain.order_details import IfOut, Modifier, ModifierKind, Portion, WhenOut
from hub.domain.orders import ItemStatus, Order, OrderType, Priority
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
