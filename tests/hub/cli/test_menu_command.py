"""``galley-hub menu``: the whole menu, out and in again."""

import json
from pathlib import Path

import pytest

from tests.support.commands import MENU
from tests.support.in_process import HubHere, galley
from tests.support.process import owner_request

SAMPLE = Path(__file__).parents[3] / "scripts" / "sample-menu.json"


@pytest.mark.parametrize("running", [True, False])
def test_what_goes_in_comes_out_again(hub_here: HubHere, menu_file: Path, running: bool) -> None:
    if not running:
        hub_here.stop()

    brought = galley("menu", "import", menu_file, "--data", hub_here.data)
    taken = galley("menu", "export", "--data", hub_here.data)

    assert "1 dish added:\n  Crêpe 餃子\n" in brought.stdout
    assert "The menu now has 1 dishes in 1 categories, for 1 stations." in brought.stdout
    assert json.loads(taken.stdout) == MENU


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("out.csv", ()),
        ("out.json", ()),
        ("OUT.CSV", ()),
        ("out.csv", ("--for", "europe")),
        ("out.csv", ("--for", "america")),
        ("out.xlsx", ()),
    ],
)
def test_a_file_that_was_exported_can_be_imported(
    hub_here: HubHere, menu_file: Path, name: str, options: tuple[str, ...]
) -> None:
    data = hub_here.data
    galley("menu", "import", menu_file, "--data", data)
    exported = menu_file.with_name(name)

    written = galley("menu", "export", exported, *options, "--data", data)
    brought = galley("menu", "import", exported, "--data", data)

    _, menu = owner_request(hub_here.socket, "GET", "/api/menu")
    assert (written.returncode, brought.returncode) == (0, 0), brought.stderr
    assert brought.stdout == "The menu is like that already: nothing changes.\n"
    assert [dish["name"] for dish in menu["data"]["items"]] == ["Crêpe 餃子"]
    assert menu["data"]["items"][0]["modifiers"][0]["name"] == "no | sugar"


def test_the_file_name_says_the_format_unless_somebody_does(
    hub_here: HubHere, menu_file: Path
) -> None:
    data = hub_here.data
    by_name, by_option = menu_file.with_name("a.csv"), menu_file.with_name("b.txt")

    galley("menu", "export", by_name, "--data", data)
    galley("menu", "export", by_option, "--format", "csv", "--data", data)

    assert by_name.read_bytes() == by_option.read_bytes()
    assert by_name.read_bytes().startswith(b"id,name,category,")


def test_a_menu_saved_with_a_byte_order_mark_is_read(hub_here: HubHere, menu_file: Path) -> None:
    menu_file.write_bytes(b"\xef\xbb\xbf" + menu_file.read_bytes())

    brought = galley("menu", "import", menu_file, "--data", hub_here.data)

    assert brought.returncode == 0, brought.stderr


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "is not JSON"),
        ('{"items": [{"name": "x", "statoin": "grill"}]}', "statoin"),
        ('{"items": [{"name": "x", "station": "grill"}]}', "station"),
    ],
)
def test_a_wrong_menu_is_told_and_changes_nothing(
    hub_here: HubHere, menu_file: Path, content: str, told: str
) -> None:
    galley("menu", "import", menu_file, "--data", hub_here.data)
    menu_file.write_text(content)

    refused = galley("menu", "import", menu_file, "--data", hub_here.data)

    _, menu = owner_request(hub_here.socket, "GET", "/api/menu")
    assert refused.returncode == 1
    assert told in refused.stderr
    assert "Traceback" not in refused.stderr
    assert menu["data"] == MENU


CHANGED = "name;price;colour\nCrêpe 餃子;9,50 €;red\nStew;MP;\n"


NO_PRICE = "no price can be read; write a number such as 12.50; left without a price"


def test_what_an_import_takes_away_is_shown_and_asked_for(
    hub_here: HubHere, menu_file: Path
) -> None:
    data = hub_here.data
    galley("menu", "import", menu_file, "--data", data)
    menu_file.write_text(CHANGED)

    asked = galley("menu", "import", menu_file, "--data", data)

    assert asked.returncode == 1
    assert asked.stdout.splitlines() == [
        "Look at these, and correct them in the file where they are wrong:",
        f"  row 3, column B (price): \u201cMP\u201d: {NO_PRICE}",
        "Left out, because it is no part of a menu:",
        "  the column \u201ccolour\u201d",
        "1 dish added:",
        "  Stew",
        "1 dish changed:",
        "  Crêpe 餃子 (price)",
    ]
    assert asked.stderr == (
        "galley-hub: This changes the menu, and nobody is at the keyboard to agree: add --yes. "
        "Nothing was changed.\n"
    )
    _, menu = owner_request(hub_here.socket, "GET", "/api/menu")
    assert menu["data"] == MENU


