"""What was changed, belongs together, or waits is told apart on its ticket."""

from display.state.settings import BoardSettings
from display.view_model.screen import Fill, Tone
from hub.domain import edits, rules
from hub.domain.order_details import Combo, Modifier, ModifierKind
from hub.domain.orders import Item, ItemStatus, Order, OrderStatus, StationStep
from hub.domain.times import instant
from tests.support.one_screen import HUB_MS, Screen, a_line, an_order
from tests.support.said import loud, panel, rows_of, shown, texts

TIMES = "\N{MULTIPLICATION SIGN}"
MINUS = "\N{MINUS SIGN}"
NOW = instant(HUB_MS + 1_000)


def marked(screen: Screen) -> list[str]:
    """List what stands on a strip; what is struck through in brackets."""
    found = []
    for row in shown(screen):
        if row.ground is Tone.MARK:
            words = [f"[{each.text}]" if each.struck else each.text for each in row.texts]
            found.append(" ".join(words))
    return found


def after(line: Item, **changes: object) -> list[str]:
    order = an_order(1, line, a_line("Tea"))
    edited = edits.edit_line(order, line.id, changes, NOW, "new")
    assert edited is not None
    return marked(Screen(edited.order))


def test_a_changed_quantity_says_both() -> None:
    assert after(a_line("Fish", quantity=4), quantity=2) == ["[4] → 2 Fish"]


def test_a_changed_quantity_goes_from_left_to_right_in_a_line_from_the_right_too() -> None:
    order = an_order(1, a_line("سمك مقلي", quantity=4))
    edited = edits.edit_line(order, order.items[0].id, {"quantity": 2}, NOW, "new")
    assert edited is not None
    [row] = [each for each in shown(Screen(edited.order)) if each.ground is Tone.MARK]
    texts = sorted(row.texts, key=lambda each: each.rect.x)
    assert [each.text for each in texts[1:]] == ["4", "→", "2"]


def test_another_note_is_marked_and_nothing_else() -> None:
    assert after(a_line("Fish", notes="salt"), notes="no salt") == ["» no salt"]
    assert after(a_line("Fish", notes="salt"), notes=None) == ["» note taken away"]


def test_changes_that_were_added_are_marked_and_those_taken_away_struck() -> None:
    line = a_line("Burger", modifiers=(Modifier("rare"), Modifier("no bun")))
    changed = after(line, modifiers=(Modifier("rare"), Modifier("Bacon", kind=ModifierKind.ADD)))
    assert changed == ["+ Bacon · [NO bun]"]


def test_another_dish_seat_course_or_station_says_what_it_was() -> None:
    line = a_line("Fish", "fry", seat=2, course=1)
    assert after(line, seat=3) == [
        "1 Fish, seat 3",
        f"was: 1 {TIMES} Fish, seat 2",
    ]
    assert after(line, course=2) == ["was: Course 1"]
    assert after(line, station="grill") == ["was at: fry"]
    assert after(line, to_go=True) == ["now to go"]


def test_an_allergy_that_was_added_is_loud_and_marked() -> None:
    line = a_line("Fish")
    order = an_order(1, line)
    edited = edits.edit_line(order, "Fish", {"allergies": ("egg",)}, NOW, "new")
    assert edited is not None
    assert loud(edited.order) == ["ALLERGY: EGG", "ALLERGY: EGG"]
    assert marked(Screen(edited.order)) == ["allergies changed"]


def test_what_a_ticket_said_of_itself_and_says_no_more_is_marked() -> None:
    order = an_order(1, table_number="4", display_number="A1", handoff="Tom", customer_name="Ada")
    changes = {"display_number": "A2", "handoff": "", "customer_name": "Bo", "remake": True}
    edited = edits.edit_order(order, changes, NOW).order
    assert marked(Screen(edited)) == [
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
    head, why, line = shown(screen)
    assert why.text == "CANCELLED: guests left"
    assert why.signs == {Fill.CROSS}
    assert (line.struck, line.tones) == ("1 Steak", {Tone.FAINT})
    assert {text.tone for text in head.texts[1:]} == {Tone.CANCELLED_TEXT}
    assert panel(screen, "age o1").tone is Tone.CANCELLED


MENU = Combo(id="c1", name="Burger Menu", quantity=2, seat=3, notes="one for a child")
PARTS = (
    a_line("Steak", "grill"),
    a_line("Burger", "grill", quantity=2, parent_id="c1"),
    a_line("Fries", "fry", quantity=2, parent_id="c1", modifiers=(Modifier("no salt"),)),
    a_line("Cola", "bar", quantity=2, parent_id="c1"),
)


def lefts(order: Order, station: str) -> dict[str, int]:
    screen = Screen(order, settings=BoardSettings(station=station))
    return {row.text: row.texts[0].rect.x for row in shown(screen)}


def test_a_combo_is_held_together_at_the_pass() -> None:
    late = a_line("Sundae", "cold", parent_id="c1")
    order = an_order(1, PARTS[1], PARTS[0], *PARTS[2:], late, groups=(MENU,))
    found = texts(order, "expo")
    wanted = [
        "2 Burger Menu, seat 3",
        "» one for a child",
        "2 Burger",
        "2 Fries",
        "NO salt",
        "2 Cola",
        "Sundae",
        "1 Steak",
    ]
    assert [text for text in found if text in wanted] == wanted
    at = lefts(order, "expo")
    assert at["2 Fries"] > at["1 Steak"] == at["2 Burger Menu, seat 3"]


def test_each_part_of_a_combo_stands_at_its_own_station() -> None:
    order = an_order(1, *PARTS, groups=(MENU,))
    found = texts(order, "fry")
    assert f"of 2 {TIMES} Burger Menu, seat 3" in found
    assert "2 Fries" in found
    assert not any("Burger" in text and "of 2" not in text for text in found)
    assert "also at: grill 3, bar 2" in found


def test_a_part_whose_combo_is_not_told_is_a_line_like_any_other() -> None:
    found = lefts(an_order(1, *PARTS), "grill")
    assert found["2 Burger"] == found["1 Steak"]


def test_what_is_held_stands_below_faint_and_without_a_sign() -> None:
    held = (
        a_line("Magret", "grill", course=2, quantity=2),
        a_line("Cod", "grill", course="Mains"),
        a_line("Pie", "cold"),
    )
    order = an_order(1, a_line("Velouté", "grill", course=1), held=held)
    at_grill = rows_of(order, "grill")[3:]
    assert [row.text for row in at_grill] == [
        "COURSE 2 · HELD",
        "2 Magret",
        "MAINS · HELD",
        "1 Cod",
    ]
    assert [row.text for row in rows_of(order, "expo")[4:6]] == ["HELD", "1 Pie"]
    assert all(row.tones == {Tone.FAINT} and not row.signs for row in at_grill)
    assert not any(text.bold for text in at_grill[1].texts[1:])


def test_the_pass_sees_how_far_each_station_is_with_a_line_of_several() -> None:
    steps = tuple(
        StationStep(station=each, status=ItemStatus(to))
        for each, to in (("grill", "ready"), ("fry", "preparing"))
    )
    line = a_line("Steak frites", "grill", stations=("grill", "fry"), at=steps, status="preparing")
    order = an_order(1, line, a_line("Espresso", "bar", screen=False))
    found = texts(order, "expo")
    assert "✓ grill 1/1 · fry 0/1" in found
    assert not any("bar" in text for text in found)
    assert "also at: grill 1" in texts(order, "fry")
