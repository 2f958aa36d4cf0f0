"""The themes: what must be read can be read, in a dark kitchen and in a bright one."""

import math
from collections.abc import Mapping
from itertools import combinations

import pytest

from display.theme import EDGES, GROUNDS, THEMES, URGENT, Colour, contrast
from display.view_model.screen import Tone

PAIRS = [(tone, ground) for tone, grounds in GROUNDS.items() for ground in grounds]


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize(("tone", "ground"), PAIRS, ids=str)
def test_every_text_stands_out_from_what_it_is_written_on(
    theme: Mapping[Tone, Colour], tone: Tone, ground: Tone
) -> None:
    assert contrast(theme[tone], theme[ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_every_tone_has_a_colour(theme: Mapping[Tone, Colour]) -> None:
    assert set(theme) == set(Tone)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("ground", [Tone.CARD, Tone.BAR, Tone.GROUND])
def test_the_frame_of_a_chosen_ticket_can_be_seen(
    theme: Mapping[Tone, Colour], ground: Tone
) -> None:
    assert contrast(theme[Tone.CHOSEN], theme[ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_the_three_ages_of_a_ticket_differ(theme: Mapping[Tone, Colour]) -> None:
    assert len({theme[tone] for tone in (Tone.CARD, Tone.WARN, Tone.LATE)}) == 3


def test_contrast_is_that_of_wcag() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("tone", URGENT, ids=str)
def test_what_must_not_be_missed_stands_out_seven_to_one(
    theme: Mapping[Tone, Colour], tone: Tone
) -> None:
    assert all(contrast(theme[tone], theme[ground]) >= 7 for ground in GROUNDS[tone])


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize(("edge", "beside"), EDGES, ids=str)
def test_the_edge_of_every_band_and_frame_can_be_seen(
    theme: Mapping[Tone, Colour], edge: Tone, beside: Tone
) -> None:
    assert contrast(theme[edge], theme[beside]) >= 3


MACHADO = {
    "all colours": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
}
"""Machado, Oliveira and Fernandes 2009, of linear light, for who lacks one kind of cone."""


def see(colour: Colour, eye: str) -> list[float]:
    """Say how an eye sees a colour: red, green and blue of linear light."""
    linear = [
        each / 255 / 12.92 if each <= 10 else ((each / 255 + 0.055) / 1.055) ** 2.4
        for each in colour
    ]
    return [
        min(1.0, max(0.0, sum(a * b for a, b in zip(row, linear, strict=True))))
        for row in MACHADO[eye]
    ]


def see_contrast(one: Colour, other: Colour, eye: str) -> float:
    """Say which contrast of two colours is left for an eye, as WCAG 2 defines it."""
    weights = (0.2126, 0.7152, 0.0722)
    darker, lighter = sorted(
        sum(a * b for a, b in zip(weights, see(each, eye), strict=True)) for each in (one, other)
    )
    return (lighter + 0.05) / (darker + 0.05)


def lab(colour: Colour, eye: str) -> tuple[float, ...]:
    """Say how an eye sees a colour: CIE L*a*b*, in which equal steps look equal."""
    seen = see(colour, eye)
    to_xyz = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    white = (0.9505, 1.0, 1.089)
    shares = [
        sum(a * b for a, b in zip(row, seen, strict=True)) / most
        for row, most in zip(to_xyz, white, strict=True)
    ]
    x, y, z = (math.cbrt(each) if each > 0.008856 else 7.787 * each + 16 / 116 for each in shares)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("eye", MACHADO)
def test_late_allergy_rush_and_edit_stay_four_things_for_eyes_that_lack_a_colour(
    theme: Mapping[Tone, Colour], eye: str
) -> None:
    """A difference of 20 is seen at a glance; of the neighbours of one hue 10 is left."""
    seen = [lab(theme[tone], eye) for tone in (Tone.LATE, Tone.ALLERGY, Tone.RUSH, Tone.MARK)]
    assert min(math.dist(one, other) for one, other in combinations(seen, 2)) >= 20


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("eye", MACHADO)
def test_an_alarm_stands_out_by_its_ground_or_its_frame_for_eyes_that_lack_red(
    theme: Mapping[Tone, Colour], eye: str
) -> None:
    for beside in (Tone.GROUND, Tone.CARD, Tone.BAR):
        edges = (Tone.ALARM, Tone.ALARM_TEXT)
        assert max(see_contrast(theme[each], theme[beside], eye) for each in edges) >= 3
    assert see_contrast(theme[Tone.ALARM_TEXT], theme[Tone.ALARM], eye) >= 7
