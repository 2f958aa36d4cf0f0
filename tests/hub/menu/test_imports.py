"""Whole menus in place of the one there is: what becomes of it is said, and nothing is lost."""

from typing import Any

import pytest

from hub.domain.errors import Code
from hub.menu import differences
from hub.menu.imports import MenuImports
from hub.wire.house_requests import SetAvailability
from hub.wire.requests import (
    Audience,
    EditMenuItem,
    MenuFormat,
    NewCategory,
    NewMenuItem,
    NewStation,
)
from tests.support.branch import Bench, asks, data_in, refusal
from tests.support.menu_files import menu_file

BEFORE = (
    b"name,category,station,price\nSoup,Starters,Hot,6.50\nStew,Mains,Hot,12\nPie,Mains,Oven,9\n"
)
AFTER = b"name,category,station,price\nSoup,Starters,Hot,7\nFish,Mains,Grill,15\nPie,Mains,Oven,9\n"


async def bring(
    bench: Bench, data: bytes, *, dry_run: bool = False, keep: bool = False
) -> dict[str, Any]:
    imports = bench.branch.menu_imports
    found: dict[str, Any] = data_in(
        await imports.import_file(asks(), menu_file(data, keep=keep), dry_run=dry_run)
    )
    return found


async def shown(bench: Bench) -> dict[str, Any]:
    view: dict[str, Any] = data_in(await bench.branch.menu.view())
    return view


async def undo(bench: Bench) -> dict[str, Any]:
    found: dict[str, Any] = data_in(await bench.branch.menu_imports.undo(asks()))
    return found


async def test_a_dry_run_says_what_would_become_of_the_menu_and_changes_nothing(
    bench: Bench,
) -> None:
    await bring(bench, BEFORE)
    before = await shown(bench)

    planned = await bring(bench, AFTER, dry_run=True)

    assert planned["dry_run"] is True
    assert planned["changes"]["dishes"] == {
        "added": 1,
        "changed": 1,
        "removed": 1,
        "unchanged": 1,
        "names_added": ["Fish"],
        "entries_changed": [
            {"name": "Soup", "fields": ["price_minor"], "price_before": 650, "price_after": 700}
        ],
        "names_removed": ["Stew"],
    }
    assert planned["changes"]["stations"]["names_added"] == ["Grill"]
    assert await shown(bench) == before
    assert (await bring(bench, AFTER))["changes"] == planned["changes"]


async def test_what_a_file_lacks_stays_where_that_is_wanted(bench: Bench) -> None:
    await bring(bench, BEFORE)
    before = {each["name"]: each for each in (await shown(bench))["items"]}

    planned = await bring(bench, AFTER, dry_run=True, keep=True)
    await bring(bench, AFTER, keep=True)

    assert planned["changes"]["dishes"]["removed"] == 0
    after = {each["name"]: each for each in (await shown(bench))["items"]}
    assert list(after) == ["Fish", "Pie", "Soup", "Stew"]
    assert after["Stew"] == before["Stew"]
    assert after["Soup"]["price_minor"] == 700


async def test_of_whole_menus_too_what_is_not_in_them_stays(bench: Bench) -> None:
    await bring(bench, BEFORE)
    before = await shown(bench)
    other = b'{"items": [{"id": "%s", "name": "Stew", "category": "mains", "price_minor": 5}]}'
    data = other % b"00000000-0000-7000-8000-00000000000a"

    file = menu_file(data, is_json=True, keep=True)
    await bench.branch.menu_imports.import_file(asks(), file)

    after = await shown(bench)
    assert [each["name"] for each in after["items"]] == ["Pie", "Soup", "Stew"]
    assert after["items"][-1]["price_minor"] == 5, "the one that came, and no twin beside it"
    assert (after["categories"], after["stations"]) == (before["categories"], before["stations"])


@pytest.mark.parametrize(
    ("price", "leaps"), [("64.99", False), ("65", True), ("0.65", True), ("0.66", False)]
)
async def test_a_price_that_leaps_is_named(bench: Bench, price: str, leaps: bool) -> None:
    await bring(bench, b"name,price\nSoup,6.50\nFree,0\nUnsaid,\n")

    data = b"name,price\nSoup,%s\nFree,9\nUnsaid,9\n" % price.encode()
    planned = await bring(bench, data, dry_run=True)

    minor = round(float(price) * 100)
    leap = {"name": "Soup", "price_before": 650, "price_after": minor}
    assert planned["price_leaps"] == ([leap] if leaps else [])


