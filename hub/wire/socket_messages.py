"""What goes over ``/ws`` besides events: what a client says, what the hub replies, and goodbyes.

Close codes 1001 to 1012 are RFC 6455's and IANA's; 4400 and up are this contract's own.
"""

from enum import IntEnum
from typing import Annotated, Any

from msgspec import UNSET, Meta, Raw, Struct, UnsetType

from hub.domain.ready_numbers import ReadyNumber
from hub.wire.pairing import PairingShown

MAX_FRAME = 16 * 1024
"""Bytes of the longest message that the hub takes from a client."""

AUTH_WITHIN = 5.0
"""Seconds in which a client must say who it is."""

TICKETS, TROUBLE_CODES = "tickets", "trouble_codes"
HEARS = ("troubles", "drill", TICKETS, TROUBLE_CODES, "settings", "host")
"""What hubs have not always understood; a screen says nothing that the hub does not name. Two of
them stand for the fields of ``painted`` beside its ``seq``, and for ``codes`` of ``troubles``."""

TROUBLES = 16
TROUBLE_LENGTH = 200
"""The most sentences of a screen, and the most characters of one."""

RoomName = Annotated[str, Meta(min_length=1, max_length=120)]
StationId = Annotated[str, Meta(min_length=1, max_length=263)]
"""A station, or up to eight with commas between them; one that there is not is refused by name."""

STORAGE_TROUBLE = "STORAGE_TROUBLE"
"""Nothing can be written at the moment: no press and no order is taken."""

RESTORED_FROM_BACKUP = "RESTORED_FROM_BACKUP"
"""The hub's database was damaged, and what is shown comes from a backup."""

FOLLOWER_BEHIND = "FOLLOWER_BEHIND"
BOARD_FULL = "BOARD_FULL"
"""There are more open orders than a board can hold: those of whoever sent most are closed."""


class _FromClient(Struct, frozen=True, kw_only=True, tag_field="type", forbid_unknown_fields=True):
    """Something that a client says."""


class Auth(_FromClient, frozen=True, kw_only=True, tag="auth"):
    """The first message of a client that cannot set headers, such as a browser."""

    token: Annotated[str, Meta(max_length=200)]


class Join(_FromClient, frozen=True, kw_only=True, tag="join"):
    """Subscribe to a room; with ``snapshot``, start from the orders as they are now."""

    room: RoomName
    snapshot: bool = False
    station: StationId | None = None


class Leave(_FromClient, frozen=True, kw_only=True, tag="leave"):
    """Stop hearing of a room."""

    room: RoomName


class Ping(_FromClient, frozen=True, kw_only=True, tag="ping"):
    """Ask whether the hub still listens."""


_OrderNumber = Annotated[int, Meta(ge=0, le=2**53)]


class Painted(_FromClient, frozen=True, kw_only=True, tag="painted"):
    """A screen's report: what stands on its glass now, and nothing else.

    Attributes:
        seq: the last event that the picture shows.
        tickets: numbers of the orders that stand there with all their lines (42 for ORD-00042); a
            screen that says neither these nor chips shows every order up to ``seq``.
        chips: numbers of those that stand there only by their number.
    """

    seq: Annotated[int, Meta(ge=0, le=2**53)]
    tickets: tuple[_OrderNumber, ...] | UnsetType = UNSET
    chips: tuple[_OrderNumber, ...] | UnsetType = UNSET

    @property
    def names_orders(self) -> bool:
        """Whether it says which orders it shows."""
        return self.tickets is not UNSET or self.chips is not UNSET


_Word = Annotated[str, Meta(min_length=1, max_length=40)]
_Sentence = Annotated[str, Meta(min_length=1, max_length=TROUBLE_LENGTH)]


class ScreenTrouble(Struct, frozen=True, kw_only=True):
    """Something that is wrong with a screen, for a program that says it in its own words.

    Attributes:
        code: what it is, such as ``KEY_STUCK``.
        values: what stands in its sentence, by name.
    """

    code: _Word
    values: Annotated[
        dict[_Word, Annotated[str, Meta(max_length=TROUBLE_LENGTH)] | int], Meta(max_length=8)
    ] = {}


