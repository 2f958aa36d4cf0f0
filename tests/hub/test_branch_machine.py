"""Whatever is done to a branch, and however often it is closed and opened: the same truths hold."""

import asyncio
import json
import tempfile
import uuid
from collections import Counter
from collections.abc import Coroutine, Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
)
from msgspec import UNSET
from msgspec.structs import replace

from hub.domain.errors import Code, Refusal
from hub.domain.orders import ItemStatus, Order, OrderStatus, Priority
from hub.domain.status import status_of
from hub.orders.live_orders import RECENT
from hub.orders.service import OrderService
from hub.wire.edit_requests import (
    EditItem,
    EditOrder,
    MergeOrder,
    MoveItem,
    PutItem,
    PutOrder,
    Restore,
    SplitItem,
    SplitOrder,
)
from hub.wire.events import Committed
from hub.wire.order_requests import AddItems, FireLines, NewPart, SetOrderStatus
from hub.wire.requests import Bump, BumpStatus, NewMenuItem, NewStation, Recall
from tests.support.branch import Bench, asks, data_in, line, order_in, seqs
from tests.support.effort import tries
from tests.support.replica import Replica

_T = TypeVar("_T")
_DISHES = st.sampled_from(["Steak", "Tea", "Bread", "Soup of the day"])
_STATIONS = st.sampled_from([None, "grill", "bar"])
_WAYS = st.fixed_dictionaries(
    {},
    optional={
        "held": st.booleans(),
        "course": st.sampled_from([1, 2, "immediate"]),
        "stations": st.sampled_from([("grill", "bar"), ("none",), ("cellar",)]),
        "parts": st.just((NewPart(name="Steak"), NewPart(name="Tea", stations=("bar", "grill")))),
    },
)
_EDITS = st.builds(
    EditItem,
    quantity=st.integers(0, 5),
    notes=st.sampled_from([UNSET, "no salt", None]),
    course=st.sampled_from([UNSET, 2, None]),
    stations=st.sampled_from([UNSET, ("grill", "bar"), ("cellar",)]),
)
# What a client can be told without anything being wrong with the hub.
_EXPECTED = {Code.INVALID_TRANSITION, Code.BAD_REQUEST, Code.STALE, Code.NOT_FOUND}


def _told(event: Committed, station: str | None) -> dict[str, Any]:
    own = station if event.draft.shared else None
    whole: dict[str, Any] = json.loads(event.frame("branch:main", station=own))
    return whole


