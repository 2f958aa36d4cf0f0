"""The demo opens a station and expo beside each other, where both can be read."""

import pytest

from scripts.demo.windows import DemoWindow, place

STATIONS = ("grill", "fry", "cold", "bar")


def test_a_wide_desktop_shows_a_station_and_expo_side_by_side() -> None:
    assert place((1920, 1080), STATIONS) == [
        DemoWindow("grill", 0, 40, 960, 980),
        DemoWindow("expo", 960, 40, 960, 980),
    ]


def test_a_very_wide_one_shows_two_stations_and_expo() -> None:
    placed = place((3840, 2160), STATIONS)
    assert [each.station for each in placed] == ["grill", "fry", "expo"]
    assert [each.left for each in placed] == [0, 1280, 2560]


def test_a_kitchen_of_one_station_has_two_screens_however_wide_the_desktop() -> None:
    assert [each.station for each in place((5120, 1440), ("kitchen",))] == ["kitchen", "expo"]


@pytest.mark.parametrize(
    ("desktop", "stations"), [((1366, 768), STATIONS), ((1080, 1920), STATIONS), ((1920, 1080), ())]
)
def test_where_two_have_no_room_one_screen_shows_all(
    desktop: tuple[int, int], stations: tuple[str, ...]
) -> None:
    assert place(desktop, stations) == []
