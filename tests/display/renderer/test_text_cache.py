"""Drawn lines are kept for as long as there is room."""

import pygame

from display.renderer.fonts import Fonts
from display.renderer.renderer import Renderer, TextCache
from display.theme import THEMES
from display.view_model.screen import Panel, Rect, Screen, Text, Tone

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


def test_lines_are_kept_encoded_since_most_of_them_is_nothing(fonts: Fonts) -> None:
    line = TextCache(fonts, budget=1_000_000).line("2 Smash", 30, WHITE, bold=True)
    glass = pygame.Surface((320, 180), depth=32)

    assert line.pieces
    for piece in line.pieces:
        # SDL does it when they are drawn for the first time.
        glass.blit(piece.picture, (0, 0))
        assert piece.picture.get_flags() & pygame.RLEACCEL


def test_the_ages_of_a_day_take_no_more_than_a_third_of_a_picture_of_the_screen(
    fonts: Fonts,
) -> None:
    rect = Rect(0, 0, 320, 180)
    surface = pygame.Surface((rect.w, rect.h), depth=32)
    renderer = Renderer(surface, THEMES["dark"], fonts)
    for number in range(400):
        text = Text(rect, f"{number}:00", rect.h // 6, Tone.TEXT)
        panel = Panel("age", rect, Tone.GROUND, (text,))
        renderer.draw(Screen(rect.w, rect.h, panels=(panel,), seq=0))

    assert renderer._pictures._held <= rect.w * rect.h * 4 // 3
