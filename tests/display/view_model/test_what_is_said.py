"""What a sender says of an order stands on its ticket, where a cook looks for it."""

import pytest
from msgspec.structs import replace

from display.state.settings import DishNames
from display.view_model.screen import Box, Fill, Text, Tone
from hub.domain.order_details import IfOut, Modifier, ModifierKind, Portion, WhenOut
from hub.domain.orders import ItemStatus, OrderType, Priority
from hub.domain.times import instant
from tests.support.glass_words import read_rows
from tests.support.one_screen import HUB_MS, Screen, a_line, an_order
from tests.support.said import loud, panel, rows_of, shown, texts

TIMES = "\N{MULTIPLICATION SIGN}"
MINUS = "\N{MINUS SIGN}"


def test_the_number_that_is_called_out_comes_first_and_the_hubs_own_last() -> None:
    order = an_order(15, display_number="A17", customer_name="Ada")
    key, called, beside = rows_of(order)[0].texts
    assert (key.text, called.text, beside.text) == ("1", "A17", "Dine in · Ada · #15")
    assert [called.bold, beside.bold] == [True, False]


def test_a_number_that_has_no_room_stands_whole_below_the_head() -> None:
    _, called, *beside = rows_of(an_order(15, display_number="W" * 24))[0].texts
    assert called.text.endswith("…")
    assert beside[0].text == "Dine in · #15"
    below = rows_of(an_order(15, display_number="W" * 24))[1:3]
    assert "".join(row.text for row in below) == "W" * 24


def test_a_table_is_as_large_as_the_number_and_a_guests_name_makes_it_no_smaller() -> None:
    order = an_order(15, table_number="7", customer_name="W" * 8)
    _, called, table, *_ = rows_of(order)[0].texts
    assert (table.text, table.size) == ("Table 7", called.size)


def test_what_is_fetched_and_by_whom_is_as_large_as_there_is_room() -> None:
    def size(name: str) -> int:
        order = an_order(15, type=OrderType.TAKEOUT, customer_name=name)
        *_, beside = rows_of(order)[0].texts
        assert beside.text == f"Takeout · {name}"
        return beside.size

    [_, called, *_] = rows_of(an_order(15))[0].texts
    assert size("Ada") == called.size > size("W" * 6)


def test_a_table_with_a_name_of_its_own_is_called_by_it() -> None:
    assert "1 #1 Terrace 3" in texts(an_order(1, table_number="Terrace 3"))
    assert "1 #1 Table B12" in texts(an_order(1, table_number="B12"))


def test_where_an_order_goes_is_said_in_its_senders_own_words() -> None:
    order = an_order(
        1,
        type=OrderType.TAKEOUT,
        type_label="Kerbside",
        customer_name="Keiko",
        handoff="Blue Subaru",
    )
    assert "1 #1 Kerbside · Keiko · Blue Subaru" in texts(order)
    assert "1 #1 Table 4 · Terrace" in texts(an_order(1, table_number="4", zone="Terrace"))


def test_who_took_it_who_eats_and_where_it_came_from_is_said_quietly() -> None:
    order = an_order(1, brand="Smash Lab", source="Uber Eats", guests=2, server="Chloé")
    [about] = [row for row in rows_of(order) if "Smash Lab" in row.text]
    assert about.text == "Smash Lab · via Uber Eats · 2 guests · server Chloé"
    assert about.tones == {Tone.FAINT}


def test_who_hands_it_over_sees_what_is_to_go_with_it_and_who_cooks_does_not() -> None:
    order = an_order(1, a_line("Steak", "grill"), cutlery=False, paid=False)
    assert "no cutlery · not paid" in texts(order, "expo")
    assert "no cutlery · not paid" not in texts(order, "grill")


def test_a_test_order_and_a_remake_say_so_below_the_head() -> None:
    order = an_order(1, test=True, remake=True, priority=Priority.RUSH, table_number="7")
    assert [row.text for row in rows_of(order)][1:3] == ["RUSH · REMAKE", "TEST ORDER"]
    assert rows_of(order)[1].ground is Tone.RUSH