class Troubles(_FromClient, frozen=True, kw_only=True, tag="troubles"):
    """A screen's report: everything that is wrong with its keys, its glass and its sound now.

    Attributes:
        troubles: a sentence each.
        codes: the same, each in its place, as codes.
    """

    troubles: Annotated[tuple[_Sentence, ...], Meta(max_length=TROUBLES)]
    codes: Annotated[tuple[ScreenTrouble, ...], Meta(max_length=TROUBLES)] | UnsetType = UNSET


class Drilled(_FromClient, frozen=True, kw_only=True, tag="drill"):
    """A screen's report: how the drill stands there; each replaces the one before.

    Attributes:
        id: the drill's.
        rung: whether it has made its sound.
        shown: whether the drill stands, or stood, on its glass.
        presses: how many keys were pressed since it began.
        unknown: how many were pressed that mean nothing to this screen.
        gave_way: whether an order has come in, and the board is shown again because of it.
    """

    id: Annotated[str, Meta(min_length=1, max_length=64)]
    rung: bool = False
    shown: bool = False
    presses: Annotated[int, Meta(ge=0, le=2**31)] = 0
    unknown: Annotated[int, Meta(ge=0, le=2**31)] = 0
    gave_way: bool = False


_SettingName = Annotated[str, Meta(min_length=3, max_length=60)]


class SettingHeld(Struct, frozen=True, kw_only=True, rename={"source": "from"}):
    """What a screen goes by in one thing, and where that comes from (``SettingSource``)."""

    value: Any
    source: Annotated[str, Meta(min_length=1, max_length=20)]


class ScreenSettingsTold(_FromClient, frozen=True, kw_only=True, tag="settings"):
    """A screen's report: the settings that it goes by; each replaces the one before.

    Attributes:
        values: by ``section.key``.
        refused: why it can't go by what a manager has set, by ``section.key``.
    """

    values: Annotated[dict[_SettingName, SettingHeld], Meta(max_length=100)]
    refused: Annotated[dict[_SettingName, _Sentence], Meta(max_length=100)] = {}


class HostTold(_FromClient, frozen=True, kw_only=True, tag="host"):
    """A screen's report: what its machine's galley-host answered to what the hub had it ask.

    Attributes:
        id: as it was asked.
        answer: what it said, as it said it; null where the machine has no galley-host.
    """

    id: Annotated[str, Meta(min_length=1, max_length=64)]
    answer: dict[str, Any] | None


ScreenReport = Troubles | Drilled | ScreenSettingsTold
ClientMessage = Auth | Join | Leave | Ping | Painted | ScreenReport | HostTold


class Alarm(Struct, frozen=True, kw_only=True):
    """What everybody in the kitchen must know for as long as it lasts: a code that stays, in words.

    Alarms have no place in the log, for a hub that cannot write has to raise them too. What is past
    and gone into the log is a ``kitchen:alert``.

    Attributes:
        code, message: what is wrong.
        station: where, when it is about one station's orders.
        count: of how many orders.
        number: of the oldest of them (42 for ORD-00042).
        shown_at: the station whose screens show them meanwhile.
    """

    code: str
    message: str
    station: str | UnsetType | None = UNSET
    count: int | UnsetType = UNSET
    number: int | UnsetType = UNSET
    shown_at: str | UnsetType = UNSET


class AlarmsShown(Struct, frozen=True, kw_only=True, tag_field="type", tag="alarms"):
    """All alarms that stand now, in place of those that stood before."""

    alarms: tuple[Alarm, ...]


class StandIn(Struct, frozen=True, kw_only=True):
    """Orders of a station that none of its screens shows, and who shows them meanwhile.

    Attributes:
        station: whose lines they are.
        backup: the station whose screens show those lines as well, marked as the other's.
        orders: their numbers (42 for ORD-00042).
    """

    station: str
    backup: str
    orders: tuple[int, ...]


class StandInsShown(Struct, frozen=True, kw_only=True, tag_field="type", tag="stand_ins"):
    """All orders that are shown at a station's backup now, in place of those before."""

    stand_ins: tuple[StandIn, ...]


class ScreenSettingsShown(
    Struct, frozen=True, kw_only=True, tag_field="type", tag="settings:wanted"
):
    """A frame to a screen: all that a manager has set there, in place of what was before."""

    settings: dict[str, Any]


