"""What the link has to say, and to whom: the loop's side of it."""

from collections.abc import Callable

from display.state.messages import Message


class LinkListeners:
    """Where messages and troubles go.

    Args:
        tell: takes a message for ``display.state``.
        troubled: takes everything that is wrong now, one sentence each, whenever that changes.
        now: monotonic ms.
    """

    def __init__(
        self,
        tell: Callable[[Message], None],
        troubled: Callable[[tuple[str, ...]], None],
        now: Callable[[], int],
    ) -> None:
        self.tell = tell
        self.now = now
        self._troubled = troubled
        self._troubles: dict[str, str] = {}

    def unread(self, orders: int) -> None:
        """Say how many open orders could not be read; a cook must know that they are not shown."""
        sentence = (
            f"{orders} open order{'' if orders == 1 else 's'} can't be shown here: this screen is "
            "too old for the hub. Update it, and look at another screen."
        )
        self.trouble("unread", sentence if orders else None)

    def trouble(self, about: str, sentence: str | None) -> None:
        """Say what is wrong about something; None says that nothing is any more."""
        before = dict(self._troubles)
        if sentence is None:
            self._troubles.pop(about, None)
        else:
            self._troubles[about] = sentence
        if self._troubles != before:
            self._troubled(tuple(self._troubles.values()))
