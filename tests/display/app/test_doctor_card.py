"""The test card knows what has to stand where, and sees what does not."""

import pygame
import pytest

from display.app.doctor import test_card
from display.renderer.fonts import Fonts
from display.theme import THEMES
from display.view_model.letter_sizes import MonitorSize, SizeSource

SIZES = [(1280, 720), (1920, 1080), (1080, 1920), (800, 480)]


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    return Fonts()


@pytest.fixture
def drawn(fonts: Fonts) -> test_card.Card:
    return test_card.draw((1280, 720), ("Output 0",), fonts, 0.277)


@pytest.mark.parametrize("size", SIZES)
def test_a_card_of_any_size_is_the_card(fonts: Fonts, size: tuple[int, int]) -> None:
    drawn = test_card.draw(size, ("Output 0", "x11"), fonts, 0.277)
    assert test_card.compare(drawn, drawn.picture) == []


def test_every_colour_of_every_theme_is_on_it(drawn: test_card.Card) -> None:
    wanted = {colour for theme in THEMES.values() for colour in theme.values()}
    assert wanted <= {probe.colour for probe in drawn.probes}


def test_every_edge_of_the_picture_is_drawn(drawn: test_card.Card) -> None:
    width, height = drawn.picture.get_size()
    middles = [
        (width // 2, 0),
        (width // 2, height - 1),
        (0, height // 2),
        (width - 1, height // 2),
    ]
    assert {tuple(drawn.picture.get_at(at))[:3] for at in middles} == {(255, 64, 64)}


def test_a_black_screen_is_not_the_card(drawn: test_card.Card) -> None:
    colours, texts = test_card.compare(drawn, pygame.Surface((1280, 720), depth=32))
    assert "colours differ" in colours
    assert texts.startswith(f"{len(drawn.texts)} of {len(drawn.texts)} texts are not there")


def test_one_wrong_colour_is_seen(drawn: test_card.Card) -> None:
    seen, probe = drawn.picture.copy(), drawn.probes[-1]
    seen.set_at(probe.at, (1, 2, 3) if max(probe.colour) > 20 else (200, 200, 200))
    (said,) = test_card.compare(drawn, seen)
    assert said.startswith(f"1 of {len(drawn.probes)} colours differ: at {probe.at}")


def test_one_text_that_is_not_there_is_seen(drawn: test_card.Card) -> None:
    seen, (text, where) = drawn.picture.copy(), drawn.texts[3]
    seen.fill((0, 0, 0), where)
    assert test_card.compare(drawn, seen) == [
        f"1 of {len(drawn.texts)} texts are not there: {text}"
    ]


def test_a_picture_of_another_size_is_not_the_card(drawn: test_card.Card) -> None:
    assert test_card.compare(drawn, pygame.Surface((640, 360))) == ["it is 640 x 360 pixels"]


def test_no_text_runs_into_another(drawn: test_card.Card) -> None:
    areas = [where for _, where in drawn.texts]
    assert [area.collidelistall(areas) for area in areas] == [[n] for n in range(len(areas))]


@pytest.mark.parametrize(
    ("size", "inches", "shown"),
    [((1920, 1080), 24.0, 100), ((800, 480), 7.0, 100), ((800, 480), 3.5, 50)],
)
def test_there_is_a_ruler_on_it_as_long_as_it_says(
    fonts: Fonts, size: tuple[int, int], inches: float, shown: int
) -> None:
    pitch = MonitorSize(*size, inches, SizeSource.SETTING).pitch
    drawn = test_card.draw(size, ("Output 0",), fonts, pitch)
    assert test_card.compare(drawn, drawn.picture) == []
    rows = [white_runs(drawn.picture, y) for y in range(size[1])]
    # Its line is the longest white one, and a tick stands on it at every centimetre.
    longest, at = max((max(runs, default=0), y) for y, runs in enumerate(rows))
    assert abs(longest * pitch - shown) < 2 * pitch
    assert len(rows[at - 3]) == shown // 10 + 1


def white_runs(picture: pygame.Surface, y: int) -> list[int]:
    """List how long the white stretches of a row are."""
    row = picture.subsurface((0, y, picture.get_width(), 1))
    pixels = pygame.image.tobytes(row, "RGB")
    white = "".join(
        "#" if pixels[at : at + 3] == b"\xff\xff\xff" else " " for at in range(0, len(pixels), 3)
    )
    return [len(run) for run in white.split()]
