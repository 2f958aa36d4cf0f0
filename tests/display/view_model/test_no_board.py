"""A hub that is gone, and a station that there is not: the glass says all that is known."""

import pytest
from msgspec.structs import replace

from display.state.messages import Alarmed, Heard, HubAlarm, StationAnswered
from display.state.model import BoardState
from display.state.settings import BoardSettings
from display.view_model.build import build
from display.view_model.layout import Layout
from display.view_model.screen import Box, Panel, Text, Tone
from tests.support.one_screen import Screen, a_line, an_order

OWN_WORDS = BoardSettings(fallback="Paper tickets, call Sam")
SIZES = [(1920, 1080), (1080, 1920), (800, 480), (640, 360)]


def measure(text: str, size: int, *, bold: bool = False, condensed: bool = False) -> int:
    return round(len(text) * size * (0.5 if bold else 0.45) * (0.9 if condensed else 1))


def panels(screen: Screen, size: tuple[int, int] = (1920, 1080)) -> dict[str, Panel]:
    picture = build(screen.state, screen.now, Layout(*size, 4, 2, measure))
    return {panel.key: panel for panel in picture.panels}


def words(panel: Panel) -> str:
    return " / ".join(part.text for part in panel.parts if isinstance(part, Text))


def a_silent_hub() -> Screen:
    screen = Screen(an_order(1), settings=OWN_WORDS)
    addresses = ("https://192.168.1.20:8443",)
    screen.state = replace(screen.state, looked_for=addresses)
    return screen.at(125_000)


def test_a_hub_that_is_gone_is_said_in_the_owners_words_with_what_is_known() -> None:
    assert words(panels(a_silent_hub())["hub gone"]) == (
        "Paper tickets, call Sam / The hub was last heard at 10:30, 2:05 ago. / "
        "It is looked for at https://192.168.1.20:8443."
    )


def test_a_frame_says_without_its_red_that_a_bar_is_an_alarm() -> None:
    screen = a_silent_hub()
    screen.tell(Alarmed(now=screen.now, alarms=(HubAlarm(message="The hub's disk is full."),)))
    shown = panels(screen)
    for key in ("top", "hub gone", "bottom"):
        frames = [each for each in shown[key].parts if isinstance(each, Box) and each.width]
        assert [(each.rect, each.tone) for each in frames] == [(shown[key].rect, Tone.ALARM_TEXT)]


def test_the_clock_goes_on_while_the_hub_is_silent() -> None:
    assert words(panels(a_silent_hub())["top"]).endswith("10:32")


def test_the_words_go_when_the_hub_is_back() -> None:
    screen = a_silent_hub()
    screen.tell(Heard(now=screen.now))
    assert "hub gone" not in panels(screen)


def test_the_words_wait_as_long_as_the_hatch() -> None:
    assert "hub gone" not in panels(a_silent_hub().at(9_999))
    assert "hub gone" in panels(a_silent_hub().at(10_000))


def test_a_screen_that_no_hub_ever_answered_says_that() -> None:
    screen = Screen()
    screen.state = BoardState(settings=OWN_WORDS, began=0)
    assert "No hub has answered since this screen started, 2:05 ago." in words(
        panels(screen.at(125_000))["hub gone"]
    )


def without_its_station(*known: str) -> Screen:
    screen = Screen(an_order(1, a_line("Steak", "grill")), settings=BoardSettings(station="gril"))
    screen.tell(StationAnswered(now=screen.now, missing=("gril",), known=known))
    return screen


def test_a_station_that_is_not_there_fills_the_screen_with_those_that_are() -> None:
    said = words(panels(without_its_station("grill", "fry"))["no station"])
    assert said.startswith("The hub has no station “gril”. / It has: grill, fry. / So no order")


def test_a_hub_without_stations_is_said() -> None:
    assert "No station is set up on it yet." in words(panels(without_its_station())["no station"])


def test_a_station_that_was_made_meanwhile_brings_the_board_back() -> None:
    screen = without_its_station("grill")
    screen.tell(StationAnswered(now=screen.now))
    assert "no station" not in panels(screen)


def test_a_hub_that_is_gone_goes_before_a_station_that_is_not_there() -> None:
    screen = without_its_station("grill").at(60_000)
    assert {"hub gone"} == {"hub gone", "no station"} & set(panels(screen))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("screen", [a_silent_hub(), without_its_station(*map(str, range(40)))])
def test_what_is_said_stands_inside_the_glass(screen: Screen, size: tuple[int, int]) -> None:
    shown = panels(screen, size)
    panel = shown.get("hub gone") or shown["no station"]
    for part in panel.parts:
        rect = part.rect
        assert rect.x >= 0
        assert rect.y >= panel.rect.y
        assert rect.x + rect.w <= size[0]
        assert rect.y + rect.h <= panel.rect.y + panel.rect.h
