"""An owner's spreadsheet: what is read of it, and every mistake named where its owner finds it."""

from io import BytesIO

import pytest

from hub.domain.errors import MAX_NAMED, Code, Refusal
from hub.domain.menu import MAX_DISHES, Category, Menu, MenuItem, MenuModifier, Station
from hub.ids import new_id
from hub.menu.files import assembling
from hub.menu.whole_menu import MenuFile, ReadMenu, read_menu_file
from hub.wire.requests import NewMenuItem
from hub.wire.strict_json import convert
from tests.support.branch import OPENING_TIME

EMPTY = Menu()
SOUP_ID = "0b9f2a6e-7a43-4c7e-9a51-0a4b1c2d3e4f"
SALT_ID = "1b9f2a6e-7a43-4c7e-9a51-0a4b1c2d3e4f"
SALT = MenuModifier(id=SALT_ID, name="no salt", plu=("7",))
SOUP = MenuItem(
    id=SOUP_ID,
    name="soup",
    category="starters",
    station="hot",
    stations=("hot", "pass"),
    price_minor=650,
    allergens=("celery", "milk"),
    modifiers=(SALT,),
    plu=("1",),
    target_minutes=7.5,
    available=False,
)
MENU = Menu(
    [Category(id="starters", name="Starters", position=4)],
    [Station(id="hot", name="Hot"), Station(id="pass", name="The pass")],
    [SOUP],
)


def read(text: str, before: Menu = EMPTY) -> ReadMenu:
    data = text.encode()
    file = MenuFile(BytesIO(data), len(data), is_json=False)
    return read_menu_file(file, before, lambda: new_id(OPENING_TIME))


def dishes(text: str, before: Menu = EMPTY) -> dict[str, MenuItem]:
    return {each.name: each for each in read(text, before).menu.items}


def problems(text: str) -> dict[str, str]:
    with pytest.raises(Refusal) as refused:
        read(text)
    assert refused.value.code is Code.BAD_REQUEST
    for where in refused.value.details:
        assert where in refused.value.message
    return dict(refused.value.details)


def notes(text: str) -> list[tuple[str, str]]:
    return [(each.where, each.message) for each in read(text).report.notes]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_lines_end_in_any_of_the_usual_ways(line_end: str) -> None:
    assert set(dishes(line_end.join(["name", "soup", "stew", ""]))) == {"soup", "stew"}


def test_only_the_name_is_needed_and_empty_rows_are_passed_over() -> None:
    assert set(dishes("\n\nname\n\nsoup\n\nstew\n\n")) == {"soup", "stew"}
    assert dishes("name,price\nsoup,\n")["soup"].price_minor is None


@pytest.mark.parametrize(
    "headings",
    [
        "Dish;Category;Price;Station;Allergens",
        "PLATO;categoría;Precio (EUR);estación;alérgenos",
        "Nom du plat;Catégorie;Prix de vente;Poste;Allergènes",
        "Gericht;Kategorie;Preis in €;Posten;Allergene",
        "piatto;categoria;prezzo;stazione;allergeni",
        "prato;categoria;preço;praça;alergênicos",
        "菜品;分类;价格;档口;过敏原",
        "الطبق;الفئة;السعر;المحطة;مسببات الحساسية",
    ],
    ids=["en", "es", "fr", "de", "it", "pt", "zh", "ar"],
)
def test_headings_may_be_in_any_language_of_the_interface(headings: str) -> None:
    soup = dishes(f"{headings}\nSoup;Starters;6,50;Hot;celery, milk\n", MENU)["Soup"]

    assert (soup.category, soup.station, soup.price_minor) == ("starters", "hot", 650)
    assert soup.allergens == ("celery", "milk")


def test_categories_and_stations_are_known_by_name_or_short_name_and_else_made() -> None:
    menu = read("name,category,station\na,starters,THE PASS\nb,Für Gäste,Bar\n", MENU).menu

    assert [(each.category, each.station) for each in menu.items] == [
        ("starters", "pass"),
        ("fur-gaste", "bar"),
    ]
    assert [(each.id, each.name, each.position) for each in menu.categories] == [
        ("fur-gaste", "Für Gäste", 1),
        ("starters", "Starters", 4),
    ]
    assert [(each.id, each.name) for each in menu.stations][-1] == ("bar", "Bar")


