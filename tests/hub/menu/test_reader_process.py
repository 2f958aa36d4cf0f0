"""Whole menus that are read in another process: what it may take, and what a kitchen sees of it."""

import asyncio
import io
import sys
import zipfile
from asyncio.subprocess import Process
from pathlib import Path
from typing import Any

import pytest

from hub.domain.errors import Code
from hub.domain.menu import MAX_DISHES, MAX_HEADINGS, MAX_PARTS, Category, Menu, MenuItem, Station
from hub.ids import new_id
from hub.menu import imports as menu_module
from hub.menu.reader_process import HERE, Bounds, read_menu
from hub.menu.whole_menu import MenuFile, check_size, read_menu_file
from hub.wire.house_requests import SetAvailability
from hub.wire.requests import NewMenuItem
from tests.support.branch import OPENING_TIME, Bench, asks, data_in, refusal, until
from tests.support.menu_files import menu_file, with_part

pytestmark = pytest.mark.system

FOLDER = Path(__file__).parents[2] / "data" / "menus"
_ID = "11111111-1111-4111-8111-111111111111"


def spreadsheet(*dishes: str, columns: str = "name") -> MenuFile:
    """Write a menu that is too long to be read where it comes."""
    lines = [columns, *dishes, *(f"Another dish {number}" for number in range(400))]
    data = "\n".join(lines).encode()
    assert len(data) > HERE
    return menu_file(data)


async def test_a_long_menu_is_read_as_a_short_one_is() -> None:
    soup = MenuItem(id=_ID, name="Soup", category="starters", station="hot", available=False)
    before = Menu([Category(id="starters", name="Cold")], [Station(id="hot", name="Hot")], [soup])
    file = spreadsheet("soup,grill", "Ale,", columns="name,station")

    read = (await read_menu(file, before, OPENING_TIME)).menu
    here = read_menu_file(file, before, lambda: new_id(OPENING_TIME)).menu

    assert [each.id for each in read.stations] == ["hot", "grill"]
    assert (read.categories, read.stations) == (here.categories, here.stations)
    assert [each.name for each in read.items] == [each.name for each in here.items]
    [read_soup] = [each for each in read.items if each.name == "soup"]
    assert (read_soup.id, read_soup.station, read_soup.category) == (_ID, "grill", "starters")
    assert not read_soup.available


async def test_what_is_wrong_with_a_long_menu_is_said_as_of_a_short_one() -> None:
    file = spreadsheet("Soup,maybe", columns="name,available")

    why = await refusal(read_menu(file, Menu(), OPENING_TIME))

    assert why.code is Code.BAD_REQUEST
    assert list(why.details) == ["row 2, column B (available)"]


async def test_a_menu_that_takes_too_much_memory_is_refused() -> None:
    lists = menu_file(b"[" + b"[]," * 2_000_000 + b"[]]", is_json=True)
    bounds = Bounds(memory=96 * 1024 * 1024)

    why = await refusal(read_menu(lists, Menu(), OPENING_TIME, bounds))

    assert why.details == {"body": "takes too much time or memory to be read"}


async def test_a_workbook_is_read_elsewhere_however_short_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    book = menu_file((FOLDER / "owner-swiss.ods").read_bytes())
    assert book.size <= HERE

    read = await read_menu(book, Menu(), OPENING_TIME)
    monkeypatch.setattr(sys, "executable", "/bin/false")

    assert next(each.name for each in read.menu.items) == "Cordon bleu"
    with pytest.raises(RuntimeError, match="ended with 1"):
        await read_menu(book, Menu(), OPENING_TIME)


async def test_a_short_workbook_of_endless_rows_is_refused() -> None:
    cell = '<table:table-cell table:number-columns-repeated="16000" office:value-type="string">'
    rows = f'<table:table-row table:number-rows-repeated="1000000">{cell}<text:p>x</text:p>'
    sheet = f'<table:table table:name="x">{rows}</table:table-cell></table:table-row></table:table>'
    book = (FOLDER / "owner-swiss.ods").read_bytes()
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        content = parts.read("content.xml").decode()
    start, end = content.index("<table:table "), content.index("</office:spreadsheet>")
    bomb = with_part(book, "content.xml", (content[:start] + sheet + content[end:]).encode())

    why = await refusal(read_menu(menu_file(bomb), Menu(), OPENING_TIME, Bounds(1 << 29, 10)))

    assert set(why.details) <= {"body", "file"}