def test_what_a_file_lacks_stays_and_a_price_that_leaps_is_shouted(
    hub_here: HubHere, tmp_path: Path
) -> None:
    data, file = hub_here.data, tmp_path / "menu.csv"
    file.write_text("name,price\nSoup,6.50\nStew,12\n", "utf-8")
    galley("menu", "import", file, "--data", data)
    file.write_text("name,price\nSoup,650\n", "utf-8")

    done = galley("menu", "import", file, "--keep", "--yes", "--data", data)

    assert "LOOK AT THESE PRICES" in done.stdout
    assert "  Soup: 100 times what it costs now" in done.stdout
    _, menu = owner_request(hub_here.socket, "GET", "/api/menu")
    assert [dish["name"] for dish in menu["data"]["items"]] == ["Soup", "Stew"]


def test_a_dry_run_only_shows(hub_here: HubHere, menu_file: Path) -> None:
    planned = galley("menu", "import", menu_file, "--dry-run", "--data", hub_here.data)

    _, menu = owner_request(hub_here.socket, "GET", "/api/menu")
    assert planned.stdout.endswith("Nothing was changed, because of --dry-run.\n")
    assert menu["data"]["items"] == []


def test_an_import_that_was_agreed_to_can_be_undone(hub_here: HubHere, menu_file: Path) -> None:
    data = hub_here.data
    galley("menu", "import", menu_file, "--data", data)
    menu_file.write_text(CHANGED)

    brought = galley("menu", "import", menu_file, "--yes", "--data", data)
    undone = galley("menu", "undo", "--yes", "--data", data)

    _, menu = owner_request(hub_here.socket, "GET", "/api/menu")
    assert brought.stdout.endswith("galley-hub menu undo brings the former one back.\n")
    assert "1 dish REMOVED:\n  Stew\n" in undone.stdout
    assert menu["data"] == MENU


def test_where_nothing_was_imported_an_undo_says_so(hub_here: HubHere) -> None:
    refused = galley("menu", "undo", "--data", hub_here.data)

    assert refused.returncode == 1
    assert "no import is there to be undone" in refused.stderr


def test_the_files_prices_are_in_the_currency_that_somebody_says(
    hub_here: HubHere, menu_file: Path
) -> None:
    menu_file.write_text("name,price\nRamen,1200\n")

    galley("menu", "import", menu_file, "--currency", "jpy", "--data", hub_here.data)

    _, menu = owner_request(hub_here.socket, "GET", "/api/menu")
    assert menu["data"]["items"][0]["price_minor"] == 1200


def test_a_menu_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    refused = galley("menu", "import", tmp_path / "none.json", "--data", tmp_path / "data")

    assert refused.returncode == 1
    assert refused.stderr.endswith("none.json cannot be read: No such file or directory.\n")
    assert not (tmp_path / "data").exists()


def test_an_export_that_cannot_be_written_is_told(hub_here: HubHere, tmp_path: Path) -> None:
    refused = galley("menu", "export", tmp_path / "no" / "m.json", "--data", hub_here.data)

    assert refused.returncode == 1
    assert refused.stderr.endswith("cannot be written: No such file or directory.\n")


def test_the_sample_menu_fills_every_part_of_a_menu(tmp_path: Path) -> None:
    galley("menu", "import", SAMPLE, "--data", tmp_path / "data")

    menu = json.loads(galley("menu", "export", "--data", tmp_path / "data").stdout)

    dishes = menu["items"]
    assert len(dishes) >= 30
    assert {dish["category"] for dish in dishes} == {each["id"] for each in menu["categories"]}
    assert {dish["station"] for dish in dishes} == {None} | {
        each["id"] for each in menu["stations"]
    }
    assert all(dish["price_minor"] > 0 and dish["target_minutes"] > 0 for dish in dishes)


def test_the_sample_menu_keeps_its_ids(tmp_path: Path) -> None:
    galley("menu", "import", SAMPLE, "--data", tmp_path / "data")

    menu = json.loads(galley("menu", "export", "--data", tmp_path / "data").stdout)

    shipped = json.loads(SAMPLE.read_text("utf-8"))
    assert {dish["id"] for dish in menu["items"]} == {dish["id"] for dish in shipped["items"]}
