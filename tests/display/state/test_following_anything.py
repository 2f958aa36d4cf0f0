"""Whatever orders, commands, cuts and snapshots come: the screen ends equal to the hub."""

import json

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from display.state.messages import (
    AckOrder,
    Action,
    Answered,
    BumpOrder,
    Effect,
    FramePainted,
    ItemSeen,
    Message,
    OrderSeen,
    OtherSeen,
    Pressed,
    RecallOrder,
    Snapshot,
    TakeSnapshot,
)
from display.state.model import BoardState
from display.state.settings import BoardSettings
from display.state.update import update
from display.view_model.build import build
from hub.domain import edits, recalls, rules
from hub.domain.earlier import AckKind
from hub.domain.errors import Refusal
from hub.domain.orders import Item, ItemStatus, Order, Transition
from hub.domain.times import Instant, instant
from hub.wire.drafts import draft_of
from hub.wire.events import Draft, EventType
from tests.support.one_screen import HUB_MS, LAYOUT, requests
from tests.support.strategies import Command, commands, new_orders, unhurried


class Hub:
    """The rules of the real hub, and the JSON that it would send."""

    def __init__(self) -> None:
        self.seq = 0
        self.clock = HUB_MS
        self.orders: dict[str, Order] = {}

    @property
    def now(self) -> Instant:
        return instant(self.clock)

    def place(self, order: Order) -> list[Message]:
        self.orders[order.id] = order
        return [self._event(draft_of(each, order)) for each in rules.place(order).events]

    def run(self, order_id: str, command: Command) -> list[Message]:
        try:
            change = command.run(self.orders[order_id], self.now)
        except Refusal:
            return []
        return self._carried_out(change)

    def asked(self, request: BumpOrder | RecallOrder | AckOrder) -> list[Message] | None:
        """Carry a request out; None when the rules say no."""
        order = self.orders[request.order_id]
        if isinstance(request, AckOrder):
            what = AckKind(request.what)
            noted = edits.acknowledge(order, what, request.version, request.station, self.now)
            return [] if noted is None else self._carried_out(noted)
        try:
            if isinstance(request, BumpOrder):
                status, station = ItemStatus(request.status), request.station
                change = rules.bump(order, status, station, self.now, request.items)
            elif request.items is not None:
                lines = [
                    recalls.TakenBack(each.id, ItemStatus(each.current), ItemStatus(each.status))
                    for each in request.items
                ]
                change = recalls.take_back(order, lines, self.now, request.station)
            else:
                change = recalls.recall(order, request.station, self.now)
        except Refusal:
            return None
        return self._carried_out(change)

    def open(self) -> dict[str, Order]:
        return {each.id: each for each in self.orders.values() if each.on_board}

    def snapshot(self) -> Snapshot:
        sent = msgspec.json.encode(list(self.open().values()))
        orders = tuple(msgspec.json.decode(sent, type=list[Order]))
        return Snapshot(now=0, epoch="e", seq=self.seq, hub_ms=self.clock, orders=orders)

    def _carried_out(self, change: Transition) -> list[Message]:
        self.orders[change.order.id] = change.order
        return [self._event(draft_of(each, change.order)) for each in change.events]

    def _event(self, draft: Draft) -> Message:
        self.seq += 1
        payload = json.loads(draft.payload)
        if draft.type is EventType.ORDER_SCHEDULED:
            return OtherSeen(now=0, seq=self.seq)
        if draft.type in {EventType.ORDER_NEW, EventType.ORDER_UPDATED}:
            order = msgspec.convert(payload["order"], Order)
            new = draft.type is EventType.ORDER_NEW
            return OrderSeen(now=0, seq=self.seq, order=order, new=new)
        if draft.type not in {EventType.ITEM_STATUS, EventType.ITEM_CANCELLED}:
            return OtherSeen(now=0, seq=self.seq)
        return ItemSeen(
            now=0,
            seq=self.seq,
            order_id=payload["orderId"],
            version=payload["version"],
            updated_at=payload["updatedAt"],
            item=msgspec.convert(payload["item"], Item),
        )


