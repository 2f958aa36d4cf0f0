"""What is answered while an owner tries everything out: the drill, and the test order."""

import msgspec
from msgspec import UNSET, UnsetType

from hub.domain.times import Instant


class DrilledScreen(msgspec.Struct, frozen=True, kw_only=True):
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


class Drill(msgspec.Struct, frozen=True, kw_only=True):
    """Where a drill stands; ``expires_in`` counts seconds."""

    id: str
    expires_in: int
    screens: tuple[DrilledScreen, ...]


class StationTick(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a station's screens have shown the test order, and when first.

    ``station`` is null for a screen of everything, where the menu has no stations.
    """

    station: str | None
    painted: bool
    at: Instant | UnsetType = UNSET


class TrialOrder(msgspec.Struct, frozen=True, kw_only=True):
    """The test order, which goes to every station; ``expires_in`` counts seconds."""

    order_id: str
    number: str
    display_number: str
    expires_in: int
    stations: tuple[StationTick, ...]
