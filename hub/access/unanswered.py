"""Devices that came in by a code, of which a manager has yet to say that they may stay.

A code lets in whoever has it, so whoever opened pairing is told who came. A device that was let in
by its number has had its answer. The list is kept in memory: a hub that starts anew forgets it, and
the devices stand in the list of all.
"""

from hub.domain.errors import not_found
from hub.wire.link_codes import CameIn, DeviceKept

MOST = 50
"""Of which a manager is told; the oldest are forgotten first."""


class UnansweredDevices:
    """Knows them, in the order in which they came."""

    def __init__(self) -> None:
        self._came_in: dict[str, CameIn] = {}

    def note(self, device_id: str, let_in_by: str) -> None:
        """Note that a device has come in, and who had opened pairing."""
        if len(self._came_in) >= MOST:
            del self._came_in[next(iter(self._came_in))]
        self._came_in[device_id] = CameIn(id=device_id, let_in_by=let_in_by)

    def list_all(self) -> list[CameIn]:
        """List them; some may have been revoked meanwhile."""
        return list(self._came_in.values())

    def keep(self, device_id: str) -> DeviceKept:
        """Let a device stay: nobody is told of it any more.

        Raises:
            Refusal: NOT_FOUND.
        """
        if self._came_in.pop(device_id, None) is None:
            raise not_found("device that has just come in")
        return DeviceKept(id=device_id)
