"""A drill: every screen rings and flashes, and somebody presses a key at each, before opening.

Nothing of it is in the log: it says nothing of orders, and is worth nothing once it is over.
"""

from typing import Annotated

from msgspec import Meta, Struct

from hub.wire.requests import Request

SECONDS = 60
"""For how long screens wait for a press, unless the owner says otherwise."""

Seconds = Annotated[int, Meta(ge=5, le=300)]


class OpenDrill(Request, frozen=True, kw_only=True):
    """Body of ``POST /api/drill``, on the hub's own socket."""

    seconds: Seconds = SECONDS


class DrilledScreen(Struct, frozen=True, kw_only=True):
    """How the drill stands at one screen.

    Attributes:
        id: of its token.
        name: of its token.
        station: as it joined with.
        connected: whether it has been there all the time.
        answered: whether it has said anything of the drill; older screens know no drill.
        rung: whether it has made its sound.
        shown: whether the drill stood on its glass.
        presses: how many keys were pressed.
        unknown: how many were pressed that mean nothing to the screen.
        gave_way: whether an order came in, and took the drill's place on the glass.
    """

    id: str
    name: str
    station: str | None
    connected: bool
    answered: bool
    rung: bool
    shown: bool
    presses: int
    unknown: int
    gave_way: bool


class Drill(Struct, frozen=True, kw_only=True):
    """Where a drill stands; ``expires_in`` counts seconds."""

    id: str
    expires_in: int
    screens: tuple[DrilledScreen, ...]


class DrillShown(Struct, frozen=True, kw_only=True, tag_field="type", tag="drill:open"):
    """A frame to the kitchen's screens: ring, flash and wait for a key, for so many seconds."""

    id: str
    expires_in: int


class DrillOver(Struct, frozen=True, kw_only=True, tag_field="type", tag="drill:closed"):
    """A frame to the kitchen's screens: show the board again."""

    id: str
