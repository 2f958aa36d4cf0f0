"""The alarms that stand, and showing them on every screen."""

from collections.abc import Callable

import msgspec

from hub.wire.socket_messages import Alarm, AlarmsShown

Show = Callable[[bytes], None]
"""Puts a frame on every screen, without waiting."""

_encode = msgspec.json.Encoder().encode


def _ignore(_frame: bytes) -> None:
    pass


class Alarms:
    """Knows which alarms stand.

    Attributes:
        show: puts a frame on every screen, without waiting.
    """

    def __init__(self) -> None:
        self.show: Show = _ignore
        self._alarms: dict[str, Alarm] = {}

    def current(self) -> tuple[Alarm, ...]:
        """List those that stand, the oldest first."""
        return tuple(self._alarms.values())

    def sound(self, code: str, message: str) -> None:
        """Raise an alarm, in place of an earlier one of the same code."""
        alarm = Alarm(code=code, message=message)
        if self._alarms.get(code) != alarm:
            self._alarms[code] = alarm
            self._tell()

    def end(self, code: str) -> None:
        """Take an alarm back, if it stands."""
        if self._alarms.pop(code, None) is not None:
            self._tell()

    def _tell(self) -> None:
        self.show(_encode(AlarmsShown(alarms=self.current())))
