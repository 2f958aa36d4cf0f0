"""Every screen in every language: what is said in more words than in English still has room."""

import math

import pytest

from display.view_model.screen import Text
from hub.locale.catalogues import load_catalogue
from hub.locale.words import Language, speaking
from scripts.pictures.boards import subjects

GLASSES = ((1920, 1080), (1080, 1920), (1280, 720))


def monospace(text: str, size: int, *, bold: bool = False, condensed: bool = False) -> int:
    return math.ceil(len(text) * size * (0.66 if bold else 0.6) * (0.9 if condensed else 1))


@pytest.mark.parametrize("glass", GLASSES, ids=str)
@pytest.mark.parametrize("language", Language)
def test_nothing_leaves_its_place_in_any_language(
    language: Language, glass: tuple[int, int]
) -> None:
    with speaking(load_catalogue(language)):
        for name, board in subjects().items():
            screen = board.screen(monospace, *glass)
            for panel in screen.panels:
                for text in (each for each in panel.parts if isinstance(each, Text)):
                    width = monospace(
                        text.text, text.size, bold=text.bold, condensed=text.condensed
                    )
                    assert width <= text.rect.w or text.rect.w <= text.size, (name, text)
                    assert panel.rect.y <= text.rect.y, (name, text)
                    assert text.rect.y + text.rect.h <= panel.rect.y + panel.rect.h, (name, text)