def test_an_order_for_later_says_for_when_and_counts_down_to_it() -> None:
    due = instant(HUB_MS + 15 * 60_000)
    screen = Screen(an_order(1, due_at=due, table_number="7"))
    screen.state = replace(screen.state, utc_offset_minutes=60)
    assert shown(screen)[0].text == "1 #1 Table 7 · for 11:45"
    ages = {
        minutes: panel(screen.at(minutes * 60_000), "age o1") for minutes in (0, 10, 11, 14, 15, 17)
    }
    assert {
        at: each.parts[-1].text for at, each in ages.items() if isinstance(each.parts[-1], Text)
    } == {
        0: f"{MINUS}15:00",
        10: f"{MINUS}5:00",
        11: f"{MINUS}4:00",
        14: f"{MINUS}1:00",
        15: f"{MINUS}0:00",
        17: "+2:00",
    }
    assert [each.tone for each in ages.values()] == [
        Tone.CARD,
        Tone.CARD,
        Tone.WARN,
        Tone.WARN,
        Tone.LATE_TEXT,
        Tone.LATE_TEXT,
    ]


def test_an_order_that_is_cooked_at_once_has_an_age_although_it_has_a_time() -> None:
    screen = Screen(an_order(1, due_at=instant(HUB_MS + 900_000), asap=True)).at(65_000)
    age = panel(screen, "age o1").parts[0]
    assert isinstance(age, Text)
    assert age.text == "1:05"
    assert any("for 10:45" in row.text for row in shown(screen))


def test_a_due_time_that_cannot_be_read_is_left_out() -> None:
    assert texts(an_order(1, due_at="soon"))[0] == "1 #1 Dine in"


def test_a_guests_allergy_is_the_loudest_on_top_and_on_its_line() -> None:
    order = an_order(
        1,
        a_line("Burrito", allergies=("Peanuts", "avocado")),
        a_line("Horchata"),
        allergies=("shellfish",),
        notes="Birthday",
    )
    assert loud(order) == [
        "ALLERGY: SHELLFISH, PEANUTS, AVOCADO",
        "ALLERGY: PEANUTS, AVOCADO",
    ]
    assert rows_of(order)[1].text == "ALLERGY: SHELLFISH, PEANUTS, AVOCADO"
    shapes = [each.shape for each in panel(Screen(order)).parts if isinstance(each, Box)]
    assert (shapes.count(Fill.STRIPES), shapes.count(Fill.DIAMOND)) == (4, 2)


def test_the_words_of_an_allergy_stand_clear_of_its_stripes() -> None:
    for letters in range(1, 120):
        parts = panel(Screen(an_order(1, allergies=("x" * letters,)))).parts
        striped = [x for x in parts if isinstance(x, Box) and x.shape is Fill.STRIPES]
        right = max(each.rect.x for each in striped)
        band = [each for each in parts if isinstance(each, Text) and each.tone is Tone.ALLERGY_TEXT]
        assert all(each.rect.x + each.rect.w < right for each in band)


def test_a_station_does_not_hear_of_the_allergy_of_a_line_that_it_does_not_make() -> None:
    order = an_order(1, a_line("Steak", "grill"), a_line("Pie", "cold", allergies=("egg",)))
    assert not any("egg" in text for text in texts(order, "grill"))


def test_what_a_dish_contains_is_quiet_unless_the_guest_must_not_eat_it() -> None:
    brownie = a_line("Brownie", allergens=("nuts", "egg"))
    assert loud(an_order(1, brownie)) == []
    assert loud(an_order(1, brownie, allergies=("Nuts",))) == ["ALLERGY: NUTS", "CONTAINS NUTS"]
    assert "contains egg" in texts(an_order(1, brownie, allergies=("Nuts",)))


def test_a_note_of_an_allergy_is_as_loud_word_for_word() -> None:
    order = an_order(
        1,
        a_line("Bagel", notes="sesame allergy - fresh knife", allergens=("sesame",)),
        notes="Nussallergie bei einem Gast!",
    )
    assert loud(order) == [
        "» Nussallergie bei einem Gast!",
        "CONTAINS SESAME",
        "» sesame allergy - fresh knife",
    ]


