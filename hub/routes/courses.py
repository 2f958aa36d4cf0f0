"""Firing and holding: ``/api/orders/{id}/fire`` and ``/hold``."""

from hub.commit.command import Command, Json, Outcome
from hub.domain.errors import Code
from hub.domain.orders import Order
from hub.domain.permissions import Permission
from hub.http.routing import Route
from hub.orders.courses import CourseService
from hub.wire.order_requests import FireLines
from hub.wire.requests import Uuid

_ONE = "/api/orders/{id}"
_ALL = FireLines()
_REFUSES = (Code.NOT_FOUND, Code.INVALID_TRANSITION, Code.STALE)


class CoursesApi:
    """Answers ``/api/orders/{id}/fire`` and ``/api/orders/{id}/hold``."""

    def __init__(self, courses: CourseService) -> None:
        self._courses = courses

    @Route(
        "POST",
        f"{_ONE}/fire",
        needs=Permission.ORDERS_FIRE,
        summary="Have the kitchen make what was held: a course, some lines, or all of it",
        refuses=_REFUSES,
    )
    async def _fire(
        self, command: Command, id: Uuid, body: FireLines = _ALL
    ) -> Outcome[Json[Order]]:
        return await self._courses.fire(command, id, body)

    @Route(
        "POST",
        f"{_ONE}/hold",
        needs=Permission.ORDERS_FIRE,
        summary="Take lines back that nobody has begun; they wait until they are fired",
        refuses=_REFUSES,
    )
    async def _hold(
        self, command: Command, id: Uuid, body: FireLines = _ALL
    ) -> Outcome[Json[Order]]:
        return await self._courses.hold(command, id, body)
