"""A screen follows the hub: a snapshot, then every event once, and a new snapshot after a gap."""

import json

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from display.state.messages import (
    AckOrder,
    Action,
    Alarmed,
    Answered,
    BumpOrder,
    Effect,
    FramePainted,
    Heard,
    HubAlarm,
    ItemSeen,
    Message,
    OrderSeen,
    OtherSeen,
    Pressed,
    RecallOrder,
    Snapshot,
    Sound,
    TakeSnapshot,
)
from display.state.model import BoardState
from display.state.settings import BoardSettings
from display.state.update import update
from display.view_model.build import build
from hub.domain import edits, recalls, rules
from hub.domain.earlier import AckKind
from hub.domain.errors import Refusal
from hub.domain.orders import Item, ItemStatus, Order, StationStep, Transition
from hub.domain.times import Instant, instant
from hub.wire.drafts import draft_of
from hub.wire.events import Draft, EventType
from tests.support.one_screen import HUB_MS, LAYOUT, Screen, a_line, an_order, requests, sounds
from tests.support.strategies import Command, commands, new_orders, unhurried


def test_the_next_event_is_taken_in() -> None:
    screen = Screen(an_order(1))
    screen.hears(an_order(2), new=True)
    assert screen.board == ["o1", "o2"]


def test_an_event_that_comes_twice_changes_nothing() -> None:
    screen = Screen(an_order(1))
    screen.hears(an_order(1, notes="first", version=2))
    before = screen.state
    assert screen.tell(OrderSeen(now=1_000, seq=11, order=an_order(1), new=False)) == ()
    assert screen.state == before


def test_a_gap_asks_for_a_snapshot_once_and_takes_no_event_until_it_comes() -> None:
    screen = Screen(an_order(1))
    ahead = OrderSeen(now=1_000, seq=12, order=an_order(3), new=True)
    assert screen.tell(ahead) == (TakeSnapshot(),)
    assert screen.tell(replace(ahead, seq=13, order=an_order(4))) == ()
    assert screen.board == ["o1"]
    screen.tell(screen.snapshot(an_order(1), an_order(2), an_order(3), seq=13))
    assert screen.board == ["o1", "o2", "o3"]
    screen.tell(replace(ahead, seq=14, order=an_order(5)))
    assert screen.board == ["o1", "o2", "o3", "o5"]


def test_another_epoch_starts_over_even_with_lower_numbers() -> None:
    screen = Screen(an_order(1), an_order(2))
    screen.tell(screen.snapshot(an_order(7), seq=3, epoch="restored"))
    assert screen.board == ["o7"]
    screen.tell(OrderSeen(now=1_000, seq=4, order=an_order(8), new=True))
    assert screen.board == ["o7", "o8"]


def test_the_hub_counts_as_heard_with_every_word_and_an_older_one_takes_nothing_back() -> None:
    screen = Screen(an_order(1))
    screen.tell(Heard(now=5_000))
    assert screen.state.silence(6_000) == 1_000
    screen.tell(Heard(now=4_000))
    assert screen.state.silence(6_000) == 1_000


def test_a_snapshot_that_events_have_overtaken_is_not_gone_back_to() -> None:
    screen = Screen(an_order(1))
    late = screen.snapshot(an_order(1))
    screen.hears(an_order(2), new=True)
    assert screen.tell(late) == (TakeSnapshot(),)
    assert screen.board == ["o1", "o2"]


def test_a_hub_that_insists_on_less_is_believed() -> None:
    screen = Screen(an_order(1))
    late = screen.snapshot(an_order(1))
    screen.hears(an_order(2), new=True)
    screen.tell(late)
    screen.tell(late)
    assert screen.board == ["o1"]


def test_an_order_that_was_served_leaves_and_comes_back_in_its_place_when_recalled() -> None:
    screen = Screen(an_order(1), an_order(2))
    served = rules.bump(an_order(1), ItemStatus.SERVED, None, instant(HUB_MS))
    screen.follows(served)
    assert screen.board == list(screen.state.replica.orders) == ["o2"]
    screen.follows(recalls.recall(served.order, None, instant(HUB_MS)))
    assert screen.board == ["o1", "o2"]


def test_numbers_of_more_digits_come_after_those_of_fewer() -> None:
    screen = Screen(an_order(100_000), an_order(99_999))
    assert screen.board == ["o99999", "o100000"]


