"""The routing rules of a branch: replaced whole, kept, asked with the menu and the time of now."""

from typing import Any

import msgspec
import pytest

from hub.domain.errors import Code
from hub.domain.order_details import Modifier
from hub.domain.orders import OrderType
from hub.domain.routing import LineFacts, OrderFacts
from hub.wire import requests
from hub.wire.house_requests import NewRoutes, RouteQuery
from hub.wire.requests import WholeMenu
from tests.support.branch import Bench, asks, data_in, payload, refusal

MENU = {
    "categories": [{"id": "mains", "name": "Mains", "stations": ["pass"]}],
    "stations": [{"id": each, "name": each.title()} for each in ("grill", "bar", "pass")],
    "items": [
        {"name": "Steak", "station": "grill", "category": "mains", "plu": ["1"]},
        {"name": "Soup", "category": "mains"},
        {"name": "Bag", "station": "none"},
    ],
}


@pytest.fixture
async def kitchen(bench: Bench) -> Bench:
    """A kitchen with a grill, a bar and a pass."""
    await bench.branch.menu_imports.replace(asks(), msgspec.convert(MENU, WholeMenu))
    return bench


async def _put(bench: Bench, *rules: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
    new = msgspec.convert({"rules": rules}, NewRoutes)
    return data_in(await bench.branch.routing.replace(asks(), new))


def _route(bench: Bench, name: str, *modifiers: str) -> tuple[str, ...]:
    dish = bench.branch.menu.menu.find_dish(name=name)
    line = LineFacts(dish, name, tuple(map(Modifier, modifiers)))
    return bench.branch.routing.route(OrderFacts(OrderType.DINE_IN), line).stations


def _as_json(shown: msgspec.Struct) -> Any:  # noqa: ANN401 - JSON
    return msgspec.json.decode(msgspec.json.encode(shown))


def _explain(bench: Bench, **query: Any) -> Any:  # noqa: ANN401 - JSON
    return _as_json(bench.branch.routing.explain(RouteQuery(**query)))


async def test_rules_decide_as_soon_as_they_are_there_and_after_a_restart(kitchen: Bench) -> None:
    assert _route(kitchen, "Steak") == ("grill",)

    put = await _put(
        kitchen,
        {"dish": "steak", "modifier": "To go", "stations": ["pass", "grill"], "name": "Bags"},
        {"order_type": "delivery", "stations": ["bar"]},
    )

    assert put["rules"][0] == {
        "stations": ["pass", "grill"],
        "name": "Bags",
        "dish": "steak",
        "modifier": "To go",
    }
    await kitchen.reopen()
    assert _route(kitchen, "Steak", "to-go") == ("pass", "grill")
    assert _route(kitchen, "Steak") == ("grill",)
    assert _as_json(kitchen.branch.routing.view()) == put
    await _put(kitchen)
    assert _route(kitchen, "Steak", "to-go") == ("grill",)


async def test_a_rule_that_names_a_modifier_by_its_id_is_tried_as_orders_are(
    kitchen: Bench,
) -> None:
    bun = {"id": "00000000-0000-7000-8000-00000000000A", "name": "Gluten-free bun"}
    dish = requests.NewMenuItem(name="Burger", station="grill", modifiers=(made(bun),))
    await kitchen.branch.menu.add_item(asks(), dish)
    await _put(kitchen, {"modifier": bun["id"].lower(), "stations": ["bar"]})

    assert _explain(kitchen, name="Burger", modifier="gluten-free bun")["rule"] == 1
    assert _explain(kitchen, name="Burger", modifier=bun["id"])["rule"] == 1
    without = _explain(kitchen, name="Burger", modifier="bacon")
    assert (without["rule"], without["misses"]) == (None, ["modifier"])


def made(modifier: dict[str, str]) -> requests.NewMenuModifier:
    return msgspec.convert(modifier, requests.NewMenuModifier)


async def test_that_the_rules_are_others_is_told(kitchen: Bench) -> None:
    await _put(kitchen, {"stations": ["bar"]})

    assert payload(kitchen.events[-1]) == {
        "action": "replaced",
        "kind": "routes",
        "id": None,
        "entry": None,
    }


async def test_a_rule_goes_by_the_branchs_clock(kitchen: Bench) -> None:
    local = kitchen.branch.local_time.at(kitchen.clock.now())
    await _put(kitchen, {"from": f"{local:%H:%M}", "weekdays": ["mon"], "stations": ["bar"]})

    assert f"{local:%a}" == "Mon"
    assert _route(kitchen, "Steak") == ("bar",)
    kitchen.clock.forward(24 * 3_600_000)
    assert _route(kitchen, "Steak") == ("grill",)


@pytest.mark.parametrize(
    ("rule", "named"),
    [
        ({"stations": ["moon"]}, "rules[1].stations"),
        ({"stations": ["none", "bar"]}, "rules[1].stations"),
        ({"stations": ["bar"], "category": "drinks"}, "rules[1].category"),
    ],
)
async def test_a_rule_that_the_menu_does_not_bear_is_refused(
    kitchen: Bench, rule: dict[str, Any], named: str
) -> None:
    why = await refusal(_put(kitchen, {"stations": ["bar"]}, rule))

    assert (why.code, list(why.details)) == (Code.BAD_REQUEST, [named])
    assert kitchen.branch.routing.view().rules == ()


async def test_where_a_line_would_go_is_said_in_words(kitchen: Bench) -> None:
    await _put(
        kitchen,
        {"zone": "Terrace", "stations": ["bar"], "name": "Terrace"},
        {"source": "web", "stations": ["bar", "pass"]},
    )

    by_rule = _explain(kitchen, name="Steak", zone="terrace")
    unnamed = _explain(kitchen, plu="1", source="web")
    by_dish = _explain(kitchen, menu_item_id=by_rule["menu_item_id"].upper())
    messages = [_explain(kitchen, name=name)["message"] for name in ("Soup", "Bag", "Unheard of")]

    assert (by_rule["stations"], by_rule["because"], by_rule["rule"]) == (["bar"], "rule", 1)
    assert by_rule["message"] == "It is made at bar: rule 1 (Terrace) says so."
    assert unnamed["message"] == "It is made at bar and pass: rule 2 says so."
    assert by_dish["message"] == "It is made at grill: its dish says so."
    assert messages == [
        "It is made at pass: its category says so.",
        "It is nobody's work: its dish says so.",
        "Neither a rule nor the menu says where it is made: every screen shows it.",
    ]


async def test_where_a_line_would_go_at_another_time_is_said_too(kitchen: Bench) -> None:
    await _put(kitchen, {"from": "22:00", "stations": ["bar"]})

    late = _explain(kitchen, name="Steak", modifier="Rare", at="2026-03-06T22:30")

    assert late["stations"] == ["bar"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({}, Code.BAD_REQUEST),
        ({"plu": "9"}, Code.NOT_FOUND),
        ({"name": "Steak", "at": "soon enough"}, Code.BAD_REQUEST),
    ],
)
async def test_a_question_that_says_too_little_is_refused(
    kitchen: Bench, query: dict[str, Any], code: Code
) -> None:
    async def ask() -> object:
        return _explain(kitchen, **query)

    assert (await refusal(ask())).code is code
