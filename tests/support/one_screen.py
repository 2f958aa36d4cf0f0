"""A screen driven by hand: messages go in, what it does comes out."""

from typing import Self

from display.state.messages import (
    Action,
    Answered,
    Effect,
    FramePainted,
    ItemSeen,
    LinkChanged,
    LinkState,
    Message,
    OrderSeen,
    Play,
    Pressed,
    Request,
    Send,
    Snapshot,
    Sound,
    Tick,
)
from display.state.model import BoardState
from display.state.settings import BoardSettings
from display.state.update import update
from display.view_model.build import build
from display.view_model.layout import Layout
from display.view_model.notices import notice_words
from hub.domain import rules
from hub.domain.orders import (
    Item,
    ItemCancelled,
    ItemMoved,
    ItemStatus,
    Order,
    OrderPlaced,
    OrderType,
    Transition,
    order_number,
)
from hub.domain.times import instant
from tests.support.glass_words import read_rows

HUB_MS = 1_705_314_600_000
"""The hub's clock when a screen's monotonic one shows 0: 2024-01-15T10:30:00Z."""


def measure(text: str, size: int, *, bold: bool = False, condensed: bool = False) -> int:
    """Say how wide a text would be in a font whose letters are all alike."""
    return round(len(text) * size * (0.55 if bold else 0.5) * (0.9 if condensed else 1))


LAYOUT = Layout(1920, 1080, 4, 2, measure)
"""The glass of these screens."""


def a_line(name: str = "Burger", station: str | None = None, **fields: object) -> Item:
    """Make a pending line; its id is its name."""
    kept: dict[str, object] = {
        "id": name,
        "name": name,
        "quantity": 1,
        "station": station,
        "created_at": instant(HUB_MS),
    }
    if "status" in fields:
        fields["status"] = ItemStatus(str(fields["status"]))
    return Item(**kept | fields)  # type: ignore[arg-type]


def an_order(number: int, *lines: Item, taken: int = 0, **fields: object) -> Order:
    """Make an order that was taken at ``taken`` ms of the screen's clock; its id is ``oN``."""
    at = instant(HUB_MS + taken)
    kept: dict[str, object] = {
        "id": f"o{number}",
        "order_number": order_number(number),
        "type": OrderType.DINE_IN,
        "created_at": at,
        "updated_at": at,
        "items": lines or (a_line(),),
    }
    return Order(**kept | fields)  # type: ignore[arg-type]


class Screen:
    """One screen's state, and what it has asked for.

    Args:
        orders: what the hub has when the screen connects.
        settings: what the screen is for.
    """

    def __init__(self, *orders: Order, settings: BoardSettings | None = None) -> None:
        self.state = BoardState(settings=settings or BoardSettings())
        self.now = 0
        self.seq = 10
        self._presses = 0
        self.tell(LinkChanged(now=0, connection=LinkState.LIVE))
        self.tell(self.snapshot(*orders))
        self.paint()
        self.at(1_000)

    def tell(self, message: Message) -> tuple[Effect, ...]:
        """Hand a message in; returns what is to be done because of it."""
        self.state, effects = update(self.state, message)
        return effects

    def at(self, now: int) -> Self:
        """Let the screen's clock show ``now`` ms."""
        self.now = now
        return self

    def snapshot(self, *orders: Order, seq: int | None = None, epoch: str = "e") -> Snapshot:
        """Write a snapshot as of now."""
        at = self.seq if seq is None else seq
        return Snapshot(now=self.now, epoch=epoch, seq=at, hub_ms=HUB_MS + self.now, orders=orders)

    def paint(self) -> tuple[Effect, ...]:
        """Have the board stand on the glass as it is by now."""
        screen = build(self.state, self.now, LAYOUT)
        painted = FramePainted(
            now=self.now,
            seq=screen.seq,
            places=screen.places,
            shown=screen.shown,
            chips=screen.chips,
            spots=screen.spots,
            pages=screen.pages,
        )
        return self.tell(painted)

    def press(
        self, action: Action = Action.BUMP, slot: int | None = None, touched: str | None = None
    ) -> tuple[Effect, ...]:
        """Press a key, or touch a ticket; presses are called p1, p2 and so on."""
        self._presses += 1
        press_id = f"p{self._presses}"
        return self.tell(
            Pressed(now=self.now, press_id=press_id, action=action, slot=slot, order_id=touched)
        )

    def tick(self, now: int) -> tuple[Effect, ...]:
        """Let time pass until ``now``."""
        return self.at(now).tell(Tick(now=now))

    def hears(self, order: Order, *, new: bool = False) -> tuple[Effect, ...]:
        """Let the next event bring an order, as it is then."""
        self.seq += 1
        return self.tell(OrderSeen(now=self.now, seq=self.seq, order=order, new=new))

    def follows(self, change: Transition) -> list[Effect]:
        """Let the events of a change come in; returns all that is to be done because of them."""
        effects: list[Effect] = []
        order = change.order
        for happening in change.events:
            if isinstance(happening, ItemMoved | ItemCancelled):
                self.seq += 1
                seen = ItemSeen(
                    now=self.now,
                    seq=self.seq,
                    order_id=order.id,
                    version=order.version,
                    updated_at=order.updated_at,
                    item=happening.item,
                )
                effects += self.tell(seen)
            else:
                effects += self.hears(order, new=isinstance(happening, OrderPlaced))
        return effects

    def bumped(self, order_id: str, to: str, station: str | None = None) -> list[Effect]:
        """Let the hub bump a ticket."""
        order = self.state.replica.orders[order_id]
        at = instant(HUB_MS + self.now)
        return self.follows(rules.bump(order, ItemStatus(to), station, at))

    def answer(
        self, press_id: str, refusal: str | None = None, code: str = ""
    ) -> tuple[Effect, ...]:
        """Let the hub answer a press."""
        return self.tell(Answered(now=self.now, press_id=press_id, refusal=refusal, code=code))

    @property
    def board(self) -> list[str]:
        """The tickets' ids in order."""
        return [order.id for order in self.state.board()]

    @property
    def notices(self) -> list[str]:
        """What the cook has been told."""
        return [notice_words(notice, self.state) for notice in self.state.notices]


def requests(effects: tuple[Effect, ...] | list[Effect]) -> list[Request]:
    """Pick what goes to the hub."""
    return [each.request for each in effects if isinstance(each, Send)]


def sounds(effects: tuple[Effect, ...] | list[Effect]) -> list[Sound]:
    """Pick what can be heard."""
    return [each.sound for each in effects if isinstance(each, Play)]


def words_on_glass(state: BoardState, now: int) -> list[str]:
    """Read all that stands on the glass, back to front."""
    panels = build(state, now, LAYOUT).panels
    rows = [row for panel in panels for row in read_rows(panel)]
    texts = [part.text for row in rows for part in row.texts]
    said = [words for row in rows for words in (row.text, *row.text.split(" · "))]
    return list(dict.fromkeys((*texts, *said)))
