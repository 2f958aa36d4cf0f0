"""A menu that is exported is the same menu when it is imported again, in every form."""

import csv
import io
from collections.abc import Iterator
from io import BytesIO

import pytest
from hypothesis import assume, given

from hub.domain.menu import NOBODY, Category, Menu, MenuItem, MenuModifier, ModifierGroup, Station
from hub.domain.menu import identify as identity
from hub.ids import new_id
from hub.menu.files.workbooks import read_workbook
from hub.menu.files.writing import AMERICA, EUROPE, PLAIN, Dialect, write_csv, write_rows
from hub.menu.files.xlsx_writing import write_xlsx
from hub.menu.whole_menu import MenuFile, ReadMenu, read_menu_file, write_json
from hub.wire.menu_responses import MenuView
from tests.support.branch import OPENING_TIME
from tests.support.formulas import ATTACKS, begins_a_formula
from tests.support.menus import menus
from tests.support.strategies import unhurried

SOUP = MenuItem(
    id="0b9f2a6e-7a43-4c7e-9a51-0a4b1c2d3e4f",
    name="soup",
    category="starters",
    station="hot",
    price_minor=650,
    allergens=("celery", "milk"),
    modifiers=(MenuModifier(id="1b9f2a6e-7a43-4c7e-9a51-0a4b1c2d3e4f", name="no salt"),),
    modifier_groups=(
        ModifierGroup(
            id="2b9f2a6e-7a43-4c7e-9a51-0a4b1c2d3e4f",
            name="Bread",
            min=1,
            items=(
                MenuModifier(id="3b9f2a6e-7a43-4c7e-9a51-0a4b1c2d3e4f", name="rye", price_minor=50),
            ),
            default=("3b9f2a6e-7a43-4c7e-9a51-0a4b1c2d3e4f",),
        ),
    ),
    target_minutes=7.5,
    available=False,
)
MENU = Menu([Category(id="starters", name="Starters")], [Station(id="hot", name="Hot")], [SOUP])


def read(data: bytes, before: Menu) -> ReadMenu:
    file = MenuFile(BytesIO(data), len(data), is_json=False, currency="EUR")
    return read_menu_file(file, before, lambda: new_id(OPENING_TIME))


def forms(menu: Menu) -> Iterator[bytes]:
    yield b"".join(write_json(menu))
    for dialect in (PLAIN, AMERICA, EUROPE):
        yield b"".join(write_csv(menu, dialect, "EUR"))
    yield b"".join(write_xlsx(write_rows(menu, for_people=True, currency="EUR")))


def test_a_dish_is_one_row_that_a_person_can_read_and_each_choice_another() -> None:
    [text] = [b"".join(write_csv(MENU, EUROPE, "EUR")).decode("utf-8-sig")]

    soup, choice = csv.DictReader(io.StringIO(text, newline=""), delimiter=";")

    filled = {name: cell for name, cell in soup.items() if cell}
    assert filled == {
        "id": SOUP.id,
        "name": "soup",
        "category": "starters",
        "station": "hot",
        "price": "6,5",
        "allergens": "celery|milk",
        "modifiers": "no salt",
        "target_minutes": "7,5",
        "available": "no",
    }
    assert {name: cell for name, cell in choice.items() if cell} == {
        "id": "3b9f2a6e-7a43-4c7e-9a51-0a4b1c2d3e4f",
        "choice_group": "Bread",
        "choose_min": "1",
        "choose_ask": "no",
        "choice": "rye",
        "choice_price": "0,5",
        "choice_default": "yes",
    }


@pytest.mark.parametrize(
    ("dialect", "start"),
    [
        (PLAIN, b"id,name,category,station,price_minor,allergens,modifiers,target_minutes,"),
        (AMERICA, b"\xef\xbb\xbfid,name,category,station,price,"),
        (EUROPE, b"\xef\xbb\xbfid;name;category;station;price;"),
    ],
)
def test_programs_find_the_columns_that_they_know_and_excel_is_told_the_letters(
    dialect: Dialect, start: bytes
) -> None:
    assert b"".join(write_csv(MENU, dialect, None)).startswith(start)


@unhurried
@given(menus())
def test_what_comes_out_goes_in_again(drawn: MenuView) -> None:
    assume(len({identity(each) for each in drawn.items}) == len(drawn.items))
    assume(all(each.id != NOBODY for each in drawn.stations))
    menu = Menu(drawn.categories, drawn.stations, drawn.items)
    assume(not menu.empty)

    for written in forms(menu):
        back = read(written, menu)

        assert {each.id: each for each in back.menu.items} == dict(menu.items)
        assert {each.id: each for each in back.menu.categories} == dict(menu.categories)
        assert {each.id: each for each in back.menu.stations} == dict(menu.stations)
        assert back.report.notes == ()


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_menu_with_such_names_holds_no_formula_and_comes_back_as_it_was(attack: str) -> None:
    dish = MenuItem(id=SOUP.id, name=attack, allergens=(attack,), kitchen_name=attack)
    text = b"".join(write_csv(Menu([], [], [dish]), PLAIN, None)).decode()

    [row] = csv.DictReader(io.StringIO(text, newline=""))
    assert not any(map(begins_a_formula, row.values()))
    # Control characters are in no name, so such a menu is refused; all others come back.
    if attack.isprintable() or attack[0] in "\u00a0\ufeff\u200b":
        [back] = read(text.encode(), Menu()).menu.items
        assert (back.name, back.allergens, back.kitchen_name) == (attack, (attack,), attack)


def test_a_workbook_holds_texts_and_numbers_as_such() -> None:
    rows: list[list[str | float | None]] = [
        ["name", "price", None],
        ["=1+1 & <b>", 6.5, None],
        [" 007", 12, "\x0b"],
    ]

    [sheet] = read_workbook(b"".join(write_xlsx([rows])))

    assert [list(row[:2]) for row in sheet.rows] == [
        ["name", "price"],
        ["=1+1 & <b>", 6.5],
        [" 007", 12],
    ]


def test_an_export_is_written_a_few_rows_at_a_time() -> None:
    items = [MenuItem(id=str(number), name=f"dish {number}") for number in range(1000)]
    menu = Menu([], [], items)

    assert max(map(len, write_csv(menu, PLAIN, None))) < 1000
    assert max(map(len, write_json(menu))) < 1000
    rows = write_rows(menu, for_people=True, currency=None)
    assert max(map(len, write_xlsx(rows))) < 50_000
