from collections.abc import Generator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain import names
from hub.domain.menu import (
    Category,
    Entry,
    Menu,
    MenuItem,
    MenuModifier,
    ModifierGroup,
    Station,
    menu_of,
)

SOUP = MenuItem(id="1", name="Tomato Soup")
BREAD = MenuItem(id="2", name="bread")
SAUCES = ModifierGroup(
    id="sauces",
    name="Sauces",
    default=("pepper",),
    items=(
        MenuModifier(id="pepper", name="Pepper", allergens=("milk",), plu=("7",)),
        MenuModifier(id="chimichurri", name="Chimichurri"),
    ),
)


def test_a_menu_without_dishes_is_empty_whatever_else_it_holds() -> None:
    assert Menu(categories=[Category(id="starters", name="Starters")]).empty


def test_a_menu_with_a_dish_is_not_empty() -> None:
    assert not Menu(items=[SOUP]).empty


@pytest.mark.parametrize(
    "name",
    [
        "Crème brûlée à l'orange",
        "CREME BRULEE A L'ORANGE",
        " crème  brûlée à l\u2019orange ",
        "creme-brulee a lorange",
        "Cre\u0300me bru\u0302le\u0301e a\u0300 l'orange",
    ],
)
def test_a_dish_is_found_by_a_name_that_is_as_good_as_its_own(name: str) -> None:
    pudding = MenuItem(id="3", name="Crème brûlée à l'orange")

    assert Menu(items=[SOUP, BREAD, pudding]).find_dish(name=name) is pudding


def test_of_dishes_that_are_spelled_nearly_alike_the_very_name_finds_the_right_one() -> None:
    paste, plate = MenuItem(id="1", name="Pâté"), MenuItem(id="2", name="Pate")
    menu = Menu(items=[paste, plate])

    assert menu.find_dish(name="Pâté") is paste
    assert menu.find_dish(name="Pate") is plate
    assert menu.find_dish(name="PATE") is None


def test_a_name_that_is_not_on_the_menu_finds_nothing() -> None:
    assert Menu(items=[SOUP]).find_dish(name="stew") is None


@pytest.mark.parametrize("count", [2, 3])
def test_dishes_that_share_a_name_are_none_of_them_found_by_it(count: int) -> None:
    menu = Menu(items=[MenuItem(id=str(each), name="Soup") for each in range(count)])

    assert menu.find_dish(name="soup") is None


def test_dishes_that_share_a_name_are_told_apart_by_category() -> None:
    lunch = MenuItem(id="1", name="Steak frites", category="lunch")
    dinner = MenuItem(id="2", name="Steak frites", category="dinner")
    menu = Menu(items=[lunch, dinner])

    assert menu.find_dish(name="steak-frites", category="dinner") is dinner
    assert menu.find_dish(name="Steak frites", category="breakfast") is None


def test_an_id_goes_before_a_plu_and_a_plu_before_a_name() -> None:
    small = MenuItem(id="1", name="Pizza", plu=("4711", "4712"))
    large = MenuItem(id="2", name="Large pizza", plu=("4713",))
    menu = Menu(items=[small, large])

    assert menu.find_dish(menu_item_id="2", plu="4711", name="Pizza") is large
    assert menu.find_dish(menu_item_id="9", plu="4712", name="Large pizza") is small
    assert menu.find_dish(menu_item_id="9", plu="0", name="large pizza") is large
    assert menu.find_dish(plu="0") is None


def test_a_plu_that_two_dishes_have_finds_neither() -> None:
    menu = Menu(items=[MenuItem(id=each, name=each, plu=("1",)) for each in "ab"])

    assert menu.find_dish(plu="1") is None
    assert menu.find_dish(plu="1", name="B") is menu.items["b"]


def test_a_plu_that_a_dish_has_no_more_finds_it_no_more() -> None:
    menu = Menu(items=[MenuItem(id="1", name="Pizza", plu=("1", "2"))])

    after = menu.edit(put=[MenuItem(id="1", name="Pizza", plu=("2", "3"))])

    assert after.find_dish(plu="1") is None
    assert after.find_dish(plu="3") is after.find_dish(plu="2") is after.items["1"]
    assert menu.find_dish(plu="1") is menu.items["1"]


def test_a_dish_has_a_twin_in_its_own_category_only() -> None:
    menu = Menu(items=[MenuItem(id="1", name="Steak frites", category="lunch")])

    assert menu.find_twin(MenuItem(id="2", name="STEAK  FRITES", category="lunch")) is not None
    assert menu.find_twin(MenuItem(id="2", name="Steak frites", category="dinner")) is None
    assert menu.find_twin(MenuItem(id="1", name="Steak frites", category="lunch")) is None


def test_an_edit_makes_a_new_menu_and_leaves_the_old_one_alone() -> None:
    before = Menu(items=[SOUP, BREAD])
    stew = MenuItem(id="1", name="Stew")

    after = before.edit(put=[stew], drop=[BREAD])

    assert dict(before.items) == {"1": SOUP, "2": BREAD}
    assert dict(after.items) == {"1": stew}
    assert after.find_dish(name="tomato soup") is None
    assert after.find_dish(name="stew") is stew