def test_an_alert_is_told() -> None:
    screen = Screen()
    screen.tell(
        OtherSeen(now=1_000, seq=11, alert=HubAlarm(message="Ticket 4 was painted nowhere."))
    )
    assert screen.notices == ["Ticket 4 was painted nowhere."]


def test_an_alert_stands_for_half_a_minute() -> None:
    screen = Screen()
    screen.tell(
        OtherSeen(now=1_000, seq=11, alert=HubAlarm(message="ORD-00004 is on no screen of grill."))
    )
    screen.tick(30_999)
    assert screen.notices != []
    screen.tick(31_000)
    assert screen.notices == []


def test_an_alert_that_stands_as_an_alarm_is_said_once() -> None:
    screen = Screen()
    screen.tell(
        Alarmed(now=1_000, alarms=(HubAlarm(message="ORD-00004 is on no screen of grill."),))
    )
    screen.tell(
        OtherSeen(now=1_000, seq=11, alert=HubAlarm(message="ORD-00004 is on no screen of grill."))
    )
    assert screen.notices == []


def test_an_alert_that_comes_twice_is_told_once() -> None:
    screen = Screen()
    for _ in range(2):
        screen.tell(
            OtherSeen(now=1_000, seq=11, alert=HubAlarm(message="Ticket 4 was painted nowhere."))
        )
    assert len(screen.notices) == 1


def test_what_a_screen_finds_when_it_starts_makes_no_sound() -> None:
    screen = Screen()
    screen.state = BoardState(settings=BoardSettings())
    assert sounds(screen.tell(screen.snapshot(an_order(1)))) == []


def test_what_came_while_it_was_away_does() -> None:
    screen = Screen()
    screen.seq += 1
    assert sounds(screen.tell(screen.snapshot(an_order(1)))) == [Sound.NEW_ORDER]


# From here on: any orders, commands, cuts and snapshots.


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


def test_items_that_are_cancelled_one_by_one_are_equal_to_the_hubs() -> None:
    order = an_order(1, a_line("Soup"), a_line("Steak"))
    screen = Screen(order)
    change = rules.cancel_item(order, "Soup", "sold out", instant(HUB_MS))
    screen.follows(change)
    assert screen.state.replica.orders["o1"] == change.order


def _shared_fish(*, grill: str) -> Item:
    steps = (
        StationStep(station="grill", status=ItemStatus(grill)),
        StationStep(station="fryer"),
    )
    status = ItemStatus.PENDING if grill == "pending" else ItemStatus.PREPARING
    fish = a_line("Fish", "grill", status=status, at=steps)
    return replace(fish, stations=("grill", "fryer"))


def test_a_station_sees_a_shared_line_as_its_own_whichever_way_it_hears_of_it() -> None:
    def shown(screen: Screen) -> list[tuple[str | None, str]]:
        [order] = screen.state.board()
        return [(item.station, item.status) for item in screen.state.settings.mine(order)]

    fryer = Screen(
        an_order(1, _shared_fish(grill="ready")), settings=BoardSettings(station="fryer")
    )
    assert shown(fryer) == [("fryer", "pending")]
    fryer.hears(an_order(1, _shared_fish(grill="pending"), version=2))
    assert shown(fryer) == [("fryer", "pending")]
    step = ItemSeen(
        now=1_000,
        seq=12,
        order_id="o1",
        version=3,
        updated_at=instant(HUB_MS),
        item=_shared_fish(grill="preparing"),
    )
    fryer.tell(step)
    assert shown(fryer) == [("fryer", "pending")]

    both = Screen(
        an_order(1, _shared_fish(grill="ready"), a_line("Pie", "oven")),
        settings=BoardSettings(station="fryer,grill"),
    )
    assert shown(both) == [("grill", "preparing")]

    expo = Screen(an_order(1, _shared_fish(grill="ready")), settings=BoardSettings(station="expo"))
    assert shown(expo) == [("grill", "preparing")]


def test_what_is_held_is_on_no_ticket_and_an_order_that_waits_whole_is_none() -> None:
    waits = a_line("Steak", "grill")
    screen = Screen(an_order(1, a_line("Soup"), held=(waits,)), an_order(2))
    screen.tell(
        OrderSeen(now=1_000, seq=11, order=replace(an_order(2), items=(), held=(waits,)), new=False)
    )

    assert screen.board == ["o1"]
    [order] = screen.state.board()
    assert [item.name for item in screen.state.settings.mine(order)] == ["Soup"]
