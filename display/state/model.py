"""Everything a screen knows at one moment."""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec
from msgspec.structs import replace

from display.state.dish_names import MenuNames
from display.state.key_names import KeyNames
from display.state.messages import (
    Action,
    Effect,
    HubAlarm,
    LinkState,
    Play,
    Pressed,
    ReportPainted,
    SoldOutDish,
    Sound,
    UndoneLine,
)
from display.state.notices import Notice, NoticeCode
from display.state.places import ChipSpot, PlacedPart, Places
from display.state.replica import Replica
from display.state.settings import AgeSettings, BoardSettings
from hub.domain.orders import Item, Order, Priority
from hub.wire.socket_messages import ScreenTrouble

STALE_MS = 3_000
"""Silence of the hub after which the board says so (FIELD: within 3 s)."""

DEAD_MS = 10_000
"""Silence after which the board is hatched: nobody should cook from it any more."""

MOVED_MS = 300
"""For how long what has just changed after the cook's own press refuses the next one."""

TOUCH_MS = 1_000
"""For how long a spot of the glass that has just changed refuses a finger: it is aimed in less."""

LOOKED_MS = 1_200
"""How long it can take from a look at the glass to the press, once something changed by itself."""

NOTICE_MS = 6_000
"""For how long a sentence for the cook stands there."""

_NOTICES = 3
"""Sentences that stand there at once."""

_NO_MARKS: Mapping[str, "Marks"] = MappingProxyType({})
_NO_TIMES: Mapping[str, int] = MappingProxyType({})
_NO_WARNINGS: Mapping[str, tuple[str, ...]] = MappingProxyType({})
_NO_DUE_TIMES: Mapping[str, str | None] = MappingProxyType({})


class Marks(msgspec.Struct, frozen=True):
    """Late edits of a ticket that the cook has not acknowledged.

    Attributes:
        lines: ids of the lines that are different.
        fields: names of the order's own fields that are.
        struck: whether nothing of it is left here, and some of it was being made.
        version: of the order when the last of them was found.
    """

    lines: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()
    struck: bool = False
    version: int = 0


class InFlight(msgspec.Struct, frozen=True):
    """A press that the board does not show the result of yet.

    Attributes:
        press_id: names the press.
        action: what was pressed.
        order_id: the ticket that it is about; None when it is about none.
        since: monotonic ms of the press.
        version: the ticket's at the press; any other shows that the hub has moved it.
        answered: monotonic ms at which the hub agreed; None until then.
    """

    press_id: str
    action: Action
    order_id: str | None
    since: int
    version: int | None = None
    answered: int | None = None


class Undo(msgspec.Struct, frozen=True):
    """The last bump, for as long as it can be undone, and what undoing it means for each line.

    ``order`` is the ticket as it was before, ``station`` the one for which it was.
    """

    press_id: str
    order: Order
    until: int
    lines: tuple[UndoneLine, ...]
    station: str | None = None


class PaintedBoard(msgspec.Struct, frozen=True):
    """What has really been painted: what a press refers to.

    Attributes:
        seq: the last event that it shows.
        places: where everything stands on the board.
        shown: the tickets that can be seen: those of the board, or of a further page.
        spots: the chips that can be seen.
        moved: monotonic ms at which a ticket or chip last came to where it stands, or grew there.
        frame_until: monotonic ms until which the frame has just moved.
        pages: how many there are, as far as that is known.
    """

    seq: int = -1
    places: Places = Places()
    shown: tuple[PlacedPart, ...] = ()
    spots: tuple[ChipSpot, ...] = ()
    moved: Mapping[str, int] = _NO_TIMES
    frame_until: int = 0
    pages: int = 1

    @property
    def is_board(self) -> bool:
        """Whether the board itself is seen, not a further page."""
        return self.shown == self.places.parts


class Bell(msgspec.Struct, frozen=True):
    """The new-order sound: which tickets nobody has started, and when it rang."""

    waiting: frozenset[str] = frozenset()
    since: int = 0
    rung: int = 0


class OpenList(msgspec.Struct, frozen=True):
    """What stands beside the board, if anything: a list by its name, or one ``order`` over it.

    ``chosen`` counts the list's rows from 0; ``since`` is when the ticket in the chosen row
    last became another one without a key being pressed, in monotonic ms. ``order_id`` is that of
    the one order that is shown.
    """

    name: str
    chosen: int = 0
    since: int | None = None
    order_id: str = ""


class SoldOutQuestion(msgspec.Struct, frozen=True):
    """A dish that is about to be sold out (86): the cook was asked, and has not said yes yet."""

    item: Item
    until: int


class PairingCode(msgspec.Struct, frozen=True):
    """A code that a device can scan to be paired, and monotonic ms until which it is any good."""

    text: str
    role: str
    until: int


class MissingStation(msgspec.Struct, frozen=True):
    """This screen's station is none of the hub's: ``asked`` are ids, ``known`` those it has."""

    asked: tuple[str, ...]
    known: tuple[str, ...]


class RunningDrill(msgspec.Struct, frozen=True, kw_only=True):
    """A drill before opening; ``since`` and ``until`` are monotonic ms.

    ``shown`` is whether it has been painted. ``presses`` counts the keys that were pressed, and
    ``unknown`` those that mean nothing to this screen.
    """

    id: str
    since: int
    until: int
    shown: bool = False
    presses: int = 0
    unknown: int = 0