class BranchMachine(RuleBasedStateMachine):
    """Random commands on one branch, with a replica per station that lives off its events."""

    orders: Bundle[str] = Bundle("orders")

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self._runner = asyncio.Runner()
        self._bench = Bench(Path(self._folder.name) / "galley.db")
        self._versions: dict[str, int] = {}
        self._applied = 0
        self._numbers = count(1)

    @initialize()
    def open_for_business(self) -> None:
        self._run(self._bench.open())
        menu = self._bench.branch.menu
        for station in ("grill", "bar"):
            self._run(menu.add_station(asks(), NewStation(id=station, name=station)))
        self._run(menu.add_station(asks(), NewStation(id="cellar", name="-", screen=False)))
        self._run(menu.add_item(asks(), NewMenuItem(name="Steak", station="grill")))
        self._run(menu.add_item(asks(), NewMenuItem(name="Tea", station="bar")))
        self._applied = len(self._bench.events)
        self._replicas = {station: self._joined(station) for station in (None, "grill", "bar")}

    @rule(target=orders, dishes=st.lists(_DISHES, min_size=1, max_size=4))
    def place(self, dishes: list[str]) -> str:
        return self._run(self._bench.place(*dishes)).id

    @rule(target=orders, dishes=st.lists(_DISHES, min_size=2, max_size=4))
    def place_several_at_once(self, dishes: list[str]) -> Any:  # noqa: ANN401 - of hypothesis
        async def place() -> list[Order]:
            return await asyncio.gather(*(self._bench.place(dish) for dish in dishes))

        return multiple(*(order.id for order in self._run(place())))

    @rule(order_id=orders, dish=_DISHES)
    def add_a_round(self, order_id: str, dish: str) -> None:
        new = AddItems(items=(line(dish, "extra hot"),))
        self._try(self._bench.branch.intake.add_items(asks(), order_id, new))

    @rule(target=orders, dishes=st.lists(_DISHES, min_size=1, max_size=3), data=st.data())
    def place_a_dinner(self, dishes: list[str], data: st.DataObject) -> str:
        lines = tuple(replace(line(dish), **data.draw(_WAYS)) for dish in dishes)
        return self._run(self._bench.place(items=lines)).id

    @rule(order_id=orders, place=st.integers(0, 5) | st.none())
    def fire(self, order_id: str, place: int | None) -> None:
        self._try(self._bench.branch.courses.fire(asks(), order_id, self._lines(order_id, place)))

    @rule(order_id=orders, place=st.integers(0, 5) | st.none())
    def hold(self, order_id: str, place: int | None) -> None:
        self._try(self._bench.branch.courses.hold(asks(), order_id, self._lines(order_id, place)))

    @rule(
        order_id=orders,
        status=st.sampled_from(ItemStatus),
        place=st.integers(0, 5),
        own=_STATIONS,
    )
    def move_a_station_s_step(
        self, order_id: str, status: ItemStatus, place: int, own: str | None
    ) -> None:
        item = self._line_of(order_id, place)
        self._try(self._desk.set_item_status(asks(), item, status, joined=lambda _: own))

    @rule(order_id=orders, status=st.sampled_from(OrderStatus))
    def move(self, order_id: str, status: OrderStatus) -> None:
        self._try(self._desk.set_status(asks(), order_id, SetOrderStatus(status=status)))

    @rule(order_id=orders, status=st.sampled_from(BumpStatus), station=_STATIONS)
    def bump(self, order_id: str, status: BumpStatus, station: str | None) -> None:
        self._try(self._desk.bump(asks(), order_id, Bump(status=status, station=station)))

    @rule(order_id=orders, status=st.sampled_from(ItemStatus), place=st.integers(0, 5))
    def move_a_line(self, order_id: str, status: ItemStatus, place: int) -> None:
        item = self._line_of(order_id, place)
        self._try(self._desk.set_item_status(asks(), item, status))

    @rule(order_id=orders, station=_STATIONS)
    def recall(self, order_id: str, station: str | None) -> None:
        self._try(self._desk.recall(asks(), order_id, Recall(station=station)))

    @rule(order_id=orders, place=st.integers(0, 5))
    def recall_a_line(self, order_id: str, place: int) -> None:
        self._try(self._desk.recall_item(asks(), self._line_of(order_id, place)))

    @rule(order_id=orders, place=st.integers(0, 5))
    def cancel_a_line(self, order_id: str, place: int) -> None:
        item = self._line_of(order_id, place)
        self._try(self._desk.cancel_item(asks(), order_id, item, "out of stock"))

    @rule(order_id=orders, priority=st.sampled_from(Priority), version=st.integers(1, 3))
    def edit(self, order_id: str, priority: Priority, version: int) -> None:
        edit = EditOrder(priority=priority, notes="as it comes")
        self._try(self._bench.branch.edits.edit(asks(version=version), order_id, edit))

    @rule(order_id=orders, place=st.integers(0, 5), new=_EDITS)
    def edit_a_line(self, order_id: str, place: int, new: EditItem) -> None:
        item = self._line_of(order_id, place)
        self._try(self._bench.branch.edits.edit_item(asks(), order_id, item, new))

    @rule(order_id=orders, quantity=st.integers(0, 5))
    def edit_a_combo(self, order_id: str, quantity: int) -> None:
        for combo in (self._order(order_id).groups or ())[:1]:
            new = EditItem(quantity=quantity, seat=2)
            self._try(self._bench.branch.edits.edit_item(asks(), order_id, combo.id, new))

    @rule(order_id=orders, other=orders, place=st.integers(0, 5))
    def move_a_line_to_another_order(self, order_id: str, other: str, place: int) -> None:
        new, item = MoveItem(order_id=other), self._line_of(order_id, place)
        with self._nothing_cooked_twice(order_id, other):
            self._try(self._bench.branch.moves.move_item(asks(), order_id, item, new))

    @rule(order_id=orders, other=orders)
    def merge(self, order_id: str, other: str) -> None:
        with self._nothing_cooked_twice(order_id, other):
            self._try(self._bench.branch.moves.merge(asks(), order_id, MergeOrder(from_=other)))

    @rule(target=orders, order_id=orders, place=st.integers(0, 5), quantity=st.integers(1, 2))
    def split(self, order_id: str, place: int, quantity: int) -> Any:  # noqa: ANN401 - of hypothesis
        new_id = str(uuid.UUID(int=next(self._numbers)))
        part = SplitItem(id=self._line_of(order_id, place), quantity=quantity)
        new = SplitOrder(id=new_id, items=(part,))
        with self._nothing_cooked_twice(order_id, new_id):
            done = self._try(self._bench.branch.moves.split(asks(), order_id, new))
        return new_id if done else multiple()

    @rule(order_id=orders)
    def put_as_it_is_shown(self, order_id: str) -> None:
        order = self._order(order_id)
        lines = tuple(
            PutItem(id=item.id, name=item.name, quantity=item.quantity)
            for item in order.lines
            if item.live
        )
        before = self._bench.snapshot()
        put = self._bench.branch.whole_orders.put
        if self._try(put(asks(), order_id, PutOrder(items=lines))):
            assert self._order(order_id) == order
            assert self._bench.snapshot() == before

    @rule(order_id=orders, dishes=st.lists(_DISHES, max_size=4), held=st.booleans() | st.none())
    def put(self, order_id: str, dishes: list[str], held: bool | None) -> None:
        waits: dict[str, Any] = {} if held is None else {"held": held}
        lines = tuple(PutItem(name=dish, quantity=1, **waits) for dish in dishes)
        put = self._bench.branch.whole_orders.put
        for _ in range(2):
            done = self._try(put(asks(), order_id, PutOrder(items=lines)))
        heard = len(self._bench.events)
        if done:
            self._try(put(asks(), order_id, PutOrder(items=lines)))
            assert len(self._bench.events) == heard

    @rule(order_id=orders)
    def reopen(self, order_id: str) -> None:
        self._try(self._bench.branch.reopenings.reopen(asks(), order_id))

    @rule(order_id=orders)
    def restore(self, order_id: str) -> None:
        self._try(self._bench.branch.reopenings.restore(asks(), order_id, Restore()))

    @rule(order_id=orders, data=st.data())
    def press_many_keys_at_once(self, order_id: str, data: st.DataObject) -> None:
        steps = data.draw(st.lists(st.sampled_from(ItemStatus), min_size=2, max_size=6))
        item = self._line_of(order_id, 0)

        async def press() -> list[object]:
            return await asyncio.gather(
                *(self._desk.set_item_status(asks(), item, step) for step in steps),
                return_exceptions=True,
            )

        for end in self._run(press()):
            assert not isinstance(end, Exception) or self._is_expected(end)

    @rule()
    def let_fifty_others_push_closed_orders_to_disk(self) -> None:
        async def pass_through() -> None:
            orders = await asyncio.gather(*(self._bench.place() for _ in range(RECENT)))
            await asyncio.gather(*(self._bench.serve(order) for order in orders))

        self._run(pass_through())

    @rule(seconds=st.integers(0, 4000))
    def let_time_pass(self, seconds: int) -> None:
        self._bench.clock.forward(seconds * 1000)

    @rule()
    def close_and_open_again(self) -> None:
        before = self._bench.snapshot()
        self._run(self._bench.reopen())
        assert self._bench.snapshot() == before

    @invariant()
    def replicas_are_what_a_fresh_snapshot_shows(self) -> None:
        news = self._bench.events[self._applied :]
        self._applied += len(news)
        for station, replica in self._replicas.items():
            for event in news:
                replica.apply(_told(event, station))
            listed = data_in(self._bench.branch.board.orders(None, station))
            assert replica.orders == listed
            assert replica.seq == self._bench.branch.board.seq

    @invariant()
    def seq_has_no_gap(self) -> None:
        assert seqs(self._bench.events) == list(range(1, len(self._bench.events) + 1))
        assert self._bench.branch.log.staged == self._bench.branch.board.seq

    @invariant()
    def an_order_s_status_follows_its_lines(self) -> None:
        for entry in self._bench.branch.live_orders.iter_committed():
            order = entry.order
            assert order.status is status_of(
                order.items,
                held=order.held or (),
                confirmed=order.confirmed_at is not None,
                completed=order.completed_at is not None,
                empty=bool(order.empty_until),
            )

    @invariant()
    def no_line_is_on_two_orders(self) -> None:
        entries = [*self._bench.branch.live_orders.iter_committed()]
        lines = [item.id for entry in entries for item in entry.order.lines]
        assert len(set(lines)) == len(lines)

    @invariant()
    def versions_only_grow(self) -> None:
        for entry in self._bench.branch.live_orders.iter_committed():
            order = entry.order
            assert order.version >= self._versions.get(order.id, 0)
            self._versions[order.id] = order.version

    @invariant()
    def nothing_stays_staged(self) -> None:
        assert self._bench.branch.live_orders._staged == {}

    def teardown(self) -> None:
        self._run(self._bench.close())
        self._runner.close()
        self._folder.cleanup()

    @property
    def _desk(self) -> OrderService:
        return self._bench.branch.orders

    def _joined(self, station: str | None) -> Replica:
        board = self._bench.branch.board
        return Replica(data_in(board.orders(None, station)), board.seq, station=station)

    def _order(self, order_id: str) -> Order:
        return order_in(self._run(self._bench.branch.history.order(order_id)))

    def _line_of(self, order_id: str, place: int) -> str:
        """Return a line of an order; of one whose lines are elsewhere, one that is not there."""
        lines = self._order(order_id).lines
        return lines[place % len(lines)].id if lines else str(uuid.UUID(int=0))

    @contextmanager
    def _nothing_cooked_twice(self, *order_ids: str) -> Iterator[None]:
        before = self._count_pieces(order_ids)
        yield
        assert self._count_pieces(order_ids) == before

    def _count_pieces(self, order_ids: Iterable[str]) -> Counter[tuple[str, str]]:
        found: Counter[tuple[str, str]] = Counter()
        for each in {*order_ids}:
            entry = self._run(self._bench.branch.live_orders.fetch(each))
            for item in () if entry is None else entry.order.lines:
                found[item.name, item.status] += item.quantity
        return found

    def _lines(self, order_id: str, place: int | None) -> FireLines:
        return FireLines(items=None if place is None else (self._line_of(order_id, place),))

    def _run(self, running: Coroutine[Any, Any, _T]) -> _T:
        return self._runner.run(running)

    def _try(self, running: Coroutine[Any, Any, object]) -> bool:
        """Do what may be refused; say whether it was done."""
        try:
            self._run(running)
        except Refusal as why:
            if not self._is_expected(why):
                raise
            return False
        return True

    @staticmethod
    def _is_expected(why: object) -> bool:
        return isinstance(why, Refusal) and why.code in _EXPECTED


TestBranch = pytest.mark.timeout(tries(120, 1800))(BranchMachine.TestCase)
TestBranch.settings = settings(max_examples=tries(10, 1000), stateful_step_count=40)