def test_names_whose_letters_have_no_short_form_get_one_all_the_same() -> None:
    menu = read("name,category\na,前菜\nb,主菜\nc,!!!\n").menu

    assert [(each.id, each.name) for each in menu.categories] == [
        ("category", "前菜"),
        ("category-2", "主菜"),
        ("category-3", "!!!"),
    ]


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("celery | | milk |", ("celery", "milk")),
        ("celery; milk", ("celery", "milk")),
        (r"a\|b|c", ("a|b", "c")),
        (r"a\\|b", ("a\\", "b")),
        (r"\ a\ |b", (" a ", "b")),
        (r"half\half", (r"half\half",)),
    ],
)
def test_a_list_in_a_cell_is_told_into_its_parts(cell: str, parts: tuple[str, ...]) -> None:
    assert dishes(f"name,allergens\nsoup,{cell}\n")["soup"].allergens == parts


@pytest.mark.parametrize("cell", ["yes", "YES", "true", "1", "", " ja ", "oui", "是"])
def test_a_dish_is_available_unless_the_cell_says_no(cell: str) -> None:
    assert dishes(f"name,available\nsoup,{cell}\n")["soup"].available


@pytest.mark.parametrize("cell", ["no", "Nein", "false", "0", "agotado", "否"])
def test_a_dish_that_is_not_available_says_no(cell: str) -> None:
    assert not dishes(f"name,available\nsoup,{cell}\n")["soup"].available


def test_a_text_alone_in_its_row_is_a_category_where_dishes_with_prices_follow() -> None:
    text = "Dish,Price\nSTARTERS,\nSoup,6.50\nMAINS,\nStew,12\nAll prices include VAT,\n"

    found = dishes(text)

    assert {name: dish.category for name, dish in found.items()} == {
        "Soup": "starters",
        "Stew": "mains",
    }
    assert notes(text) == [
        (
            "row 6",
            "a text alone in its row, and no dish below it: taken for a remark, and passed over",
        ),
        (
            "rows 2, 4",
            (
                "alone in their rows: taken for the categories of the dishes below them; "
                "a dish among them needs a price"
            ),
        ),
    ]


def test_a_category_that_stands_in_the_first_row_only_is_taken_for_those_below() -> None:
    text = "category,name\nStarters,Soup\n,Salad\n,Eggs\nMains,Stew\n,Pie\n,Fish\n"

    assert [each.category for each in dishes(text).values()].count("starters") == 3
    assert notes(text)[0][0] == "column A (category)"


def test_further_columns_are_passed_over_and_said() -> None:
    report = read("name,colour,Remarks,\nsoup,red,old,x\n").report

    assert report.passed_over == (
        "the column “colour”",
        "the column “Remarks”",
        "the column “D”",
    )


def test_a_column_that_the_file_lacks_changes_nothing_on_a_known_dish() -> None:
    soup = dishes("name,price\nSoup,7\n", MENU)["Soup"]

    assert soup == MenuItem(
        **{name: getattr(SOUP, name) for name in SOUP.__struct_fields__}
        | {"name": "Soup", "price_minor": 700}
    )


def test_an_empty_cell_takes_away_what_stood_there() -> None:
    soup = dishes("name,price,allergens\nsoup,,\n", MENU)["soup"]

    assert (soup.price_minor, soup.allergens, soup.allergens_known) == (None, (), False)


def test_a_modifier_stays_the_one_that_it_is_as_long_as_it_keeps_its_name() -> None:
    soup = dishes("name,modifiers\nsoup,No salt|no bread\n", MENU)["soup"]

    assert (soup.modifiers[0].id, soup.modifiers[0].plu) == (SALT_ID, ("7",))
    assert soup.modifiers[1].id != SALT_ID


def test_a_file_of_an_earlier_version_names_the_first_of_several_stations() -> None:
    same = dishes(f"id,name,station\n{SOUP_ID},soup,hot\n", MENU)["soup"]
    moved = dishes(f"id,name,station\n{SOUP_ID},soup,pass\n", MENU)["soup"]

    assert same.stations == ("hot", "pass")
    assert moved.made_at == ("pass",)


@pytest.mark.parametrize(
    "row",
    [f"{SOUP_ID},Broth,mains,", ",SOUP,starters,", ",Broth,mains,1", ",soup,mains,"],
    ids=["by id", "by name and category", "by PLU", "by its name alone"],
)
def test_a_dish_that_is_recognised_keeps_its_id(row: str) -> None:
    found = read(f"id,name,category,plu\n{row}\n{SALT_ID},Other,x,\n", MENU).menu

    assert {each.name: each.id == SOUP_ID for each in found.items} == {
        row.split(",")[1]: True,
        "Other": False,
    }


