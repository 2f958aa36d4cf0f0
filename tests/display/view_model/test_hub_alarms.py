"""Alarms of the hub in the crew's language, or as the hub says them."""

from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from display.state.messages import HubAlarm
from display.view_model.hub_alarms import say_alarm
from hub.domain.orders import Order
from hub.locale.catalogues import load_catalogue
from hub.locale.words import Language, speaking
from tests.support.one_screen import an_order

FULL = HubAlarm(code="STORAGE_TROUBLE", message="The disk is full.")


def said(
    alarm: HubAlarm,
    language: Language = Language.GERMAN,
    orders: Mapping[str, Order] | None = None,
) -> str:
    with speaking(load_catalogue(language)):
        return say_alarm(alarm, orders or {})


def test_in_english_the_hub_says_which_disk_it_is() -> None:
    assert said(FULL, Language.ENGLISH) == "The disk is full."


def test_a_known_alarm_is_said_in_the_crews_language() -> None:
    assert said(FULL).startswith("Der Hub kann nicht auf seine Platte schreiben.")


@pytest.mark.parametrize(
    ("station", "count", "words"),
    [
        ("grill", 1, "1 Bestellung für grill steht auf keinem Bildschirm."),
        ("grill", 3, "3 Bestellungen für grill stehen auf keinem Bildschirm."),
        (None, 2, "2 Bestellungen stehen auf keinem Bildschirm."),
    ],
)
def test_orders_that_are_on_no_screen_are_counted(
    station: str | None, count: int, words: str
) -> None:
    alarm = HubAlarm(code="NOT_ON_SCREEN", message="x", station=station, count=count)
    assert said(alarm) == words


@pytest.mark.parametrize("code", ["", "OF_A_NEWER_HUB", "NOT_ON_SCREEN"])
def test_an_alarm_that_is_not_understood_is_said_as_it_came(code: str) -> None:
    assert said(HubAlarm(code=code, message="Salt is low.")) == "Salt is low."


@pytest.mark.parametrize(
    ("code", "station", "shown_at", "words"),
    [
        ("NOT_ON_SCREEN", "grill", None, "A-7 is on no screen of grill."),
        ("NOT_ON_SCREEN", "grill", "bar", "A-7 is on no screen of grill. Shown at bar for now."),
        ("ONLY_AS_CHIP", None, None, "A-7 stands only as a chip."),
    ],
)
def test_a_single_order_is_called_as_its_ticket_is(
    code: str, station: str | None, shown_at: str | None, words: str
) -> None:
    order = replace(an_order(7), display_number="A-7")
    alarm = HubAlarm(code=code, message="x", station=station, count=1, number=7, shown_at=shown_at)
    assert said(alarm, Language.ENGLISH, {order.id: order}) == words
    assert said(alarm, Language.ENGLISH).startswith("#7 ")
