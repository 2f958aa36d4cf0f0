"""The drill before opening: asks every screen to ring, flash and be pressed, and keeps count."""

import time
from collections.abc import Callable
from typing import NamedTuple

import msgspec

from hub import ids
from hub.domain.errors import not_found
from hub.domain.permissions import Role
from hub.realtime.fanout import Fanout
from hub.realtime.subscriber import Subscriber
from hub.wire.drills import Drill, DrilledScreen
from hub.wire.responses import Gone
from hub.wire.socket_messages import DrillOver, DrillShown

_encode = msgspec.json.Encoder().encode


class _OpenDrill(NamedTuple):
    id: str
    until: float
    asked: tuple[Subscriber, ...]


class DrillService:
    """Holds one drill at a time.

    Args:
        room: the kitchen's.
        fanout: knows the screens.
        clock: monotonic seconds.
    """

    def __init__(
        self, room: str, fanout: Fanout, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._room = room
        self._fanout = fanout
        self._clock = clock
        self._open: _OpenDrill | None = None

    def open(self, seconds: int) -> Drill:
        """Begin a drill at every connected screen, in place of whatever was going on.

        Args:
            seconds: for how long screens wait for a press.
        """
        if self._open is not None:
            self._end(self._open)
        asked = tuple(self._screens())
        begun = self._open = _OpenDrill(ids.new_secret_id(), self._clock() + seconds, asked)
        self._show(DrillShown(id=begun.id, expires_in=seconds))
        return self._describe(begun)

    def current(self) -> Drill:
        """Say where the drill stands, also when its time is up.

        Raises:
            Refusal: NOT_FOUND when there is none.
        """
        return self._describe(self._require())

    def close(self) -> Gone:
        """Have every screen show its board again.

        Raises:
            Refusal: NOT_FOUND when there is no drill.
        """
        found = self._require()
        self._end(found)
        return Gone(id=found.id)

    def _require(self) -> _OpenDrill:
        if self._open is None:
            raise not_found("drill")
        return self._open

    def _end(self, drill: _OpenDrill) -> None:
        self._open = None
        self._show(DrillOver(id=drill.id))

    def _show(self, frame: msgspec.Struct) -> None:
        self._fanout.show(self._room, Role.KITCHEN, _encode(frame))

    def _screens(self) -> list[Subscriber]:
        there = self._fanout.screens(self._room)
        return [each for each in there if each.principal.role is Role.KITCHEN]

    def _describe(self, drill: _OpenDrill) -> Drill:
        there = set(self._screens())
        return Drill(
            id=drill.id,
            expires_in=max(0, int(drill.until - self._clock())),
            screens=tuple(_screen(drill.id, each, connected=each in there) for each in drill.asked),
        )


def _screen(drill_id: str, asked: Subscriber, *, connected: bool) -> DrilledScreen:
    said = asked.drilled
    answer = None if said is None or said.id != drill_id else said
    return DrilledScreen(
        id=asked.principal.id,
        name=asked.principal.name,
        station=asked.station,
        connected=connected,
        answered=answer is not None,
        rung=answer is not None and answer.rung,
        shown=answer is not None and answer.shown,
        presses=0 if answer is None else answer.presses,
        unknown=0 if answer is None else answer.unknown,
        gave_way=answer is not None and answer.gave_way,
    )
