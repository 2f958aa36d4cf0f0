"""Takes orders in: a new one, and another round on one that is there.

Each is one change, committed whole or not at all.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import msgspec
from msgspec import UNSET
from msgspec.structs import replace

from hub import ids
from hub.commit.command import Command, Json, Outcome
from hub.domain import rules
from hub.domain.errors import Code, Refusal
from hub.domain.menu import Menu
from hub.domain.orders import Item, Order, order_number
from hub.domain.routing import OrderFacts
from hub.domain.scheduling import Schedule, schedule
from hub.domain.source_versions import is_older
from hub.domain.times import Instant, instant
from hub.orders.door import Door
from hub.orders.fitting import fit_lines
from hub.orders.live_orders import OrderEntry
from hub.orders.new_items import longest_target, read_keys, read_order_details
from hub.orders.new_lines import LineMaker, order_facts
from hub.orders.order_changes import OrderChanges
from hub.orders.sender_keys import CancelledAhead, Found, SenderKey, SenderKeys
from hub.wire import order_requests

_DIGEST = b"\2"
"""Tells digests of orders as they are written today from those of the first hubs."""

EMPTY_FOR = 10 * 60 * 1000
"""Milliseconds for which an order waits for its first line."""

_encode = msgspec.json.Encoder().encode


class OrderIntake:
    """Takes orders in.

    Args:
        changes: fetches orders and commits what becomes of them.
        sender_keys: finds orders that came before under the same key.
        menu: returns the menu as it is committed.
        lines: makes the lines of orders and rounds.
        has_session: whether guests sit at a table under that id.
    """

    def __init__(
        self,
        changes: OrderChanges,
        sender_keys: SenderKeys,
        menu: Callable[[], Menu],
        lines: LineMaker,
        has_session: Callable[[str], bool],
    ) -> None:
        self._changes = changes
        self._sender_keys = sender_keys
        self._lines = lines
        self._menu = menu
        self._has_session = has_session

    async def place(self, command: Command, new: order_requests.NewOrder) -> Outcome[Json[Order]]:
        """Take a new order. One that was taken before under its id or key is shown as it is.

        One whose key was cancelled before it came is taken as cancelled.

        Raises:
            Refusal: BAD_REQUEST, ITEM_UNAVAILABLE, or IDEMPOTENCY_CONFLICT for an id that another
                order has.
        """
        if new.external_id is not None and new.source is None:
            new = replace(new, source=order_requests.source_of(command.who.name))
        keys = read_keys(new)
        digest = None if new.id is None and not keys else _digest(new)
        taken = await self._find_taken(new.items)
        if new.id is not None:
            await self._changes.live_orders.fetch(new.id.lower())
        known: Mapping[SenderKey, Found] = {}
        if keys:
            known = await self._sender_keys.find_all(keys, self._changes.now()[1])
        now, at = self._changes.now()
        order_id = (new.id or ids.new_id(at)).lower()
        door = Door.of(command, new.accept)
        before = self._changes.live_orders.get_latest(order_id)
        if before is not None:
            return await self._repeat_placing(before, digest, door)
        for found in known.values():
            if isinstance(found, OrderEntry):
                return await self._repeat_key(found, new, digest, door)
        self._check_new_lines(new.items, taken)
        self._changes.writer.check()
        made: set[str] = set()
        asked, cut = fit_lines(new.items, 0, door)
        if cut:
            command = replace(command, whole_texts=(*command.whole_texts, *cut))
        facts = OrderFacts(new.type, new.source, new.zone)
        lines = self._lines.make(asked, facts, (), partial(_make_id, at, made), now, door)
        number = self._changes.live_orders.next_number()
        order = Order(
            id=order_id,
            order_number=order_number(number),
            type=new.type,
            table_number=new.table_number,
            session_id=None if new.session_id is None else new.session_id.lower(),
            customer_name=new.customer_name,
            notes=new.notes,
            priority=new.priority,
            created_at=now,
            updated_at=now,
            items=lines.items,
            held=lines.held or UNSET,
            groups=lines.groups or UNSET,
            empty_until=_wait_for_lines(lines.items or lines.held, at, door),
            **read_order_details(new, door),
        )
        order = self._schedule(order, at, door)
        self._check_session(order, door)
        ahead = next(iter(known.values()), None)
        if isinstance(ahead, CancelledAhead):
            door.say("cancelled_before", "external_id", "was cancelled before it came")
        door.check(len(lines.items) + len(lines.held))
        if isinstance(ahead, CancelledAhead):
            transition = rules.place_cancelled(order, ahead.reason, now)
        else:
            transition = rules.place(order)
        entry = OrderEntry.of(number, transition.order, digest, command.who.id)
        outcome: Outcome[Json[Order]] = Outcome(
            Json(entry.body), transition.order.version, tuple(door.warnings), created=True
        )
        return await self._changes.commit(command, entry, transition, at, outcome, made)

    async def add_items(
        self, command: Command, order_id: str, new: order_requests.AddItems
    ) -> Outcome[Json[Order]]:
        """Add another round. Lines that are on the order already are not added again.

        Raises:
            Refusal: NOT_FOUND, INVALID_TRANSITION on a closed order, BAD_REQUEST, ITEM_UNAVAILABLE.
        """
        taken = await self._find_taken(new.items)
        entry = await self._changes.fetch(order_id)
        command.check_version(entry.order.version)
        known = set(entry.order.line_ids)
        places = [
            place
            for place, line in enumerate(new.items)
            if line.id is None or line.id.lower() not in known
        ]
        if not places:
            return await self._changes.show_unchanged(entry)
        fresh = [new.items[place] for place in places]
        self._check_new_lines(fresh, taken, places)
        now, at = self._changes.now()
        made: set[str] = set()
        door = Door.of(command, new.accept, places)
        asked, cut = fit_lines(fresh, len(entry.body), door)
        if cut:
            moved = [each.put_back(places) for each in cut]
            command = replace(command, whole_texts=(*command.whole_texts, *moved))
        order, new_id = entry.order, partial(_make_id, at, made)
        lines = self._lines.make(asked, order_facts(order), order.items, new_id, now, door)
        transition = rules.add_items(order, lines.items, now, held=lines.held, groups=lines.groups)
        return await self._changes.apply(command, entry, transition, at, made, door.warnings)

    async def _find_taken(self, lines: Sequence[order_requests.NewItem]) -> set[str]:
        chosen = [each for _, each in _list_ids(lines)]
        return await self._changes.live_orders.find_taken_items(chosen) if chosen else set()

    def _check_new_lines(
        self,
        lines: Sequence[order_requests.NewItem],
        taken: set[str],
        places: Sequence[int] | None = None,
    ) -> None:
        for path, item_id in _list_ids(lines, places):
            if item_id in taken or self._changes.live_orders.holds_item(item_id):
                raise Refusal(
                    Code.CONFLICT,
                    f"{path}.id: another order has a line with this id",
                    {f"{path}.id": "taken"},
                )

    def _schedule(self, order: Order, at: int, door: Door) -> Order:
        """Have an order wait for its time, and age from when it was taken."""
        times = schedule(order, at, longest_target(order.items, self._menu()))
        if times == Schedule():
            return order
        prep, release_at, age_from, oddity = times
        if oddity is not None:
            field, code, message = oddity
            door.unusual(code, field, message)
        prep = order.prep_minutes if prep is msgspec.UNSET else prep
        return replace(order, prep_minutes=prep, release_at=release_at, age_from=age_from)

    def _check_session(self, order: Order, door: Door) -> None:
        if order.session_id is not None and not self._has_session(order.session_id):
            message = (
                "there is no such table session, or it has ended: no guest will see this order"
            )
            door.unusual("unknown_session", "session_id", message)

    async def _repeat_placing(
        self, before: OrderEntry, digest: bytes | None, door: Door
    ) -> Outcome[Json[Order]]:
        if before.request != digest and not _is_of_older_hub(before.request):
            raise Refusal(
                Code.IDEMPOTENCY_CONFLICT,
                "id: another order was placed under this id before",
                {"id": "placed before with another content"},
            )
        self._check_session(before.order, door)
        return await self._changes.show_unchanged(before, tuple(door.warnings))

    async def _repeat_key(
        self,
        before: OrderEntry,
        new: order_requests.NewOrder,
        digest: bytes | None,
        door: Door,
    ) -> Outcome[Json[Order]]:
        number, version = before.order.order_number, before.order.source_version
        if new.source_version is not None and is_older(new.source_version, version):
            message = f"is older than what {number} was last told; nothing is changed"
            door.say("older", "source_version", message)
        elif before.request != digest:
            message = f"was taken before as {number}, with another content; it is shown as it is"
            door.unusual("already_taken", "external_id", message)
            door.check(len(new.items))
        self._check_session(before.order, door)
        return await self._changes.show_unchanged(before, tuple(door.warnings))


def _wait_for_lines(lines: Sequence[Item], at: int, door: Door) -> Instant | msgspec.UnsetType:
    """Say until when an order waits for its first line; UNSET when it has one."""
    if lines:
        return msgspec.UNSET
    message = "there is none; the order is cancelled after 10 minutes unless one comes"
    door.odd("no_lines", "items", message)
    return instant(at + EMPTY_FOR)


def _digest(new: order_requests.NewOrder) -> bytes:
    """Stand for what an order says, however it was written."""
    return _DIGEST + hashlib.sha256(_encode(replace(new, accept=None))).digest()


def _is_of_older_hub(digest: bytes | None) -> bool:
    """Whether a digest was made by a hub that wrote orders otherwise: it compares with none.

    Who sends such an order again has lost the answer to it; a second one under one id is rare.
    """
    return digest is not None and len(digest) == hashlib.sha256().digest_size


def _list_ids(
    lines: Sequence[order_requests.NewItem], places: Sequence[int] | None = None
) -> list[tuple[str, str]]:
    """List the ids that a sender has chosen, of lines and of parts, and where each stands."""
    found: list[tuple[str, str]] = []
    for index, line in zip(places or range(len(lines)), lines, strict=True):
        if line.id:
            found.append((f"items[{index}]", line.id.lower()))
        for place, part in enumerate(line.parts):
            if part.id:
                found.append((f"items[{index}].parts[{place}]", part.id.lower()))
    return found


def _make_id(at: int, made: set[str]) -> str:
    """Make an id, and note that it is the hub's own: no other line can have it."""
    made.add(made_id := ids.new_id(at))
    return made_id
