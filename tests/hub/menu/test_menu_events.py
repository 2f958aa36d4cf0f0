"""Whatever is done to the menu is told to whoever may read it."""

from hub.wire.requests import (
    EditMenuItem,
    EditStation,
    NewCategory,
    NewMenuItem,
    NewStation,
    WholeMenu,
)
from tests.support.branch import Bench, asks, data_in, payload


def _changes(bench: Bench) -> list[tuple[str, str, str | None]]:
    told = [payload(each) for each in bench.events if each.draft.type == "menu:changed"]
    return [(each["action"], each["kind"], each["id"]) for each in told]


async def test_whatever_is_done_to_the_menu_is_told_with_the_entry_as_it_is_now(
    bench: Bench,
) -> None:
    menu = bench.branch.menu
    await menu.add_category(asks(), NewCategory(id="mains", name="Mains"))
    await menu.add_station(asks(), NewStation(id="grill", name="Grill"))
    dish = data_in(await menu.add_item(asks(), NewMenuItem(name="Steak")))
    await menu.edit_station(asks(), "grill", EditStation(name="The grill"))
    await menu.edit_item(asks(), dish["id"], EditMenuItem(price_minor=900, available=False))
    await menu.drop_item(asks(), dish["id"])
    await menu.drop_category(asks(), "mains")
    await bench.branch.menu_imports.replace(asks(), WholeMenu())

    assert _changes(bench) == [
        ("added", "category", "mains"),
        ("added", "station", "grill"),
        ("added", "item", dish["id"]),
        ("changed", "station", "grill"),
        ("changed", "item", dish["id"]),
        ("removed", "item", dish["id"]),
        ("removed", "category", "mains"),
        ("replaced", "menu", None),
    ]
    prices = [(payload(each).get("entry") or {}).get("price_minor") for each in bench.events]
    assert 900 in prices
    assert payload(bench.events[-2]).get("entry") is None