class Wire:
    """What happens to events on their way: told, lost in a cut, or told twice."""

    def __init__(self, hub: Hub, state: BoardState) -> None:
        self.hub = hub
        self.state = state
        self.is_up = True
        self.asked = False
        self.history: list[Message] = []

    def carry(self, messages: list[Message]) -> None:
        self.history += messages
        for message in messages if self.is_up else []:
            self.tell(message)

    def tell(self, message: Message) -> None:
        self.state, effects = update(self.state, message)
        self.asked = self.asked or _asks(effects)
        if isinstance(message, Snapshot):
            self.asked = _asks(effects)

    def press(self, action: Action, slot: int | None) -> None:
        """Press a key as the board stands; the hub carries out what it is asked for."""
        screen = build(self.state, 0, LAYOUT)
        self.tell(FramePainted(now=0, seq=screen.seq, places=screen.places, shown=screen.shown))
        pressed = Pressed(now=1_000, press_id=f"p{self.hub.clock}", action=action, slot=slot)
        self.state, effects = update(self.state, pressed)
        for request in requests(effects):
            assert isinstance(request, BumpOrder | RecallOrder | AckOrder)
            done = self.hub.asked(request)
            self.carry(done or [])
            refusal = "It is too late for that." if done is None else None
            self.tell(Answered(now=1_000, press_id=request.press_id, refusal=refusal))

    def settle(self) -> None:
        """Let the link do what it is asked to do: it is up, and brings a snapshot when asked."""
        if not self.is_up:
            self.is_up = True
            self.tell(self.hub.snapshot())
        while self.asked:
            self.tell(self.hub.snapshot())


def _asks(effects: tuple[Effect, ...]) -> bool:
    return TakeSnapshot() in effects


wire_acts = st.sampled_from(("place", *("run",) * 8, "cut", "mend", "again", "late", "press"))


@unhurried
@given(st.data())
def test_whatever_happens_the_replica_ends_equal_to_the_hub(data: st.DataObject) -> None:
    hub = Hub()
    station = data.draw(st.sampled_from(("all", "expo", "grill")))
    wire = Wire(hub, BoardState(settings=BoardSettings(station=station)))
    wire.tell(hub.snapshot())
    kept = [hub.snapshot()]
    wire.carry(hub.place(data.draw(new_orders(hub.now))))
    for act in data.draw(st.lists(wire_acts, min_size=5, max_size=40)):
        hub.clock += 1_000
        if act == "place":
            order = data.draw(new_orders(hub.now, len(hub.orders) + 1))
            wire.carry(hub.place(order))
        elif act == "run":
            order_id = data.draw(st.sampled_from(sorted(hub.orders)))
            wire.carry(hub.run(order_id, data.draw(commands())))
        elif act == "cut":
            wire.is_up = False
            kept.append(hub.snapshot())
        elif act == "mend":
            wire.is_up = True
        elif act == "again" and wire.history:
            wire.tell(data.draw(st.sampled_from(wire.history)))
        elif act == "late":
            wire.tell(data.draw(st.sampled_from(kept)))
        elif act == "press":
            wire.press(data.draw(st.sampled_from(Action)), data.draw(st.none() | st.integers(0, 3)))
        known = [(each.counted_from, each.id) for each in wire.state.replica.orders.values()]
        assert known == sorted(known)
    # What was missed without anybody noticing, the next event brings to light.
    wire.carry(hub.place(data.draw(new_orders(hub.now, len(hub.orders) + 1))))
    wire.settle()
    own = wire.state.settings.hub_station
    seen = {order_id: order.seen_at(own) for order_id, order in hub.open().items()}
    copied = dict(wire.state.replica.orders)
    assert {each: order for each, order in copied.items() if order.active} == seen
    # What was cancelled while it was being made stays for a while, and is not on the hub's board.
    assert all(hub.orders[each].status is copied[each].status for each in copied)
    assert wire.state.replica.seq == hub.seq
