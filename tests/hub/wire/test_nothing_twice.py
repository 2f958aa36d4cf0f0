"""Orders that are cooked, edited, moved, merged, split and sent anew in any order.

Nothing is cooked twice, an order's status follows its lines, versions grow by one, and whoever
follows the events has what the hub has.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from itertools import count
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from hub.domain import rules
from hub.domain.courses import fire, hold
from hub.domain.edits import edit_combo, edit_line
from hub.domain.errors import Refusal
from hub.domain.moving import SplitPart, merge, move_lines, split, start_split
from hub.domain.order_details import Combo
from hub.domain.orders import Item, ItemStatus, Order, OrderStatus, OrderType, Transition
from hub.domain.reopening import reopen, restore
from hub.domain.sought_lines import Sought
from hub.domain.status import RANK, status_of
from hub.domain.transitions import takes_changes
from hub.domain.whole_order import Making, make_whole
from hub.wire.drafts import draft_of
from hub.wire.events import Committed
from hub.wire.rooms import rooms_of_event
from tests.support.replica import Replica
from tests.support.strategies import unhurried
from tests.support.tickets import minute

DISHES = ("Rice", "Soup", "Tea")
ACTS = (
    *("bump", "void", "edit", "edit combo", "move", "merge", "split", "put", "put again"),
    *("put as shown", "reopen", "restore", "fire", "hold"),
)

Act = tuple[str, int, int, int]
Pieces = Counter[tuple[str, str]]


def _count_begun(lines: Iterable[Item]) -> Counter[str]:
    found: Counter[str] = Counter()
    for item in lines:
        if item.status in {ItemStatus.PREPARING, ItemStatus.READY, ItemStatus.SERVED}:
            found[item.name] += item.quantity
    return found


class Branch:
    """Orders in memory, and whoever follows what happens to them."""

    def __init__(self) -> None:
        self.orders: dict[str, Order] = {}
        self.replica = Replica([], 0)
        self._numbers = count(1)
        self._ids = (f"line {number}" for number in count(1))
        self.now = minute(0)
        self._place((3, 1))
        self._place((2, 2), held=(1, 2))
        self._place((1, 4), parts=(2, 4))

    def pieces(self, *orders: Order) -> Pieces:
        """Count what there is of each dish, by how far it has come; without orders, in all."""
        found: Pieces = Counter()
        for order in orders or self.orders.values():
            for item in order.lines:
                found[item.name, item.status.value] += item.quantity
        return found

    def commit(self, *transitions: Transition | None) -> None:
        for transition in transitions:
            if transition is None:
                continue
            after = transition.order
            before = self.orders.get(after.id)
            assert after.version == (1 if before is None else before.version + 1)
            assert after.status is status_of(
                after.items,
                held=after.held or (),
                confirmed=after.confirmed_at is not None,
                completed=after.completed_at is not None,
                empty=bool(after.empty_until),
            )
            self.orders[after.id] = after
            for event in transition.events:
                draft = draft_of(event, after)
                rooms = rooms_of_event("b1", None)
                seq = self.replica.seq + 1
                frame = Committed(seq, 0, draft, rooms).frame(rooms[0])
                self.replica.apply(msgspec.json.decode(frame))
        on_board = [order for order in self.orders.values() if order.on_board]
        ids = [item.id for order in self.orders.values() for item in order.lines]
        assert len(set(ids)) == len(ids)
        shown = sorted(on_board, key=lambda order: order.order_number)
        followed = sorted(self.replica.orders, key=lambda order: str(order["order_number"]))
        assert followed == [_plain(order) for order in shown]

    def do(self, act: Act, moment: int) -> None:
        """Do one thing, and check that it does to the food what it says.

        Raises:
            Refusal: it may not be done.
        """
        kind, first, second, number = act
        self.now = minute(moment)
        orders = list(self.orders.values())
        order, other = orders[first % len(orders)], orders[second % len(orders)]
        item = order.lines[number % len(order.lines)] if order.lines else None
        wanted = Counter(dict.fromkeys(DISHES[: 1 + second], number))
        whole: dict[str, Callable[[], None]] = {
            "put": lambda: self._put(order, wanted),
            "put again": lambda: self._put(order, None),
            "put as shown": lambda: self._put_as_shown(order),
            "fire": lambda: self._carry(fire(order, self.now)),
            "hold": lambda: self._carry(hold(order, self.now)),
            "edit combo": lambda: self._edit_combo(order, 1 + number),
            "merge": lambda: self._carry(*merge(order, other, self.now)[:2]),
            "reopen": lambda: self.commit(reopen(order, self.now)),
        }
        if kind in whole:
            whole[kind]()
        elif item is not None and kind in {"move", "split"}:
            self._carry(*self._leave(kind, order, other, item))
        elif item is not None:
            self.commit(self._change(kind, order, item, number))

    def _leave(self, kind: str, order: Order, other: Order, item: Item) -> list[Transition]:
        if kind == "move":
            return list(move_lines(order, other, {item.id}, self.now)[:2])
        number = f"ORD-{next(self._numbers):05d}"
        shell = start_split(order, number, number, self.now)
        parts = [SplitPart(item.id, max(1, item.quantity - 1))]
        return list(split(order, shell, parts, self._ids, self.now)[:2])

    def _change(self, kind: str, order: Order, item: Item, number: int) -> Transition | None:
        if kind == "bump":
            to = tuple(ItemStatus)[1 + number % 3]
            return rules.bump(order, to, None, self.now, {item.id})
        if kind == "void":
            return rules.cancel_item(order, item.id, "dropped", self.now)
        if kind == "restore":
            return restore(order, {item.id}, self.now)
        begun = self._begun()
        quantity = 1 + number
        change = edit_line(order, item.id, {"quantity": quantity}, self.now, next(self._ids))
        if change is not None and RANK[item.status] >= RANK[ItemStatus.READY]:
            assert sum(self._begun(change.order).values()) <= sum(self._begun(order).values())
            assert begun == self._begun()
        return change

    def _edit_combo(self, order: Order, quantity: int) -> None:
        """Have a combo made another number of times: of what is ready, nothing is made again."""
        for combo in order.groups or ():
            heading = replace(combo, quantity=quantity)
            made = [item for item in order.lines if RANK[item.status] >= RANK[ItemStatus.READY]]
            change = edit_combo(order, combo, heading, {}, self.now, self._ids)
            if change is None:
                continue
            after = {item.id: item for item in change.order.lines}
            assert all(after[item.id].status is item.status for item in made)
            assert all(after[item.id].quantity <= item.quantity for item in made)
            self.commit(change)
            return

    def _put_as_shown(self, order: Order) -> None:
        """Put an order as it stands there: nothing changes, here or where lines of it went."""
        sought = [
            Sought(item, {"quantity": item.quantity}, item.id)
            for item in order.lines
            if item.live and item.parent_id is UNSET
        ]
        sought += [
            Sought(item, {"quantity": item.quantity}, item.id, parent_id=item.parent_id)
            for item in order.lines
            if item.live and item.parent_id is not UNSET
        ]
        making = Making("removed by till", self.now, self._ids, moved_stay=True)
        orders = self._with_lines(order)
        if not takes_changes(orders[0], self.now):
            return
        whole = make_whole(orders, order.id, sought, {}, making)
        assert whole.transitions == (None,) * len(orders)

    def _carry(self, *transitions: Transition) -> None:
        """Lines go elsewhere: there is as much of everything, as far as it was."""
        before = self.pieces()
        self.commit(*transitions)
        assert self.pieces() == before

    def _put(self, order: Order, wanted: Counter[str] | None) -> None:
        lines = self._of(order)
        asked = wanted
        if asked is None:
            asked = Counter()
            for item in lines:
                if item.live:
                    asked[item.name] += item.quantity
        sought = [self._sought(name, quantity) for name, quantity in asked.items() if quantity]
        orders = self._with_lines(order)
        whole = make_whole(
            orders, order.id, sought, {}, Making("removed by till", self.now, self._ids)
        )
        if not takes_changes(orders[0], self.now):
            return
        if wanted is None:
            assert whole.transitions == (None,) * len(orders)
            return
        before, own = self._begun(), _count_begun(lines)
        self.commit(*whole.transitions)
        begun = self._begun()
        # A line that is being made may be of more pieces now; other orders' lines are as they were.
        for name in DISHES:
            assert begun[name] - before[name] <= max(0, wanted[name] - own[name])
        for name in DISHES:
            of_it = [i for i in self._of(self.orders[order.id]) if i.live and i.name == name]
            fixed = sum(i.quantity for i in of_it if i.status is ItemStatus.SERVED)
            assert sum(i.quantity for i in of_it) >= wanted[name]
            if not fixed and all(takes_changes(each, self.now) for each in orders):
                assert sum(i.quantity for i in of_it) == wanted[name]

    def _begun(self, *orders: Order) -> Counter[str]:
        found: Counter[str] = Counter()
        for (name, status), pieces in self.pieces(*orders).items():
            if status in {"preparing", "ready", "served"}:
                found[name] += pieces
        return found

    def _of(self, order: Order) -> list[Item]:
        """List the lines that were taken with an order, wherever they are."""
        return [
            item
            for each in self.orders.values()
            for item in each.lines
            if (item.came_from or each.id) == order.id
        ]

    def _with_lines(self, order: Order) -> list[Order]:
        known = [order.id]
        for each in known:
            found = self.orders[each]
            after = dict.fromkeys([found.merged_into, *(found.went_to or ())])
            known += [other for other in after if other and other not in known]
        main = order
        while main.merged_into:
            main = self.orders[main.merged_into]
        others = [self.orders[each] for each in known if each != main.id]
        return [main, *(each for each in others if not each.merged_into)]

    def _sought(self, name: str, quantity: int) -> Sought:
        like = Item(id="", name=name, quantity=quantity, created_at=self.now)
        return Sought(like, {"quantity": quantity})

    def _lines(
        self, amounts: tuple[int, ...], parent_id: str | UnsetType = UNSET
    ) -> tuple[Item, ...]:
        return tuple(
            Item(
                id=next(self._ids),
                name=name,
                quantity=quantity,
                created_at=self.now,
                parent_id=parent_id,
            )
            for name, quantity in zip(DISHES, amounts, strict=False)
        )

    def _place(
        self, amounts: tuple[int, ...], held: tuple[int, ...] = (), parts: tuple[int, ...] = ()
    ) -> None:
        number = f"ORD-{next(self._numbers):05d}"
        menu = Combo(id=f"menu {number}", name="Menu", quantity=2)
        items = (*self._lines(amounts), *self._lines(parts, parent_id=menu.id))
        order = Order(
            id=number,
            order_number=number,
            type=OrderType.DINE_IN,
            status=OrderStatus.PENDING,
            created_at=self.now,
            updated_at=self.now,
            items=items,
            held=self._lines(held) or UNSET,
            groups=(menu,) if parts else UNSET,
        )
        self.commit(rules.place(order))


def _plain(order: Order) -> Any:  # noqa: ANN401 - JSON
    return msgspec.json.decode(msgspec.json.encode(order))


def acts() -> st.SearchStrategy[list[Act]]:
    one = st.tuples(st.sampled_from(ACTS), *(st.integers(0, 4) for _ in range(3)))
    return st.lists(one, min_size=5, max_size=40)


@unhurried
@given(acts())
def test_nothing_is_cooked_twice_whatever_is_done_and_in_whatever_order(wanted: list[Act]) -> None:
    branch = Branch()
    for moment, act in enumerate(wanted, start=1):
        before = dict(branch.orders)
        try:
            branch.do(act, moment)
        except Refusal:
            assert branch.orders == before
