"""A note that tells of an allergy is known as one, in eight languages."""

import pytest

from hub.domain.allergy_words import find_met, mentions_allergy, name_contents
from hub.domain.order_details import Modifier, ModifierKind
from tests.support.one_screen import a_line

REMOVE = ModifierKind.REMOVE


@pytest.mark.parametrize(
    "note",
    [
        "NUT ALLERGY",
        "no oregano, allergy",
        "guest is allergic to sesame",
        "severe intolerance: lactose",
        "coeliac!",
        "Alérgica al marisco, por favor",
        "celíaco",
        "Allergie aux arachides. Bien cuite SVP",
        "maladie cœliaque",
        "Nussallergie bei einem Gast!",
        "Zöliakie",
        "Laktoseunverträglichkeit",
        "Allergico alle noci",
        "intollerante al lattosio",
        "Alergia a amendoim",
        "客人花生过敏",
        "對花生過敏",
        "乳糖不耐受",
        "لدي حساسية من الفول السوداني",
    ],
)
def test_a_note_of_an_allergy_is_known_in_eight_languages(note: str) -> None:
    assert mentions_allergy(note)


@pytest.mark.parametrize(
    "note",
    [
        "",
        "no onions",
        "Birthday! Candle on the dessert",
        "sauce on the side",
        "a real ergonomic chair",
    ],
)
def test_other_notes_are_none(note: str) -> None:
    assert not mentions_allergy(note)


def test_a_house_has_words_of_its_own() -> None:
    assert not mentions_allergy("LACTOSE free please")
    assert mentions_allergy("LACTOSE free please", ["Lactose"])
    assert mentions_allergy("a tree  nut, no", ["tree nut"])
    assert not mentions_allergy("anything", [" "])


@pytest.mark.parametrize(
    ("allergens", "allergies", "notes", "met"),
    [
        (("peanut", "milk"), ("Peanuts",), (), ("peanut",)),
        (("nuts", "egg"), (), ("NUT ALLERGY",), ("nuts",)),
        (("peanut", "tree nuts"), ("nuts",), (), ("peanut", "tree nuts")),
        (("gluten",), ("tree nuts",), (), ()),
        (("Käse",), ("kase",), (), ("Käse",)),
        (("花生",), ("花生",), (), ("花生",)),
        (("milk",), (), (), ()),
    ],
)
def test_what_a_dish_contains_meets_what_a_guest_must_not_eat(
    allergens: tuple[str, ...],
    allergies: tuple[str, ...],
    notes: tuple[str, ...],
    met: tuple[str, ...],
) -> None:
    assert find_met(allergens, allergies, notes) == met


def test_what_is_on_a_dish_is_named_without_what_is_left_off() -> None:
    sauce = Modifier("Sauce", modifiers=(Modifier("Walnuts"), Modifier("Egg", kind=REMOVE)))
    item = a_line("Salad", modifiers=(Modifier("Nuts", kind=REMOVE), sauce))
    assert name_contents(item) == ("Salad", "Sauce", "Walnuts")