class ReadyShown(Struct, frozen=True, kw_only=True, tag_field="type", tag="ready"):
    """What stands on the board of ready numbers now, in place of all that stood there before.

    What is ready comes first, the newest at the top; then what is in the making, the oldest first.
    """

    seq: int
    timestamp: int
    ready: tuple[ReadyNumber, ...]


class _FromHub(Struct, frozen=True, kw_only=True, tag_field="type"):
    """Something that the hub replies. Timestamps are Unix milliseconds."""


class AuthSuccess(_FromHub, frozen=True, kw_only=True, tag="auth:success", rename="camel"):
    """The client is known. ``hears`` names the reports that the hub takes beside ``painted``."""

    user_id: str
    branch_id: str
    epoch: str
    timestamp: int
    hears: tuple[str, ...] = ()


class AuthError(_FromHub, frozen=True, kw_only=True, tag="auth:error"):
    """The client is not known; the socket is closed with 4401 after this."""

    message: str


class Joined(_FromHub, frozen=True, kw_only=True, tag="joined"):
    """The room is joined; after this come exactly its events with a higher ``seq``.

    ``alarms`` are those that stand, in a kitchen's room. ``pairing`` is what a kitchen's screen is
    to show there while pairing is open; None takes away what it still shows. ``upcoming`` comes
    with a snapshot of a kitchen: the orders that wait for their time, the next one first; and
    ``cancelled``: orders that are made no more, of which nobody has acknowledged that.
    ``courses`` comes with it as well: courses that are words, in the house's order. ``stand_ins``
    are the orders that are shown at another station's screens, in a kitchen's room. ``ready`` is
    what stands on the board of ready numbers, in its room. ``settings`` is what a manager has set
    at this screen, by ``section.key``, in a kitchen's room.
    """

    room: str
    epoch: str
    seq: int
    timestamp: int
    orders: list[Raw] | UnsetType = UNSET
    upcoming: Raw | UnsetType = UNSET
    courses: tuple[str, ...] | UnsetType = UNSET
    cancelled: Raw | UnsetType = UNSET
    alarms: tuple[Alarm, ...] | UnsetType = UNSET
    stand_ins: tuple[StandIn, ...] | UnsetType = UNSET
    pairing: PairingShown | UnsetType | None = UNSET
    ready: tuple[ReadyNumber, ...] | UnsetType = UNSET
    settings: dict[str, Any] | UnsetType = UNSET


class Left(_FromHub, frozen=True, kw_only=True, tag="left"):
    """The room is left."""

    room: str


class Pong(_FromHub, frozen=True, kw_only=True, tag="pong"):
    """The hub still listens."""

    timestamp: int


class Trouble(_FromHub, frozen=True, kw_only=True, tag="error"):
    """A message could not be carried out; the socket stays open."""

    code: str
    message: str


class DrillShown(Struct, frozen=True, kw_only=True, tag_field="type", tag="drill:open"):
    """A frame to the kitchen's screens: ring, flash and wait for a key, for so many seconds.

    Nothing of a drill is in the log: it says nothing of orders, and is worth nothing once over.
    """

    id: str
    expires_in: int


class DrillOver(Struct, frozen=True, kw_only=True, tag_field="type", tag="drill:closed"):
    """A frame to the kitchen's screens: show the board again."""

    id: str


class HostAsk(Struct, frozen=True, kw_only=True, tag_field="type", tag="host:ask"):
    """A frame to one screen: ask your own machine's galley-host this, and report what it says.

    Attributes:
        id: goes into the answer.
        verb: as galley-host takes it; newer ones than a screen knows are galley-host's to refuse.
    """

    id: str
    verb: Raw


class CloseCode(IntEnum):
    """Why the hub closed a socket."""

    GOING_AWAY = 1001
    PROTOCOL_ERROR = 1002
    BINARY_FRAME = 1003
    NOT_UTF8 = 1007
    TOO_BIG = 1009
    RESTARTING = 1012
    NOT_A_MESSAGE = 4400
    UNAUTHORIZED = 4401
    NO_AUTH_IN_TIME = 4408
    TOO_SLOW = 4429


COME_BACK = frozenset(
    {CloseCode.GOING_AWAY, CloseCode.RESTARTING, CloseCode.NO_AUTH_IN_TIME, CloseCode.TOO_SLOW}
)
"""After these a client reconnects and takes a snapshot; after the others it must change first."""
