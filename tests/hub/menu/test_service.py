"""The menu: edits, what is in use, what is sold out, and replacing the whole of it."""

import asyncio
from typing import Any

import msgspec
import pytest

from hub import background
from hub.domain.errors import Code
from hub.menu import whole_menu
from hub.menu.whole_menu import view_menu
from hub.wire.house_requests import SetAvailability
from hub.wire.requests import (
    Bump,
    BumpStatus,
    EditCategory,
    EditMenuItem,
    EditStation,
    NewCategory,
    NewMenuItem,
    NewMenuModifier,
    NewStation,
    WholeMenu,
)
from tests.support.branch import Bench, asks, data_in, payload, refusal, seqs, until

_ID = "11111111-1111-4111-8111-111111111111"


async def _dish(bench: Bench, name: str = "Steak", **fields: Any) -> Any:  # noqa: ANN401 - JSON
    return data_in(await bench.branch.menu.add_item(asks(), NewMenuItem(name=name, **fields)))


async def _station(bench: Bench, station_id: str = "grill") -> None:
    new = NewStation(id=station_id, name=station_id.title())
    assert (await bench.branch.menu.add_station(asks(), new)).created


async def _category(bench: Bench, category_id: str = "mains") -> None:
    new = NewCategory(id=category_id, name=category_id.title())
    assert (await bench.branch.menu.add_category(asks(), new)).created


def _told(bench: Bench) -> list[tuple[str, bool]]:
    told = [payload(each) for each in bench.events if each.draft.type == "menu:availability"]
    return [(each["name"], each["available"]) for each in told]


async def test_a_dish_is_on_the_menu_as_it_was_sent(bench: Bench) -> None:
    await _station(bench)
    await _category(bench)

    dish = await _dish(
        bench,
        category="mains",
        station="grill",
        price_minor=1250,
        allergens=("milk",),
        modifiers=(NewMenuModifier(name="rare"),),
        target_minutes=12.5,
    )

    assert data_in(bench.branch.menu.item(dish["id"])) == dish
    assert dish["price_minor"] == 1250
    assert dish["modifiers"][0]["name"] == "rare"
    assert dish["available"] is True
    assert data_in(await bench.branch.menu.view())["items"] == [dish]


async def test_the_menu_survives_the_branch_being_opened_again(bench: Bench) -> None:
    await _station(bench)
    await _category(bench)
    await _dish(bench, station="grill", category="mains")
    before = await bench.branch.menu.view()

    await bench.reopen()

    assert await bench.branch.menu.view() == before


async def test_a_field_left_out_of_an_edit_stays(bench: Bench) -> None:
    dish = await _dish(bench, price_minor=1250, allergens=("milk",))

    edited = await bench.branch.menu.edit_item(asks(), dish["id"], EditMenuItem(price_minor=None))

    assert data_in(edited) == dish | {"price_minor": None}


async def test_a_dropped_dish_is_gone_from_memory_and_disk(bench: Bench) -> None:
    dish = await _dish(bench)

    await bench.branch.menu.drop_item(asks(), dish["id"])

    assert bench.branch.menu.menu.empty
    await bench.reopen()
    assert bench.branch.menu.menu.empty


async def test_categories_and_stations_can_be_edited_and_dropped(bench: Bench) -> None:
    await _station(bench)
    await _category(bench)
    menu = bench.branch.menu

    station = await menu.edit_station(asks(), "grill", EditStation(name="The grill"))
    category = await menu.edit_category(asks(), "mains", EditCategory(position=4))

    assert data_in(station) == {"id": "grill", "name": "The grill", "position": 0, "screen": True}
    assert data_in(category) == {"id": "mains", "name": "Mains", "position": 4}
    await menu.drop_station(asks(), "grill")
    await menu.drop_category(asks(), "mains")
    assert data_in(await menu.view()) == {"categories": [], "stations": [], "items": []}


async def test_what_is_not_there_is_not_found(bench: Bench) -> None:
    menu = bench.branch.menu
    commands = [
        menu.edit_item(asks(), _ID, EditMenuItem()),
        bench.branch.availability.set(asks(), _ID, SetAvailability(available=False)),
        menu.drop_item(asks(), _ID),
        menu.edit_category(asks(), "no", EditCategory()),
        menu.drop_category(asks(), "no"),
        menu.edit_station(asks(), "no", EditStation()),
        menu.drop_station(asks(), "no"),
    ]

    assert [(await refusal(each)).code for each in commands] == [Code.NOT_FOUND] * 7


async def test_an_id_is_given_once(bench: Bench) -> None:
    await _station(bench)
    await _category(bench)
    await _dish(bench, id=_ID)
    menu = bench.branch.menu
    commands = [
        menu.add_station(asks(), NewStation(id="grill", name="Other")),
        menu.add_category(asks(), NewCategory(id="mains", name="Other")),
        menu.add_item(asks(), NewMenuItem(id=_ID, name="Other")),
    ]

    assert [(await refusal(each)).code for each in commands] == [Code.CONFLICT] * 3


