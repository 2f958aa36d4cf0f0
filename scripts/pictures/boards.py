"""The boards that pictures are made of: fixed states at a fixed moment, so always the same."""

from collections.abc import Mapping, Sequence

import msgspec
from msgspec import UNSET
from msgspec.structs import replace

from display.inputs import learn_keys
from display.inputs.learn_keys import learn_screen
from display.inputs.profiles import CLASSIC_BAR, KEYBOARD
from display.state.messages import (
    Action,
    FramePainted,
    Invited,
    LinkChanged,
    LinkState,
    OrderSeen,
    OtherSeen,
    Pressed,
    Snapshot,
)
from display.state.model import BoardState, Marks, MissingStation
from display.state.pairing_stages import Candidate, Pairing, Stage
from display.state.settings import ALL, EXPO, BoardSettings
from display.state.update import update
from display.view_model.build import build
from display.view_model.layout import Layout, Measure
from display.view_model.pairing_screen import pairing_screen
from display.view_model.screen import Screen
from hub.domain.orders import ItemStatus, Order, OrderStatus
from hub.wire.pairing import Invitation, qr_text
from scripts.pictures import changed_tickets, tickets

_SEEN = 1_000
"""When the hub was last heard, in the screen's monotonic ms."""


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """One picture.

    Attributes:
        state: what the screen knows.
        now: monotonic ms of the picture.
        width, height: of the glass in pixels.
        columns, rows: of the grid.
        theme: by name.
    """

    state: BoardState
    now: int = _SEEN + 400
    width: int = 1920
    height: int = 1080
    columns: int = 4
    rows: int = 2
    theme: str = "dark"

    def screen(self, measure: Measure, width: int, height: int) -> Screen:
        """Build the picture.

        Args:
            measure: how wide a text is.
            width: of the glass in pixels.
            height: of the glass in pixels.
        """
        layout = Layout(width, height, self.columns, self.rows, measure)
        return build(self.state, self.now, layout)


class LearnBoard(msgspec.Struct, frozen=True, kw_only=True):
    """The picture of the learn-keys screen, after some keys of a bar that lacks one."""

    width: int = 1920
    height: int = 1080
    theme: str = "dark"

    def screen(self, measure: Measure, width: int, height: int) -> Screen:
        """Build the picture, as ``Board.screen`` does."""
        learning = learn_keys.begin(0)
        for key in ("left ctrl", "space", "right", "0", "1", "2", "left ctrl", "1"):
            learning = learn_keys.take_key(learning, key, 0)
        return learn_screen(learning, 5_000, Layout(width, height, 4, 2, measure))


class PairBoard(msgspec.Struct, frozen=True, kw_only=True):
    """A picture of a screen that belongs to no hub yet."""

    pairing: Pairing
    width: int = 1920
    height: int = 1080
    theme: str = "dark"

    def screen(self, measure: Measure, width: int, height: int) -> Screen:
        """Build the picture, as ``Board.screen`` does."""
        layout = Layout(width, height, 4, 2, measure)
        return pairing_screen(self.pairing, layout, KEYBOARD.key_names())


Subject = Picture | LearnBoard | PairBoard


def boards() -> Mapping[str, Picture]:
    """Make all boards, by the name of their picture."""
    busy = _state(tickets.busy())
    quiet = _state(tickets.quiet())
    changed = _changed()
    as_sent = _state(changed_tickets.sent_by_others())
    return {
        "quiet": Picture(state=quiet),
        "empty": Picture(state=_state(())),
        "looking": Picture(state=BoardState(settings=BoardSettings()), now=0),
        "busy": Picture(state=busy),
        "bright": Picture(state=busy, theme="bright"),
        "long": Picture(state=_state(tickets.long_ones())),
        "alerts": Picture(state=_alerts()),
        "trouble": Picture(
            state=replace(busy, troubles=("The bump bar at the pass is unplugged",))
        ),
        "in-flight": Picture(state=_press(_press(busy, Action.BUMP, 1), Action.NEXT)),
        "in-flight-bright": Picture(state=_press(busy, Action.BUMP, 1), theme="bright"),
        "stale": Picture(state=busy, now=_SEEN + 5_000),
        "dead": Picture(state=busy, now=_SEEN + 47_000),
        "fallback": Picture(state=_gone(), now=_SEEN + 190_000),
        "no-station": Picture(
            state=replace(
                _state((), "gril"),
                missing=MissingStation(("gril",), ("bar", "dessert", "fry", "grill", "salad")),
            )
        ),
        "dead-bright": Picture(state=busy, now=_SEEN + 47_000, theme="bright"),
        "grill": Picture(state=_state(tickets.busy(), "grill")),
        "expo": Picture(state=_state(tickets.busy(), EXPO)),
        "as-sent": Picture(state=as_sent),
        "as-sent-bright": Picture(state=as_sent, theme="bright"),
        "as-sent-small": Picture(state=as_sent, width=1024, height=600, columns=3),
        "as-sent-4k": Picture(state=as_sent, width=3840, height=2160, columns=6, rows=3),
        "as-sent-expo": Picture(state=_state(changed_tickets.sent_by_others(), EXPO)),
        "changed": Picture(state=changed),
        "changed-bright": Picture(state=changed, theme="bright"),
        "changed-grill": Picture(state=_changed("grill")),
        "changed-fry": Picture(state=_changed("fry")),
        "changed-expo": Picture(state=_changed(EXPO)),
        "changed-small": Picture(state=changed, width=1024, height=600, columns=3),
        "changed-4k": Picture(state=changed, width=3840, height=2160, columns=6, rows=3),
        "all-day": Picture(state=_press(busy, Action.ALL_DAY)),
        "recall": Picture(state=_recall()),
        "legend": Picture(state=replace(busy, keys=CLASSIC_BAR.key_names())),
        "legend-portrait": Picture(
            state=replace(busy, keys=KEYBOARD.key_names()),
            width=1080,
            height=1920,
            columns=2,
            rows=4,
        ),
        "keys": Picture(state=_press(replace(busy, keys=CLASSIC_BAR.key_names()), Action.HELP)),
        "newer-hub": Picture(state=_state(tickets.of_a_newer_hub())),
        "right-to-left": Picture(state=_state(tickets.right_to_left())),
        "portrait": Picture(state=busy, width=1080, height=1920, columns=2, rows=4),
        "720p": Picture(state=busy, width=1280, height=720),
        "4k": Picture(state=busy, width=3840, height=2160),
        "invitation": Picture(state=_invite(busy)),
        "21-tickets": Picture(state=busy, columns=7, rows=3),
    }


