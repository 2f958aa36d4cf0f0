"""What may be said of a dish, a category and a station: taken whole, and checked."""

from typing import Any

import msgspec
import pytest
from hypothesis import given

from hub.domain.errors import Code
from hub.domain.menu import Menu
from hub.menu.whole_menu import make_menu
from hub.wire.menu_responses import MenuView
from hub.wire.requests import EditCategory, EditMenuItem, EditStation, NewMenuItem, WholeMenu
from tests.support.branch import Bench, asks, data_in, refusal
from tests.support.menus import menus
from tests.support.strategies import unhurried

SALT = "11111111-1111-4111-8111-111111111111"
WHOLE = {
    "categories": [
        {
            "id": "mains",
            "name": "Mains",
            "stations": ["grill", "pass"],
            "modifier_groups": [{"name": "Sides", "max": 2, "items": [{"name": "Fries"}]}],
        }
    ],
    "stations": [
        {"id": "grill", "name": "Grill", "backup": "pass"},
        {"id": "pass", "name": "Pass"},
        {"id": "bar", "name": "Bar", "screen": False},
    ],
    "items": [
        {
            "name": "Entrecôte",
            "category": "mains",
            "stations": ["grill", "pass"],
            "plu": ["4711", "4712"],
            "kitchen_name": "ENTRE",
            "names": {"en": "Rib steak", "pt-BR": "Contrafilé"},
            "modifier_groups": [
                {
                    "name": "Sauce",
                    "min": 1,
                    "max": 1,
                    "ask": True,
                    "default": ["pepper"],
                    "items": [
                        {"name": "Béarnaise", "allergens": ["egg"], "price_minor": 250},
                        {"name": "Pepper", "plu": ["91"], "station": "pass"},
                    ],
                }
            ],
            "diets": ["halal"],
            "allergens_known": True,
            "make_minutes": 9,
        }
    ],
}


