"""What can be set at a kitchen's screen, for the screen and for the hub that its manager asks.

A screen takes these from its own file and its surroundings, and from a manager by way of its hub:
both sides judge what is wanted by the definitions here.
"""

from enum import StrEnum
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from hub.domain.orders import OrderType
from hub.locale.words import Language

Degrees = Literal[0, 90, 180, 270]
"""By how much a picture is turned clockwise."""

EXPO = "expo"
"""The station setting of the expeditor's screen: whole orders, from the kitchen to the guest."""

ALL = "all"
"""The station setting of a small kitchen with one screen for everything."""


class NumberKeys(StrEnum):
    """What a number key does. Houses differ (FIELD: bump bars)."""

    BUMP = "bump"
    SELECT = "select"
    CONFIRM = "confirm"


class PlacesMode(StrEnum):
    """How tickets find their places; see ``display/view_model/placement.py``."""

    STILL = "still"
    AGE = "age"
    GRID = "grid"


class BumpMode(StrEnum):
    """How far a bump moves a ticket."""

    STEP = "step"
    READY = "ready"
    DONE = "done"


class ServeMode(StrEnum):
    """What the expeditor's bump serves of a ticket that is not ready in all its parts."""

    READY = "ready"
    WHOLE = "whole"


class TextSize(StrEnum):
    """How large the letters are: the eyes of a kitchen, and its light, differ."""

    SMALL = "small"
    NORMAL = "normal"
    LARGE = "large"
    HUGE = "huge"


class HeadWord(StrEnum):
    """What is large in a ticket's head: what is called out in this house."""

    NUMBER = "number"
    TABLE = "table"


class DishNames(StrEnum):
    """What dishes are called: in the crew's language, that and the house's, or as in the house."""

    CREW = "crew"
    BOTH = "both"
    HOUSE = "house"


class Allergens(StrEnum):
    """Whether a ticket says what its dishes contain when no guest has an allergy to it."""

    SMALL = "small"
    OFF = "off"


class BoardChoices(msgspec.Struct, frozen=True, kw_only=True):
    """``[board]``: what stands on it, and what keys do with it.

    Attributes:
        station: a station's id, ``expo`` or ``all``.
        places: ``still``, where no ticket changes its column, ``age``, where they are in the order
            of their age, or ``grid``, in cells of one size.
        columns, rows: of the grid of tickets.
        keys: how many tickets have a number key; of more than ten, a second bar or the key
            ``second ten`` means the others. 0 is as many as the keys reach.
        number_keys: what a number does: bump at once, select, or confirm with a second press.
        bump: how far a bump moves a ticket: one step, straight to ready, or off this screen.
        serve: what the expeditor serves: what is ready, or a ticket only once all of it is.
        leave_out: order types that this screen does not show, as a bar's may leave deliveries to
            another; the hub raises an alarm for what no screen of a station shows.
        text: how large letters are, at the distance from which the monitor is read.
        head: what is large in a ticket's head, the number or the table.
        allergens: what dishes contain, small or off; what a guest must not eat is always loud.
        allergy_ack: whether a guest's allergy has to be acknowledged before the first bump.
        language: of this screen's crew.
        dish_names: in the crew's language where the menu has them, that and the house's beside it,
            or as the house calls them.
        fallback: what to do while the hub is gone, in the owner's words; shown where the board was.
        allergy_words: words beside those of eight languages that make a note as loud as an allergy.
    """

    station: Annotated[
        str,
        Meta(
            pattern=r"^[a-z0-9_-]{1,32}(,[a-z0-9_-]{1,32}){0,7}\Z",
            description="a station's id, several with commas between them, expo or all",
        ),
    ] = ALL
    columns: Annotated[int, Meta(ge=1, le=12, description="a whole number from 1 to 12")] = 4
    rows: Annotated[int, Meta(ge=1, le=6, description="a whole number from 1 to 6")] = 2
    places: Annotated[PlacesMode, Meta(description="still, age or grid")] = PlacesMode.STILL
    keys: Annotated[int, Meta(ge=0, le=20, description="a whole number from 0 to 20")] = 0
    number_keys: Annotated[NumberKeys, Meta(description="bump, select or confirm")] = (
        NumberKeys.BUMP
    )
    bump: Annotated[BumpMode, Meta(description="step, ready or done")] = BumpMode.STEP
    serve: Annotated[ServeMode, Meta(description="ready or whole")] = ServeMode.READY
    leave_out: Annotated[
        tuple[OrderType, ...],
        Meta(max_length=2, description="a list of at most two of dine_in, takeout and delivery"),
    ] = ()
    text: Annotated[TextSize, Meta(description="small, normal, large or huge")] = TextSize.NORMAL
    head: Annotated[HeadWord, Meta(description="number or table")] = HeadWord.NUMBER
    allergens: Annotated[Allergens, Meta(description="small or off")] = Allergens.SMALL
    allergy_ack: Annotated[bool, Meta(description="true or false")] = True
    language: Annotated[Language, Meta(description="en, es, fr, de, it, pt-BR, zh-Hans or ar")] = (
        Language.ENGLISH
    )
    dish_names: Annotated[DishNames, Meta(description="crew, both or house")] = DishNames.CREW
    fallback: Annotated[
        str, Meta(max_length=120, description="a sentence of up to 120 characters")
    ] = ""
    allergy_words: Annotated[
        tuple[Annotated[str, Meta(min_length=2, max_length=40)], ...],
        Meta(max_length=100, description='a list of words, as ["lactose", "no nuts"]'),
    ] = ()


