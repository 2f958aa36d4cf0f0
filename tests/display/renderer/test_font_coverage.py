"""Which letters a font file has."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.renderer.font_files import coverage
from scripts.pictures.drawing import DEJAVU
from tests.display.renderer.conftest import EMOJI
from tests.support.strategies import unhurried

BASE = DEJAVU / "DejaVuSans.ttf"


@pytest.mark.parametrize(
    "letter", ["A", "\u00e9", "\u0416", "\u05d0", "\u0633", "\u25d0", "\ufffd"]
)
def test_the_base_font_has_what_the_board_needs(letter: str) -> None:
    assert letter in coverage(BASE)


@pytest.mark.parametrize("letter", ["\u62c9", "\U0010ffff", "\0"])
def test_the_base_font_has_no_such_letter(letter: str) -> None:
    assert letter not in coverage(BASE)


def test_letters_beyond_the_first_65536_are_found() -> None:
    assert "\N{HAMBURGER}" in coverage(EMOJI / "NotoColorEmoji.ttf")


@unhurried
@given(st.integers(0, 4000))
def test_a_font_that_was_cut_off_is_said_to_be_no_font(
    tmp_path_factory: pytest.TempPathFactory, length: int
) -> None:
    path = tmp_path_factory.mktemp("font") / "cut.ttf"
    path.write_bytes(BASE.read_bytes()[:length])
    with pytest.raises(ValueError, match=r"font"):
        coverage(path)


def test_a_file_that_is_gone_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        coverage(tmp_path / "gone.ttf")
