"""Text in any language, with the fonts that happen to be installed."""

import logging
from pathlib import Path

import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.renderer.bidi_order import REPLACEMENT
from display.renderer.fonts import Fonts, FontsMissingError
from scripts.pictures.drawing import DEJAVU
from tests.support.strategies import unhurried

WHITE = (255, 255, 255)
ARABIC = "\u0645\u062d\u0645\u062f"
BURGER = "\N{HAMBURGER}"


def drawn(fonts: Fonts, text: str, size: int = 40) -> pygame.Surface:
    """Draw a line on black, as large as it says it is."""
    surface = pygame.Surface((max(1, fonts.width(text, size)), size * 2), depth=32)
    for piece in fonts.pieces(text, size, WHITE, bold=False):
        surface.blit(piece.picture, (piece.left, size // 2 + piece.top))
    return surface


def pixels(surface: pygame.Surface) -> bytes:
    return bytes(pygame.image.tobytes(surface, "RGB"))


def test_a_missing_base_font_is_said_with_the_package_that_brings_it(tmp_path: Path) -> None:
    with pytest.raises(FontsMissingError, match="apt-get install fonts-dejavu-core"):
        Fonts([tmp_path])


def test_a_missing_script_is_said_once_with_its_package(caplog: pytest.LogCaptureFixture) -> None:
    fonts = Fonts([DEJAVU])
    with caplog.at_level(logging.WARNING):
        fonts.width("\u62c9\u9eba", 20)
        fonts.width("\u725b\u8089", 20)
    assert [each.message for each in caplog.records] == [
        "No installed font has '\u62c9' (U+62C9): apt-get install fonts-noto-cjk"
    ]


def test_a_letter_that_no_font_has_is_shown_as_the_replacement(fonts: Fonts) -> None:
    assert pixels(drawn(fonts, "\u62c9")) == pixels(drawn(fonts, REPLACEMENT))


def test_a_replacement_can_be_seen(fonts: Fonts) -> None:
    assert any(pixels(drawn(fonts, "\0")))


def test_a_file_that_is_no_font_is_passed_over(tmp_path: Path) -> None:
    for path in DEJAVU.glob("DejaVuSans*.ttf"):
        (tmp_path / path.name).symlink_to(path)
    (tmp_path / "NotoSansCJK-Regular.ttc").write_bytes(b"a download that broke off")
    fonts = Fonts([tmp_path])
    assert fonts.width("\u62c9", 20) == fonts.width(REPLACEMENT, 20)


def test_arabic_letters_join(fonts: Fonts) -> None:
    apart = sum(fonts.width(letter, 40) for letter in ARABIC)
    assert fonts.width(ARABIC, 40) < apart


def test_arabic_begins_at_the_right(fonts: Fonts) -> None:
    # Alef stands alone and is a bare stroke; whatever follows it stands at its left.
    alef, word = "\u0627", "\u0627\u0633"
    picture = drawn(fonts, word)
    stroke = fonts.width(alef, 40)
    right = picture.subsurface((picture.get_width() - stroke, 0, stroke, picture.get_height()))
    assert pixels(right) == pixels(drawn(fonts, alef))


def test_a_mark_stands_on_its_letter(fonts: Fonts) -> None:
    assert fonts.width("x\u0323", 40) == fonts.width("x", 40)


@pytest.mark.parametrize(
    ("bare", "marked"),
    [("\u0627\u0644\u063a\u064a", "\u0623\u064f\u0644\u063a\u064a"), ("A", "\u1ea4")],
)
def test_marks_above_move_no_letter_off_its_line(fonts: Fonts, bare: str, marked: str) -> None:
    pictures = [drawn(fonts, text) for text in (bare, marked)]
    for each in pictures:
        each.set_colorkey((0, 0, 0))
    plain, raised = (each.get_bounding_rect() for each in pictures)
    assert raised.bottom == plain.bottom
    assert raised.top < plain.top


def test_an_emoji_has_its_own_colours(picture_fonts: Fonts) -> None:
    picture = drawn(picture_fonts, BURGER)
    colours = {tuple(picture.get_at((x, 40)))[:3] for x in range(picture.get_width())}
    assert any(max(colour) - min(colour) > 60 for colour in colours)


def test_an_emoji_is_no_higher_than_its_line(picture_fonts: Fonts) -> None:
    (piece,) = picture_fonts.pieces(BURGER, 20, WHITE, bold=False)
    assert piece.picture.get_height() <= 20


def test_a_family_joined_by_joiners_is_one_picture(picture_fonts: Fonts) -> None:
    family = "\N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL}"
    assert picture_fonts.width(family, 40) == picture_fonts.width(BURGER, 40)


def test_bold_is_wider(fonts: Fonts) -> None:
    assert fonts.width("Burger", 40, bold=True) > fonts.width("Burger", 40)


@unhurried
@given(
    st.text() | st.text(alphabet="ab1 (\u05d0\u05e9\u05c1\u0633\u0651\u0301\u62c9\u200d\ufe0f\n\0"),
    st.integers(6, 90),
    st.booleans(),
)
def test_any_text_is_exactly_as_wide_as_was_measured(
    picture_fonts: Fonts, text: str, size: int, bold: bool
) -> None:
    pieces = picture_fonts.pieces(text, size, WHITE, bold=bold)
    ends = [piece.left + piece.picture.get_width() for piece in pieces]
    assert max(ends, default=0) == picture_fonts.width(text, size, bold=bold)
