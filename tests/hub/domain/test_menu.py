from collections.abc import Generator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain import menu as menu_module
from hub.domain.menu import Category, Entry, Menu, MenuItem, MenuModifier, Station, menu_of, plain

SOUP = MenuItem(id="1", name="Tomato Soup")
BREAD = MenuItem(id="2", name="bread")


def test_a_menu_without_dishes_is_empty_whatever_else_it_holds() -> None:
    assert Menu(categories=[Category(id="starters", name="Starters")]).empty


def test_a_menu_with_a_dish_is_not_empty() -> None:
    assert not Menu(items=[SOUP]).empty


@pytest.mark.parametrize("name", ["Tomato Soup", "tomato soup", " TOMATO  soup ", "tomato\tSOUP"])
def test_a_dish_is_found_by_name_whatever_the_case_and_spacing(name: str) -> None:
    assert Menu(items=[SOUP, BREAD]).find_by_name(name) is SOUP


def test_case_is_folded_for_every_language() -> None:
    assert plain("STRASSE") == plain("Straße")


def test_a_name_that_is_not_on_the_menu_finds_nothing() -> None:
    assert Menu(items=[SOUP]).find_by_name("stew") is None


@pytest.mark.parametrize("count", [2, 3])
def test_dishes_that_share_a_name_are_none_of_them_found_by_it(count: int) -> None:
    menu = Menu(items=[MenuItem(id=str(each), name="Soup") for each in range(count)])

    assert menu.find_by_name("soup") is None


def test_a_dish_knows_its_own_modifiers_only() -> None:
    salt = MenuModifier(id="s", name="no salt")
    dish = MenuItem(id="1", name="Soup", modifiers=(salt,))

    assert dish.modifier("s") is salt
    assert dish.modifier("x") is None


def test_an_edit_makes_a_new_menu_and_leaves_the_old_one_alone() -> None:
    before = Menu(items=[SOUP, BREAD])
    stew = MenuItem(id="1", name="Stew")

    after = before.edit(put=[stew], drop=[BREAD])

    assert dict(before.items) == {"1": SOUP, "2": BREAD}
    assert dict(after.items) == {"1": stew}
    assert after.find_by_name("tomato soup") is None
    assert after.find_by_name("stew") is stew


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
    assert [menu.find_by_name(name) for name in ("soup", "STEW", "ale")] == [
        anew.find_by_name(name) for name in ("soup", "STEW", "ale")
    ]


def test_an_edit_of_one_dish_looks_at_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    menu = menu_of(MenuItem(id=str(each), name=f"Dish {each}") for each in range(1000))
    looked_at: list[str] = []

    def counted(name: str) -> str:
        looked_at.append(name)
        return plain(name)

    monkeypatch.setattr(menu_module, "plain", counted)
    after = menu.edit(put=[MenuItem(id="7", name="Dish 7", available=False)])

    assert not after.items["7"].available
    assert set(looked_at) == {"Dish 7"}


def test_a_menu_put_together_in_steps_is_the_same() -> None:
    def whole() -> Generator[None, None, None]:
        menus.append((yield from Menu.in_steps([], [], [SOUP, BREAD])))

    menus: list[Menu] = []
    steps = list(whole())

    assert len(steps) == 2
    assert dict(menus[0].items) == {"1": SOUP, "2": BREAD}
    assert menus[0].find_by_name("BREAD") is BREAD
