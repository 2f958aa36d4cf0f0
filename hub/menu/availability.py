"""86: what is sold out, until when, and how many are left of what is counted.

A dish that is sold out until some time is brought back by a timer. A count runs down in the change
of the order that takes from it, and at nothing the dish is sold out. The count is kept then, also
where more was taken than there was, so that the dish is back when enough is given back.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

import msgspec
from msgspec import UNSET, UnsetType

from hub.clock.local_time import LocalTime
from hub.clock.wall_clock import Clock
from hub.commit.change import Change
from hub.commit.command import Command, Outcome
from hub.commit.timers import Timers
from hub.commit.writer import Writer
from hub.domain.errors import bad_field, not_found
from hub.domain.menu import MenuItem
from hub.domain.stock import OrderChange, count_taken
from hub.domain.times import Instant, instant
from hub.menu.service import MenuService
from hub.store import reads
from hub.store.row_types import StockRow, TimerRow
from hub.store.store import Store
from hub.store.tables import STOCK
from hub.wire.house_requests import SetAvailability
from hub.wire.menu_drafts import availability_draft, left_draft
from hub.wire.menu_responses import SoldOut
from hub.wire.text_rules import CLOCK_TIME

BACK = "menu:back"
"""The kind of timer that brings a dish back."""

_TOMORROW = "tomorrow"
_LONGEST = 400 * 24 * 3_600_000
_CLOCK_TIME = re.compile(CLOCK_TIME)


class Times(NamedTuple):
    """The hub's time, the branch's own, and what is due at some time."""

    clock: Clock
    local: LocalTime
    timers: Timers


class Availability:
    """Knows what is sold out and what is counted.

    Args:
        menu: whose dishes they are.
        store: where the counts are read from.
        writer: commits what is changed.
        times: by which dishes come back.
    """

    def __init__(self, menu: MenuService, store: Store, writer: Writer, times: Times) -> None:
        self._menu = menu
        self._store = store
        self._writer = writer
        self._times = times
        self._left: dict[str, int] = {}
        self._latest: dict[str, int] = {}
        menu.on_flip = self._clear
        times.timers.on_due(BACK, self._bring_back)

    async def load(self) -> None:
        """Read the counts from disk, in place of whatever was in memory."""
        self._left = {row.dish: row.remaining for row in await reads.stock(self._store)}
        self._latest = dict(self._left)

    def forget_staged(self) -> None:
        """Drop every count that did not reach the disk."""
        self._latest = dict(self._left)

    def sold_out(self) -> list[SoldOut]:
        """List what is sold out and what is counted, as the menu lists its dishes."""
        return [
            SoldOut(
                menu_item_id=dish.id,
                name=dish.name,
                category=dish.category,
                available=dish.available,
                left=max(0, self._left.get(dish.id, 0)) or UNSET,
                until=self._find_until(dish.id),
            )
            for dish in self._menu.menu.items.values()
            if not dish.available or dish.id in self._left
        ]

    def count_left(self, dish_id: str) -> int | None:
        """Say how many of a dish are left for the next order; None for one that is not counted."""
        left = self._latest.get(dish_id)
        return None if left is None else max(0, left)

    async def set(self, command: Command, dish_id: str, new: SetAvailability) -> Outcome[MenuItem]:
        """Mark a dish sold out (86) or back, or have it counted.

        Raises:
            Refusal: NOT_FOUND, BAD_REQUEST for a time that is none or gone by, or where the fields
                contradict each other.
        """
        before = self._menu.latest.items.get(dish_id)
        if before is None:
            raise not_found("dish")
        due = self._read(new)
        available = new.available and new.left != 0
        dish = msgspec.structs.replace(before, available=available)
        change = self._writer.begin(command.who.actor)
        known_until, until = self._find_until(dish_id), UNSET if due is None else instant(due)
        self._clear(change, dish_id)
        if due is not None:
            self._times.timers.set(change, BACK, dish_id, due)
        if available is not before.available or until != known_until:
            change.tell(availability_draft(dish, until, new.left if available else None))
        if available and new.left:
            self._count(change, dish, new.left)
        self._menu.stage(change, dish)
        outcome = Outcome(dish)
        command.remember(change, outcome)
        await self._writer.commit(change)
        return outcome

    def take(self, change: Change, orders: Iterable[OrderChange]) -> None:
        """Have the counts follow what orders take and give back, in the orders' own change.

        A dish that has run out is sold out, and is back when some of it is given back; what a
        person has marked is left as it is.

        Args:
            change: that the orders are written in.
            orders: each as it was, and as it is now.
        """
        if not self._latest:
            return
        for dish_id, quantity in count_taken(orders).items():
            dish = self._menu.latest.items.get(dish_id)
            if not quantity or dish is None or dish_id not in self._latest:
                continue
            left = self._latest[dish_id] - quantity
            if left > 0:
                self._flip(change, dish, left)
                self._count(change, dish, left)
            else:
                self._keep(change, dish_id, left)
                self._flip(change, dish, left)

    def _flip(self, change: Change, dish: MenuItem, left: int) -> None:
        """Mark a dish sold out that has run out, and back when some of it is left again."""
        available = left > 0
        if dish.available is not available:
            flipped = msgspec.structs.replace(dish, available=available)
            self._menu.stage(change, flipped)
            until = self._find_until(dish.id)
            change.tell(availability_draft(flipped, until, left if available else None))

    def _read(self, new: SetAvailability) -> int | None:
        if new.left and not new.available:
            raise bad_field("left", "goes with a dish that is available")
        if new.until is None:
            return None
        if new.available and new.left is None:
            raise bad_field("until", "goes with a dish that is sold out, or counted")
        now = self._times.clock.now()
        due = self._read_until(new.until.strip(), now)
        if not now < due <= now + _LONGEST:
            raise bad_field("until", "must be within the next 400 days")
        return due

    def _read_until(self, text: str, now: int) -> int:
        if text.lower() == _TOMORROW:
            return self._times.local.find_next_day(now)
        if _CLOCK_TIME.match(text):
            return self._times.local.find_next(text, now)
        try:
            return self._times.local.read(text)
        except (ValueError, OverflowError):
            words = "expected tomorrow, a time of day such as 17:30, or an ISO 8601 time"
            raise bad_field("until", words) from None

    def _find_until(self, dish_id: str) -> Instant | UnsetType:
        timer = self._times.timers.find(BACK, dish_id)
        return UNSET if timer is None else instant(timer.due)

    def _bring_back(self, timer: TimerRow, change: Change) -> None:
        dish = self._menu.latest.items.get(timer.id)
        counted = (self.count_left(timer.id) or 0) > 0
        self._forget_count(change, timer.id)
        if dish is None:
            return
        if counted:
            change.tell(left_draft(dish, None))
        if not dish.available:
            back = msgspec.structs.replace(dish, available=True)
            self._menu.stage(change, back)
            change.tell(availability_draft(back))

    def _clear(self, change: Change, dish_id: str) -> None:
        """Forget until when a dish is sold out, and how many are left of it."""
        if self._times.timers.find(BACK, dish_id) is not None:
            self._times.timers.cancel(change, BACK, dish_id)
        self._forget_count(change, dish_id)

    def _count(self, change: Change, dish: MenuItem, left: int) -> None:
        self._keep(change, dish.id, left)
        change.tell(left_draft(dish, left))

    def _keep(self, change: Change, dish_id: str, left: int) -> None:
        self._latest[dish_id] = left
        change.put(STOCK, StockRow(dish_id, left))
        change.then(lambda: self._left.update({dish_id: left}))

    def _forget_count(self, change: Change, dish_id: str) -> None:
        if self._latest.pop(dish_id, None) is not None:
            change.remove(STOCK, dish_id)
            change.then(lambda: _drop(self._left, dish_id))


def _drop(counts: dict[str, int], dish_id: str) -> None:
    counts.pop(dish_id, None)
