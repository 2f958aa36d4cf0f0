"""Alarms of the hub in the crew's language, or as the hub says them."""

import pytest

from display.state.messages import HubAlarm
from display.view_model.hub_alarms import alarm_words
from hub.locale.catalogues import load_catalogue
from hub.locale.words import Language, speaking

FULL = HubAlarm(code="STORAGE_TROUBLE", message="The disk is full.")


def said(alarm: HubAlarm, language: Language = Language.GERMAN) -> str:
    with speaking(load_catalogue(language)):
        return alarm_words(alarm)


def test_in_english_the_hub_says_it_best() -> None:
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
