"""Tones to colours: one theme for a dark kitchen, one for a bright one.

Every text keeps at least 4.5:1 against what it stands on (WCAG AA); a test computes it.
"""

from collections.abc import Mapping

from display.view_model.screen import Tone

Colour = tuple[int, int, int]

DARK: Mapping[Tone, Colour] = {
    Tone.GROUND: (0, 0, 0),
    Tone.CARD: (27, 30, 37),
    Tone.TEXT: (244, 246, 250),
    Tone.FAINT: (162, 168, 178),
    Tone.LINE: (118, 124, 136),
    Tone.WARN: (92, 110, 140),
    Tone.WARN_TEXT: (255, 255, 255),
    Tone.LATE: (255, 112, 67),
    Tone.LATE_TEXT: (0, 0, 0),
    Tone.CANCELLED: (76, 80, 88),
    Tone.CANCELLED_TEXT: (255, 255, 255),
    Tone.PENDING: (176, 182, 192),
    Tone.PREPARING: (255, 236, 160),
    Tone.READY: (84, 214, 120),
    Tone.ALLERGY: (255, 225, 0),
    Tone.ALLERGY_TEXT: (0, 0, 0),
    Tone.RUSH: (255, 255, 255),
    Tone.RUSH_TEXT: (0, 0, 0),
    Tone.MARK: (86, 190, 255),
    Tone.MARK_TEXT: (0, 12, 22),
    Tone.ALARM: (160, 0, 0),
    Tone.ALARM_TEXT: (255, 255, 255),
    Tone.CHOSEN: (255, 255, 255),
    Tone.CHOSEN_TEXT: (0, 0, 0),
    Tone.FLIGHT: (50, 56, 68),
    Tone.BAR: (27, 30, 37),
    Tone.BAR_TEXT: (244, 246, 250),
    Tone.CODE: (0, 0, 0),
    Tone.CODE_GROUND: (255, 255, 255),
}

BRIGHT: Mapping[Tone, Colour] = {
    Tone.GROUND: (194, 200, 208),
    Tone.CARD: (255, 255, 255),
    Tone.TEXT: (12, 14, 18),
    Tone.FAINT: (74, 81, 92),
    Tone.LINE: (96, 103, 114),
    Tone.WARN: (150, 166, 190),
    Tone.WARN_TEXT: (0, 0, 0),
    Tone.LATE: (150, 20, 0),
    Tone.LATE_TEXT: (255, 255, 255),
    Tone.CANCELLED: (94, 98, 106),
    Tone.CANCELLED_TEXT: (255, 255, 255),
    Tone.PENDING: (84, 92, 104),
    Tone.PREPARING: (120, 92, 0),
    Tone.READY: (0, 110, 40),
    Tone.ALLERGY: (255, 225, 0),
    Tone.ALLERGY_TEXT: (0, 0, 0),
    Tone.RUSH: (0, 0, 0),
    Tone.RUSH_TEXT: (255, 255, 255),
    Tone.MARK: (0, 80, 150),
    Tone.MARK_TEXT: (255, 255, 255),
    Tone.ALARM: (160, 0, 0),
    Tone.ALARM_TEXT: (255, 255, 255),
    Tone.CHOSEN: (0, 0, 0),
    Tone.CHOSEN_TEXT: (255, 255, 255),
    Tone.FLIGHT: (224, 229, 238),
    Tone.BAR: (255, 255, 255),
    Tone.BAR_TEXT: (12, 14, 18),
    Tone.CODE: (0, 0, 0),
    Tone.CODE_GROUND: (255, 255, 255),
}

THEMES: Mapping[str, Mapping[Tone, Colour]] = {"dark": DARK, "bright": BRIGHT}

GROUNDS: Mapping[Tone, tuple[Tone, ...]] = {
    Tone.TEXT: (Tone.CARD, Tone.GROUND, Tone.FLIGHT),
    Tone.FAINT: (Tone.CARD, Tone.GROUND, Tone.FLIGHT, Tone.BAR),
    Tone.PENDING: (Tone.CARD, Tone.FLIGHT),
    Tone.PREPARING: (Tone.CARD, Tone.FLIGHT),
    Tone.READY: (Tone.CARD, Tone.FLIGHT),
    Tone.CARD: (Tone.TEXT, Tone.READY),
    Tone.WARN_TEXT: (Tone.WARN,),
    Tone.WARN: (Tone.WARN_TEXT,),
    Tone.LATE_TEXT: (Tone.LATE,),
    Tone.LATE: (Tone.LATE_TEXT,),
    Tone.CANCELLED_TEXT: (Tone.CANCELLED,),
    Tone.CANCELLED: (Tone.CANCELLED_TEXT,),
    Tone.ALLERGY_TEXT: (Tone.ALLERGY,),
    Tone.ALLERGY: (Tone.ALLERGY_TEXT,),
    Tone.RUSH_TEXT: (Tone.RUSH,),
    Tone.MARK_TEXT: (Tone.MARK,),
    Tone.ALARM_TEXT: (Tone.ALARM,),
    Tone.CHOSEN_TEXT: (Tone.CHOSEN,),
    Tone.BAR_TEXT: (Tone.BAR,),
    Tone.CODE: (Tone.CODE_GROUND,),
}
"""What each tone of text may stand on."""

EDGES: tuple[tuple[Tone, Tone], ...] = (
    (Tone.LINE, Tone.CARD),
    (Tone.LINE, Tone.GROUND),
    (Tone.LATE, Tone.CARD),
    (Tone.LATE, Tone.GROUND),
    (Tone.RUSH, Tone.CARD),
    (Tone.MARK, Tone.CARD),
    (Tone.CHOSEN, Tone.CARD),
    (Tone.CHOSEN, Tone.GROUND),
    (Tone.PENDING, Tone.CARD),
    (Tone.READY, Tone.CARD),
)
"""What draws the edge of a thing, and what lies beside it: at least 3:1.

A head that warns, and one of a cancelled ticket, has an outline; a hazard's stripes are its edge.
"""

URGENT = (
    Tone.LATE_TEXT,
    Tone.ALLERGY_TEXT,
    Tone.RUSH_TEXT,
    Tone.MARK_TEXT,
    Tone.ALARM_TEXT,
)
"""What must not be missed: at least 7:1."""


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast of two colours, 1 to 21, as WCAG 2 defines it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(channel / 255) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4  # noqa: PLR2004