def test_a_house_says_which_further_words_are_loud() -> None:
    order = an_order(1, notes="no LACTOSE please")
    assert loud(order) == []
    assert loud(order, allergy_words=("lactose",)) == ["» no LACTOSE please"]


def test_a_cancelled_dish_warns_of_nothing() -> None:
    gone = a_line("Pie", status=ItemStatus.CANCELLED, allergies=("egg",), notes="egg allergy")
    assert loud(an_order(1, gone, a_line("Soup"))) == []


def test_the_ticket_that_goes_on_in_the_next_column_warns_again() -> None:
    lines = [a_line(f"Dish {each}") for each in range(40)]
    screen = Screen(an_order(1, *lines, display_number="A17", allergies=("egg",), test=True))
    head, warning, *_ = read_rows(panel(screen, "ticket o1/1"))
    assert (head.text, warning.text) == ("1 A17 goes on", "ALLERGY: EGG")
    assert warning.ground is Tone.ALLERGY


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
    rows = rows_of(an_order(1, burger))[2:]
    assert [row.text for row in rows] == [
        f"NO Onion · = Oat milk for milk · + 2 {TIMES} Bacon (left half)",
        "Side salad (NO Dressing)",
    ]
    assert [text.text for row in rows for text in row.texts if text.bold] == ["NO", "NO"]


def test_what_is_not_wanted_is_loud_in_the_words_of_its_sender() -> None:
    def said(name: str, kind: ModifierKind) -> str:
        dish = a_line("Soup", modifiers=(Modifier(name, kind=kind),))
        return rows_of(an_order(1, dish))[-1].text

    remove, plain = ModifierKind.REMOVE, ModifierKind.PLAIN
    assert said("No onion", remove) == "NO onion"
    assert said("ohne Zwiebeln", plain) == "OHNE Zwiebeln"
    assert said("不要花生", remove) == f"{MINUS} 不要花生"
    assert said("No", plain) == "No"


def test_a_dish_is_named_as_cooks_do_with_its_variant_and_whose_it_is() -> None:
    lines = (
        a_line("Pizza Diavolo", kitchen_name="DIAVOLO", variant="32 cm", seat=2),
        a_line("Bagel", seat="Kelley", to_go=True),
        a_line("Mussels (1.2 kg)", kitchen_name="MOULES", amount=1.2, unit="kg", quantity=2),
    )
    found = texts(an_order(1, *lines))
    assert "1 DIAVOLO, 32 cm, seat 2" in found
    assert "1 Bagel, for Kelley" in found
    assert "TO GO" in found
    assert "2 MOULES (1.2 kg)" in found


def test_what_is_odd_about_a_line_stands_below_it() -> None:
    lines = (
        a_line("Elote", "grill", flags=("sold_out", "not_on_menu", "from_tomorrow")),
        a_line("Specials"),
    )
    found = texts(an_order(1, *lines))
    for words in ("SOLD OUT", "NOT ON THE MENU", "FROM TOMORROW"):
        assert words in found
    assert found.count("not routed") == 1
    assert found.index("not routed") > found.index("1 Specials")


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


@pytest.mark.parametrize("live", [True, False])
def test_a_name_in_a_second_language_stands_small_below_the_first(*, live: bool) -> None:
    status = ItemStatus.PENDING if live else ItemStatus.CANCELLED
    soup = a_line("Soup", kitchen_name="Sopa · Soup", seat=2, status=status)
    other = a_line("Tea", kitchen_name="T1 · Tea", id="tea")
    order = an_order(1, soup, other)
    first, second = rows_of(order, dish_names=DishNames.BOTH)[1:3]
    assert first.texts[-1].text == "Sopa, seat 2"
    [below] = second.texts
    assert (below.text, below.tone, below.struck) == ("Soup", Tone.FAINT, not live)
    assert below.size < first.texts[-1].size
    assert below.rect.x == first.texts[-1].rect.x
    assert "T1 · Tea" in " ".join(texts(order))
