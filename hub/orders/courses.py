"""Having the kitchen make what was held, and taking back what nobody has begun."""

from msgspec.structs import replace

from hub.commit.command import Command, Json, Outcome
from hub.domain import courses
from hub.domain.orders import Order
from hub.orders.new_lines import LineMaker
from hub.orders.order_changes import OrderChanges
from hub.wire.order_requests import FireLines


class CourseService:
    """Fires what is held, and holds what nobody has begun.

    Args:
        changes: fetches orders and commits what becomes of them.
        lines: knows where lines are made, and how long they should take.
    """

    def __init__(self, changes: OrderChanges, lines: LineMaker) -> None:
        self._changes = changes
        self._lines = lines

    async def fire(self, command: Command, order_id: str, new: FireLines) -> Outcome[Json[Order]]:
        """Have the kitchen make what was held -> the order.

        Where it is made, and how long it should take, is frozen as of now.

        Raises:
            Refusal: NOT_FOUND, STALE, INVALID_TRANSITION when nothing of that is held.
        """
        entry = await self._changes.fetch(order_id)
        command.check_version(entry.order.version)
        now, at = self._changes.now()
        order = entry.order
        if order.held:
            held = tuple(self._lines.ready_to_fire(order, item) for item in order.held)
            order = replace(order, held=held)
        transition = courses.fire(order, now, course=new.course, only=_lower(new.items))
        return await self._changes.apply(command, entry, transition, at)

    async def hold(self, command: Command, order_id: str, new: FireLines) -> Outcome[Json[Order]]:
        """Take back what nobody has begun -> the order.

        Raises:
            Refusal: NOT_FOUND, STALE, INVALID_TRANSITION when nothing of that can be held.
        """
        entry = await self._changes.fetch(order_id)
        command.check_version(entry.order.version)
        now, at = self._changes.now()
        transition = courses.hold(entry.order, now, course=new.course, only=_lower(new.items))
        return await self._changes.apply(command, entry, transition, at)


def _lower(ids: tuple[str, ...] | None) -> set[str] | None:
    return None if ids is None else {each.lower() for each in ids}