async def test_an_id_that_is_on_its_way_is_given_once(bench: Bench) -> None:
    new = NewStation(id="grill", name="Grill")

    ends = await asyncio.gather(
        *(bench.branch.menu.add_station(asks(), new) for _ in range(3)), return_exceptions=True
    )

    assert [getattr(end, "created", None) for end in ends] == [True, None, None]


@pytest.mark.parametrize("field", ["station", "category"])
async def test_a_dish_needs_its_station_and_category_to_be_there(bench: Bench, field: str) -> None:
    new = msgspec.convert({"name": "Steak", field: "nowhere"}, NewMenuItem)

    why = await refusal(bench.branch.menu.add_item(asks(), new))

    assert why.code is Code.BAD_REQUEST
    assert list(why.details) == [field]


async def test_a_category_with_dishes_stays(bench: Bench) -> None:
    await _category(bench)
    dish = await _dish(bench, category="mains")
    menu = bench.branch.menu

    assert (await refusal(menu.drop_category(asks(), "mains"))).code is Code.CONFLICT
    await menu.drop_item(asks(), dish["id"])
    await menu.drop_category(asks(), "mains")
    assert menu.menu.categories == {}


async def test_a_station_with_dishes_stays(bench: Bench) -> None:
    await _station(bench)
    dish = await _dish(bench, station="grill")
    menu = bench.branch.menu

    assert (await refusal(menu.drop_station(asks(), "grill"))).code is Code.CONFLICT
    await menu.drop_item(asks(), dish["id"])
    await menu.drop_station(asks(), "grill")
    assert menu.menu.stations == {}


async def test_a_station_with_lines_of_open_orders_stays(bench: Bench) -> None:
    await _station(bench)
    dish = await _dish(bench, station="grill")
    order = await bench.place("Steak")
    menu = bench.branch.menu
    await menu.drop_item(asks(), dish["id"])

    assert (await refusal(menu.drop_station(asks(), "grill"))).code is Code.CONFLICT
    assert (
        await refusal(bench.branch.menu_imports.replace(asks(), WholeMenu()))
    ).code is Code.CONFLICT
    await bench.branch.orders.bump(asks(), order.id, Bump(status=BumpStatus.SERVED))
    await menu.drop_station(asks(), "grill")
    assert menu.menu.stations == {}


async def test_selling_out_and_coming_back_are_told(bench: Bench) -> None:
    dish = await _dish(bench)
    for available in (False, True):
        await bench.branch.availability.set(
            asks(), dish["id"], SetAvailability(available=available)
        )

    assert _told(bench) == [("Steak", False), ("Steak", True)]
    assert seqs(bench.events) == [1, 2, 3]
    assert payload(bench.events[1])["menuItemId"] == dish["id"]
    assert bench.events[1].rooms == ("branch:main:kitchen", "branch:main")


async def test_selling_out_twice_is_told_once(bench: Bench) -> None:
    dish = await _dish(bench)
    menu = bench.branch.menu

    await bench.branch.availability.set(asks(), dish["id"], SetAvailability(available=False))
    await bench.branch.availability.set(asks(), dish["id"], SetAvailability(available=False))
    await menu.edit_item(asks(), dish["id"], EditMenuItem(available=False))
    await menu.edit_item(asks(), dish["id"], EditMenuItem(name="Rump steak"))

    assert _told(bench) == [("Steak", False)]


async def test_an_edit_that_sells_out_is_told(bench: Bench) -> None:
    dish = await _dish(bench)

    await bench.branch.menu.edit_item(asks(), dish["id"], EditMenuItem(available=False))

    assert _told(bench) == [("Steak", False)]


async def test_edits_of_one_dish_in_one_batch_build_on_each_other(bench: Bench) -> None:
    dish = await _dish(bench)
    menu = bench.branch.menu

    await asyncio.gather(
        menu.edit_item(asks(), dish["id"], EditMenuItem(price_minor=900)),
        menu.edit_item(asks(), dish["id"], EditMenuItem(target_minutes=7)),
        bench.branch.availability.set(asks(), dish["id"], SetAvailability(available=False)),
    )

    expected = dish | {"price_minor": 900, "target_minutes": 7.0, "available": False}
    assert data_in(menu.item(dish["id"])) == expected
    await bench.reopen()
    assert data_in(bench.branch.menu.item(dish["id"])) == expected


async def test_readers_see_the_committed_menu_while_an_edit_is_on_its_way(bench: Bench) -> None:
    dish = await _dish(bench)
    async with bench.frozen():
        running = asyncio.create_task(
            bench.branch.availability.set(asks(), dish["id"], SetAvailability(available=False))
        )
        await until(lambda: bench.branch.log.staged == 1)

        assert data_in(bench.branch.menu.item(dish["id"]))["available"] is True
    await running
    assert data_in(bench.branch.menu.item(dish["id"]))["available"] is False


