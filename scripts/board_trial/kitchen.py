"""A screen in a kitchen that is made up: orders come and go, and it paints at once."""

import random
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from display.state.messages import (
    Answered,
    BumpOrder,
    Effect,
    FramePainted,
    LinkChanged,
    LinkState,
    Message,
    OrderSeen,
    Send,
    Snapshot,
    Tick,
)
from display.state.model import BoardState
from display.state.settings import BoardSettings, BumpMode, PlacesMode
from display.state.update import update
from display.view_model.layout import Layout, Measure
from display.view_model.placed_board import place_board
from display.view_model.screen import Screen as Picture
from hub.domain.order_details import Modifier
from hub.domain.orders import (
    Item,
    ItemStatus,
    Order,
    OrderStatus,
    OrderType,
    Priority,
    order_number,
)
from hub.domain.times import instant
from tests.support.real_orders import Dish

_HUB_MS = 1_705_314_600_000
_TICK_MS = 1_000
_ANSWERED_MS = 80
"""From a press to the hub's answer and its event."""

RUSH = 0.05
"""As many orders are a rush."""

Ordered = Sequence[Sequence[Dish]]


class TrialKitchen:
    """One screen of one station, to which orders come, and from which a bump takes them at once.

    Args:
        ordered: what is ordered, over and over.
        mode: how tickets find their places.
        thrown: chance.
        measure: how wide a text is.
    """

    def __init__(
        self, ordered: Ordered, mode: PlacesMode, thrown: random.Random, measure: Measure
    ) -> None:
        settings = BoardSettings(station="grill", places=mode, bump=BumpMode.READY)
        self.state = BoardState(settings=settings)
        self.layout = Layout(1920, 1080, settings.columns, settings.rows, measure)
        self.now = 0
        self.numbers = self._count()
        self._ordered, self._thrown = ordered, thrown
        self._seq = 0
        self._due: list[tuple[int, Message | str]] = []
        self._ticked = 0
        self._tell(LinkChanged(now=0, connection=LinkState.LIVE))
        self._tell(Snapshot(now=0, epoch="e", seq=0, hub_ms=_HUB_MS, orders=()))
        self.picture: Picture
        self._paint()

    def open_ids(self) -> list[str]:
        """List the open orders, the oldest first."""
        return list(self.state.replica.orders)

    def add(self) -> None:
        """Take an order."""
        number = next(self.numbers)
        dishes = self._ordered[number % len(self._ordered)]
        at = instant(_HUB_MS + self.now)
        items = tuple(
            Item(
                id=f"{number}-{place}",
                name=dish.name,
                quantity=dish.quantity,
                station="grill",
                created_at=at,
                modifiers=tuple(map(Modifier, dish.modifiers)),
            )
            for place, dish in enumerate(dishes)
        )
        rush = self._thrown.random() < RUSH
        order = Order(
            id=f"o{number}",
            order_number=order_number(number),
            type=OrderType.DINE_IN,
            table_number=str(number % 40 + 1),
            created_at=at,
            updated_at=at,
            items=items,
            priority=Priority.RUSH if rush else Priority.NORMAL,
        )
        self._hear(order, new=True)

    def finish(self, order_id: str) -> None:
        """Have another hand make all of an order."""
        order = self.state.replica.orders.get(order_id)
        if order is not None:
            items = tuple(replace(item, status=ItemStatus.SERVED) for item in order.items)
            made = replace(
                order, items=items, status=OrderStatus.COMPLETED, version=order.version + 1
            )
            self._hear(made, new=False)

    def press(self, message: Message) -> list[BumpOrder]:
        """Press a key or touch the glass; the hub carries out what it is asked for a little later.

        Returns:
            what it is asked for.
        """
        effects = self._tell(message)
        sent = [
            each.request
            for each in effects
            if isinstance(each, Send) and isinstance(each.request, BumpOrder)
        ]
        for request in sent:
            answer = Answered(now=self.now + _ANSWERED_MS, press_id=request.press_id)
            self._due += [
                (self.now + _ANSWERED_MS, answer),
                (self.now + _ANSWERED_MS, request.order_id),
            ]
        self._paint()
        return sent

    def wait(self, until: int) -> None:
        """Let time pass, with all that happens meanwhile."""
        while True:
            tick = self._ticked + _TICK_MS
            self._due.sort(key=lambda each: each[0])
            due = self._due[0][0] if self._due else until + 1
            if min(tick, due) > until:
                break
            if due <= tick:
                self.now, what = self._due.pop(0)
                if isinstance(what, str):
                    self.finish(what)
                else:
                    self._tell(what)
                    self._paint()
            else:
                self.now = self._ticked = tick
                self._tell(Tick(now=tick))
                self._paint()
        self.now = max(self.now, until)

    def _hear(self, order: Order, *, new: bool) -> None:
        self._seq += 1
        self._tell(OrderSeen(now=self.now, seq=self._seq, order=order, new=new))
        self._paint()

    def _tell(self, message: Message) -> tuple[Effect, ...]:
        self.state, effects = update(self.state, message)
        return effects

    def _paint(self) -> None:
        placed = place_board(self.state, self.now, self.layout)
        self.picture = Picture(
            width=self.layout.width,
            height=self.layout.height,
            panels=(),
            seq=self.state.replica.seq,
            places=placed.places,
            shown=placed.shown,
        )
        self._tell(
            FramePainted(now=self.now, seq=self._seq, places=placed.places, shown=placed.shown)
        )

    @staticmethod
    def _count() -> Iterator[int]:
        number = 0
        while True:
            number += 1
            yield number