async def _replace(bench: Bench, whole: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
    await bench.branch.menu_imports.replace(asks(), msgspec.convert(whole, WholeMenu))
    return data_in(await bench.branch.menu.view())


async def _add(bench: Bench, **fields: Any) -> Any:  # noqa: ANN401 - JSON
    new = msgspec.convert(fields, NewMenuItem)
    return data_in(await bench.branch.menu.add_item(asks(), new))


async def _edit(bench: Bench, dish: dict[str, Any], **fields: Any) -> Any:  # noqa: ANN401 - JSON
    new = msgspec.convert(fields, EditMenuItem)
    return data_in(await bench.branch.menu.edit_item(asks(), dish["id"], new))


async def _write(bench: Bench, sql: str) -> None:
    await bench.branch._store.execute(sql, ())


async def test_whatever_is_said_of_a_dish_is_kept_over_a_restart(bench: Bench) -> None:
    view = await _replace(bench, WHOLE)

    [dish] = view["items"]
    assert {key: dish[key] for key in ("station", "stations", "plu", "kitchen_name", "names")} == {
        "station": "grill",
        "stations": ["grill", "pass"],
        "plu": ["4711", "4712"],
        "kitchen_name": "ENTRE",
        "names": {"en": "Rib steak", "pt-BR": "Contrafilé"},
    }
    assert (dish["diets"], dish["allergens_known"], dish["make_minutes"]) == (["halal"], True, 9.0)
    [sauce] = dish["modifier_groups"]
    assert sauce["default"] == [sauce["items"][1]["id"]]
    assert (sauce["min"], sauce["max"], sauce["ask"]) == (1, 1, True)
    assert sauce["items"][0]["allergens"] == ["egg"]
    assert sauce["items"][1]["station"] == "pass"
    assert view["categories"][0]["stations"] == ["grill", "pass"]
    screens = {each["id"]: each["screen"] for each in view["stations"]}
    assert screens == {"grill": True, "pass": True, "bar": False}
    await bench.reopen()
    assert data_in(await bench.branch.menu.view()) == view


@unhurried
@given(menus())
def test_a_menu_as_it_is_shown_can_be_sent_back(menu: MenuView) -> None:
    sent = msgspec.convert(msgspec.to_builtins(menu), WholeMenu)

    made = make_menu(sent, Menu(), lambda: "no id is missing")

    def by_id(view: MenuView) -> Any:  # noqa: ANN401 - JSON
        shown = msgspec.to_builtins(view)
        return {key: sorted(each, key=lambda entry: entry["id"]) for key, each in shown.items()}

    assert by_id(made) == by_id(menu)


async def test_what_nobody_said_of_a_dish_stands_nowhere(bench: Bench) -> None:
    dish = await _add(bench, name="Tea", allergens=["milk"])

    assert dish == {
        "id": dish["id"],
        "name": "Tea",
        "category": None,
        "station": None,
        "price_minor": None,
        "allergens": ["milk"],
        "modifiers": [],
        "target_minutes": None,
        "available": True,
    }


async def test_a_dish_without_allergens_says_whether_anybody_knows(bench: Bench) -> None:
    unknown = await _add(bench, name="Soup")
    none = await _add(bench, name="Water", allergens_known=True)

    assert unknown["allergens_known"] is False
    assert none["allergens_known"] is True
    assert "allergens_known" not in await _edit(bench, unknown, allergens=["celery"])
    assert (await _edit(bench, unknown, allergens=[]))["allergens_known"] is False


async def test_of_a_dish_of_an_earlier_version_nobody_has_said_its_allergens(bench: Bench) -> None:
    dish = await _add(bench, name="Soup")
    [before] = await bench.sql("SELECT body FROM menu")
    await _write(bench, "UPDATE menu SET body = json_remove(body, '$.allergens_known')")
    [after] = await bench.sql("SELECT body FROM menu")
    assert after != before

    await bench.reopen()

    assert data_in(bench.branch.menu.item(dish["id"]))["allergens_known"] is False


async def test_one_station_takes_the_place_of_several_and_the_other_way_round(
    bench: Bench,
) -> None:
    await _replace(bench, {"stations": WHOLE["stations"]})
    dish = await _add(bench, name="Steak", station="grill")

    several = await _edit(bench, dish, stations=["pass", "grill"])
    one = await _edit(bench, dish, station="bar")
    nobody = await _edit(bench, dish, stations=["none"])
    cleared = await _edit(bench, dish, stations=None)

    assert (several["station"], several["stations"]) == ("pass", ["pass", "grill"])
    assert (one["station"], "stations" in one) == ("bar", False)
    assert (nobody["station"], "stations" in nobody) == ("none", False)
    assert (cleared["station"], "stations" in cleared) == (None, False)


@pytest.mark.parametrize("nothing", [None, [], ()])
async def test_null_takes_away_what_was_said(bench: Bench, nothing: object) -> None:
    view = await _replace(bench, WHOLE)

    fields = ("plu", "modifier_groups", "diets", "stations")
    dish = await _edit(
        bench, view["items"][0], kitchen_name=None, names=None, **dict.fromkeys(fields, nothing)
    )

    gone = {*fields, "kitchen_name", "names"}
    assert not gone & dish.keys()
    assert dish["make_minutes"] == 9.0


@pytest.mark.parametrize(
    ("fields", "code", "named"),
    [
        ({"stations": ["grill", "grill"]}, Code.BAD_REQUEST, "stations"),
        ({"stations": ["grill", "none"]}, Code.BAD_REQUEST, "stations"),
        ({"stations": ["grill", "moon"]}, Code.BAD_REQUEST, "stations"),
        ({"station": "bar", "stations": ["grill"]}, Code.BAD_REQUEST, "station"),
        (
            {"modifier_groups": [{"name": "A", "min": 2, "max": 1}]},
            Code.BAD_REQUEST,
            "modifier_groups[0].max",
        ),
        (
            {"modifier_groups": [{"name": "A", "default": ["x"], "items": [{"name": "y"}]}]},
            Code.BAD_REQUEST,
            "modifier_groups[0].default[0]",
        ),
        (
            {"modifier_groups": [{"name": "A", "items": [{"name": "y", "station": "moon"}]}]},
            Code.BAD_REQUEST,
            "modifier_groups",
        ),
        ({"modifiers": [{"name": "Rare"}, {"name": "rare"}]}, Code.CONFLICT, "modifiers[1].name"),
        (
            {"modifier_groups": [{"name": "A", "items": [{"name": "y"}, {"name": "Y "}]}]},
            Code.CONFLICT,
            "modifier_groups[0].items[1].name",
        ),
        (
            {"modifier_groups": [{"name": "A"}, {"name": "a"}]},
            Code.CONFLICT,
            "modifier_groups[1].name",
        ),
    ],
)
async def test_what_does_not_fit_together_is_refused_and_named(
    bench: Bench, fields: dict[str, Any], code: Code, named: str
) -> None:
    await _replace(bench, {"stations": WHOLE["stations"]})
    dish = await _add(bench, name="Steak")

    added = await refusal(_add(bench, name="Other", **fields))
    edited = await refusal(_edit(bench, dish, **fields))
    whole = await refusal(
        _replace(bench, {"stations": WHOLE["stations"], "items": [{"name": "A", **fields}]})
    )

    assert (added.code, list(added.details)) == (code, [named])
    assert (edited.code, list(edited.details)) == (code, [named])
    assert (whole.code, list(whole.details)) == (Code.BAD_REQUEST, [f"items[0].{named}"])


async def test_a_second_dish_of_a_name_is_refused_unless_its_category_tells_it_apart(
    bench: Bench,
) -> None:
    await _replace(
        bench, {"categories": [{"id": "lunch", "name": "L"}, {"id": "late", "name": "D"}]}
    )
    await _add(bench, name="Steak frites", category="lunch")
    late = await _add(bench, name="Steak frites", category="late")

    again = await refusal(_add(bench, name="STEAK  frites", category="late"))
    moved = await refusal(_edit(bench, late, category="lunch"))
    other = await _add(bench, name="Chips", category="late")
    renamed = await refusal(_edit(bench, other, name="steak frites"))

    assert [each.code for each in (again, moved, renamed)] == [Code.CONFLICT] * 3
    assert list(again.details) == ["name"]
    order = await bench.place("Steak frites")
    assert order.items[0].menu_item_id is None


async def test_twins_that_an_earlier_version_has_taken_can_be_edited_apart(bench: Bench) -> None:
    first = await _add(bench, name="Soup")
    second = await _add(bench, name="Stew")
    await _write(bench, "UPDATE menu SET body = replace(body, 'Stew', 'Soup')")
    await bench.reopen()

    priced = await _edit(bench, second, price_minor=500)
    apart = await _edit(bench, first, name="Tomato soup")

    assert (priced["name"], priced["price_minor"]) == ("Soup", 500)
    assert apart["name"] == "Tomato soup"


async def test_a_whole_menu_may_hold_a_name_twice_in_two_categories_and_each_keeps_its_id(
    bench: Bench,
) -> None:
    categories = [{"id": "lunch", "name": "Lunch"}, {"id": "late", "name": "Late"}]
    lunch = {"name": "Steak", "category": "lunch"}
    late = {"name": "Steak", "category": "late"}
    before = await _replace(bench, {"categories": categories, "items": [lunch]})

    both = await _replace(bench, {"categories": categories, "items": [late, lunch]})
    twins = await refusal(_replace(bench, {"categories": categories, "items": [lunch, lunch]}))
    moved = await _replace(bench, {"categories": categories, "items": [{"name": "Steak"}]})

    ids = {each["category"]: each["id"] for each in both["items"]}
    assert ids["lunch"] == before["items"][0]["id"] != ids["late"]
    assert list(twins.details) == ["items[1].name"]
    assert moved["items"][0]["id"] not in ids.values()


async def test_a_category_and_a_station_can_be_edited_field_by_field(bench: Bench) -> None:
    await _replace(bench, WHOLE)
    menu = bench.branch.menu

    category = data_in(await menu.edit_category(asks(), "mains", EditCategory(stations=("bar",))))
    bare = data_in(await menu.edit_category(asks(), "mains", EditCategory(modifier_groups=None)))
    station = data_in(await menu.edit_station(asks(), "grill", EditStation(screen=False)))
    alone = data_in(await menu.edit_station(asks(), "grill", EditStation(backup=None)))

    assert category["stations"] == ["bar"]
    assert category["modifier_groups"][0]["name"] == "Sides"
    assert "modifier_groups" not in bare
    assert (station["screen"], station["backup"]) == (False, "pass")
    assert alone == {"id": "grill", "name": "Grill", "position": 0, "screen": False}


async def test_a_station_that_is_named_anywhere_on_the_menu_stays(bench: Bench) -> None:
    view = await _replace(bench, WHOLE)
    menu = bench.branch.menu

    async def why() -> str:
        return (await refusal(menu.drop_station(asks(), "pass"))).message

    assert "dishes" in await why()
    await menu.drop_item(asks(), view["items"][0]["id"])
    assert "categories" in await why()
    await menu.drop_category(asks(), "mains")
    assert "another" in await why()
    await menu.drop_station(asks(), "grill")
    await menu.drop_station(asks(), "pass")
    assert list(menu.menu.stations) == ["bar"]


async def test_a_station_that_only_a_modifier_names_stays(bench: Bench) -> None:
    await _replace(bench, {"stations": WHOLE["stations"]})
    await _add(bench, name="Steak", modifiers=[{"name": "Fries", "station": "bar"}])

    why = await refusal(bench.branch.menu.drop_station(asks(), "bar"))

    assert why.code is Code.CONFLICT


@pytest.mark.parametrize(
    ("stations", "named"),
    [
        ([{"id": "none", "name": "Nobody"}], "stations[0].id"),
        ([{"id": "grill", "name": "Grill", "backup": "grill"}], "stations[0].backup"),
        ([{"id": "grill", "name": "Grill", "backup": "moon"}], "stations[0].backup"),
        ([{"id": "grill", "name": "Grill", "backup": "none"}], "stations[0].backup"),
    ],
)
async def test_a_station_is_no_word_for_nobody_and_falls_back_on_another_one(
    bench: Bench, stations: list[dict[str, Any]], named: str
) -> None:
    why = await refusal(_replace(bench, {"stations": stations}))

    assert (why.code, list(why.details)) == (Code.BAD_REQUEST, [named])
