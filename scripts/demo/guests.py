"""What guests do after they have ordered, and what the kitchen runs out of."""

from collections.abc import Sequence
from typing import NamedTuple

from scripts.demo.dice import around, dice
from scripts.demo.orders import another_round
from scripts.demo.since import Since
from scripts.demo.wire import Deed, Dish, Ticket

_REASONS = ("guest changed their mind", "dropped on the way", "ordered twice by mistake")
_CANCELS = 0.05
_HURRIES = 0.04
_ROUNDS = 0.10
_DESSERTS = 0.30

_CANCEL_AFTER = 90.0
_HURRY_AFTER = 600.0
_ROUND_AFTER = 480.0
_LINGER = 900.0

_SOLD_OUT_EVERY = 2400.0
_SOLD_OUT_FOR = 1500.0


class Guests:
    """The guests at their tables, at the counter and behind their doors."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._since = Since()
        self._done: set[tuple[str, str]] = set()
        self._open: dict[str, Ticket] = {}
        self._eating: dict[str, tuple[Ticket, float]] = {}

    @property
    def left_to_pay(self) -> int:
        """Orders that were served and not yet completed."""
        return len(self._eating)

    def look(self, tickets: Sequence[Ticket], dishes: Sequence[Dish], now: float) -> list[Deed]:
        """See what has become of the orders, and say what is wanted now.

        Args:
            tickets: the open orders.
            dishes: the menu; at least one of them available.
            now: seconds of service.
        """
        self._since.look({ticket.id: "open" for ticket in tickets}, now)
        self._follow(tickets, now)
        deeds: list[Deed] = []
        for ticket in tickets:
            deeds += self._changes(ticket, dishes, self._since.seconds(ticket.id, now))
        return [*deeds, *self._leave(dishes, now)]

    def _follow(self, tickets: Sequence[Ticket], now: float) -> None:
        board = {ticket.id: ticket for ticket in tickets}
        for order_id, ticket in self._open.items():
            if order_id not in board:
                self._eating[order_id] = (ticket, now)
        for order_id in board:
            self._eating.pop(order_id, None)
        self._open = board

    def _changes(self, ticket: Ticket, dishes: Sequence[Dish], age: float) -> list[Deed]:
        deeds: list[Deed] = []
        on_fire = ticket.lines("pending", "preparing")
        if age > _CANCEL_AFTER and len(on_fire) > 1 and self._once("cancel", ticket, _CANCELS):
            line = dice(self._seed, "which", ticket.id).choice(on_fire)
            reason = dice(self._seed, "why", ticket.id).choice(_REASONS)
            path = f"/api/kitchen/orders/{ticket.id}/items/{line.id}/cancel"
            deeds.append(Deed("POST", path, {"reason": reason}))
        if age > _HURRY_AFTER and not ticket.rush and self._once("hurry", ticket, _HURRIES):
            deeds.append(Deed("PATCH", f"/api/orders/{ticket.id}", {"priority": "rush"}))
        at_table = ticket.type == "dine_in"
        if age > _ROUND_AFTER and at_table and self._once("round", ticket, _ROUNDS):
            deeds.append(self._order_more(ticket, dishes, dessert=False))
        return deeds

    def _leave(self, dishes: Sequence[Dish], now: float) -> list[Deed]:
        deeds: list[Deed] = []
        for ticket, since in list(self._eating.values()):
            at_table = ticket.type == "dine_in"
            linger = around(dice(self._seed, "linger", ticket.id), _LINGER) if at_table else 0.0
            if now - since < linger:
                continue
            del self._eating[ticket.id]
            if at_table and self._once("dessert", ticket, _DESSERTS):
                deeds.append(self._order_more(ticket, dishes, dessert=True))
            else:
                path = f"/api/orders/{ticket.id}/status"
                deeds.append(Deed("PATCH", path, {"status": "completed"}))
        return deeds

    def _order_more(self, ticket: Ticket, dishes: Sequence[Dish], *, dessert: bool) -> Deed:
        thrown = dice(self._seed, "more", ticket.id, dessert)
        body = another_round(thrown, dishes, dessert=dessert)
        return Deed("POST", f"/api/orders/{ticket.id}/items", body)

    def _once(self, what: str, ticket: Ticket, likely: float) -> bool:
        if (what, ticket.id) in self._done:
            return False
        self._done.add((what, ticket.id))
        return dice(self._seed, what, ticket.id).random() < likely


class _SoldOut(NamedTuple):
    dish: Dish
    until: float


class Larder:
    """Runs out of a dish now and then (an 86), and has it back some time later."""

    def __init__(self, seed: int, now: float) -> None:
        self._seed = seed
        self._gone: _SoldOut | None = None
        self._times = 0
        self._next = now + self._throw(_SOLD_OUT_EVERY * 0.3)

    @property
    def gone(self) -> Dish | None:
        """The dish that is out at the moment."""
        return None if self._gone is None else self._gone.dish

    def look(self, dishes: Sequence[Dish], now: float) -> list[Deed]:
        """See whether something has run out or come back.

        Args:
            dishes: the menu.
            now: seconds of service.
        """
        if self._gone is not None:
            return self.restock() if now >= self._gone.until else []
        there = [dish for dish in dishes if dish.available]
        if now < self._next or len(there) < 2:  # noqa: PLR2004 - never the last one
            return []
        self._times += 1
        dish = dice(self._seed, "86", self._times).choice(there)
        self._gone = _SoldOut(dish, now + self._throw(_SOLD_OUT_FOR))
        self._next = self._gone.until + self._throw(_SOLD_OUT_EVERY)
        return [_availability(dish, available=False)]

    def restock(self) -> list[Deed]:
        """Bring back what is out."""
        gone, self._gone = self._gone, None
        return [] if gone is None else [_availability(gone.dish, available=True)]

    def _throw(self, median: float) -> float:
        return around(dice(self._seed, "larder", self._times, median), median)


def _availability(dish: Dish, *, available: bool) -> Deed:
    path = f"/api/menu/items/{dish.id}/availability"
    return Deed("POST", path, {"available": available})
