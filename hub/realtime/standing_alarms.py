"""What stands and is shown on every screen: alarms, and orders at a station's backup."""

from collections.abc import Callable, Sequence

import msgspec
from msgspec.structs import replace

from hub.wire.socket_messages import Alarm, AlarmsShown, StandIn, StandInsShown

Show = Callable[[bytes], None]
"""Puts a frame on every screen, without waiting."""

_encode = msgspec.json.Encoder().encode


def _ignore(_frame: bytes) -> None:
    pass


class Alarms:
    """Knows which alarms stand.

    Args:
        now: the hub's time, in Unix milliseconds.

    Attributes:
        show: puts a frame on every screen, without waiting.
    """

    def __init__(self, now: Callable[[], int]) -> None:
        self.show: Show = _ignore
        self._now = now
        self._since: dict[tuple[str, str | None], int] = {}
        self._alarms: dict[tuple[str, str | None], Alarm] = {}

    def current(self) -> tuple[Alarm, ...]:
        """List those that stand, the oldest first."""
        return tuple(self._alarms.values())

    def list_since(self) -> list[tuple[Alarm, int]]:
        """List those that stand, each with when it began, in Unix milliseconds."""
        return [(alarm, self._since[key]) for key, alarm in self._alarms.items()]

    def sound(
        self, code: str, message: str, station: str | None = None, count: int | None = None
    ) -> None:
        """Raise an alarm, in place of an earlier one of the same code and station.

        Args:
            code: what is wrong.
            message: the same in words.
            station: where, if it is not wrong everywhere.
            count: of how many orders; None for an alarm that is not about orders.
        """
        alarm = Alarm(code=code, message=message)
        if count is not None:
            alarm = replace(alarm, station=station, count=count)
        if self._alarms.get((code, station)) != alarm:
            self._alarms[code, station] = alarm
            self._since.setdefault((code, station), self._now())
            self._tell()

    def end(self, code: str, station: str | None = None) -> None:
        """Take an alarm back, if it stands."""
        if self._alarms.pop((code, station), None) is not None:
            del self._since[code, station]
            self._tell()

    def _tell(self) -> None:
        self.show(_encode(AlarmsShown(alarms=self.current())))


class StandIns:
    """Knows which orders are shown at the backup of their station.

    Attributes:
        show: puts a frame on every screen, without waiting.
    """

    def __init__(self) -> None:
        self.show: Show = _ignore
        self._rows: tuple[StandIn, ...] = ()

    def current(self) -> tuple[StandIn, ...]:
        """List them, a row for each station that is stood in for."""
        return self._rows

    def replace(self, rows: Sequence[StandIn]) -> None:
        """Have these hold in place of those before, and tell the screens if they are others."""
        if tuple(rows) != self._rows:
            self._rows = tuple(rows)
            self.show(_encode(StandInsShown(stand_ins=self._rows)))