def test_an_edit_of_one_kind_of_entry_keeps_the_others() -> None:
    grill, mains = Station(id="grill", name="Grill"), Category(id="mains", name="Mains")
    before = Menu([mains], [grill], [SOUP])

    after = before.edit(put=[Station(id="mains", name="Mains pass")])

    assert dict(after.categories) == {"mains": mains}
    assert list(after.stations) == ["grill", "mains"]
    assert dict(after.items) == {"1": SOUP}


def test_taking_out_what_is_not_there_changes_nothing() -> None:
    assert dict(Menu(items=[SOUP]).edit(drop=[BREAD]).items) == {"1": SOUP}


def test_entries_are_listed_by_position_then_name_and_dishes_by_name() -> None:
    entries: list[Entry] = [
        SOUP,
        Category(id="z", name="Z", position=1),
        Category(id="b", name="B", position=2),
        Category(id="a", name="A", position=2),
        Station(id="grill", name="Grill", position=5),
        Station(id="bar", name="Bar", position=9),
        BREAD,
    ]

    menu = menu_of(entries)

    assert list(menu.categories) == ["z", "a", "b"]
    assert list(menu.stations) == ["grill", "bar"]
    assert list(menu.items.values()) == [BREAD, SOUP]


_EDIT = st.tuples(
    st.sampled_from("abcd"), st.sampled_from(["soup", "Soup", "stew", "Ale"]), st.booleans()
)


@given(st.lists(st.lists(_EDIT, max_size=3), max_size=6))
def test_a_menu_that_was_edited_is_the_menu_that_is_put_together_anew(
    edits: Sequence[Sequence[tuple[str, str, bool]]],
) -> None:
    menu, dishes = Menu(), dict[str, MenuItem]()
    for edit in edits:
        put = {each: MenuItem(id=each, name=name) for each, name, stays in edit if stays}
        drop = [MenuItem(id=each, name=name) for each, name, stays in edit if not stays]
        menu = menu.edit(put=put.values(), drop=drop)
        for each in drop:
            dishes.pop(each.id, None)
        dishes |= put

    anew = menu_of(dishes.values())
    # Where names are the same but for their case, any order among them will do.
    assert [each.name.casefold() for each in menu.items.values()] == [
        each.name.casefold() for each in anew.items.values()
    ]
    assert dict(menu.items) == dict(anew.items)
    assert [menu.find_dish(name=name) for name in ("soup", "STEW", "ale")] == [
        anew.find_dish(name=name) for name in ("soup", "STEW", "ale")
    ]


def test_an_edit_of_one_dish_looks_at_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    menu = menu_of(MenuItem(id=str(each), name=f"Dish {each}") for each in range(1000))
    looked_at: list[str] = []
    fold = names.fold

    def counted(name: str) -> str:
        looked_at.append(name)
        return fold(name)

    monkeypatch.setattr(names, "fold", counted)
    renamed = menu.edit(put=[MenuItem(id="7", name="Dish seven", available=False)])

    assert not renamed.items["7"].available
    assert set(looked_at) == {"Dish 7", "Dish seven"}


def test_an_86_looks_at_no_name_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    menu = menu_of(MenuItem(id=str(each), name=f"Dish {each}", plu=("1",)) for each in range(3))

    monkeypatch.setattr(names.NameIndex, "copy", None)
    after = menu.edit(put=[MenuItem(id="1", name="Dish 1", plu=("1",), available=False)])

    assert after.find_dish(name="Dish 1") is after.items["1"]
    assert not after.items["1"].available


@pytest.mark.parametrize(
    ("entry", "parts"),
    [
        (MenuItem(id="1", name="x", allergens=("a", "b"), diets=("vegan",), plu=("1", "2")), 5),
        (MenuItem(id="1", name="x", names={"de": "y", "fr": "z"}), 2),
        (MenuItem(id="1", name="x", modifiers=(MenuModifier(id="s", name="s"),)), 1),
        (MenuItem(id="1", name="x", modifier_groups=(SAUCES,)), 6),
        (Category(id="1", name="x", modifier_groups=(SAUCES, SAUCES)), 12),
    ],
)
def test_whatever_a_menu_has_many_of_is_counted(entry: Entry, parts: int) -> None:
    menu = menu_of([entry])

    assert menu.parts == parts
    assert menu.edit(put=[entry]).parts == parts
    assert menu.edit(drop=[entry]).parts == 0


def test_a_menu_put_together_in_steps_is_the_same() -> None:
    def whole() -> Generator[None, None, None]:
        menus.append((yield from Menu.in_steps([], [], [SOUP, BREAD])))

    menus: list[Menu] = []
    steps = list(whole())

    assert len(steps) == 2
    assert dict(menus[0].items) == {"1": SOUP, "2": BREAD}
    assert menus[0].find_dish(name="BREAD") is BREAD
