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
    HubAlarm,
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
from display.state.settings import (
    ALL,
    EXPO,
    Allergens,
    BoardSettings,
    HeadWord,
    PlacesMode,
    TextSize,
)
from display.state.update import update
from display.view_model.build import build
from display.view_model.layout import Layout, Measure
from display.view_model.letter_sizes import MonitorSize, SizeSource, choose_letters
from display.view_model.pairing_screen import pairing_screen
from display.view_model.screen import Screen
from hub.common.screen_troubles import TroubleCode, trouble
from hub.domain.orders import ItemStatus, Order, OrderStatus
from hub.locale.catalogues import load_catalogue
from hub.locale.words import Language, speaking
from hub.wire.pairing import Invitation, qr_text
from scripts.pictures import changed_tickets, dinner, tickets

_SEEN = 1_000
"""When the hub was last heard, in the screen's monotonic ms."""


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """One picture.

    Attributes:
        state: what the screen knows, before anything stands on its glass.
        keys: what is pressed once the board stands there: what, and which number key.
        arriving: orders that come after that.
        now: monotonic ms of the picture.
        width, height: of the glass in pixels.
        inches: of its diagonal.
        theme: by name.
    """

    state: BoardState
    keys: tuple[tuple[Action, int | None], ...] = ()
    arriving: tuple[Order, ...] = ()
    now: int = _SEEN + 400
    width: int = 1920
    height: int = 1080
    inches: float = 24.0
    theme: str = "dark"

    def screen(self, measure: Measure, width: int, height: int) -> Screen:
        """Build the picture.

        Args:
            measure: how wide a text is.
            width: of the glass in pixels.
            height: of the glass in pixels.
        """
        state, settings = self.state, self.state.settings
        layout = _lay_out(settings, width, height, self.inches, measure)
        with speaking(load_catalogue(settings.language)):
            if state.replica.epoch is not None:
                state = _paint(state, layout, _SEEN - 900)
            for order in self.arriving:
                seen = OrderSeen(now=_SEEN, seq=state.replica.seq + 1, order=order, new=True)
                state = update(state, seen)[0]
            if self.arriving:
                state = _paint(state, layout, _SEEN)
            for action, key in self.keys:
                state = _press(state, action, key)
            return build(state, self.now, layout)


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
    return {**_plain_boards(), **_dinners()}


def _plain_boards() -> Mapping[str, Picture]:
    busy = _state(tickets.busy())
    changed = _changed()
    as_sent = _state(changed_tickets.sent_by_others())
    next_key, bump = (Action.NEXT, None), (Action.BUMP, 1)
    return {
        "quiet": Picture(state=_state(tickets.quiet())),
        "empty": Picture(state=_state(())),
        "looking": Picture(state=BoardState(settings=BoardSettings()), now=0),
        "busy": Picture(state=busy),
        "bright": Picture(state=busy, theme="bright"),
        "long": Picture(state=_state(tickets.long_ones())),
        "alerts": Picture(state=_alerts()),
        "trouble": Picture(
            state=replace(
                busy,
                troubles=(
                    trouble(TroubleCode.KEYBOARD_UNPLUGGED, name="The bump bar at the pass"),
                ),
            )
        ),
        "in-flight": Picture(state=busy, keys=(bump, next_key)),
        "in-flight-bright": Picture(state=busy, keys=(bump,), theme="bright"),
        "stale": Picture(state=busy, now=_SEEN + 5_000),
        "dead": Picture(state=busy, now=_SEEN + 47_000),
        "fallback": Picture(state=_gone(), now=_SEEN + 190_000),
        "no-station": Picture(
            state=replace(
                _state((), station="gril"),
                missing=MissingStation(("gril",), ("bar", "dessert", "fry", "grill", "salad")),
            )
        ),
        "dead-bright": Picture(state=busy, now=_SEEN + 47_000, theme="bright"),
        "grill": Picture(state=_state(tickets.busy(), station="grill")),
        "expo": Picture(state=_state(tickets.busy(), station=EXPO)),
        "as-sent": Picture(state=as_sent),
        "as-sent-bright": Picture(state=as_sent, theme="bright"),
        "as-sent-small": Picture(state=as_sent, width=1024, height=600, inches=10.1),
        "as-sent-4k": Picture(state=as_sent, width=3840, height=2160, inches=55),
        "as-sent-expo": Picture(state=_state(changed_tickets.sent_by_others(), station=EXPO)),
        "changed": Picture(state=changed),
        "changed-bright": Picture(state=changed, theme="bright"),
        "changed-grill": Picture(state=_changed("grill")),
        "changed-fry": Picture(state=_changed("fry")),
        "changed-expo": Picture(state=_changed(EXPO)),
        "changed-small": Picture(state=changed, width=1024, height=600, inches=10.1),
        "all-day": Picture(state=as_sent, keys=((Action.ALL_DAY, None),)),
        "recall": Picture(state=_recall(), keys=((Action.RECALL, None), next_key)),
        "legend": Picture(state=replace(busy, keys=CLASSIC_BAR.key_names())),
        "legend-portrait": Picture(
            state=replace(busy, keys=KEYBOARD.key_names()), width=1080, height=1920
        ),
        "keys": Picture(
            state=replace(busy, keys=CLASSIC_BAR.key_names()), keys=((Action.HELP, None),)
        ),
        "newer-hub": Picture(state=_state(tickets.of_a_newer_hub())),
        "right-to-left": Picture(state=_state(tickets.right_to_left())),
        "portrait": Picture(state=busy, width=1080, height=1920),
        "720p": Picture(state=busy, width=1280, height=720),
        "4k": Picture(state=busy, width=3840, height=2160, inches=43),
        "invitation": Picture(state=_invite(busy)),
        "21-tickets": Picture(
            state=_state(tickets.busy(), places=PlacesMode.GRID, columns=7, rows=3)
        ),
        "note": Picture(state=_state(tickets.with_a_long_note()), keys=(next_key,)),
    }