def test_no_two_dishes_of_a_file_are_the_same_one_of_the_menu() -> None:
    found = read("name,category,plu\nSoup,lunch,\nSoup,starters,\nBroth,mains,1\n", MENU).menu

    assert [each.category for each in found.items if each.id == SOUP_ID] == ["starters"]
    assert len({each.id for each in found.items}) == 3


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("price_minor", "6.50"),
        ("price_minor", "1_000"),
        ("price_minor", "٣"),
        ("price_minor", "9" * 5000),
        ("target_minutes", "soon"),
        ("target_minutes", "0"),
        ("target_minutes", "601"),
        ("target_minutes", "nan"),
        ("available", "maybe"),
        ("kitchen_name", "x" * 121),
    ],
)
def test_a_bad_cell_is_named_with_its_row_and_column(column: str, cell: str) -> None:
    assert list(problems(f"name,{column}\nsoup,\nstew,{cell}\n")) == [f"row 3, column B ({column})"]


def test_a_mistake_says_what_stands_there_and_what_to_do() -> None:
    found = problems("Gericht;verfügbar\nSuppe;vielleicht\n")

    assert found == {"row 2, column B (verfügbar)": "“vielleicht”: write yes or no"}


@pytest.mark.parametrize(
    ("row", "where"),
    [
        ('"",5,', "row 2, column A (name)"),
        (f"{'x' * 121},5,", "row 2, column A (name)"),
        ("a\0b,5,", "row 2"),
        (f"soup,5,{'x' * 41}", "row 2, column C (allergens)"),
    ],
    ids=["empty", "too long", "NUL", "a long allergen"],
)
def test_a_bad_name_is_named(row: str, where: str) -> None:
    assert where in problems(f"name,price,allergens\n{row}\n")


def test_every_mistake_of_a_file_is_named_at_once() -> None:
    text = "name,target_minutes,available\nsoup,x,maybe\nstew,5,yes\n,6,yes\nsoup,5,\n"

    assert list(problems(text)) == [
        "row 2, column B (target_minutes)",
        "row 2, column C (available)",
        "row 4, column A (name)",
        "row 5",
    ]


def test_two_dishes_that_nothing_tells_apart_are_named_by_both_their_rows() -> None:
    found = problems("name,category\nsoup,lunch\nstew,lunch\nSoup,LUNCH\n")

    assert found == {
        "row 4": "“Soup”: is the same dish as in row 2: rename one, or give it another category"
    }
    assert len(dishes("name,category\nsoup,lunch\nSoup,dinner\n")) == 2


def test_a_file_of_mistakes_is_answered_with_the_first_hundred() -> None:
    with pytest.raises(Refusal) as refused:
        read("name,available\n" + "soup,maybe\n" * 5000)

    assert len(refused.value.details) == MAX_NAMED
    assert refused.value.message.endswith("; and more")


def test_a_file_is_read_no_further_than_the_mistakes_that_can_be_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines: list[object] = []

    def counted(value: object, kind: type[NewMenuItem]) -> NewMenuItem:
        lines.append(value)
        return convert(value, kind)

    monkeypatch.setattr(assembling, "convert", counted)
    long = "x" * 121

    assert len(problems("name\n" + f"{long}\n" * 5000)) == MAX_NAMED
    assert len(lines) <= MAX_NAMED + 1


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        ("", "file", "is empty"),
        ("\n;;\n", "file", "is empty"),
        ("name,price\n", "file", "holds no dish"),
        ("id,station\n1,hot\n", "headings", "call one of them name"),
        ("colour,shape\nred,round\n", "row 1", "no headings are found"),
        ("name,price,price\nsoup,5,6\n", "row 1, column C (price)", "comes twice"),
        ('name\n"so"up\n', "row 2", "quotation mark"),
        ('name\nstew\n"soup\n', "row 3", "quotation mark"),
        ("name\nstew\n" + "x" * 140_000, "row 3", "goes on without end"),
    ],
)
def test_a_file_that_is_none_is_refused_with_what_to_do(text: str, where: str, words: str) -> None:
    assert words in problems(text)[where]


def test_a_row_that_cannot_be_told_into_cells_is_named_with_what_was_wrong_before_it() -> None:
    found = problems('name,available\nsoup,maybe\n"so"up\n')

    assert list(found) == ["row 2, column B (available)", "row 3"]


def test_a_menu_is_no_longer_than_a_hub_can_hold() -> None:
    found = problems("\n".join(["name", *map(str, range(MAX_DISHES + 1))]))

    assert found == {
        "file": f"a menu has at most {MAX_DISHES} dishes; this file has {MAX_DISHES + 1}"
    }
