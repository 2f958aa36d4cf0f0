"""The themes: what must be read can be read, in a dark kitchen and in a bright one."""

from collections.abc import Mapping

import pytest

from display.theme import GROUNDS, THEMES, Colour, contrast
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
    assert len({theme[tone] for tone in (Tone.HEAD, Tone.AMBER, Tone.RED)}) == 3


def test_contrast_is_that_of_wcag() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)
