"""The menu as a spreadsheet: what comes out goes in again, and every bad cell is named."""

import csv
import io

import msgspec
import pytest
from hypothesis import given
from msgspec import to_builtins

from hub.domain.errors import MAX_NAMED, Code, Refusal
from hub.domain.menu import Category, Menu, MenuItem, MenuModifier, Station
from hub.wire import spreadsheet
from hub.wire.requests import (
    NewCategory,
    NewMenuItem,
    NewMenuModifier,
    NewStation,
    WholeMenu,
)
from hub.wire.responses import MenuView
from hub.wire.spreadsheet import MENU_COLUMNS, read_menu, write_menu
from hub.wire.strict_json import convert
from tests.support.menus import menus
from tests.support.strategies import unhurried

EMPTY = Menu()
SOUP_ID = "0b9f2a6e-7a43-4c7e-9a51-0a4b1c2d3e4f"
SALT_ID = "1b9f2a6e-7a43-4c7e-9a51-0a4b1c2d3e4f"
SOUP = MenuItem(
    id=SOUP_ID,
    name="soup",
    category="starters",
    station="hot",
    price_minor=650,
    allergens=("celery", "milk"),
    modifiers=(MenuModifier(id=SALT_ID, name="no salt"),),
    target_minutes=7.5,
    available=False,
)


def problems(text: str) -> dict[str, str]:
    with pytest.raises(Refusal) as refused:
        read_menu(text, EMPTY)
    assert refused.value.code is Code.BAD_REQUEST
    for where in refused.value.details:
        assert where in refused.value.message
    return dict(refused.value.details)


def dishes(text: str, menu: Menu = EMPTY) -> tuple[NewMenuItem, ...]:
    return read_menu(text, menu).items


def as_import(menu: MenuView) -> WholeMenu:
    return convert(to_builtins(menu), WholeMenu)


def test_a_dish_is_one_line_that_a_person_can_read() -> None:
    rows = list(
        csv.reader(io.StringIO(write_menu(MenuView(categories=(), stations=(), items=(SOUP,)))))
    )

    assert rows == [
        list(MENU_COLUMNS),
        [SOUP_ID, "soup", "starters", "hot", "650", "celery|milk", "no salt", "7.5", "no"],
    ]


@unhurried
@given(menus())
def test_what_comes_out_goes_in_again(menu: MenuView) -> None:
    assert read_menu(
        write_menu(menu), Menu(menu.categories, menu.stations, menu.items)
    ) == as_import(menu)


def test_a_spreadsheets_byte_order_mark_is_no_part_of_the_first_heading() -> None:
    assert dishes("\ufeffname\nsoup\n") == (NewMenuItem(name="soup"),)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_lines_end_in_any_of_the_usual_ways(line_end: str) -> None:
    assert dishes(line_end.join(["name", "soup", "stew", ""])) == (
        NewMenuItem(name="soup"),
        NewMenuItem(name="stew"),
    )


def test_only_the_name_is_needed() -> None:
    assert dishes("name,price_minor\nsoup,\n") == (NewMenuItem(name="soup"),)


def test_empty_lines_are_passed_over() -> None:
    assert dishes("name\n\nsoup\n\n") == (NewMenuItem(name="soup"),)


def test_spaces_around_the_parts_of_a_list_do_not_count() -> None:
    assert dishes("name,allergens\nsoup, celery | | milk |\n")[0].allergens == ("celery", "milk")


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        (r"a\|b|c", ("a|b", "c")),
        (r"a\\|b", ("a\\", "b")),
        (r"\ a\ |b", (" a ", "b")),
        (r"half\half", (r"half\half",)),
        ("end\\", ("end\\",)),
    ],
)
def test_a_backslash_takes_the_meaning_away_from_what_follows(
    cell: str, parts: tuple[str, ...]
) -> None:
    assert dishes(f"name,allergens\nsoup,{cell}\n")[0].allergens == parts


@pytest.mark.parametrize("cell", ["yes", "YES", "true", "1", "", " yes "])
def test_a_dish_is_available_unless_the_cell_says_no(cell: str) -> None:
    assert dishes(f"name,available\nsoup,{cell}\n")[0].available


@pytest.mark.parametrize("cell", ["no", "No", "false", "0"])
def test_a_dish_that_is_not_available_says_no(cell: str) -> None:
    assert not dishes(f"name,available\nsoup,{cell}\n")[0].available


@pytest.mark.parametrize("dish_id", [SOUP_ID, SOUP_ID.upper()])
def test_a_modifier_keeps_its_id_as_long_as_it_keeps_its_name(dish_id: str) -> None:
    menu = Menu(items=(SOUP,))

    (dish,) = dishes(f"id,name,modifiers\n{dish_id},soup,no salt|no bread\n", menu)

    assert dish.modifiers == (
        NewMenuModifier(id=SALT_ID, name="no salt"),
        NewMenuModifier(name="no bread"),
    )


def test_what_a_spreadsheet_has_no_column_for_stays_as_it_is() -> None:
    salt = MenuModifier(id=SALT_ID, name="no salt", plu=("7",))
    soup = msgspec.structs.replace(
        SOUP, stations=("hot", "pass"), plu=("1",), diets=("vegan",), modifiers=(salt,)
    )
    menu = Menu(
        [Category(id="starters", name="Starters", stations=("hot",))],
        [Station(id="hot", name="Hot", screen=False), Station(id="pass", name="Pass")],
        [soup],
    )

    same = read_menu("name,station,modifiers\nsoup,hot,no salt\n", menu)
    (moved,) = dishes("name,station\nsoup,pass\n", menu)

    [dish] = same.items
    assert (dish.stations, dish.plu, dish.diets) == (("hot", "pass"), ("1",), ("vegan",))
    assert dish.modifiers == (NewMenuModifier(id=SALT_ID, name="no salt", plu=("7",)),)
    assert same.categories == (NewCategory(id="starters", name="Starters", stations=("hot",)),)
    assert not same.stations[0].screen
    assert (moved.station, moved.stations) == ("pass", ())


