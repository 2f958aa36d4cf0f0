"""The branch's own time: what its clock on the wall shows."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo


class LocalTime:
    """Turns the hub's time into the branch's own, and back.

    Args:
        zone: name of its time zone, such as ``Europe/Berlin``; empty for the machine's.
        day_starts: when a new day begins, as ``05:00``.
    """

    def __init__(self, zone: str = "", day_starts: str = "05:00") -> None:
        self._zone = ZoneInfo(zone) if zone else None
        self._day_starts = day_starts

    def at(self, milliseconds: int) -> datetime:
        """Return what the branch's clock shows at a time in Unix milliseconds."""
        moment = datetime.fromtimestamp(milliseconds / 1000, self._zone)
        return moment if self._zone else moment.astimezone()

    def find_next(self, clock: str, now: int) -> int:
        """Return when the branch's clock next shows a time such as ``17:30``, in Unix ms."""
        today = self.at(now)
        return next(
            moment
            for moment in (self._moment(today + timedelta(days=days), clock) for days in range(3))
            if moment > now
        )

    def find_next_day(self, now: int) -> int:
        """Return when the branch's next day begins, in Unix milliseconds."""
        return self.find_next(self._day_starts, now)

    def find_day_start(self, now: int) -> int:
        """Return when the branch's day has begun, in Unix milliseconds."""
        today = self.at(now)
        return next(
            moment
            for moment in (
                self._moment(today - timedelta(days=days), self._day_starts) for days in range(3)
            )
            if moment <= now
        )

    def read(self, text: str) -> int:
        """Read an ISO 8601 time as Unix milliseconds; one without an offset is the branch's own.

        Raises:
            ValueError: it is no such time.
            OverflowError: it is too far away.
        """
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = self.localize(moment)
        return int(moment.timestamp() * 1000)

    def localize(self, moment: datetime) -> datetime:
        """Take a time without an offset for one of the branch's own clock."""
        return moment.replace(tzinfo=self._zone) if self._zone else moment.astimezone()

    def _moment(self, day: datetime, clock: str) -> int:
        hour, minute = map(int, clock.split(":"))
        # Naive, the machine's own zone is asked for that very day: it may be another than today's.
        moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=self._zone)
        return int(moment.timestamp() * 1000)
