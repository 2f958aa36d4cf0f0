"""Drawn lines are kept for as long as there is room."""

from display.renderer.fonts import Fonts
from display.renderer.renderer import TextCache

WHITE = (255, 255, 255)


def test_a_line_is_drawn_once(fonts: Fonts) -> None:
    pictures = TextCache(fonts, budget=1_000_000)
    first = pictures.line("2 Smash Burger", 30, WHITE, bold=True)
    assert pictures.line("2 Smash Burger", 30, WHITE, bold=True) is first


def test_what_is_kept_stays_within_the_budget(fonts: Fonts) -> None:
    pictures = TextCache(fonts, budget=100_000)
    lines = [pictures.line(f"age {number}", 30, WHITE, bold=True) for number in range(500)]
    size = max(
        4 * each.picture.get_width() * each.picture.get_height()
        for line in lines
        for each in line.pieces
    )
    assert len(pictures._lines) <= 100_000 // size + 2
    assert pictures._held <= 100_000


def test_the_line_that_was_used_last_is_kept(fonts: Fonts) -> None:
    pictures = TextCache(fonts, budget=100_000)
    kept = pictures.line("live", 30, WHITE, bold=True)
    for number in range(500):
        pictures.line(f"age {number}", 30, WHITE, bold=True)
        assert pictures.line("live", 30, WHITE, bold=True) is kept


def test_lines_that_show_nothing_are_not_kept_for_ever(fonts: Fonts) -> None:
    pictures = TextCache(fonts, budget=100_000)
    for number in range(5_000):
        pictures.line(
            "\u200b" * (1 + number % 70) + "\u200d" * (number // 70), 30, WHITE, bold=True
        )

    assert pictures._held == 0
    assert len(pictures._lines) == 4_096
