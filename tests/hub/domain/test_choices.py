"""Which of a dish's modifiers somebody means."""

from hub.domain.choices import find_modifier, list_choices
from hub.domain.menu import Category, Menu, MenuItem, MenuModifier, ModifierGroup

RARE = MenuModifier(id="rare", name="Rare", plu=("31", "32"))
SALAD = MenuModifier(id="salad", name="Side salad")
FRIES = MenuModifier(id="fries", name="Fries")
LARGE_FRIES = MenuModifier(id="large", name="FRIES", plu=("32",))
SIDES = ModifierGroup(id="sides", name="Sides", items=(FRIES, SALAD))
EXTRAS = ModifierGroup(id="extras", name="Extras", items=(LARGE_FRIES,))
STEAK = MenuItem(
    id="1", name="Steak", category="mains", modifiers=(RARE,), modifier_groups=(SIDES,)
)
MENU = Menu([Category(id="mains", name="Mains", modifier_groups=(EXTRAS,))], [], [STEAK])


def test_a_dish_has_its_own_modifiers_those_of_its_groups_and_those_of_its_category() -> None:
    assert [each.modifier for each in list_choices(MENU, STEAK)] == [
        RARE,
        FRIES,
        SALAD,
        LARGE_FRIES,
    ]


def test_a_modifier_is_found_by_id_then_plu_then_its_very_name_then_its_name_folded() -> None:
    by_id = find_modifier(MENU, STEAK, modifier_id="salad", plu="31", name="Fries")
    by_plu = find_modifier(MENU, STEAK, modifier_id="gone", plu="31", name="Fries")
    by_name = find_modifier(MENU, STEAK, plu="0", name="Fries")
    folded = find_modifier(MENU, STEAK, name="side-salad")

    assert by_id == (SALAD, SIDES)
    assert by_plu == (RARE, None)
    assert by_name == (FRIES, SIDES)
    assert folded == (SALAD, SIDES)


def test_of_modifiers_that_are_named_alike_the_group_says_which_is_meant() -> None:
    assert find_modifier(MENU, STEAK, name="fries") is None
    assert find_modifier(MENU, STEAK, name="fries", group="extras") == (LARGE_FRIES, EXTRAS)
    assert find_modifier(MENU, STEAK, plu="32") is None
    assert find_modifier(MENU, STEAK, plu="32", group="Extras") == (LARGE_FRIES, EXTRAS)


def test_a_modifier_of_another_dish_is_not_found() -> None:
    tea = MenuItem(id="2", name="Tea")

    assert find_modifier(MENU.edit(put=[tea]), tea, modifier_id="rare", name="Rare") is None