def test_categories_and_stations_that_only_the_file_names_are_made_behind_the_known_ones() -> None:
    menu = Menu(
        categories=(Category(id="mains", name="Main dishes", position=4),),
        stations=(Station(id="grill", name="Grill & fryer", position=2),),
        items=(),
    )

    whole = read_menu("name,category,station\na,mains,grill\nb,hot-starters,cold_pass\n", menu)

    assert whole.categories == (
        NewCategory(id="mains", name="Main dishes", position=4),
        NewCategory(id="hot-starters", name="Hot Starters", position=1),
    )
    assert whole.stations == (
        NewStation(id="grill", name="Grill & fryer", position=2),
        NewStation(id="cold_pass", name="Cold Pass", position=1),
    )


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("id", "17"),
        ("category", "Main dishes"),
        ("station", "GRILL"),
        ("price_minor", "6.50"),
        ("price_minor", "-1"),
        ("price_minor", "1_000"),
        ("price_minor", "٣"),
        ("price_minor", "100000001"),
        ("price_minor", "9" * 5000),
        ("target_minutes", "soon"),
        ("target_minutes", "0"),
        ("target_minutes", "601"),
        ("target_minutes", "nan"),
        ("target_minutes", "inf"),
        ("target_minutes", "1_0"),
        ("available", "maybe"),
        ("allergens", "a\0b"),
    ],
)
def test_a_bad_cell_is_named_with_its_line_and_column(column: str, cell: str) -> None:
    assert list(problems(f"name,{column}\nsoup,\nstew,{cell}\n")) == [f"line 3, {column}"]


@pytest.mark.parametrize(
    ("name", "row"), [("", '"",5'), ("too long", f"{'x' * 121},5"), ("NUL", "a\0b,5")]
)
def test_a_bad_name_is_named_with_its_line(name: str, row: str) -> None:
    assert list(problems(f"name,price_minor\n{row}\n")) == ["line 2, name"]


def test_a_bad_part_of_a_list_is_named_by_its_place() -> None:
    text = f"name,allergens\nsoup,milk|{'x' * 41}\n"

    assert list(problems(text)) == ["line 2, allergens[1]"]


def test_every_bad_cell_of_a_file_is_named_at_once() -> None:
    text = "name,price_minor,available\nsoup,x,maybe\nstew,5,yes\n,6,yes\n"

    assert list(problems(text)) == [
        "line 2, price_minor",
        "line 2, available",
        "line 4, name",
    ]


def test_a_file_of_mistakes_is_answered_with_the_first_hundred() -> None:
    with pytest.raises(Refusal) as refused:
        read_menu("name,price_minor\n" + ",x\n" * 5000, EMPTY)

    assert len(refused.value.details) == MAX_NAMED
    assert list(refused.value.details)[-1] == "line 51, price_minor"
    assert refused.value.message.endswith("; and more")


def test_a_file_is_read_no_further_than_the_mistakes_that_can_be_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines: list[object] = []

    def counted(value: object, kind: type[NewMenuItem]) -> NewMenuItem:
        lines.append(value)
        return convert(value, kind)

    monkeypatch.setattr(spreadsheet, "convert", counted)

    assert len(problems("name,price_minor\n" + ",x\n" * 5000)) == MAX_NAMED
    assert len(lines) <= MAX_NAMED


def test_a_line_with_more_cells_than_headings_is_named() -> None:
    assert problems("name\nsoup\nstew,5\n") == {"line 3": "more cells than headings"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "id,station\n",
        "name,colour\nsoup,red\n",
        "name;price_minor\nsoup;5\n",
        "name,name\nsoup,stew\n",
        '"na"me\nsoup\n',
        '"name\nsoup\n',
    ],
    ids=["empty", "blank", "no name", "unknown", "semicolons", "twice", "quoting", "unclosed"],
)
def test_headings_that_do_not_fit_are_refused(text: str) -> None:
    assert list(problems(text)) == ["line 1"]


@pytest.mark.parametrize(
    "row", ['"so"up', '"soup', "x" * 140_000], ids=["quoting", "unclosed", "endless"]
)
def test_a_line_that_is_no_csv_is_named_with_what_was_wrong_before_it(row: str) -> None:
    found = problems(f"name,price_minor\nsoup,x\n{row}\n")

    assert found.keys() >= {"line 2, price_minor", "line 3"}


def test_a_column_that_the_file_lacks_changes_nothing_on_a_known_dish() -> None:
    soup = MenuItem(
        id="0198a000-0000-7000-8000-000000000001",
        name="Soup",
        station="cold",
        price_minor=500,
        allergens=("celery",),
        modifiers=(MenuModifier(id="0198a000-0000-7000-8000-000000000002", name="no bread"),),
        available=False,
    )
    menu = Menu(stations=(Station(id="cold", name="Cold"),), items=(soup,))

    read = read_menu("name,price_minor\nsoup,650\n", menu).items[0]

    assert (read.price_minor, read.station, read.allergens) == (650, "cold", ("celery",))
    assert (read.id, read.available) == (soup.id, False)
    assert [each.id for each in read.modifiers] == [each.id for each in soup.modifiers]
