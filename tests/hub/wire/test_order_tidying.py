"""What finds no room where it was sent goes to the notes, which cooks read, and never away."""

from datetime import datetime
from typing import Any

from hub.wire import lenient_json
from hub.wire.order_requests import NewItem, NewModifier, NewOrder
from hub.wire.order_tidying import MAX_ALLERGIES, MAX_ALLERGY, MAX_MODIFIERS, MAX_NOTES


def read_line(**fields: object) -> tuple[NewItem, list[str]]:
    line = {"name": "Soup", "quantity": 1, **fields}
    body = {"type": "dine_in", "items": [line]}
    reading = lenient_json.read(body, NewOrder, datetime.astimezone)
    return reading.value.items[0], [each.code for each in reading.warnings]


def nest(*names: str) -> list[dict[str, Any]]:
    first, *rest = names
    return [{"name": first, "modifiers": nest(*rest) if rest else []}]


def names_of(modifiers: tuple[NewModifier, ...]) -> list[Any]:
    return [(each.name, names_of(each.modifiers)) for each in modifiers]


def test_modifiers_stand_three_deep_and_those_further_in_beside_the_third() -> None:
    line, codes = read_line(modifiers=nest("a", "b", "c", "d", "e"))

    assert names_of(line.modifiers) == [("a", [("b", [("c", []), ("d", []), ("e", [])])])]
    assert codes == ["nested_too_deep"]


def test_three_deep_is_nothing_odd() -> None:
    line, codes = read_line(modifiers=[*nest("a", "b", "c"), {"name": "d"}])

    assert names_of(line.modifiers) == [("a", [("b", [("c", [])])]), ("d", [])]
    assert codes == []


def test_the_hundred_and_first_modifier_stands_in_the_notes() -> None:
    inner = [{"name": f"m{number}"} for number in range(MAX_MODIFIERS)]
    line, codes = read_line(notes="hot", modifiers=[{"name": "m", "modifiers": inner}, "no nuts"])

    assert len(line.modifiers[0].modifiers) == MAX_MODIFIERS - 1
    assert line.notes == f"m{MAX_MODIFIERS - 1}, no nuts\nhot"
    assert codes == ["too_many"]


def test_an_allergy_without_room_stands_whole_in_the_notes() -> None:
    long = "nuts " * 60
    line, codes = read_line(notes="hot", allergies=["milk", long, *["x"] * MAX_ALLERGIES])

    assert line.allergies is not None
    assert line.allergies[:2] == ("milk", long[: MAX_ALLERGY - 1].rstrip() + "…")
    assert len(line.allergies) == MAX_ALLERGIES
    assert line.notes == f"{long}\nx\nx\nhot"
    assert codes == ["allergy_in_notes"]


def test_an_allergy_comes_before_notes_that_have_to_be_cut_for_it() -> None:
    line, codes = read_line(notes="n" * MAX_NOTES, allergies=["nuts " * 60])

    assert line.notes is not None
    assert line.notes.startswith("nuts ")
    assert line.notes.endswith("n…")
    assert len(line.notes) == MAX_NOTES
    assert codes == ["allergy_in_notes", "text_cut"]
