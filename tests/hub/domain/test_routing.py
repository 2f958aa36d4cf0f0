"""Where a line is made: the first rule that fits, else the dish, else its category."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.menu import Category, Menu, MenuItem, MenuModifier, Station
from hub.domain.order_details import Modifier, ModifierKind
from hub.domain.orders import OrderType
from hub.domain.routing import (
    Because,
    LineFacts,
    OrderFacts,
    Routing,
    RoutingRule,
    Weekday,
    list_misses,
    route,
)

FRIDAY = datetime(2026, 3, 6, 19, 0)  # noqa: DTZ001 - the branch's own time
FRIES = MenuModifier(id="m-fries", name="Fries", plu=("7",), station="fry")
STEAK = MenuItem(id="d-steak", name="Steak", category="mains", station="grill", modifiers=(FRIES,))
SOUP = MenuItem(id="d-soup", name="Soup", category="mains")
TEA = MenuItem(id="d-tea", name="Tea")
PLATE = MenuItem(id="d-plate", name="Plate", station="grill", stations=("grill", "pass"))
MENU = Menu(
    [Category(id="mains", name="Mains", stations=("pass",))],
    [Station(id=each, name=each) for each in ("grill", "fry", "pass", "bar")],
    [STEAK, SOUP, TEA, PLATE],
)
TABLE = OrderFacts(OrderType.DINE_IN, "till", "Terrace")


def _line(dish: MenuItem | None = STEAK, *modifiers: Modifier, name: str = "") -> LineFacts:
    return LineFacts(dish, name or (dish.name if dish else "?"), modifiers)


def _route(line: LineFacts, *rules: RoutingRule, now: datetime = FRIDAY) -> Routing:
    return route(TABLE, line, MENU, rules, now)


def _to_bar(**fits: Any) -> RoutingRule:  # noqa: ANN401 - any field
    return RoutingRule(stations=("bar",), **fits)


def test_a_dish_says_where_it_is_made_and_its_category_where_it_does_not() -> None:
    assert _route(_line(STEAK)) == (("grill",), Because.DISH, None)
    assert _route(_line(PLATE)) == (("grill", "pass"), Because.DISH, None)
    assert _route(_line(SOUP)) == (("pass",), Because.CATEGORY, None)
    assert _route(_line(TEA)) == ((), Because.NOTHING, None)
    assert _route(_line(None)) == ((), Because.NOTHING, None)


def test_the_first_rule_that_fits_decides() -> None:
    other = RoutingRule(stations=("fry",))

    assert _route(_line(), _to_bar(dish="tea"), other, _to_bar()) == (("fry",), Because.RULE, 2)


@pytest.mark.parametrize(
    "fits",
    [
        {},
        {"dish": "d-steak"},
        {"dish": "STEAK"},
        {"modifier": "m-fries"},
        {"modifier": "fries"},
        {"category": "mains"},
        {"order_type": OrderType.DINE_IN},
        {"source": "Till"},
        {"zone": "terrace"},
        {"weekdays": (Weekday.SAT, Weekday.FRI)},
        {"from_": "19:00"},
        {"until": "19:01"},
        {"from_": "18:00", "until": "02:00"},
        {"from_": "20:00", "until": "20:00"},
        {"zone": "terrace", "dish": "Steak", "weekdays": (Weekday.FRI,), "from_": "18:00"},
    ],
)
def test_a_rule_fits_a_line_that_is_all_that_it_says(fits: dict[str, Any]) -> None:
    ordered = Modifier("Fries", modifier_id="m-fries")

    assert _route(_line(STEAK, ordered), _to_bar(**fits)).stations == ("bar",)


@pytest.mark.parametrize(
    "fits",
    [
        {"dish": "d-soup"},
        {"dish": "stea"},
        {"modifier": "rice"},
        {"category": "drinks"},
        {"order_type": OrderType.DELIVERY},
        {"source": "web"},
        {"zone": "hall"},
        {"weekdays": (Weekday.THU, Weekday.SAT)},
        {"from_": "19:01"},
        {"until": "19:00"},
        {"from_": "20:00", "until": "02:00"},
        {"zone": "terrace", "dish": "Steak", "weekdays": (Weekday.FRI,), "from_": "20:00"},
    ],
)
def test_a_rule_that_says_one_thing_else_does_not_fit(fits: dict[str, Any]) -> None:
    ordered = Modifier("Fries", modifier_id="m-fries")

    assert _route(_line(STEAK, ordered), _to_bar(**fits)).because is Because.DISH


def test_what_an_order_does_not_say_fits_no_rule_that_asks_for_it() -> None:
    counter = OrderFacts(OrderType.TAKEOUT)
    rules = (_to_bar(source="till"), _to_bar(zone="hall"))

    assert route(counter, _line(), MENU, rules, FRIDAY).because is Because.DISH


@pytest.mark.parametrize(
    ("rule", "miss"),
    [
        ({"order_type": OrderType.TAKEOUT}, "order_type"),
        ({"source": "web"}, "source"),
        ({"zone": "bar"}, "zone"),
        ({"category": "desserts"}, "category"),
        ({"dish": "soup"}, "dish"),
        ({"modifier": "fries"}, "modifier"),
        ({"until": "19:00"}, "time"),
        ({"weekdays": (Weekday.SAT,)}, "time"),
        ({"stations": ("gone",)}, "stations"),
    ],
)
def test_what_of_a_rule_does_not_fit_is_said(rule: dict[str, Any], miss: str) -> None:
    other = RoutingRule(**{"stations": ("bar",), **rule})
    last = _to_bar(dish="steak", zone="nowhere")

    def list_of(*rules: RoutingRule) -> tuple[str, ...]:
        return list_misses(TABLE, _line(), MENU, rules, FRIDAY)

    assert list_of(other, _to_bar(dish="steak"), last) == (miss,), "up to the one that decides"
    assert list_of(other, last) == (miss, "zone")


def test_a_rule_over_midnight_belongs_to_the_evening_that_it_began_on() -> None:
    late = _to_bar(weekdays=(Weekday.FRI,), from_="22:00", until="02:00")
    at_one = FRIDAY.replace(hour=1)

    assert _route(_line(), late, now=at_one + timedelta(days=1)).because is Because.RULE
    assert _route(_line(), late, now=at_one).because is Because.DISH
    assert _route(_line(), late, now=FRIDAY.replace(hour=22)).because is Because.RULE


def test_a_line_that_the_menu_does_not_know_is_found_by_its_name() -> None:
    assert _route(_line(None, name="Ice-cream"), _to_bar(dish="ice cream")).stations == ("bar",)


def test_a_modifier_with_a_station_of_its_own_is_made_there_as_well() -> None:
    by_name = _line(STEAK, Modifier("fries"))
    by_plu = _line(STEAK, Modifier("Pommes", plu="7"))
    inside = _line(STEAK, Modifier("Side", modifiers=(Modifier("fries"),)))

    assert _route(by_name).stations == ("grill", "fry")
    assert _route(by_plu).stations == ("grill", "fry")
    assert _route(inside).stations == ("grill", "fry")
    assert _route(by_name, _to_bar()).stations == ("bar",)


def test_what_is_taken_away_is_nobodys_work() -> None:
    without = Modifier("Fries", kind=ModifierKind.REMOVE)

    assert _route(_line(STEAK, without)).stations == ("grill",)
    assert _route(_line(STEAK, without), _to_bar(modifier="fries")).because is Because.DISH


def test_nobodys_work_stays_nobodys_and_may_be_a_rules_word() -> None:
    bag = MenuItem(id="bag", name="Bag", station="none", modifiers=(FRIES,))

    assert _route(_line(bag, Modifier("Fries"))).stations == ("none",)
    assert _route(_line(), RoutingRule(stations=("none",))).stations == ("none",)


def test_a_station_that_is_gone_is_passed_over_and_a_rule_with_no_other_as_well() -> None:
    gone = RoutingRule(stations=("cellar",))
    partly = RoutingRule(stations=("cellar", "bar"))

    assert _route(_line(), gone) == (("grill",), Because.DISH, None)
    assert _route(_line(), gone, partly) == (("bar",), Because.RULE, 2)


_TIMES = st.times().map(lambda each: f"{each:%H:%M}")


@given(start=_TIMES, end=_TIMES, now=st.datetimes(max_value=datetime(9999, 1, 1)))  # noqa: DTZ001
def test_a_time_and_its_rest_of_the_day_leave_no_gap_and_no_overlap(
    start: str, end: str, now: datetime
) -> None:
    inside = _route(_line(), _to_bar(from_=start, until=end), now=now)
    outside = _route(_line(), _to_bar(from_=end, until=start), now=now)

    if start == end:
        assert inside.because is outside.because is Because.RULE
    else:
        assert {inside.because, outside.because} == {Because.RULE, Because.DISH}
