"""What stands and is shown on every screen: alarms, and orders at a station's backup."""

from collections.abc import Callable, Sequence

import msgspec

from hub.wire.events import KitchenAlert
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

    def sound(self, code: str, message: str) -> None:
        """Raise an alarm that is not about orders, in place of an earlier one of the same code.

        Args:
            code: what is wrong.
            message: the same in words.
        """
        self._raise(None, Alarm(code=code, message=message))

    def sound_about_orders(self, alert: KitchenAlert) -> None:
        """Raise an alarm, in place of an earlier one of the same code and station.

        Args:
            alert: that tells of the same.
        """
        alarm = Alarm(
            code=alert.code,
            message=alert.message,
            station=alert.station,
            count=alert.count,
            number=alert.number,
            shown_at=alert.shown_at,
        )
        self._raise(alert.station, alarm)

    def _raise(self, station: str | None, alarm: Alarm) -> None:
        where = (alarm.code, station)
        if self._alarms.get(where) != alarm:
            self._alarms[where] = alarm
            self._since.setdefault(where, self._now())
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
