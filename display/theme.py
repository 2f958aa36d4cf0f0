"""Tones to colours: one theme for a dark kitchen, one for a bright one.

Every text keeps at least 4.5:1 against what it stands on (WCAG AA); a test computes it.
"""

from collections.abc import Mapping

from display.view_model.screen import Tone

Colour = tuple[int, int, int]

DARK: Mapping[Tone, Colour] = {
    Tone.GROUND: (12, 14, 18),
    Tone.CARD: (28, 32, 40),
    Tone.TEXT: (240, 242, 246),
    Tone.FAINT: (184, 191, 202),
    Tone.HEAD: (52, 62, 80),
    Tone.HEAD_TEXT: (255, 255, 255),
    Tone.AMBER: (255, 179, 0),
    Tone.AMBER_TEXT: (20, 16, 0),
    Tone.RED: (198, 24, 24),
    Tone.RED_TEXT: (255, 255, 255),
    Tone.PENDING: (186, 194, 206),
    Tone.PREPARING: (255, 209, 64),
    Tone.READY: (88, 214, 120),
    Tone.ALLERGEN: (255, 98, 186),
    Tone.ALLERGEN_TEXT: (24, 0, 16),
    Tone.REMOVED: (255, 170, 154),
    Tone.FLAG: (255, 196, 84),
    Tone.MARK: (64, 196, 255),
    Tone.MARK_TEXT: (0, 16, 28),
    Tone.ALARM: (170, 0, 0),
    Tone.ALARM_TEXT: (255, 255, 255),
    Tone.CHOSEN: (255, 255, 255),
    Tone.FLIGHT: (66, 74, 90),
    Tone.BAR: (36, 42, 54),
    Tone.BAR_TEXT: (236, 240, 246),
    Tone.CODE: (0, 0, 0),
    Tone.CODE_GROUND: (255, 255, 255),
}

BRIGHT: Mapping[Tone, Colour] = {
    Tone.GROUND: (214, 218, 224),
    Tone.CARD: (255, 255, 255),
    Tone.TEXT: (16, 18, 22),
    Tone.FAINT: (72, 79, 90),
    Tone.HEAD: (58, 70, 90),
    Tone.HEAD_TEXT: (255, 255, 255),
    Tone.AMBER: (255, 179, 0),
    Tone.AMBER_TEXT: (20, 16, 0),
    Tone.RED: (180, 12, 12),
    Tone.RED_TEXT: (255, 255, 255),
    Tone.PENDING: (84, 92, 104),
    Tone.PREPARING: (138, 88, 0),
    Tone.READY: (0, 112, 40),
    Tone.ALLERGEN: (166, 0, 96),
    Tone.ALLERGEN_TEXT: (255, 255, 255),
    Tone.REMOVED: (168, 16, 16),
    Tone.FLAG: (128, 78, 0),
    Tone.MARK: (0, 84, 156),
    Tone.MARK_TEXT: (255, 255, 255),
    Tone.ALARM: (170, 0, 0),
    Tone.ALARM_TEXT: (255, 255, 255),
    Tone.CHOSEN: (0, 0, 0),
    Tone.FLIGHT: (226, 231, 240),
    Tone.BAR: (240, 242, 246),
    Tone.BAR_TEXT: (20, 24, 30),
    Tone.CODE: (0, 0, 0),
    Tone.CODE_GROUND: (255, 255, 255),
}

THEMES: Mapping[str, Mapping[Tone, Colour]] = {"dark": DARK, "bright": BRIGHT}

GROUNDS: Mapping[Tone, tuple[Tone, ...]] = {
    Tone.TEXT: (Tone.CARD, Tone.GROUND, Tone.FLIGHT),
    Tone.FAINT: (Tone.CARD, Tone.GROUND, Tone.FLIGHT),
    Tone.PENDING: (Tone.CARD, Tone.FLIGHT),
    Tone.PREPARING: (Tone.CARD, Tone.FLIGHT),
    Tone.READY: (Tone.CARD, Tone.FLIGHT),
    Tone.REMOVED: (Tone.CARD, Tone.FLIGHT),
    Tone.FLAG: (Tone.CARD, Tone.FLIGHT),
    Tone.HEAD_TEXT: (Tone.HEAD,),
    Tone.AMBER_TEXT: (Tone.AMBER,),
    Tone.RED_TEXT: (Tone.RED,),
    Tone.ALLERGEN_TEXT: (Tone.ALLERGEN,),
    Tone.MARK_TEXT: (Tone.MARK,),
    Tone.ALARM_TEXT: (Tone.ALARM,),
    Tone.BAR_TEXT: (Tone.BAR,),
    Tone.CODE: (Tone.CODE_GROUND,),
}
"""What each tone of text may stand on."""


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast of two colours, 1 to 21, as WCAG 2 defines it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(channel / 255) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4  # noqa: PLR2004
