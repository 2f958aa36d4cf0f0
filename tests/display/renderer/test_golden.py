"""The boards look as they did when somebody last looked at them.

When one is meant to look different: ``./scripts/screenshots --golden``, and look at every picture
that changed before it is committed.
"""

from collections.abc import Mapping
from pathlib import Path

import pygame
import pytest
from msgspec.structs import replace

from display.renderer.fonts import Fonts
from display.renderer.renderer import Renderer
from display.theme import THEMES
from display.view_model.screen import Box, Screen, Text
from scripts.pictures.boards import boards
from scripts.pictures.drawing import golden, golden_names

FOLDER = Path(__file__).parents[1] / "golden"

NAMES = golden_names()

CLEARLY = 32
"""A difference of one channel, of 255, that is more than smoothing."""

TOLERATED = 90
"""Channels that may differ clearly, of 1.5 million; moving one short word changes more."""


def differing(one: pygame.Surface, other: pygame.Surface) -> int:
    """Count the channels that differ clearly."""
    assert one.get_size() == other.get_size()
    pairs = zip(pygame.image.tobytes(one, "RGB"), pygame.image.tobytes(other, "RGB"), strict=True)
    return sum(abs(left - right) > CLEARLY for left, right in pairs)


@pytest.fixture(scope="module")
def pictures() -> Mapping[str, pygame.Surface]:
    return dict(golden(NAMES))


@pytest.mark.parametrize("name", NAMES)
def test_a_board_looks_as_it_did(name: str, pictures: Mapping[str, pygame.Surface]) -> None:
    committed = pygame.image.load(FOLDER / f"{name}.png")
    assert differing(pictures[name], committed) <= TOLERATED


def test_there_is_no_golden_picture_that_nothing_is_compared_with() -> None:
    assert sorted(path.stem for path in FOLDER.iterdir()) == NAMES


def test_one_moved_word_does_not_pass(fonts: Fonts) -> None:
    screen = boards()["quiet"].screen(fonts.width, 960, 540)
    before, after = (
        pygame.Surface((960, 540), depth=32),
        pygame.Surface((960, 540), depth=32),
    )
    Renderer(before, THEMES["dark"], fonts).draw(screen)
    Renderer(after, THEMES["dark"], fonts).draw(moved(screen, "Table 12"))
    assert differing(before, after) > TOLERATED


def moved(screen: Screen, word: str) -> Screen:
    """Move one text by one pixel."""
    count = 0
    panels = []
    for panel in screen.panels:
        parts: list[Box | Text] = []
        for part in panel.parts:
            if isinstance(part, Text) and part.text == word:
                count += 1
                parts.append(replace(part, rect=part.rect._replace(x=part.rect.x + 1)))
            else:
                parts.append(part)
        panels.append(replace(panel, parts=tuple(parts)))
    assert count == 1
    return replace(screen, panels=tuple(panels))