_Minutes = tuple[Annotated[float, Meta(gt=0, le=600)], ...]
Limits = Annotated[
    _Minutes, Meta(min_length=2, max_length=2, description="two numbers of minutes, as [8, 12]")
]
OwnLimits = Annotated[
    _Minutes, Meta(max_length=2, description="two numbers of minutes, as [8, 12], or none, []")
]


class AgeSettings(msgspec.Struct, frozen=True, kw_only=True):
    """``[ages]``: after how many minutes a ticket warns, and is late.

    Attributes:
        default: minutes for every order type without limits of its own.
        dine_in, takeout, delivery: minutes for that type; [] for the default.
    """

    default: Limits = (8.0, 12.0)
    dine_in: OwnLimits = ()
    takeout: OwnLimits = ()
    delivery: OwnLimits = ()

    def limits(self, kind: OrderType) -> tuple[float, float]:
        """Return after how many minutes an order of a type warns, and is late."""
        own = {
            OrderType.DINE_IN: self.dine_in,
            OrderType.TAKEOUT: self.takeout,
            OrderType.DELIVERY: self.delivery,
        }
        warn, late = own.get(kind) or self.default
        return warn, late


class ThemeName(StrEnum):
    """For a dark kitchen, or for a bright one."""

    DARK = "dark"
    BRIGHT = "bright"


class GlassSettings(msgspec.Struct, frozen=True, kw_only=True):
    """``[glass]``: the monitor.

    Attributes:
        theme: for a dark kitchen, or for a bright one.
        output: which monitor, from 0.
        size: ``auto`` is a window on a desktop and the full screen without one.
        rotate: degrees by which the picture is turned clockwise, for a monitor on its side.
        inches: of the monitor's diagonal; 0 for what it says of itself.
        distance: from which it is read, in metres; 0 for the one that goes with its size.
    """

    theme: Annotated[ThemeName, Meta(description="dark or bright")] = ThemeName.DARK
    output: Annotated[int, Meta(ge=0, le=15, description="a whole number from 0 to 15")] = 0
    size: Annotated[
        str,
        Meta(
            pattern=r"^(auto|fullscreen|[1-9][0-9]{2,3}x[1-9][0-9]{2,3})\Z",
            description="auto, fullscreen, or a size in pixels as 1280x720",
        ),
    ] = "auto"
    rotate: Annotated[Degrees, Meta(description="0, 90, 180 or 270")] = 0
    inches: Annotated[
        float, Meta(ge=0, le=200, description="a number of inches up to 200, or 0")
    ] = 0.0
    distance: Annotated[
        float, Meta(ge=0, le=30, description="a number of metres up to 30, or 0")
    ] = 0.0


class KeySettings(msgspec.Struct, frozen=True, kw_only=True):
    """``[keys]``: what a cook presses.

    Attributes:
        profile: a ready one's name, or a .toml file.
        buttons: the .toml file that says what is wired to GPIO pins; empty for nothing.
        second: the bar whose numbers mean ten more, by its USB socket or its name, as the doctor
            lists them; empty for none.
    """

    profile: Annotated[str, Meta(min_length=1, description="a profile's name or file")] = "keyboard"
    buttons: Annotated[str, Meta(description="a file's path")] = ""
    second: Annotated[str, Meta(description="a keyboard's USB socket or name")] = ""


class SoundSettings(msgspec.Struct, frozen=True, kw_only=True):
    """``[sound]``: the tunes.

    Attributes:
        volume: from 0, silent, to 1.
    """

    volume: Annotated[float, Meta(ge=0, le=1, description="a number from 0 to 1")] = 0.8


class ScreenChoices(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that can be set at a screen, but for the way to its hub."""

    board: BoardChoices = BoardChoices()
    glass: GlassSettings = GlassSettings()
    keys: KeySettings = KeySettings()
    sound: SoundSettings = SoundSettings()
    ages: AgeSettings = AgeSettings()


AT_THE_SCREEN = frozenset(
    {"glass.output", "glass.size", "keys.profile", "keys.buttons", "keys.second"}
)
"""What depends on what is plugged in there: wrong, it would keep a screen from coming back."""


def find_screen_problem(name: str, value: Any) -> str | None:  # noqa: ANN401 - as the field has it
    """Say what is wrong with a value of the right type for a screen's setting; None for nothing."""
    if not name.startswith("ages.") or not value:
        return None
    if len(value) == 1:
        return f"expected two numbers of minutes, as [8, 12], not [{value[0]:g}]"
    if value[0] > value[1]:
        return f"warning after {value[0]:g} minutes has to be before late after {value[1]:g}"
    return None