async def test_replacing_the_menu_leaves_nothing_of_the_old_one(bench: Bench) -> None:
    await _station(bench, "fry")
    await _category(bench, "old")
    await _dish(bench, "Chips", station="fry", category="old")
    whole = WholeMenu(
        categories=(NewCategory(id="mains", name="Mains"),),
        stations=(NewStation(id="grill", name="Grill"),),
        items=(NewMenuItem(name="Steak", station="grill", category="mains"),),
    )

    counts = await bench.branch.menu_imports.replace(asks(), whole)

    brought = data_in(counts)
    assert [brought[name] for name in ("categories", "stations", "items")] == [1, 1, 1]
    assert (brought["changes"]["dishes"]["added"], brought["changes"]["dishes"]["removed"]) == (
        1,
        1,
    )
    await bench.reopen()
    shown = data_in(await bench.branch.menu.view())
    assert [each["id"] for each in shown["categories"]] == ["mains"]
    assert [each["id"] for each in shown["stations"]] == ["grill"]
    assert [each["name"] for each in shown["items"]] == ["Steak"]


async def test_replacing_the_menu_keeps_the_ids_of_dishes_by_name(bench: Bench) -> None:
    dish = await _dish(bench, "Steak")

    await bench.branch.menu_imports.replace(asks(), WholeMenu(items=(NewMenuItem(name=" sTEAK "),)))

    assert [each["id"] for each in data_in(await bench.branch.menu.view())["items"]] == [dish["id"]]


async def test_a_menu_written_out_and_read_in_again_is_the_same(bench: Bench) -> None:
    await _station(bench)
    await _category(bench)
    await _dish(bench, station="grill", category="mains", modifiers=(NewMenuModifier(name="rare"),))
    shown = data_in(await bench.branch.menu.view())
    await bench.branch.menu_imports.replace(asks(), msgspec.convert(shown, WholeMenu))

    assert data_in(await bench.branch.menu.view()) == shown


async def test_replacing_the_menu_tells_only_what_sold_out_or_came_back(bench: Bench) -> None:
    for name in ("Steak", "Soup"):
        await _dish(bench, name)
    whole = WholeMenu(
        items=(
            NewMenuItem(name="Steak", available=False),
            NewMenuItem(name="Soup"),
            NewMenuItem(name="Tea", available=False),
        )
    )

    await bench.branch.menu_imports.replace(asks(), whole)

    assert _told(bench) == [("Steak", False)]


@pytest.mark.parametrize(
    ("whole", "field"),
    [
        (WholeMenu(items=(NewMenuItem(name="A"), NewMenuItem(name="a "))), "items[1].name"),
        (
            WholeMenu(items=(NewMenuItem(name="A", id=_ID), NewMenuItem(name="B", id=_ID))),
            "items[1].id",
        ),
        (WholeMenu(items=(NewMenuItem(name="A", station="grill"),)), "items[0].station"),
        (
            WholeMenu(stations=(NewStation(id="a", name="A"), NewStation(id="a", name="B"))),
            "stations[1].id",
        ),
    ],
)
async def test_a_menu_that_does_not_fit_together_changes_nothing(
    bench: Bench, whole: WholeMenu, field: str
) -> None:
    dish = await _dish(bench, "Steak")

    why = await refusal(bench.branch.menu_imports.replace(asks(), whole))

    assert why.code is Code.BAD_REQUEST
    assert list(why.details) == [field]
    assert data_in(await bench.branch.menu.view())["items"] == [dish]


async def test_a_menu_is_written_out_once_for_all_who_ask_for_it(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        await _dish(bench, f"Dish {number}")
    written: list[object] = []
    encode = whole_menu._encode

    def counted(entry: object) -> bytes:
        written.append(entry)
        return encode(entry)

    monkeypatch.setattr(whole_menu, "_encode", counted)
    menu = bench.branch.menu

    answers = await asyncio.gather(*(menu.view() for _ in range(5)))

    assert len(written) == 3
    assert all(answer == answers[0] for answer in answers)
    await _dish(bench, "Dish 3")
    assert len(data_in(await menu.view())["items"]) == 4


async def test_whoever_stops_waiting_for_the_menu_leaves_the_others_waiting(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        await _dish(bench, f"Dish {number}")
    monkeypatch.setattr(background, "AT_ONCE", 0)
    first = asyncio.create_task(bench.branch.menu.view())
    second = asyncio.create_task(bench.branch.menu.view())
    for _ in range(2):
        await asyncio.sleep(0)
    first.cancel()

    assert len(data_in(await second)["items"]) == 3
    assert first.cancelled()


async def test_the_menu_is_shown_as_it_is_encoded_as_a_whole(bench: Bench) -> None:
    await _station(bench)
    await _category(bench)
    await _dish(bench, station="grill", category="mains", modifiers=(NewMenuModifier(name="rare"),))
    menu = bench.branch.menu
    whole = view_menu(menu.menu)

    assert (await menu.view()).value.text == msgspec.json.encode(whole)
