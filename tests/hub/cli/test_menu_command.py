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


@pytest.mark.parametrize("name", ["out.csv", "out.json", "OUT.CSV"])
def test_a_file_that_was_exported_can_be_imported(
    hub_here: HubHere, menu_file: Path, name: str
) -> None:
    data = hub_here.data
    galley("menu", "import", menu_file, "--data", data)
    exported = menu_file.with_name(name)

    written = galley("menu", "export", exported, "--data", data)
    brought = galley("menu", "import", exported, "--data", data)

    _, menu = owner_request(hub_here.socket, "GET", "/api/menu")
    assert (written.returncode, brought.returncode) == (0, 0), brought.stderr
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
