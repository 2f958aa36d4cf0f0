"""What a screen can be told, and what it can ask to be done."""

from enum import StrEnum

import msgspec

from display.state.dish_names import MenuNames
from display.state.places import ChipSpot, PlacedPart, Places
from hub.domain.orders import Item, Order
from hub.wire.socket_messages import ScreenTrouble, StandIn


class Action(StrEnum):
    """What a key, a button or a touch means."""

    BUMP = "bump"
    START = "start"
    READY = "ready"
    NEXT = "next"
    PREVIOUS = "previous"
    PAGE = "page"
    RECALL = "recall"
    UNDO = "undo"
    ALL_DAY = "all-day"
    ACKNOWLEDGE = "acknowledge"
    RUSH = "rush"
    SOLD_OUT = "86"
    SORT = "sort"
    SECOND_TEN = "second ten"
    HELP = "help"


class Sound(StrEnum):
    """What can be heard."""

    NEW_ORDER = "new order"
    NEW_ORDER_LOUD = "new order, loud"
    NEW_ROUND = "new round"
    RUSH = "rush"
    CANCELLED = "cancelled"
    LOST = "connection lost"
    BACK = "connection back"
    REFUSED = "refused"


class _Message(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened; ``now`` is the screen's monotonic milliseconds."""

    now: int


class Tick(_Message, frozen=True, kw_only=True):
    """Time has passed."""


class Heard(_Message, frozen=True, kw_only=True):
    """The hub has been heard: any answer or frame proves the path."""


class UpcomingTicket(msgspec.Struct, frozen=True):
    """An order that waits off the board; a hub that knows of none says nothing.

    Attributes:
        id: of the order.
        due_at: when it leaves the kitchen; None when that is not said.
        stations: of its lines; none when it has none.
        type: of the order; "" when that is not said.
    """

    id: str
    due_at: str | None = None
    stations: tuple[str, ...] = ()
    type: str = ""


class Snapshot(_Message, frozen=True, kw_only=True):
    """The open orders as the hub had them at ``seq``, and what waits for its time.

    ``hub_ms`` is the hub's own time. ``courses`` are those that are words, in the house's order;
    none where that is not said. ``cancelled`` are orders that are made no more, which cooks have
    yet to see; None of a hub that does not say it.
    """

    epoch: str
    seq: int
    hub_ms: int
    orders: tuple[Order, ...]
    upcoming: tuple[UpcomingTicket, ...] = ()
    courses: tuple[str, ...] = ()
    cancelled: tuple[Order, ...] | None = None


class LinkState(StrEnum):
    """How the screen hears of orders."""

    SEARCHING = "searching"
    LIVE = "live"
    POLLING = "polling"


class LinkChanged(_Message, frozen=True, kw_only=True):
    """The way to the hub has changed."""

    connection: LinkState


class OrderSeen(_Message, frozen=True, kw_only=True):
    """``order:new`` or ``order:updated``."""

    seq: int
    order: Order
    new: bool


class ItemSeen(_Message, frozen=True, kw_only=True):
    """``order:item_status`` or ``order:item_cancelled``."""

    seq: int
    order_id: str
    version: int
    updated_at: str
    item: Item


class SoldOutDish(msgspec.Struct, frozen=True):
    """A dish that is sold out, or of which there are only so many ``left``."""

    id: str
    name: str
    available: bool = False
    left: int | None = None


class DishLeft(msgspec.Struct, frozen=True):
    """How many of a dish are left; None, it is counted no more. It may be sold out all the same."""

    id: str
    name: str
    left: int | None


class NamesSeen(_Message, frozen=True, kw_only=True):
    """What the menu calls its dishes and modifiers in the crew's language."""

    names: MenuNames


class SoldOutSeen(_Message, frozen=True, kw_only=True):
    """All that is sold out or counted now, in place of what was before."""

    dishes: tuple[SoldOutDish, ...]


class HubAlarm(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with the hub, for as long as it is; ``message`` is in the hub's own words.

    ``count`` is of how many orders of a ``station``, None for everybody's; ``number`` is the hub's
    of the oldest of them, and at ``shown_at`` they are shown meanwhile.
    """

    message: str
    code: str = ""
    station: str | None = None
    count: int | None = None
    number: int | None = None
    shown_at: str | None = None


class OtherSeen(_Message, frozen=True, kw_only=True):
    """An event that changes no order; ``alert`` is for the cook's eyes.

    ``dish`` is one that is sold out, counted, or neither any more.
    """

    seq: int
    alert: HubAlarm | None = None
    dish: SoldOutDish | DishLeft | None = None


class FramePainted(_Message, frozen=True, kw_only=True):
    """A frame stands on the glass.

    Attributes:
        seq: the last event that it shows.
        places: where everything stands on the board.
        shown: the tickets that can be seen: those of the board, or of a further page.
        chips: ids of the orders that stand there as chips.
        spots: where these stand.
        pages: how many there are, as far as that is known.
    """

    seq: int
    places: Places
    shown: tuple[PlacedPart, ...]
    chips: tuple[str, ...] = ()
    spots: tuple[ChipSpot, ...] = ()
    pages: int = 1


class Pressed(_Message, frozen=True, kw_only=True):
    """A key went down, or a finger.

    Attributes:
        press_id: names the press.
        action: what is wanted.
        slot: of number keys, from 0.
        order_id: of the ticket, or the chip, that was touched.
    """

    press_id: str
    action: Action
    slot: int | None = None
    order_id: str | None = None


class Answered(_Message, frozen=True, kw_only=True):
    """The hub answered a press; ``refusal`` says why it could not be done, ``code`` what kind."""

    press_id: str
    refusal: str | None = None
    code: str = ""


class RecentSeen(_Message, frozen=True, kw_only=True):
    """What can be recalled, as the hub has it: youngest first."""

    orders: tuple[Order, ...]


class Invited(_Message, frozen=True, kw_only=True):
    """The manager lets a device of a ``role`` in, and wants it to scan a code off this screen.

    ``text`` is what the code says, for ``for_ms``; an empty one takes the code away again.
    """

    text: str
    role: str = ""
    for_ms: int = 0


class Drilling(_Message, frozen=True, kw_only=True):
    """The owner tries everything out before opening: a drill for ``for_ms``; 0 ends it."""

    drill_id: str
    for_ms: int


class Alarmed(_Message, frozen=True, kw_only=True):
    """What is wrong with the hub, in place of what was before; or nothing."""

    alarms: tuple[HubAlarm, ...]


class StandInsSeen(_Message, frozen=True, kw_only=True):
    """All orders that screens show for another station now, in place of those before."""

    rows: tuple[StandIn, ...]


class StationAnswered(_Message, frozen=True, kw_only=True):
    """Whether the hub has this screen's stations: those that are ``missing``, and its own."""

    missing: tuple[str, ...] = ()
    known: tuple[str, ...] = ()


class UnknownKey(_Message, frozen=True, kw_only=True):
    """A key went down that means nothing to this screen."""


class Inputs(_Message, frozen=True, kw_only=True):
    """What is wrong with this screen, its keys and its way to the hub; or nothing."""

    troubles: tuple[ScreenTrouble, ...]


class BumpOrder(msgspec.Struct, frozen=True, kw_only=True, tag="bump"):
    """Ask the hub to bump the lines of a ticket that the cook saw, and no others.

    ``items`` are their ids; None, all of the station's, is what earlier versions put on disk.
    """

    press_id: str
    order_id: str
    status: str
    station: str | None
    items: tuple[str, ...] | None = None


class UndoneLine(msgspec.Struct, frozen=True):
    """A line that an undo takes back: the status a bump brought it to, and the one before."""

    id: str
    current: str
    status: str


class RecallOrder(msgspec.Struct, frozen=True, kw_only=True, tag="recall"):
    """Ask the hub to take back a ticket's last step; with ``items``, one bump exactly."""

    press_id: str
    order_id: str
    station: str | None
    items: tuple[UndoneLine, ...] | None = None


class SetAvailable(msgspec.Struct, frozen=True, kw_only=True, tag="availability"):
    """Ask the hub to mark a dish sold out, or back."""

    press_id: str
    menu_item_id: str
    available: bool


class AckOrder(msgspec.Struct, frozen=True, kw_only=True, tag="ack"):
    """Tell the hub that a station has taken note of something, up to a version of the order."""

    press_id: str
    order_id: str
    what: str
    version: int
    station: str | None


Request = BumpOrder | RecallOrder | SetAvailable | AckOrder
"""What goes to the hub, in the order of the presses, each exactly once."""


class Resumed(_Message, frozen=True, kw_only=True):
    """An earlier run of this screen left presses that the hub has not answered yet."""

    requests: tuple[Request, ...]


Message = (
    Tick
    | Heard
    | Snapshot
    | LinkChanged
    | OrderSeen
    | ItemSeen
    | OtherSeen
    | FramePainted
    | Pressed
    | Answered
    | RecentSeen
    | Invited
    | Resumed
    | Drilling
    | Alarmed
    | StandInsSeen
    | StationAnswered
    | SoldOutSeen
    | NamesSeen
    | UnknownKey
    | Inputs
)


class Send(msgspec.Struct, frozen=True):
    """Put a request into the outbox."""

    request: Request


class TakeSnapshot(msgspec.Struct, frozen=True):
    """Ask the hub for a snapshot: this replica may have missed something."""


class FetchRecent(msgspec.Struct, frozen=True):
    """Ask the hub what can be recalled on this screen; the answer is a :class:`RecentSeen`."""


class ReportPainted(msgspec.Struct, frozen=True):
    """Tell the hub what stands on the glass: of which event, and which orders by their numbers."""

    seq: int
    tickets: tuple[int, ...] = ()
    chips: tuple[int, ...] = ()


class Play(msgspec.Struct, frozen=True):
    """Make a sound."""

    sound: Sound


class ReportDrill(msgspec.Struct, frozen=True, kw_only=True):
    """Tell the hub how a drill goes: whether it was painted, the keys, whether it is over."""

    drill_id: str
    shown: bool
    presses: int
    unknown: int
    gave_way: bool


Effect = Send | TakeSnapshot | FetchRecent | ReportPainted | Play | ReportDrill