def subjects() -> Mapping[str, Subject]:
    """Make all that there are pictures of: the boards, and the screens before there is one."""
    hubs = tuple(
        Candidate(branch=branch, name=name, urls=(f"https://192.168.178.{host}:8443",))
        for branch, name, host in (("annex", "Annex", 21), ("main", "Galley main", 20))
    )
    new = Pairing(device="grill screen (kitchen-pi)")
    asked = replace(new, hubs=hubs, hub=hubs[1], stage=Stage.NUMBER, number="048213")
    return {
        **boards(),
        "learn-keys": LearnBoard(),
        "pair-choice": PairBoard(pairing=replace(new, hubs=hubs, row=1)),
        "pair-closed": PairBoard(pairing=replace(asked, stage=Stage.CLOSED, number="")),
        "pair-number": PairBoard(pairing=asked),
    }


def _state(orders: Sequence[Order], station: str = ALL) -> BoardState:
    state = BoardState(settings=BoardSettings(station=station))
    state, _ = update(state, LinkChanged(now=0, connection=LinkState.LIVE))
    state, _ = update(
        state,
        Snapshot(now=_SEEN, epoch="e", seq=7, hub_ms=tickets.HUB_MS, orders=tuple(orders)),
    )
    return _paint(state)


def _gone() -> BoardState:
    """Have the hub gone, and the owner's own words for that."""
    state = _state(tickets.busy())
    settings = replace(state.settings, fallback="Paper tickets, call Sam")
    return replace(state, settings=settings, looked_for=("https://192.168.178.20:8443",))


def _changed(station: str = ALL) -> BoardState:
    """Have one of the tickets called off before the eyes of the cook."""
    orders = changed_tickets.changed()
    called_off = next(each for each in orders if not each.active)
    lines = (replace(each, status=ItemStatus.PREPARING, was=UNSET) for each in called_off.items)
    before = replace(called_off, items=tuple(lines), status=OrderStatus.PREPARING, version=1)
    state = _state([before if each is called_off else each for each in orders], station)
    return update(state, OrderSeen(now=_SEEN, seq=8, order=called_off, new=False))[0]


def _paint(state: BoardState) -> BoardState:
    """Have the board stand on a glass, so that keys mean what can be seen."""
    layout = Layout(1920, 1080, state.settings.columns, state.settings.rows, _measure)
    screen = build(state, _SEEN - 900, layout)
    painted = FramePainted(
        now=_SEEN - 900, seq=screen.seq, places=screen.places, shown=screen.shown
    )
    return update(state, painted)[0]


def _measure(text: str, size: int, *, bold: bool = False, condensed: bool = False) -> int:
    return round(len(text) * size * (0.6 if bold else 0.5) * (0.9 if condensed else 1))


def _press(state: BoardState, action: Action, slot: int | None = None) -> BoardState:
    press = Pressed(now=_SEEN, press_id=f"press-{action}-{slot}", action=action, slot=slot)
    return update(state, press)[0]


def _alerts() -> BoardState:
    state = _state(tickets.busy())
    marks = {
        "order-38": Marks(lines=frozenset({"3"})),
        "order-39": Marks(lines=frozenset({"2"})),
        "order-40": Marks(fields=frozenset({"notes", "priority"})),
    }
    state, _ = update(
        state,
        OtherSeen(now=_SEEN, seq=8, alert="ORD-00044 is on no screen of fry."),
    )
    return replace(state, marks=marks)


def _invite(state: BoardState) -> BoardState:
    code = Invitation("GALLEY" * 4 + "GA", "0f" * 32, "main", "192.168.178.20", 8443)
    invited = Invited(now=_SEEN, text=qr_text(code), role="waiter", for_ms=290_000)
    return update(state, invited)[0]


def _recall() -> BoardState:
    state = _state(tickets.busy())
    served = [
        replace(
            order,
            items=tuple(replace(item, status=ItemStatus.SERVED) for item in order.items),
        )
        for order in (*tickets.busy()[5:], *tickets.right_to_left())
    ]
    state = replace(state, bumped=tuple(reversed(served)))
    state = replace(state, keys=CLASSIC_BAR.key_names())
    return _press(_press(state, Action.RECALL), Action.NEXT)