class BoardState(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a screen knows. Replaced, never changed.

    Attributes:
        settings: what the screen is for.
        ages: when a ticket warns by its age, and is late.
        keys: what is printed on the keys.
        utc_offset_minutes: of the kitchen's own time of day.
        replica: the open orders.
        upcoming: when those are due that wait off the board, by order id.
        began: monotonic ms of the first message of all.
        connection: how it hears of them.
        lost: whether the line that there was has been lost, and is not back yet.
        heard: monotonic ms at which the hub was last heard; None before the first time.
        hub_ahead: the hub's Unix ms minus the screen's monotonic ms, at the last snapshot.
        painted: what has been painted.
        reported: what the hub was last told of it.
        page: which page is shown, from 0: the board.
        last_key: monotonic ms of the last press; None before the first.
        sorted_at: monotonic ms at which the cook last wanted everything sorted by age.
        second_ten: monotonic ms until which a number key means ten more than it says.
        selected: id of the chosen ticket.
        in_flight: presses under way, oldest first.
        undo: the last bump.
        bumped: tickets that have left this screen, youngest first, for the recall list.
        marks: late edits by order id.
        seen: the version of each order up to which its late edits were acknowledged here.
        warned: what of each order's allergies was acknowledged here.
        bell: the new-order sound.
        open_list: what stands beside the board.
        legend_until: monotonic ms until which it stands there what the keys do.
        rush_first: whether rush tickets come before all others.
        question: the dish that a second press on 86 sells out.
        taken_at: monotonic ms at which each order was taken, by order id.
        at_least: ids of orders that may have been taken before that.
        notices: what the cook is told.
        names: what the menu calls things in the crew's language.
        troubles: what is wrong with this screen, its keys and its way to the hub.
        alarms: what is wrong with the hub.
        missing: the station that this screen is for, where the hub has none of that name.
        looked_for: addresses at which the hub is looked for.
        sold_out: the dishes that are sold out or counted.
        invitation: a code for a device to scan, while pairing is open.
        drill: what covers the board while the owner tries everything out.
    """

    settings: BoardSettings
    ages: AgeSettings = AgeSettings()
    keys: KeyNames = KeyNames()
    utc_offset_minutes: int = 0
    replica: Replica = Replica()
    upcoming: Mapping[str, str | None] = _NO_DUE_TIMES
    began: int | None = None
    connection: LinkState = LinkState.SEARCHING
    lost: bool = False
    heard: int | None = None
    hub_ahead: int | None = None
    painted: PaintedBoard = PaintedBoard()
    reported: ReportPainted | None = None
    page: int = 0
    last_key: int | None = None
    sorted_at: int | None = None
    second_ten: int = 0
    selected: str | None = None
    in_flight: tuple[InFlight, ...] = ()
    undo: Undo | None = None
    bumped: tuple[Order, ...] = ()
    marks: Mapping[str, Marks] = _NO_MARKS
    seen: Mapping[str, int] = _NO_TIMES
    warned: Mapping[str, tuple[str, ...]] = _NO_WARNINGS
    bell: Bell = Bell()
    open_list: OpenList | None = None
    legend_until: int = 0
    rush_first: bool = True
    question: SoldOutQuestion | None = None
    taken_at: Mapping[str, int] = _NO_TIMES
    at_least: frozenset[str] = frozenset()
    notices: tuple[Notice, ...] = ()
    troubles: tuple[ScreenTrouble, ...] = ()
    names: MenuNames = MenuNames()
    alarms: tuple[HubAlarm, ...] = ()
    missing: MissingStation | None = None
    looked_for: tuple[str, ...] = ()
    sold_out: tuple[SoldOutDish, ...] = ()
    invitation: PairingCode | None = None
    drill: RunningDrill | None = None

    def board(self) -> list[Order]:
        """List the tickets of this screen: rush ones first if so wanted, then the oldest."""
        orders = self.replica.orders.values()
        shows = self.settings.shows
        struck = {order_id for order_id, marks in self.marks.items() if marks.struck}
        board = [each for each in orders if shows(each) or each.id in struck]
        if self.rush_first and any(each.priority is Priority.RUSH for each in board):
            board.sort(key=lambda order: order.priority is not Priority.RUSH)
        return board

    def is_struck(self, order: Order) -> bool:
        """Whether a ticket stands there only because it was cancelled while it was being made."""
        marks = self.marks.get(order.id)
        return marks is not None and marks.struck

    def age(self, order: Order, now: int) -> int:
        """Return an order's age in ms. It is never negative, and no clock's step changes it.

        A course that was fired later is as old as that, once all before it is done here.
        """
        age = now - self.taken_at.get(order.id, now) - self.settings.waited(order)
        return max(0, age)

    def silence(self, now: int) -> int:
        """Return for how many ms the hub has not been heard, at most since the screen began."""
        since = self.began if self.heard is None else self.heard
        return 0 if since is None else max(0, now - since)


Step = tuple[BoardState, tuple[Effect, ...]]
"""What a message leads to: the new state, and what is to be done because of it."""


def notify(
    state: BoardState,
    code: NoticeCode,
    now: int,
    *,
    grave: bool = False,
    for_ms: int = NOTICE_MS,
    order: Order | None = None,
    item: Item | None = None,
    **values: str | int,
) -> BoardState:
    """Show one more notice for ``for_ms``; only the last few stand at once."""
    return show_notice(state, Notice(code, now + for_ms, grave, values, order, item))


def refuse(
    state: BoardState,
    press: Pressed,
    why: NoticeCode,
    *,
    order: Order | None = None,
    item: Item | None = None,
    **values: str | int,
) -> Step:
    """Tell the cook that a press did nothing, and why."""
    until = press.now + NOTICE_MS
    notice = Notice(why, until, grave=True, values=values, order=order, item=item)
    return show_notice(state, notice), (Play(Sound.REFUSED),)


def show_notice(state: BoardState, notice: Notice) -> BoardState:
    """Show one more notice."""
    return replace(state, notices=(*state.notices, notice)[-_NOTICES:])
