"""Fonts that are the same on every machine."""

from pathlib import Path

import pytest

from display.renderer.fonts import Fonts
from scripts.pictures.drawing import DEJAVU

EMOJI = Path("/usr/share/fonts/truetype/noto")


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    """The base font alone."""
    return Fonts([DEJAVU])


@pytest.fixture(scope="module")
def picture_fonts() -> Fonts:
    """The base font, and whatever of Noto is installed: the emoji at least."""
    return Fonts([DEJAVU, EMOJI])
