"""What the link has to say, and to whom: the loop's side of it."""

from collections.abc import Callable, Mapping
from typing import Any

from display.state.messages import Message
from hub.common.screen_troubles import TroubleCode, trouble
from hub.wire.socket_messages import ScreenTrouble


def _ignore_settings(_settings: Mapping[str, Any]) -> None:
    pass


class LinkListeners:
    """Where messages and troubles go.

    Args:
        on_message: takes a message for ``display.state``.
        on_troubles: takes everything that is wrong now, whenever that changes.
        now: monotonic ms.

    Attributes:
        on_settings: told what a manager has set at this screen, by ``section.key``.
    """

    def __init__(
        self,
        on_message: Callable[[Message], None],
        on_troubles: Callable[[tuple[ScreenTrouble, ...]], None],
        now: Callable[[], int],
    ) -> None:
        self.tell = on_message
        self.now = now
        self.on_settings: Callable[[Mapping[str, Any]], None] = _ignore_settings
        self._on_troubles = on_troubles
        self._troubles: dict[str, ScreenTrouble] = {}

    def report_unread(self, orders: int) -> None:
        """Say how many open orders could not be read; a cook must know that they are not shown."""
        unread = trouble(TroubleCode.ORDERS_UNREAD, count=orders)
        self.trouble("unread", unread if orders else None)

    def trouble(self, about: str, what: ScreenTrouble | None) -> None:
        """Say what is wrong about something; None says that nothing is any more."""
        before = dict(self._troubles)
        if what is None:
            self._troubles.pop(about, None)
        else:
            self._troubles[about] = what
        if self._troubles != before:
            self._on_troubles(tuple(self._troubles.values()))