def _dinners() -> Mapping[str, Picture]:
    """The same kitchen on many glasses, by many settings, in many languages."""
    usual = _state(dinner.dinner())
    hour = _state(dinner.rush_hour())

    def set_to(**settings: object) -> BoardState:
        return _state(dinner.dinner(), **settings)

    return {
        "dinner": Picture(state=_state(dinner.dinner()[:-2]), arriving=dinner.dinner()[-2:]),
        "dinner-bright": Picture(state=usual, theme="bright"),
        "dinner-age": Picture(state=set_to(places=PlacesMode.AGE)),
        "dinner-grid": Picture(state=set_to(places=PlacesMode.GRID)),
        "dinner-grid-bright": Picture(state=set_to(places=PlacesMode.GRID), theme="bright"),
        "dinner-small": Picture(state=set_to(text=TextSize.SMALL)),
        "dinner-large": Picture(state=set_to(text=TextSize.LARGE)),
        "dinner-huge": Picture(state=set_to(text=TextSize.HUGE), theme="bright"),
        "dinner-tables": Picture(state=set_to(head=HeadWord.TABLE)),
        "dinner-quiet": Picture(state=set_to(allergens=Allergens.OFF)),
        "dinner-expo": Picture(state=set_to(station=EXPO)),
        "dinner-grill": Picture(state=set_to(station="grill")),
        "dinner-fry": Picture(state=set_to(station="fry,cold"), theme="bright"),
        "dinner-7-inch": Picture(state=usual, width=800, height=480, inches=7),
        "dinner-7-inch-bright": Picture(
            state=usual, width=800, height=480, inches=7, theme="bright"
        ),
        "dinner-10-inch": Picture(state=usual, width=1280, height=800, inches=10.1),
        "dinner-32-inch": Picture(state=usual, inches=32),
        "dinner-43-inch": Picture(state=usual, inches=43, theme="bright"),
        "dinner-portrait": Picture(state=usual, width=1080, height=1920),
        "dinner-portrait-bright": Picture(state=usual, theme="bright", width=1080, height=1920),
        "dinner-4k": Picture(state=usual, width=3840, height=2160, inches=55),
        "rush-hour": Picture(state=hour),
        "rush-hour-bright": Picture(state=hour, theme="bright"),
        "rush-hour-4k": Picture(state=hour, width=3840, height=2160, inches=55),
        "rush-hour-portrait": Picture(state=hour, width=1080, height=1920),
        "rush-hour-large": Picture(state=_state(dinner.rush_hour(), text=TextSize.LARGE)),
        "one-liners": Picture(state=_state(dinner.one_liners())),
        "one-liners-7-inch": Picture(
            state=_state(dinner.one_liners()), width=800, height=480, inches=7
        ),
        "fresh": Picture(state=_state(dinner.fresh())),
        "fresh-bright": Picture(state=_state(dinner.fresh()), theme="bright"),
        "german": Picture(state=set_to(language=Language.GERMAN)),
        "arabic": Picture(state=set_to(language=Language.ARABIC)),
        "arabic-menu": Picture(
            state=_state(tickets.right_to_left(), language=Language.ARABIC), theme="bright"
        ),
        "lengthened": Picture(state=set_to(language=Language.PSEUDO)),
        "lengthened-portrait": Picture(
            state=set_to(language=Language.PSEUDO), width=1080, height=1920
        ),
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


def _lay_out(
    settings: BoardSettings, width: int, height: int, inches: float, measure: Measure
) -> Layout:
    size = MonitorSize(width, height, inches, SizeSource.SETTING)
    letters = choose_letters((width, height), size.pitch, size.distance, settings.text)
    grid = settings.places is PlacesMode.GRID
    return Layout(
        width, height, settings.columns, settings.rows, measure, None if grid else letters
    )


def _state(orders: Sequence[Order], **settings: object) -> BoardState:
    made = BoardSettings(**settings)  # type: ignore[arg-type]
    state = BoardState(settings=made, keys=KEYBOARD.key_names())
    state, _ = update(state, LinkChanged(now=0, connection=LinkState.LIVE))
    snapshot = Snapshot(
        now=_SEEN,
        epoch="e",
        seq=7,
        hub_ms=tickets.HUB_MS,
        orders=tuple(each for each in orders if each.active),
        cancelled=tuple(each for each in orders if not each.active),
    )
    # As it is once the start is over: then what has to be told stands before the legend.
    return replace(update(state, snapshot)[0], legend_until=0)


def _gone() -> BoardState:
    """Have the hub gone, and the owner's own words for that."""
    state = _state(tickets.busy(), fallback="Paper tickets, call Sam")
    return replace(state, looked_for=("https://192.168.178.20:8443",))


def _changed(station: str = ALL) -> BoardState:
    """Have one of the tickets called off before the eyes of the cook."""
    orders = changed_tickets.changed()
    called_off = next(each for each in orders if not each.active)
    lines = (replace(each, status=ItemStatus.PREPARING, was=UNSET) for each in called_off.items)
    before = replace(called_off, items=tuple(lines), status=OrderStatus.PREPARING, version=1)
    shown = [before if each is called_off else each for each in orders]
    state = _state(shown, station=station)
    return update(state, OrderSeen(now=_SEEN, seq=8, order=called_off, new=False))[0]


def _paint(state: BoardState, layout: Layout, now: int) -> BoardState:
    """Have the board stand on its glass, so that keys mean what can be seen."""
    screen = build(state, now, layout)
    painted = FramePainted(
        now=now,
        seq=screen.seq,
        places=screen.places,
        shown=screen.shown,
        chips=screen.chips,
        spots=screen.spots,
    )
    return update(state, painted)[0]


def _press(state: BoardState, action: Action, slot: int | None = None) -> BoardState:
    press = Pressed(now=_SEEN, press_id=f"press-{action}-{slot}", action=action, slot=slot)
    return update(state, press)[0]


def _alerts() -> BoardState:
    state = _state(tickets.busy())
    said = "ORD-00044 is on no screen of fry."
    unseen = HubAlarm(code="NOT_ON_SCREEN", message=said, station="fry", count=1, number=44)
    marks = {
        "order-38": Marks(lines=frozenset({"3"})),
        "order-39": Marks(lines=frozenset({"2"})),
        "order-40": Marks(fields=frozenset({"notes", "priority"})),
    }
    state, _ = update(
        state,
        OtherSeen(now=_SEEN, seq=8, alert=unseen),
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
    return replace(state, bumped=tuple(reversed(served)), keys=CLASSIC_BAR.key_names())