async def test_a_menu_that_takes_too_long_is_refused() -> None:
    lines = "".join(f"{number},{'x|' * 100}\n" for number in range(MAX_DISHES // 2))
    file = menu_file(f"name,modifiers\n{lines}".encode())

    why = await refusal(read_menu(file, Menu(), OPENING_TIME, Bounds(memory=1 << 32, seconds=1)))

    assert why.details == {"body": "takes too much time or memory to be read"}


async def test_a_reader_that_ends_without_a_word_is_the_hubs_own_trouble(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")

    with pytest.raises(RuntimeError, match="ended with 1"):
        await read_menu(spreadsheet(), Menu(), OPENING_TIME)


async def test_whoever_gives_up_leaves_no_process_behind(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Process] = []
    start = asyncio.create_subprocess_exec

    async def noted(*command: Any, **more: Any) -> Process:  # noqa: ANN401 - asyncio's own
        started.append(await start(*command, **more))
        return started[-1]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", noted)
    reading = asyncio.create_task(bench.branch.menu_imports.import_file(asks(), spreadsheet()))
    await until(lambda: bool(started))
    reading.cancel()
    await asyncio.wait([reading])

    assert reading.cancelled()
    assert started[0].returncode is not None
    assert bench.branch.menu.menu.empty


async def test_what_is_sold_out_while_a_menu_is_read_stays_sold_out(bench: Bench) -> None:
    menu = bench.branch.menu
    imports = bench.branch.menu_imports
    dish = data_in(await menu.add_item(asks(), NewMenuItem(name="Soup")))

    reading = asyncio.create_task(imports.import_file(asks(), spreadsheet("Soup")))
    await until(imports._turn.locked)
    await bench.branch.availability.set(asks(), dish["id"], SetAvailability(available=False))

    assert data_in(await reading)["items"] == 401
    assert not menu.menu.items[dish["id"]].available


async def test_a_menu_that_is_changed_whenever_it_is_read_is_not_replaced(bench: Bench) -> None:
    menu = bench.branch.menu
    imports = bench.branch.menu_imports
    dish = data_in(await menu.add_item(asks(), NewMenuItem(name="Soup")))
    reading = asyncio.create_task(imports.import_file(asks(), spreadsheet("Soup")))
    available = False
    while not reading.done():
        await bench.branch.availability.set(
            asks(), dish["id"], SetAvailability(available=available)
        )
        available = not available

    assert (await refusal(reading)).code is Code.CONFLICT
    assert len(menu.menu.items) == 1


async def test_no_more_than_a_few_menus_wait_to_be_read(bench: Bench) -> None:
    brought = [bench.branch.menu_imports.import_file(asks(), spreadsheet()) for _ in range(6)]

    ends = await asyncio.gather(*brought, return_exceptions=True)

    assert [getattr(end, "code", None) for end in ends] == [None] * 4 + [Code.RATE_LIMITED] * 2
    assert (await bench.branch.menu_imports.import_file(asks(), spreadsheet())).value.items > 0


async def test_an_import_tells_of_no_more_dishes_than_screens_can_hear_of_at_once(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(menu_module, "MAX_TOLD", 2)
    imports = bench.branch.menu_imports
    assert (await imports.import_file(asks(), spreadsheet())).value.items > 0

    why = await refusal(imports.import_file(asks(), menu_file(_sold_out(3))))

    assert list(why.details) == ["items"]
    assert [each.draft.type for each in bench.events] == ["menu:changed"]
    assert (await imports.import_file(asks(), menu_file(_sold_out(2)))).value.items > 0
    told = [each.draft.type for each in bench.events[1:]]
    assert told == ["menu:availability", "menu:availability", "menu:changed"]


def _sold_out(count: int) -> bytes:
    return b"name,available\n" + b"".join(b"Another dish %d,no\n" % n for n in range(count))


async def test_a_menu_is_no_longer_than_a_hub_can_hold() -> None:
    dishes = ["x"] * (MAX_DISHES + 1)
    as_csv = menu_file("\n".join(["name", *dishes]).encode())
    as_json = b'{"items":[' + b'{"name":"x"},' * MAX_DISHES + b'{"name":"x"}]}'

    hundred = "|".join(f"x{number}" for number in range(100))
    parts = "".join(f"{number},{hundred}\n" for number in range(MAX_PARTS // 100 + 1))
    as_parts = menu_file(f"name,modifiers\n{parts}".encode())

    for file, field in (
        (as_parts, "modifiers and allergens"),
        (as_csv, "file"),
        (menu_file(as_json, is_json=True), "items"),
    ):
        assert list((await refusal(read_menu(file, Menu(), OPENING_TIME))).details) == [field]


@pytest.mark.parametrize(
    ("full", "field"),
    [
        (Menu([Category(id=str(n), name="x") for n in range(MAX_HEADINGS)]), "categories"),
        (Menu([], [Station(id=str(n), name="x") for n in range(MAX_HEADINGS)]), "stations"),
        (Menu([], [], [MenuItem(id=str(n), name=str(n)) for n in range(MAX_DISHES)]), "items"),
        (
            Menu([], [], [MenuItem(id="1", name="x", allergens=("milk",) * MAX_PARTS)]),
            "modifiers and allergens",
        ),
    ],
    ids=["categories", "stations", "dishes", "parts"],
)
def test_a_full_menu_can_be_edited_and_does_not_grow(full: Menu, field: str) -> None:
    grown = full.edit(
        put=[
            Category(id="new", name="x"),
            Station(id="new", name="x"),
            MenuItem(id="new", name="new", allergens=("milk",)),
        ]
    )

    check_size(full, full)
    check_size(grown, grown)
    with pytest.raises(Exception, match=f"^{field}: a menu has at most "):
        check_size(full, grown)