async def test_as_many_changes_as_there_are_a_hundred_are_named(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(differences, "MAX_LISTED", 2)
    dishes = b"name\n" + b"".join(b"Dish %d\n" % number for number in range(5))

    added = (await bring(bench, dishes))["changes"]["dishes"]
    removed = (await bring(bench, b"name\nOther\n"))["changes"]["dishes"]

    assert (added["added"], len(added["names_added"])) == (5, 2)
    assert (removed["removed"], len(removed["names_removed"])) == (5, 2)


async def test_only_what_is_not_as_it_was_is_written(bench: Bench) -> None:
    await bring(bench, BEFORE)

    same = await bring(bench, BEFORE)

    assert same["changes"]["dishes"]["unchanged"] == 3
    assert same["changes"]["dishes"]["changed"] == 0


async def test_a_dish_that_is_recognised_keeps_its_id_and_its_86(bench: Bench) -> None:
    await bring(bench, BEFORE)
    soup = next(each for each in (await shown(bench))["items"] if each["name"] == "Soup")
    await bench.branch.availability.set(asks(), soup["id"], SetAvailability(available=False))

    await bring(bench, AFTER)

    after = next(each for each in (await shown(bench))["items"] if each["name"] == "Soup")
    assert (after["id"], after["available"], after["price_minor"]) == (soup["id"], False, 700)


async def test_an_import_can_be_taken_back_also_after_a_restart(bench: Bench) -> None:
    await bring(bench, BEFORE)
    before = await shown(bench)
    await bring(bench, AFTER)
    after = await shown(bench)
    await bench.reopen()

    await undo(bench)
    assert await shown(bench) == before

    await bench.reopen()
    await undo(bench)
    assert await shown(bench) == after


async def test_the_first_import_is_taken_back_as_well(bench: Bench) -> None:
    await bring(bench, BEFORE)

    await undo(bench)

    assert await shown(bench) == {"categories": [], "stations": [], "items": []}


async def test_only_the_last_import_is_taken_back(bench: Bench) -> None:
    await bring(bench, b"name\nOld\n")
    await bring(bench, BEFORE)
    before = await shown(bench)
    await bring(bench, AFTER)

    await undo(bench)

    assert await shown(bench) == before


async def test_an_import_that_changes_nothing_leaves_the_one_before_it_to_be_taken_back(
    bench: Bench,
) -> None:
    await bring(bench, BEFORE)
    before = await shown(bench)
    await bring(bench, AFTER)
    await bring(bench, AFTER)

    await undo(bench)

    assert await shown(bench) == before


async def test_an_undo_can_be_looked_at_first(bench: Bench) -> None:
    await bring(bench, BEFORE)
    await bring(bench, AFTER)
    after = await shown(bench)

    planned = data_in(await bench.branch.menu_imports.undo(asks(), dry_run=True))

    assert planned["changes"]["dishes"]["names_added"] == ["Stew"]
    assert await shown(bench) == after


async def test_where_nothing_was_imported_there_is_nothing_to_take_back(bench: Bench) -> None:
    assert (await refusal(bench.branch.menu_imports.undo(asks()))).code is Code.CONFLICT


async def test_what_was_sold_out_since_the_import_stays_so(bench: Bench) -> None:
    await bring(bench, BEFORE)
    await bring(bench, AFTER)
    soup = next(each for each in (await shown(bench))["items"] if each["name"] == "Soup")
    await bench.branch.availability.set(asks(), soup["id"], SetAvailability(available=False))

    await undo(bench)

    after = next(each for each in (await shown(bench))["items"] if each["name"] == "Soup")
    assert (after["available"], after["price_minor"]) == (False, 650)


async def test_what_the_import_itself_sold_out_comes_back(bench: Bench) -> None:
    await bring(bench, BEFORE)
    await bring(bench, b"name,available\nSoup,no\nStew,no\nPie,no\n")

    await undo(bench)

    assert all(each["available"] for each in (await shown(bench))["items"])


async def test_what_was_changed_since_on_other_dishes_stays(bench: Bench) -> None:
    await bring(bench, BEFORE)
    await bring(bench, AFTER)
    items = {each["name"]: each["id"] for each in (await shown(bench))["items"]}
    menu = bench.branch.menu
    await menu.edit_item(asks(), items["Pie"], EditMenuItem(price_minor=990))
    await menu.add_item(asks(), NewMenuItem(name="Crab", station="grill"))

    await undo(bench)

    after = {each["name"]: each for each in (await shown(bench))["items"]}
    assert set(after) == {"Soup", "Stew", "Pie", "Crab"}
    assert after["Pie"]["price_minor"] == 990
    # The import had brought the station, but a dish is made there by now.
    assert after["Crab"]["station"] == "grill"


async def test_an_undo_that_what_was_changed_since_contradicts_is_refused(bench: Bench) -> None:
    await bring(bench, BEFORE)
    await bring(bench, b"name,category\nSoup,Starters\n")
    menu = bench.branch.menu
    await menu.add_item(asks(), NewMenuItem(name="Stew", category="mains"))

    why = await refusal(bench.branch.menu_imports.undo(asks()))

    assert why.code is Code.BAD_REQUEST
    assert "Stew" in why.message


async def test_categories_and_stations_that_a_file_does_not_name_stay(bench: Bench) -> None:
    menu = bench.branch.menu
    await menu.add_category(asks(), NewCategory(id="deals", name="Deals"))
    await menu.add_station(asks(), NewStation(id="bar", name="Bar", screen=False))

    await bring(bench, BEFORE)

    view = await shown(bench)
    assert "deals" in {each["id"] for each in view["categories"]}
    assert "bar" in {each["id"] for each in view["stations"]}


async def test_what_an_owner_is_told_of_a_file_comes_with_the_answer(bench: Bench) -> None:
    brought = await bring(bench, b"Gericht;Preis;Farbe\nSuppe;nach Laune;rot\n")

    assert brought["file"]["passed_over"] == ["the column \u201cFarbe\u201d"]
    assert brought["file"]["notes"] == [
        {
            "where": "row 2, column B (Preis)",
            "value": "nach Laune",
            "message": "no price can be read; write a number such as 12.50; left without a price",
        }
    ]


async def test_prices_are_in_the_branchs_currency_unless_the_request_says_otherwise(
    bench: Bench,
) -> None:
    branch = bench.branch
    imports = MenuImports(
        branch.menu,
        branch._store,
        branch.writer,
        branch.time,
        branch.board.stations_in_use,
        "JPY",
    )

    await imports.import_file(asks(), menu_file(b"name,price\nRamen,1200\n"))
    await imports.import_file(
        asks(), menu_file(b"name,price\nRamen,1200\nTea,3.50\n")._replace(currency="EUR")
    )

    prices = {each["name"]: each["price_minor"] for each in (await shown(bench))["items"]}
    assert prices == {"Ramen": 120_000, "Tea": 350}
    exported = bytes(imports.export(MenuFormat.CSV, Audience.EUROPE)).decode()
    assert "Ramen;;;120000;" in exported
